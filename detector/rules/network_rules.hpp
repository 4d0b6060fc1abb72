#pragma once

/// \file
/// What can be said of a cell's network codes, whatever its standard.

#include <optional>
#include <span>
#include <string>

#include "detector/rules/rule.hpp"

namespace cellwarden::detector {

/// ID01: whether one at least of a cell's networks belongs here. A shared cell names several, and one that
/// fits is enough. \param networks  nothing where a nibble is no digit
[[nodiscard]] Outcome judge_networks(const RuleContext& context,
                                     std::span<const std::optional<Plmn>> networks);

/// ID02 of codes that are not for tests: whether the country has assigned one at least of them.
[[nodiscard]] Outcome judge_assignment(const RuleContext& context);

/// X02: none of its networks' codes is assigned by its country, nor listed as the site's own test network.
[[nodiscard]] bool is_unassigned_cell(const RuleContext& context);

/// The national table that is about a code; null: there is none.
[[nodiscard]] const NationalTable* table_of(const RuleContext& context, std::uint16_t mcc);

/// "262 (Germany)".
[[nodiscard]] std::string code_text(std::uint16_t mcc);

}  // namespace cellwarden::detector
