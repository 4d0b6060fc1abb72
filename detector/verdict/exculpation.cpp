#include "detector/verdict/exculpation.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

#include "detector/decimal.hpp"
#include "detector/rules/gsm_cell.hpp"
#include "detector/rules/witnesses.hpp"

namespace cellwarden::detector {
namespace {

constexpr double kMatchPoints = 10.0;
constexpr double kDay_s = 86400.0;

SpeaksFor match_with(const towers::Source& source, std::string_view what) {
  return {{"N1", kMatchPoints, {Family::kId, Family::kBp}},
          {"N1", std::string(what) + " agree with " + source.name, {"ID", "BP"}}};
}

// What both kinds of rows may say of a cell beside its identity or its place.
bool agrees_in_shape(const towers::TowerRecord& row, const history::CellTrack& cell) {
  if (row.bandwidth_rb && (!cell.mib() || *row.bandwidth_rb != cell.mib()->bandwidth_rb)) return false;
  return !row.ports || (cell.mib() && *row.ports == cell.mib()->ports);
}

// A row that names the identity; carrier, physical id and area count where it has them.
bool agrees_in_place(const towers::TowerRecord& row, const RuleContext& context, const Claim& own) {
  const Observation& seen = context.seen();
  const Carrier& carrier = seen.carrier;
  const double carrier_hz = carrier.nominal_hz.value_or(carrier.measured_hz.value);
  const double doubt_hz =
      carrier.nominal_hz ? 0.0 : carrier_hz * context.settings.radio_clock_tolerance_ppm * 1e-6;
  const double limit_hz = std::max(raster_hz(carrier.rat) / 2.0, doubt_hz);
  if (row.carrier_hz && std::abs(*row.carrier_hz - carrier_hz) >= limit_hz) return false;
  if (row.area && *row.area != own.area) return false;
  return !row.physical_id || *row.physical_id == seen.physical_id;
}

// A row that names no identity: of the carrier and its physical ids.
bool agrees_by_carrier(const towers::TowerRecord& row, const RuleContext& context) {
  if (claim_of(context.cell) && row.cell) return false;
  return row.physical_id == context.seen().physical_id && context.cell.mib().has_value();
}

std::optional<SpeaksFor> identity_match(const RuleContext& context, const Claim& own) {
  for (const towers::TowerRecord& row : rows_of_identity(context, context.cell)) {
    const towers::Source& source = context.towers->source_of(row);
    if (source.trust == towers::Trust::kCrowd || !agrees_in_place(row, context, own)) continue;
    if (agrees_in_shape(row, context.cell)) return match_with(source, "its identity and every listed value");
  }
  return std::nullopt;
}

std::optional<SpeaksFor> trusted_list_match(const RuleContext& context) {
  if (context.towers == nullptr) return std::nullopt;
  if (const auto own = claim_of(context.cell)) {
    if (auto match = identity_match(context, *own)) return match;
  }
  if (context.seen().lte() == nullptr) return std::nullopt;
  for (const towers::TowerRecord& row : rows_on_carrier(context)) {
    const towers::Source& source = context.towers->source_of(row);
    if (source.trust == towers::Trust::kCrowd || !agrees_by_carrier(row, context)) continue;
    if (agrees_in_shape(row, context.cell)) {
      return match_with(source, "carrier, physical id and every listed value");
    }
  }
  return std::nullopt;
}

// Whether what was read beyond the master information block is as the baseline has it, as far as both know
// it.
bool is_lte_as_known(const RuleContext& context, const history::KnownCell& known) {
  const auto* now = context.cell.lte();
  if (now == nullptr || now->identity() == nullptr || !known.lte) return true;
  if (known.lte->identity && *known.lte->identity != *now->identity()) return false;
  const auto fingerprint = now->fingerprint();
  return !fingerprint || !known.lte->fingerprint || *fingerprint == *known.lte->fingerprint;
}

// Whether the cell broadcasts what the baseline has of it.
bool is_as_known(const RuleContext& context, const history::KnownCell& known) {
  if (const auto own = gsm_cell(context)) {
    return known.gsm && known.gsm->identity == own->identity && known.gsm->fingerprint &&
           known.gsm->fingerprint == own->history.fingerprint();
  }
  const auto* lte = context.seen().lte();
  if (!is_lte_as_known(context, known)) return false;
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
