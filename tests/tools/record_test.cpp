// `cellwarden record`: what it says, keeps, logs and deletes, and how it ends when something goes wrong.

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "dsp/capture/encrypted_header.hpp"
#include "dsp/capture/recording.hpp"
#include "tests/catch.hpp"
#include "tests/tools/process.hpp"

using namespace cellwarden;
using namespace cellwarden::test;
using Catch::Matchers::Contains;

namespace {

using Words = std::vector<std::string>;

constexpr double kRate_hz = 1.92e6;

/// A folder with a key pair and a radio: noise that is played.
class Place {
 public:
  explicit Place(double seconds = 1.0) {
    std::string octets(2 * static_cast<std::size_t>(seconds * kRate_hz), '\0');
    std::uint32_t state = 1;
    for (char& octet : octets) {
      state = state * 1664525U + 1013904223U;
      octet = static_cast<char>(96U + (state >> 26U));
    }
    noise = scratch.file("g001_806M_1920k.cu8", octets);
    REQUIRE(run({"record", "--new-key", key()}).exit_code == 0);
  }

  [[nodiscard]] std::string key() const { return scratch.path("key"); }
  [[nodiscard]] std::string file() const { return scratch.path("x.cwrec"); }
  [[nodiscard]] std::string log() const { return scratch.path("log.jsonl"); }

  /// \param device  arguments of the playback beside the file
  [[nodiscard]] Words words(const Words& more, const std::string& device = "loop=true") const {
    Words all{"record", "--device",     "driver=playback,path=" + noise + "," + device,
              "--key",  key() + ".pub", "--log-file",
              log(),    "-o",           scratch.path("x")};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }

  [[nodiscard]] std::vector<nlohmann::json> logged() const {
    std::vector<nlohmann::json> lines;
    for (const auto& line : lines_of(read_file(log()))) lines.push_back(nlohmann::json::parse(line));
    return lines;
  }

  Scratch scratch;
  std::string noise;
};

struct Heard {
  std::vector<Sample> samples;
  std::uint64_t lost{};
  std::vector<std::string> warnings;
  std::string format;
};

Heard hear(const std::string& file, const std::string& key) {
  capture::RecordingOptions options;
  options.private_key = key;
  const auto source = capture::open_recording(file, options);
  if (!source) FAIL(source.error().what);
  Heard heard;
  for (;;) {
    const auto block = (*source)->read();
    REQUIRE(block);
    if (!*block) break;
    heard.samples.insert(heard.samples.end(), (*block)->samples.begin(), (*block)->samples.end());
    heard.lost += (*block)->lost_before;
  }
  heard.warnings = (*source)->info().warnings;
  heard.format = (*source)->info().native_format;
  return heard;
}

std::string without_line_ends(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  return text;
}

}  // namespace

