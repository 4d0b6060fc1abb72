// What an LTE cell says of access, emergencies, homes and the time, against the other cells of its network.

#include <algorithm>
#include <array>
#include <set>

#include "detector/decimal.hpp"
#include "detector/lte_messages.hpp"
#include "detector/rules/fire.hpp"
#include "detector/rules/lte_cell.hpp"
#include "detector/rules/lte_rules.hpp"
#include "detector/rules/siblings.hpp"

namespace cellwarden::detector::lte_rules {
namespace {

const lte::SystemInformationBlock1* sib1_of(const history::CellTrack& cell) {
  const auto* history = cell.lte();
  return history != nullptr && history->sib1() ? &history->sib1()->block : nullptr;
}

std::vector<const lte::SystemInformationBlock1*> blocks_of_siblings(const RuleContext& context) {
  std::vector<const lte::SystemInformationBlock1*> blocks;
  for (const history::CellTrack* other : siblings(context)) {
    if (const auto* sib1 = sib1_of(*other)) blocks.push_back(sib1);
  }
  return blocks;
}

std::string heard_cells(std::size_t count, const LteCell& own) {
  return counted(count, "other cell", "other cells") + " of " + networks_text(own.identity.plmns) +
         " heard in the last ten minutes";
}

bool is_home_cell(const history::CellTrack& cell) {
  const auto* sib1 = sib1_of(cell);
  if (sib1 == nullptr) return false;
  const auto* sib9 = cell.lte()->find<lte::SystemInformationBlock9>();
  return sib1->is_csg || (sib9 != nullptr && sib9->hnb_name);
}

// Where it stands by level among what the dwell heard: 1 for the strongest.
std::size_t place_by_level(const RuleContext& context) {
  const double own_dbfs = context.seen().signal.power_dbfs;
  return 1 + static_cast<std::size_t>(std::ranges::count_if(context.others, [&](const auto* other) {
           return other->latest().signal.power_dbfs > own_dbfs;
         }));
}

}  // namespace

Outcome closed_group_claim(const RuleContext& context) {
  constexpr std::size_t kStrongest = 3;
  const auto own = lte_cell(context);
  if (!own) return without_sib1();
  if (!is_home_cell(context.cell)) return pass();
  const bool is_closed = own->sib1.is_csg;
  const std::string claim = is_closed ? "for a closed group of subscribers" : "a home base station";
  if (is_closed && own->history.was_open()) {
    return fire(1.0, "closed to all but a group", "open to all, as before", "the cell itself in this run",
                "It was open to all and now says that it is for a closed group of subscribers only.");
  }
  const auto macro = std::ranges::count_if(
      context.others, [](const auto* other) { return sib1_of(*other) != nullptr && !is_home_cell(*other); });
  if (static_cast<std::size_t>(macro) < kStrongest) {
    return not_evaluated("it says that it is " + claim + ", and only " +
                         counted(static_cast<std::size_t>(macro), "other cell", "other cells") +
                         " heard with it that is none; three are needed to compare levels");
  }
  const std::size_t place = place_by_level(context);
  if (place > kStrongest) {
    return not_evaluated("it says that it is " + claim + ", and is as weak as such cells are", "X09");
  }
  return fire(1.0, claim + ", number " + std::to_string(place) + " by level",
              "a weak cell, as those indoors are heard from outside", "the other cells of the dwell",
              "It says that it is " + claim + ", and is among the three strongest cells heard here.");
}

Outcome access_threshold(const RuleContext& context) {
  constexpr std::int16_t kFloor_dbm = -140;  // TS 36.331: q-RxLevMin -70, in steps of 2 dB
  const auto own = lte_cell(context);
  if (!own) return without_sib1();
  if (own->sib1.q_rx_lev_min_dbm > kFloor_dbm) return pass();
  const auto theirs = blocks_of_siblings(context);
  if (static_cast<double>(theirs.size()) < context.settings.lte_min_siblings) {
    return too_few_siblings(context, theirs.size(), context.settings.lte_min_siblings);
  }
  std::set<int> levels_dbm;
  for (const auto* sib1 : theirs) levels_dbm.insert(sib1->q_rx_lev_min_dbm);
  if (levels_dbm.contains(kFloor_dbm)) return pass();
  std::vector<std::string> texts;
  texts.reserve(levels_dbm.size());
  for (const int level_dbm : levels_dbm) texts.push_back(std::to_string(level_dbm));
  return fire(1.0, "q-RxLevMin -140 dBm", joined(texts) + " dBm", heard_cells(theirs.size(), *own),
              "It lets phones in at any level, which its network's other cells here do not.");
}

namespace {

struct Service {
  std::string_view name;
  bool (*is_offered)(const lte::SystemInformationBlock1&);
  double quality{};
};
constexpr double kWarningQuality = 0.5;  // the edge of a warning's area looks alike
constexpr std::array kServices = std::to_array<Service>(
    {{"emergency calls over LTE (ims-EmergencySupport)",
      [](const lte::SystemInformationBlock1& sib1) { return sib1.has_ims_emergency_support; }, 1.0},
     {"emergency calls of cars (eCallOverIMS)",
      [](const lte::SystemInformationBlock1& sib1) { return sib1.has_ecall_over_ims; }, 1.0},
     {"public warnings", [](const lte::SystemInformationBlock1& sib1) { return schedules_warnings(sib1); },
      kWarningQuality}});

}  // namespace

Outcome emergency_flags(const RuleContext& context) {
  const auto own = lte_cell(context);
  if (!own) return without_sib1();
  if (is_test_cell(context)) {
    return not_evaluated("a test or private network broadcasts what its laboratory needs", "X02");
  }
  const auto theirs = blocks_of_siblings(context);
  if (static_cast<double>(theirs.size()) < context.settings.lte_min_siblings) {
    return too_few_siblings(context, theirs.size(), context.settings.lte_min_siblings);
  }
  std::vector<std::string> missing;
  double quality = 0.0;
  for (const Service& service : kServices) {
    if (service.is_offered(own->sib1)) continue;
    if (!std::ranges::all_of(theirs, [&](const auto* sib1) { return service.is_offered(*sib1); })) continue;
    missing.emplace_back(service.name);
    quality = std::max(quality, service.quality);
  }
  if (missing.empty()) return pass();
  return fire(
      quality, "no " + joined(missing), "as all of its network's other cells here",
      heard_cells(theirs.size(), *own),
      "It does not announce " + joined(missing) + ", which all of its network's other cells here do.");
}

}  // namespace cellwarden::detector::lte_rules
