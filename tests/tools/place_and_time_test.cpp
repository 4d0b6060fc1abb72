// Where the receiver is and how right its clock: what dwells are stamped with, and what is said.
#include "tools/cellwarden/place_and_time/place_and_time.hpp"

#include <string>
#include <vector>

#include "tests/catch.hpp"

using namespace cellwarden;
using namespace cellwarden::tools;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using records::GpsState;
using Steady = std::chrono::steady_clock;

namespace {

const Time kNoon = Time(std::chrono::sys_days(std::chrono::year(2026) / 11 / 1)) + 12h;

/// Clocks that a test moves.
struct Clocks {
  Steady::time_point steady{1000h};
  Time utc = kNoon;
  KernelClock kernel{true, 0.01};
  void pass(std::chrono::nanoseconds time) {
    steady += time;
    utc += time;
  }
};

struct ToldGps final : Gps {
  explicit ToldGps(const Clocks& now) : clocks(now) {}
  [[nodiscard]] GpsReading latest() const override { return reading; }
  [[nodiscard]] std::optional<GpsFix> fix_at(Steady::time_point when) const override {
    std::optional<GpsFix> newest;
    for (const GpsFix& fix : fixes) {
      if (fix.heard <= when && when - fix.heard <= kFreshFix) newest = fix;
    }
    return newest;
  }
  void hear(double latitude_deg, std::optional<double> clock_offset_s = {}) {
    fixes.push_back({.at = {latitude_deg, 13.0, 5.0},
                     .dimensions = 3,
                     .time = {},
                     .clock_offset_s = clock_offset_s,
                     .heard = clocks.steady});
    reading = {.state = GpsState::kFix, .why = {}, .fix = fixes.back(), .satellites = 8};
  }
  void lose(const std::string& why) {
    reading.state = GpsState::kGone;
    reading.why = why;
  }

  const Clocks& clocks;
  GpsReading reading{.state = GpsState::kGone, .why = "gpsd at localhost:2947 has not answered yet"};
  std::vector<GpsFix> fixes;
};

struct Bench {
  explicit Bench(bool has_gps = true, std::optional<GeoPoint> stated = {}) {
    PlaceAndTimeSources sources;
    if (has_gps) {
      auto owned = std::make_unique<ToldGps>(clocks);
      gps = owned.get();
      sources.gps = std::move(owned);
    }
    sources.stated = stated;
    sources.tell = [this](const std::string& what) { told.push_back(what); };
    sources.utc_now = [this] { return clocks.utc; };
    sources.steady_now = [this] { return clocks.steady; };
    sources.kernel_clock = [this] { return clocks.kernel; };
    place.emplace(std::move(sources));
  }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  /// A dwell of one second that ended `ago`.
  Listen stamped(std::chrono::nanoseconds ago = 0s) {
    Dwell dwell;
    dwell.listen.duration_s = 1.0;
    dwell.listen.time = clocks.utc - ago - 1s;
    dwell.observations.emplace_back().time = dwell.listen.time;
    place->stamp(dwell);
    CHECK(dwell.observations[0].clock == dwell.listen.clock);
    CHECK(dwell.observations[0].receiver_at.has_value() == dwell.listen.receiver_at.has_value());
    return dwell.listen;
  }
  records::StatusRecord status() {
    records::StatusRecord status;
    status.state = records::StatusState::kOk;
    place->report(status);
    return status;
  }

  Clocks clocks;
  ToldGps* gps = nullptr;
  std::vector<std::string> told;
  std::optional<PlaceAndTime> place;
};

}  // namespace

TEST_CASE("a dwell has the place where it was on the air") {
  Bench bench;
  for (int s = 0; s <= 10; ++s) {
    bench.gps->hear(s);
    bench.clocks.pass(1s);
  }
  // Now is second 11. A dwell that ended now has its middle at 10.5, one that waited four seconds at 6.5.
  CHECK(bench.stamped().receiver_at->latitude_deg == 10.0);
  CHECK(bench.stamped(4s).receiver_at->latitude_deg == 6.0);
  CHECK_FALSE(bench.stamped(20s).receiver_at);
  CHECK(bench.stamped(40s).receiver_at->latitude_deg == 10.0);  // so old is none: its clock was another
  CHECK(bench.stamped(-1h).receiver_at->latitude_deg == 10.0);
}

