#include <sys/resource.h>
#include <sys/stat.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "dsp/capture/encrypted_bytes.hpp"
#include "dsp/capture/encrypted_writer.hpp"
#include "dsp/capture/recording_key.hpp"
#include "dsp/capture/utc_time.hpp"
#include "tests/dsp/capture/recording_files.hpp"

namespace cellwarden::capture {
namespace {

using Catch::Matchers::Contains;
using namespace std::chrono_literals;

constexpr double kRate_hz = 1e6;
constexpr double kCenter_hz = 806e6;
constexpr std::uint64_t kPlenty_octets = 1U << 30U;

/// A folder with a key pair, and what is recorded there.
class Studio {
 public:
  Studio() {
    const auto made = make_key_files(key());
    REQUIRE(made);
    options.reader = *made;
    options.header.made = std::chrono::system_clock::now();
    options.header.delete_after = options.header.made + 1h;
    options.header.center_hz = kCenter_hz;
    options.header.rate_hz = kRate_hz;
    options.header.format = SampleFormat::kCs8;
    options.most_octets = kPlenty_octets;
  }

  [[nodiscard]] std::string key() const { return folder.file("key"); }
  [[nodiscard]] std::string file() const { return folder.file("x.cwrec"); }
  [[nodiscard]] RecordingOptions with_key() const {
    RecordingOptions opened;
    opened.private_key = key();
    return opened;
  }
  [[nodiscard]] std::unique_ptr<EncryptedWriter> create() const {
    auto writer = EncryptedWriter::create(file(), options);
    if (!writer) FAIL(writer.error().what);
    return std::move(*writer);
  }
  /// Two gapless stretches with 50 samples lost between them.
  void record(std::size_t samples = 400'000) const {
    auto writer = create();
    REQUIRE(writer->write(block(ramp(samples), 0)) == samples);
    IqBlock second = block(ramp(samples), samples + 50);
    second.lost_before = 50;
    second.gap_before = true;
    REQUIRE(writer->write(second) == samples);
    REQUIRE(writer->finish());
    CHECK(writer->octets() == std::filesystem::file_size(file()));
  }
  const std::vector<Sample>& ramp(std::size_t count) const {
    samples_.resize(count);
    for (std::size_t i = 0; i < count; ++i) samples_[i] = {ramp_i(i), -ramp_i(i)};
    return samples_;
  }
  static IqBlock block(const std::vector<Sample>& samples, std::uint64_t first) {
    IqBlock block;
    block.samples = samples;
    block.first_sample = first;
    block.center_hz = kCenter_hz;
    block.sample_rate_hz = kRate_hz;
    return block;
  }
  /// Changes one octet, counted from the end where negative.
  void flip(std::int64_t at) const {
    std::string octets = read_file(file());
    const auto size = static_cast<std::int64_t>(octets.size());
    char& octet = octets[static_cast<std::size_t>(at < 0 ? size + at : at)];
    octet = static_cast<char>(octet ^ 1);
    folder.write("x.cwrec", octets);
  }

  TemporaryFolder folder;
  EncryptedWriterOptions options;

