#pragma once

/// \file
/// The rules that are about GSM cells, by family; docs/detection.md. Each is a function as Rule wants it.

#include "detector/rules/rule.hpp"

namespace cellwarden::detector::gsm_rules {

// Identity.
[[nodiscard]] Outcome plmn_foreign(const RuleContext& context);        // ID01
[[nodiscard]] Outcome plmn_test(const RuleContext& context);           // ID02
[[nodiscard]] Outcome area_minority(const RuleContext& context);       // ID12
[[nodiscard]] Outcome identity_twice(const RuleContext& context);      // ID13
[[nodiscard]] Outcome identity_structure(const RuleContext& context);  // ID16
[[nodiscard]] Outcome stock_identity(const RuleContext& context);      // ID17
[[nodiscard]] Outcome rat_retired(const RuleContext& context);         // ID18

// Broadcast parameters.
[[nodiscard]] Outcome cro_bait(const RuleContext& context);             // BP01
[[nodiscard]] Outcome access_threshold(const RuleContext& context);     // BP02
[[nodiscard]] Outcome reselect_hysteresis(const RuleContext& context);  // BP03
[[nodiscard]] Outcome odd_t3212(const RuleContext& context);            // BP04
[[nodiscard]] Outcome no_neighbours(const RuleContext& context);        // BP05
[[nodiscard]] Outcome no_neighbour_heard(const RuleContext& context);   // BP06
[[nodiscard]] Outcome one_way_neighbour(const RuleContext& context);    // BP07
[[nodiscard]] Outcome missing_classes(const RuleContext& context);      // BP08
[[nodiscard]] Outcome stock_parameters(const RuleContext& context);     // BP16
[[nodiscard]] Outcome odd_rach(const RuleContext& context);             // BP19
[[nodiscard]] Outcome ncc_not_permitted(const RuleContext& context);    // BP20
[[nodiscard]] Outcome no_lte_return(const RuleContext& context);        // DG04

// Time and traffic.
[[nodiscard]] Outcome area_rotation(const RuleContext& context);                 // DY06
[[nodiscard]] Outcome cell_rotation(const RuleContext& context);                 // DY07
[[nodiscard]] Outcome paging_poverty(const RuleContext& context);                // DY09
[[nodiscard]] Outcome paging_by_permanent_identity(const RuleContext& context);  // DY11
[[nodiscard]] Outcome never_hops(const RuleContext& context);                    // DY13
[[nodiscard]] Outcome assignment_storm(const RuleContext& context);              // DY17

// The transmitter.
[[nodiscard]] Outcome carrier_instability(const RuleContext& context);  // RF03
[[nodiscard]] Outcome phase_error(const RuleContext& context);          // RF14
[[nodiscard]] Outcome carrier_pauses(const RuleContext& context);       // RF15
[[nodiscard]] Outcome training_sequence(const RuleContext& context);    // RF16
[[nodiscard]] Outcome timing_advances(const RuleContext& context);      // RF22

}  // namespace cellwarden::detector::gsm_rules
