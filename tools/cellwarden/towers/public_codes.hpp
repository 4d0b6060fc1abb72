#pragma once

/// \file
/// What is public of network codes and countries, for people who ask: whose a code is, what the national
/// table has of it, and what ISO 3166-1 calls a country. Pure.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "cell/plmn.hpp"
#include "detector/geography/country_outlines.hpp"
#include "firmware-config/national_table.hpp"

namespace cellwarden::tools {

using NationalTables = std::span<const config::NationalTableFile>;

enum class CodeKind : std::uint8_t {
  kCountry,
  kTest,    ///< of test networks: 001, 999
  kShared,  ///< of no country: ships, aircraft, satellites, trials
  kNobody   ///< not assigned
};

/// Of a mobile country code.
struct CodeFacts {
  std::uint16_t mcc{};
  CodeKind kind = CodeKind::kNobody;
  std::string name{};                                ///< "Germany"; empty: of no country
  std::vector<geography::CountryCode> countries{};   ///< where its networks are, the code's own first
  const config::NationalTableFile* table = nullptr;  ///< null: there is none
};
[[nodiscard]] CodeFacts facts_of_code(std::uint16_t mcc, NationalTables tables);

enum class Standing : std::uint8_t {
  kListed,           ///< in the national table
  kListedOtherwise,  ///< in it with another number of digits: 310-010 where 310-10 was asked for
  kRailway,          ///< by the built-in list of GSM-R networks
  kNotListed,        ///< the table has it not, nor all networks
  kUnassigned,       ///< the table has all networks, and not this one
  kNoTable,
  kTest,
  kShared,
  kNoCountry  ///< its country code is nobody's
};
/// "listed", "listed_otherwise", "railway", ...
[[nodiscard]] std::string_view to_string(Standing standing) noexcept;

struct NetworkFacts {
  Plmn plmn;
  CodeFacts code;
  Standing standing{};
  const NationalNetwork* listed = nullptr;  ///< as the table has it
  std::vector<LicensedBlock> blocks{};      ///< of what is listed: its spectrum, as far as the table knows
  std::vector<Sunset> sunsets{};            ///< of what is listed: standards that ended there
};
[[nodiscard]] NetworkFacts facts_of_network(const Plmn& plmn, NationalTables tables);

/// Railways' networks of a country code, by the built-in list.
[[nodiscard]] std::vector<Plmn> railways_of(std::uint16_t mcc);

/// A country or territory as ISO 3166-1 has it.
struct CountryFacts {
  geography::CountryCode code;
  std::string name{};                                ///< empty: it has no mobile country code of its own
  std::vector<std::uint16_t> mccs{};                 ///< of networks that are there
  const config::NationalTableFile* table = nullptr;  ///< null: there is none
};
[[nodiscard]] CountryFacts facts_of_country(const geography::CountryCode& code, NationalTables tables);

}  // namespace cellwarden::tools
