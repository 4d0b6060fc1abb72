#pragma once

/// \file
/// How much a tower list's age leaves of its word.

#include <chrono>
#include <string>

#include "cell/calendar_date.hpp"
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

/// How much the age of a table (licences, codes) leaves of its word: half where it is a year apart from
/// today, before or after; 0.8 where today's date is not known.
[[nodiscard]] double quality_of_table(const RuleContext& context, std::chrono::sys_days date);

/// Whether the input is more than a year older than the table, which then may not have been true yet.
[[nodiscard]] bool is_before_table(const RuleContext& context, std::chrono::sys_days date);

}  // namespace cellwarden::detector
