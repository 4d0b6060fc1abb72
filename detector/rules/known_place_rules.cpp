// ID07: the cell of this identity is listed, and elsewhere.

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "detector/decimal.hpp"
#include "detector/rules/fire.hpp"
#include "detector/rules/identity_rules.hpp"
#include "detector/rules/list_worth.hpp"
#include "detector/rules/network_codes.hpp"
#include "detector/rules/replan.hpp"
#include "detector/rules/witnesses.hpp"

namespace cellwarden::detector::identity_rules {
namespace {

constexpr double kNotSoFarQuality = 0.5;    // beyond reach, by less than the reach of any cell
constexpr double kStoodHereQuality = 0.5;   // a row of another time has it here: it may have been moved
constexpr double kCrowdHasItQuality = 0.5;  // here, whatever its operator says: it may have been moved
constexpr double kAloneQuality = 0.5;       // no other cell's place vouches for the sensor's own
constexpr std::size_t kMostNamed = 3;

// A row that has a place, as seen from the sensor.
struct Placed {
  towers::TowerRecord row;
  double away_m{};
  double reach_m{};  // heard so far from its place, with all that is doubtful of both
  Worth worth;

  [[nodiscard]] bool fits() const noexcept { return away_m <= reach_m; }
};

// How far a cell is heard at most.
double limit_m(const RuleContext& context, Rat rat) {
  return rat == Rat::kGsm ? context.settings.id07_gsm_m : context.settings.id07_lte_m;
}

std::vector<Placed> places_of_cell(const RuleContext& context, const history::CellTrack& cell,
                                   const GeoPoint& sensor) {
  std::vector<Placed> placed;
  for (towers::TowerRecord& row : listed_rows(context, cell)) {
    if (!row.position) continue;
    const double doubt_m = row.position->accuracy_m.value_or(0.0) + sensor.accuracy_m.value_or(0.0);
    const double reach_m = limit_m(context, cell.latest().carrier.rat) + row.range_m.value_or(0.0) + doubt_m;
    const double away_m = towers::distance_m(*row.position, sensor);
    Worth worth = worth_of(row, Asked::kPlace, context);
    if (!names_cell(row, cell)) worth.quality = 0.0;
    placed.push_back({std::move(row), away_m, reach_m, std::move(worth)});
  }
  std::ranges::stable_sort(placed, {}, &Placed::away_m);
  return placed;
}

// Rows of another time are told apart: they neither support nor accuse.
std::vector<Placed> take_off_air(const RuleContext& context, std::vector<Placed>& placed) {
  const auto off = std::stable_partition(placed.begin(), placed.end(),
                                         [&](const Placed& one) { return is_on(one.row, context); });
  std::vector<Placed> taken(std::make_move_iterator(off), std::make_move_iterator(placed.end()));
  placed.erase(off, placed.end());
  return taken;
}

std::string km_text(double distance_m) {
  return decimal(distance_m / 1e3, 0) + " km";
}

// Which source said what.
std::string who_says(const std::vector<Placed>& placed) {
  std::string text;
  std::size_t named = 0;
  for (const Placed& one : placed) {
    if (one.worth.quality <= 0.0) continue;
    if (++named > kMostNamed) return text + "; and others";
    text += (text.empty() ? "" : "; ") + one.worth.name + ": " + km_text(one.away_m) + " away";
    if (one.row.samples > 0) text += ", by " + counted(one.row.samples, "report", "reports");
  }
  return text;
}

// Where another row of the same standing has the cell in quite another place, the identity is not one cell's.
bool is_disputed(const std::vector<Placed>& placed) {
  const auto has_place = [](const Placed& one) { return one.worth.quality > 0.0; };
  const auto first = std::ranges::find_if(placed, has_place);
  return std::any_of(first, placed.end(), [&](const Placed& one) {
    return has_place(one) &&
           towers::distance_m(*one.row.position, *first->row.position) > one.reach_m + first->reach_m;
  });
}

bool is_in_baseline(const RuleContext& context, const Claim& own) {
  if (context.baseline == nullptr) return false;
  return std::ranges::any_of(context.baseline->cells, [&](const history::KnownCell& known) {
    if (known.rat != context.seen().carrier.rat) return false;
    if (static_cast<double>(known.dwells_heard) < context.settings.baseline_min_dwells) return false;
    const auto theirs = claim_of(known);
    return theirs && theirs->cell == own.cell && theirs->area == own.area && shares_network(*theirs, own);
  });
}

// What the other cells heard here say of the sensor's own place.
struct Elsewhere {
  std::size_t fit{};
  std::size_t far{};
};

bool is_far(const RuleContext& context, const history::CellTrack& cell, const GeoPoint& sensor) {
  auto placed = places_of_cell(context, cell, sensor);
  take_off_air(context, placed);
  return std::ranges::none_of(placed, &Placed::fits) &&
         std::ranges::any_of(placed, [](const Placed& one) { return one.worth.quality > 0.0; });
}

Elsewhere others_by_the_lists(const RuleContext& context, const GeoPoint& sensor) {
  Elsewhere others;
  for (const history::CellTrack* other : context.recent) {
    auto placed = places_of_cell(context, *other, sensor);
    take_off_air(context, placed);
    if (std::ranges::any_of(placed, &Placed::fits)) {
      ++others.fit;
    } else if (is_far(context, *other, sensor)) {
      ++others.far;
    }
  }
  return others;
}

Outcome without_place(const RuleContext& context, const std::vector<Placed>& placed) {
  if (!placed.empty() && !names_cell(placed.front().row, context.cell)) {
    return not_evaluated("the row of its number, " + km_text(placed.front().away_m) +
                         " away, has no standard or no area: it may be another cell's");
  }
  if (!placed.empty()) {
    return not_evaluated("only a crowd has a place for its identity, " + km_text(placed.front().away_m) +
                         " away, by " + counted(placed.front().row.samples, "report", "reports") + "; " +
                         decimal(context.settings.id07_min_samples, 0) + " are needed to count");
  }
  const std::string not_on = not_on_text(context, context.cell);
  if (!not_on.empty()) return not_evaluated("no row of its identity is on now: " + not_on);
  return not_evaluated(listed_rows(context, context.cell).empty() ? "no list has its identity"
                                                                  : "no list has a place for its identity");
}

Outcome far_away(const RuleContext& context, const std::vector<Placed>& placed, const Placed& witness,
                 const std::vector<Placed>& off_air, bool is_alone) {
  const Placed& nearest = *std::ranges::find_if_not(placed, &Placed::fits);
  const double limit = limit_m(context, context.seen().carrier.rat);
  double quality = witness.worth.quality;
  if (nearest.away_m - nearest.reach_m < limit) quality *= kNotSoFarQuality;
  if (is_alone) quality *= kAloneQuality;
  std::string once;
  if (std::ranges::any_of(placed, &Placed::fits)) {
    quality *= kCrowdHasItQuality;
    once = " A crowd's list has it here: phones report what calls itself so, whoever sends it.";
  }
  if (const auto stood = std::ranges::find_if(off_air, &Placed::fits); stood != off_air.end()) {
    quality *= kStoodHereQuality;
    once += " At another time it stands here: " + interval_text(stood->row, context) + '.';
  }
  const std::string identity = claim_text(context.cell);
  return fire(quality, identity + ", heard " + km_text(witness.away_m) + " from its listed place",
              "within " + km_text(witness.reach_m) + " of it, range and doubt included", who_says(placed),
              "It calls itself " + identity + ", a cell that lists have " + km_text(nearest.away_m) +
                  " from here; a cell of its kind is heard " + km_text(limit) + " away at most." + once);
}

}  // namespace

Outcome known_far_away(const RuleContext& context) {
  const auto own = claim_of(context.cell);
  if (!own) return without_claim(context);
  if (context.towers == nullptr) return not_evaluated("no tower list was given");
  if (!context.seen().receiver_at) return not_evaluated("needs the sensor's position");
  const GeoPoint& sensor = *context.seen().receiver_at;
  if (std::ranges::all_of(own->plmns, [](const auto& plmn) { return plmn && is_shared_code(plmn->mcc); })) {
    return not_evaluated("cells of ships and aircraft are where these are", "X08");
  }
  const bool is_test =
      std::ranges::all_of(own->plmns, [](const auto& plmn) { return plmn && is_test_network(*plmn); });
  if (is_test || is_test_cell(context))
    return not_evaluated("a test network's identities are anybody's", "X02");
  std::vector<Placed> placed = places_of_cell(context, context.cell, sensor);
  const std::vector<Placed> off_air = take_off_air(context, placed);
  const auto is_crowd = [&](const Placed& one) {
    return context.towers->source_of(one.row).trust == towers::Trust::kCrowd;
  };
  // Of sources that disagree, the one that explains the cell is right; but a crowd writes down where a cell
  // was heard, and an imitator is heard too.
  const auto witness = std::ranges::max_element(
      placed, {}, [](const Placed& one) { return one.fits() ? -1.0 : one.worth.quality; });
  const bool is_accused = witness != placed.end() && !witness->fits() && witness->worth.quality > 0.0;
  const bool is_by_crowd = is_accused && is_crowd(*witness);
  const bool is_explained = std::ranges::any_of(placed, [&](const Placed& one) {
    return one.fits() && (!is_accused || is_by_crowd || !is_crowd(one));
  });
  if (is_explained) return pass();
  if (!is_accused) return without_place(context, placed);
  if (is_by_crowd) {
    if (is_in_baseline(context, *own)) return pass();
    if (is_disputed(placed)) return not_evaluated("crowds have several places for its identity, far apart");
  }
  if (!is_identity_steady(context.cell)) return not_evaluated("its identity was read in one dwell only");
  constexpr std::size_t kEnoughFar = 2;
  const Elsewhere others = others_by_the_lists(context, sensor);
  const bool are_most_far = others.far >= kEnoughFar && others.far >= others.fit;
  if (are_most_far || (others.far > 0 && others.fit == 0)) {
    return not_evaluated(counted(others.far, "other cell", "other cells") +
                         " heard here would be far away, too: the sensor's position or the list is wrong");
  }
  const Changed alike =
      changed_alike(context, [&](const history::CellTrack& other) { return is_far(context, other, sensor); });
  if (alike.is_replan()) return replan(context, alike, "place");
  return far_away(context, placed, *witness, off_air, others.fit == 0);
}

}  // namespace cellwarden::detector::identity_rules
