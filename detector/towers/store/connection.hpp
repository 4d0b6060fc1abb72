#pragma once

/// \file
/// An opened database and its name for messages.

#include <SQLiteCpp/Database.h>

#include <memory>
#include <string>

#include "cell/result.hpp"
#include "detector/towers/known_towers.hpp"
#include "detector/towers/store/mapped_file.hpp"

namespace cellwarden::towers::store {

struct Connection {
  std::shared_ptr<const MappedFile> file;  ///< that the database lies in, if it is only read
  std::shared_ptr<SQLite::Database> database;
  std::string name;
};

/// For writing. \param path  ":memory:" for none
[[nodiscard]] Result<Connection> connect(const std::string& path, int flags);
/// For reading, as memory.
[[nodiscard]] Result<Connection> connect_to_read(const std::string& path);

struct Opening {
  /// Look-ups in what `connection` holds. Throws SQLite::Exception when it cannot be asked.
  [[nodiscard]] static std::shared_ptr<const KnownTowers> towers_of(Connection connection);
  [[nodiscard]] static const Connection& connection_of(const KnownTowers& towers) noexcept;
};

}  // namespace cellwarden::towers::store
