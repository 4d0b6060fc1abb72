// Every kind of recording, made octet by octet.
#include "dsp/capture/utc_time.hpp"
#include "tests/dsp/capture/recording_files.hpp"

namespace cellwarden::capture {
namespace {

std::string auxi(std::uint64_t center_hz) {
  // SYSTEMTIME 2013-08-11 15:50:42.125, a Sunday; the stop time is not read.
  std::string start;
  for (const unsigned word : {2013U, 8U, 0U, 11U, 15U, 50U, 42U, 125U}) start += number(word, 2);
  return chunk("auxi", start + std::string(16, '\0') + number(center_hz, 4) + std::string(32, '\0'));
}

TEST_CASE("WAV of 16 bits with an auxi chunk") {
  const TemporaryFolder folder;
  const std::string data = number(0x4000, 2) + number(0xC000, 2) + number(0x7FFF, 2) + number(0, 2);
  const auto name = folder.write("x_7000kHz.wav", wav(wav_format(1, 2, 2'400'000, 16) + auxi(7'100'000) +
                                                      chunk("LIST", "odd") + chunk("data", data)));
  const Played played = play(name);
  CHECK(played.error.empty());
  CHECK(played.samples == std::vector<Sample>{{0.5F, -0.5F}, {32767.0F / 32768, 0.0F}});
  CHECK(played.info.sample_rate_hz == 2.4e6);
  CHECK(played.info.center_hz == 7.1e6);
  CHECK(played.info.native_format == "cs16");
  CHECK(played.info.start == parse_utc("2013-08-11T15:50:42.125Z"));
  CHECK(origin_of(played.info, "center") == "WAV auxi chunk");
  CHECK(origin_of(played.info, "sample rate") == "WAV header");
  CHECK(played.blocks.at(0).clipped == 1);
  CHECK(played.blocks.at(0).received_at == played.info.start);
}

TEST_CASE("WAV codings") {
  const TemporaryFolder folder;
  const auto played = [&](unsigned coding, unsigned bits, const std::string& data) {
    const auto name =
        folder.write("x_943MHz.wav", wav(wav_format(coding, 2, 1'000'000, bits) + chunk("data", data)));
    return play(name).samples;
  };
  CHECK(played(1, 8, octets({0, 255})) == std::vector<Sample>{{-127.5F / 128, 127.5F / 128}});
  CHECK(played(1, 24, octets({0, 0, 0x40, 0, 0, 0xC0})) == std::vector<Sample>{{0.5F, -0.5F}});
  CHECK(played(3, 32, number(0x3F000000, 4) + number(0xBE800000, 4)) == std::vector<Sample>{{0.5F, -0.25F}});
}

TEST_CASE("RF64, extensible, and data chunks that lie about their size") {
  const TemporaryFolder folder;
  const std::string data = ramp_cs8(100);
  const auto played = [&](const std::string& octets) { return play(folder.write("x_943MHz.wav", octets)); };
  const std::string extensible =
      chunk("fmt ", number(0xFFFE, 2) + number(2, 2) + number(1'000'000, 4) + number(4'000'000, 4) +
                        number(4, 2) + number(16, 2) + number(22, 2) + number(16, 2) + number(3, 4) +
                        number(1, 2) + std::string(14, '\0'));
  const Played rf64 = played("RF64" + number(0xFFFFFFFF, 4) + "WAVE" +
                             chunk("ds64", number(0, 8) + number(40, 8) + number(0, 8) + number(0, 4)) +
                             extensible + "data" + number(0xFFFFFFFF, 4) + data);
  CHECK(rf64.error.empty());
  CHECK(rf64.samples.size() == 10);
  const Played streamed = played(wav(wav_format(1, 2, 1'000'000, 16) + "data" + number(0, 4) + data));
  CHECK(streamed.samples.size() == 50);
  CHECK(streamed.info.warnings.empty());
  const Played promised = played(wav(wav_format(1, 2, 1'000'000, 16) + "data" + number(4000, 4) + data));
  CHECK(promised.samples.size() == 50);
  REQUIRE(promised.info.warnings.size() == 1);
  CHECK(promised.info.warnings[0].find("promises 4000 octets of samples, the file has 200") !=
        std::string::npos);
  const Played followed =
      played(wav(wav_format(1, 2, 1'000'000, 16) + chunk("data", data) + chunk("LIST", "abcd")));
  CHECK(followed.samples.size() == 50);
}

std::string sdriq(unsigned bits, std::uint64_t stamp, std::uint64_t crc, const std::string& data) {
  return number(2'000'000, 4) + number(806'000'000, 8) + number(stamp, 8) + number(bits, 4) + number(0, 4) +
         number(crc, 4) + data;
}

TEST_CASE("sdriq") {
  const TemporaryFolder folder;
  // The checksums are zlib's of the first 28 octets.
  const Played short_ones = play(folder.write(
      "x.sdriq", sdriq(16, 1'600'000'000'500, 0x52E32F38, number(0x4000, 2) + number(0xC000, 2))));
  CHECK(short_ones.error.empty());
  CHECK(short_ones.samples == std::vector<Sample>{{0.5F, -0.5F}});
  CHECK(short_ones.info.sample_rate_hz == 2e6);
  CHECK(short_ones.info.center_hz == 806e6);
  CHECK(short_ones.info.start == parse_utc("2020-09-13T12:26:40.5Z"));
  const Played long_ones = play(folder.write(
      "y.sdriq", sdriq(24, 1'600'000'000, 0xDB45720F, number(0x400000, 4) + number(0xFFC00000, 4))));
  CHECK(long_ones.samples == std::vector<Sample>{{0.5F, -0.5F}});
  CHECK(long_ones.info.start == parse_utc("2020-09-13T12:26:40Z"));
  CHECK(origin_of(long_ones.info, "center") == ".sdriq header");
}

TEST_CASE("PortaPack captures take their parameters from the .TXT beside them") {
  const TemporaryFolder folder;
  folder.write(
      "BBD_0001.TXT",
      "sample_rate=500000\r\ncenter_frequency = 942400000\nlatitude=48.1\nlongitude=11.5\nsatinuse=7\n");
  const Played wide = play(folder.write("BBD_0001.C16", number(0x4000, 2) + number(0xC000, 2)));
  CHECK(wide.error.empty());
  CHECK(wide.samples == std::vector<Sample>{{0.5F, -0.5F}});
  CHECK(wide.info.sample_rate_hz == 5e5);
  CHECK(wide.info.center_hz == 942.4e6);
  REQUIRE(wide.info.receiver_at);
  CHECK(wide.info.receiver_at->latitude_deg == 48.1);
  CHECK(origin_of(wide.info, "sample rate") == "BBD_0001.TXT: sample_rate");
  const Played narrow = play(folder.write("BBD_0001.C8", octets({0x40, 0xC0})));
  CHECK(narrow.samples == std::vector<Sample>{{0.5F, -0.5F}});
}

std::string from_hex(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    out.push_back(static_cast<char>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16)));
  }
  return out;
}

TEST_CASE("compressed recordings, as zstd, gzip, xz and bzip2 write them") {
  // 64 octets: 7 i modulo 256.
  const std::vector<std::pair<const char*, const char*>> table{
      {"zst",
       "28b52ffd244001020000070e151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7eef5fc030a11181"
       "f26"
       "2d343b424950575e656c737a81888f969da4abb2b9d0755744"},
      {"gz",
       "1f8b0800000000000203014000bfff00070e151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7eef"
       "5fc"
       "030a11181f262d343b424950575e656c737a81888f969da4abb2b9d4a724d340000000"},
      {"xz",
       "fd377a585a000004e6d6b4460200210116000000742fe5a301003f00070e151c232a31383f464d545b626970777e858c939aa"
       "1a8"
       "afb6bdc4cbd2d9e0e7eef5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b90011c6d7ad6019fbfb00015"
       "840"
       "e72338241fb6f37d010000000004595a"},
      {"bz2",
       "425a6839314159265359451f705c0000007fffc89122448912244891224489122448912244891224489122040810204081020"
       "4200"
       "041800026000261300004c003980026000260000000067e0620a30e41251661a71ff104524d45565d865a6dc75efafc10c5fa"
       "3925"
       "9a7a29aabb2dbafc31cb3ffa6bb6fc73d77e7a2ee48a70a1208a3ee0b8"}};
  std::string plain;
  for (int i = 0; i < 64; ++i) plain.push_back(static_cast<char>(7 * i % 256));
  const TemporaryFolder folder;
  const Played reference = play(folder.write("x_943.0M_1000k.cs8", plain));
  CHECK(reference.samples.size() == 32);
  CHECK(reference.info.sha256 == "d8bc63b4fc1156e5e7d95a418b9bf54cd3174bedbc2db40f74895349b229b3c0");
  for (const auto& [ending, hex] : table) {
    CAPTURE(ending);
    const std::string stored = from_hex(hex);
    const Played played = play(folder.write(std::string("x_943.0M_1000k.cs8.") + ending, stored));
    CHECK(played.error.empty());
    CHECK(played.samples == reference.samples);
    CHECK(played.info.sha256.has_value());
    const Played cut = play(folder.write(std::string("y_943.0M_1000k.cs8.") + ending, stored.substr(0, 20)));
    CHECK_FALSE(cut.error.empty());
  }
}

TEST_CASE("a sample that is cut off is left out, and said to be") {
  const TemporaryFolder folder;
  const Played played = play(folder.write("x_943M_1000k.cs16", std::string(4003, '\1')));
  CHECK(played.error.empty());
  CHECK(played.samples.size() == 1000);
  CHECK(played.info.total_samples == 1000);
  REQUIRE(played.info.warnings.size() == 1);
  CHECK(played.info.warnings[0].find("the last 3 octets are no whole sample") != std::string::npos);
}

TEST_CASE("floats that are no numbers become 0 and are mentioned") {
  const TemporaryFolder folder;
  const Played played = play(folder.write(
      "x_943M_1000k.cf32", number(0x7FC00000, 4) + number(0, 4) + number(0x3F000000, 4) + number(0, 4)));
  CHECK(played.samples == std::vector<Sample>{{0.0F, 0.0F}, {0.5F, 0.0F}});
  REQUIRE(played.info.warnings.size() == 1);
  CHECK(played.info.warnings[0].find("1 samples were no numbers") != std::string::npos);
}

}  // namespace
}  // namespace cellwarden::capture
