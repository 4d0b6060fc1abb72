#pragma once

/// \file
/// The database that a `towers` command asks.

#include <memory>

#include "detector/towers/known_towers.hpp"
#include "tools/cellwarden/command_line/command_line.hpp"
#include "tools/cellwarden/set_up.hpp"

namespace cellwarden::tools {

[[nodiscard]] OrExit<std::shared_ptr<const towers::KnownTowers>> open_towers(const Invocation& asked);

}  // namespace cellwarden::tools
