#pragma once

/// \file
/// How much a table's age leaves of its word: licences, codes, standards that have ended.

#include <chrono>

#include "cell/calendar_date.hpp"
#include "detector/rules/rule.hpp"

namespace cellwarden::detector {

/// Half where it is a year apart from today, before or after; 0.8 where today's date is not known.
[[nodiscard]] double quality_of_table(const RuleContext& context, std::chrono::sys_days date);

/// Whether the input is more than a year older than the table, which then may not have been true yet.
[[nodiscard]] bool is_before_table(const RuleContext& context, std::chrono::sys_days date);

}  // namespace cellwarden::detector
