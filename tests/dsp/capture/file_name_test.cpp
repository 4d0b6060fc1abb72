#include "dsp/capture/file_name.hpp"

#include "dsp/capture/utc_time.hpp"
#include "tests/catch.hpp"

namespace cellwarden::capture {
namespace {

struct Named {
  const char* name;
  std::optional<double> rate_hz;
  std::optional<double> center_hz;
  std::optional<SampleFormat> format;
  const char* start = "";
};

TEST_CASE("what file names state") {
  using F = SampleFormat;
  const std::vector<Named> table{
      {"g001_947.4M_2400k.cu8", 2.4e6, 947.4e6, F::kCu8},
      {"osmobts_legit_943.0M_1000k.cu8", 1e6, 943e6, F::kCu8},
      {"f1815.3_s19.2_bw20_0.08s_hackrf-1.cs8", 19.2e6, 1815.3e6, F::kCs8},
      {"f2645.3_s1.92_g20_SamplingPPM26.2_1s.cu8", 1.92e6, 2645.3e6, F::kCu8},
      {"gqrx_20131111_101010_433920000_2400000_fc.raw", 2.4e6, 433.92e6, F::kCf32, "2013-11-11T10:10:10Z"},
      {"SDRSharp_20150804_204230Z_0kHz_IQ.wav", {}, 0.0, {}, "2015-08-04T20:42:30Z"},
      {"HDSDR_20130811_155042Z_7100kHz_RF.wav", {}, 7.1e6, {}, "2013-08-11T15:50:42Z"},
      {"baseband_7100000Hz_12-34-56_01-02-2023.wav", {}, 7.1e6, {}},
      {"HackRF-20190101_120000-433_92MHz-2MSps-1_5MHz.complex16s", 2e6, 433.92e6, F::kCs8},
      {"x_2400000SPS_137100000Hz.cf32", 2.4e6, 137.1e6, F::kCf32},
      {"x_2.4Msps_1.8GHz.complex16u", 2.4e6, 1.8e9, F::kCu8},
      {"x_947.4M_2400ksps_cs16.bin", 2.4e6, 947.4e6, F::kCs16},
      {"x_947.4M_2400k.iq", 2.4e6, 947.4e6, {}},
      {"x_947.4M.sc8", {}, 947.4e6, F::kCs8},
      {"GSMSP_20070204_robert_dbsrx_953.6MHz_128.cfile", {}, 953.6e6, F::kCf32},
      // Nothing that can be known.
      {"noise.cu8", {}, {}, F::kCu8},
      {"capbuf_0000_evrytania.cf32", {}, {}, F::kCf32},
      {"ssb.fc32", {}, {}, F::kCf32},
      {"n78.fo35028.fs4608M.data", {}, {}, {}},
      {"site_f1_north.cu8", {}, {}, F::kCu8},
      {"", {}, {}, {}},
      {".", {}, {}, {}},
      {"_", {}, {}, {}},
  };
  for (const Named& row : table) {
    CAPTURE(row.name);
    const Facts facts = facts_from_file_name(row.name);
    CHECK(facts.rate_hz.has_value() == row.rate_hz.has_value());
    if (facts.rate_hz && row.rate_hz) CHECK(facts.rate_hz->value == *row.rate_hz);
    CHECK(facts.center_hz.has_value() == row.center_hz.has_value());
    if (facts.center_hz && row.center_hz) CHECK(facts.center_hz->value == *row.center_hz);
    CHECK(facts.format.has_value() == row.format.has_value());
    if (facts.format && row.format) CHECK(facts.format->value == *row.format);
    CHECK((facts.start ? std::optional(facts.start->value) : std::nullopt) == parse_utc(row.start));
  }
}

TEST_CASE("a name with two readings states nothing, and says why") {
  for (const char* const name :
       {"srsenb_5M_pci200_7.68M.cs16", "x_7.68M.cs16", "x_947.4M_935.2M_1000k.cu8"}) {
    CAPTURE(name);
    const Facts facts = facts_from_file_name(name);
    CHECK_FALSE(facts.center_hz);
    CHECK(facts.unclear.find("M") != std::string::npos);
  }
  const Facts two_rates = facts_from_file_name("x_947.4M_1000k_2Msps.cu8");
  CHECK_FALSE(two_rates.rate_hz);
  CHECK(two_rates.unclear == "its name leaves open what 1000k and 2Msps mean");
  CHECK(facts_from_file_name("x_947.4M_1000k_1Msps.cu8").rate_hz->value == 1e6);
}

TEST_CASE("endings") {
  CHECK(without_compression("x.cu8.zst") == "x.cu8");
  CHECK(without_compression("x.wav.GZ") == "x.wav");
  CHECK_FALSE(without_compression("x.cu8"));
  CHECK_FALSE(without_compression(".zst"));
  CHECK(extension_of("a.b/BBD_0001.C16") == "c16");
  CHECK(extension_of("x").empty());
  CHECK(is_vague_extension("iq"));
  CHECK_FALSE(is_vague_extension("cu8"));
}

}  // namespace
}  // namespace cellwarden::capture
