// Family ID: is this cell one that is known here?

#include <array>

#include "detector/rules/by_standard.hpp"
#include "detector/rules/gsm_rules.hpp"
#include "detector/rules/identity_rules.hpp"
#include "detector/rules/lte_rules.hpp"
#include "detector/rules/rule.hpp"

namespace cellwarden::detector {
namespace {

constexpr std::array kIdRules =
    std::to_array<Rule>({{"ID01", by_standard<gsm_rules::plmn_foreign, lte_rules::plmn_foreign>},
                         {"ID02", by_standard<gsm_rules::plmn_test, lte_rules::plmn_test>},
                         {"ID03", identity_rules::not_licensed_here},
                         {"ID04", identity_rules::band_impossible},
                         {"ID05", identity_rules::unknown_in_trusted},
                         {"ID06", identity_rules::unknown_in_crowd},
                         {"ID07", identity_rules::known_far_away},
                         {"ID08", identity_rules::other_carrier},
                         {"ID09", identity_rules::other_physical_id},
                         {"ID10", identity_rules::other_area},
                         {"ID11", identity_rules::area_never_used},
                         {"ID12", by_standard<gsm_rules::area_minority, lte_rules::area_minority>},
                         {"ID13", gsm_rules::identity_twice},
                         {"ID15", identity_rules::swapped_identity},
                         {"ID16", by_standard<gsm_rules::identity_structure, lte_rules::identity_structure>},
                         {"ID17", by_standard<gsm_rules::stock_identity, lte_rules::stock_identity>},
                         {"ID18", gsm_rules::rat_retired},
                         {"ID19", lte_rules::closed_group_claim},
                         {"ID20", lte_rules::network_list_changed}});

}  // namespace

std::span<const Rule> id_rules() noexcept {
  return kIdRules;
}

}  // namespace cellwarden::detector
