#pragma once

/// \file
/// The identity rules that ask the same of GSM and LTE cells in one way; docs/detection.md. Each is a
/// function as Rule wants it.

#include "detector/rules/rule.hpp"

namespace cellwarden::detector::identity_rules {

[[nodiscard]] Outcome not_licensed_here(const RuleContext& context);   // ID03
[[nodiscard]] Outcome band_impossible(const RuleContext& context);     // ID04
[[nodiscard]] Outcome unknown_in_trusted(const RuleContext& context);  // ID05
[[nodiscard]] Outcome unknown_in_crowd(const RuleContext& context);    // ID06
[[nodiscard]] Outcome known_far_away(const RuleContext& context);      // ID07
[[nodiscard]] Outcome other_carrier(const RuleContext& context);       // ID08
[[nodiscard]] Outcome other_physical_id(const RuleContext& context);   // ID09
[[nodiscard]] Outcome other_area(const RuleContext& context);          // ID10
[[nodiscard]] Outcome area_never_used(const RuleContext& context);     // ID11
[[nodiscard]] Outcome swapped_identity(const RuleContext& context);    // ID15
[[nodiscard]] Outcome level_geometry(const RuleContext& context);      // RF21

}  // namespace cellwarden::detector::identity_rules
