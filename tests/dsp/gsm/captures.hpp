#pragma once

/// \file
/// Recordings of GSM cells by others, and what is known of them.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "cell/gsm/cell_report.hpp"
#include "dsp/capture/recording.hpp"
#include "dsp/iq_block.hpp"

namespace cellwarden::gsm {

/// The folder with the recordings; "" where there is none, which is said aloud.
[[nodiscard]] std::string captures_folder();

struct Recorded {
  double rate_hz{};
  double center_hz{};
  std::vector<Sample> samples;

  [[nodiscard]] double seconds() const noexcept { return static_cast<double>(samples.size()) / rate_hz; }
};

[[nodiscard]] Recorded load(const std::string& path, double rate_hz, double center_hz,
                            capture::SampleFormat type);

/// The bursts of a base station's software, modulated by gr-gsm: every block is known.
struct LaboratoryCell {
  const char* name;
  const char* samples;
  double center_hz;
  double offset_hz;  ///< as the file was made
  std::uint16_t bsic;
  std::uint16_t arfcn;
};

inline constexpr double kLaboratoryRate_hz = 1e6;
inline constexpr LaboratoryCell kLegit{
    "osmobts_legit", "osmobts_legit_943.0M_1000k.cu8", 943e6, -1100, 21, 40};
inline constexpr LaboratoryCell kRogue{
    "osmobts_rogue", "osmobts_rogue_943.8M_1000k.cu8", 943.8e6, 2400, 63, 44};

[[nodiscard]] Recorded load(const std::string& folder, const LaboratoryCell& cell);

using Blocks = std::map<std::uint32_t, L2Block>;  ///< by the frame number of their first burst
[[nodiscard]] Blocks read_truth(const std::string& folder, const LaboratoryCell& cell);

}  // namespace cellwarden::gsm
