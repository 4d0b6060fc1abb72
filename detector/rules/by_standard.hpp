#pragma once

/// \file
/// Rules that ask the same of GSM and of LTE cells in two ways.

#include "detector/rules/rule.hpp"

namespace cellwarden::detector {

using RuleFunction = Outcome (*)(const RuleContext&);

template <RuleFunction gsm, RuleFunction lte>
[[nodiscard]] Outcome by_standard(const RuleContext& context) {
  return context.seen().gsm() != nullptr ? gsm(context) : lte(context);
}

}  // namespace cellwarden::detector
