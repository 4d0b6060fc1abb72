#pragma once

/// \file
/// What flags, sidecars, headers and file names each state of a stream, and who of them wins.

#include <optional>
#include <string>
#include <vector>

#include "cell/result.hpp"
#include "dsp/capture/iq_source.hpp"
#include "dsp/capture/recording.hpp"
#include "dsp/capture/sample_format.hpp"

namespace cellwarden::capture {

template <class T>
struct Fact {
  T value{};
  std::string origin;  ///< "--rate", "WAV header", ...
};

struct Facts {
  std::optional<Fact<double>> rate_hz;
  std::optional<Fact<double>> center_hz;
  std::optional<Fact<SampleFormat>> format;
  std::optional<Fact<Time>> start;
  std::optional<Fact<GeoPoint>> receiver_at;
  std::string unclear;  ///< why something stated was not believed; empty where nothing was in doubt

  /// Takes from `weaker` what is not yet known.
  void complete_with(const Facts& weaker);
};

[[nodiscard]] Facts facts_from_flags(const RecordingOptions& options);

/// The flags' own ranges.
[[nodiscard]] Result<void> check_flags(const RecordingOptions& options);

/// Everything a stream needs is there and within reason: else the one line that says what is missing and
/// which flag gives it.
[[nodiscard]] Result<void> check_complete(const std::string& name, const Facts& facts);

[[nodiscard]] bool is_possible_center(double center_hz) noexcept;

[[nodiscard]] std::vector<Provenance> provenance_of(const Facts& facts);

/// The shortest decimal that reads back as the value: "1920000", "1815.3".
[[nodiscard]] std::string format_number(double value);

}  // namespace cellwarden::capture
