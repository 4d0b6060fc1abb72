// ID17 and BP16: what public base-station programs broadcast when nobody has changed their examples.

#include <array>
#include <optional>
#include <vector>

#include "detector/decimal.hpp"
#include "detector/rules/fire.hpp"
#include "detector/rules/gsm_cell.hpp"
#include "detector/rules/gsm_rules.hpp"
#include "detector/rules/siblings.hpp"

namespace cellwarden::detector::gsm_rules {
namespace {

constexpr double kTwoValuesQuality = 0.5;

struct StockIdentity {
  std::string_view program;
  std::uint16_t lac{};
  std::uint16_t ci{};
  std::uint16_t arfcn{};
  std::uint16_t bsic{};  // NCC * 8 + BCC
};

// Values of the programs' own example configurations.
constexpr std::array kStockIdentities =
    std::to_array<StockIdentity>({{"OpenBTS or YateBTS", 1000, 10, 51, 2}, {"osmo-bsc", 1, 6969, 871, 63}});

struct StockParameters {
  std::string_view program;
  std::optional<std::uint16_t> bsic;
  std::optional<std::uint8_t> t3212_decihours;
  std::optional<std::uint8_t> hysteresis_db;
  std::optional<std::uint8_t> rxlev_access_min;
  std::optional<std::uint8_t> max_retransmissions;
  std::optional<std::uint8_t> tx_integer_slots;
  std::optional<std::uint8_t> radio_link_timeout_blocks;
  std::optional<std::uint8_t> paging_period_multiframes;
};

constexpr std::array kStockParameters =
    std::to_array<StockParameters>({{.program = "osmo-bsc",
                                     .bsic = 63,
                                     .t3212_decihours = 5,
                                     .hysteresis_db = 8,
                                     .rxlev_access_min = 0,
                                     .max_retransmissions = 7,
                                     .tx_integer_slots = 12,
                                     .radio_link_timeout_blocks = 32,
                                     .paging_period_multiframes = 5},
                                    {.program = "OpenBTS",
                                     .bsic = 2,
                                     .t3212_decihours = 0,
                                     .hysteresis_db = 6,
                                     .rxlev_access_min = 0,
                                     .max_retransmissions = 2,
                                     .tx_integer_slots = 32,
                                     .radio_link_timeout_blocks = std::nullopt,
                                     .paging_period_multiframes = 2},
                                    {.program = "YateBTS",
                                     .bsic = 2,
                                     .t3212_decihours = 4,
                                     .hysteresis_db = 6,
                                     .rxlev_access_min = 0,
                                     .max_retransmissions = 2,
                                     .tx_integer_slots = 32,
                                     .radio_link_timeout_blocks = std::nullopt,
                                     .paging_period_multiframes = 2}});

// The values that a cell shares with a program's example, in words.
std::vector<std::string> shared_values(const RuleContext& context, const GsmCell& own,
                                       const StockIdentity& stock) {
  std::vector<std::string> shared;
  if (own.identity.lac.value == stock.lac) shared.push_back("LAC " + std::to_string(stock.lac));
  if (own.identity.cell_id.value == stock.ci) shared.push_back("CI " + std::to_string(stock.ci));
  if (arfcn_of(context.cell) == stock.arfcn) shared.push_back("ARFCN " + std::to_string(stock.arfcn));
  if (context.seen().physical_id == stock.bsic) shared.push_back("BSIC " + bsic_text(stock.bsic));
  return shared;
}

std::vector<std::string> shared_values(const RuleContext& context, const gsm::Si3& si3,
                                       const StockParameters& stock) {
  std::vector<std::string> shared;
  const auto compare = [&](const auto& expected, auto value, const std::string& name) {
    if (expected && *expected == value) shared.push_back(name + ' ' + std::to_string(value));
  };
  if (stock.bsic == context.seen().physical_id) shared.push_back("BSIC " + bsic_text(*stock.bsic));
  compare(stock.t3212_decihours, si3.control_channel.periodic_update_decihours, "T3212");
  compare(stock.hysteresis_db, si3.selection.reselect_hysteresis_db, "reselection hysteresis (dB)");
  compare(stock.rxlev_access_min, si3.selection.rxlev_access_min, "RXLEV-ACCESS-MIN");
  compare(stock.max_retransmissions, si3.rach.max_retransmissions, "max. retransmissions");
  compare(stock.tx_integer_slots, si3.rach.tx_integer_slots, "TX-INTEGER (slots)");
  compare(stock.radio_link_timeout_blocks, si3.options.radio_link_timeout_sacch_blocks, "radio link timeout");
  compare(stock.paging_period_multiframes, si3.control_channel.paging_period_multiframes, "BS-PA-MFRMS");
  return shared;
}

Outcome test_network() {
  return not_evaluated("a test network that runs a public program is what it says it is", "X02");
}

}  // namespace

Outcome stock_identity(const RuleContext& context) {
  const auto own = gsm_cell(context);
  if (!own) return without_identity();
  if (is_test_cell(context)) return test_network();
  for (const StockIdentity& stock : kStockIdentities) {
    const auto shared = shared_values(context, *own, stock);
    constexpr std::size_t kEnough = 2;
    // Carrier and colour code alone, or one of them with a round area code, are anybody's.
    if (shared.size() < kEnough || own->identity.cell_id.value != stock.ci) continue;
    const bool is_certain = own->identity.lac.value == stock.lac || shared.size() > kEnough;
    return fire(is_certain ? 1.0 : kTwoValuesQuality, joined(shared), "values of the network's own",
                "examples of " + std::string(stock.program),
                "Its " + joined(shared) + " are the values that " + std::string(stock.program) +
                    " has before anyone changes them.");
  }
  return pass();
}

Outcome stock_parameters(const RuleContext& context) {
  const auto own = gsm_cell(context);
  if (!own) return without_identity();
  if (is_test_cell(context)) return test_network();
  const auto& si3 = own->information.si3();
  if (!si3) return without_identity();
  for (const StockParameters& stock : kStockParameters) {
    const auto shared = shared_values(context, *si3, stock);
    if (static_cast<double>(shared.size()) < context.settings.bp16_values) continue;
    return fire(1.0, joined(shared), "fewer than " + decimal(context.settings.bp16_values, 0) + " in common",
                "examples of " + std::string(stock.program),
                counted(shared.size(), "parameter", "parameters") + " (" + joined(shared) +
                    ") are those of " + std::string(stock.program) + "'s examples.");
  }
  return pass();
}

}  // namespace cellwarden::detector::gsm_rules
