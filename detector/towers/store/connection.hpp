#pragma once

/// \file
/// An opened database and its name for messages.

#include <SQLiteCpp/Database.h>

#include <memory>
#include <string>

#include "detector/towers/known_towers.hpp"

namespace cellwarden::towers::store {

struct Connection {
  std::unique_ptr<SQLite::Database> database;
  std::string name;
};

struct Opening {
  /// Look-ups in what `connection` holds. Throws SQLite::Exception when it cannot be asked.
  [[nodiscard]] static std::shared_ptr<const KnownTowers> towers_of(Connection connection);
  [[nodiscard]] static const Connection& connection_of(const KnownTowers& towers) noexcept;
};

}  // namespace cellwarden::towers::store
