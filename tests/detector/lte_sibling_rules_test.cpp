// ID19, BP02, BP17 and BP18: what an LTE cell says of homes, access, the time and emergencies.
#include "detector/rules/lte_rules.hpp"
#include "tests/detector/lte_bench.hpp"

using namespace cellwarden;
using namespace cellwarden::test;
using detector::Outcome;
using detector::Verdict;
namespace rules = detector::lte_rules;

namespace {

constexpr double kNever = -1e9;

// 2025-06-01 12:00:00 UTC, as the block counts.
constexpr std::uint64_t kNoon_10ms = (1'748'779'200ULL + 2'208'988'800ULL) * 100ULL;

lte::SystemInformationBlock16 time_block(double t_s, double ahead_s, std::optional<std::int16_t> leap_s) {
  lte::SystemInformationBlock16 block;
  const auto since_noon_10ms = static_cast<std::int64_t>(100.0 * (t_s + ahead_s));
  block.time = lte::TimeInfo{.utc_10ms = kNoon_10ms + static_cast<std::uint64_t>(since_noon_10ms),
                             .daylight_saving_h = {},
                             .leap_seconds_s = leap_s,
                             .local_time_offset_15min = {}};
  return block;
}

// A cell's clock: heard at the end of the test's second.
LteSceneCell with_time(LteSceneCell cell, double t_s, double ahead_s,
                       std::optional<std::int16_t> leap_s = 18) {
  cell.messages.push_back({time_block(t_s, ahead_s, leap_s)});
  return cell;
}

LteBench bench_with_time(double own_ahead_s, const std::vector<double>& others_ahead_s) {
  LteBench bench;
  bench.others.clear();
  std::uint16_t pci = 101;
  for (const double ahead_s : others_ahead_s) {
    LteSceneCell other = lte_cell(pci, 0x123400U + pci);
    bench.others.push_back(ahead_s == kNever ? other : with_time(other, 2.0, ahead_s));
    ++pci;
  }
  if (own_ahead_s != kNever) bench.subject = with_time(bench.subject, 2.0, own_ahead_s);
  return bench;
}

}  // namespace

TEST_CASE("LTE BP17: a time of day that others do not have") {
  CHECK(bench_with_time(0.0, {0.1, -0.1, 0.2}).ask(rules::wrong_time).verdict == Verdict::kPass);
  const Outcome behind = bench_with_time(-30.0, {0.1, -0.1, 0.2}).ask(rules::wrong_time);
  check_fires(behind);
  CHECK(behind.observed == "its time of day is 30.1 s behind");
  check_fires(bench_with_time(7.0, {0.1, -0.1}).ask(rules::wrong_time));
  // Seconds that not even two others agree on say nothing, and the input's clock may be as wrong.
  check_lacks(bench_with_time(30.0, {0.0}).ask(rules::wrong_time), "disciplined");
  check_lacks(bench_with_time(30.0, {0.0, 60.0}).ask(rules::wrong_time), "disciplined");
  check_lacks(bench_with_time(kNever, {0.0, 0.1}).ask(rules::wrong_time), "no time");
  CHECK(bench_with_time(1.0, {0.0, 0.1}).ask(rules::wrong_time).verdict == Verdict::kPass);
}

TEST_CASE("LTE BP17: against this computer's clock, where that is kept right") {
  LteBench bench = bench_with_time(30.0, {});
  bench.scene.start = Time(std::chrono::sys_days(std::chrono::year(2025) / 6 / 1)) + std::chrono::hours(12);
  check_lacks(bench.ask(rules::wrong_time), "disciplined");  // a recording's clock: unknown, as ever
  bench.scene.clock = ClockQuality{.source = ClockSource::kNtp, .error_s = 0.05};
  const Outcome ahead = bench.ask(rules::wrong_time);
  check_fires(ahead);
  CHECK(ahead.source == "this computer's clock, kept by NTP to 0.05 s");
  CHECK(ahead.observed.ends_with(" ahead"));

  bench.scene.clock->jumped = true;
  check_lacks(bench.ask(rules::wrong_time), "set a moment ago");
  bench.scene.clock = ClockQuality{.source = ClockSource::kGps, .error_s = 1.5};
  check_lacks(bench.ask(rules::wrong_time), "may be wrong by 1.5 s");
  bench.settings.bp17_max_clock_error_s = 2.0;
  check_fires(bench.ask(rules::wrong_time));
  bench.scene.clock->error_s.reset();
  check_lacks(bench.ask(rules::wrong_time), "nobody knows");
  bench.scene.clock = ClockQuality{.source = ClockSource::kNone};
  check_lacks(bench.ask(rules::wrong_time), "the clock of this computer is not synchronised");

  bench = bench_with_time(0.5, {});
  bench.scene.start = Time(std::chrono::sys_days(std::chrono::year(2025) / 6 / 1)) + std::chrono::hours(12);
  bench.scene.clock = ClockQuality{.source = ClockSource::kGps, .error_s = 0.05};
  CHECK(bench.ask(rules::wrong_time).verdict == Verdict::kPass);
  // What cells agree on goes before one computer's clock.
  bench = bench_with_time(30.0, {30.0, 30.1});
  bench.scene.start = Time(std::chrono::sys_days(std::chrono::year(2025) / 6 / 1)) + std::chrono::hours(12);
  bench.scene.clock = ClockQuality{.source = ClockSource::kGps, .error_s = 0.05};
  CHECK(bench.ask(rules::wrong_time).verdict == Verdict::kPass);
}

