#pragma once

/// \file
/// Rules about a stretch of spectrum and not about one cell. They are told of the strongest cell heard in the
/// tuning; where none is heard any more, of the strongest that was. docs/detection.md says what that means.

#include "detector/rules/rule.hpp"

namespace cellwarden::detector {

[[nodiscard]] Outcome broadband_jam(const RuleContext& context);  // RF17
[[nodiscard]] Outcome sync_jam(const RuleContext& context);       // RF18

}  // namespace cellwarden::detector
