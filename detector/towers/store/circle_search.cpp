#include "detector/towers/store/circle_search.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "detector/towers/store/place_grid.hpp"
#include "detector/towers/store/schema.hpp"

namespace cellwarden::towers::store {

// The nearest rows so far. Rows stay where they are put, only keys are moved about.
class CircleSearch::Kept {
 public:
  explicit Kept(std::size_t most) : most_(most) {}

  [[nodiscard]] bool is_full() const { return keys_.size() >= most_; }
  [[nodiscard]] bool wants(double distance_m) const {
    return !is_full() || (most_ > 0 && distance_m < keys_.front().distance_m);
  }

  void put(double distance_m, std::int64_t id, StoredRow row) {
    if (!is_full()) {
      keys_.push_back({distance_m, id, rows_.size()});
      rows_.push_back(std::move(row));
      if (is_full()) std::make_heap(keys_.begin(), keys_.end());  // only now it matters which is the farthest
      return;
    }
    std::pop_heap(keys_.begin(), keys_.end());
    Key& key = keys_.back();
    rows_[key.slot] = std::move(row);
    key = {distance_m, id, key.slot};
    std::push_heap(keys_.begin(), keys_.end());
  }

  [[nodiscard]] std::vector<PlacedRow> in_order() && {
    std::sort(keys_.begin(), keys_.end());
    std::vector<PlacedRow> ordered;
    ordered.reserve(keys_.size());
    for (const Key& key : keys_) ordered.push_back({key.distance_m, std::move(rows_[key.slot])});
    return ordered;
  }

 private:
  struct Key {
    double distance_m{};
    std::int64_t id{};
    std::size_t slot{};
    friend bool operator<(const Key& a, const Key& b) {
      return std::tie(a.distance_m, a.id) < std::tie(b.distance_m, b.id);
    }
  };

  std::size_t most_;
  std::vector<StoredRow> rows_;
  std::vector<Key> keys_;  // a heap when full, the farthest in front
};

CircleSearch::CircleSearch(SQLite::Database& database)
    : by_row_(database, "SELECT " + tower_columns() + " FROM tower WHERE id BETWEEN ? AND ?") {}

void CircleSearch::gather(const Near& near, const Wanted& wanted, Kept& kept) {
  // What is too far, or of another network, is told by a few columns: most rows need not be read whole.
  constexpr int kRat = 2;
  constexpr int kNetwork = 3;
  constexpr int kLatitude = 8;
  constexpr int kLongitude = 9;
  for (const RowRange& range : rows_around(near)) {
    by_row_.restart().bind(1, range.first).bind(2, range.last);
    while (by_row_.next()) {
      if (wanted.network && by_row_.number(kNetwork) != *wanted.network) continue;
      if (wanted.rat && (by_row_.is_null(kRat) || by_row_.number(kRat) != *wanted.rat)) continue;
      const GeoPoint at = point_of({static_cast<std::int32_t>(by_row_.number(kLatitude)),
                                    static_cast<std::int32_t>(by_row_.number(kLongitude))});
      const double away_m = distance_m(near.centre, at);
      if (away_m <= near.radius_m && kept.wants(away_m))
        kept.put(away_m, by_row_.number(0), read_row(by_row_));
    }
  }
  by_row_.restart();
}

std::vector<PlacedRow> CircleSearch::nearest(const Near& near, std::size_t most, const Wanted& wanted) {
  constexpr double kFirst_m = 1000.0;
  constexpr double kStep = 3.0;
  constexpr std::size_t kFew = 1000;
  double radius_m = most <= kFew ? std::min(kFirst_m, near.radius_m) : near.radius_m;
  while (true) {
    Kept kept(most);
    gather({near.centre, radius_m}, wanted, kept);
    if (kept.is_full() || radius_m >= near.radius_m) return std::move(kept).in_order();
    radius_m = std::min(kStep * radius_m, near.radius_m);
  }
}

}  // namespace cellwarden::towers::store
