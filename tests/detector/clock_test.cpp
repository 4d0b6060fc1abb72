// What is known of the clock: kept in logs, and followed when it is set while the detector works.
#include <sstream>

#include "detector/records/json_lines.hpp"
#include "detector/records/observation_log.hpp"
#include "tests/catch.hpp"
#include "tests/detector/scene.hpp"

using namespace cellwarden;
using namespace cellwarden::test;
using namespace std::chrono_literals;

namespace {

const Time kNoon = Time(std::chrono::sys_days(std::chrono::year(2026) / 11 / 1)) + 12h;

std::string log_of(const Dwell& dwell) {
  std::string log;
  for (const std::string& line : records::to_json_lines(dwell)) log += line + '\n';
  return log;
}

/// A minute of a rogue; from `set_after` on the clock says `by` more.
std::vector<Dwell> with_clock_set(int set_after, std::chrono::seconds by, bool is_marked = true) {
  Scene scene;
  scene.start = kNoon;
  scene.knows_nominal = true;
  scene.clock = ClockQuality{.source = ClockSource::kNtp, .error_s = 0.01};
  auto dwells = steady(scene, with_one_odd_cell(), set_after);
  scene.start = kNoon + by;
  scene.clock->jumped = is_marked;
  for (auto& dwell : steady(scene, with_one_odd_cell(), 60 - set_after, set_after))
    dwells.push_back(std::move(dwell));
  return dwells;
}

}  // namespace

TEST_CASE("a log keeps what is known of the clock, byte for byte", "[records][clock]") {
  Scene scene;
  scene.start = kNoon;
  const std::vector<std::optional<ClockQuality>> clocks{
      std::nullopt, ClockQuality{}, ClockQuality{.source = ClockSource::kNtp, .error_s = 0.0123456789},
      ClockQuality{.source = ClockSource::kGps, .error_s = 0.0, .jumped = true}};
  for (const auto& clock : clocks) {
    scene.clock = clock;
    const std::string log = log_of(scene.dwell(0.0, honest_cells()));
    CHECK((log.find("\"clock\":{\"source\":\"") != std::string::npos) == clock.has_value());
    std::istringstream in(log);
    records::ObservationLogReader reader(in, "obs.jsonl");
    const auto dwell = reader.next();
    REQUIRE((dwell && *dwell));
    CHECK(log_of(**dwell) == log);
    CHECK(reader.counts().unknown_keys.empty());
    REQUIRE((*dwell)->listen.clock.has_value() == clock.has_value());
    if (!clock) continue;
    CHECK((*dwell)->listen.clock->source == clock->source);
    CHECK((*dwell)->observations.front().clock == (*dwell)->listen.clock);
  }
}

TEST_CASE("a log's nonsense about the clock is refused", "[records][clock]") {
  Scene scene;
  scene.clock = ClockQuality{.source = ClockSource::kNtp, .error_s = 0.5, .jumped = true};
  const std::string log = log_of(scene.dwell(0.0, {}));
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"\"ntp\"", "\"sundial\""}, {"0.5", "-0.5"}, {"\"jumped\":true", "\"jumped\":1"}}) {
    std::string spoilt = log;
    spoilt.replace(spoilt.find(from), from.size(), to);
    std::istringstream in(spoilt);
    records::ObservationLogReader reader(in, "obs.jsonl");
    CHECK_FALSE(reader.next().has_value());
    CHECK(reader.counts().refused.size() == 1);
  }
}

TEST_CASE("a clock that is set loses and doubles no incident, and ages stay true", "[detector][clock]") {
  const auto by = GENERATE(1h, -1h, std::chrono::hours(24 * 365), std::chrono::hours(-24 * 365));
  CAPTURE(by.count());
  const Run before = run({}, with_clock_set(60, by));  // never set
  const Run after = run({}, with_clock_set(40, by));
  REQUIRE(before.incidents.size() == after.incidents.size());
  REQUIRE_FALSE(after.incidents.empty());
  for (std::size_t i = 0; i < after.incidents.size(); ++i) {
    CHECK(after.incidents[i].id == before.incidents[i].id);
    CHECK(after.incidents[i].state == before.incidents[i].state);
    CHECK(after.incidents[i].t_s == before.incidents[i].t_s);
    CHECK(after.incidents[i].level == before.incidents[i].level);
  }
  CHECK(after.detector->open_incidents().size() == before.detector->open_incidents().size());
  for (const auto& cell : after.detector->cells()) {
    REQUIRE((cell.first_seen && cell.last_seen));
    CHECK(*cell.first_seen == kNoon + by);
    CHECK(*cell.last_seen == kNoon + by + 60s);
  }
  const auto learned = after.detector->learned_baseline();
  CHECK(*learned.first == kNoon + by);
  CHECK(*learned.last == kNoon + by + 60s);
  for (const auto& window : learned.windows) CHECK(*window.last - *window.first == 60s);
  for (const auto& cell : learned.cells) CHECK(*cell.last - *cell.first < 60s);
  for (const auto& incident : after.detector->open_incidents())
    CHECK(*incident.time == kNoon + by + std::chrono::nanoseconds(std::llround(incident.t_s * 1e9)));
}

TEST_CASE("a cell that is not heard any more keeps its age when the clock is set", "[detector][clock]") {
  Scene scene;
  scene.start = kNoon;
  detector::Detector detector({});
  for (const Dwell& dwell : steady(scene, honest_cells(), 10)) static_cast<void>(detector.add(dwell));
  scene.start = kNoon - 1h;
  scene.clock = ClockQuality{.source = ClockSource::kNone, .error_s = {}, .jumped = true};
  for (const Dwell& dwell : steady(scene, {}, 10, 10.0)) static_cast<void>(detector.add(dwell));
  for (const auto& cell : detector.cells()) {
    CHECK(*cell.first_seen == kNoon - 1h);
    CHECK(*cell.last_seen == kNoon - 1h + 10s);
  }
}

TEST_CASE("a recording whose blocks lie apart is no clock that was set", "[detector][clock]") {
  const Run run_of_it = run({}, with_clock_set(40, 1h, false));
  for (const auto& cell : run_of_it.detector->cells()) {
    CHECK(*cell.first_seen == kNoon);
    CHECK(*cell.last_seen == kNoon + 1h + 60s);
  }
}

TEST_CASE("times that nanoseconds cannot count are let go, not overrun", "[detector][clock]") {
  Scene scene;
  scene.start = Time::max() - 2000000s;
  detector::Detector detector({});
  for (const Dwell& dwell : steady(scene, honest_cells(), 3, 1e6)) static_cast<void>(detector.add(dwell));
  scene.start = Time::max() - 10s;  // and the stream goes back to its beginning
  scene.clock = ClockQuality{.source = ClockSource::kNone, .error_s = {}, .jumped = true};
  for (const Dwell& dwell : steady(scene, {}, 3)) static_cast<void>(detector.add(dwell));
  for (const auto& cell : detector.cells()) CHECK_FALSE(cell.first_seen.has_value());
}
