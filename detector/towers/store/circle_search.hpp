#pragma once

/// \file
/// Rows around a place, nearest first.

#include <SQLiteCpp/Database.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "detector/towers/store/query.hpp"
#include "detector/towers/store/stored_row.hpp"
#include "detector/towers/tower_record.hpp"

namespace cellwarden::towers::store {

struct PlacedRow {
  double distance_m{};
  StoredRow row;
};

class CircleSearch {
 public:
  /// Absent: any.
  struct Wanted {
    std::optional<std::int64_t> network{};
    std::optional<std::int64_t> rat{};
  };

  explicit CircleSearch(SQLite::Database& database);

  /// At most `most` rows, at equal distance in order of their row numbers. When few are wanted the circle
  /// grows from a kilometre until it has them: a city need not be read whole.
  [[nodiscard]] std::vector<PlacedRow> nearest(const Near& near, std::size_t most, const Wanted& wanted);

 private:
  class Kept;
  void gather(const Near& near, const Wanted& wanted, Kept& kept);

  Query by_row_;
};

}  // namespace cellwarden::towers::store
