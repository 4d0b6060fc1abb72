#include "tools/cellwarden/watch_status.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "detector/rules/catalogue.hpp"

namespace cellwarden::tools {
namespace {

using records::StatusRecord;
using records::StatusState;

constexpr double kSecondsPerHour_s = 3600;
constexpr double kMostMissing_fraction = 1e-3;  // more than this in a period is worth saying
constexpr double kMostClipped_fraction = 0.01;  // RuleSettings::gate_max_clipped_fraction's default

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

std::string percent(double fraction) {
  return fmt::format("{:.1f} %", 100 * fraction);
}

}  // namespace

WatchStatus::WatchStatus(const Evidence& evidence) : evidence_(evidence) {}

void WatchStatus::add(const Dwell& dwell) {
  const auto is_heard = [](const Observation& seen) { return seen.state != CellState::kDetected; };
  if (!std::ranges::any_of(dwell.observations, is_heard)) return;
  heard_in_period_ = heard_ever_ = true;
  standards_heard_.insert(dwell.listen.rat);
}

StatusRecord WatchStatus::take(const Judge& judge) {
  StatusRecord status = counts_of(judge);
  assess_signal(status, totals_.since(at_last_status_), heard_in_period_);
  assess_rules(status, judge);
  at_status_before_ = std::exchange(at_last_status_, totals_);
  heard_in_last_period_ = std::exchange(heard_in_period_, false);
  while (next_s_ <= judge.end_s()) next_s_ += kStatusPeriod_s;
  return status;
}

StatusRecord WatchStatus::now(const Judge& judge) const {
  StatusRecord status = counts_of(judge);
  assess_signal(status, totals_.since(at_status_before_), heard_in_period_ || heard_in_last_period_);
  assess_rules(status, judge);
  return status;
}

StatusRecord WatchStatus::counts_of(const Judge& judge) const {
  StatusRecord status;
  status.sensor = judge.station().sensor;
  status.t_s = judge.end_s();
  status.time = judge.end_time();
  status.state = StatusState::kOk;
  status.samples = totals_.samples;
  status.samples_lost = totals_.lost;
  status.samples_dropped = totals_.dropped;
  status.samples_clipped = totals_.clipped;
  for (const auto& cell : decoded_cells(judge.detector())) {
    ++status.cells;
    const Carrier& carrier = cell.latest.carrier;
    const double frequency_hz = carrier.nominal_hz.value_or(carrier.measured_hz.value);
    if (status.carriers.empty() || status.carriers.back().frequency_hz != frequency_hz) {
      status.carriers.push_back({frequency_hz, judge.end_s(), {}});  // parked: visited all the time
    }
  }
  status.open_incidents = static_cast<std::uint32_t>(judge.detector().open_incidents().size());
  if (const auto& towers = judge.detector().towers()) {
    status.towers = towers->rows();
    status.towers_database = towers->digest();
  }
  status.towers_age_d = towers_age_d_;
  if (evidence_.inputs.baseline) {
    status.baseline_hours = evidence_.inputs.baseline->listened_s / kSecondsPerHour_s;
  }
  return status;
}

void WatchStatus::assess_signal(StatusRecord& status, const SampleCounts& period, bool heard_lately) const {
  if (!heard_ever_) {
    worsen(status, StatusState::kBlind, "no cell heard yet: look at antenna, gain and frequency");
  } else if (!heard_lately) {
    worsen(status, StatusState::kDegraded, "no cell heard lately");
  }
  const std::uint64_t all = period.samples + period.lost + period.dropped;
  if (const double lost = share(period.lost, all); lost > kMostMissing_fraction) {
    worsen(status, StatusState::kDegraded, fmt::format("the device lost {} of the samples", percent(lost)));
  }
  if (const double dropped = share(period.dropped, all); dropped > kMostMissing_fraction) {
    worsen(status, StatusState::kDegraded,
           fmt::format("too slow, {} of the samples dropped", percent(dropped)));
  }
  if (const double clipped = share(period.clipped, period.samples); clipped > kMostClipped_fraction) {
    worsen(status, StatusState::kDegraded,
           fmt::format("{} of the samples clipped: lower the gain", percent(clipped)));
  }
}

void WatchStatus::assess_rules(StatusRecord& status, const Judge& judge) const {
  status.rules_total = static_cast<std::uint32_t>(detector::rule_catalogue().size());
  if (!heard_ever_) return;  // no rule had anything to judge
  std::set<std::string> unable;
  for (const auto& rule : judge.detector().not_evaluated()) unable.insert(rule.rule);
  // Of the rules that are switched on and asked of the standards heard.
  const auto& disabled = evidence_.inputs.rules.disabled;
  const auto is_asked = [&](const detector::RuleInfo& rule) {
    return rule.version > 0 && std::ranges::find(disabled, rule.id) == disabled.end() &&
           std::ranges::any_of(standards_heard_, [&](Rat rat) { return is_about(rule, rat); });
  };
  std::uint32_t asked = 0;
  for (const auto& rule : detector::rule_catalogue()) {
    if (!is_asked(rule)) continue;
    ++asked;
    if (!unable.contains(std::string(rule.id))) ++status.rules_able;
  }
  if (!evidence_.inputs.towers) worsen(status, StatusState::kLearning, "no tower list (--towers)");
  if (!evidence_.inputs.baseline) {
    worsen(status, StatusState::kLearning, "no baseline of this site (--baseline, made with --learn)");
  } else if (status.rules_able < asked) {
    worsen(status, StatusState::kLearning,
           fmt::format("{} of {} rules cannot act yet", asked - status.rules_able, asked));
  }
}

}  // namespace cellwarden::tools
