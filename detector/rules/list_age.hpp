#pragma once

/// \file
/// How much a tower list's age leaves of its word.

#include <string>

#include "detector/calendar_date.hpp"
#include "detector/rules/rule.hpp"

namespace cellwarden::detector {

struct ListAge {
  double quality{};
  std::string text;  ///< "12 days old", "of unknown age"
};

/// How much it says that a list has not got a cell of a network that it has. A survey knows what could be
/// heard along its way.
[[nodiscard]] double completeness_of(towers::Trust trust) noexcept;

[[nodiscard]] ListAge age_of_list(const towers::Source& source, const RuleContext& context);

}  // namespace cellwarden::detector
