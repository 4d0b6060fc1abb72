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

/// "262 (Germany)".
[[nodiscard]] std::string code_text(std::uint16_t mcc);

}  // namespace cellwarden::detector
