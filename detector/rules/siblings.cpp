#include "detector/rules/siblings.hpp"

#include <algorithm>

#include "detector/decimal.hpp"
#include "detector/rules/gsm_cell.hpp"
#include "detector/rules/lte_cell.hpp"
#include "detector/rules/network_codes.hpp"

namespace cellwarden::detector {

std::optional<Claim> claim_of(const history::CellTrack& cell) {
  if (const auto* gsm = cell.gsm(); gsm != nullptr && gsm->identity() != nullptr) {
    const gsm::CellIdentity& identity = *gsm->identity();
    return Claim{{identity.plmn}, identity.lac.value, identity.cell_id.value};
  }
  if (const auto* lte = cell.lte(); lte != nullptr && lte->identity() != nullptr) {
    const history::LteIdentity& identity = *lte->identity();
    return Claim{identity.plmns, identity.area.value, identity.cell.value};
  }
  return std::nullopt;
}

Outcome without_claim(const RuleContext& context) {
  return context.seen().gsm() != nullptr ? without_identity() : without_sib1();
}

bool shares_network(const Claim& a, const Claim& b) {
  return std::ranges::any_of(
      a.plmns, [&](const auto& plmn) { return plmn && std::ranges::find(b.plmns, plmn) != b.plmns.end(); });
}

std::vector<const history::CellTrack*> siblings(const RuleContext& context) {
  std::vector<const history::CellTrack*> found;
  const auto own = claim_of(context.cell);
  if (!own) return found;
  for (const history::CellTrack* other : context.recent) {
    const auto theirs = claim_of(*other);
    if (theirs && shares_network(*own, *theirs)) found.push_back(other);
  }
  return found;
}

Outcome too_few_siblings(const RuleContext& context, std::size_t count, double needed,
                         std::string_view that) {
  const auto own = claim_of(context.cell);
  return not_evaluated("only " + counted(count, "other cell", "other cells") + " of " +
                       (own ? networks_text(own->plmns) : std::string("its network")) + std::string(that) +
                       " heard in the last ten minutes; " + decimal(needed, 0) +
                       " are needed to compare with");
}

bool is_test_cell(const RuleContext& context) {
  const auto own = claim_of(context.cell);
  if (!own || own->plmns.empty()) return false;
  const auto is_test = [](const std::optional<Plmn>& plmn) { return plmn && is_test_network(*plmn); };
  const auto is_unlisted = [&](const std::optional<Plmn>& plmn) {
    return context.site == nullptr ||
           std::ranges::find(context.site->test_networks, *plmn) == context.site->test_networks.end();
  };
  return std::ranges::all_of(own->plmns, is_test) && std::ranges::any_of(own->plmns, is_unlisted);
}

std::string networks_text(const std::vector<std::optional<Plmn>>& plmns) {
  std::string text;
  for (const auto& plmn : plmns) text += (text.empty() ? "" : ", ") + network_text(plmn);
  return text.empty() ? "?" : text;
}

}  // namespace cellwarden::detector
