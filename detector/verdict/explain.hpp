#pragma once

/// \file
/// An incident in words: the evidence first, then what it is consistent with, then what it might be instead.

#include <string>

#include "detector/verdict/incident.hpp"

namespace cellwarden::detector {

/// One paragraph. Never says that a rogue was found: only what the evidence is consistent with.
[[nodiscard]] std::string explain(const Incident& incident);

}  // namespace cellwarden::detector
