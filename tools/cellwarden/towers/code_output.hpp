#pragma once

/// \file
/// What is public of a country code or a network, as text for people and as a line of JSON (docs/formats.md,
/// "Country codes, networks, places"). Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "detector/towers/tower_record.hpp"
#include "tools/cellwarden/towers/public_codes.hpp"

namespace cellwarden::tools {

/// What a source of a database has of a network.
struct KnownCount {
  towers::Source source;
  std::optional<Rat> rat;
  std::uint64_t rows{};
};

/// Of all sources of a database.
struct KnownCells {
  std::string database;  ///< the file
  std::vector<KnownCount> counts;
};

/// \param own_tables  folder in which a user's own national tables lie
[[nodiscard]] std::string text_of(const CodeFacts& code, const std::string& own_tables);
[[nodiscard]] std::string json_of(const CodeFacts& code);

/// \param known  absent: there is no database
[[nodiscard]] std::string text_of(const NetworkFacts& network, const std::optional<KnownCells>& known,
                                  const std::string& own_tables);
[[nodiscard]] std::string json_of(const NetworkFacts& network, const std::optional<KnownCells>& known);

/// "no national table of Germany; write one: FOLDER/de.yaml (docs/usage.md, National tables)"
[[nodiscard]] std::string missing_table_text(const std::string& country,
                                             const std::optional<geography::CountryCode>& code,
                                             const std::string& own_tables);

}  // namespace cellwarden::tools
