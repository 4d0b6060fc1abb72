#include "detector/rules/band_rules.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "detector/decimal.hpp"
#include "detector/rules/fire.hpp"

namespace cellwarden::detector {
namespace {

constexpr double kSettle_s = 10.0;  // a cell that came on later than this after the beginning is news
constexpr double kAsUsual_db = 3.0;
constexpr double kElsewhere_s = 120.0;
constexpr double kRestPart = 0.2;  // of a window: so much must have stayed to tell a band from the receiver
constexpr std::size_t kEnoughDwells = 10;
constexpr double kResourceBlock_hz = 180e3;
constexpr double kCentral_hz = 1.08e6;

// Whether the subject is the one of whom the band's rules are told.
bool is_told_of(const RuleContext& context) {
  return std::ranges::none_of(context.heard, [&](const history::CellTrack* other) {
    return other != &context.cell && other->latest().signal.power_dbfs > context.seen().signal.power_dbfs;
  });
}

Outcome told_of_another() {
  return not_evaluated("it is told of the strongest cell of the tuning");
}

double width_hz(const history::CellTrack& cell) {
  return cell.mib() ? kResourceBlock_hz * cell.mib()->bandwidth_rb : kCentral_hz;
}

bool is_within(const history::CellTrack& cell, double frequency_hz) {
  return std::abs(frequency_hz - cell.latest().carrier.measured_hz.value) <= width_hz(cell) / 2.0;
}

// Steps that rose for another reason: a cell that was switched on.
bool is_of_new_cell(const RuleContext& context, double frequency_hz, double known_since_s) {
  return std::ranges::any_of(context.heard, [&](const history::CellTrack* cell) {
    return cell->first_seen_s() > known_since_s + kSettle_s && is_within(*cell, frequency_hz);
  });
}

struct Stretch {
  double low_hz{};
  double high_hz{};
  double least_db{};
  [[nodiscard]] double width_hz() const noexcept { return high_hz - low_hz; }
};

// The widest run of steps that rose so far.
Stretch widest_risen(const RuleContext& context, const history::BandHistory::Rise& rise, double least_db) {
  Stretch widest;
  Stretch now;
  for (std::size_t i = 0; i < rise.by_step_db.size(); ++i) {
    const double middle_hz = rise.first_hz + rise.step_hz * static_cast<double>(i);
    const bool has_risen =
        rise.by_step_db[i] >= least_db && !is_of_new_cell(context, middle_hz, rise.usual_since_s);
    if (!has_risen) {
      now = {};
      continue;
    }
    if (now.width_hz() == 0.0) {
      now = {middle_hz - rise.step_hz / 2.0, 0.0, rise.by_step_db[i]};
    }
    now.high_hz = middle_hz + rise.step_hz / 2.0;
    now.least_db = std::min(now.least_db, rise.by_step_db[i]);
    if (now.width_hz() > widest.width_hz()) widest = now;
  }
  return widest;
}

std::string mhz(double frequency_hz) {
  return decimal(frequency_hz / 1e6, 1) + " MHz";
}

// Cells that were heard steadily and are not any more, by carrier.
std::vector<const history::CellTrack*> lost_beside(const RuleContext& context,
                                                   const history::CellTrack& first) {
  std::vector<const history::CellTrack*> lost;
  const auto take = [&](const history::CellTrack& cell) {
    const Carrier& carrier = cell.latest().carrier;
    const bool is_covered = carrier.measured_hz.value >= context.listen.low_hz &&
                            carrier.measured_hz.value <= context.listen.high_hz;
    const bool is_lost = cell.last_seen_s() < context.listen.t_s - context.settings.rf18_after_s &&
                         cell.points().size() >= kEnoughDwells && is_covered;
    if (is_lost && is_same_carrier(carrier, first.latest().carrier)) lost.push_back(&cell);
  };
  for (const history::CellTrack* cell : context.recent) take(*cell);
  take(context.cell);
  return lost;
}

// How far the middle of a carrier stands above the rest of its width.
std::optional<double> centre_above_db(const BandLevels& levels, double carrier_hz, double width_hz) {
  double centre = 0.0;
  std::size_t count = 0;
  std::vector<double> rest;
  for (std::size_t i = 0; i < levels.mean_dbfs.size(); ++i) {
    const double apart_hz = std::abs(levels.first_hz + levels.step_hz * static_cast<double>(i) - carrier_hz);
    if (apart_hz <= (kCentral_hz - levels.step_hz) / 2.0 + 1.0) {
      centre += std::pow(10.0, levels.mean_dbfs[i] / 10.0);
      ++count;
    } else if (apart_hz >= (kCentral_hz + levels.step_hz) / 2.0 &&
               apart_hz <= (width_hz - levels.step_hz) / 2.0) {
      rest.push_back(levels.mean_dbfs[i]);
    }
  }
  const auto usual = history::median_of(std::move(rest));
  if (count == 0 || !usual) return std::nullopt;
  return 10.0 *
             std::log10(std::max(centre / static_cast<double>(count), std::numeric_limits<double>::min())) -
         *usual;
}

}  // namespace

Outcome broadband_jam(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  if (context.band == nullptr || !context.listen.levels)
    return not_evaluated("the levels of the band were not measured in this dwell");
  if (!is_told_of(context)) return told_of_another();
  const auto rise = context.band->rise(s.rf17_after_s);
  if (!rise) return not_evaluated("this window's floor is not known for a minute yet, with this gain");
  const Stretch risen = widest_risen(context, *rise, s.rf17_rise_db);
  if (risen.width_hz() < s.rf17_min_width_hz) return pass();
  const auto as_usual = static_cast<double>(
      std::ranges::count_if(rise->by_step_db, [](double db) { return db < kAsUsual_db; }));
  const bool is_rest_usual = as_usual >= kRestPart * static_cast<double>(rise->by_step_db.size());
  if (!is_rest_usual && !context.band->is_elsewhere_usual(context.listen.t_s - kElsewhere_s, kAsUsual_db)) {
    return not_evaluated("all that is tuned to rose, and no other window tells the band from this receiver");
  }
  const std::string where = mhz(risen.low_hz) + " to " + mhz(risen.high_hz);
  return fire(1.0, "floor " + signed_decimal(risen.least_db, 0) + " dB or more from " + where,
              "within " + decimal(s.rf17_rise_db, 0) + " dB of what it was",
              "this window's floor over " + decimal(rise->usual_for_s, 0) + " s before" +
                  (is_rest_usual ? ", and the rest of the window" : ", and other windows"),
              "The noise from " + where + " stands " + decimal(risen.least_db, 0) +
                  " dB or more above what it was here, for " + decimal(s.rf17_after_s, 0) +
                  " s, while the rest stayed. It is told of the strongest cell of this tuning, which need "
                  "not have to do with it.");
}

Outcome sync_jam(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  if (!context.listen.levels) return not_evaluated("the levels of the band were not measured in this dwell");
  if (!is_told_of(context)) return told_of_another();
  std::vector<const history::CellTrack*> candidates(context.recent.begin(), context.recent.end());
  candidates.push_back(&context.cell);
  bool is_any_measured = false;
  for (const history::CellTrack* first : candidates) {
    const auto lost = lost_beside(context, *first);
    const double carrier_hz = first->latest().carrier.measured_hz.value;
    const auto above_db = centre_above_db(*context.listen.levels, carrier_hz, width_hz(*first));
    is_any_measured = is_any_measured || above_db;
    if (!above_db || static_cast<double>(lost.size()) < s.rf18_min_lost || *above_db < s.rf18_min_db)
      continue;
    return fire(
        1.0,
        signed_decimal(*above_db, 1) + " dB in the middle of " + mhz(carrier_hz) + ", " +
            counted(lost.size(), "cell", "cells") + " no longer decoded there",
        "the middle within " + decimal(s.rf18_min_db, 0) + " dB of the rest of the carrier",
        "levels of the band, and the cells heard there in the last ten minutes",
        "The middle of the carrier at " + mhz(carrier_hz) + ", where synchronisation signals lie, is " +
            decimal(*above_db, 0) + " dB louder than the rest of it, and " +
            counted(lost.size(), "cell", "cells") +
            " known there are no longer heard. It is told of the strongest cell of this tuning, which "
            "need not have to do with it.");
  }
  if (!is_any_measured)
    return not_evaluated("no carrier wider than its synchronisation signals is known here");
  return pass();
}

}  // namespace cellwarden::detector
