#pragma once

/// \file
/// The first symbols of a downlink subframe: which elements carry the format indicator, which are left for
/// acknowledgements, and where control channels go (TS 36.211, sections 6.2.4 and 6.7 to 6.9; TS 36.212,
/// section 5.3.4).

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "tests/synth/lte_grid.hpp"

namespace cellwarden::synth {

/// Four elements of one symbol, ascending: a resource element group without its reference signals.
struct ElementGroup {
  unsigned symbol;
  std::array<std::size_t, 4> subcarriers;
};

struct LteControlRegion {
  unsigned symbols;
  std::vector<ElementGroup> indicator;         ///< PCFICH: four
  std::vector<ElementGroup> acknowledgements;  ///< PHICH
  std::vector<ElementGroup> control;           ///< PDCCH: all others, low frequencies and early symbols first

  /// N_CCE: control channel elements of nine groups each.
  [[nodiscard]] std::size_t elements() const noexcept { return control.size() / 9; }
};

/// How many symbols (1…4) of a subframe are control, of those that the specification asks for.
[[nodiscard]] unsigned control_symbols(const LteGridSpec& spec, unsigned subframe) noexcept;

[[nodiscard]] LteControlRegion control_region(const LteGridSpec& spec, unsigned subframe);

/// The 32 bits that say how long the region is, scrambled.
[[nodiscard]] std::vector<std::uint8_t> indicator_bits(const LteGridSpec& spec, unsigned subframe,
                                                       unsigned symbols);

/// No bit: its element stays empty.
inline constexpr std::uint8_t kNoBit = 2;

/// Scrambles, modulates and interleaves control channels.
/// \param bits  eight for each group of `region.control`, control channel element after element; kNoBit in
/// pairs \return [port][4 * group + element]
[[nodiscard]] std::vector<std::vector<Sample>> control_symbols_of(std::span<const std::uint8_t> bits,
                                                                  const LteGridSpec& spec, unsigned subframe);

}  // namespace cellwarden::synth
