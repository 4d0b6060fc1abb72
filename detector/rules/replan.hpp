#pragma once

/// \file
/// X05: a network that is being planned anew changes many cells alike. Nobody who imitates one cell does.

#include <cstddef>
#include <optional>
#include <string_view>

#include "detector/rules/siblings.hpp"

namespace cellwarden::detector {

/// How many cells of the subject's network, it among them, are unlike what is known of them.
struct Changed {
  std::size_t cells{};
  std::size_t sites{};  ///< of LTE cells: eNodeBs

  /// Five cells, or three of more than one site.
  [[nodiscard]] bool is_replan() const noexcept;
};

/// The eNodeB of an LTE cell: the upper 20 bits of its identity. GSM's cell identities tell no site.
[[nodiscard]] std::optional<std::uint32_t> site_of(const history::CellTrack& cell);

/// Counts the subject, and of its siblings those of which `is_changed(sibling)` holds.
template <class IsChanged>
[[nodiscard]] Changed changed_alike(const RuleContext& context, IsChanged is_changed);

/// What the rule then says: "7 cells of 262-01 changed their carrier alike: …".
[[nodiscard]] Outcome replan(const RuleContext& context, const Changed& changed, std::string_view what);

// ---

class ChangedSites {
 public:
  void add(const history::CellTrack& cell);
  [[nodiscard]] const Changed& changed() const noexcept { return changed_; }

 private:
  Changed changed_;
  std::vector<std::uint32_t> sites_;
};

template <class IsChanged>
Changed changed_alike(const RuleContext& context, IsChanged is_changed) {
  ChangedSites sites;
  sites.add(context.cell);
  for (const history::CellTrack* other : siblings(context)) {
    if (is_changed(*other)) sites.add(*other);
  }
  return sites.changed();
}

}  // namespace cellwarden::detector
