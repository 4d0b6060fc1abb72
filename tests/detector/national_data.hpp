#pragma once

/// \file
/// What rules are given of countries, in tests: the outlines that are shipped, and small tables made up here.

#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "detector/geography/outline_reader.hpp"
#include "detector/rules/national_tables.hpp"
#include "tests/catch.hpp"

namespace cellwarden::test {

inline std::shared_ptr<const geography::CountryOutlines> shipped_outlines() {
  static const auto kOutlines = [] {
    const std::string file = std::string(CELLWARDEN_SOURCE_DIR) + "/firmware-config/countries/outlines.txt";
    std::ifstream in(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    auto read = geography::read_outlines(text, file);
    REQUIRE(read);
    return std::make_shared<const geography::CountryOutlines>(std::move(*read));
  }();
  return kOutlines;
}

inline GeoPoint at(double latitude_deg, double longitude_deg,
                   std::optional<double> accuracy_m = std::nullopt) {
  return {.latitude_deg = latitude_deg, .longitude_deg = longitude_deg, .accuracy_m = accuracy_m};
}

inline std::chrono::sys_days day(int year, unsigned month = 1) {
  return std::chrono::sys_days(std::chrono::year(year) / std::chrono::month(month) / 1);
}

/// A table without anything in it.
inline NationalTable table_of_country(std::string country, std::uint16_t mcc) {
  NationalTable table;
  table.country = std::move(country);
  table.mccs = {mcc};
  table.date = day(2026);
  table.source = "a test";
  return table;
}

inline std::shared_ptr<const detector::NationalTables> tables_of(std::initializer_list<NationalTable> list) {
  auto tables = std::make_shared<detector::NationalTables>();
  for (const NationalTable& table : list) tables->add(table);
  return tables;
}

}  // namespace cellwarden::test