TEST_CASE("LTE BP17: leap seconds") {
  LteBench bench = bench_with_time(kNever, {0.0, 0.1});
  bench.subject = with_time(bench.subject, 2.0, 0.0, 0);
  const Outcome unlike = bench.ask(rules::wrong_time);
  check_fires(unlike);
  CHECK(unlike.expected == "18");
  // By the day of the input, with nobody to compare with.
  bench.others.clear();
  check_lacks(bench.ask(rules::wrong_time), "disciplined");
  bench.scene.start = Time(std::chrono::sys_days(std::chrono::year(2025) / 6 / 1));
  check_fires(bench.ask(rules::wrong_time));
  // A clock that nothing keeps does not know the day.
  bench.scene.clock = ClockQuality{.source = ClockSource::kNone};
  check_lacks(bench.ask(rules::wrong_time), "not synchronised");
  bench.scene.clock.reset();
  // Of later days nobody knows yet.
  bench.scene.start = Time(std::chrono::sys_days(std::chrono::year(2030) / 6 / 1));
  check_lacks(bench.ask(rules::wrong_time), "disciplined");
}

TEST_CASE("LTE BP18: emergency calls that all others announce") {
  LteBench bench;
  CHECK(bench.ask(rules::emergency_flags).verdict == Verdict::kPass);  // nobody announces any
  for (LteSceneCell& other : bench.others) other.sib1.has_ims_emergency_support = true;
  const Outcome outcome = bench.ask(rules::emergency_flags);
  check_fires(outcome);
  CHECK(outcome.quality == 1.0);
  bench.others[1].sib1.has_ims_emergency_support = false;
  CHECK(bench.ask(rules::emergency_flags).verdict == Verdict::kPass);
  bench.others.pop_back();
  check_lacks(bench.ask(rules::emergency_flags), "needed");
}

TEST_CASE("LTE BP18: a warning that all others send") {
  LteBench bench;
  lte::SystemInformationBlock10 warning;
  warning.message_identifier = 4352;
  for (LteSceneCell& other : bench.others) other.messages.push_back({warning});
  CHECK(bench.ask(rules::emergency_flags).quality == 0.5);
}

TEST_CASE("LTE BP02: access at any level") {
  LteBench bench;
  bench.subject.sib1.q_rx_lev_min_dbm = -140;
  check_fires(bench.ask(rules::access_threshold));
  bench.others[0].sib1.q_rx_lev_min_dbm = -140;  // the network's policy
  CHECK(bench.ask(rules::access_threshold).verdict == Verdict::kPass);
  bench.others.erase(bench.others.begin());
  check_lacks(bench.ask(rules::access_threshold), "needed");
}

TEST_CASE("LTE ID19: a home cell as strong as the street's") {
  LteBench bench;
  CHECK(bench.ask(rules::closed_group_claim).verdict == Verdict::kPass);
  bench.subject.sib1.is_csg = true;
  bench.subject.sib1.csg_identity = 5;
  bench.subject.radio.power_dbfs = -20.0;
  check_fires(bench.ask(rules::closed_group_claim));
  bench.subject.radio.power_dbfs = -60.0;
  CHECK(bench.ask(rules::closed_group_claim).held_back == "X09");
  bench.others.pop_back();
  check_lacks(bench.ask(rules::closed_group_claim), "three are needed");
}

TEST_CASE("LTE ID19: a home base station's name") {
  LteBench bench;
  bench.subject.radio.power_dbfs = -20.0;
  bench.subject.messages.push_back({lte::SystemInformationBlock9{.hnb_name = "Living room"}});
  const Outcome outcome = bench.ask(rules::closed_group_claim);
  check_fires(outcome);
  CHECK(outcome.text.find("Living room") == std::string::npos);  // a name is nobody else's business
}

TEST_CASE("LTE ID19: an open cell that closes itself") {
  LteBench bench;
  bench.others.clear();
  bench.over_time = [](LteSceneCell& cell, int t) { cell.sib1.is_csg = t >= 3; };
  CHECK(bench.ask(rules::closed_group_claim, 2).verdict == Verdict::kPass);
  check_fires(bench.ask(rules::closed_group_claim, 6));
  bench.over_time = [](LteSceneCell& cell, int /*t*/) { cell.sib1.is_csg = true; };
  check_lacks(bench.ask(rules::closed_group_claim, 6), "three are needed");
}
