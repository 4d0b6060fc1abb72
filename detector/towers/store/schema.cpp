#include "detector/towers/store/schema.hpp"

#include <SQLiteCpp/Exception.h>

#include <array>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "detector/towers/store/connection.hpp"

namespace cellwarden::towers::store {
namespace {

constexpr std::array<std::string_view, kStoredColumns> kColumnNames{
    "source",        "rat",           "network",        "has_long_code", "area",    "cell",
    "physical_id",   "latitude_udeg", "longitude_udeg", "range_m",       "samples", "first_listed_s",
    "last_listed_s", "accuracy_m",    "carrier_hz",     "bandwidth_rb",  "ports",   "valid_from_d",
    "valid_to_d",    "azimuth_deg",   "eirp_ddbm"};

constexpr int kFirstColumn = 1;  // after the row number
constexpr int kLabelColumn = kFirstColumn + static_cast<int>(kStoredColumns);

std::string joined_columns() {
  std::string names = "id";
  for (const std::string_view name : kColumnNames) names += ", " + std::string(name);
  return names + ", label";
}

std::string table_of_towers() {
  std::string sql = "CREATE TABLE tower(id INTEGER PRIMARY KEY";
  for (const std::string_view name : kColumnNames) sql += ", " + std::string(name) + " INTEGER";
  return sql + ", label TEXT)";
}

// For people who open the file with SQLite's shell.
constexpr const char* kView = R"(
CREATE VIEW cell AS SELECT
  source.name AS source, source.trust AS trust,
  CASE tower.rat WHEN 0 THEN 'gsm' WHEN 1 THEN 'umts' WHEN 2 THEN 'lte' WHEN 3 THEN 'nr' WHEN 4 THEN 'nbiot' END AS rat,
  network / 1000 AS mcc,
  printf(CASE has_long_code WHEN 1 THEN '%03d' ELSE '%02d' END, network % 1000) AS mnc,
  area, cell,
  CASE WHEN tower.rat IN (2, 4) THEN cell >> 8 END AS enb,
  CASE WHEN tower.rat IN (2, 4) THEN cell & 255 END AS sector,
  CASE WHEN tower.rat = 1 THEN cell >> 16 END AS rnc,
  physical_id, carrier_hz, bandwidth_rb, ports,
  latitude_udeg / 1e6 AS latitude_deg, longitude_udeg / 1e6 AS longitude_deg, accuracy_m, range_m, samples,
  datetime(first_listed_s, 'unixepoch') AS first_listed, datetime(last_listed_s, 'unixepoch') AS last_listed,
  date(valid_from_d * 86400, 'unixepoch') AS valid_from, date(valid_to_d * 86400, 'unixepoch') AS valid_to,
  azimuth_deg, eirp_ddbm / 10.0 AS eirp_dbm, label
FROM tower JOIN source ON source.id = tower.source)";

constexpr std::array<const char*, 3> kTables{
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID",
    "CREATE TABLE source(id INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL, trust TEXT NOT NULL, date TEXT, "
    "licence TEXT, attribution TEXT, details TEXT, rows INTEGER NOT NULL)",
    // network, rat, area and tile -1: not said. The box around the records, and how far beyond it the
    // farthest was heard.
    "CREATE TABLE area(network INTEGER, rat INTEGER, tile INTEGER, source INTEGER, area INTEGER, "
    "rows INTEGER, cells INTEGER, south_udeg INTEGER, north_udeg INTEGER, west_udeg INTEGER, east_udeg "
    "INTEGER, reach_m INTEGER, "
    "PRIMARY KEY(network, rat, tile, source, area)) WITHOUT ROWID"};

// Tables, indexes and views, each with the SQL that makes it.
using Parts = std::map<std::string, std::string>;

Parts parts_of(SQLite::Database& database) {
  Parts parts;
  Query query(database, "SELECT type || ' \"' || name || '\"', sql FROM sqlite_schema WHERE sql IS NOT NULL");
  while (query.next()) parts.emplace(query.text(0), query.text(1));
  return parts;
}

// Anything may be called "tower": a view that never ends, or a table whose columns mean something else.
const Parts& own_parts() {
  static const Parts kParts = [] {
    SQLite::Database empty(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    create_tables(empty);
    create_indexes(empty);
    return parts_of(empty);
  }();
  return kParts;
}

}  // namespace

void create_tables(SQLite::Database& database) {
  database.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
  database.exec("PRAGMA user_version = " + std::to_string(kSchemaVersion));
  database.exec(table_of_towers());
  for (const char* table : kTables) database.exec(table);
  database.exec(kView);
}

void create_indexes(SQLite::Database& database) {
  database.exec(
      "CREATE INDEX IF NOT EXISTS tower_identity ON tower(network, rat, cell, area, source) WHERE cell IS "
      "NOT NULL");
  database.exec("CREATE INDEX IF NOT EXISTS tower_carrier ON tower(carrier_hz) WHERE carrier_hz IS NOT NULL");
}

std::optional<Error> what_is_wrong(SQLite::Database& database, const std::string& name) {
  const auto number = [&database](const std::string& pragma) {
    Query query(database, "PRAGMA " + pragma);
    return query.next() ? query.number(0) : 0;
  };
  if (number("application_id") != kApplicationId) {
    return Error{ErrorCode::kFormat, name +
                                         ": is an SQLite database, but not of known towers; make one with "
                                         "'cellwarden towers import'"};
  }
  const std::int64_t version = number("user_version");
  if (version != kSchemaVersion) {
    return Error{ErrorCode::kFormat, name + ": is of version " + std::to_string(version) +
                                         ", this program reads " + std::to_string(kSchemaVersion) +
                                         "; import the lists again, or use the program that made it"};
  }
  const Parts has = parts_of(database);
  for (const auto& [part, sql] : own_parts()) {
    const auto found = has.find(part);
    if (found != has.end() && found->second == sql) continue;
    std::string what = name + ": its ";
    what += part;
    what += found == has.end() ? " is missing" : " is not ours";
    what += "; import the lists again with 'cellwarden towers import'";
    return Error{ErrorCode::kFormat, std::move(what)};
  }
  return std::nullopt;
}

const std::string& tower_columns() {
  static const std::string columns = joined_columns();
  return columns;
}

StoredRow read_row(const Query& query) {
  StoredRow row;
  for (std::size_t i = 0; i < kStoredColumns; ++i) {
    const int column = kFirstColumn + static_cast<int>(i);
    if (!query.is_null(column)) row.set(static_cast<StoredColumn>(i), query.number(column));
  }
  if (!query.is_null(kLabelColumn)) row.set_label(query.text(kLabelColumn));
  return row;
}

void bind_row(Query& query, std::int64_t id, const StoredRow& row) {
  query.forget().bind(1, id);
  for (std::size_t i = 0; i < kStoredColumns; ++i) {
    const auto column = static_cast<StoredColumn>(i);
    if (row.has(column)) query.bind(2 + static_cast<int>(i), *row.get(column));
  }
  if (!row.label().empty()) query.bind(1 + kLabelColumn, std::string_view(row.label()));
}

Error failure_of(const std::string& name, const std::exception& failure) {
  const auto* sqlite = dynamic_cast<const SQLite::Exception*>(&failure);
  const int code = sqlite != nullptr ? sqlite->getErrorCode() & 0xff : SQLITE_ERROR;
  switch (code) {
    case SQLITE_NOTADB:
      return {ErrorCode::kFormat, name + ": is no SQLite database; make one with 'cellwarden towers import'"};
    case SQLITE_CORRUPT:
      return {ErrorCode::kFormat, name + ": is damaged (" + failure.what() +
                                      "); import the lists again, or take a copy from before"};
    case SQLITE_FULL:
      return {ErrorCode::kFile, name + ": no space left on the disk; free some and import again"};
    case SQLITE_CANTOPEN:
      return {ErrorCode::kFile, name + ": cannot be opened; is it there, and may it be read?"};
    default:
      return {ErrorCode::kFile, name + ": " + failure.what()};
  }
}

}  // namespace cellwarden::towers::store
