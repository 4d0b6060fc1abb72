#pragma once

/// \file
/// The database that a `towers` command asks.

#include <cstdint>
#include <memory>
#include <string>

#include "detector/towers/known_towers.hpp"
#include "tools/cellwarden/command_line/command_line.hpp"
#include "tools/cellwarden/set_up.hpp"

namespace cellwarden::tools {

[[nodiscard]] OrExit<std::shared_ptr<const towers::KnownTowers>> open_towers(const Invocation& asked);

enum class TowersNeed : std::uint8_t {
  kNeeded,
  /// The command can do without: where the user has none, or judges by lists instead, there is none. One that
  /// a flag names must be there all the same.
  kWelcome
};

struct TowersAtHand {
  std::shared_ptr<const towers::KnownTowers> towers;  ///< null: none
  std::string database;                               ///< the file
};
[[nodiscard]] OrExit<TowersAtHand> towers_at_hand(const Invocation& asked, TowersNeed need);

}  // namespace cellwarden::tools
