#pragma once

/// \file
/// Every rule of the catalogue, evaluated or not, with what `cellwarden rules` shows of it.

#include <cstdint>
#include <span>
#include <string_view>

#include "detector/verdict/incident.hpp"

namespace cellwarden::detector {

/// One rule. A rule with version 0 is known but not evaluated yet; `missing` says what it lacks.
struct RuleInfo {
  std::string_view id;    ///< "RF01"
  std::string_view name;  ///< "cfo_cohort"
  Family family{};
  std::string_view rats;     ///< "gsm umts lte nr": of which standards' cells it is asked
  double weight_db{};        ///< decibans when it fires on good data
  std::string_view basis;    ///< what the weight rests on
  std::string_view sees;     ///< what it looks at, and when it fires
  std::string_view missing;  ///< why it is not evaluated; empty when it is
  std::uint16_t version{};   ///< 0: not evaluated
  std::string_view needs;    ///< what it must be given: "baseline", "tower list with carriers", ...
  std::string_view benign;   ///< what else looks like this; several divided by '|'
  std::string_view settles;  ///< which measurement would settle it
};

/// All rules of all families, by family, then id.
[[nodiscard]] std::span<const RuleInfo> rule_catalogue() noexcept;
[[nodiscard]] const RuleInfo* find_rule(std::string_view id) noexcept;
/// Whether the rule is asked of cells of this standard.
[[nodiscard]] bool is_about(const RuleInfo& rule, Rat rat) noexcept;

/// What holds rules back (X01…X15) and what speaks for a cell (N1…N5).
struct SuppressorInfo {
  std::string_view id;
  std::string_view name;
  std::string_view touches;  ///< rule ids, families or "all"
  std::string_view test;
  bool active{};  ///< acts in this version
};

[[nodiscard]] std::span<const SuppressorInfo> suppressor_catalogue() noexcept;

}  // namespace cellwarden::detector