TEST_CASE("record says what it will hold, records it as the radio gave it, and logs it") {
  const Place place;
  const Ended ended =
      run(place.words({"--duration", "0.5", "--keep", "2h", "--sensor", "roof"}, "loop=false"));
  INFO(ended.err);
  REQUIRE(ended.exit_code == 0);
  CHECK(ended.out.empty());
  const std::string said = without_line_ends(ended.err);
  for (const char* const part :
       {"805.040 to 806.960 MHz", "subscribers' signals too", "encrypted to key", "MB at most", "x.cwrec",
        "to be deleted after", "record --purge", "rm ", "duration reached", "0 samples missing"}) {
    CHECK_THAT(said, Contains(part));
  }
  // Said before it begins.
  CHECK(said.find("at most") < said.find("duration reached"));

  const Heard heard = hear(place.file(), place.key());
  CHECK(heard.warnings.empty());
  CHECK(heard.format == "cu8");
  CHECK(heard.lost == 0);
  const auto original = capture::open_recording(place.noise, {});
  REQUIRE(original);
  std::vector<Sample> played;
  while (played.size() < heard.samples.size()) {
    const auto block = (*original)->read();
    REQUIRE((block && *block));
    played.insert(played.end(), (*block)->samples.begin(), (*block)->samples.end());
  }
  played.resize(heard.samples.size());
  CHECK(heard.samples.size() == static_cast<std::size_t>(kRate_hz / 2));
  CHECK(heard.samples == played);

  const auto header = capture::read_encrypted_header(place.file());
  REQUIRE(header);
  CHECK(header->sensor == "roof");
  CHECK(header->delete_after - header->made == std::chrono::hours(2));
  const auto lines = place.logged();
  REQUIRE(lines.size() == 2);
  CHECK(lines[0]["event"] == "begun");
  CHECK(lines[0]["rate_hz"] == kRate_hz);
  CHECK(lines[0]["file"] == place.file());
  CHECK(lines[0]["most_bytes"] >= std::filesystem::file_size(place.file()));
  CHECK(lines[1]["event"] == "finished");
  CHECK(lines[1]["bytes"] == std::filesystem::file_size(place.file()));
  CHECK(lines[1]["delete_after"] == lines[0]["delete_after"]);
}

TEST_CASE("record refuses what it needs and has not, with the next step") {
  const Place place(0.1);
  const Words device{"--device", "driver=playback,path=" + place.noise};
  const auto with = [&device](Words words) {
    words.insert(words.end(), device.begin(), device.end());
    return words;
  };
  struct Case {
    Words words;
    int exit_code;
    std::string expected;
  };
  const std::string output = place.scratch.path("y");
  const std::string public_key = place.key() + ".pub";
  place.scratch.file("there.cwrec", "something");
  const std::vector<Case> cases{
      {{"record"}, 2, "-o NAME"},
      {with({"record", "-o", output}), 2, "--duration S"},
      {with({"record", "-o", output, "--purge"}), 2, "one of them"},
      {with({"record", "-o", output, "--duration", "1", "--keep", "2"}), 2, "30m, 24h"},
      {with({"record", "-o", output, "--duration", "1", "--keep", "400d"}), 2, "outside 1s to 366d"},
      {with({"record", "-o", output, "--duration", "601"}), 2, "record.max_s allows 600 s"},
      {with({"record", "-o", output, "--duration", "1"}), 1, "--new-key FILE"},
      {with({"record", "-o", output, "--duration", "1", "--key", place.key()}), 1, "is a private key"},
      {with({"record", "-o", place.scratch.path("there"), "--duration", "1", "--key", public_key}), 1,
       "not overwritten"},
      {with({"record", "-o", place.scratch.path("none/y"), "--duration", "1", "--key", public_key}), 1,
       "no such folder"},
      // Whoever runs this: nothing can be written there.
      {with({"record", "-o", "/proc/y", "--duration", "1", "--key", public_key, "--log-file", place.log()}),
       1, "/proc"},
      {with({"record", "-o", output, "--duration", "1", "--key", public_key, "--log-file", "/proc/none/log"}),
       1, "--log-file names another"},
      {{"record", "--new-key", place.key()}, 1, "not overwritten"},
      {{"record", "--purge", place.scratch.path("none"), "--log-file", place.log()}, 1, "cannot be listed"},
  };
  for (const auto& one : cases) {
    const Ended ended = run(one.words);
    INFO(one.expected << " / " << ended.err);
    CHECK(ended.exit_code == one.exit_code);
    CHECK_THAT(without_line_ends(ended.err), Contains(one.expected));
    CHECK_FALSE(std::filesystem::exists(output + ".cwrec"));
  }
  CHECK(read_file(place.scratch.path("there.cwrec")) == "something");
}

