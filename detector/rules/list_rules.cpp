// ID05 and ID06: does a list have this cell?

#include <set>

#include "detector/rules/fire.hpp"
#include "detector/rules/gsm_cell.hpp"
#include "detector/rules/identity_rules.hpp"
#include "detector/rules/list_age.hpp"
#include "detector/rules/replan.hpp"
#include "detector/rules/witnesses.hpp"

namespace cellwarden::detector::identity_rules {
namespace {

constexpr double kKnownSiteQuality = 0.5;  // a sector more is the commonest reason to be unlisted

// Lists of one kind.
struct Kind {
  std::string_view name;  // "trusted"
  bool (*takes)(towers::Trust);
};
constexpr Kind kTrusted{"trusted", [](towers::Trust trust) { return trust != towers::Trust::kCrowd; }};
constexpr Kind kCrowd{"crowd", [](towers::Trust trust) { return trust == towers::Trust::kCrowd; }};

std::string source_text(const towers::Source& source, const ListAge& age, bool is_mixed) {
  return source.name + (is_mixed ? " and others" : "") + " (" + std::string(towers::to_string(source.trust)) +
         ", " + age.text + ")";
}

// What the rows of one kind of list say of this carrier.
struct Listing {
  std::set<std::uint16_t> physical_ids;
  std::size_t rows_without_physical_id{};
  const towers::Source* source{};
  bool is_mixed{};  // rows of several sources
};

Listing listing_on_carrier(const RuleContext& context, const Kind& kind) {
  Listing listing;
  for (const towers::TowerRecord& row : rows_on_carrier(context)) {
    const towers::Source& source = context.towers->source_of(row);
    if (!kind.takes(source.trust)) continue;
    listing.is_mixed = listing.is_mixed || (listing.source != nullptr && listing.source != &source);
    listing.source = &source;
    if (row.physical_id) {
      listing.physical_ids.insert(*row.physical_id);
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

// All that a master information block allows.
Outcome unlisted_on_carrier(const RuleContext& context, const Kind& kind) {
  const Listing listing = listing_on_carrier(context, kind);
  const std::string where = carrier_text(context);
  const std::string list = std::string(kind.name) + " list";
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
  return fire(age.quality, "PCI " + std::to_string(pci) + " on " + where,
              "PCI " + joined(listing.physical_ids), source_text(*listing.source, age, listing.is_mixed),
              "A cell on " + where + " calls itself PCI " + std::to_string(pci) + "; the " + list + " has " +
                  counted(listing.physical_ids.size(), "other", "others") + " on this carrier near here (" +
                  joined(listing.physical_ids) + "), not this one.");
}

// The networks of a claim that can be looked up.
std::vector<Plmn> numbers_of(const Claim& claim) {
  std::vector<Plmn> plmns;
  for (const auto& plmn : claim.plmns) {
    if (plmn) plmns.push_back(*plmn);
  }
  return plmns;
}

// The source of the most trust that has cells of one of its networks near the sensor: who would know the
// cell.
const towers::Source* source_of_networks(const RuleContext& context, const Kind& kind, const Claim& own) {
  std::optional<towers::Near> near;
  if (context.seen().receiver_at) {
    near = towers::Near{*context.seen().receiver_at, context.settings.towers_radius_m};
  }
  const towers::Source* best = nullptr;
  for (const Plmn& plmn : numbers_of(own)) {
    for (const towers::NetworkShare& share : context.towers->shares(context.seen().carrier.rat, plmn, near)) {
      const towers::Source& source = context.towers->sources()[share.source];
      if (share.cells == 0 || !kind.takes(source.trust)) continue;
      if (best == nullptr || source.trust > best->trust) best = &source;
    }
  }
  return best;
}

// Wherever it is listed: where it may be heard is another rule's matter.
bool is_listed(const RuleContext& context, const Kind& kind, const Claim& own) {
  const Rat rat = context.seen().carrier.rat;
  const auto area = rat == Rat::kGsm ? std::optional(own.area) : std::nullopt;
  for (const Plmn& plmn : numbers_of(own)) {
    for (const auto& row : context.towers->find(rat, plmn, area, own.cell)) {
      if (kind.takes(context.towers->source_of(row).trust)) return true;
    }
  }
  return false;
}

// Other cells of an LTE cell's site that the list has.
std::size_t listed_of_site(const RuleContext& context, const Kind& kind, const Claim& own) {
  constexpr std::uint64_t kSectors = 256;
  constexpr std::size_t kMost = 2 * kSectors;  // several sources may have each
  const auto site = site_of(context.cell);
  if (!site) return 0;
  std::set<std::uint64_t> listed;
  const std::uint64_t first = *site * kSectors;
  for (const Plmn& plmn : numbers_of(own)) {
    const auto rows =
        context.towers->find_range(context.seen().carrier.rat, plmn, first, first + kSectors - 1, kMost);
    for (const auto& row : rows) {
      if (row.cell && kind.takes(context.towers->source_of(row).trust)) listed.insert(*row.cell);
    }
  }
  return listed.size();
}

Outcome unlisted_identity(const RuleContext& context, const Kind& kind, const Claim& own,
                          const towers::Source& source) {
  if (is_listed(context, kind, own)) return pass();
  const std::string list = std::string(kind.name) + " list";
  const ListAge age = age_of_list(source, context);
  const std::string identity = claim_text(context.cell);
  const std::size_t of_site = listed_of_site(context, kind, own);
  const double quality =
      age.quality * completeness_of(source.trust) * (of_site > 0 ? kKnownSiteQuality : 1.0);
  return fire(quality, identity + " on " + carrier_text(context) + ", " + physical_id_text(context.seen()),
              "an identity of the list", source_text(source, age, false),
              "It calls itself " + identity + "; the " + list + " has other cells of " +
                  networks_text(own.plmns) + " near here, not this one" +
                  (of_site > 0 ? ", but " + std::to_string(of_site) + " of its site" : std::string()) + ".");
}

Outcome unlisted(const RuleContext& context, const Kind& kind) {
  if (context.towers == nullptr) return not_evaluated("no tower list was given");
  const bool is_gsm = context.seen().gsm() != nullptr;
  const auto own = claim_of(context.cell);
  if (!own) return is_gsm ? without_claim(context) : unlisted_on_carrier(context, kind);
  if (is_gsm && kind.name == kTrusted.name && is_railway_cell(context)) return railway();
  const auto* source = source_of_networks(context, kind, *own);
  if (source != nullptr) return unlisted_identity(context, kind, *own, *source);
  if (!is_gsm) return unlisted_on_carrier(context, kind);
  if (numbers_of(*own).empty()) return not_evaluated("its network code is no number to look up");
  return not_evaluated("no row of any " + std::string(kind.name) + " list is of " +
                       networks_text(own->plmns) + " near here");
}

}  // namespace

Outcome unknown_in_trusted(const RuleContext& context) {
  return unlisted(context, kTrusted);
}

Outcome unknown_in_crowd(const RuleContext& context) {
  return unlisted(context, kCrowd);
}

}  // namespace cellwarden::detector::identity_rules
