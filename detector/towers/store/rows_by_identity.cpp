#include "detector/towers/store/rows_by_identity.hpp"

#include <cstddef>
#include <string>

#include "detector/towers/store/schema.hpp"

namespace cellwarden::towers::store {
namespace {

std::string select(const char* where) {
  return "SELECT " + tower_columns() + " FROM tower WHERE " + where;
}

// Told by the index alone: a GSM network uses a cell identity again in many of its areas, and their rows lie
// all over the file.
constexpr const char* kInArea = " AND (?4 IS NULL OR coalesce(area, ?4) = ?4)";

}  // namespace

RowsByIdentity::RowsByIdentity(SQLite::Database& database)
    : of_cell_(database, select("network = ?1 AND rat = ?2 AND cell = ?3") + kInArea),
      within_(database, select("network = ? AND rat = ? AND cell BETWEEN ? AND ?")),
      of_no_standard_(database, select("network = ?1 AND rat IS NULL AND cell BETWEEN ?2 AND ?3") + kInArea),
      has_no_standard_(database, "SELECT 1 FROM area WHERE network = ? AND rat = -1 LIMIT 1") {}

bool RowsByIdentity::has_rows_without_standard(std::int64_t network) {
  constexpr std::size_t kMost = 10'000;  // of the networks on air there are some 3,000
  if (const auto known = has_rows_without_standard_.find(network); known != has_rows_without_standard_.end())
    return known->second;
  if (has_rows_without_standard_.size() >= kMost) has_rows_without_standard_.clear();
  const bool has = has_no_standard_.restart().bind(1, network).next();
  has_no_standard_.restart();
  has_rows_without_standard_.emplace(network, has);
  return has;
}

}  // namespace cellwarden::towers::store
