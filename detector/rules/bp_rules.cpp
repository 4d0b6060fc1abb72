// Family BP: does the cell broadcast what its carrier broadcasts here?

#include <array>

#include "detector/rules/by_standard.hpp"
#include "detector/rules/fire.hpp"
#include "detector/rules/gsm_rules.hpp"
#include "detector/rules/lte_rules.hpp"
#include "detector/rules/reference_configuration.hpp"
#include "detector/rules/rule.hpp"

namespace cellwarden::detector {
namespace {

// Rogues are narrow to be cheap; a wider cell is odd, but not in their way.
constexpr double kWiderQuality = 0.5;

constexpr Quantity kBandwidth{[](const lte::Mib& mib) -> std::uint16_t { return mib.bandwidth_rb; },
                              [](const towers::TowerRecord& row) { return row.bandwidth_rb; }};

std::string in_blocks(std::uint16_t blocks) {
  return std::to_string(blocks) + " resource blocks";
}

Outcome bandwidth_small(const RuleContext& context) {
  const auto* lte = context.seen().lte();
  if (lte == nullptr) return not_evaluated("it is about LTE cells");
  const auto& mib = lte->mib;
  if (!mib) return not_evaluated("its master information block was not read in this dwell");
  const auto reference = reference_of(context, kBandwidth);
  if (!reference) {
    return not_evaluated("no baseline, tower list or pair of other cells tells this carrier's bandwidth");
  }
  if (mib->bandwidth_rb == reference->value) return pass();
  const double narrower = mib->bandwidth_rb < reference->value ? 1.0 : kWiderQuality;
  const std::string observed = in_blocks(mib->bandwidth_rb);
  return fire(narrower * reference->quality, observed, in_blocks(reference->value), reference->source,
              "It announces a bandwidth of " + observed + "; by " + reference->source + " it should be " +
                  std::to_string(reference->value) + ".");
}

constexpr std::array kBpRules =
    std::to_array<Rule>({{"BP01", gsm_rules::cro_bait},
                         {"BP02", by_standard<gsm_rules::access_threshold, lte_rules::access_threshold>},
                         {"BP03", gsm_rules::reselect_hysteresis},
                         {"BP04", gsm_rules::odd_t3212},
                         {"BP05", gsm_rules::no_neighbours},
                         {"BP06", gsm_rules::no_neighbour_heard},
                         {"BP07", gsm_rules::one_way_neighbour},
                         {"BP08", gsm_rules::missing_classes},
                         {"BP09", lte_rules::few_messages},
                         {"BP10", lte_rules::promised_absent},
                         {"BP11", lte_rules::no_other_carriers},
                         {"BP12", lte_rules::priority_trap},
                         {"BP13", lte_rules::barred},
                         {"BP14", lte_rules::changed_with_same_tag},
                         {"BP15", lte_rules::profile_outlier},
                         {"BP16", gsm_rules::stock_parameters},
                         {"BP17", lte_rules::wrong_time},
                         {"BP18", lte_rules::emergency_flags},
                         {"BP19", gsm_rules::odd_rach},
                         {"BP20", gsm_rules::ncc_not_permitted},
                         {"BP22", bandwidth_small}});

}  // namespace

std::span<const Rule> bp_rules() noexcept {
  return kBpRules;
}

}  // namespace cellwarden::detector
