#pragma once

/// \file
/// Listens to a radio for a moment, to see how it does.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cell/result.hpp"
#include "dsp/capture/device_settings.hpp"

namespace cellwarden::tools {

struct RadioTrial {
  std::string name;
  std::string gain;  ///< as it was set: "LNA 24 dB, VGA 20 dB"; empty where nobody knows
  double center_hz{};
  double stated_rate_hz{};
  double measured_rate_hz{};  ///< by this computer's clock: to some per cent in so short a time
  double seconds{};           ///< of signal
  std::uint64_t samples{};
  std::uint64_t samples_lost{};
  std::uint64_t samples_clipped{};
  std::optional<double> level_dbfs{};      ///< mean power against full scale; absent: silence
  std::vector<std::string> driver_said{};  ///< warnings and errors
};

/// \return what stands in the way, where nothing was received
[[nodiscard]] Result<RadioTrial> try_radio(const capture::DeviceSettings& settings, double seconds);

}  // namespace cellwarden::tools
