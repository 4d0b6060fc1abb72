// Family DY: does the cell behave in time as something that was built to stay?

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "detector/decimal.hpp"
#include "detector/rules/by_standard.hpp"
#include "detector/rules/gsm_rules.hpp"
#include "detector/rules/lte_rules.hpp"
#include "detector/rules/rule.hpp"

namespace cellwarden::detector {
namespace {

constexpr double kDay_s = 86400.0;
constexpr double kOneWitnessQuality = 0.5;   // one other cell, where two could be compared
constexpr double kUnknownGainQuality = 0.5;  // two recordings whose gain nobody wrote down
constexpr std::size_t kEnoughOthers = 2;

// 0…1: how much of the time a baseline needs has been listened.
double baseline_maturity(const history::Baseline::Coverage& covered, const RuleSettings& s) {
  return std::clamp(covered.span_s / (s.baseline_full_after_d * kDay_s), 0.0, 1.0);
}

std::string for_days(double seconds) {
  return seconds >= kDay_s ? decimal(seconds / kDay_s, 1) + " days" : decimal(seconds / 3600.0, 1) + " hours";
}

Outcome sudden_appearance(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  const history::CellTrack& cell = context.cell;
  if (context.baseline == nullptr) return not_evaluated("no site baseline was given");
  const Carrier& carrier = context.seen().carrier;
  if (context.baseline->find(carrier, context.seen().physical_id, s.radio_clock_tolerance_ppm) != nullptr)
    return pass();
  const auto covered = context.baseline->coverage(carrier.rat, carrier.measured_hz.value);
  if (static_cast<double>(covered.dwells) < s.baseline_min_dwells) {
    return not_evaluated("the baseline listened to " + carrier_text(context) + " for " +
                         counted(covered.dwells, "dwell", "dwells") + " only");
  }
  if (cell.first_seen_s() < context.listening_since_s + s.gate_edge_s) {
    return not_evaluated(
        "it was there, or came, within " + decimal(s.gate_edge_s, 0) + " s of the beginning of listening",
        "X14");
  }
  const bool is_young = cell.last_seen_s() - cell.first_seen_s() <= s.dy01_rise_s;
  if (!is_young || !cell.reached_top_s()) return pass();
  Outcome fired;
  fired.verdict = Verdict::kFire;
  fired.quality = baseline_maturity(covered, s);
  fired.observed = "first heard " + decimal(cell.last_seen_s() - cell.first_seen_s(), 1) +
                   " s ago, among the " + decimal(s.dy01_top, 0) + " strongest now, at " +
                   decimal(context.seen().signal.power_dbfs, 1) + " dBFS";
  fired.expected = "a cell heard here before";
  fired.source = "baseline of " + for_days(covered.span_s) + ", " +
                 counted(covered.dwells, "dwell", "dwells") + " on this frequency";
  fired.text = "It came from nothing to one of the strongest within " + decimal(s.dy01_rise_s, 0) +
               " s, and " + for_days(covered.span_s) + " of listening here never heard it.";
  return fired;
}

// How much stronger this receiver reads known cells today than the baseline did: antenna, gain, weather.
std::optional<double> receiver_shift_db(const RuleContext& context) {
  std::vector<double> shifts;
  for (const history::CellTrack* other : context.others) {
    const history::KnownCell* known = context.baseline->find(
        other->latest().carrier, other->latest().physical_id, context.settings.radio_clock_tolerance_ppm);
    if (known == nullptr) continue;
    if (const auto usual = known->power_dbfs.median()) {
      shifts.push_back(other->latest().signal.power_dbfs - *usual);
    }
  }
  if (shifts.size() < kEnoughOthers) return std::nullopt;
  return history::median_of(std::move(shifts));
}

struct LevelReference {
  double max_dbfs{};
  std::optional<double> gain_db;
  std::uint64_t dwells{};
  std::string source;
};

std::optional<LevelReference> usual_level(const RuleContext& context) {
  const double tolerance_ppm = context.settings.radio_clock_tolerance_ppm;
  const Carrier& carrier = context.seen().carrier;
  const auto of = [](const history::KnownCell& cell, std::string source) -> std::optional<LevelReference> {
    const auto max = cell.power_dbfs.max();
    if (!max) return std::nullopt;
    return LevelReference{*max, cell.gain_db, cell.dwells_heard, std::move(source)};
  };
  if (const auto* own = context.baseline->find(carrier, context.seen().physical_id, tolerance_ppm)) {
    return of(*own, "this cell in the baseline");
  }
  const history::KnownCell* strongest = nullptr;
  for (const history::KnownCell* cell : context.baseline->on_carrier(carrier, tolerance_ppm)) {
    const bool is_stronger = strongest == nullptr || cell->power_dbfs.max() > strongest->power_dbfs.max();
    if (is_stronger) strongest = cell;
  }
  if (strongest == nullptr) return std::nullopt;
  return of(*strongest, "the carrier's strongest cell in the baseline");
}

Outcome too_strong(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  if (context.baseline == nullptr) return not_evaluated("no site baseline was given");
  const auto usual = usual_level(context);
  if (!usual) return not_evaluated("the baseline knows no level on " + carrier_text(context));
  if (static_cast<double>(usual->dwells) < s.baseline_min_dwells) {
    return not_evaluated("the baseline heard it in " + counted(usual->dwells, "dwell", "dwells") + " only");
  }
  const Carrier& carrier = context.seen().carrier;
  double quality = baseline_maturity(context.baseline->coverage(carrier.rat, carrier.measured_hz.value), s);
  const auto shift_db = receiver_shift_db(context);
  if (!shift_db) {
    if (usual->gain_db != context.listen.gain_db) {
      return not_evaluated(
          "the baseline was made with another receiver gain, and fewer than two known cells show the "
          "difference");
    }
    if (!usual->gain_db) quality *= kUnknownGainQuality;
  }
  const double level_dbfs = context.seen().signal.power_dbfs - shift_db.value_or(0.0);
  const double above_db = level_dbfs - usual->max_dbfs;
  if (above_db <= s.dy03_above_max_db) return pass();
  Outcome fired;
  fired.verdict = Verdict::kFire;
  fired.quality = quality;
  fired.observed =
      decimal(level_dbfs, 1) + " dBFS" +
      (shift_db ? ", corrected by " + signed_decimal(-*shift_db, 1) + " dB for the receiver" : "");
  fired.expected = "at most " + decimal(usual->max_dbfs + s.dy03_above_max_db, 1) + " dBFS";
  fired.source = usual->source + " (" + counted(usual->dwells, "dwell", "dwells") + ")";
  fired.text = "It is " + decimal(above_db, 1) + " dB above the highest level of " + usual->source + ".";
  return fired;
}

// The level of the newest seconds against that of the seconds before.
std::optional<double> rise_db(const history::CellTrack& cell, const RuleSettings& s) {
  constexpr std::size_t kEnoughPoints = 3;
  const double now_s = cell.points().back().t_s;
  const double recent_s = s.dy04_window_s / 10.0;
  const auto recent = cell.level(now_s - recent_s, now_s);
  const auto before = cell.level(now_s - s.dy04_window_s - recent_s, now_s - recent_s - 1e-9);
  if (!recent || !before || recent->points < kEnoughPoints || before->points < kEnoughPoints)
    return std::nullopt;
  return recent->median_dbfs - before->median_dbfs;
}

Outcome power_step(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  const auto own_db = rise_db(context.cell, s);
  if (!own_db) return not_evaluated("not heard for long enough with one gain to tell a step of level");
  std::vector<double> others;
  for (const history::CellTrack* other : context.others) {
    if (const auto db = rise_db(*other, s)) others.push_back(*db);
  }
  if (others.empty()) {
    return not_evaluated(
        "no other cell tells a step of this cell's level from one of the antenna or the gain");
  }
  const std::size_t witnesses = others.size();
  const double common_db = *history::median_of(std::move(others));
  const double step_db = *own_db - common_db;
  if (step_db < s.dy04_step_db) return pass();
  Outcome fired;
  fired.verdict = Verdict::kFire;
  fired.quality = witnesses >= kEnoughOthers ? 1.0 : kOneWitnessQuality;
  fired.observed = "level " + signed_decimal(step_db, 1) + " dB against the other cells within " +
                   decimal(s.dy04_window_s, 0) + " s";
  fired.expected = "below " + decimal(s.dy04_step_db, 1) + " dB";
  fired.source = counted(witnesses, "other cell", "other cells") + " over the same time (" +
                 signed_decimal(common_db, 1) + " dB)";
  fired.text = "Its level rose by " + decimal(step_db, 1) + " dB within " + decimal(s.dy04_window_s, 0) +
               " s while " + counted(witnesses, "other cell", "other cells") + " stayed.";
  return fired;
}

Outcome sfn_restart(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  const history::FrameClock& frames = context.cell.frames();
  if (frames.comparisons() == 0) return not_evaluated("no two frame numbers with gapless time between them");
  const std::size_t breaks = frames.breaks_since(context.seen().t_s - s.dy15_window_s);
  if (static_cast<double>(breaks) < s.dy15_restarts) return pass();
  Outcome fired;
  fired.verdict = Verdict::kFire;
  fired.quality = 1.0;
  fired.observed = counted(breaks, "break", "breaks") + " of the frame count within " +
                   decimal(s.dy15_window_s / 60.0, 0) + " min";
  fired.expected = "fewer than " + decimal(s.dy15_restarts, 0);
  fired.source = "the cell's own clock, " + counted(frames.comparisons(), "comparison", "comparisons");
  fired.text = "Its frame count broke " + counted(breaks, "time", "times") +
               " although carrier, physical id and configuration stayed.";
  return fired;
}

constexpr std::array kDyRules = std::to_array<Rule>(
    {{"DY01", sudden_appearance},
     {"DY03", too_strong},
     {"DY04", power_step},
     {"DY06", gsm_rules::area_rotation},
     {"DY07", gsm_rules::cell_rotation},
     {"DY09", gsm_rules::paging_poverty},
     {"DY10", lte_rules::paging_poverty},
     {"DY11", by_standard<gsm_rules::paging_by_permanent_identity, lte_rules::paging_by_permanent_identity>},
     {"DY12", lte_rules::no_user_traffic},
     {"DY13", gsm_rules::never_hops},
     {"DY15", sfn_restart},
     {"DY16", lte_rules::changed_without_notice},
     {"DY17", gsm_rules::assignment_storm},
     {"DY18", lte_rules::access_storm}});

}  // namespace

std::span<const Rule> dy_rules() noexcept {
  return kDyRules;
}

}  // namespace cellwarden::detector
