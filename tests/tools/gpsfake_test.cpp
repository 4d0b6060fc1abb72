// gpsd itself, fed by its own gpsfake with invented NMEA: it goes away in the middle of a watch, and comes
// back.

// Before Asio: Boost 1.74's awaitable.hpp uses std::exchange without it.
#include <utility>
//
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.hpp"
#include "tests/tools/process.hpp"

using namespace cellwarden::test;
using boost::asio::ip::tcp;
using nlohmann::json;

namespace {

const std::string kStreet = std::string("driver=playback,loop=true,path=") + CELLWARDEN_SOURCE_DIR +
                            "/data/captures/gsm_street.sigmf-meta";
constexpr const char* kGpsfake = "/usr/bin/gpsfake";
constexpr const char* kGpsd = "/usr/sbin/gpsd";
constexpr double kLatitude_deg = 52.5;
constexpr double kLongitude_deg = 13.5;

/// "$...*checksum", as receivers send it.
std::string sentence(const std::string& words) {
  unsigned sum = 0;
  for (const char c : words) sum ^= static_cast<unsigned char>(c);
  return fmt::format("${}*{:02X}\r\n", words, sum);
}

/// Ten minutes of a receiver that stands still, a fix a second.
std::string invented_nmea() {
  std::string out;
  for (int s = 0; s < 600; ++s) {
    const std::string time = fmt::format("12{:02}{:02}.00", s / 60, s % 60);
    out += sentence(fmt::format("GPGGA,{},5230.0000,N,01330.0000,E,1,08,0.9,45.0,M,44.0,M,,", time));
    out += sentence("GPGSA,A,3,01,02,03,04,05,06,07,08,,,,,1.5,0.9,1.2");
    out += sentence(fmt::format("GPRMC,{},A,5230.0000,N,01330.0000,E,0.0,0.0,011126,,,A", time));
  }
  return out;
}

std::uint16_t free_port() {
  boost::asio::io_context io;
  return tcp::acceptor(io, {boost::asio::ip::address_v4::loopback(), 0}).local_endpoint().port();
}

/// gpsfake and the gpsd that it starts, in a group of their own so that both end.
class Gpsfake {
 public:
  Gpsfake(const std::string& nmea, std::uint16_t port, const std::string& words_file) {
    std::vector<std::string> words{kGpsfake, "-n", "-c", "0.1", "-P", std::to_string(port), nmea};
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, words_file.c_str(), O_WRONLY | O_CREAT, 0600);
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    REQUIRE(::posix_spawn(&process_, kGpsfake, &actions, &attributes, arguments.data(), environ) == 0);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  ~Gpsfake() {
    ::kill(-process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  Gpsfake(const Gpsfake&) = delete;
  Gpsfake& operator=(const Gpsfake&) = delete;

  [[nodiscard]] bool has_ended() const { return ::waitpid(process_, nullptr, WNOHANG) != 0; }

 private:
  pid_t process_{};
};

/// Until it is so; a minute is for a machine that is very busy.
bool becomes(const std::function<bool()>& is_so) {
  for (int i = 0; i < 600; ++i) {
    if (is_so()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return false;
}

/// The whole lines of a file that is being written.
std::vector<json> records_in(const std::string& path) {
  const std::string text = read_file(path);
  std::vector<json> records;
  for (const auto& line : lines_of(text.substr(0, text.rfind('\n') + 1)))
    records.push_back(json::parse(line));
  return records;
}

}  // namespace

TEST_CASE("gpsd goes away while watching and comes back: positions do too, and the incident stays") {
  if (!std::filesystem::exists(kGpsfake) || !std::filesystem::exists(kGpsd)) {
    std::cout << "SKIPPED: gpsd or its gpsfake (package gpsd-clients) is not installed\n";
    return;
  }
  const Scratch scratch;
  const std::string nmea = scratch.file("still.nmea", invented_nmea());
  const std::uint16_t port = free_port();
  std::optional<Gpsfake> gpsd;
  gpsd.emplace(nmea, port, scratch.path("gpsfake.txt"));

  const std::string log = scratch.path("day.jsonl");
  Program watch({"watch", "-c", "/dev/null", "--gpsd", fmt::format("127.0.0.1:{}", port), "--device", kStreet,
                 "-F", "json", "--log", log});
  // The newest two seconds have a place, or have none.
  const auto newest_have_place = [&](bool expected) {
    int as_expected = 0;
    for (const json& record : records_in(log)) {
      if (record.at("type") != "listen") continue;
      as_expected = record.contains("position") == expected ? as_expected + 1 : 0;
    }
    return as_expected >= 2;
  };
  if (!becomes([&] { return newest_have_place(true) || gpsd->has_ended(); }) || gpsd->has_ended()) {
    watch.send(SIGINT);
    const Ended ended = watch.wait();
    std::cout << "SKIPPED: gpsfake does not run here: " << read_file(scratch.path("gpsfake.txt")) << ended.err
              << '\n';
    return;
  }
  CHECK(becomes([&] { return watch.has_said("\"type\":\"alert\""); }));
  gpsd.reset();
  CHECK(becomes([&] { return newest_have_place(false); }));
  gpsd.emplace(nmea, port, scratch.path("gpsfake_again.txt"));
  CHECK(becomes([&] { return newest_have_place(true); }));
  watch.send(SIGINT);
  const Ended ended = watch.wait();
  CHECK(ended.exit_code == 0);

  // Each change was said once.
  std::vector<std::string> said;
  for (const auto& line : lines_of(ended.err)) {
    if (line.find("GPS: ") != std::string::npos) said.push_back(line);
  }
  CAPTURE(ended.err);
  REQUIRE(said.size() == 3);
  CHECK(said[0].find("the position is known (") != std::string::npos);
  CHECK(said[1].find("no position any more: gpsd at 127.0.0.1") != std::string::npos);
  CHECK(said[2].find("the position is known again (") != std::string::npos);

  // Observations have the place of their listen; the time that gpsd told is November's, not this computer's.
  json listen;
  for (const json& record : records_in(log)) {
    if (record.at("type") == "listen") listen = record;
    if (record.at("type") != "observation") continue;
    CHECK(record.contains("position") == listen.contains("position"));
    if (!record.contains("position")) continue;
    CHECK(record.at("position").at("latitude_deg").get<double>() == Approx(kLatitude_deg).margin(1e-6));
    CHECK(record.at("position").at("longitude_deg").get<double>() == Approx(kLongitude_deg).margin(1e-6));
  }
  // The rogue's incident that was open before is the one that is open at the end.
  std::set<std::string> opened;
  std::set<std::string> open;
  for (const auto& line : lines_of(ended.out)) {
    const json record = json::parse(line);
    if (record.at("type") == "status" && record.contains("gps")) CHECK(record.at("gps").contains("state"));
    if (record.at("type") != "alert") continue;
    const auto id = record.at("id").get<std::string>();
    if (record.at("state") == "opened") CHECK(opened.insert(id).second);
    if (record.at("state") == "closed") {
      open.erase(id);
    } else {
      open.insert(id);
    }
  }
  CHECK(opened.size() == 1);
  CHECK(open == opened);
}
