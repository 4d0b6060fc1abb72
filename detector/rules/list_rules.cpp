// ID05 and ID06: does a list have this cell?

#include <optional>
#include <set>
#include <string>
#include <utility>

#include "detector/rules/fire.hpp"
#include "detector/rules/gsm_cell.hpp"
#include "detector/rules/identity_rules.hpp"
#include "detector/rules/list_worth.hpp"
#include "detector/rules/replan.hpp"
#include "detector/rules/witnesses.hpp"

namespace cellwarden::detector::identity_rules {
namespace {

constexpr double kKnownSiteQuality = 0.5;  // a sector more is the commonest reason to be unlisted
constexpr double kOffAirQuality = 0.5;     // what is to be switched off often stays on for a while

// Lists of one kind.
struct Kind {
  std::string_view name;  // "trusted"
  bool (*takes)(towers::Trust);
};
constexpr Kind kTrusted{"trusted", [](towers::Trust trust) { return trust != towers::Trust::kCrowd; }};
constexpr Kind kCrowd{"crowd", [](towers::Trust trust) { return trust == towers::Trust::kCrowd; }};

// Of the rows of another time, one to come goes before one that is over.
void keep_off_air(std::optional<towers::TowerRecord>& kept, towers::TowerRecord row,
                  const RuleContext& context) {
  if (!kept || standing_of(row, context) == Standing::kNotYet) kept = std::move(row);
}

// The list has it at another time.
// \param name  what of the cell the row has: an identity, or a physical id
Outcome off_air(const RuleContext& context, const towers::TowerRecord& row, const std::string& name,
                std::string observed) {
  const std::string interval = interval_text(row, context);
  if (standing_of(row, context) == Standing::kNotYet) {
    return not_evaluated(interval + ": it may be on trial already");
  }
  const Worth worth = worth_of(row, Asked::kHasCell, context);
  return fire(worth.quality * kOffAirQuality, std::move(observed), interval, worth.name,
              "It calls itself " + name + "; " + interval +
                  ". Switching off may be late; a name that is not used any more may also be borrowed.");
}

// What the rows of one kind of list say of this carrier.
struct Listing {
  std::set<std::uint16_t> physical_ids;
  std::size_t rows_without_physical_id{};
  const towers::Source* source{};
  bool is_mixed{};                             // rows of several sources
  Worth worth{};                               // of the best of them
  std::optional<towers::TowerRecord> off_air;  // has this physical id at another time; the others are on
};

Listing listing_on_carrier(const RuleContext& context, const Kind& kind) {
  Listing listing;
  for (towers::TowerRecord& row : rows_on_carrier_at_any_time(context)) {
    const towers::Source& source = context.towers->source_of(row);
    if (!kind.takes(source.trust)) continue;
    if (!is_on(row, context)) {
      if (row.physical_id == context.seen().physical_id) {
        keep_off_air(listing.off_air, std::move(row), context);
      }
      continue;
    }
    listing.is_mixed = listing.is_mixed || (listing.source != nullptr && listing.source != &source);
    Worth worth = worth_of(source, Asked::kHasCell, context);
    if (listing.source == nullptr || worth.quality > listing.worth.quality) listing.worth = std::move(worth);
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
  const std::uint16_t pci = context.seen().physical_id;
  const std::string name = "PCI " + std::to_string(pci);
  if (listing.physical_ids.contains(pci)) return pass();
  if (listing.off_air && listing.rows_without_physical_id == 0) {
    return off_air(context, *listing.off_air, name + " on " + where, name + " on " + where);
  }
  if (listing.source == nullptr)
    return not_evaluated("no row of any " + list + " is on " + where + " near here");
  if (listing.physical_ids.empty()) {
    return not_evaluated("the " + list + "'s rows on " + where + " name no physical cell id");
  }
  if (listing.rows_without_physical_id > 0) {
    return not_evaluated(counted(listing.rows_without_physical_id, "row", "rows") + " of the " + list +
                         " on " + where + " without a physical cell id could be this cell");
  }
  const Worth& worth = listing.worth;
  return fire(worth.quality, name + " on " + where, "PCI " + joined(listing.physical_ids),
              worth.name + (listing.is_mixed ? " and others" : ""),
              "A cell on " + where + " calls itself " + name + "; the " + list + " has " +
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

// Of the sources that have cells of one of its networks near the sensor, and so would know the cell, the one
// whose word is worth most.
std::optional<Worth> word_of_networks(const RuleContext& context, const Kind& kind, const Claim& own) {
  std::optional<towers::Near> near;
  if (context.seen().receiver_at) {
    near = towers::Near{*context.seen().receiver_at, context.settings.towers_radius_m};
  }
  std::optional<Worth> best;
  for (const Plmn& plmn : numbers_of(own)) {
    for (const towers::NetworkShare& share : context.towers->shares(context.seen().carrier.rat, plmn, near)) {
      const towers::Source& source = context.towers->sources()[share.source];
      if (share.cells == 0 || !kind.takes(source.trust)) continue;
      Worth worth = worth_of(source, Asked::kHasCell, context);
      if (!best || worth.quality > best->quality) best = std::move(worth);
    }
  }
  return best;
}

// How a list has an identity, wherever that is: where it may be heard is ID07's matter.
struct Entry {
  bool is_listed{};                            // on air, at the time of the observation
  std::optional<towers::TowerRecord> off_air;  // a row of another time
};

Entry entry_of(const RuleContext& context, const Kind& kind) {
  Entry entry;
  for (towers::TowerRecord& row : listed_rows(context, context.cell)) {
    if (!kind.takes(context.towers->source_of(row).trust)) continue;
    if (is_on(row, context)) {
      entry.is_listed = true;
    } else {
      keep_off_air(entry.off_air, std::move(row), context);
    }
  }
  return entry;
}

// Other cells of an LTE cell's site that the list has.
std::size_t listed_of_site(const RuleContext& context, const Kind& kind, const Claim& own) {
  constexpr std::size_t kMost = 2 * towers::kSectorsOfEnb;  // several sources may have each
  const auto site = site_of(context.cell);
  if (!site) return 0;
  std::set<std::uint64_t> listed;
  const std::uint64_t first = *site * towers::kSectorsOfEnb;
  for (const Plmn& plmn : numbers_of(own)) {
    const auto rows = context.towers->find_range(context.seen().carrier.rat, plmn, first,
                                                 first + towers::kSectorsOfEnb - 1, kMost);
    for (const auto& row : rows) {
      const bool counts = kind.takes(context.towers->source_of(row).trust) && is_on(row, context);
      if (row.cell && counts) listed.insert(*row.cell);
    }
  }
  return listed.size();
}

Outcome unlisted_identity(const RuleContext& context, const Kind& kind, const Claim& own, const Worth& word) {
  const Entry entry = entry_of(context, kind);
  if (entry.is_listed) return pass();
  const std::string identity = claim_text(context.cell);
  const std::string observed =
      identity + " on " + carrier_text(context) + ", " + physical_id_text(context.seen());
  if (entry.off_air) return off_air(context, *entry.off_air, identity, observed);
  const std::string list = std::string(kind.name) + " list";
  const std::size_t of_site = listed_of_site(context, kind, own);
  const double quality = word.quality * (of_site > 0 ? kKnownSiteQuality : 1.0);
  return fire(quality, observed, "an identity of the list", word.name,
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
  if (const auto word = word_of_networks(context, kind, *own)) {
    return unlisted_identity(context, kind, *own, *word);
  }
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
