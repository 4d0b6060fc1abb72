// The part of ID16 that asks lists: does the network number its cells like this?
//
// An ECI is an eNodeB's number (20 bits) and a cell's within it (TS 36.413, section 9.2.1.38); home eNodeBs
// have all 28 bits for themselves. Networks hand out the former in ranges, by region and vendor, and the
// latter by a plan of theirs.

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "detector/rules/fire.hpp"
#include "detector/rules/list_worth.hpp"
#include "detector/rules/lte_cell.hpp"
#include "detector/rules/lte_rules.hpp"
#include "detector/rules/siblings.hpp"
#include "detector/rules/witnesses.hpp"

namespace cellwarden::detector::lte_rules {
namespace {

constexpr double kOddNumberQuality = 0.5;  // a new range, or a new layer, is the commonest reason
constexpr std::uint64_t kCellsOfSite = 256;
constexpr std::uint64_t kNearNumbers = 50;  // eNodeB numbers on either side
constexpr std::size_t kMostRows = 4096;
constexpr std::size_t kEnoughSites = 10;  // that show a plan of cell numbers
constexpr std::size_t kEnoughCells = 30;

bool is_home_cell(const LteCell& cell) {
  const auto* sib9 = cell.history.find<lte::SystemInformationBlock9>();
  return cell.sib1.is_csg || (sib9 != nullptr && sib9->hnb_name);
}

bool is_listed(const RuleContext& context) {
  return std::ranges::any_of(listed_rows(context, context.cell), [&](const towers::TowerRecord& row) {
    return is_on(row, context) && worth_of(row, Asked::kNumbers, context).quality > 0.0;
  });
}

// Those who know enough cells of its networks near here, by source.
std::map<std::uint32_t, Worth> who_knows(const RuleContext& context, const history::LteIdentity& identity) {
  std::optional<towers::Near> near;
  if (context.seen().receiver_at) {
    near = towers::Near{*context.seen().receiver_at, context.settings.id11_radius_m};
  }
  std::map<std::uint32_t, Worth> sources;
  for (const auto& plmn : identity.plmns) {
    if (!plmn) continue;
    for (const towers::NetworkShare& share : context.towers->shares(Rat::kLte, *plmn, near)) {
      if (static_cast<double>(share.cells) < context.settings.id16_min_cells) continue;
      Worth worth = worth_of(context.towers->sources()[share.source], Asked::kNumbers, context);
      if (worth.quality > 0.0) sources[share.source] = std::move(worth);
    }
  }
  return sources;
}

// Numbers near its own that they list.
std::vector<std::uint64_t> near_numbers(const RuleContext& context, const history::LteIdentity& identity,
                                        const std::map<std::uint32_t, Worth>& sources) {
  const std::uint64_t site = identity.cell.value / kCellsOfSite;
  const std::uint64_t first = (site - std::min(site, kNearNumbers)) * kCellsOfSite;
  const std::uint64_t last = (site + kNearNumbers + 1) * kCellsOfSite - 1;
  std::set<std::uint64_t> cells;
  for (const auto& plmn : identity.plmns) {
    if (!plmn) continue;
    for (const auto& row : context.towers->find_range(Rat::kLte, *plmn, first, last, kMostRows)) {
      if (row.cell && sources.contains(row.source) && is_on(row, context)) cells.insert(*row.cell);
    }
  }
  return {cells.begin(), cells.end()};
}

Outcome odd_number(const std::string& observed, const std::string& expected, const Worth& worth) {
  return fire(worth.quality * kOddNumberQuality, observed, expected, worth.name,
              "Its " + observed + " is unlike what " + worth.name + " has of its network: " + expected + ".");
}

}  // namespace

Outcome numbers_by_list(const RuleContext& context) {
  const auto own = lte_cell(context);
  if (!own) return without_sib1();
  if (context.towers == nullptr || is_home_cell(*own) || is_test_cell(context) || is_listed(context))
    return pass();
  const auto sources = who_knows(context, own->identity);
  const auto best =
      std::ranges::max_element(sources, {}, [](const auto& source) { return source.second.quality; });
  if (best == sources.end()) return pass();
  const std::uint64_t site = own->identity.cell.value / kCellsOfSite;
  const std::uint64_t number = own->identity.cell.value % kCellsOfSite;
  const auto listed = near_numbers(context, own->identity, sources);
  if (const auto& failure = context.towers->failure()) {
    return not_evaluated("the database of known towers failed: " + failure->what);
  }
  if (listed.empty()) {
    return odd_number("eNodeB number " + std::to_string(site),
                      "none of its eNodeBs has a number within " + std::to_string(kNearNumbers) + " of it",
                      best->second);
  }
  std::set<std::uint64_t> sites;
  std::set<std::uint64_t> numbers;
  for (const std::uint64_t cell : listed) {
    sites.insert(cell / kCellsOfSite);
    numbers.insert(cell % kCellsOfSite);
  }
  if (sites.size() < kEnoughSites || listed.size() < kEnoughCells || numbers.contains(number)) return pass();
  return odd_number(
      "cell number " + std::to_string(number) + " within its eNodeB",
      "none of " + counted(listed.size(), "cell", "cells") + " of eNodeBs with numbers near has it",
      best->second);
}

}  // namespace cellwarden::detector::lte_rules
