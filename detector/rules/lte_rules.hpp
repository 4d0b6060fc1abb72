#pragma once

/// \file
/// The rules that are about what LTE cells broadcast, by family; docs/detection.md. Each is a function as
/// Rule wants it.

#include "detector/rules/rule.hpp"

namespace cellwarden::detector::lte_rules {

// Identity.
[[nodiscard]] Outcome plmn_foreign(const RuleContext& context);          // ID01
[[nodiscard]] Outcome plmn_test(const RuleContext& context);             // ID02
[[nodiscard]] Outcome area_minority(const RuleContext& context);         // ID12
[[nodiscard]] Outcome identity_structure(const RuleContext& context);    // ID16
[[nodiscard]] Outcome numbers_by_list(const RuleContext& context);       // its part that asks tower lists
[[nodiscard]] Outcome stock_identity(const RuleContext& context);        // ID17
[[nodiscard]] Outcome closed_group_claim(const RuleContext& context);    // ID19
[[nodiscard]] Outcome network_list_changed(const RuleContext& context);  // ID20

// Broadcast parameters.
[[nodiscard]] Outcome access_threshold(const RuleContext& context);       // BP02
[[nodiscard]] Outcome few_messages(const RuleContext& context);           // BP09
[[nodiscard]] Outcome promised_absent(const RuleContext& context);        // BP10
[[nodiscard]] Outcome no_other_carriers(const RuleContext& context);      // BP11
[[nodiscard]] Outcome priority_trap(const RuleContext& context);          // BP12
[[nodiscard]] Outcome barred(const RuleContext& context);                 // BP13
[[nodiscard]] Outcome changed_with_same_tag(const RuleContext& context);  // BP14
[[nodiscard]] Outcome profile_outlier(const RuleContext& context);        // BP15
[[nodiscard]] Outcome wrong_time(const RuleContext& context);             // BP17
[[nodiscard]] Outcome emergency_flags(const RuleContext& context);        // BP18

// Pushed to older standards.
[[nodiscard]] Outcome gsm_above_lte(const RuleContext& context);          // DG01
[[nodiscard]] Outcome utra_above_lte(const RuleContext& context);         // DG02
[[nodiscard]] Outcome only_older_neighbours(const RuleContext& context);  // DG03

// Radio.
[[nodiscard]] Outcome content_conflict(const RuleContext& context);  // RF06
[[nodiscard]] Outcome louder_subframes(const RuleContext& context);  // RF07
[[nodiscard]] Outcome symbol_error(const RuleContext& context);      // RF14

// Traffic.
[[nodiscard]] Outcome no_user_traffic(const RuleContext& context);               // DY12
[[nodiscard]] Outcome paging_poverty(const RuleContext& context);                // DY10
[[nodiscard]] Outcome paging_by_permanent_identity(const RuleContext& context);  // DY11
[[nodiscard]] Outcome changed_without_notice(const RuleContext& context);        // DY16
[[nodiscard]] Outcome access_storm(const RuleContext& context);                  // DY18

}  // namespace cellwarden::detector::lte_rules
