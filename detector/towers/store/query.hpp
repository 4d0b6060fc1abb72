#pragma once

/// \file
/// A prepared statement that is asked again and again. SQLiteCpp's own takes a third of a microsecond for
/// each column it reads; look-ups read twenty.

#include <SQLiteCpp/Database.h>
#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace cellwarden::towers::store {

/// Every call throws SQLite::Exception when the database fails.
class Query {
 public:
  Query(SQLite::Database& database, const std::string& sql);

  /// Begins anew. Values bound before stay.
  Query& restart();
  Query& bind(int place, std::int64_t value);
  Query& bind(int place, std::string_view text);
  Query& bind_null(int place);
  /// Nothing is bound any more.
  Query& forget();
  template <class T>
  Query& bind_optional(int place, const std::optional<T>& value) {
    return value ? bind(place, static_cast<std::int64_t>(*value)) : bind_null(place);
  }

  /// Whether there is a row more.
  [[nodiscard]] bool next();
  /// For statements that give no row.
  void run();

  [[nodiscard]] bool is_null(int column) const {
    return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
  }
  [[nodiscard]] std::int64_t number(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
  }
  [[nodiscard]] std::optional<std::int64_t> optional_number(int column) const {
    if (is_null(column)) return std::nullopt;
    return number(column);
  }
  [[nodiscard]] std::string text(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
  };
  void check(int code) const;

  SQLite::Database* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

}  // namespace cellwarden::towers::store
