#include "detector/rules/replan.hpp"

#include <algorithm>

namespace cellwarden::detector {

bool Changed::is_replan() const noexcept {
  constexpr std::size_t kMany = 5;
  constexpr std::size_t kSome = 3;
  return cells >= kMany || (cells >= kSome && sites > 1);
}

std::optional<std::uint32_t> site_of(const history::CellTrack& cell) {
  constexpr unsigned kSectorBits = 8;  // TS 36.300, section 8.2: of a macro eNodeB's cell identity
  if (cell.lte() == nullptr || cell.lte()->identity() == nullptr) return std::nullopt;
  return cell.lte()->identity()->cell.value >> kSectorBits;
}

void ChangedSites::add(const history::CellTrack& cell) {
  ++changed_.cells;
  const auto site = site_of(cell);
  if (!site || std::ranges::find(sites_, *site) != sites_.end()) return;
  sites_.push_back(*site);
  changed_.sites = sites_.size();
}

Outcome replan(const RuleContext& context, const Changed& changed, std::string_view what) {
  const auto own = claim_of(context.cell);
  return not_evaluated(counted(changed.cells, "cell", "cells") + " of " +
                           (own ? networks_text(own->plmns) : std::string("its network")) +
                           " heard here have another " + std::string(what) +
                           " than is known of them: the network is being planned anew, or the list is old",
                       "X05");
}

}  // namespace cellwarden::detector
