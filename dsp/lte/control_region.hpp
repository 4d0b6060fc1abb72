#pragma once

/// \file
/// Where the control channels lie at the beginning of a subframe: resource-element groups of PCFICH, PHICH
/// and PDCCH (TS 36.211, sections 6.2.4, 6.7.4, 6.8.5 and 6.9.3).

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "dsp/lte/frame_structure.hpp"

namespace cellwarden::lte {

/// Four resource elements of one symbol.
struct ElementGroup {
  std::uint8_t symbol{};
  std::array<std::uint16_t, 4> subcarriers{};
};

inline constexpr std::size_t kGroupsPerCce = 9;

/// All that decides a control region.
struct ControlRegionShape {
  CellShape cell;
  std::uint8_t bandwidth_rb{};
  std::uint8_t ports{};
  PhichDuration phich_duration{};
  PhichResource phich_resource{};
  /// m_i of TS 36.211, table 6.9-1: 1 in FDD, 0 to 2 in TDD.
  std::uint8_t phich_factor = 1;
  /// Whether an extended PHICH spans two symbols and not three: subframes 1 and 6 in TDD.
  bool is_short = false;
  /// Symbols of the region, 1…4: what the PCFICH says, and one more below 11 resource blocks.
  std::uint8_t symbols{};

  friend bool operator==(const ControlRegionShape&, const ControlRegionShape&) = default;
};

/// The four groups of the PCFICH in a cell's first symbol.
[[nodiscard]] std::array<ElementGroup, 4> pcfich_groups(const CellShape& cell, unsigned bandwidth_rb);

class ControlRegion {
 public:
  explicit ControlRegion(const ControlRegionShape& shape);

  [[nodiscard]] std::size_t cce_count() const noexcept { return groups_.size() / kGroupsPerCce; }
  /// The groups of control channel elements [first, first + count), in the order of their bits.
  [[nodiscard]] std::span<const ElementGroup> cces(std::size_t first, std::size_t count) const noexcept {
    return std::span(groups_).subspan(first * kGroupsPerCce, count * kGroupsPerCce);
  }

 private:
  std::vector<ElementGroup> groups_;
};

}  // namespace cellwarden::lte