TEST_CASE("the position's going and coming is told once each, and what is stale is none") {
  Bench bench;
  CHECK_FALSE(bench.stamped().receiver_at);
  CHECK(bench.told.empty());  // it may be there in a moment
  bench.clocks.pass(6s);
  for (int i = 0; i < 3; ++i) CHECK_FALSE(bench.stamped().receiver_at);
  REQUIRE(bench.told.size() == 1);
  CHECK(bench.told[0] ==
        "GPS: no position yet: gpsd at localhost:2947 has not answered yet; records have none until it is "
        "there");
  CHECK(bench.status().state == records::StatusState::kDegraded);

  bench.gps->hear(50.0);
  bench.clocks.pass(1s);
  for (int i = 0; i < 3; ++i) CHECK(bench.stamped().receiver_at);
  REQUIRE(bench.told.size() == 2);
  CHECK(bench.told[1] == "GPS: the position is known (3D, 8 satellites)");
  const auto status = bench.status();
  CHECK(status.state == records::StatusState::kOk);
  CHECK(status.reasons.empty());
  CHECK(status.gps->state == GpsState::kFix);
  CHECK(status.gps->dimensions == 3);
  CHECK(status.gps->age_s == 1.0);
  CHECK(status.position->latitude_deg == 50.0);

  bench.gps->lose("gpsd at localhost:2947 has gone away");
  CHECK(bench.stamped().receiver_at);  // it was there just now
  bench.clocks.pass(7s);
  for (int i = 0; i < 3; ++i) CHECK_FALSE(bench.stamped().receiver_at);
  REQUIRE(bench.told.size() == 3);
  CHECK_THAT(bench.told[2], Contains("no position any more: gpsd at localhost:2947 has gone away"));
  CHECK_FALSE(bench.status().position);
  CHECK(bench.status().gps->state == GpsState::kGone);
  CHECK(bench.status().gps->age_s == 8.0);
  bench.gps->hear(51.0);
  static_cast<void>(bench.status());  // also where no samples come
  REQUIRE(bench.told.size() == 4);
  CHECK(bench.told[3] == "GPS: the position is known again (3D, 8 satellites)");
}

TEST_CASE("a stated place stands in while there is no fix, and without a receiver there is nothing to say") {
  Bench bench(true, GeoPoint{48.0, 11.0, 10.0});
  bench.clocks.pass(6s);
  CHECK_FALSE(bench.stamped().receiver_at);  // whoever judges puts the stated one in
  CHECK_THAT(bench.told.at(0), Contains("the stated one stands"));
  CHECK(bench.status().position->latitude_deg == 48.0);
  bench.gps->hear(50.0);
  CHECK(bench.status().position->latitude_deg == 50.0);

  Bench without(false, GeoPoint{48.0, 11.0, 10.0});
  without.clocks.pass(60s);
  CHECK_FALSE(without.stamped().receiver_at);
  CHECK(without.told.empty());
  CHECK_FALSE(without.status().gps);
  CHECK(without.status().position->latitude_deg == 48.0);
}

TEST_CASE("a recording's own place and clock are left") {
  Bench bench;
  bench.gps->hear(50.0);
  bench.clocks.pass(1s);
  Dwell dwell;
  dwell.listen.duration_s = 1.0;
  dwell.listen.receiver_at = GeoPoint{1.0, 2.0, {}};
  bench.place->stamp(dwell);
  CHECK(dwell.listen.receiver_at->latitude_deg == 1.0);
  CHECK_FALSE(dwell.listen.clock);  // it has no time that a clock could be wrong about
}

