#include "detector/towers/store/query.hpp"

#include <SQLiteCpp/Exception.h>

namespace cellwarden::towers::store {

Query::Query(SQLite::Database& database, const std::string& sql) : database_(&database) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(database.getHandle(), sql.c_str(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  statement_.reset(statement);
  check(code);
}

void Query::check(int code) const {
  if (code != SQLITE_OK) throw SQLite::Exception(database_->getHandle(), code);
}

Query& Query::restart() {
  sqlite3_reset(statement_.get());  // its code repeats the failure of the last step, which was told
  return *this;
}

Query& Query::bind(int place, std::int64_t value) {
  check(sqlite3_bind_int64(statement_.get(), place, value));
  return *this;
}

Query& Query::bind(int place, std::string_view text) {
  check(sqlite3_bind_text(statement_.get(), place, text.data(), static_cast<int>(text.size()),
                          SQLITE_TRANSIENT));
  return *this;
}

Query& Query::bind_null(int place) {
  check(sqlite3_bind_null(statement_.get(), place));
  return *this;
}

Query& Query::forget() {
  sqlite3_clear_bindings(statement_.get());
  return *this;
}

bool Query::next() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) check(code);
  return false;
}

void Query::run() {
  while (next()) {
  }
  restart();
}

std::string Query::text(int column) const {
  const auto* octets = sqlite3_column_text(statement_.get(), column);
  if (octets == nullptr) return {};
  return {reinterpret_cast<const char*>(octets),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

}  // namespace cellwarden::towers::store
