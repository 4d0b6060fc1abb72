#pragma once

/// \file
/// What the clock that dated the newest dwell is good for. Where nobody knows how good it is (recordings), it
/// is taken at its word.

#include <optional>
#include <string>

#include "detector/rules/rule.hpp"

namespace cellwarden::detector {

/// Why the clock cannot tell times apart that lie `needed_s` apart; nothing where it can, or nobody knows.
[[nodiscard]] std::optional<std::string> why_clock_is_poor(const RuleContext& context, double needed_s);

/// UTC of the newest dwell, good to a day: nothing where the input has no clock, or none that anything keeps.
[[nodiscard]] std::optional<Time> date_of(const RuleContext& context);

}  // namespace cellwarden::detector
