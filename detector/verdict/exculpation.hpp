#pragma once

/// \file
/// What speaks for a cell: N1 and N2 of the suppressor catalogue. A copy of a broadcast can earn both, so
/// they never lower what physics says.

#include <vector>

#include "detector/rules/rule.hpp"
#include "detector/verdict/incident.hpp"
#include "detector/verdict/score.hpp"

namespace cellwarden::detector {

struct SpeaksFor {
  Exculpation exculpation;
  Suppression said;
};

[[nodiscard]] std::vector<SpeaksFor> what_speaks_for(const RuleContext& context);

}  // namespace cellwarden::detector
