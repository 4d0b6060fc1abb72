#include "tools/cellwarden/towers/public_codes.hpp"

#include <algorithm>
#include <cctype>

#include "detector/rules/national_tables.hpp"
#include "detector/rules/network_codes.hpp"

namespace cellwarden::tools {
namespace {

constexpr std::uint16_t kFirstCountryCode = 200;
constexpr std::uint16_t kLastCountryCode = 799;

CodeKind kind_of(std::uint16_t mcc, bool is_known) {
  if (is_known) return CodeKind::kCountry;
  if (detector::is_test_network(Plmn{.mcc = mcc, .mnc = 0, .mnc_digits = 2})) return CodeKind::kTest;
  return detector::is_shared_code(mcc) ? CodeKind::kShared : CodeKind::kNobody;
}

std::string capitals(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

const config::NationalTableFile* table_of_code(std::uint16_t mcc, NationalTables tables) {
  const auto found = std::ranges::find_if(tables, [mcc](const config::NationalTableFile& one) {
    return std::ranges::find(one.table.mccs, mcc) != one.table.mccs.end();
  });
  return found == tables.end() ? nullptr : &*found;
}

// With as many digits, else the one of the same number.
const NationalNetwork* listed_in(const NationalTable& table, const Plmn& plmn) {
  const NationalNetwork* otherwise = nullptr;
  for (const NationalNetwork& network : table.networks) {
    if (network.plmn == plmn) return &network;
    if (network.plmn.mcc == plmn.mcc && network.plmn.mnc == plmn.mnc) otherwise = &network;
  }
  return otherwise;
}

std::vector<LicensedBlock> blocks_of(const NationalTable& table, const Plmn& plmn) {
  std::vector<LicensedBlock> blocks;
  for (const LicensedRange& range : table.licences) {
    for (const LicensedBlock& block : range.blocks) {
      if (std::ranges::find(block.networks, plmn) != block.networks.end()) blocks.push_back(block);
    }
  }
  return blocks;
}

std::vector<Sunset> sunsets_of(const NationalTable& table, const Plmn& plmn) {
  std::vector<Sunset> sunsets;
  for (const Rat rat : {Rat::kGsm, Rat::kUmts, Rat::kLte}) {
    if (const Sunset* const sunset = detector::sunset_of(table, plmn, rat)) sunsets.push_back(*sunset);
  }
  return sunsets;
}

Standing standing_of(const NetworkFacts& facts) {
  switch (facts.code.kind) {
    case CodeKind::kTest:
      return Standing::kTest;
    case CodeKind::kShared:
      return Standing::kShared;
    case CodeKind::kNobody:
      return Standing::kNoCountry;
    case CodeKind::kCountry:
      break;
  }
  if (facts.listed != nullptr)
    return facts.listed->plmn == facts.plmn ? Standing::kListed : Standing::kListedOtherwise;
  if (detector::is_railway_network(facts.plmn)) return Standing::kRailway;
  if (facts.code.table == nullptr) return Standing::kNoTable;
  return facts.code.table->table.has_all_networks ? Standing::kUnassigned : Standing::kNotListed;
}

}  // namespace

std::string_view to_string(Standing standing) noexcept {
  switch (standing) {
    case Standing::kListed:
      return "listed";
    case Standing::kListedOtherwise:
      return "listed_otherwise";
    case Standing::kRailway:
      return "railway";
    case Standing::kNotListed:
      return "not_listed";
    case Standing::kUnassigned:
      return "unassigned";
    case Standing::kNoTable:
      return "no_table";
    case Standing::kTest:
      return "test";
    case Standing::kShared:
      return "shared";
    case Standing::kNoCountry:
      return "no_country";
  }
  return "no_country";
}

CodeFacts facts_of_code(std::uint16_t mcc, NationalTables tables) {
  CodeFacts facts{.mcc = mcc, .table = table_of_code(mcc, tables)};
  const auto name = detector::country_of(mcc);
  facts.kind = kind_of(mcc, name || facts.table != nullptr);
  facts.countries = detector::places_of(mcc);
  if (name) facts.name = *name;
  // A user's table may be of a code that is younger than the built-in list.
  if (!name && facts.table != nullptr) facts.name = capitals(facts.table->table.country);
  return facts;
}

NetworkFacts facts_of_network(const Plmn& plmn, NationalTables tables) {
  NetworkFacts facts{.plmn = plmn, .code = facts_of_code(plmn.mcc, tables)};
  if (facts.code.table != nullptr) facts.listed = listed_in(facts.code.table->table, plmn);
  facts.standing = standing_of(facts);
  if (facts.listed == nullptr) return facts;
  facts.blocks = blocks_of(facts.code.table->table, facts.listed->plmn);
  facts.sunsets = sunsets_of(facts.code.table->table, facts.listed->plmn);
  return facts;
}

std::vector<Plmn> railways_of(std::uint16_t mcc) {
  constexpr std::uint16_t kCodes = 100;
  std::vector<Plmn> railways;
  for (std::uint16_t mnc = 0; mnc < kCodes; ++mnc) {
    const Plmn plmn{.mcc = mcc, .mnc = mnc, .mnc_digits = 2};
    if (detector::is_railway_network(plmn)) railways.push_back(plmn);
  }
  return railways;
}

CountryFacts facts_of_country(const geography::CountryCode& code, NationalTables tables) {
  CountryFacts facts{.code = code};
  for (std::uint16_t mcc = kFirstCountryCode; mcc <= kLastCountryCode; ++mcc) {
    const auto places = detector::places_of(mcc);
    if (std::ranges::find(places, code) == places.end()) continue;
    facts.mccs.push_back(mcc);
    if (facts.name.empty() && places.front() == code) facts.name = *detector::country_of(mcc);
  }
  const auto found = std::ranges::find_if(tables, [&code](const config::NationalTableFile& one) {
    return capitals(one.table.country) == code.text();
  });
  if (found != tables.end()) facts.table = &*found;
  return facts;
}

}  // namespace cellwarden::tools
