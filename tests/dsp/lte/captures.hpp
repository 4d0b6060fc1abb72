#pragma once

/// \file
/// Real recordings through the receiver; tests say SKIPPED where they are absent.

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dsp/capture/recording.hpp"
#include "dsp/lte/receiver.hpp"
#include "tests/catch.hpp"

namespace cellwarden::lte {

using capture::RecordingOptions;
using capture::SampleFormat;

inline RecordingOptions stated(double rate_hz, double center_hz, std::optional<SampleFormat> type = {}) {
  RecordingOptions options;
  options.rate_hz = rate_hz;
  options.center_hz = center_hz;
  options.type = type;
  return options;
}

/// The folder with the recordings; "" where there is none, which is said aloud.
inline std::string captures_folder() {
  const char* const named = std::getenv("CELLWARDEN_CAPTURES");
  const std::string folder =
      std::string(named != nullptr ? named : CELLWARDEN_SOURCE_DIR "/../shared/captures") + "/lte";
  if (std::filesystem::is_directory(folder)) return folder;
  std::printf("SKIPPED: no recordings at %s\n", folder.c_str());
  return {};
}

struct Heard {
  double center_hz{};
  double seconds{};
  std::vector<Observation> observations;  // of all dwells
};

inline Heard listen_to(const std::string& path, const RecordingOptions& options,
                       const ReceiverConfig& config) {
  auto source = capture::open_recording(path, options);
  REQUIRE(source);
  Receiver receiver(config, run_serially);
  std::vector<Dwell> dwells;
  Heard heard{.center_hz = (*source)->info().center_hz, .seconds = 0, .observations = {}};
  while (true) {
    const auto block = (*source)->read();
    REQUIRE(block);
    if (!*block) break;
    heard.seconds += static_cast<double>((*block)->samples.size()) / (*block)->sample_rate_hz;
    receiver.push(**block, dwells);
  }
  receiver.finish(dwells);
  for (const Dwell& dwell : dwells) {
    heard.observations.insert(heard.observations.end(), dwell.observations.begin(), dwell.observations.end());
  }
  return heard;
}

}  // namespace cellwarden::lte
