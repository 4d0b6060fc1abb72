// Real recordings: what their names and a few flags make of them.
#include <cstdio>

#include "tests/dsp/capture/recording_files.hpp"

namespace cellwarden::capture {
namespace {

/// The folder with the recordings; "" where there is none, which is said aloud.
std::string captures_folder() {
  const char* const named = std::getenv("CELLWARDEN_CAPTURES");
  const std::string folder = named != nullptr ? named : CELLWARDEN_SOURCE_DIR "/../shared/captures";
  if (std::filesystem::is_directory(folder)) return folder;
  std::printf("SKIPPED: no recordings at %s\n", folder.c_str());
  return {};
}

TEST_CASE("recordings whose names tell all") {
  const std::string folder = captures_folder();
  if (folder.empty()) return;
  struct Row {
    const char* name;
    double rate_hz;
    double center_hz;
    const char* format;
    std::uint64_t samples;
  };
  const std::vector<Row> table{
      {"lte/f1815.3_s19.2_bw20_0.08s_hackrf-1.cs8", 19.2e6, 1815.3e6, "cs8", 1'536'000},
      {"lte/f2645.3_s1.92_g20_SamplingPPM26.2_1s.cu8", 1.92e6, 2645.3e6, "cu8", 1'920'000},
      {"lte/f1815_s1.92_from_dimitri_rtlsdr.cu8", 1.92e6, 1815e6, "cu8", 153'600},
      {"lte/f1890_s1.92_g0_0.16s.cu8", 1.92e6, 1890e6, "cu8", 307'200},
      {"gsm/osmobts_legit_943.0M_1000k.cu8", 1e6, 943e6, "cu8", 7'000'000},
      {"gsm/osmobts_rogue_943.8M_1000k.cu8", 1e6, 943.8e6, "cu8", 7'000'000},
  };
  for (const Row& row : table) {
    CAPTURE(row.name);
    const auto infos = describe_recordings({folder + "/" + row.name}, {});
    REQUIRE(infos);
    const StreamInfo& info = infos->front();
    CHECK(info.sample_rate_hz == row.rate_hz);
    CHECK(info.center_hz == row.center_hz);
    CHECK(info.native_format == row.format);
    CHECK(info.total_samples == row.samples);
    CHECK(info.warnings.empty());
  }
}

TEST_CASE("recordings that keep something back say what") {
  const std::string folder = captures_folder();
  if (folder.empty()) return;
  const std::vector<std::pair<const char*, const char*>> table{
      {"lte/noise.cu8", "sample rate and center frequency unknown; give --rate HZ --center HZ"},
      {"lte/capbuf_0000_evrytania.cf32", "sample rate and center frequency unknown"},
      {"lte/srsran_signal.1.92M.amar.cf32", "sample rate and center frequency unknown"},
      {"lte/srsenb_5M_pci200_7.68M.cs16", "its name leaves open what 5M and 7.68M mean"},
      {"gsm/GSMSP_20070204_robert_dbsrx_953.6MHz_128.cfile", "sample rate unknown; give --rate HZ"},
      {"nr/effnet/sib1.fc32", "sample rate and center frequency unknown"},
      {"nr/effnet/sib1.raw", "sample format and sample rate and center frequency unknown"},
      {"nr/n78.fo35028.fs4608M.data", "sample format and sample rate and center frequency unknown"},
  };
  for (const auto& [name, says] : table) {
    CAPTURE(name);
    const Played played = play(folder + "/" + name);
    CHECK(played.error.find(says) != std::string::npos);
  }
}

TEST_CASE("clipping of real recordings is counted") {
  const std::string folder = captures_folder();
  if (folder.empty()) return;
  const auto clipped_share = [&](const char* name, std::optional<double> rate_hz = {},
                                 std::optional<double> center_hz = {}) {
    RecordingOptions flags;
    flags.rate_hz = rate_hz;
    flags.center_hz = center_hz;
    const Played played = play(folder + "/" + name, flags);
    CHECK(played.error.empty());
    CHECK(played.info.sha256.has_value());
    std::uint64_t clipped = 0;
    for (const auto& block : played.blocks) clipped += block.clipped;
    return static_cast<double>(clipped) / static_cast<double>(played.samples.size());
  };
  // Counted apart from this program.
  CHECK(clipped_share("lte/f821_s1.92_bw1.2_0.08s_rtlsdr.cu8") == Approx(0.4454).margin(1e-3));
  CHECK(clipped_share("lte/f2585_s1.92_g0_1s_rtlsdr.cu8") == Approx(0.0803).margin(1e-3));
  CHECK(clipped_share("lte/f1815.3_s19.2_bw20_0.08s_hackrf-1.cs8") == Approx(0.0034).margin(1e-4));
  CHECK(clipped_share("lte/noise.cu8", 1.92e6, 1860e6) == 0.0);
}

TEST_CASE("a converted recording is the recording") {
  const std::string folder = captures_folder();
  if (folder.empty()) return;
  RecordingOptions flags;
  flags.rate_hz = 7.68e6;
  flags.center_hz = 2680e6;
  const Played played = play(folder + "/lte/srsenb_5M_pci200_7.68M.cs16", flags);
  CHECK(played.error.empty());
  CHECK(played.samples.size() == 9'830'400 / 4);
  CHECK(origin_of(played.info, "sample format") == "file name");
}

}  // namespace
}  // namespace cellwarden::capture
