#include "dsp/lte/control_region.hpp"

#include <algorithm>
#include <cassert>

#include "dsp/lte/rate_matching.hpp"

namespace cellwarden::lte {
namespace {

// Quadruplets leave the interleaver in the order of one stream of the convolutional code.
std::vector<std::size_t> interleaving(std::size_t quadruplets) {
  const std::vector<std::uint16_t> circle = convolutional_order(quadruplets);
  std::vector<std::size_t> order(quadruplets);
  for (std::size_t i = 0; i < quadruplets; ++i) order[i] = circle[i] / 3U;
  return order;
}

// Whether reference signals lie in a symbol of the control region; two ports are assumed where there is one.
bool has_reference(const CellShape& cell, unsigned ports, unsigned symbol) noexcept {
  if (symbol == 0) return true;
  if (symbol == 1) return ports == 4;
  return symbol == 3 && cell.prefix == CyclicPrefix::kExtended;
}

// The group that begins at a sub-carrier, or its place among the three or two of its resource block.
ElementGroup group_at(const CellShape& cell, unsigned ports, unsigned symbol, std::size_t first) {
  ElementGroup group{.symbol = static_cast<std::uint8_t>(symbol), .subcarriers = {}};
  std::size_t k = first;
  for (std::uint16_t& place : group.subcarriers) {
    while (has_reference(cell, ports, symbol) && k % 3 == cell.pci % 3) ++k;
    place = static_cast<std::uint16_t>(k++);
  }
  return group;
}

std::size_t group_stride(const CellShape& cell, unsigned ports, unsigned symbol) noexcept {
  return has_reference(cell, ports, symbol) ? 6 : 4;
}

// Indices, in half resource blocks, of the PCFICH's groups.
std::array<std::size_t, 4> pcfich_places(const CellShape& cell, unsigned bandwidth_rb) noexcept {
  std::array<std::size_t, 4> places{};
  const std::size_t count = 2UL * bandwidth_rb;
  for (std::size_t i = 0; i < places.size(); ++i) {
    places[i] = (cell.pci % count + i * bandwidth_rb / 2) % count;
  }
  return places;
}

std::size_t phich_units(const ControlRegionShape& s) noexcept {
  // N_g * N_RB / 8, rounded up; with the extended prefix twice as many groups share as many units.
  constexpr std::array<std::size_t, 4> kSixths{1, 3, 6, 12};
  const std::size_t sixths = kSixths[static_cast<std::size_t>(s.phich_resource)];
  return s.phich_factor * ((sixths * s.bandwidth_rb + 47) / 48);
}

// Groups of each symbol, by rising sub-carrier; taken ones are struck out.
struct Candidates {
  struct Entry {
    ElementGroup group;
    bool is_taken = false;
  };
  std::vector<std::vector<Entry>> symbols;
};

Candidates all_groups(const ControlRegionShape& s) {
  Candidates all;
  all.symbols.resize(s.symbols);
  for (unsigned l = 0; l < s.symbols; ++l) {
    const std::size_t stride = group_stride(s.cell, s.ports, l);
    for (std::size_t k = 0; k < kSubcarriersPerRb * s.bandwidth_rb; k += stride) {
      all.symbols[l].push_back({group_at(s.cell, s.ports, l, k)});
    }
  }
  return all;
}

// Symbol of the i-th third of a PHICH unit.
unsigned phich_symbol(const ControlRegionShape& s, std::size_t unit, unsigned third) noexcept {
  if (s.phich_duration == PhichDuration::kNormal) return 0;
  if (s.is_short) return static_cast<unsigned>((unit / 2 + third + 1) % 2);
  return third;
}

void take_phich(const ControlRegionShape& s, Candidates& all) {
  std::vector<std::vector<std::size_t>> free(s.symbols);
  for (unsigned l = 0; l < s.symbols; ++l) {
    for (std::size_t i = 0; i < all.symbols[l].size(); ++i) {
      if (!all.symbols[l][i].is_taken) free[l].push_back(i);
    }
  }
  const std::size_t reference = s.phich_duration == PhichDuration::kExtended && s.is_short ? 1 : 0;
  for (std::size_t unit = 0; unit < phich_units(s); ++unit) {
    for (unsigned third = 0; third < 3; ++third) {
      const unsigned l = phich_symbol(s, unit, third);
      if (l >= s.symbols || reference >= s.symbols) continue;
      const std::size_t n = free[l].size();
      const std::size_t place = (s.cell.pci * n / free[reference].size() + unit + third * n / 3) % n;
      all.symbols[l][free[l][place]].is_taken = true;
    }
  }
}

// What is left, column by column: sub-carriers first, and of one sub-carrier its symbols in order.
std::vector<ElementGroup> left_groups(const ControlRegionShape& s, const Candidates& all) {
  std::vector<ElementGroup> left;
  std::vector<std::size_t> next(s.symbols, 0);
  for (std::size_t k = 0; k < kSubcarriersPerRb * s.bandwidth_rb; ++k) {
    for (unsigned l = 0; l < s.symbols; ++l) {
      if (k % group_stride(s.cell, s.ports, l) != 0) continue;
      const auto& entry = all.symbols[l][next[l]++];
      if (!entry.is_taken) left.push_back(entry.group);
    }
  }
  return left;
}

}  // namespace

std::array<ElementGroup, 4> pcfich_groups(const CellShape& cell, unsigned bandwidth_rb) {
  std::array<ElementGroup, 4> groups{};
  const auto places = pcfich_places(cell, bandwidth_rb);
  for (std::size_t i = 0; i < groups.size(); ++i) groups[i] = group_at(cell, 2, 0, 6 * places[i]);
  return groups;
}

ControlRegion::ControlRegion(const ControlRegionShape& shape) {
  Candidates all = all_groups(shape);
  for (const std::size_t place : pcfich_places(shape.cell, shape.bandwidth_rb)) {
    all.symbols[0][place].is_taken = true;
  }
  take_phich(shape, all);
  const std::vector<ElementGroup> places = left_groups(shape, all);
  // Quadruplet order[i] is sent (i - N_ID) places on, all cyclically (section 6.8.5).
  const std::vector<std::size_t> order = interleaving(places.size());
  groups_.resize(places.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    groups_[order[(i + shape.cell.pci) % places.size()]] = places[i];
  }
}

}  // namespace cellwarden::lte
