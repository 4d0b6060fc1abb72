#pragma once

/// \file
/// What the word of a tower list is worth: by who vouches for it, what it is asked, and how old it is. Every
/// rule that quotes a list takes its quality from here; the table is in docs/detection.md.

#include <optional>
#include <string>
#include <vector>

#include "detector/rules/rule.hpp"

namespace cellwarden::detector {

/// What a list is asked.
enum class Asked : std::uint8_t {
  kHasCell,        ///< it has not got a cell of a network that it has here (ID05, ID06)
  kHasArea,        ///< nor an area code (ID11)
  kSays,           ///< a cell's carrier, physical id or area (ID08 to ID10)
  kPlace,          ///< where a cell is (ID07, RF22)
  kPower,          ///< where its antenna stands, and what it radiates (RF21)
  kNumbers,        ///< which numbers a network gives its cells (ID16)
  kConfiguration,  ///< bandwidth and antenna ports of a carrier's cells (BP22, RF11)
};

struct Worth {
  double quality{};  ///< 0…1; 0: it is not taken for a witness of that
  std::string name;  ///< "operator.csv (operator, 12 days old)"
};

[[nodiscard]] Worth worth_of(const towers::Source& source, Asked asked, const RuleContext& context);

/// Of one row: where a crowd places a cell also counts by how many reports that rests on.
[[nodiscard]] Worth worth_of(const towers::TowerRecord& row, Asked asked, const RuleContext& context);

/// A row's interval of validity at the time of the observation. What is not on neither supports a cell nor
/// accuses it.
enum class Standing : std::uint8_t { kOn, kNotYet, kOver };

/// Without a date every row is on. Days are local ones: a day more is allowed at both ends.
[[nodiscard]] Standing standing_of(const towers::TowerRecord& row, const RuleContext& context);

[[nodiscard]] inline bool is_on(const towers::TowerRecord& row, const RuleContext& context) {
  return standing_of(row, context) == Standing::kOn;
}

/// "operator.csv has it on air until 2026-03-01", of a row that is not on.
[[nodiscard]] std::string interval_text(const towers::TowerRecord& row, const RuleContext& context);

}  // namespace cellwarden::detector
