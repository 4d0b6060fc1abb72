#pragma once

/// \file
/// What a database of known towers looks like in SQL, and how one is told from any other file;
/// docs/formats.md, "Towers: database".

#include <SQLiteCpp/Database.h>

#include <optional>
#include <string>

#include "cell/result.hpp"
#include "detector/towers/store/query.hpp"
#include "detector/towers/store/stored_row.hpp"

namespace cellwarden::towers::store {

inline constexpr std::int64_t kApplicationId = 0x43776472;  // "Cwdr", in the file's header
inline constexpr std::int64_t kSchemaVersion = 2;

/// Tables and the view for people, but for the indexes.
void create_tables(SQLite::Database& database);
/// The indexes, where they are not there yet. Of many rows a matter of a minute.
void create_indexes(SQLite::Database& database);

/// What is wrong with a file that was opened: no database of known towers, one of another version, or one
/// whose tables are not those of create_tables.
/// \param name  for messages
[[nodiscard]] std::optional<Error> what_is_wrong(SQLite::Database& database, const std::string& name);

/// "id, source, rat, ...": the columns of `tower` in the order of read_row.
[[nodiscard]] const std::string& tower_columns();
/// A row of tower_columns().
[[nodiscard]] StoredRow read_row(const Query& query);
/// Binds a row to an INSERT of tower_columns().
void bind_row(Query& query, std::int64_t id, const StoredRow& row);

/// What SQLite said, in one line: file, trouble, way out.
[[nodiscard]] Error failure_of(const std::string& name, const std::exception& failure);

}  // namespace cellwarden::towers::store
