#include "tests/dsp/capture/recording_files.hpp"

namespace cellwarden::capture {
namespace {

RecordingOptions part(double start_s, std::optional<double> duration_s = {}) {
  RecordingOptions options;
  options.start_s = start_s;
  options.duration_s = duration_s;
  return options;
}

TEST_CASE("several files are one stream, with a gap between them") {
  const TemporaryFolder folder;
  const auto a = folder.write("a_943.0M_1000k.cs8", ramp_cs8(1000));
  const auto b = folder.write("b_944.0M_1000k.cs8", ramp_cs8(500, 1000));
  const auto c = folder.write("c_944.0M_2000k.cs8", ramp_cs8(100));
  const Played played = play({a, b, c});
  CHECK(played.error.empty());
  REQUIRE(played.blocks.size() == 3);
  CHECK_FALSE(played.blocks[0].gap_before);
  CHECK(played.blocks[1].gap_before);
  CHECK(played.blocks[1].first_sample == 1000);
  CHECK(played.blocks[1].center_hz == 944e6);
  // 1.5 ms at 2 MS/s: an index divided by its block's rate is the time into the stream.
  CHECK(played.blocks[2].first_sample == 3000);
  CHECK(played.blocks[2].rate_hz == 2e6);
  CHECK(played.info.total_samples == 1600);
  CHECK(played.info.name == a + " and 2 more");
  CHECK(origin_of(played.info, b + ": center") == "file name");
  for (std::size_t i = 0; i < 1500; ++i) REQUIRE(played.samples[i].real() == ramp_i(i));
  REQUIRE(played.info.sha256);
  CHECK(played.info.sha256 != play(a).info.sha256);

  SECTION("a part has the indices of the whole") {
    const Played middle = play({a, b, c}, part(900e-6, 200e-6));
    REQUIRE(middle.blocks.size() == 2);
    CHECK(middle.blocks[0].first_sample == 900);
    CHECK(middle.blocks[0].count == 100);
    CHECK(middle.blocks[1].first_sample == 1000);
    CHECK(middle.blocks[1].count == 100);
    CHECK(middle.info.total_samples == 200);
    CHECK_FALSE(middle.info.sha256);
    const Played last = play({a, b, c}, part(1510e-6));
    REQUIRE(last.blocks.size() == 1);
    CHECK(last.blocks[0].first_sample == 3020);
    CHECK_FALSE(last.blocks[0].gap_before);
    CHECK(last.samples[0].real() == ramp_i(20));
  }
}

TEST_CASE("a start past the end is an error that tells the end") {
  const TemporaryFolder folder;
  const auto a = folder.write("a_943.0M_1000k.cs8", ramp_cs8(1000));
  CHECK(play(a, part(0.5)).error == a + ": --start 0.5 s is past its end at 0.001 s");
}

TEST_CASE("a duration beyond the end is the whole, hash included") {
  const TemporaryFolder folder;
  const auto a = folder.write("a_943.0M_1000k.cs8", ramp_cs8(1000));
  const Played played = play(a, part(0.0, 10.0));
  CHECK(played.samples.size() == 1000);
  CHECK(played.info.sha256 == play(a).info.sha256);
}

TEST_CASE("a folder plays what it holds, by name, and nothing else") {
  const TemporaryFolder folder;
  folder.write("b_943.0M_1000k.cs8", ramp_cs8(10, 10));
  folder.write("a_943.0M_1000k.cs8", ramp_cs8(10));
  folder.write("c.sigmf-meta", R"({"global": {"core:datatype": "ci8", "core:sample_rate": 1e6},
                                  "captures": [{"core:sample_start": 0, "core:frequency": 943e6}]})");
  folder.write("c.sigmf-data", ramp_cs8(10, 20));
  folder.write("README.md", "no recording");
  folder.write("notes.raw", "neither");
  folder.write("d.jsonl", "{}");
  const Played played = play(folder.path());
  CHECK(played.error.empty());
  REQUIRE(played.samples.size() == 30);
  for (std::size_t i = 0; i < 30; ++i) CHECK(played.samples[i].real() == ramp_i(i));
  const auto infos = describe_recordings({folder.path()}, {});
  REQUIRE(infos);
  REQUIRE(infos->size() == 3);
  CHECK((*infos)[2].name == folder.file("c.sigmf-data"));
  CHECK((*infos)[1].total_samples == 10);
}

TEST_CASE("flags win over headers, headers over names") {
  const TemporaryFolder folder;
  const auto name =
      folder.write("x_7000kHz_500k.wav", wav(wav_format(1, 2, 1'000'000, 8) + chunk("data", "abcdefgh")));
  const Played by_header = play(name);
  CHECK(origin_of(by_header.info, "sample rate") == "WAV header");
  CHECK(by_header.info.sample_rate_hz == 1e6);
  CHECK(origin_of(by_header.info, "center") == "file name");
  RecordingOptions options;
  options.rate_hz = 2e6;
  options.center_hz = 8e8;
  options.type = SampleFormat::kCs8;
  const Played by_flags = play(name, options);
  CHECK(by_flags.info.sample_rate_hz == 2e6);
  CHECK(by_flags.info.center_hz == 8e8);
  CHECK(by_flags.info.native_format == "cs8");
  CHECK(origin_of(by_flags.info, "sample format") == "--type");
}

TEST_CASE("playing again gives the same octet for octet") {
  const TemporaryFolder folder;
  const auto a = folder.write("a_943.0M_1000k.cs8", ramp_cs8(200'000));
  const Played once = play(a);
  const Played again = play(a);
  CHECK(once.samples == again.samples);
  CHECK(once.info.sha256 == again.info.sha256);
  RecordingOptions small;
  small.block_samples = 777;
  CHECK(play(a, small).samples == once.samples);
}

}  // namespace
}  // namespace cellwarden::capture
