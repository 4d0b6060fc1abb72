#include "detector/towers/store/place_grid.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cellwarden::towers::store {
namespace {

constexpr double kMicro = 1e6;
constexpr std::int64_t kQuarterTurn_udeg = 90'000'000;
constexpr std::int64_t kHalfTurn_udeg = 180'000'000;

// Squares of the globe, numbered by rows from the south pole, and in a row from 180 degrees west.
struct Squares {
  std::int64_t size_udeg;

  [[nodiscard]] constexpr std::int64_t rows() const { return 2 * kQuarterTurn_udeg / size_udeg; }
  [[nodiscard]] constexpr std::int64_t columns() const { return 2 * kHalfTurn_udeg / size_udeg; }
  [[nodiscard]] std::int64_t row_of(std::int64_t latitude_udeg) const {
    return std::clamp<std::int64_t>((latitude_udeg + kQuarterTurn_udeg) / size_udeg, 0, rows() - 1);
  }
  [[nodiscard]] std::int64_t column_of(std::int64_t longitude_udeg) const {
    return std::clamp<std::int64_t>((longitude_udeg + kHalfTurn_udeg) / size_udeg, 0, columns() - 1);
  }
  [[nodiscard]] std::int64_t number(const StoredPlace& place) const {
    return row_of(place.latitude_udeg) * columns() + column_of(place.longitude_udeg);
  }
};

constexpr Squares kCells{10'000};
constexpr Squares kTiles{250'000};

struct NumberRange {
  std::int64_t first{};
  std::int64_t last{};
};

// How far east and west a circle reaches: where a meridian touches it (spherical trigonometry).
double half_width_deg(const GeoPoint& centre, double angle_rad) {
  constexpr double kRadian = std::numbers::pi / 180.0;
  constexpr double kHalfTurn_deg = 180.0;
  const double to_pole_rad = (90.0 - std::abs(centre.latitude_deg)) * kRadian;
  if (angle_rad >= to_pole_rad) return kHalfTurn_deg;
  return std::asin(std::min(1.0, std::sin(angle_rad) / std::sin(to_pole_rad))) / kRadian;
}

std::int64_t micro(double degrees) {
  return std::llround(degrees * kMicro);
}

std::vector<NumberRange> numbers_around(const Squares& squares, const Near& near) {
  constexpr double kEarthRadius_m = 6'371'008.8;
  constexpr double kMargin_m = 1.0;  // against rounding
  const double angle_rad =
      std::min((std::max(near.radius_m, 0.0) + kMargin_m) / kEarthRadius_m, std::numbers::pi);
  const double angle_deg = angle_rad * 180.0 / std::numbers::pi;
  const GeoPoint& at = near.centre;
  const std::int64_t south = squares.row_of(micro(std::max(at.latitude_deg - angle_deg, -90.0)));
  const std::int64_t north = squares.row_of(micro(std::min(at.latitude_deg + angle_deg, 90.0)));
  const double half_deg = half_width_deg(at, angle_rad);
  const bool is_all_round = half_deg >= 180.0 - 1e-3;
  const std::int64_t west = micro(is_all_round ? -180.0 : at.longitude_deg - half_deg);
  const std::int64_t east = micro(is_all_round ? 180.0 : at.longitude_deg + half_deg);
  std::vector<NumberRange> ranges;
  const auto add = [&](std::int64_t row, std::int64_t from_udeg, std::int64_t to_udeg) {
    const std::int64_t base = row * squares.columns();
    ranges.push_back({base + squares.column_of(from_udeg), base + squares.column_of(to_udeg)});
  };
  for (std::int64_t row = south; row <= north; ++row) {
    const bool is_over_west = west < -kHalfTurn_udeg;  // the date line lies within
    const bool is_over_east = east > kHalfTurn_udeg;
    if (is_over_east) add(row, -kHalfTurn_udeg, east - 2 * kHalfTurn_udeg);
    add(row, std::max(west, -kHalfTurn_udeg), std::min(east, kHalfTurn_udeg));
    if (is_over_west) add(row, west + 2 * kHalfTurn_udeg, kHalfTurn_udeg);
  }
  return ranges;
}

}  // namespace

StoredPlace stored_place(const GeoPoint& point) noexcept {
  const auto stored = [](double degrees, std::int64_t most) {
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(micro(degrees), -most, most));
  };
  return {stored(point.latitude_deg, kQuarterTurn_udeg), stored(point.longitude_deg, kHalfTurn_udeg)};
}

GeoPoint point_of(const StoredPlace& place) noexcept {
  return {.latitude_deg = static_cast<double>(place.latitude_udeg) / kMicro,
          .longitude_deg = static_cast<double>(place.longitude_udeg) / kMicro,
          .accuracy_m = std::nullopt};
}

GridCell grid_cell(const std::optional<StoredPlace>& place) noexcept {
  static_assert(kNowhere == static_cast<GridCell>(kCells.rows() * kCells.columns()));
  return place ? static_cast<GridCell>(kCells.number(*place)) : kNowhere;
}

std::vector<RowRange> rows_around(const Near& near) {
  std::vector<RowRange> rows;
  for (const NumberRange& cells : numbers_around(kCells, near)) {
    rows.push_back({first_row(static_cast<GridCell>(cells.first)),
                    first_row(static_cast<GridCell>(cells.last + 1)) - 1});
  }
  return rows;
}

Tile tile_of(const std::optional<StoredPlace>& place) noexcept {
  return place ? kTiles.number(*place) : kNoTile;
}

std::vector<TileRange> tiles_around(const Near& near) {
  std::vector<TileRange> tiles;
  for (const NumberRange& range : numbers_around(kTiles, near)) tiles.push_back({range.first, range.last});
  return tiles;
}

}  // namespace cellwarden::towers::store
