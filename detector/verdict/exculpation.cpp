#include "detector/verdict/exculpation.hpp"

#include <chrono>
#include <cmath>
#include <optional>

#include "detector/decimal.hpp"
#include "detector/rules/gsm_cell.hpp"

namespace cellwarden::detector {
namespace {

constexpr double kMatchPoints = 10.0;
constexpr double kDay_s = 86400.0;

bool agrees(const towers::TowerRecord& row, const history::CellTrack& cell) {
  if (row.physical_id != cell.latest().physical_id) return false;
  if (!cell.mib()) return false;
  if (row.bandwidth_rb && *row.bandwidth_rb != cell.mib()->bandwidth_rb) return false;
  return !row.ports || *row.ports == cell.mib()->ports;
}

// A GSM row names the identity; carrier and BSIC count where it has them.
bool agrees_in_place(const towers::TowerRecord& row, const Observation& seen) {
  const double carrier_hz = seen.carrier.nominal_hz.value_or(seen.carrier.measured_hz.value);
  if (row.carrier_hz && std::abs(*row.carrier_hz - carrier_hz) >= raster_hz(Rat::kGsm) / 2.0) return false;
  return !row.physical_id || *row.physical_id == seen.physical_id;
}

std::optional<SpeaksFor> trusted_gsm_match(const RuleContext& context) {
  const auto own = gsm_cell(context);
  if (!own || !own->identity.plmn) return std::nullopt;
  for (const towers::TowerRecord* row : context.towers->find(
           Rat::kGsm, *own->identity.plmn, own->identity.lac.value, own->identity.cell_id.value)) {
    const towers::Source& source = context.towers->source_of(*row);
    if (source.trust == towers::Trust::kCrowd || !agrees_in_place(*row, context.seen())) continue;
    return SpeaksFor{{"N1", kMatchPoints, {Family::kId, Family::kBp}},
                     {"N1", "its identity and every listed value agree with " + source.name, {"ID", "BP"}}};
  }
  return std::nullopt;
}

std::optional<SpeaksFor> trusted_list_match(const RuleContext& context) {
  if (context.towers == nullptr) return std::nullopt;
  if (context.seen().gsm() != nullptr) return trusted_gsm_match(context);
  for (const towers::TowerRecord* row : rows_on_carrier(context)) {
    const towers::Source& source = context.towers->source_of(*row);
    if (source.trust == towers::Trust::kCrowd || !agrees(*row, context.cell)) continue;
    return SpeaksFor{
        {"N1", kMatchPoints, {Family::kId, Family::kBp}},
        {"N1", "carrier, physical id and every listed value agree with " + source.name, {"ID", "BP"}}};
  }
  return std::nullopt;
}

// Whether the cell broadcasts what the baseline has of it.
bool is_as_known(const RuleContext& context, const history::KnownCell& known) {
  if (const auto own = gsm_cell(context)) {
    return known.gsm && known.gsm->identity == own->identity && known.gsm->fingerprint &&
           known.gsm->fingerprint == own->history.fingerprint();
  }
  const auto* lte = context.seen().lte();
  return lte != nullptr && known.mib && context.cell.mib() && known.duplex == lte->duplex &&
         known.cyclic_prefix == lte->cyclic_prefix &&
         lte::same_configuration(*known.mib, *context.cell.mib());
}

std::optional<SpeaksFor> stable_history(const RuleContext& context) {
  if (context.baseline == nullptr) return std::nullopt;
  const RuleSettings& s = context.settings;
  const history::KnownCell* known =
      context.baseline->find(context.seen().carrier, context.seen().physical_id, s.radio_clock_tolerance_ppm);
  if (known == nullptr || !known->first || !known->last) return std::nullopt;
  const double days = std::chrono::duration<double>(*known->last - *known->first).count() / kDay_s;
  if (days < s.baseline_stable_after_d || static_cast<double>(known->dwells_heard) < s.baseline_min_dwells) {
    return std::nullopt;
  }
  if (!is_as_known(context, *known)) return std::nullopt;
  const auto usual_ppm = known->residual_ppm.median();
  const auto& now_ppm = context.cell.points().back().cohort_ppm;
  if (usual_ppm && now_ppm && std::abs(*now_ppm - *usual_ppm) > s.rf01_weak_ppm) return std::nullopt;
  return SpeaksFor{{"N2", kMatchPoints, {Family::kId, Family::kBp, Family::kDy}},
                   {"N2", "known here unchanged for " + decimal(days, 0) + " days", {"ID", "BP", "DY"}}};
}

}  // namespace

std::vector<SpeaksFor> what_speaks_for(const RuleContext& context) {
  std::vector<SpeaksFor> all;
  if (auto match = trusted_list_match(context)) all.push_back(*std::move(match));
  if (auto stable = stable_history(context)) all.push_back(*std::move(stable));
  return all;
}

}  // namespace cellwarden::detector
