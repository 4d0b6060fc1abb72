#pragma once

/// \file
/// An LTE cell as rules about what it broadcasts see it, and among the other cells of its network.

#include <optional>
#include <vector>

#include "detector/rules/rule.hpp"

namespace cellwarden::detector {

/// The subject; its identity counts (LteHistory).
struct LteCell {
  const history::LteHistory& history;
  const lte::SystemInformationBlock1& sib1;
  const history::LteIdentity& identity;
};

/// Nothing before the subject's identity counts.
[[nodiscard]] std::optional<LteCell> lte_cell(const RuleContext& context);
/// What a rule says then.
[[nodiscard]] Outcome without_sib1();

/// Trusted cells of one of the subject's networks heard in the last ten minutes.
[[nodiscard]] std::vector<const history::CellTrack*> lte_siblings(const RuleContext& context);

/// "only 2 other cells of 262-01 heard in the last ten minutes; 3 are needed".
[[nodiscard]] Outcome too_few_lte_siblings(const RuleContext& context, std::size_t count, double needed);

/// X02: all its networks are test networks (001, 999), and one is not listed as the site's own.
[[nodiscard]] bool is_lte_test_cell(const RuleContext& context);

/// Whether every message that SIB1 announces was heard, at least one block of each.
[[nodiscard]] bool is_complete(const LteCell& cell);
[[nodiscard]] Outcome not_complete();

/// "262-01, 262-03".
[[nodiscard]] std::string networks_text(const history::LteIdentity& identity);

}  // namespace cellwarden::detector
