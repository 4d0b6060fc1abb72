#pragma once

/// \file
/// An LTE cell as rules about what it broadcasts see it.

#include <optional>

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

/// What another cell, or the subject, paged and answered in the last ten minutes that it was heard in.
[[nodiscard]] history::LteTraffic recent_traffic(const history::CellTrack& cell);

/// Whether every message that SIB1 announces was heard, at least one block of each.
[[nodiscard]] bool is_complete(const LteCell& cell);
[[nodiscard]] Outcome not_complete();

}  // namespace cellwarden::detector
