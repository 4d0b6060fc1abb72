#include "detector/rules/witnesses.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "detector/rules/list_worth.hpp"

namespace cellwarden::detector {
namespace {

constexpr double kThisRunQuality = 0.5;  // which of two is false, it cannot tell

bool is_far(const towers::TowerRecord& row, const history::CellTrack& cell, const RuleContext& context) {
  const auto& place = cell.latest().receiver_at;
  return place && row.position &&
         towers::distance_m(*place, *row.position) >
             context.settings.towers_radius_m + row.range_m.value_or(0.0);
}

// How far a carrier that is not certain may be from its nominal place.
double doubt_hz(const Carrier& carrier, const RuleContext& context) {
  return carrier.nominal_hz ? 0.0
                            : carrier.measured_hz.value * context.settings.radio_clock_tolerance_ppm * 1e-6;
}

Witness witness_of(const towers::TowerRecord& row, const RuleContext& context) {
  Worth worth = worth_of(row, Asked::kSays, context);
  return {.carrier_hz = row.carrier_hz,
          .carrier_doubt_hz = 0.0,
          .physical_id = row.physical_id,
          .area = row.area,
          .quality = worth.quality,
          .name = std::move(worth.name)};
}

// Looked at before anything is copied: a baseline holds thousands.
bool has_cell_identity(const history::KnownCell& known, std::uint32_t cell) {
  if (known.gsm && known.gsm->identity) return known.gsm->identity->cell_id.value == cell;
  return known.lte && known.lte->identity && known.lte->identity->cell.value == cell;
}

bool is_in_place(const history::KnownCell& known, const history::CellTrack& cell,
                 const RuleContext& context) {
  if (known.physical_id != cell.latest().physical_id) return false;
  const auto on_carrier =
      context.baseline->on_carrier(cell.latest().carrier, context.settings.radio_clock_tolerance_ppm);
  return std::ranges::find(on_carrier, &known) != on_carrier.end();
}

void add_baseline(std::vector<Witness>& all, const RuleContext& context, const history::CellTrack& cell,
                  const Claim& own) {
  if (context.baseline == nullptr) return;
  const Rat rat = cell.latest().carrier.rat;
  for (const history::KnownCell& known : context.baseline->cells) {
    if (known.rat != rat || !has_cell_identity(known, own.cell)) continue;
    const auto claim = claim_of(known);
    if (!claim || !shares_network(*claim, own)) continue;
    if (static_cast<double>(known.dwells_heard) < context.settings.baseline_min_dwells) continue;
    if (rat == Rat::kGsm && claim->area != own.area && !is_in_place(known, cell, context)) continue;
    Carrier carrier;
    carrier.measured_hz.value = known.measured_hz;
    carrier.nominal_hz = known.nominal_hz;
    all.push_back({.carrier_hz = known.nominal_hz.value_or(known.measured_hz),
                   .carrier_doubt_hz = doubt_hz(carrier, context),
                   .physical_id = known.physical_id,
                   .area = claim->area,
                   .quality = 1.0,
                   .name = "the site's baseline (" + counted(known.dwells_heard, "dwell", "dwells") + ")"});
  }
}

// The same LTE cell earlier. A GSM cell's area that changes is DY06's matter.
void add_epochs(std::vector<Witness>& all, const history::CellTrack& cell, const Claim& own) {
  if (cell.lte() == nullptr) return;
  for (const history::LteIdentityEpoch& epoch : cell.lte()->epochs()) {
    if (epoch.identity.cell.value != own.cell || epoch.identity.area.value == own.area) continue;
    all.push_back({.carrier_hz = {},
                   .carrier_doubt_hz = 0.0,
                   .physical_id = {},
                   .area = epoch.identity.area.value,
                   .quality = 1.0,
                   .name = "the cell itself, earlier in this run"});
  }
}

// Whether two LTE cells may be one transmitter heard twice, an image in the receiver: of one physical id, and
// nothing tells that the frames of the one are not the other's.
bool may_be_image(const history::CellTrack& a, const history::CellTrack& b) {
  constexpr double kFrame_s = 0.01;
  constexpr double kSameInstant_s = 30e-6;
  constexpr double kUncertain_s = 2e-3;
  constexpr double kUnknownClock_ppm = 100.0;
  constexpr double kKnownClock_ppm = 1.0;
  if (a.latest().physical_id != b.latest().physical_id) return false;
  if (!a.mib() || !b.mib()) return true;
  const auto& clock_ppm = a.latest().clock_offset_ppm;
  const double doubt_ppm = clock_ppm ? std::max(kKnownClock_ppm, 3.0 * clock_ppm->sigma) : kUnknownClock_ppm;
  const double apart_s = a.mib_frame_start_s() - b.mib_frame_start_s();
  const double doubt_s = kSameInstant_s + std::abs(apart_s) * doubt_ppm * 1e-6;
  if (doubt_s > kUncertain_s) return true;
  const double frames = apart_s * (1.0 + (clock_ppm ? clock_ppm->value : 0.0) * 1e-6) / kFrame_s;
  const double whole = std::round(frames);
  const auto counted_frames = static_cast<double>(a.mib()->sfn) - static_cast<double>(b.mib()->sfn);
  return std::abs(frames - whole) * kFrame_s <= doubt_s &&
         std::fmod(whole - counted_frames, lte::kSfnPeriod_frames) == 0.0;
}

// The cell's double, heard here first: on its carrier with another physical id, or on another carrier.
std::optional<Witness> witness_of(const RuleContext& context, const history::CellTrack& other,
                                  const history::CellTrack& cell, bool is_same_area) {
  Witness witness{.carrier_hz = {},
                  .carrier_doubt_hz = 0.0,
                  .physical_id = {},
                  .area = {},
                  .quality = kThisRunQuality,
                  .name = "a cell of this identity that was heard here first"};
  const Carrier& carrier = other.latest().carrier;
  if (is_same_carrier(carrier, cell.latest().carrier)) {
    // RF05 sees to those of one physical id.
    if (!is_same_area || other.latest().physical_id == cell.latest().physical_id) return std::nullopt;
    witness.physical_id = other.latest().physical_id;
    return witness;
  }
  // ID13 sees to GSM cells.
  if (cell.lte() == nullptr || other.lte() == nullptr || may_be_image(cell, other)) return std::nullopt;
  witness.carrier_hz = carrier.nominal_hz.value_or(carrier.measured_hz.value);
  witness.carrier_doubt_hz = doubt_hz(carrier, context);
  return witness;
}

// The cell itself under another area, and its double. An LTE cell is named without its area.
void add_this_run(std::vector<Witness>& all, const RuleContext& context, const history::CellTrack& cell,
                  const Claim& own) {
  add_epochs(all, cell, own);
  for (const history::CellTrack* other : context.recent) {
    if (other == &cell || other->first_seen_s() >= cell.first_seen_s()) continue;
    const auto theirs = claim_of(*other);
    if (!theirs || theirs->cell != own.cell || !shares_network(*theirs, own)) continue;
    if (auto witness = witness_of(context, *other, cell, theirs->area == own.area))
      all.push_back(*std::move(witness));
  }
}

}  // namespace

std::optional<Claim> claim_of(const history::KnownCell& known) {
  if (known.gsm && known.gsm->identity) {
    const gsm::CellIdentity& identity = *known.gsm->identity;
    return Claim{{identity.plmn}, identity.lac.value, identity.cell_id.value};
  }
  if (known.lte && known.lte->identity) {
    const history::LteIdentity& identity = *known.lte->identity;
    return Claim{identity.plmns, identity.area.value, identity.cell.value};
  }
  return std::nullopt;
}

std::vector<towers::TowerRecord> listed_rows(const RuleContext& context, const history::CellTrack& cell) {
  std::vector<towers::TowerRecord> rows;
  const auto own = claim_of(cell);
  if (context.towers == nullptr || !own) return rows;
  const Rat rat = cell.latest().carrier.rat;
  const auto area = rat == Rat::kGsm ? std::optional(own->area) : std::nullopt;
  for (const auto& plmn : own->plmns) {
    if (!plmn) continue;
    for (towers::TowerRecord& row : context.towers->find(rat, *plmn, area, own->cell)) {
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

std::vector<towers::TowerRecord> rows_of_identity(const RuleContext& context,
                                                  const history::CellTrack& cell) {
  auto rows = listed_rows(context, cell);
  std::erase_if(rows, [&](const towers::TowerRecord& row) {
    return is_far(row, cell, context) || !is_on(row, context);
  });
  return rows;
}

bool names_cell(const towers::TowerRecord& row, const history::CellTrack& cell) noexcept {
  return row.rat && (cell.gsm() == nullptr || row.area);
}

std::string not_on_text(const RuleContext& context, const history::CellTrack& cell) {
  for (const towers::TowerRecord& row : listed_rows(context, cell)) {
    if (!is_on(row, context)) return interval_text(row, context);
  }
  return {};
}

std::vector<Witness> witnesses_of(const RuleContext& context, const history::CellTrack& cell) {
  std::vector<Witness> all;
  const auto own = claim_of(cell);
  if (!own) return all;
  for (const towers::TowerRecord& row : rows_of_identity(context, cell)) {
    all.push_back(witness_of(row, context));
  }
  add_baseline(all, context, cell, *own);
  add_this_run(all, context, cell, *own);
  std::ranges::stable_sort(all, [](const Witness& a, const Witness& b) { return a.quality > b.quality; });
  return all;
}

bool is_area_listed(const RuleContext& context) {
  const auto own = claim_of(context.cell);
  const auto& place = context.seen().receiver_at;
  if (context.towers == nullptr || !own || !place) return false;
  const towers::Near near{*place, context.settings.towers_radius_m};
  return std::ranges::any_of(own->plmns, [&](const auto& plmn) {
    return plmn && context.towers->has_area(context.seen().carrier.rat, *plmn, own->area, near);
  });
}

bool is_identity_steady(const history::CellTrack& cell) {
  const auto is_long = [](const auto& epochs) {
    return !epochs.empty() && epochs.back().until_s > epochs.back().since_s;
  };
  if (const auto* gsm = cell.gsm()) return is_long(gsm->epochs());
  return cell.lte() != nullptr && is_long(cell.lte()->epochs());
}

std::string claim_text(const history::CellTrack& cell) {
  const auto own = claim_of(cell);
  if (!own) return "?";
  const bool is_gsm = cell.gsm() != nullptr;
  return networks_text(own->plmns) + (is_gsm ? " LAC " : " TAC ") + std::to_string(own->area) +
         (is_gsm ? " CI " : " ECI ") + std::to_string(own->cell);
}

}  // namespace cellwarden::detector
