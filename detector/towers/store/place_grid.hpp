#pragma once

/// \file
/// Row numbers that are places: a record's row number is its grid cell of a hundredth of a degree times
/// kRowsOfCell, plus a number within the cell. Neighbours lie side by side, and a circle is a few ranges.
///
///   grid cell   row of latitude from the south pole * 36,000 + column of longitude from 180 degrees west
///   limits      records without a place have a cell of their own, behind all others

#include <cstdint>
#include <optional>
#include <vector>

#include "detector/towers/tower_record.hpp"

namespace cellwarden::towers::store {

using GridCell = std::uint64_t;

inline constexpr std::uint64_t kRowsOfCell = std::uint64_t{1} << 24U;
inline constexpr GridCell kNowhere = std::uint64_t{18'000} * 36'000;

/// A place in millionths of a degree, as it is stored.
struct StoredPlace {
  std::int32_t latitude_udeg{};
  std::int32_t longitude_udeg{};
};

[[nodiscard]] StoredPlace stored_place(const GeoPoint& point) noexcept;
[[nodiscard]] GeoPoint point_of(const StoredPlace& place) noexcept;

[[nodiscard]] GridCell grid_cell(const std::optional<StoredPlace>& place) noexcept;

[[nodiscard]] constexpr std::int64_t first_row(GridCell cell) noexcept {
  return static_cast<std::int64_t>(cell * kRowsOfCell);
}

struct RowRange {
  std::int64_t first{};
  std::int64_t last{};
};

/// The rows in which all records within `near` lie, and some around it; ascending, none twice. Those without
/// a place are left out.
[[nodiscard]] std::vector<RowRange> rows_around(const Near& near);

/// Quarters of a degree: row * 1,440 + column, by the same rule. -1 for records without a place.
using Tile = std::int64_t;
inline constexpr Tile kNoTile = -1;

[[nodiscard]] Tile tile_of(const std::optional<StoredPlace>& place) noexcept;

struct TileRange {
  Tile first{};
  Tile last{};
};
/// As rows_around.
[[nodiscard]] std::vector<TileRange> tiles_around(const Near& near);

}  // namespace cellwarden::towers::store
