// Truncated, empty, absurd and hostile inputs: one clear line each, with the value that is wrong.
#include "tests/dsp/capture/recording_files.hpp"

namespace cellwarden::capture {
namespace {

struct Bad {
  const char* name;
  std::string octets;
  const char* says;
  const char* beside = "";  ///< another file's name
  std::string beside_octets = {};
};

std::string sigmf(const std::string& global, const std::string& captures) {
  return R"({"global": {)" + global + R"(}, "captures": )" + captures + "}";
}

void check_all(const std::vector<Bad>& table) {
  for (const Bad& row : table) {
    CAPTURE(row.name, row.says);
    const TemporaryFolder folder;
    if (*row.beside != '\0') folder.write(row.beside, row.beside_octets);
    const auto name = folder.write(row.name, row.octets);
    const Played played = play(name);
    CAPTURE(played.error);
    CHECK(played.error.find(row.says) != std::string::npos);
    CHECK(played.error.find('\n') == std::string::npos);
    CHECK(played.error.find(std::string(row.name).substr(0, 1)) != std::string::npos);
    CHECK(played.samples.empty());
  }
}

TEST_CASE("raw files that cannot be played") {
  check_all({
      {"x_943.0M_1000k.cu8", "", "empty: holds no samples"},
      {"x_943.0M_1000k.cf32", "abc", "holds no samples"},
      {"x.iq", "abcd", "x.iq: sample format and sample rate and center frequency unknown; give --type"},
      {"noise.cu8", "abcd",
       "noise.cu8: sample rate and center frequency unknown; give --rate HZ --center HZ"},
      {"x_943.0M.cu8", "abcd", "x_943.0M.cu8: sample rate unknown; give --rate HZ"},
      {"x_1000k.cu8", "abcd", "center frequency unknown; give --center HZ"},
      {"x_5M_7.68M.cs16", "abcd", "unknown (its name leaves open what 5M and 7.68M mean); give --rate HZ"},
      {"x_943.0M_0k.cu8", "abcd",
       "sample rate 0 Hz (file name) is not within 1 kHz to 1 GHz; give --rate HZ"},
      {"x_943.0M_2000Msps.cu8", "abcd", "sample rate 2000000000 Hz (file name)"},
      {"x_943000MHz_1000k.cu8", "abcd",
       "center frequency 943000000000 Hz (file name) is not within 0 to 300 GHz"},
      {"x_943.0M_1000k.cu8.zst", "", "cannot be decompressed"},
      {"x_943.0M_1000k.cu8.zst", std::string(5000, 'x'), "not compressed, whatever its name says"},
      {"x_943.0M_1000k.cu8.gz", octets({0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xFF, 0xFF, 0xFF}), "x_943"},
  });
}

TEST_CASE("WAV files that cannot be played") {
  const std::string good = wav_format(1, 2, 1'000'000, 16);
  check_all({
      {"x_943MHz.wav", "", "WAV file ends in its RIFF header"},
      {"x_943MHz.wav", "RIFF", "WAV file ends in its RIFF header"},
      {"x_943MHz.wav", std::string(100, 'x'), "not a WAV file"},
      {"x_943MHz.wav", wav(""), "WAV file ends in its headers, before any samples"},
      {"x_943MHz.wav", wav(good), "WAV file ends in its headers, before any samples"},
      {"x_943MHz.wav", wav(chunk("data", "abcd")), "WAV without a 'fmt ' chunk"},
      {"x_943MHz.wav", wav(good + chunk("data", "")), "holds no samples"},
      {"x_943MHz.wav", wav(wav_format(1, 1, 48'000, 16) + chunk("data", "abcd")), "WAV with 1 channel;"},
      {"x_943MHz.wav", wav(wav_format(1, 2, 48'000, 12) + chunk("data", "abcd")), "WAV coding 1 of 12 bits"},
      {"x_943MHz.wav", wav(wav_format(85, 2, 48'000, 16) + chunk("data", "abcd")),
       "WAV coding 85 of 16 bits"},
      {"x_943MHz.wav", wav(wav_format(1, 2, 0, 16) + chunk("data", "abcd")), "sample rate 0 Hz (WAV header)"},
      {"x_943MHz.wav", wav(wav_format(1, 2, 4'000'000'000, 16) + chunk("data", "abcd")),
       "sample rate 4000000000 Hz (WAV header)"},
      {"x_943MHz.wav", wav(chunk("fmt ", "abcd")), "'fmt ' chunk of 4 octets: too short"},
      {"x_943MHz.wav", wav(good + "LIST" + number(0xFFFFFFF0, 4) + "abcd"),
       "chunk 'LIST' of 4294967280 octets is longer than the file"},
      {"x.wav", wav(good + chunk("data", "abcd")), "center frequency unknown; give --center HZ"},
  });
}

TEST_CASE("sdriq and PortaPack files that cannot be played") {
  check_all({
      {"x.sdriq", "", "too short for an .sdriq header"},
      {"x.sdriq", std::string(64, '\0'), ".sdriq header fails its checksum"},
      {"B.C16", "abcd",
       "sample rate and center frequency unknown (no B.TXT beside it); give --rate HZ --center HZ"},
      {"B.C16", "abcd", "sample rate 0 Hz (B.TXT: sample_rate) is not within", "B.TXT",
       "sample_rate=0\ncenter_frequency=943000000\n"},
      {"B.C16", "abcd", "sample rate unknown", "B.TXT", "sample_rate=fast\ncenter_frequency=943000000\n"},
      {"B.C16", "abcd", "center frequency -1 Hz (B.TXT: center_frequency)", "B.TXT",
       "sample_rate=500000\ncenter_frequency=-1\n"},
      {"B.C16", "abcd", "B.TXT: larger than 65536 octets", "B.TXT", std::string(100'000, 'x')},
  });
}

TEST_CASE("SigMF recordings that cannot be played") {
  const std::string good = R"("core:datatype": "ci8", "core:sample_rate": 1e6)";
  std::string many = "[{}";
  for (int i = 0; i < 100'000; ++i) many += ",{}";
  many += "]";
  const auto bad = [](const std::string& meta, const char* says) {
    return Bad{"x.sigmf-data", "abcdefgh", says, "x.sigmf-meta", meta};
  };
  check_all({
      {"x.sigmf-data", "abcd", "unknown (no x.sigmf-meta beside it); give"},
      {"x.sigmf-meta", sigmf(good, "[]"), "x.sigmf-data: no such file"},
      bad("", "x.sigmf-meta: not JSON at octet"),
      bad("{\"global\": {", "x.sigmf-meta: not JSON at octet"),
      bad("\xFF\xFE{}", "x.sigmf-meta: not JSON at octet"),
      bad("[1, 2]", "not a SigMF document (no JSON object)"),
      bad("{}", "not a SigMF document (no global object)"),
      bad(std::string(1'000'000, '['), "x.sigmf-meta: JSON nested more than 64 deep"),
      bad(std::string(5U << 20U, ' '), "larger than 4194304 octets"),
      bad(sigmf(good, "7"), "x.sigmf-meta: captures is not a list"),
      bad(sigmf(good, "[7]"), "captures[0] is not an object"),
      bad(sigmf(good, many), "100001 captures; 100000 is the most"),
      bad(sigmf(good, "[{}]"), "center frequency unknown; give --center HZ"),
      bad(sigmf(good, R"([{"core:frequency": "low"}])"), "captures[0].core:frequency is not a number"),
      bad(sigmf(good, R"([{"core:frequency": 1e15}])"), "is not within 0 to 300 GHz"),
      bad(sigmf(good, R"([{"core:frequency": 1e999}])"),
          "x.sigmf-meta: JSON with a number beyond all bounds"),
      bad(sigmf(good, R"([{"core:frequency": 1}, {"core:sample_start": 2, "core:frequency": -5}])"),
          "captures[1].core:frequency -5 is not within 0 to 300 GHz"),
      bad(sigmf(good, R"([{"core:frequency": 1, "core:sample_start": -1}])"),
          "core:sample_start is not a count"),
      bad(sigmf(good, R"([{"core:frequency": 1}, {"core:sample_start": 5}, {"core:sample_start": 3}])"),
          "captures[2].core:sample_start 3 lies before the one before it"),
      bad(sigmf(good, R"([{"core:frequency": 1, "core:global_index": 9},
                          {"core:sample_start": 2, "core:global_index": 10}])"),
          "captures[1].core:global_index 10 lies inside the capture before it"),
      bad(sigmf(good, R"([{"core:frequency": 1, "core:global_index": 0},
                          {"core:sample_start": 2, "core:global_index": 18446744073709551615}])"),
          "segment 1: more samples missing than any recorder can have lost"),
      bad(sigmf(good, R"([{"core:frequency": 1, "core:header_bytes": 1000000}])"), "holds no samples"),
      bad(sigmf(R"("core:datatype": "ci8", "core:sample_rate": 0)", R"([{"core:frequency": 1}])"),
          "sample rate 0 Hz (x.sigmf-meta: global.core:sample_rate)"),
      bad(sigmf(R"("core:datatype": "rf64_le", "core:sample_rate": 1e6)", R"([{"core:frequency": 1}])"),
          "sample format unknown (x.sigmf-meta: global.core:datatype \"rf64_le\" is none of"),
      bad(sigmf(R"("core:datatype": 8)", "[]"), "global.core:datatype is not a text"),
      bad(sigmf(good + R"(, "core:num_channels": 2)", "[]"), "core:num_channels 2: only 1 is understood"),
      bad(sigmf(good + R"(, "core:metadata_only": true)", "[]"), "core:metadata_only is true"),
      bad(sigmf(good + R"(, "core:dataset": "../../etc/passwd")", "[]"),
          "core:dataset must be a file beside it"),
      {"x.sigmf", "", "x.sigmf"},
      {"x.sigmf", std::string(2000, 'x'), "not a tar archive"},
      {"x.sigmf", std::string(1024, '\0'), "archive without a .sigmf-meta"},
  });
}

TEST_CASE("names that are no recordings") {
  const TemporaryFolder folder;
  CHECK(play(folder.file("none.cu8")).error ==
        folder.file("none.cu8") + ": cannot be opened: No such file or directory");
  CHECK(play(folder.path()).error == folder.path() + ": a folder without recordings");
  CHECK(play(std::vector<std::string>{}).error == "no recording was named");
  RecordingOptions options;
  options.start_s = -1.0;
  CHECK(play(folder.path(), options).error == "--start -1: give seconds from 0 to 1e8");
  options.start_s = {};
  options.duration_s = 0.0;
  CHECK(play(folder.path(), options).error == "--duration 0: give seconds above 0 to 1e8");
  options.duration_s = {};
  options.ppm = 1e9;
  CHECK(play(folder.path(), options).error == "--ppm 1000000000: give -1000 to 1000");
}

}  // namespace
}  // namespace cellwarden::capture
