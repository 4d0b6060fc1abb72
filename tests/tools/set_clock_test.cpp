// The whole program, its radio's process too, on a computer whose clock is set while it watches: libfaketime
// stands in for whoever sets it.

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "detector/records/rfc3339.hpp"
#include "tests/catch.hpp"
#include "tests/tools/process.hpp"

using namespace cellwarden;
using namespace cellwarden::test;
using nlohmann::json;

namespace {

const std::string kStreet = std::string("driver=playback,loop=true,path=") + CELLWARDEN_SOURCE_DIR +
                            "/data/captures/gsm_street.sigmf-meta";
/// Debian's folder for libraries has the processor in its name.
std::optional<std::string> find_faketime() {
  std::error_code error;
  for (const auto& folder : std::filesystem::directory_iterator("/usr/lib", error)) {
    const auto library = folder.path() / "faketime" / "libfaketimeMT.so.1";
    if (std::filesystem::exists(library, error)) return library.string();
  }
  return std::nullopt;
}

/// What programs that are started meanwhile find in their environment.
class Environment {
 public:
  explicit Environment(std::vector<std::pair<std::string, std::string>> variables)
      : variables_(std::move(variables)) {
    for (const auto& [name, value] : variables_) ::setenv(name.c_str(), value.c_str(), 1);
  }
  ~Environment() {
    for (const auto& [name, value] : variables_) ::unsetenv(name.c_str());
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  std::vector<std::pair<std::string, std::string>> variables_;
};

/// Until it is so; a minute is for a machine that is very busy.
bool becomes(const std::function<bool()>& is_so) {
  for (int i = 0; i < 600; ++i) {
    if (is_so()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return false;
}

/// When the whole lines of a log that is being written say that its dwells began.
std::vector<Time> times_in(const std::string& path) {
  const std::string text = read_file(path);
  std::vector<Time> times;
  for (const auto& line : lines_of(text.substr(0, text.rfind('\n') + 1))) {
    const json record = json::parse(line);
    if (record.at("type") != "listen") continue;
    const auto time = records::parse_rfc3339(record.at("time").get<std::string>());
    REQUIRE(time);
    times.push_back(*time);
  }
  return times;
}

}  // namespace

TEST_CASE("the clock of the computer is set back by an hour while it watches") {
  const auto library = find_faketime();
  if (!library) {
    std::cout << "SKIPPED: libfaketime is not installed\n";
    return;
  }
  const Scratch scratch;
  const auto set_clock = [&](const std::string& offset) {
    std::filesystem::rename(scratch.file("offset.part", offset + "\n"), scratch.path("offset"));
  };
  set_clock("+0");
  const std::string log = scratch.path("day.jsonl");
  std::optional<Program> watch;
  {
    const Environment faked({{"LD_PRELOAD", *library},
                             {"FAKETIME_TIMESTAMP_FILE", scratch.path("offset")},
                             {"FAKETIME_NO_CACHE", "1"},
                             {"FAKETIME_DONT_FAKE_MONOTONIC", "1"}});
    watch.emplace(std::vector<std::string>{"watch", "-c", "/dev/null", "--device", kStreet, "-F", "json",
                                           "--log", log});
  }
  REQUIRE(watch->has_said("\"type\":\"alert\""));
  set_clock("-3600");
  const auto steps_back = [&] {
    const auto times = times_in(log);
    int steps = 0;
    for (std::size_t i = 1; i < times.size(); ++i) steps += times[i] < times[i - 1] ? 1 : 0;
    return steps;
  };
  CHECK(becomes([&] { return steps_back() == 1; }));
  const std::size_t dwells = times_in(log).size();
  CHECK(becomes([&] { return times_in(log).size() > dwells + 2; }));
  watch->send(SIGINT);
  const Ended ended = watch->wait();
  CAPTURE(ended.err);
  CHECK(ended.exit_code == 0);
  CHECK(steps_back() == 1);
  REQUIRE(lines_of(ended.err).size() == 1);
  CHECK(ended.err.find("this computer's clock was set back by 1 h 0 min") != std::string::npos);

  std::set<std::string> opened;
  std::set<std::string> incidents;
  for (const auto& line : lines_of(ended.out)) {
    const json record = json::parse(line);
    const json& cell = record.at("type") == "alert" ? record.at("subject") : record;
    if (cell.contains("first_seen")) {
      CHECK(*records::parse_rfc3339(cell.at("first_seen").get<std::string>()) <
            *records::parse_rfc3339(cell.at("last_seen").get<std::string>()));
    }
    if (record.at("type") != "alert") continue;
    incidents.insert(record.at("id").get<std::string>());
    if (record.at("state") == "opened") CHECK(opened.insert(record.at("id").get<std::string>()).second);
  }
  CHECK(opened.size() == 1);
  CHECK(incidents == opened);
}