TEST_CASE("a clock that is set is told once and marked for a minute") {
  const auto [step, words] =
      GENERATE(table<std::chrono::milliseconds, std::string>({{1h, "forward by 1 h 0 min"},
                                                              {-1h, "back by 1 h 0 min"},
                                                              {2500ms, "forward by 2.5 s"},
                                                              {-90s, "back by 1 min 30 s"}}));
  Bench bench(false);
  CHECK_FALSE(bench.stamped().clock->jumped);
  bench.clocks.pass(1s);
  bench.clocks.utc += step;
  CHECK(bench.stamped().clock->jumped);
  for (int s = 0; s < 59; ++s) {
    bench.clocks.pass(1s);
    CHECK(bench.stamped().clock->jumped);
    CHECK(bench.status().state == records::StatusState::kDegraded);
  }
  bench.clocks.pass(1s);
  CHECK_FALSE(bench.stamped().clock->jumped);
  CHECK(bench.status().state == records::StatusState::kOk);
  REQUIRE(bench.told.size() == 1);
  CHECK_THAT(bench.told[0], Contains(words));
}

TEST_CASE("a clock that is slewed was not set") {
  Bench bench(false);
  for (int s = 0; s < 1000; ++s) {
    bench.clocks.pass(1s);
    bench.clocks.utc += 500us;
    CHECK_FALSE(bench.stamped().clock->jumped);
  }
  CHECK(bench.told.empty());
}

TEST_CASE("how far a clock can be believed: the kernel's word, and the satellites'") {
  const KernelClock kept{true, 0.02};
  const KernelClock left{false, 16.0};
  CHECK(quality_of(kept, {}) == ClockQuality{ClockSource::kNtp, 0.02, false});
  CHECK(quality_of(left, {}) == ClockQuality{ClockSource::kNone, {}, false});
  // A fix takes up to a second to get here.
  CHECK(quality_of(left, 0.25) == ClockQuality{ClockSource::kGps, 0.75, false});
  CHECK(quality_of(left, -0.5) == ClockQuality{ClockSource::kGps, 1.5, false});
  CHECK(quality_of(kept, 0.25) == ClockQuality{ClockSource::kNtp, 0.02, false});
  CHECK(quality_of({true, 5.0}, 0.25) == ClockQuality{ClockSource::kNtp, 0.75, false});
  // Kept, and wrong.
  CHECK(quality_of(kept, 3600.0) == ClockQuality{ClockSource::kGps, 3600.0, false});
  CHECK(quality_of(kept, -3600.0) == ClockQuality{ClockSource::kGps, 3601.0, false});
  const KernelClock here = read_kernel_clock();  // whatever it says here
  CHECK(here.most_error_s >= 0.0);
}

TEST_CASE("the clock's quality is in dwells and status, with what is wrong with it") {
  Bench bench;
  bench.gps->hear(50.0, 0.25);
  CHECK(bench.stamped().clock == ClockQuality{ClockSource::kNtp, 0.01, false});
  bench.clocks.kernel = {false, 16.0};
  bench.clocks.pass(1s);
  CHECK(bench.stamped().clock == ClockQuality{ClockSource::kGps, 0.75, false});
  CHECK(bench.status().clock_offset_s == 0.25);
  CHECK(bench.status().reasons.empty());

  bench.gps->hear(50.0, 7200.25);
  const auto wrong = bench.status();
  CHECK(wrong.state == records::StatusState::kDegraded);
  CHECK_THAT(wrong.reasons.at(0), Contains("2 h 0 min off the satellites' time"));
  // It is put right: what the fix before said of it holds no longer.
  bench.clocks.utc -= 2h;
  CHECK(bench.stamped().clock == ClockQuality{ClockSource::kNone, {}, true});
  bench.clocks.pass(1s);
  bench.gps->hear(50.0, 0.25);
  CHECK(bench.stamped().clock == ClockQuality{ClockSource::kGps, 0.75, true});

  Bench alone(false);
  alone.clocks.kernel = {false, 16.0};
  alone.clocks.pass(1s);
  CHECK(alone.status().state == records::StatusState::kLearning);
  CHECK_THAT(alone.status().reasons.at(0), Contains("nothing keeps this computer's clock right"));
}