 private:
  mutable std::vector<Sample> samples_;
};

TEST_CASE("an encrypted recording plays bit for bit, with its gaps") {
  Studio studio;
  for (const auto format :
       {SampleFormat::kCu8, SampleFormat::kCs8, SampleFormat::kCs16, SampleFormat::kCf32}) {
    studio.options.header.format = format;
    studio.record();
    const Played played = play(studio.file(), studio.with_key());
    CAPTURE(to_string(format), played.error);
    REQUIRE(played.error.empty());
    CHECK(played.info.warnings.empty());
    CHECK(played.info.native_format == to_string(format));
    CHECK(played.info.total_samples == 800'000U);
    CHECK(played.info.sha256.has_value());
    REQUIRE(played.samples.size() == 800'000);
    // cu8 has its codes half a step beside those of the ramp.
    const float step = format == SampleFormat::kCu8 ? 0.5F / 128 : 0.0F;
    CHECK(std::abs(played.samples[123'456].real() - ramp_i(123'456)) <= step);
    CHECK(std::abs(played.samples[799'999].real() - ramp_i(399'999)) <= step);
    std::uint64_t lost = 0;
    for (const auto& block : played.blocks) {
      lost += block.lost_before;
      CHECK(block.center_hz == kCenter_hz);
    }
    CHECK(lost == 50);
    std::filesystem::remove(studio.file());
  }
}

TEST_CASE("an encrypted recording tells nobody but its header, and only its owner may read the file") {
  const Studio studio;
  studio.record(1000);
  const std::string octets = read_file(studio.file());
  CHECK(octets.starts_with("cellwarden-recording 1\nmade "));
  CHECK(octets.find("core:") == std::string::npos);
  CHECK(octets.find(ramp_cs8(16)) == std::string::npos);
  struct stat status {};
  REQUIRE(::stat(studio.file().c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0600);
  REQUIRE(::stat(studio.key().c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0600);
}

TEST_CASE("an encrypted recording needs the right key, and says so") {
  const Studio studio;
  studio.record(1000);
  CHECK_THAT(play(studio.file()).error, Contains("is encrypted") && Contains("--key FILE"));
  RecordingOptions wrong;
  wrong.private_key = studio.folder.file("other");
  REQUIRE(make_key_files(*wrong.private_key));
  CHECK_THAT(play(studio.file(), wrong).error, Contains("is not sealed to this key"));
  wrong.private_key = studio.key() + ".pub";
  CHECK_THAT(play(studio.file(), wrong).error, Contains("is a public key"));
  wrong.private_key = studio.folder.file("none");
  CHECK_THAT(play(studio.file(), wrong).error, Contains("none: cannot be opened"));
  wrong.private_key = studio.folder.write("text", "no key at all");
  CHECK_THAT(play(studio.file(), wrong).error, Contains("no private key"));
  CHECK_THAT(read_public_key(studio.key()).error().what, Contains("is a private key"));
  CHECK_THAT(make_key_files(studio.key()).error().what, Contains("not overwritten"));
}

TEST_CASE("what is past its time is not opened") {
  Studio studio;
  studio.options.header.delete_after = std::chrono::system_clock::now() - 1s;
  studio.record(1000);
  CHECK_THAT(play(studio.file(), studio.with_key()).error,
             Contains("was to be kept until") && Contains("--purge"));
}

TEST_CASE("a recording that is cut off plays as far as it is whole, and says so") {
  const Studio studio;
  studio.record();
  const auto size = std::filesystem::file_size(studio.file());
  // Only the end, within the end's length, within the last samples, and all but the first.
  for (const std::uintmax_t missing :
       {std::uintmax_t{1}, std::uintmax_t{20}, std::uintmax_t{30'000}, size / 2}) {
    std::filesystem::resize_file(studio.file(), size - missing);
    const Played played = play(studio.file(), studio.with_key());
    CAPTURE(missing, played.error);
    REQUIRE(played.error.empty());
    REQUIRE(played.info.warnings.size() == 1);
    CHECK_THAT(played.info.warnings.front(), Contains("its end is missing"));
    CHECK(played.samples.size() * 2 + missing + (std::size_t{256} << 11U) > size);
    CHECK(played.samples.size() == played.info.total_samples);
    CHECK(played.samples[1234].real() == ramp_i(1234));
  }
  std::filesystem::resize_file(studio.file(), 300);
  CHECK_THAT(play(studio.file(), studio.with_key()).error, Contains("cut off before its first sample"));
}

TEST_CASE("a recording that was changed plays up to there, and says so") {
  const Studio studio;
  studio.record();
  const auto size = std::filesystem::file_size(studio.file());
  studio.flip(static_cast<std::int64_t>(size / 2));
  const Played played = play(studio.file(), studio.with_key());
  REQUIRE(played.error.empty());
  REQUIRE(played.info.warnings.size() == 1);
  CHECK_THAT(played.info.warnings.front(), Contains("damaged or changed at octet"));
  CHECK(played.samples.size() * 2 < size / 2);
  CHECK(played.samples.size() * 2 + (std::size_t{256} << 10U) + 1000 > size / 2);
  // A date that was moved is none of the recorder's.
  studio.flip(static_cast<std::int64_t>(size / 2));
  const std::size_t date = read_file(studio.file()).find("delete-after 2");
  studio.flip(static_cast<std::int64_t>(date + sizeof "delete-after 2026-01-01T00:00:00.0" - 1));
  CHECK_THAT(play(studio.file(), studio.with_key()).error, Contains("its header was changed"));
}

TEST_CASE("octets after a recording's end are left out, and that is said") {
  const Studio studio;
  studio.record(1000);
  studio.folder.write("x.cwrec", read_file(studio.file()) + "more");
  const Played played = play(studio.file(), studio.with_key());
  REQUIRE(played.error.empty());
  REQUIRE(played.info.warnings.size() == 1);
  CHECK_THAT(played.info.warnings.front(), Contains("4 octets after its end"));
  CHECK(played.samples.size() == 2000);
}

TEST_CASE("messages cannot be taken away, exchanged or repeated") {
  const Studio studio;
  studio.record();
  const std::string octets = read_file(studio.file());
  const std::size_t begin = octets.find("\n\n") + 2 + kSealedStart_octets;
  std::vector<std::string> messages;
  for (std::size_t at = begin; at < octets.size();) {
    const auto length =
        static_cast<std::size_t>(little_endian(std::as_bytes(std::span(octets).subspan(at, 4)))) + 4;
    messages.push_back(octets.substr(at, length));
    at += length;
  }
  REQUIRE(messages.size() > 6);
  const auto played_with = [&](const std::vector<std::string>& changed) {
    std::string all = octets.substr(0, begin);
    for (const auto& message : changed) all += message;
    studio.folder.write("x.cwrec", all);
    return play(studio.file(), studio.with_key());
  };
  const std::size_t whole = played_with(messages).samples.size();
  auto without = messages;
  without.erase(without.begin() + 3);
  auto exchanged = messages;
  std::swap(exchanged[2], exchanged[3]);
  auto repeated = messages;
  repeated.insert(repeated.begin() + 3, repeated[2]);
  for (const auto& changed : {without, exchanged, repeated}) {
    const Played played = played_with(changed);
    CHECK(played.samples.size() < whole);
    CHECK((!played.error.empty() || played.info.warnings.size() == 1));
  }
}

TEST_CASE("an encrypted recording stays within its bound, and is finished there") {
  Studio studio;
  studio.options.most_octets = 300'000;
  auto writer = studio.create();
  const auto taken = writer->write(Studio::block(studio.ramp(400'000), 0));
  REQUIRE(taken);
  CHECK(*taken < 150'000);
  CHECK(*taken > 145'000);
  CHECK(writer->write(Studio::block(studio.ramp(1000), *taken)).value() < 1000);
  REQUIRE(writer->finish());
  CHECK(std::filesystem::file_size(studio.file()) <= 300'000);
  const Played played = play(studio.file(), studio.with_key());
  CHECK(played.info.warnings.empty());
  CHECK(played.samples.size() >= *taken);
}

TEST_CASE("no encrypted recording is overwritten, and none is begun where it cannot be") {
  const Studio studio;
  studio.record(1000);
  const std::string before = read_file(studio.file());
  CHECK_THAT(EncryptedWriter::create(studio.file(), studio.options).error().what,
             Contains("not overwritten"));
  CHECK(read_file(studio.file()) == before);
  CHECK_THAT(EncryptedWriter::create(studio.folder.file("none/x.cwrec"), studio.options).error().what,
             Contains("cannot be created"));
}

TEST_CASE("a file that cannot grow keeps what is whole") {
  const Studio studio;
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{600'000, before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  auto writer = studio.create();
  const auto taken = writer->write(Studio::block(studio.ramp(400'000), 0));
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
  std::signal(SIGXFSZ, handler);
  REQUIRE_FALSE(taken);
  CHECK_THAT(taken.error().what, Contains("x.cwrec: cannot be written"));
  const Played played = play(studio.file(), studio.with_key());
  CHECK(played.error.empty());
  CHECK(played.samples.size() == 2U * (std::size_t{256} << 10U) / 2U);
  REQUIRE(played.info.warnings.size() == 1);
  CHECK_THAT(played.info.warnings.front(), Contains("its end is missing"));
}

TEST_CASE("a header is read back as it was written, and nothing else is one") {
  const auto read = [](const std::string& text) {
    std::vector<std::byte> bytes;
    for (const char c : text) bytes.push_back(static_cast<std::byte>(c));
    ByteReader reader(std::make_unique<MemoryBytes>(std::move(bytes)));
    return read_encrypted_header(reader, "x.cwrec");
  };
  EncryptedHeader header;
  header.made = *parse_utc("2026-01-02T03:04:05.5Z");
  header.delete_after = *parse_utc("2026-01-03T03:04:05.5Z");
  header.center_hz = 947.2e6;
  header.rate_hz = 2'400'000.5;
  header.format = SampleFormat::kCu8;
  for (const bool has_sensor : {false, true}) {
    if (has_sensor) header.sensor = "roof north";
    const auto back = read(to_text(header) + "and samples");
    REQUIRE(back);
    CHECK(back->header.made == header.made);
    CHECK(back->header.delete_after == header.delete_after);
    CHECK(back->header.sensor == header.sensor);
    CHECK(back->header.center_hz == header.center_hz);
    CHECK(back->header.rate_hz == header.rate_hz);
    CHECK(back->header.format == header.format);
  }
  const std::string text = to_text(header);
  const auto with = [&text](const std::string& what, const std::string& other) {
    std::string changed = text;
    return changed.replace(changed.find(what), what.size(), other);
  };
  for (const auto& wrong :
       {std::string(), with("cellwarden-recording 1", "cellwarden-recording 2"), with("made ", "mode "),
        with("2026-01-03", "2026-02-30"), with("sensor roof", "sensor \x1broof"), with("2400000.5", "nan"),
        with("2400000.5", "1e300"), with("947200000", "-1"), with("cu8", "cs7"), with("\n\n", "\nmore 1\n\n"),
        text.substr(0, text.size() - 1), with("\n\n", std::string(2000, ' '))}) {
    CAPTURE(wrong);
    CHECK_FALSE(read(wrong));
  }
}

// CELLWARDEN_CORPUS names a folder: it gets what tests/fuzz/corpus/encrypted_recording was made of.
TEST_CASE("corpus of encrypted recordings", "[.corpus]") {
  const char* const corpus = std::getenv("CELLWARDEN_CORPUS");
  if (corpus == nullptr) return;
  Studio studio;
  std::array<std::byte, kKeyOctets> secret{};
  secret.fill(std::byte{7});
  studio.options.reader = SecretKey(secret).public_key();
  studio.record(20);
  std::filesystem::copy_file(studio.file(), std::string(corpus) + "/whole");
  studio.flip(-30);
  std::filesystem::copy_file(studio.file(), std::string(corpus) + "/changed");
}

}  // namespace
}  // namespace cellwarden::capture
