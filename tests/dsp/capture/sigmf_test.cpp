#include "dsp/capture/sigmf_writer.hpp"
#include "dsp/capture/utc_time.hpp"
#include "tests/dsp/capture/recording_files.hpp"

namespace cellwarden::capture {
namespace {

std::string meta(const std::string& global, const std::string& captures) {
  return R"({"global": {"core:version": "1.2.0", )" + global + R"(}, "captures": [)" + captures +
         R"(], "annotations": []})";
}

const char* const kPlain = R"("core:datatype": "ci8", "core:sample_rate": 1000000)";

/// A tar entry (POSIX.1-1988 ustar).
std::string tar_entry(const std::string& name, const std::string& body) {
  std::string header = name;
  header.resize(512, '\0');
  const auto put = [&](std::size_t at, const std::string& text) { header.replace(at, text.size(), text); };
  std::string size;
  for (auto left = body.size(); size.size() < 11; left /= 8)
    size.insert(size.begin(), static_cast<char>('0' + left % 8));
  put(100, "0000644");
  put(108, "0000000");
  put(116, "0000000");
  put(124, size);
  put(136, "00000000000");
  put(148, "        ");
  put(156, "0");
  put(257, std::string("ustar\00000", 8));
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  std::string octal;
  for (; octal.size() < 6; sum /= 8) octal.insert(octal.begin(), static_cast<char>('0' + sum % 8));
  put(148, octal + std::string("\0 ", 2));
  return header + body + std::string((512 - body.size() % 512) % 512, '\0');
}

TEST_CASE("a SigMF pair opens by any of its names") {
  const TemporaryFolder folder;
  folder.write("x.sigmf-data", ramp_cs8(10));
  folder.write(
      "x.sigmf-meta",
      meta(std::string(kPlain) + R"(, "core:geolocation": {"type": "Point", "coordinates": [11.5, 48.1]})",
           R"({"core:sample_start": 0, "core:frequency": 806e6, "core:datetime": "2023-01-02T03:04:05Z"})"));
  for (const char* const name : {"x", "x.sigmf-meta", "x.sigmf-data"}) {
    CAPTURE(name);
    const Played played = play(folder.file(name));
    CHECK(played.error.empty());
    REQUIRE(played.samples.size() == 10);
    CHECK(played.samples[3].real() == ramp_i(3));
    CHECK(played.info.center_hz == 806e6);
    CHECK(played.info.start == parse_utc("2023-01-02T03:04:05Z"));
    REQUIRE(played.info.receiver_at);
    CHECK(played.info.receiver_at->longitude_deg == 11.5);
    CHECK(origin_of(played.info, "sample rate") == "x.sigmf-meta: global.core:sample_rate");
    CHECK(origin_of(played.info, "center") == "x.sigmf-meta: captures[0].core:frequency");
  }
}

TEST_CASE("SigMF sample formats") {
  const TemporaryFolder folder;
  const auto first = [&](const std::string& datatype, const std::string& data) {
    folder.write("x.sigmf-meta", meta(R"("core:sample_rate": 1e6, "core:datatype": ")" + datatype + '"',
                                      R"({"core:sample_start": 0, "core:frequency": 0})"));
    folder.write("x.sigmf-data", data);
    return play(folder.file("x")).samples.at(0);
  };
  CHECK(first("cu8", octets({191, 64})) == Sample{63.5F / 128, -63.5F / 128});
  CHECK(first("ci8", octets({64, 192})) == Sample{0.5F, -0.5F});
  CHECK(first("ci8_le", octets({64, 192})) == Sample{0.5F, -0.5F});
  CHECK(first("ci16_le", octets({0, 64, 0, 192})) == Sample{0.5F, -0.5F});
  CHECK(first("ci16_be", octets({64, 0, 192, 0})) == Sample{0.5F, -0.5F});
  CHECK(first("cf32_le", number(0x3F000000, 4) + number(0xBF000000, 4)) == Sample{0.5F, -0.5F});
}

TEST_CASE("retunes, losses and pauses end a block and are told apart") {
  const TemporaryFolder folder;
  folder.write("x.sigmf-data", ramp_cs8(60));
  folder.write("x.sigmf-meta",
               meta(kPlain,
                    R"({"core:sample_start": 0, "core:frequency": 8e8, "core:global_index": 1000,
                        "core:datetime": "2023-01-01T00:00:00Z"},
                       {"core:sample_start": 10, "core:frequency": 9e8},
                       {"core:sample_start": 30, "core:frequency": 9e8, "core:datetime": "2023-01-01T00:00:10Z"},
                       {"core:sample_start": 40, "core:frequency": 9e8, "core:global_index": 70000},
                       {"core:sample_start": 50, "core:frequency": 9e8, "core:global_index": 70015})"));
  const Played played = play(folder.file("x"));
  CHECK(played.error.empty());
  REQUIRE(played.blocks.size() == 5);
  const auto& b = played.blocks;
  CHECK(b[0].center_hz == 8e8);
  CHECK_FALSE(b[0].gap_before);
  CHECK(b[1].center_hz == 9e8);
  CHECK(b[1].first_sample == 10);
  CHECK(b[1].gap_before);
  CHECK(b[1].lost_before == 0);
  CHECK(b[1].received_at == parse_utc("2023-01-01T00:00:00.000010Z"));
  // Ten seconds at 1 MS/s, less the 30 samples that are there: recorded by nobody, lost by nobody.
  CHECK(b[2].first_sample == 10'000'000);
  CHECK(b[2].lost_before == 0);
  CHECK(b[2].gap_before);
  CHECK(b[3].first_sample == 10'000'010);
  CHECK(b[4].lost_before == 5);
  CHECK(b[4].gap_before);
  CHECK(b[4].first_sample == 10'000'025);
  CHECK(b[4].received_at == parse_utc("2023-01-01T00:00:10.000025Z"));
  CHECK(played.samples.size() == 60);
  CHECK(played.samples[55].real() == ramp_i(55));
  CHECK(played.info.total_samples == 60);

  SECTION("--start counts what is missing, --center wins everywhere") {
    RecordingOptions options;
    options.start_s = 10.000005;
    options.center_hz = 7e8;
    const Played later = play(folder.file("x"), options);
    REQUIRE(later.blocks.size() == 3);
    CHECK(later.blocks[0].first_sample == 10'000'005);
    CHECK_FALSE(later.blocks[0].gap_before);
    CHECK(later.samples[0].real() == ramp_i(35));
    CHECK(later.blocks[2].center_hz == 7e8);
    CHECK_FALSE(later.info.sha256);
  }
}

TEST_CASE("core:header_bytes, core:trailing_bytes, core:offset and core:dataset") {
  const TemporaryFolder folder;
  folder.write("samples.bin", "HEAD" + ramp_cs8(5) + "MORE!" + ramp_cs8(5, 5) + "TAIL");
  folder.write("x.sigmf-meta",
               meta(std::string(kPlain) + R"(, "core:offset": 100, "core:trailing_bytes": 4,
                                                             "core:dataset": "samples.bin")",
                    R"({"core:sample_start": 100, "core:frequency": 8e8, "core:header_bytes": 4},
                                       {"core:sample_start": 105, "core:frequency": 8e8, "core:header_bytes": 5})"));
  const Played played = play(folder.file("x.sigmf-meta"));
  CHECK(played.error.empty());
  REQUIRE(played.samples.size() == 10);
  for (std::size_t i = 0; i < 10; ++i) CHECK(played.samples[i].real() == ramp_i(i));
  CHECK(played.info.warnings.empty());
  CHECK(played.info.total_samples == 10);
}

TEST_CASE("SigMF archives, with the data before or after the metadata") {
  const TemporaryFolder folder;
  const std::string document = meta(kPlain, R"({"core:sample_start": 0, "core:frequency": 8e8})");
  const std::string data = tar_entry("x/x.sigmf-data", ramp_cs8(1000));
  const std::string end(1024, '\0');
  for (const bool data_first : {false, true}) {
    const std::string described = tar_entry("x/x.sigmf-meta", document);
    const auto name = folder.write("x.sigmf", (data_first ? data + described : described + data) + end);
    const Played played = play(name);
    CHECK(played.error.empty());
    REQUIRE(played.samples.size() == 1000);
    CHECK(played.samples[999].real() == ramp_i(999));
    CHECK(played.info.sha256.has_value());
    CHECK(played.info.total_samples == 1000);
  }
  CHECK(play(folder.write("y.sigmf", data + end)).error.find("archive without a .sigmf-meta") !=
        std::string::npos);
}

TEST_CASE("flags win over the sidecar") {
  const TemporaryFolder folder;
  folder.write("x.sigmf-data", ramp_cs8(10));
  folder.write("x.sigmf-meta", meta(kPlain, R"({"core:sample_start": 0, "core:frequency": 8e8})"));
  RecordingOptions options;
  options.rate_hz = 2e6;
  options.type = SampleFormat::kCu8;
  options.ppm = 26.2;
  const Played played = play(folder.file("x"), options);
  CHECK(played.info.sample_rate_hz == 2e6);
  CHECK(played.info.native_format == "cu8");
  CHECK(played.info.ppm == 26.2);
  CHECK(origin_of(played.info, "sample rate") == "--rate");
  CHECK(origin_of(played.info, "center") == "x.sigmf-meta: captures[0].core:frequency");
}

IqBlock block_of(const std::vector<Sample>& samples, std::uint64_t first, double center_hz) {
  IqBlock block;
  block.samples = samples;
  block.first_sample = first;
  block.center_hz = center_hz;
  block.sample_rate_hz = 1.92e6;
  return block;
}

TEST_CASE("what the writer wrote reads back as it was") {
  const TemporaryFolder folder;
  std::vector<Sample> samples;
  for (std::size_t i = 0; i < 500; ++i) samples.emplace_back(ramp_i(i), -ramp_i(3 * i));
  for (const auto format : {SampleFormat::kCs8, SampleFormat::kCs16, SampleFormat::kCf32}) {
    SigmfWriterOptions options;
    options.format = format;
    options.receiver_at = GeoPoint{48.1, 11.5, {}};
    options.hardware = "\xFF no UTF-8";
    const std::string base = folder.file("w" + std::string(to_string(format)));
    auto writer = SigmfWriter::create(base + ".sigmf-data", options);
    REQUIRE(writer);
    IqBlock first = block_of(samples, 5000, 8e8);
    first.received_at = parse_utc("2023-01-01T00:00:00Z");
    REQUIRE((*writer)->write(first));
    REQUIRE((*writer)->write(block_of(samples, 5500, 8e8)));  // follows on
    IqBlock lossy = block_of(samples, 6100, 8e8);
    lossy.lost_before = 100;
    REQUIRE((*writer)->write(lossy));
    REQUIRE((*writer)->write(block_of(samples, 6600, 9.001e8)));
    CHECK_FALSE(std::filesystem::exists(base + ".sigmf-meta"));
    REQUIRE((*writer)->finish());
    const Played played = play(base);
    CHECK(played.error.empty());
    CHECK(played.info.warnings.empty());  // and so core:sha512 fits
    REQUIRE(played.blocks.size() == 3);
    CHECK(played.blocks[0].count == 1000);
    CHECK(played.blocks[1].first_sample == 1100);
    CHECK(played.blocks[1].lost_before == 100);
    CHECK(played.blocks[2].center_hz == 9.001e8);
    CHECK(played.blocks[2].lost_before == 0);
    CHECK(played.info.start == parse_utc("2023-01-01T00:00:00Z"));
    CHECK(played.info.receiver_at->latitude_deg == 48.1);
    REQUIRE(played.samples.size() == 2000);
    CHECK(std::equal(samples.begin(), samples.end(), played.samples.begin() + 1000));
  }
}

TEST_CASE("the writer leaves nothing half done, and overwrites nothing") {
  const TemporaryFolder folder;
  {
    auto writer = SigmfWriter::create(folder.file("x"), {});
    REQUIRE(writer);
    REQUIRE((*writer)->write(block_of({{0.5F, 0.5F}}, 0, 8e8)));
  }
  CHECK(std::filesystem::is_empty(folder.path()));
  folder.write("x.sigmf-data", "mine");
  const auto refused = SigmfWriter::create(folder.file("x"), {});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().what.find("x.sigmf-data: exists and is not overwritten") != std::string::npos);
  CHECK(read_file(folder.file("x.sigmf-data")) == "mine");
  const auto impossible = SigmfWriter::create(folder.file("missing/x"), {});
  REQUIRE_FALSE(impossible);
  CHECK(impossible.error().what.find("missing/x.sigmf-meta.part: cannot be created") != std::string::npos);
}

