#include "detector/towers/store/area_tally.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace cellwarden::towers::store {
namespace {

constexpr std::int64_t kNotSaid = -1;

void bind_key(Query& query, const std::array<std::int64_t, 5>& key) {
  for (std::size_t i = 0; i < key.size(); ++i) query.bind(static_cast<int>(i) + 1, key[i]);
}

}  // namespace

std::size_t AreaTally::Hash::operator()(const Key& key) const noexcept {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15;  // 2^64 by the golden ratio: spreads neighbours
  std::uint64_t hash = 0;
  for (const std::int64_t part : key) hash = (hash ^ static_cast<std::uint64_t>(part)) * kOdd ^ (hash >> 29U);
  return hash;
}

AreaTally::Key AreaTally::key_of(const StoredRow& row) {
  return {row.get(StoredColumn::kNetwork).value_or(kNotSaid), row.get(StoredColumn::kRat).value_or(kNotSaid),
          tile_of(row.place()), row.get(StoredColumn::kSource).value_or(0),
          row.get(StoredColumn::kArea).value_or(kNotSaid)};
}

void AreaTally::add(const StoredRow& row) {
  const StoredPlace at = row.place().value_or(StoredPlace{});
  const auto [it, is_new] = boxes_.try_emplace(
      key_of(row), Box{0, 0, at.latitude_udeg, at.latitude_udeg, at.longitude_udeg, at.longitude_udeg, 0});
  Box& box = it->second;
  ++box.rows;
  if (row.has(StoredColumn::kCell)) ++box.cells;
  box.south_udeg = std::min<std::int64_t>(box.south_udeg, at.latitude_udeg);
  box.north_udeg = std::max<std::int64_t>(box.north_udeg, at.latitude_udeg);
  box.west_udeg = std::min<std::int64_t>(box.west_udeg, at.longitude_udeg);
  box.east_udeg = std::max<std::int64_t>(box.east_udeg, at.longitude_udeg);
  box.reach_m = std::max(box.reach_m, row.get(StoredColumn::kRange).value_or(0));
}

void AreaTally::flush(SQLite::Database& database) {
  Query upsert(
      database,
      "INSERT INTO area VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
      "rows = rows + excluded.rows, cells = cells + excluded.cells, south_udeg = min(south_udeg, "
      "excluded.south_udeg), "
      "north_udeg = max(north_udeg, excluded.north_udeg), west_udeg = min(west_udeg, excluded.west_udeg), "
      "east_udeg = max(east_udeg, excluded.east_udeg), reach_m = max(reach_m, excluded.reach_m)");
  std::vector<std::pair<Key, Box>> sorted(boxes_.begin(),
                                          boxes_.end());  // neighbours in the table one after another
  std::ranges::sort(sorted, {}, [](const auto& one) { return one.first; });
  for (const auto& [key, box] : sorted) {
    bind_key(upsert, key);
    upsert.bind(6, box.rows).bind(7, box.cells).bind(8, box.south_udeg).bind(9, box.north_udeg);
    upsert.bind(10, box.west_udeg).bind(11, box.east_udeg).bind(12, box.reach_m);
    upsert.run();
  }
  boxes_.clear();
}

AreaTally::Removal::Removal(SQLite::Database& database)
    : query_(database,
             "UPDATE area SET rows = rows - 1, cells = cells - 1 "
             "WHERE network = ? AND rat = ? AND tile = ? AND source = ? AND area = ?") {}

void AreaTally::Removal::remove(const StoredRow& row) {
  bind_key(query_, key_of(row));
  query_.run();
}

}  // namespace cellwarden::towers::store
