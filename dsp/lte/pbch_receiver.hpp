#pragma once

/// \file
/// Soft bits of the physical broadcast channel: slot 1, symbols 0 to 3, of every frame, around the places of
/// four ports' reference signals, with the transmit diversity of 1, 2 or 4 ports undone
/// (TS 36.211, sections 6.3.4.3 and 6.6).

#include <vector>

#include "dsp/lte/channel_estimate.hpp"

namespace cellwarden::lte {

struct FrameSoftBits {
  std::size_t frame{};      ///< of the segment
  std::vector<float> soft;  ///< 480 or 432, positive means 0, scaled by what noise leaves of them
};

/// \param ports  1, 2 or 4: how the transmitter is taken to map its symbols
/// \return one entry for each frame whose broadcast channel lies wholly in the segment
[[nodiscard]] std::vector<FrameSoftBits> receive_pbch(SymbolReader& reader, const CellShape& shape,
                                                      const FrameTiming& timing,
                                                      const ChannelEstimate& channel, unsigned ports);

/// Sub-carriers (0…71) of symbol 0…3 of slot 1 that carry the broadcast channel, ascending.
[[nodiscard]] std::vector<std::size_t> pbch_subcarriers(const CellShape& shape, unsigned symbol);

}  // namespace cellwarden::lte