TEST_CASE("that a recording joins itself is written and read, and holds for all of one recording only") {
  const TemporaryFolder folder;
  for (const bool joins : {true, false}) {
    const std::string base = folder.file(joins ? "yes" : "no");
    auto writer = SigmfWriter::create(
        base, {.hardware = {}, .description = {}, .receiver_at = {}, .loops_seamlessly = joins});
    REQUIRE((*writer)->write(block_of({{0.5F, 0.5F}, {0.25F, 0.5F}}, 0, 8e8)));
    REQUIRE((*writer)->finish());
    CHECK(play(base).info.loops_seamlessly == joins);
  }
  CHECK_FALSE(play({folder.file("yes"), folder.file("yes")}).info.loops_seamlessly);
  RecordingOptions part;
  part.duration_s = 1e-6;
  CHECK_FALSE(play(folder.file("yes"), part).info.loops_seamlessly);
  const std::string text = read_file(folder.file("yes.sigmf-meta"));
  CHECK(text.find(R"("name": "cellwarden")") != std::string::npos);  // an extension is declared
}

TEST_CASE("data that changed after it was written is mentioned") {
  const TemporaryFolder folder;
  auto writer = SigmfWriter::create(folder.file("x"), {});
  REQUIRE((*writer)->write(block_of({{0.5F, 0.5F}}, 0, 8e8)));
  REQUIRE((*writer)->finish());
  folder.write("x.sigmf-data", octets({1, 2}));
  const Played played = play(folder.file("x"));
  REQUIRE(played.info.warnings.size() == 1);
  CHECK(played.info.warnings[0].find("SHA-512 is not the core:sha512") != std::string::npos);
}

}  // namespace
}  // namespace cellwarden::capture
