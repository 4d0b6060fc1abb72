// Family ID of LTE cells: is the identity one that belongs here?

#include <algorithm>
#include <array>
#include <map>

#include "detector/decimal.hpp"
#include "detector/rules/fire.hpp"
#include "detector/rules/lte_cell.hpp"
#include "detector/rules/lte_rules.hpp"
#include "detector/rules/network_codes.hpp"
#include "detector/rules/network_rules.hpp"
#include "detector/rules/siblings.hpp"
#include "detector/rules/witnesses.hpp"

namespace cellwarden::detector::lte_rules {
namespace {

constexpr double kOddCellIdQuality = 0.5;
constexpr double kTwoValuesQuality = 0.5;

// Values of the programs' own example configurations.
struct StockIdentity {
  std::string_view program;
  std::uint32_t eci{};
  std::uint32_t tac{};
  std::uint16_t pci{};
  std::uint32_t earfcn{};
};
constexpr std::array kStockIdentities = std::to_array<StockIdentity>(
    {{"srsRAN 4G (srsENB)", 0x19B01, 7, 1, 3350}, {"OpenAirInterface", 0xE0000, 1, 0, 3100}});

std::vector<std::string> shared_values(const RuleContext& context, const LteCell& own,
                                       const StockIdentity& stock) {
  std::vector<std::string> shared;
  const Observation& seen = context.seen();
  if (own.identity.cell.value == stock.eci) shared.push_back("cell identity " + std::to_string(stock.eci));
  if (own.identity.area.value == stock.tac) shared.push_back("TAC " + std::to_string(stock.tac));
  if (seen.physical_id == stock.pci) shared.push_back("PCI " + std::to_string(stock.pci));
  if (seen.carrier.channel == stock.earfcn) shared.push_back("EARFCN " + std::to_string(stock.earfcn));
  return shared;
}

}  // namespace

Outcome plmn_foreign(const RuleContext& context) {
  const auto own = lte_cell(context);
  if (!own) return without_sib1();
  return judge_networks(context, own->identity.plmns);
}

Outcome plmn_test(const RuleContext& context) {
  const auto own = lte_cell(context);
  if (!own) return without_sib1();
  if (!is_test_cell(context)) return judge_assignment(context);
  const std::string networks = networks_text(own->identity.plmns);
  return fire(1.0, networks, "a public network's code", std::string(kCountryCodesDate),
              "It goes by " + networks +
                  ", a code for tests and private networks that no phone of the public belongs to.");
}

Outcome area_minority(const RuleContext& context) {
  const auto own = lte_cell(context);
  if (!own) return without_sib1();
  const double needed = context.settings.id12_min_siblings;
  std::map<std::uint32_t, std::size_t> cells_by_area;
  for (const auto* other : siblings(context)) ++cells_by_area[other->lte()->identity()->area.value];
  const std::uint32_t tac = own->identity.area.value;
  if (cells_by_area.contains(tac)) return pass();
  const auto largest =
      std::ranges::max_element(cells_by_area, {}, [](const auto& area) { return area.second; });
  const std::size_t agreeing = largest == cells_by_area.end() ? 0 : largest->second;
  if (static_cast<double>(agreeing) < needed) return too_few_siblings(context, agreeing, needed);
  const std::string others = counted(agreeing, "other cell", "other cells");
  const bool is_near = is_area_listed(context);
  return fire(is_near ? kListedAreaQuality : 1.0, "TAC " + std::to_string(tac),
              "TAC " + std::to_string(largest->first) + ", as " + others,
              "cells of " + networks_text(own->identity.plmns) + " heard in the last ten minutes",
              "Its tracking area " + std::to_string(tac) + " is no other cell's of its network here; " +
                  others + " have TAC " + std::to_string(largest->first) +
                  (is_near ? ". A list has that area near here: this may be its border."
                           : ". An area of its own makes phones report to it."));
}

Outcome identity_structure(const RuleContext& context) {
  // TS 23.003, section 19.4.2.3: 0 and 65534 mean that no tracking area is valid; 65535 is nobody's habit.
  constexpr std::array<std::uint32_t, 3> kReservedAreas{0x0000, 0xFFFE, 0xFFFF};
  constexpr std::uint32_t kLastCell = 0xFFFFFFF;
  const auto own = lte_cell(context);
  if (!own) return without_sib1();
  const std::uint32_t tac = own->identity.area.value;
  const std::uint32_t eci = own->identity.cell.value;
  const bool is_area_odd = std::ranges::find(kReservedAreas, tac) != kReservedAreas.end();
  const bool is_cell_odd = eci == 0 || eci == kLastCell;
  if (!is_area_odd && !is_cell_odd) return numbers_by_list(context);
  return fire(is_area_odd ? 1.0 : kOddCellIdQuality,
              "TAC " + std::to_string(tac) + ", cell identity " + std::to_string(eci),
              "a tracking area other than 0, 65534 and 65535, and a cell identity that somebody chose",
              "TS 23.003, sections 19.4.2.3 and 19.6",
              is_area_odd
                  ? "Its tracking area " + std::to_string(tac) + " is one that no network gives to a cell."
                  : "Its cell identity " + std::to_string(eci) + " looks like one that nobody set.");
}

Outcome stock_identity(const RuleContext& context) {
  constexpr std::size_t kEnough = 2;
  const auto own = lte_cell(context);
  if (!own) return without_sib1();
  if (is_test_cell(context)) {
    return not_evaluated("a test network that runs a public program is what it says it is", "X02");
  }
  for (const StockIdentity& stock : kStockIdentities) {
    const auto shared = shared_values(context, *own, stock);
    // Carrier, physical id and a small area code are anybody's: the cell identity must be among them.
    if (own->identity.cell.value != stock.eci || shared.size() < kEnough) continue;
    const bool is_certain = own->identity.area.value == stock.tac || shared.size() > kEnough;
    return fire(is_certain ? 1.0 : kTwoValuesQuality, joined(shared), "values of the network's own",
                "examples of " + std::string(stock.program),
                "Its " + joined(shared) + " are the values that " + std::string(stock.program) +
                    " has before anyone changes them.");
  }
  return pass();
}

Outcome network_list_changed(const RuleContext& context) {
  const auto own = lte_cell(context);
  if (!own) return without_sib1();
  const auto& epochs = own->history.epochs();
  for (std::size_t i = 1; i < epochs.size(); ++i) {
    const auto& before = epochs[i - 1].identity;
    const auto& after = epochs[i].identity;
    if (before.cell != after.cell || before.plmns == after.plmns) continue;
    return fire(1.0, networks_text(after.plmns), networks_text(before.plmns), "this cell earlier in this run",
                "It went by " + networks_text(before.plmns) + " and now by " + networks_text(after.plmns) +
                    ", under one cell identity.");
  }
  return pass();
}

}  // namespace cellwarden::detector::lte_rules
