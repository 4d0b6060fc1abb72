#include "detector/rules/lte_cell.hpp"

#include <algorithm>

#include "detector/decimal.hpp"
#include "detector/rules/network_codes.hpp"

namespace cellwarden::detector {
namespace {

bool shares_network(const history::LteIdentity& a, const history::LteIdentity& b) {
  return std::ranges::any_of(
      a.plmns, [&](const auto& plmn) { return plmn && std::ranges::find(b.plmns, plmn) != b.plmns.end(); });
}

}  // namespace

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

std::vector<const history::CellTrack*> lte_siblings(const RuleContext& context) {
  std::vector<const history::CellTrack*> found;
  const auto own = lte_cell(context);
  if (!own) return found;
  for (const history::CellTrack* other : context.recent) {
    const auto* history = other->lte();
    if (history == nullptr || history->identity() == nullptr) continue;
    if (shares_network(own->identity, *history->identity())) found.push_back(other);
  }
  return found;
}

Outcome too_few_lte_siblings(const RuleContext& context, std::size_t count, double needed) {
  const auto own = lte_cell(context);
  return not_evaluated("only " + counted(count, "other cell", "other cells") + " of " +
                       (own ? networks_text(own->identity) : std::string("its network")) +
                       " heard in the last ten minutes; " + decimal(needed, 0) +
                       " are needed to compare with");
}

bool is_lte_test_cell(const RuleContext& context) {
  const auto own = lte_cell(context);
  if (!own || own->identity.plmns.empty()) return false;
  const auto is_unlisted_test = [&](const std::optional<Plmn>& plmn) {
    if (!plmn || !is_test_network(*plmn)) return false;
    return context.site == nullptr ||
           std::ranges::find(context.site->test_networks, *plmn) == context.site->test_networks.end();
  };
  const auto is_test = [](const std::optional<Plmn>& plmn) { return plmn && is_test_network(*plmn); };
  return std::ranges::all_of(own->identity.plmns, is_test) &&
         std::ranges::any_of(own->identity.plmns, is_unlisted_test);
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

std::string networks_text(const history::LteIdentity& identity) {
  std::string text;
  for (const auto& plmn : identity.plmns) text += (text.empty() ? "" : ", ") + network_text(plmn);
  return text.empty() ? "?" : text;
}

}  // namespace cellwarden::detector
