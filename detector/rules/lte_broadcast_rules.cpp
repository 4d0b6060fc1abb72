// Families BP and DG of LTE cells: what they broadcast, and whether it is what cells do that want to serve.

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "detector/decimal.hpp"
#include "detector/lte_messages.hpp"
#include "detector/rules/fire.hpp"
#include "detector/rules/lte_cell.hpp"
#include "detector/rules/lte_rules.hpp"
#include "detector/rules/siblings.hpp"

namespace cellwarden::detector::lte_rules {
namespace {

using lte::SystemInformationBlock3;
using lte::SystemInformationBlock5;
using lte::SystemInformationBlock6;
using lte::SystemInformationBlock7;

constexpr std::uint8_t kHighestPriority = 7;
constexpr std::uint8_t kLowPriority = 3;

Outcome private_network() {
  return not_evaluated("a test or private network broadcasts what its laboratory needs", "X02");
}

bool announces(const lte::SystemInformationBlock1& sib1, unsigned type) {
  return cellwarden::announces(sib1, static_cast<lte::SibType>(type));
}

using Priority = std::optional<unsigned>;

void take_highest(Priority& highest, const std::optional<std::uint8_t>& priority) {
  if (priority) highest = std::max(highest.value_or(0), static_cast<unsigned>(*priority));
}

// The highest priority of other LTE carriers, of UMTS and of GSM; nothing where none is told.
Priority highest_of(const SystemInformationBlock5* block) {
  Priority highest;
  if (block == nullptr) return highest;
  for (const auto* list : {&block->carriers, &block->more_carriers}) {
    for (const auto& carrier : *list) take_highest(highest, carrier.cell_reselection_priority);
  }
  return highest;
}

Priority highest_of(const SystemInformationBlock6* block) {
  Priority highest;
  if (block == nullptr) return highest;
  for (const auto* list : {&block->fdd, &block->tdd, &block->more_fdd, &block->more_tdd}) {
    for (const auto& carrier : *list) take_highest(highest, carrier.cell_reselection_priority);
  }
  return highest;
}

Priority highest_of(const SystemInformationBlock7* block) {
  Priority highest;
  if (block == nullptr) return highest;
  for (const auto& carriers : block->carriers) take_highest(highest, carriers.cell_reselection_priority);
  return highest;
}

// The highest priority that keeps a phone in LTE: this carrier's, or another's.
Priority highest_in_lte(const LteCell& cell) {
  Priority highest = highest_of(cell.history.find<SystemInformationBlock5>());
  if (const auto* sib3 = cell.history.find<SystemInformationBlock3>()) {
    take_highest(highest, sib3->cell_reselection_priority);
  }
  return highest;
}

// DG01 and DG02: an older standard is preferred to all of LTE.
Outcome above_lte(const RuleContext& context, Priority (*of_other)(const LteCell&),
                  const std::string& other) {
  const auto own = lte_cell(context);
  if (!own) return without_sib1();
  if (!is_complete(*own)) return not_complete();
  const Priority highest = of_other(*own);
  const Priority lte = highest_in_lte(*own);
  if (!highest || !lte || *highest <= *lte) return pass();
  return fire(1.0,
              other + " at priority " + std::to_string(*highest) + ", LTE at most " + std::to_string(*lte),
              other + " below LTE", "its system information blocks 3 and 5 to 7",
              "It sends phones to " + other + " (priority " + std::to_string(*highest) +
                  ") rather than to any LTE carrier (" + std::to_string(*lte) + " at most).");
}

}  // namespace

Outcome few_messages(const RuleContext& context) {
  const auto own = lte_cell(context);
  if (!own) return without_sib1();
  if (is_test_cell(context)) return private_network();
  const std::size_t messages = own->sib1.scheduling.size() + own->sib1.scheduling_ext.size();
  if (messages > 1) return pass();
  // The same schedule, heard again a while later, is no moment of a cell that starts.
  const double heard_s = own->history.epochs().back().until_s - own->history.epochs().back().since_s;
  constexpr double kAgain_s = 60.0;
  const double quality = heard_s >= kAgain_s ? 1.0 : 0.5;
  return fire(quality, counted(messages, "message", "messages") + " scheduled",
              "three to five, with other carriers among them", "36 of 36 real cells of 2015 to 2024",
              "It schedules " +
                  counted(messages, "system information message", "system information messages") +
                  "; cells of public networks send three to five.");
}

Outcome no_other_carriers(const RuleContext& context) {
  const auto own = lte_cell(context);
  if (!own) return without_sib1();
  if (is_test_cell(context)) return private_network();
  if (announces(own->sib1, 5)) return pass();
  const auto others = siblings(context);
  const auto on_other = std::ranges::count_if(others, [&](const history::CellTrack* other) {
    return !is_same_carrier(other->latest().carrier, context.seen().carrier);
  });
  if (on_other == 0) return too_few_siblings(context, 0, 1.0);
  return fire(
      1.0, "no system information block 5", "a list of the network's other carriers",
      counted(static_cast<std::size_t>(on_other), "cell", "cells") + " of its network on other carriers here",
      "It names no other LTE carrier, though its network has others here.");
}

namespace {

// What the network's other cells on the carrier have; nothing where too few tell.
std::optional<std::pair<unsigned, unsigned>> priorities_beside(const RuleContext& context) {
  std::vector<unsigned> values;
  for (const history::CellTrack* other : siblings(context)) {
    const auto* sib3 = other->lte()->find<SystemInformationBlock3>();
    if (sib3 != nullptr && is_same_carrier(other->latest().carrier, context.seen().carrier)) {
      values.push_back(sib3->cell_reselection_priority);
    }
  }
  if (static_cast<double>(values.size()) < context.settings.id12_min_siblings) return std::nullopt;
  const auto [least, most] = std::ranges::minmax(values);
  return std::pair(least, most);
}

// The trap turned round: phones are sent off at any level, to whatever the cell names.
Outcome push_away(const RuleContext& context, const SystemInformationBlock3& sib3) {
  constexpr int kAnyLevel_db = 62;  // the highest threshold that there is
  const bool leaves_at_once =
      sib3.cell_reselection_priority == 0 && sib3.thresh_serving_low_db >= kAnyLevel_db;
  const auto beside = priorities_beside(context);
  if (!leaves_at_once || !beside || beside->first == 0) return pass();
  constexpr double kQuality = 0.5;  // an operator empties a layer so before it switches it off
  return fire(
      kQuality, "priority 0, left at any level", "priority " + std::to_string(beside->first) + " or more",
      "the network's other cells on its carrier",
      "It gives itself the lowest priority and lets phones leave at any level, which no other cell of "
      "its network on this carrier does.");
}

}  // namespace

Outcome priority_trap(const RuleContext& context) {
  const auto own = lte_cell(context);
  if (!own) return without_sib1();
  if (is_test_cell(context)) return private_network();
  const auto* sib3 = own->history.find<SystemInformationBlock3>();
  if (sib3 == nullptr) return not_evaluated("its system information block 3 was not heard yet");
  if (!is_complete(*own)) return not_complete();
  const Priority others = std::max({highest_of(own->history.find<SystemInformationBlock5>()),
                                    highest_of(own->history.find<SystemInformationBlock6>()),
                                    highest_of(own->history.find<SystemInformationBlock7>())});
  const bool holds = sib3->thresh_serving_low_db == 0 && sib3->s_non_intra_search_db == 0;
  if (sib3->cell_reselection_priority != kHighestPriority || !holds) return push_away(context, *sib3);
  const auto beside = priorities_beside(context);
  const bool is_above_siblings = beside && beside->second < kHighestPriority;
  if (others.value_or(0) > kLowPriority && !is_above_siblings) return pass();
  // Where the network's other cells on the carrier do so too, it is its policy.
  const auto cells = siblings(context);
  const bool is_policy = std::ranges::any_of(cells, [&](const history::CellTrack* other) {
    const auto* theirs = other->lte()->find<SystemInformationBlock3>();
    return theirs != nullptr && is_same_carrier(other->latest().carrier, context.seen().carrier) &&
           theirs->cell_reselection_priority == kHighestPriority;
  });
  if (is_policy) return pass();
  return fire(1.0,
              "priority 7, carriers that it names at most " + std::to_string(others.value_or(0)) +
                  ", no search for others, left only at the very last",
              "priorities as the network's other cells on this carrier have",
              "its system information block 3",
              "It gives itself the highest priority, " +
                  std::string(others.value_or(0) > kLowPriority ? "as no other cell on its carrier does"
                                                                : "all others a low one") +
                  ", and tells phones not to look for others.");
}

Outcome barred(const RuleContext& context) {
  const auto own = lte_cell(context);
  if (!own) return without_sib1();
  if (!own->sib1.is_cell_barred || own->sib1.is_intra_freq_reselection_allowed) return pass();
  // Of real cells some are barred with their carrier: only what changed, or is alone in it, says something.
  const auto others = siblings(context);
  const double needed = context.settings.id12_min_siblings;
  if (static_cast<double>(others.size()) < needed) return too_few_siblings(context, others.size(), needed);
  const bool is_alone = std::ranges::none_of(others, [](const history::CellTrack* other) {
    return other->lte()->sib1() && other->lte()->sib1()->block.is_cell_barred;
  });
  if (!is_alone) return pass();
  return fire(
      1.0, "barred, and its carrier with it",
      "not barred, as " + counted(others.size(), "other cell", "other cells"),
      "cells of " + networks_text(own->identity.plmns) + " heard in the last ten minutes",
      "It is barred and forbids its whole carrier (intraFreqReselection notAllowed): phones leave the "
      "carrier for five minutes.");
}

Outcome changed_with_same_tag(const RuleContext& context) {
  const auto own = lte_cell(context);
  if (!own) return without_sib1();
  constexpr std::uint32_t kSure = 2;  // receptions of either content
  constexpr double kValidity_s = 3.0 * 3600.0;
  for (const auto& [types, versions] : own->history.versions()) {
    for (std::size_t i = 1; i < versions.size(); ++i) {
      const auto& before = versions[i - 1];
      const auto& after = versions[i];
      const bool is_same_tag = before.value_tag && before.value_tag == after.value_tag;
      if (!is_same_tag || before.times < kSure || after.times < kSure) continue;
      if (after.since_s - before.until_s > kValidity_s) continue;
      if (after.since_s < context.seen().t_s - kValidity_s) continue;  // told often enough
      const std::string blocks = names_of(types);
      return fire(1.0, blocks + " changed, value tag " + std::to_string(*after.value_tag) + " both times",
                  "a new value tag with every change", "TS 36.331, section 5.2.1.3",
                  "Its " + blocks + " changed while its value tag stayed " +
                      std::to_string(*after.value_tag) +
                      ": two transmitters that share an identity look like that.");
    }
  }
  if (own->history.versions().empty()) return not_evaluated("no message that has a value tag was heard yet");
  return pass();
}

Outcome gsm_above_lte(const RuleContext& context) {
  return above_lte(
      context, [](const LteCell& cell) { return highest_of(cell.history.find<SystemInformationBlock7>()); },
      "GSM");
}

Outcome utra_above_lte(const RuleContext& context) {
  return above_lte(
      context, [](const LteCell& cell) { return highest_of(cell.history.find<SystemInformationBlock6>()); },
      "UMTS");
}

Outcome only_older_neighbours(const RuleContext& context) {
  const auto own = lte_cell(context);
  if (!own) return without_sib1();
  if (is_test_cell(context)) return private_network();
  if (!is_complete(*own)) return not_complete();
  const bool has_older = announces(own->sib1, 6) || announces(own->sib1, 7);
  if (announces(own->sib1, 5) || !has_older) return pass();
  return fire(1.0, "UMTS or GSM neighbours, no other LTE carrier", "other LTE carriers as well",
              "its system information block 1",
              "It names neighbours of older standards and no other LTE carrier.");
}

}  // namespace cellwarden::detector::lte_rules
