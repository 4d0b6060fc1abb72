#pragma once

/// \file
/// A record as the database's table holds it, whole numbers or nothing; and the same as octets, for sorting
/// more records than memory holds.
///
/// Octets of a row: its grid cell, its columns' presence as bits, each column that is there (all as LEB128,
/// signed values as zigzag), the label's length and the label. About 35 octets for a row of a crowd's list.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "detector/towers/store/place_grid.hpp"
#include "detector/towers/tower_record.hpp"

namespace cellwarden::towers::store {

/// Columns of the table `tower` in its order, between the row number and the label.
enum class StoredColumn : std::uint8_t {
  kSource,
  kRat,
  kNetwork,      ///< mcc * 1000 + mnc
  kHasLongCode,  ///< 1: the network code has three digits
  kArea,
  kCell,
  kPhysicalId,
  kLatitude,   ///< millionths of a degree
  kLongitude,  ///< the same
  kRange,      ///< metres
  kSamples,
  kFirstListed,  ///< seconds since 1970
  kLastListed,   ///< the same
  kAccuracy,     ///< metres
  kCarrier,      ///< hertz
  kBandwidth,    ///< resource blocks
  kPorts,
  kValidFrom,  ///< days since 1970
  kValidTo,    ///< the same
  kAzimuth,    ///< degrees
  kEirp,       ///< tenths of dBm
  kCount
};

inline constexpr std::size_t kStoredColumns = static_cast<std::size_t>(StoredColumn::kCount);

class StoredRow {
 public:
  StoredRow() = default;
  explicit StoredRow(const TowerRecord& record);

  [[nodiscard]] TowerRecord record() const;

  [[nodiscard]] bool has(StoredColumn column) const noexcept { return (present_ >> index(column) & 1U) != 0; }
  [[nodiscard]] std::optional<std::int64_t> get(StoredColumn column) const noexcept {
    return has(column) ? std::optional(values_[index(column)]) : std::nullopt;
  }
  void set(StoredColumn column, std::int64_t value) noexcept {
    values_[index(column)] = value;
    present_ |= 1U << index(column);
  }
  void set_label(std::string_view label) { label_ = label; }
  [[nodiscard]] const std::string& label() const noexcept { return label_; }

  [[nodiscard]] std::optional<StoredPlace> place() const noexcept;

 private:
  friend void append_octets(const StoredRow&, std::string&);
  friend std::optional<StoredRow> take_octets(std::string_view&);
  static constexpr unsigned index(StoredColumn column) noexcept { return static_cast<unsigned>(column); }

  std::uint32_t present_{};
  std::array<std::int64_t, kStoredColumns> values_{};
  std::string label_;
};

void append_octets(const StoredRow& row, std::string& octets);

/// Takes a row from the front of `octets`. \return nothing when they do not begin with a whole one
[[nodiscard]] std::optional<StoredRow> take_octets(std::string_view& octets);

/// Of how many octets a row can be at most.
inline constexpr std::size_t kMaxRowOctets = 512;

/// The grid cell of the row that `octets` begin with.
[[nodiscard]] std::optional<GridCell> peek_cell(std::string_view octets);

}  // namespace cellwarden::towers::store
