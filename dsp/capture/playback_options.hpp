#pragma once

/// \file
/// The playback device's arguments, read: docs/live.md has their table.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "cell/result.hpp"
#include "dsp/capture/device_settings.hpp"
#include "dsp/capture/playback_faults.hpp"
#include "dsp/capture/recording.hpp"

namespace cellwarden::capture {

/// How a playback that tunes differs from an ideal radio.
struct BandOptions {
  std::optional<double> noise_dbfs{};  ///< in each MHz where nothing was recorded; absent: silence
  double margin_hz = 1e6;              ///< beyond the lowest and highest recorded frequency it still tunes
  double settle_s = 0.0;               ///< garbage after a retune
  double buffered_s = 0.0;             ///< of the old window delivered after a retune, before the garbage
  double tuning_step_hz = 0.0;         ///< the tuner's true grid; 0: none
  double ppm = 0.0;                    ///< how fast its clock runs: tuner and sample clock alike
};

struct PlaybackOptions {
  std::vector<std::string> recordings;  ///< one with path=, any number with band=
  bool is_band = false;
  RecordingOptions recording;
  double speed = 1.0;
  double ring_s = 0.5;
  std::size_t transfer_samples = 65'536;  ///< handed out at once, at most
  double tuner_db = 0;  ///< its one gain element goes from minus to plus this; 0: it has none
  bool loop = false;
  BandOptions band;
  std::vector<Fault> faults;
  std::string state_file;  ///< empty: none

  /// Tells devices apart within a process.
  [[nodiscard]] std::string device() const;
};

/// Total: any text gives options or one line that names the argument.
[[nodiscard]] Result<PlaybackOptions> parse_playback_options(const DeviceArguments& arguments);

}  // namespace cellwarden::capture
