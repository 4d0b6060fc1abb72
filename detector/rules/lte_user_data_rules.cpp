// Family DY of LTE cells: whether anybody is served.

#include <algorithm>
#include <vector>

#include "detector/decimal.hpp"
#include "detector/rules/fire.hpp"
#include "detector/rules/lte_cell.hpp"
#include "detector/rules/lte_rules.hpp"
#include "detector/rules/siblings.hpp"

namespace cellwarden::detector::lte_rules {
namespace {

using history::LteTraffic;

// A message that was missed counts as user data: what is about so little is nothing.
constexpr double kNothing_share = 0.02;

// A dwell or two hold what is going on in that second.
constexpr std::size_t kLeastDwells = 10;

}  // namespace

Outcome no_user_traffic(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  if (!lte_cell(context)) return without_sib1();
  const auto is_enough = [&](const LteTraffic& traffic) {
    return static_cast<double>(traffic.block_pairs) >= s.dy12_min_block_pairs;
  };
  const LteTraffic own = recent_traffic(context.cell);
  if (!is_enough(own)) {
    return not_evaluated("only " + std::to_string(own.block_pairs) +
                         " of its resource blocks stood clear of noise so far; " +
                         decimal(s.dy12_min_block_pairs, 0) + " are needed");
  }
  const auto own_time = context.cell.lte()->user_data_listening();
  if (own_time.span_s < s.dy12_after_s || own_time.dwells < kLeastDwells) {
    return not_evaluated("of the last ten minutes heard for " + decimal(own_time.span_s, 0) + " s only, in " +
                         counted(own_time.dwells, "dwell", "dwells") + "; " + decimal(s.dy12_after_s, 0) +
                         " s and " + std::to_string(kLeastDwells) + " dwells are needed");
  }
  std::vector<double> shares;
  for (const history::CellTrack* other : siblings(context)) {
    const LteTraffic theirs = recent_traffic(*other);
    const auto time = other->lte()->user_data_listening();
    if (time.span_s < s.dy12_after_s || time.dwells < kLeastDwells) continue;
    if (is_enough(theirs)) shares.push_back(theirs.used_share());
  }
  if (static_cast<double>(shares.size()) < s.dy12_min_siblings)
    return too_few_siblings(context, shares.size(), s.dy12_min_siblings);
  const double least = *std::ranges::min_element(shares);
  const bool is_idle = own.used_share() <= kNothing_share && least >= s.dy12_others_share;
  if (!is_idle) return pass();
  const auto percent = [](double share) { return decimal(100.0 * share, 1) + " %"; };
  return fire(
      1.0, percent(own.used_share()) + " of its resource blocks in use", percent(least) + " or more",
      counted(shares.size(), "other cell", "other cells") + " of its network heard in the last ten minutes",
      "Hardly anybody is served: " + percent(own.used_share()) + " of its resource blocks carry user data, " +
          percent(least) + " or more of each of its network's other cells here.");
}

}  // namespace cellwarden::detector::lte_rules
