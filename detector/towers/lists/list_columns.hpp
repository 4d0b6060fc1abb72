#pragma once

/// \file
/// What the columns of a list may be called, and what they mean; docs/formats.md, "Towers: CSV". GeoJSON's
/// properties have the same names.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cellwarden::towers {

enum class ListColumn : std::uint8_t {
  kRadio,
  kMcc,
  kNet,
  kArea,
  kCell,
  kEnb,  // with kSector: the cell of LTE
  kSector,
  kRnc,         // with a cell of 16 bits: the cell of UMTS
  kUnit,        // 0 means unknown
  kPhysicalId,  // 0 is a value
  kLon,
  kLat,
  kAccuracy,
  kRange,
  kSamples,
  kFirstListed,
  kLastListed,
  kCarrier,
  kArfcn,
  kUarfcn,
  kEarfcn,
  kNrArfcn,
  kBandwidth,
  kPorts,
  kValidFrom,
  kValidTo,
  kAzimuth,
  kEirp,
  kLabel,
  kKnownUnused,
  kCount
};

inline constexpr std::size_t kListColumns = static_cast<std::size_t>(ListColumn::kCount);

/// A row's texts by column; empty where it has none.
class ListRowText {
 public:
  [[nodiscard]] std::string_view operator[](ListColumn column) const noexcept {
    return texts_[static_cast<std::size_t>(column)];
  }
  void set(ListColumn column, std::string_view text) noexcept {
    texts_[static_cast<std::size_t>(column)] = text;
  }
  void clear() noexcept { texts_.fill({}); }

 private:
  std::array<std::string_view, kListColumns> texts_{};
};

/// By any of its names, in any case.
[[nodiscard]] std::optional<ListColumn> list_column_named(std::string_view name);
/// The name by which our documents call it.
[[nodiscard]] std::string_view name_of(ListColumn column) noexcept;

/// OpenCelliD's and Mozilla's order of columns.
inline constexpr std::array kOpenCellIdOrder = std::to_array<ListColumn>(
    {ListColumn::kRadio, ListColumn::kMcc, ListColumn::kNet, ListColumn::kArea, ListColumn::kCell,
     ListColumn::kUnit, ListColumn::kLon, ListColumn::kLat, ListColumn::kRange, ListColumn::kSamples,
     ListColumn::kKnownUnused, ListColumn::kFirstListed, ListColumn::kLastListed, ListColumn::kKnownUnused});

/// ASCII letters made small.
[[nodiscard]] std::string lower_case(std::string_view text);

}  // namespace cellwarden::towers
