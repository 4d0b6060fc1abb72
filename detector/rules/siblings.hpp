#pragma once

/// \file
/// A cell among the other cells of its networks, whatever its standard: who it says it is, who is of the same
/// network, and what those have in common.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "detector/rules/rule.hpp"

namespace cellwarden::detector {

/// Who a cell says it is.
struct Claim {
  /// The primary one first; a shared LTE cell has several. Nothing where a digit is none.
  std::vector<std::optional<Plmn>> plmns;
  std::uint32_t area{};  ///< LAC or TAC
  std::uint32_t cell{};  ///< CI or ECI
};

/// Nothing before the cell's identity counts (GsmHistory, LteHistory).
[[nodiscard]] std::optional<Claim> claim_of(const history::CellTrack& cell);
/// What a rule says then.
[[nodiscard]] Outcome without_claim(const RuleContext& context);

/// Whether one network at least is in both lists.
[[nodiscard]] bool shares_network(const Claim& a, const Claim& b);

/// Trusted cells of one of the subject's networks heard in the last ten minutes.
[[nodiscard]] std::vector<const history::CellTrack*> siblings(const RuleContext& context);

/// "only 2 other cells of 262-01 heard in the last ten minutes; 3 are needed to compare with".
[[nodiscard]] Outcome too_few_siblings(const RuleContext& context, std::size_t count, double needed,
                                       std::string_view that = "");

/// X02: all its networks are test networks (001, 999), and one is not listed as the site's own.
[[nodiscard]] bool is_test_cell(const RuleContext& context);

/// "262-01, 262-03".
[[nodiscard]] std::string networks_text(const std::vector<std::optional<Plmn>>& plmns);

/// A median over siblings.
struct Middle {
  double value{};
  std::size_t cells{};
};
/// \param value_of  nothing for siblings that do not count
template <class Value>
[[nodiscard]] std::optional<Middle> middle_of_siblings(const RuleContext& context, Value value_of) {
  std::vector<double> values;
  for (const history::CellTrack* other : siblings(context)) {
    if (const std::optional<double> value = value_of(*other)) values.push_back(*value);
  }
  const std::size_t cells = values.size();
  const auto median = history::median_of(std::move(values));
  if (!median) return std::nullopt;
  return Middle{*median, cells};
}

}  // namespace cellwarden::detector
