#pragma once

/// \file
/// What national tables say of a network (cell/national_table.hpp): pure look-ups.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "cell/national_table.hpp"
#include "detector/geography/country_outlines.hpp"

namespace cellwarden::detector {

class NationalTables {
 public:
  /// No two of them are about one country code.
  void add(NationalTable table) { tables_.push_back(std::move(table)); }

  /// The table that is about a mobile country code; null: there is none.
  [[nodiscard]] const NationalTable* of_code(std::uint16_t mcc) const noexcept;
  /// By ISO 3166-1.
  [[nodiscard]] const NationalTable* of_country(const geography::CountryCode& code) const noexcept;
  [[nodiscard]] bool empty() const noexcept { return tables_.empty(); }

 private:
  std::vector<NationalTable> tables_;
};

/// What is said of the end of a radio standard in a network: of the network before that of its country. Null:
/// nothing.
[[nodiscard]] const Sunset* sunset_of(const NationalTable& table, const Plmn& plmn, Rat rat) noexcept;

/// Of the whole country.
[[nodiscard]] const Sunset* sunset_of(const NationalTable& table, Rat rat) noexcept;

/// Whether the table, which then lists all codes, does not have this one. Railways' codes are not asked.
[[nodiscard]] bool is_unassigned(const NationalTable& table, const Plmn& plmn) noexcept;

/// Bands that networks of the country may be on air in; empty: nothing is said.
[[nodiscard]] const std::vector<std::uint16_t>& listed_bands(const NationalTable& table, Rat rat) noexcept;

/// The range that has all of a carrier whose owners are all known; null: nothing is said of it.
[[nodiscard]] const LicensedRange* range_of(const NationalTable& table, double low_hz,
                                            double high_hz) noexcept;

/// Whether the table has spectrum of this network: those without are guests of another.
[[nodiscard]] bool has_spectrum(const NationalTable& table, const Plmn& plmn) noexcept;

/// "national table de of 2025-06-30: announcements": whose word it is.
[[nodiscard]] std::string source_text(const NationalTable& table);

}  // namespace cellwarden::detector
