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
  if (traffic.paging.counts.records > 0 && traffic.listened_s >= kNeeded_s) return pass();
  // A weak cell is not a silent one.
  if (traffic.paging_read_s() < kNeeded_s) {
    return not_evaluated("its paging was read for " + decimal(traffic.paging_read_s(), 0) + " s only; " +
                         decimal(kNeeded_s, 0) + " s are needed");
  }
  if (const double alone = history::read_alone(traffic.sib1); alone < context.settings.bp10_sib1_share) {
    return not_evaluated("its system information block 1 is read alone in " + decimal(100.0 * alone, 0) +
                         " % of the times that it is due: paging may have been missed");
  }
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

namespace {

struct UsualAccess {
  double answered_per_s{};
  double paged_per_s{};
  std::string source;
};

// Of the cell itself in the minutes before, else of its network's others now.
std::optional<UsualAccess> usual_access(const RuleContext& context, const LteCell& own, double after_s) {
  const double now_s = context.cell.last_seen_s();
  const LteTraffic before = own.history.traffic(now_s - LteHistory::kTrafficMemory_s, now_s - after_s - 1e-6);
  if (before.listened_s >= 2.0 * after_s) {
    return UsualAccess{before.answered_per_s(), before.paged_per_s(), "this cell in the minutes before"};
  }
  const auto answered = of_siblings(context, own, false, after_s,
                                    [](const LteTraffic& t) { return std::optional(t.answered_per_s()); });
  const auto paged = of_siblings(context, own, false, after_s,
                                 [](const LteTraffic& t) { return std::optional(t.paged_per_s()); });
  if (!answered || !paged) return std::nullopt;
  return UsualAccess{answered->value, paged->value, cells_text(*answered)};
}

}  // namespace

Outcome access_storm(const RuleContext& context) {
  constexpr double kMostMissing = 0.8;
  constexpr double kPagingAsUsual = 2.0;
  const RuleSettings& s = context.settings;
  const auto own = lte_cell(context);
  if (!own) return without_sib1();
  const double now_s = context.cell.last_seen_s();
  const LteTraffic now = own->history.traffic(now_s - s.dy18_after_s, now_s);
  if (now.listened_s < kMostMissing * s.dy18_after_s) {
    return not_evaluated("its answers to random access were listened to for " + decimal(now.listened_s, 0) +
                         " s only; " + decimal(s.dy18_after_s, 0) + " s are needed");
  }
  if (static_cast<double>(now.random_access_responses) < s.dy18_min_answered) return pass();
  const auto usual = usual_access(context, *own, s.dy18_after_s);
  if (!usual) {
    return not_evaluated(
        "neither the minutes before nor another cell of its network tells how many are usually answered");
  }
  if (now.answered_per_s() <= s.dy18_factor * usual->answered_per_s) return pass();
  // People who are called answer: with as many more pages it is a crowd.
  if (now.paged_per_s() > kPagingAsUsual * usual->paged_per_s) return pass();
  const auto per_minute = [](double per_s) { return decimal(60.0 * per_s, 1) + " a minute"; };
  return fire(1.0, per_minute(now.answered_per_s()),
              "at most " + per_minute(s.dy18_factor * usual->answered_per_s), usual->source,
              "It answers " + per_minute(now.answered_per_s()) + " that ask for access, over " +
                  decimal(now.listened_s, 0) + " s, where by " + usual->source + " it should be " +
                  per_minute(usual->answered_per_s) +
                  ", with paging as usual: as when phones are made to report again and again.");
}

}  // namespace cellwarden::detector::lte_rules
