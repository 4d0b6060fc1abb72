// Family DG: does the cell show phones the way down, and none back?

#include <array>

#include "detector/rules/gsm_rules.hpp"
#include "detector/rules/lte_rules.hpp"
#include "detector/rules/rule.hpp"

namespace cellwarden::detector {
namespace {

constexpr std::array kDgRules = std::to_array<Rule>({{"DG01", lte_rules::gsm_above_lte},
                                                     {"DG02", lte_rules::utra_above_lte},
                                                     {"DG03", lte_rules::only_older_neighbours},
                                                     {"DG04", gsm_rules::no_lte_return}});

}  // namespace

std::span<const Rule> dg_rules() noexcept {
  return kDgRules;
}

}  // namespace cellwarden::detector
