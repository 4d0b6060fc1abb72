#pragma once

/// \file
/// Sets an open radio as asked and says what it then does. Private to dsp/capture.
///
/// What a radio cannot do is refused with what it can; nothing is silently held at a limit.

#include <optional>
#include <string>
#include <vector>

#include "dsp/capture/iq_source.hpp"
#include "dsp/capture/soapy_driver.hpp"

namespace cellwarden::capture {

struct Tuning {
  double device_rate_hz{};                ///< as the driver counts, its clock taken for right
  double sample_rate_hz{};                ///< true: the clock's error applied
  double center_hz{};                     ///< true
  std::optional<double> asked_device_hz;  ///< where the driver was told to go, the clock's error in it
  std::optional<double> gain_db;          ///< sum of the elements; absent while automatic
  std::vector<GainElementState> gains;    ///< empty while automatic
  std::optional<TuningRange> tunes;
  std::vector<Provenance> provenance;
};

/// The settings with the one center that the radio reaches, of those that would do; where it reaches none,
/// the first of them.
[[nodiscard]] DeviceSettings with_center(const OpenDevice& open, DeviceSettings settings);

[[nodiscard]] Result<Tuning> tune(const OpenDevice& open, const DeviceSettings& settings);

/// Moves a radio that is set already to the settings' centre and gain. A tuner that stands there already is
/// left alone.
/// \param now  as it is set
[[nodiscard]] Result<Tuning> retune(const OpenDevice& open, const DeviceSettings& settings, Tuning now);

}  // namespace cellwarden::capture
