// Family DG: does the cell show phones the way down, and none back?

#include <array>

#include "detector/rules/gsm_rules.hpp"
#include "detector/rules/rule.hpp"

namespace cellwarden::detector {
namespace {

constexpr std::array kDgRules = std::to_array<Rule>({{"DG04", gsm_rules::no_lte_return}});

}  // namespace

std::span<const Rule> dg_rules() noexcept {
  return kDgRules;
}

}  // namespace cellwarden::detector
