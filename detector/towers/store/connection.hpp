#pragma once

/// \file
/// An opened database and its name for messages.

#include <SQLiteCpp/Database.h>

#include <memory>
#include <string>

#include "cell/result.hpp"
#include "detector/towers/known_towers.hpp"

namespace cellwarden::towers::store {

struct Connection {
  std::shared_ptr<SQLite::Database> database;
  std::string name;
};

/// \param database  the file, or a file: name of SQLite's
/// \param name      for messages
[[nodiscard]] Result<Connection> connect(const std::string& database, const std::string& name, int flags);

struct Opening {
  /// Look-ups in what `connection` holds. Throws SQLite::Exception when it cannot be asked.
  [[nodiscard]] static std::shared_ptr<const KnownTowers> towers_of(Connection connection);
  [[nodiscard]] static const Connection& connection_of(const KnownTowers& towers) noexcept;
};

}  // namespace cellwarden::towers::store
