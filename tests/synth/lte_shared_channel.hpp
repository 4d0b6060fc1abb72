#pragma once

/// \file
/// The physical downlink shared channel: from a transport block to scrambled bits, and the elements that
/// carry them (TS 36.212, section 5.3.2; TS 36.211, sections 6.3.1, 6.3.5 and 6.4).

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "tests/synth/lte_grid.hpp"

namespace cellwarden::synth {

/// \param transport_block  one bit per element, of one code block
/// \param count            bits that the elements take
[[nodiscard]] std::vector<std::uint8_t> shared_channel_bits(std::span<const std::uint8_t> transport_block,
                                                            unsigned redundancy_version, std::uint16_t rnti,
                                                            unsigned subframe, unsigned pci,
                                                            std::size_t count);

struct Element {
  unsigned symbol;
  std::size_t subcarrier;
};

/// The elements of these resource blocks that carry data, in the order in which they take it.
/// \param blocks            in slot 0 and slot 1, ascending
/// \param control_symbols   symbols before the first that carries data
[[nodiscard]] std::vector<Element> shared_channel_elements(
    const LteGridSpec& spec, unsigned subframe, unsigned control_symbols,
    const std::array<std::vector<unsigned>, 2>& blocks);

}  // namespace cellwarden::synth
