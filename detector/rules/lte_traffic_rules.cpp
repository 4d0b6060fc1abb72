// Family DY of LTE cells: how much they page, and how.

#include <optional>
#include <string>
#include <vector>

#include "detector/decimal.hpp"
#include "detector/rules/fire.hpp"
#include "detector/rules/lte_cell.hpp"
#include "detector/rules/lte_rules.hpp"
#include "detector/rules/siblings.hpp"

namespace cellwarden::detector::lte_rules {
namespace {

using history::LteHistory;
using history::LteTraffic;

LteTraffic recent_traffic(const history::CellTrack& cell) {
  return cell.lte()->traffic(cell.last_seen_s() - LteHistory::kTrafficMemory_s, cell.last_seen_s());
}

// The median over siblings that were listened to for long enough, of its area only or of all.
template <class Value>
std::optional<Middle> of_siblings(const RuleContext& context, const LteCell& own, bool of_area,
                                  double needed_s, Value value_of) {
  return middle_of_siblings(context, [&](const history::CellTrack& other) -> std::optional<double> {
    if (of_area && other.lte()->identity()->area != own.identity.area) return std::nullopt;
    const LteTraffic traffic = recent_traffic(other);
    return traffic.listened_s < needed_s ? std::nullopt : value_of(traffic);
  });
}

std::string cells_text(const Middle& usual) {
  return counted(usual.cells, "other cell", "other cells") + " of its network heard in the last ten minutes";
}

}  // namespace

Outcome paging_poverty(const RuleContext& context) {
  constexpr double kNeeded_s = 60.0;
  constexpr double kBusy_per_s = 20.0 / 60.0;
  const auto own = lte_cell(context);
  if (!own) return without_sib1();
  const LteTraffic traffic = recent_traffic(context.cell);
  if (traffic.listened_s < kNeeded_s) {
    return not_evaluated("its paging was listened to for " + decimal(traffic.listened_s, 0) + " s only; " +
                         decimal(kNeeded_s, 0) + " s are needed");
  }
  if (traffic.paging.counts.records > 0) return pass();
  const auto usual = of_siblings(context, *own, true, kNeeded_s,
                                 [](const LteTraffic& t) { return std::optional(t.paged_per_s()); });
  if (!usual) return not_evaluated("no other cell of its tracking area was listened to for long enough");
  if (usual->value < kBusy_per_s) return pass();
  return fire(1.0, "nobody paged in " + decimal(traffic.listened_s, 0) + " s",
              decimal(60.0 * usual->value, 0) + " paged in a minute", cells_text(*usual),
              "It paged nobody in " + decimal(traffic.listened_s, 0) +
                  " s while other cells of its area paged " + decimal(60.0 * usual->value, 0) +
                  " a minute: nobody is being called through it.");
}

Outcome paging_by_permanent_identity(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  const auto own = lte_cell(context);
  if (!own) return without_sib1();
  const LteTraffic traffic = recent_traffic(context.cell);
  const auto is_enough = [&](const LteTraffic& t) {
    return static_cast<double>(t.paging.counts.records) >= s.dy11_min_named;
  };
  if (!is_enough(traffic)) {
    return not_evaluated("only " + counted(traffic.paging.counts.records, "mobile", "mobiles") +
                         " paged so far; " + decimal(s.dy11_min_named, 0) + " are needed");
  }
  const double own_share = traffic.permanent_share();
  if (own_share < s.dy11_min_share) return pass();
  const auto usual = of_siblings(context, *own, false, 0.0, [&](const LteTraffic& t) {
    return is_enough(t) ? std::optional(t.permanent_share()) : std::nullopt;
  });
  if (!usual) return not_evaluated("no other cell of its network tells how many are usually paged so");
  if (own_share <= s.dy11_factor * usual->value) return pass();
  const auto percent = [](double part) { return decimal(100.0 * part, 1) + " %"; };
  return fire(1.0,
              percent(own_share) + " of " + std::to_string(traffic.paging.counts.records) +
                  " paged by permanent identity",
              percent(usual->value), cells_text(*usual),
              "It calls " + percent(own_share) +
                  " of those it pages by their permanent identity; other cells of "
                  "its network do so for " +
                  percent(usual->value) + ".");
}

}  // namespace cellwarden::detector::lte_rules
