// Family RF of GSM cells: is the transmitter built and placed as a base station's is?

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "detector/decimal.hpp"
#include "detector/rules/fire.hpp"
#include "detector/rules/gsm_cell.hpp"
#include "detector/rules/gsm_rules.hpp"
#include "detector/rules/list_worth.hpp"
#include "detector/rules/witnesses.hpp"

namespace cellwarden::detector::gsm_rules {
namespace {

constexpr double kSignificance = 3.0;
constexpr double kTenMinutes = 10.0;
constexpr std::size_t kEnoughOthers = 2;

}  // namespace

Outcome carrier_instability(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  constexpr std::size_t kEnoughPairs = 4;
  const auto own = context.cell.stability().deviation();
  if (!own || own->pairs < kEnoughPairs) {
    return not_evaluated("its carrier was not compared with three others' for a minute yet");
  }
  std::vector<double> others;
  for (const history::CellTrack* other : context.others) {
    const auto theirs = other->stability().deviation();
    if (theirs && theirs->pairs >= kEnoughPairs) others.push_back(theirs->ppm);
  }
  if (others.size() < kEnoughOthers)
    return not_evaluated("fewer than two other cells tell how steady a carrier is here");
  const std::string source = counted(others.size(), "other cell", "other cells") + " over the same time";
  const double usual_ppm = *history::median_of(std::move(others));
  const bool is_unsteady = own->ppm > s.rf03_factor * usual_ppm && own->ppm > s.rf03_min_ppm &&
                           own->ppm > kSignificance * own->noise_ppm;
  if (is_unsteady) {
    return fire(1.0, decimal(own->ppm, 3) + " ppm from one ten seconds to the next",
                "about " + decimal(usual_ppm, 3) + " ppm", source,
                "Its carrier wanders by " + decimal(own->ppm, 3) +
                    " ppm from one ten seconds to the next, where the other "
                    "cells' do by " +
                    decimal(usual_ppm, 3) + " ppm.");
  }
  const auto drift = context.cell.stability().drift();
  if (!drift) return pass();
  const double per_10_min_ppm = kTenMinutes * drift->ppm_per_min;
  const double drifted_ppm = std::abs(drift->ppm_per_min) * drift->span_s / 60.0;
  const bool drifts = std::abs(per_10_min_ppm) > s.rf03_drift_ppm &&
                      drifted_ppm > kSignificance * drift->residual_ppm && drifted_ppm > s.rf03_min_ppm &&
                      drift->span_s >= s.rf03_drift_after_s;
  if (!drifts) return pass();
  return fire(
      1.0,
      signed_decimal(per_10_min_ppm, 2) + " ppm in ten minutes, over " + decimal(drift->span_s, 0) + " s",
      "within " + decimal(s.rf03_drift_ppm, 2) + " ppm", source,
      "Its carrier moves steadily, by " + signed_decimal(per_10_min_ppm, 2) +
          " ppm in ten minutes against the other cells': as a cheap oscillator does while it warms up.");
}

Outcome phase_error(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  const auto& error = context.seen().gsm()->quality.phase_error_rms_deg;
  if (!error) return not_evaluated("its phase error was not measured in this dwell");
  if (context.seen().signal.snr_db < s.rf14_min_snr_db) {
    return not_evaluated("below " + decimal(s.rf14_min_snr_db, 0) +
                         " dB of SNR a phase error is the noise's");
  }
  const double at_least_deg = error->value - kSignificance * error->sigma;
  if (at_least_deg <= s.rf14_max_deg) return pass();
  std::size_t clean = 0;
  std::size_t alike = 0;
  for (const history::CellTrack* other : context.others) {
    const auto* gsm = other->latest().gsm();
    if (gsm == nullptr || !gsm->quality.phase_error_rms_deg) continue;
    if (other->latest().signal.snr_db < s.rf14_min_snr_db) continue;
    ++(gsm->quality.phase_error_rms_deg->value > s.rf14_max_deg ? alike : clean);
  }
  if (alike > 0 && alike >= clean) {
    return not_evaluated("other cells show the same phase error: it may be this receiver's own");
  }
  return fire(
      1.0, decimal(error->value, 1) + " deg r.m.s., +-" + decimal(error->sigma, 1),
      "at most 5 deg (TS 45.005, section 4.6.1)",
      clean > 0 ? counted(clean, "other cell", "other cells") + " of this dwell within it" : "the standard",
      "Its bursts' phase is off by " + decimal(error->value, 1) +
          " degrees r.m.s.; base stations keep 5 degrees.");
}

Outcome carrier_pauses(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  const auto& weakest_db = context.seen().gsm()->quality.weakest_slot_db;
  if (!weakest_db) return not_evaluated("the levels of its timeslots were not measured in this dwell");
  if (*weakest_db >= -s.rf15_pause_db) return pass();
  return fire(1.0, "weakest timeslot " + signed_decimal(*weakest_db, 1) + " dB",
              "within " + decimal(s.rf15_pause_db, 0) + " dB of the others (TS 45.008, section 7.1)",
              "the standard",
              "Its beacon carrier falls by " + decimal(-*weakest_db, 1) +
                  " dB in an unused timeslot; phones measure it, so networks keep it up.");
}

Outcome training_sequence(const RuleContext& context) {
  const gsm::CarrierQuality& quality = context.seen().gsm()->quality;
  if (!quality.training_sequence || quality.training_bursts < context.settings.rf16_min_bursts) {
    return not_evaluated("too few control bursts were read to tell their training sequence");
  }
  const unsigned bcc = context.seen().physical_id % 8U;
  if (*quality.training_sequence == bcc) return pass();
  return fire(1.0, "training sequence " + std::to_string(*quality.training_sequence), std::to_string(bcc),
              "its base station colour code (TS 45.002, section 5.2.3), over " +
                  counted(quality.training_bursts, "burst", "bursts"),
              "Its control bursts carry training sequence " + std::to_string(*quality.training_sequence) +
                  ", not that of its colour code, " + std::to_string(bcc) + ".");
}

namespace {

struct ListedPlace {
  double away_m{};
  double least_m{};  // with all that is doubtful of both places
  Worth worth;
};

// The nearest place that a list which counts has for its identity.
std::optional<ListedPlace> nearest_listed(const RuleContext& context) {
  std::optional<ListedPlace> nearest;
  for (const towers::TowerRecord& row : listed_rows(context, context.cell)) {
    if (!row.position || !is_on(row, context) || !names_cell(row, context.cell)) continue;
    Worth worth = worth_of(row, Asked::kPlace, context);
    const GeoPoint& sensor = *context.seen().receiver_at;
    const double away_m = towers::distance_m(*row.position, sensor);
    double doubt_m = row.position->accuracy_m.value_or(0.0) + sensor.accuracy_m.value_or(0.0);
    // Who passes by has the middle of where it was heard for its place.
    if (context.towers->source_of(row).trust <= towers::Trust::kSurvey) doubt_m += row.range_m.value_or(0.0);
    const double least_m = std::max(away_m - doubt_m, 0.0);
    if (worth.quality <= 0.0 || (nearest && least_m >= nearest->least_m)) continue;
    nearest = ListedPlace{away_m, least_m, std::move(worth)};
  }
  return nearest;
}

}  // namespace

Outcome timing_advances(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  const auto own = gsm_cell(context);
  if (!own) return without_identity();
  if (context.towers == nullptr) return not_evaluated("no tower list was given");
  if (!context.seen().receiver_at) return not_evaluated("needs the sensor's position");
  if (!own->identity.plmn) return not_evaluated("its network code is no number to look up");
  const auto nearest = nearest_listed(context);
  if (!nearest) return not_evaluated("no list has a place for its identity that enough reports vouch for");
  if (!is_strong(context)) return not_strong(context);
  const auto& counts = own->history.timing_advances();
  std::uint64_t all = 0;
  for (const std::uint64_t count : counts) all += count;
  if (static_cast<double>(all) < s.rf22_min_assigned) {
    return not_evaluated("only " + counted(all, "channel", "channels") + " given so far; " +
                         decimal(s.rf22_min_assigned, 0) + " are needed");
  }
  const std::uint64_t near = counts[0] + counts[1];
  if (nearest->least_m <= s.rf22_distance_m ||
      static_cast<double>(near) < s.rf22_near_share * static_cast<double>(all)) {
    return pass();
  }
  const std::string away = decimal(nearest->away_m / 1000.0, 1) + " km";
  return fire(nearest->worth.quality,
              std::to_string(near) + " of " + std::to_string(all) + " phones within 1.1 km of it",
              "phones near here would be " + away + " from it", nearest->worth.name,
              "Nearly all phones that it serves are within a kilometre of it, and it is strong here; the "
              "list has it " +
                  away + " away.");
}

}  // namespace cellwarden::detector::gsm_rules