TEST_CASE("Ctrl-C ends a recording properly") {
  const Place place;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    std::filesystem::remove(place.file());
    Program program(place.words({"--duration", "600"}));
    std::error_code error;
    for (int i = 0; i < 600; ++i) {
      const auto size = std::filesystem::file_size(place.file(), error);
      if (!error && size > 600'000) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    program.send(signal);
    const Ended ended = program.wait();
    INFO(ended.err);
    CHECK(ended.exit_code == 0);
    CHECK_THAT(without_line_ends(ended.err), Contains("told to end"));
    const Heard heard = hear(place.file(), place.key());
    CHECK(heard.warnings.empty());
    CHECK(heard.samples.size() > 100'000);
    CHECK(place.logged().back()["event"] == "finished");
  }
}

TEST_CASE("a recording ends where it is as large as it may be") {
  const Place place;
  const Ended ended = run(place.words({"--duration", "60", "--max-size", "700k"}));
  INFO(ended.err);
  CHECK(ended.exit_code == 0);
  CHECK_THAT(without_line_ends(ended.err), Contains("0.7 MB at most") && Contains("largest size reached"));
  CHECK(std::filesystem::file_size(place.file()) <= 700'000);
  CHECK(hear(place.file(), place.key()).warnings.empty());
}

TEST_CASE("a radio that is lost leaves a gap, and the recording goes on") {
  const Place place(4);
  const std::string faults = "faults=crash@0.3,state=" + place.scratch.path("faults");
  const Ended ended = run(place.words({"--duration", "3"}, faults));
  INFO(ended.err);
  CHECK(ended.exit_code == 0);
  CHECK_THAT(without_line_ends(ended.err), Contains("2 pieces") && Contains("duration reached"));
  const Heard heard = hear(place.file(), place.key());
  CHECK(heard.warnings.empty());
  // Half a second passes before it is opened anew.
  CHECK(static_cast<double>(heard.lost) > 0.4 * kRate_hz);
  CHECK(static_cast<double>(heard.samples.size() + heard.lost) == Approx(3 * kRate_hz).epsilon(0.001));
  CHECK(place.logged().back()["samples_lost"] == heard.lost);
}

TEST_CASE("a recording whose radio does not come back ends all the same") {
  const Place place;
  const std::string faults =
      "loop=true,faults=crash@0.3;unplug@0.31+1000,state=" + place.scratch.path("faults");
  const Ended ended = run(place.words({"--duration", "1"}, faults));
  INFO(ended.err);
  CHECK(ended.exit_code == 0);
  const Heard heard = hear(place.file(), place.key());
  CHECK(heard.warnings.empty());
  CHECK_FALSE(heard.samples.empty());
}

TEST_CASE("a disk that is full ends a recording with a line, and what is whole is kept") {
  const Place place;
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  // More than the memory that the radio's process shares, which is bounded by it, too.
  const rlimit small{rlim_t{6} << 20U, before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  const Ended ended =
      run(place.words({"--duration", "60", "--rate", "240k"}, "loop=true,speed=8,rate=240e3"));
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
  std::signal(SIGXFSZ, handler);
  INFO(ended.err);
  CHECK(ended.exit_code == 1);
  CHECK_THAT(without_line_ends(ended.err),
             Contains("x.cwrec: cannot be written") && Contains("what came until the failure is kept"));
  const Heard heard = hear(place.file(), place.key());
  REQUIRE(heard.warnings.size() == 1);
  CHECK_THAT(heard.warnings.front(), Contains("its end is missing"));
  CHECK(heard.samples.size() > 2'500'000);
  CHECK(place.logged().back()["event"] == "failed");
}

TEST_CASE("a recording for which there is no room is not begun") {
  const Place place(0.1);
  const std::string config = place.scratch.file("x.yaml", "record: {max_s: 86400, max_bytes: 10e12}\n");
  const Ended ended = run(place.words({"-c", config, "--duration", "86400"}, "rate=60e6"));
  INFO(ended.err);
  CHECK(ended.exit_code == 1);
  CHECK_THAT(ended.err, Contains("MB are needed and") && Contains("--max-size"));
  CHECK_FALSE(std::filesystem::exists(place.file()));
}

TEST_CASE("replay opens an encrypted recording with its key, and writes nothing of it") {
  const Place place(0.3);
  REQUIRE(run(place.words({"--duration", "0.3"}, "loop=false")).exit_code == 0);
  const Ended locked = run({"replay", place.file()});
  CHECK(locked.exit_code == 1);
  CHECK(lines_of(locked.err).size() == 1);
  CHECK_THAT(locked.err, Contains("x.cwrec: is encrypted") && Contains("--key FILE"));
  const Words words{"replay", "-F", "json", "--max-offset", "140k", "--key", place.key(), place.file()};
  const Scratch folder;
  Program program(words, folder.path(""));
  std::set<std::string> written;
  const Ended ended = program.wait(written);
  INFO(ended.err);
  CHECK(ended.exit_code == 0);
  for (const auto& file : written) {
    INFO(file);
    CHECK_FALSE(file.starts_with('/'));
  }
  CHECK(std::filesystem::is_empty(folder.path("")));
  const auto summary = nlohmann::json::parse(lines_of(ended.out).back());
  CHECK(summary["samples"] == static_cast<std::uint64_t>(0.3 * kRate_hz));
  // The key may stand in the configuration, relative to it; a folder's recordings are found.
  const std::string config = place.scratch.file("site.yaml", "record: {private_key: key}\n");
  std::filesystem::remove(place.noise);
  CHECK(run({"replay", "-c", config, "--max-offset", "140k", place.scratch.path("")}).exit_code == 0);
}

TEST_CASE("what is past its time is deleted by replay, by --purge and by the next recording") {
  const Place place(0.3);
  const auto& scratch = place.scratch;
  std::filesystem::create_directory(scratch.path("shelf"));
  REQUIRE(run(place.words({"--duration", "0.1", "--keep", "1h"})).exit_code == 0);
  std::filesystem::rename(place.file(), scratch.path("shelf/kept.cwrec"));
  REQUIRE(run(place.words({"--duration", "0.1", "--keep", "1s"})).exit_code == 0);
  for (const char* const name : {"replayed.cwrec", "shelf/past.cwrec"}) {
    std::filesystem::copy_file(place.file(), scratch.path(name));
  }
  scratch.file("shelf/other.cwrec", "no recording at all");
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));

  const Ended replayed = run({"replay", "--key", place.key(), scratch.path("replayed.cwrec")});
  CHECK(replayed.exit_code == 1);
  CHECK_THAT(replayed.err, Contains("replayed.cwrec: deleted: was to be kept until"));
  CHECK_FALSE(std::filesystem::exists(scratch.path("replayed.cwrec")));

  const Ended purged = run({"record", "--purge", scratch.path("shelf"), "--log-file", place.log()});
  CHECK(purged.exit_code == 1);
  CHECK_THAT(purged.err, Contains("past.cwrec: deleted") && Contains("other.cwrec: no encrypted recording") &&
                             Contains("1 deleted, 1 kept; the next is due on"));
  CHECK_FALSE(std::filesystem::exists(scratch.path("shelf/past.cwrec")));
  CHECK(std::filesystem::exists(scratch.path("shelf/kept.cwrec")));
  CHECK(std::filesystem::exists(scratch.path("shelf/other.cwrec")));
  CHECK(place.logged().back()["event"] == "deleted");
  CHECK(place.logged().back()["file"] == scratch.path("shelf/past.cwrec"));

  // The new recording may have its name.
  const Ended recorded = run(place.words({"--duration", "0.1"}));
  INFO(recorded.err);
  CHECK(recorded.exit_code == 0);
  CHECK_THAT(recorded.err, Contains("x.cwrec: deleted: was to be kept until"));
  CHECK(hear(place.file(), place.key()).warnings.empty());
}
