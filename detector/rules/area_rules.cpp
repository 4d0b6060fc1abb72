// ID11: was this area code ever this network's, near here?

#include <algorithm>
#include <utility>

#include "detector/decimal.hpp"
#include "detector/rules/fire.hpp"
#include "detector/rules/identity_rules.hpp"
#include "detector/rules/list_worth.hpp"
#include "detector/rules/replan.hpp"
#include "detector/rules/witnesses.hpp"

namespace cellwarden::detector::identity_rules {
namespace {

std::optional<towers::Near> around(const RuleContext& context) {
  if (!context.seen().receiver_at) return std::nullopt;
  return towers::Near{*context.seen().receiver_at, context.settings.id11_radius_m};
}

bool is_listed(const RuleContext& context, const Claim& claim) {
  if (context.towers == nullptr) return false;
  return std::ranges::any_of(claim.plmns, [&](const auto& plmn) {
    return plmn && context.towers->has_area(context.seen().carrier.rat, *plmn, claim.area, around(context));
  });
}

// Cells of its networks that the baseline knows well.
template <class Take>
void for_baseline(const RuleContext& context, const Claim& claim, Take take) {
  if (context.baseline == nullptr) return;
  for (const history::KnownCell& known : context.baseline->cells) {
    if (known.rat != context.seen().carrier.rat) continue;
    if (static_cast<double>(known.dwells_heard) < context.settings.baseline_min_dwells) continue;
    const auto theirs = claim_of(known);
    if (theirs && shares_network(*theirs, claim)) take(*theirs);
  }
}

bool is_in_baseline(const RuleContext& context, const Claim& claim) {
  bool is_known = false;
  for_baseline(context, claim, [&](const Claim& known) { is_known = is_known || known.area == claim.area; });
  return is_known;
}

bool is_known(const RuleContext& context, const Claim& claim) {
  return is_listed(context, claim) || is_in_baseline(context, claim);
}

// One who would know the area.
struct AreaWitness {
  double rows{};
  double quality{};
  std::string name;
};

AreaWitness in_source(const RuleContext& context, const towers::NetworkShare& share) {
  const double rows = std::min(static_cast<double>(share.rows_with_area), context.settings.id11_min_rows);
  Worth worth = worth_of(context.towers->sources()[share.source], Asked::kHasArea, context);
  return {rows, worth.quality, std::move(worth.name)};
}

// The best list that knows enough by itself; else the one that knows most.
AreaWitness in_list(const RuleContext& context, const Claim& claim) {
  AreaWitness best;
  if (context.towers == nullptr) return best;
  const double enough = context.settings.id11_min_rows;
  const auto place_of = [&](const AreaWitness& one) {
    return one.rows >= enough ? std::pair(enough, one.quality) : std::pair(one.rows, 0.0);
  };
  for (const auto& plmn : claim.plmns) {
    if (!plmn) continue;
    for (const auto& share : context.towers->shares(context.seen().carrier.rat, *plmn, around(context))) {
      AreaWitness one = in_source(context, share);
      if (place_of(one) > place_of(best)) best = std::move(one);
    }
  }
  return best;
}

AreaWitness in_baseline(const RuleContext& context, const Claim& claim) {
  double cells = 0.0;
  for_baseline(context, claim, [&](const Claim& /*known*/) { cells += 1.0; });
  return {cells, 1.0, "the site's baseline (" + decimal(cells, 0) + " cells of the network)"};
}

}  // namespace

Outcome area_never_used(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  const auto own = claim_of(context.cell);
  if (!own) return without_claim(context);
  if (context.towers == nullptr && context.baseline == nullptr) {
    return not_evaluated("neither a tower list nor a baseline was given");
  }
  if (is_known(context, *own)) return pass();
  AreaWitness witness = in_list(context, *own);
  if (witness.rows < s.id11_min_rows) {
    const AreaWitness site = in_baseline(context, *own);
    if (site.rows < s.id11_min_cells) {
      return not_evaluated("no list has more than " + decimal(witness.rows, 0) + " cells of " +
                           networks_text(own->plmns) + " near here, and the baseline has " +
                           decimal(site.rows, 0) + "; " + decimal(s.id11_min_rows, 0) + " or " +
                           decimal(s.id11_min_cells, 0) + " would know its areas");
    }
    witness = site;
  }
  if (!is_identity_steady(context.cell)) return not_evaluated("its identity was read in one dwell only");
  const Changed alike = changed_alike(context, [&](const history::CellTrack& other) {
    const auto theirs = claim_of(other);
    return theirs && !is_known(context, *theirs);
  });
  if (alike.is_replan()) return replan(context, alike, "area code");
  const bool is_gsm = context.seen().gsm() != nullptr;
  const std::string area = (is_gsm ? "LAC " : "TAC ") + std::to_string(own->area);
  return fire(witness.quality, area, "an area code that " + networks_text(own->plmns) + " uses near here",
              witness.name,
              "Its " + area + " is no area code that " + witness.name + " has of " +
                  networks_text(own->plmns) + " near here. An area of its own makes phones report to it.");
}

}  // namespace cellwarden::detector::identity_rules
