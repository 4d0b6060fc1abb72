// Family ID: is this cell one that is known here?

#include <array>
#include <set>

#include "detector/rules/by_standard.hpp"
#include "detector/rules/gsm_rules.hpp"
#include "detector/rules/list_age.hpp"
#include "detector/rules/lte_rules.hpp"
#include "detector/rules/rule.hpp"

namespace cellwarden::detector {
namespace {

// What the rows of one kind of list say of this carrier.
struct Listing {
  std::set<std::uint16_t> physical_ids;
  std::size_t rows_without_physical_id{};
  const towers::Source* source{};
  bool is_mixed{};  // rows of several sources
};

Listing listing_on_carrier(const RuleContext& context, bool (*takes)(towers::Trust)) {
  Listing listing;
  for (const towers::TowerRecord* row : rows_on_carrier(context)) {
    const towers::Source& source = context.towers->source_of(*row);
    if (!takes(source.trust)) continue;
    listing.is_mixed = listing.is_mixed || (listing.source != nullptr && listing.source != &source);
    listing.source = &source;
    if (row->physical_id) {
      listing.physical_ids.insert(*row->physical_id);
    } else {
      ++listing.rows_without_physical_id;
    }
  }
  return listing;
}

std::string joined(const std::set<std::uint16_t>& ids) {
  constexpr std::size_t kMost = 8;
  std::string text;
  std::size_t count = 0;
  for (const std::uint16_t id : ids) {
    if (count == kMost) return text + ", ... (" + std::to_string(ids.size()) + " in all)";
    text += (count++ == 0 ? "" : ", ") + std::to_string(id);
  }
  return text;
}

Outcome unlisted(const RuleContext& context, bool (*takes)(towers::Trust), std::string_view kind) {
  if (context.towers == nullptr) return not_evaluated("no tower list was given");
  const Listing listing = listing_on_carrier(context, takes);
  const std::string where = carrier_text(context);
  const std::string list = std::string(kind) + " list";
  if (listing.source == nullptr)
    return not_evaluated("no row of any " + list + " is on " + where + " near here");
  if (listing.physical_ids.empty()) {
    return not_evaluated("the " + list + "'s rows on " + where + " name no physical cell id");
  }
  const std::uint16_t pci = context.seen().physical_id;
  if (listing.physical_ids.contains(pci)) return pass();
  if (listing.rows_without_physical_id > 0) {
    return not_evaluated(counted(listing.rows_without_physical_id, "row", "rows") + " of the " + list +
                         " on " + where + " without a physical cell id could be this cell");
  }
  const ListAge age = age_of_list(*listing.source, context);
  Outcome fired;
  fired.verdict = Verdict::kFire;
  fired.quality = age.quality;
  fired.observed = "PCI " + std::to_string(pci) + " on " + where;
  fired.expected = "PCI " + joined(listing.physical_ids);
  fired.source = listing.source->name + (listing.is_mixed ? " and others" : "") + " (" +
                 std::string(towers::to_string(listing.source->trust)) + ", " + age.text + ")";
  fired.text = "A cell on " + where + " calls itself PCI " + std::to_string(pci) + "; the " + list + " has " +
               counted(listing.physical_ids.size(), "other", "others") + " on this carrier near here (" +
               joined(listing.physical_ids) + "), not this one.";
  return fired;
}

Outcome unknown_in_trusted(const RuleContext& context) {
  if (context.seen().gsm() != nullptr) return gsm_rules::unknown_in_trusted(context);
  return unlisted(
      context, [](towers::Trust trust) { return trust != towers::Trust::kCrowd; }, "trusted");
}

Outcome unknown_in_crowd(const RuleContext& context) {
  if (context.seen().gsm() != nullptr) return gsm_rules::unknown_in_crowd(context);
  return unlisted(
      context, [](towers::Trust trust) { return trust == towers::Trust::kCrowd; }, "crowd");
}

constexpr std::array kIdRules =
    std::to_array<Rule>({{"ID01", by_standard<gsm_rules::plmn_foreign, lte_rules::plmn_foreign>},
                         {"ID02", by_standard<gsm_rules::plmn_test, lte_rules::plmn_test>},
                         {"ID05", unknown_in_trusted},
                         {"ID06", unknown_in_crowd},
                         {"ID12", by_standard<gsm_rules::area_minority, lte_rules::area_minority>},
                         {"ID13", gsm_rules::identity_twice},
                         {"ID16", by_standard<gsm_rules::identity_structure, lte_rules::identity_structure>},
                         {"ID17", by_standard<gsm_rules::stock_identity, lte_rules::stock_identity>},
                         {"ID18", gsm_rules::rat_retired},
                         {"ID20", lte_rules::network_list_changed}});

}  // namespace

std::span<const Rule> id_rules() noexcept {
  return kIdRules;
}

}  // namespace cellwarden::detector
