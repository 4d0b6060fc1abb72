#include "detector/towers/store/connection.hpp"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <memory>
#include <string>
#include <utility>

#include "detector/towers/store/schema.hpp"

namespace cellwarden::towers::store {

Result<Connection> connect(const std::string& path, int flags) {
  try {
    return Connection{nullptr, std::make_shared<SQLite::Database>(path, flags), path};
  } catch (const SQLite::Exception& failure) {
    return tl::unexpected<Error>(failure_of(path, failure));
  }
}

// SQLite itself maps 2 GiB at most, and copies each page of what lies beyond.
Result<Connection> connect_to_read(const std::string& path) {
  auto file = MappedFile::open(path);
  if (!file) return tl::unexpected<Error>(file.error());
  auto connection = connect(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX);
  if (!connection) return connection;
  connection->name = path;
  connection->file = std::move(*file);
  const auto octets = connection->file->octets();
  const auto size = static_cast<sqlite3_int64>(octets.size());
  SQLite::Database& database = *connection->database;
  try {
    const int code =
        sqlite3_deserialize(database.getHandle(), "main", reinterpret_cast<unsigned char*>(octets.data()),
                            size, size, SQLITE_DESERIALIZE_READONLY);
    if (code != SQLITE_OK) throw SQLite::Exception(database.getHandle(), code);
    database.exec("PRAGMA mmap_size = 2147418112");  // any but 0: pages are used where they are
    return connection;
  } catch (const SQLite::Exception& failure) {
    return tl::unexpected<Error>(failure_of(path, failure));
  }
}

}  // namespace cellwarden::towers::store
