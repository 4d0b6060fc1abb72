#pragma once

/// \file
/// What one number of a master information block ought to be, by the best witness there is: this cell
/// itself in the baseline, then the carrier's other cells in the baseline, in the tower list, and now.

#include <cstdint>
#include <optional>
#include <string>

#include "detector/rules/rule.hpp"

namespace cellwarden::detector {

struct Reference {
  std::uint16_t value{};
  bool is_own{};     ///< said of this very cell, not only of others on its carrier
  double quality{};  ///< 0…1: what the witness's word is worth
  std::string source;
};

struct Quantity {
  std::uint16_t (*of_mib)(const lte::Mib&);
  std::optional<std::uint16_t> (*of_row)(const towers::TowerRecord&);
};

/// \return nothing when there is no witness, or when witnesses of the best kind disagree with each other
[[nodiscard]] std::optional<Reference> reference_of(const RuleContext& context, const Quantity& quantity);

}  // namespace cellwarden::detector
