#pragma once

/// \file
/// How much a tower list's age leaves of its word.

#include <string>

#include "detector/rules/rule.hpp"

namespace cellwarden::detector {

struct ListAge {
  double quality{};
  std::string text;  ///< "12 days old", "of unknown age"
};

[[nodiscard]] ListAge age_of_list(const towers::Source& source, const RuleContext& context);

/// "2023-01-31".
[[nodiscard]] std::string date_text(std::chrono::sys_days date);

}  // namespace cellwarden::detector
