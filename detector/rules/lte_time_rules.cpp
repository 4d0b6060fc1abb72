// BP17: does the time of day that an LTE cell broadcasts agree with the others'?

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <vector>

#include "detector/decimal.hpp"
#include "detector/rules/clock_trust.hpp"
#include "detector/rules/fire.hpp"
#include "detector/rules/lte_cell.hpp"
#include "detector/rules/lte_rules.hpp"

namespace cellwarden::detector::lte_rules {
namespace {

using std::chrono::sys_days;
using std::chrono::year;

constexpr double kAgree_s = 0.5;
constexpr double kWrong_s = 2.0;
constexpr std::size_t kEnough = 2;

// The time that a cell broadcast, and when in the stream it did.
struct Told {
  double ahead_s{};  // UTC less the stream's own time
  std::optional<int> leap_s;
};

std::optional<Told> told_by(const history::CellTrack& cell) {
  const auto* history = cell.lte();
  if (history == nullptr) return std::nullopt;
  const auto known = history->sibs().find(static_cast<lte::SibType>(16));
  if (known == history->sibs().end()) return std::nullopt;
  const auto* block = std::get_if<lte::SystemInformationBlock16>(&known->second.block);
  if (block == nullptr || !block->time || !known->second.source.heard_s) return std::nullopt;
  const double utc_s = static_cast<double>(block->time->unix_ms()) / 1e3;
  const auto& leap_s = block->time->leap_seconds_s;
  return Told{utc_s - *known->second.source.heard_s, leap_s ? std::optional<int>(*leap_s) : std::nullopt};
}

// All other LTE cells that tell the time: that is the same for every network.
std::vector<Told> told_by_others(const RuleContext& context) {
  std::vector<Told> all;
  for (const history::CellTrack* other : context.recent) {
    if (const auto told = told_by(*other)) all.push_back(*told);
  }
  return all;
}

// The time on which two thirds of them agree, two at least.
std::optional<Told> agreed(const std::vector<Told>& all) {
  std::vector<double> ahead_s;
  ahead_s.reserve(all.size());
  for (const Told& told : all) ahead_s.push_back(told.ahead_s);
  const auto middle_s = history::median_of(std::move(ahead_s));
  if (!middle_s) return std::nullopt;
  std::size_t agreeing = 0;
  std::optional<int> leap_s;
  bool is_one_leap = true;
  for (const Told& told : all) {
    if (std::abs(told.ahead_s - *middle_s) > kAgree_s) continue;
    ++agreeing;
    if (!told.leap_s) continue;
    is_one_leap = is_one_leap && (!leap_s || *leap_s == *told.leap_s);
    leap_s = told.leap_s;
  }
  if (agreeing < kEnough || 3 * agreeing < 2 * all.size()) return std::nullopt;
  return Told{*middle_s, is_one_leap ? leap_s : std::nullopt};
}

// GPS time less UTC (IERS, Bulletin C): known until it may change next.
std::optional<int> leap_seconds_on(Time time) {
  constexpr sys_days kSince = year{2017} / 1 / 1;
  constexpr sys_days kKnownUntil = year{2025} / 12 / 31;
  constexpr int kLeap_s = 18;
  if (time < Time(kSince) || time > Time(kKnownUntil)) return std::nullopt;
  return kLeap_s;
}

std::string seconds_text(double s) {
  constexpr double kLong_s = 7200.0;
  return std::abs(s) < kLong_s ? decimal(std::abs(s), 1) + " s" : decimal(std::abs(s) / 3600.0, 1) + " h";
}

// By this computer's own clock, where that is known to be good enough; `why` it cannot be asked otherwise.
struct OwnClock {
  std::optional<double> ahead_s;  // as Told
  double error_s{};
  std::string why;
};

OwnClock own_clock(const RuleContext& context) {
  const Observation& seen = context.seen();
  if (!seen.time || !seen.clock) return {{}, 0.0, "the input's own clock is not known to be disciplined"};
  if (auto why = why_clock_is_poor(context, context.settings.bp17_max_clock_error_s))
    return {{}, 0.0, *std::move(why)};
  if (!seen.clock->error_s) return {{}, 0.0, "nobody knows how wrong the clock of this computer is"};
  const double utc_s = std::chrono::duration<double>(seen.time->time_since_epoch()).count();
  return {utc_s - seen.t_s, *seen.clock->error_s, {}};
}

std::string clock_source_text(const Observation& seen, double error_s) {
  const bool is_gps = seen.clock && seen.clock->source == ClockSource::kGps;
  return std::string("this computer's clock, kept by ") + (is_gps ? "GPS" : "NTP") + " to " +
         decimal(error_s, 3) + " s";
}

std::string off_text(double off_s) {
  return seconds_text(off_s) + (off_s > 0.0 ? " ahead" : " behind");
}

}  // namespace

Outcome wrong_time(const RuleContext& context) {
  if (!lte_cell(context)) return without_sib1();
  const auto own = told_by(context.cell);
  if (!own)
    return not_evaluated("it broadcasts no time (system information block 16), or none was heard yet");
  const auto others = told_by_others(context);
  const auto usual = agreed(others);
  const std::string source =
      counted(others.size(), "other cell", "other cells") + " heard in the last ten minutes";
  if (usual && std::abs(own->ahead_s - usual->ahead_s) > kWrong_s) {
    const double off_s = own->ahead_s - usual->ahead_s;
    const std::string text = off_text(off_s);
    return fire(1.0, "its time of day is " + text, "within 2 s of the others'", source,
                "The time of day that it broadcasts is " + text + " of what " + source + " agree on.");
  }
  const auto today = date_of(context);
  const auto by_day = today ? leap_seconds_on(*today) : std::nullopt;
  const auto leap_s = usual && usual->leap_s ? usual->leap_s : by_day;
  if (own->leap_s && leap_s && *own->leap_s != *leap_s) {
    return fire(1.0, std::to_string(*own->leap_s) + " leap seconds", std::to_string(*leap_s),
                usual && usual->leap_s ? source : "IERS, Bulletin C, for the day of the input",
                "It says that GPS time is " + std::to_string(*own->leap_s) + " s ahead of UTC, where it is " +
                    std::to_string(*leap_s) + " s.");
  }
  if (usual) return pass();
  const OwnClock clock = own_clock(context);
  if (!clock.ahead_s)
    return not_evaluated("no two other cells that broadcast the time agree on it, and " + clock.why);
  const double off_s = own->ahead_s - *clock.ahead_s;
  if (std::abs(off_s) <= kWrong_s + clock.error_s) return pass();
  return fire(1.0, "its time of day is " + off_text(off_s), "within 2 s of UTC",
              clock_source_text(context.seen(), clock.error_s),
              "The time of day that it broadcasts is " + off_text(off_s) + " of this computer's clock.");
}

}  // namespace cellwarden::detector::lte_rules
