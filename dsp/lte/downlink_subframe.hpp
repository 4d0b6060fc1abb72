#pragma once

/// \file
/// One subframe of a cell over its whole bandwidth: what was received, and the channel it came through.

#include <array>
#include <span>
#include <vector>

#include "dsp/lte/frame_structure.hpp"
#include "dsp/lte/transmit_diversity.hpp"

namespace cellwarden::lte {

inline constexpr unsigned kMostSymbolsPerSubframe = 14;

/// How a cell fills its subframes, as its MIB says it.
struct CellLayout {
  CellShape shape;
  std::uint8_t bandwidth_rb{};
  std::uint8_t ports{};

  [[nodiscard]] std::size_t subcarriers() const noexcept { return kSubcarriersPerRb * bandwidth_rb; }
  friend bool operator==(const CellLayout&, const CellLayout&) = default;
};

struct DownlinkSubframe {
  explicit DownlinkSubframe(const CellLayout& cell) : layout(cell) {}

  CellLayout layout;
  unsigned number{};        ///< 0…9 in its frame
  unsigned symbols_sent{};  ///< downlink symbols: all, or those of a special subframe's beginning
  double noise_power{};     ///< per resource element
  std::array<std::vector<Sample>, kMostSymbolsPerSubframe> symbols;  ///< those read; the others are empty
  std::array<std::array<std::vector<Sample>, 2>, kPorts> channel;    ///< by port and slot

  /// \param symbol  one that was read
  [[nodiscard]] ReceivedElement element(unsigned symbol, std::size_t subcarrier) const noexcept {
    ReceivedElement e{symbols[symbol][subcarrier], {}};
    const unsigned slot = symbol / symbols_per_slot(layout.shape.prefix);
    for (unsigned port = 0; port < layout.ports; ++port) e.h[port] = channel[port][slot][subcarrier];
    return e;
  }
};

/// Soft bits of QPSK symbols that were sent on these elements: positive means 0, scaled by what noise leaves
/// of them.
void append_soft_bits(std::span<const ReceivedElement> elements, const DownlinkSubframe& subframe,
                      std::vector<float>& soft);

/// Takes a scrambling sequence out of soft bits (TS 36.211, sections 6.3.1, 6.7.1, 6.8.2).
/// \param first  bit of the sequence that the first soft bit was scrambled with
void descramble(std::span<float> soft, std::uint32_t c_init, std::size_t first = 0);

}  // namespace cellwarden::lte
