#include "detector/rules/lte_cell.hpp"

#include <algorithm>

namespace cellwarden::detector {
std::optional<LteCell> lte_cell(const RuleContext& context) {
  const history::LteHistory* history = context.cell.lte();
  if (history == nullptr || history->identity() == nullptr || !history->sib1()) return std::nullopt;
  return LteCell{*history, history->sib1()->block, *history->identity()};
}

Outcome without_sib1() {
  return not_evaluated(
      "its identity (system information block 1) was not read twice yet; that needs a recording as wide as "
      "the "
      "cell");
}

history::LteTraffic recent_traffic(const history::CellTrack& cell) {
  return cell.lte()->traffic(cell.last_seen_s() - history::LteHistory::kTrafficMemory_s, cell.last_seen_s());
}

bool is_complete(const LteCell& cell) {
  const auto& heard = cell.history.sibs();
  if (!heard.contains(static_cast<lte::SibType>(2))) return false;
  return std::ranges::all_of(cell.sib1.scheduling, [&](const lte::SiSchedule& message) {
    return std::ranges::all_of(message.sibs, [&](lte::SibType type) { return heard.contains(type); });
  });
}

Outcome not_complete() {
  return not_evaluated("not every message that its system information block 1 announces was heard yet");
}

}  // namespace cellwarden::detector
