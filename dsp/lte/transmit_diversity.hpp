#pragma once

/// \file
/// Undoes the transmit diversity of 1, 2 or 4 antenna ports (TS 36.211, section 6.3.4.3): what every channel
/// that is meant for all is sent with.

#include <array>
#include <cstddef>
#include <span>

#include "dsp/iq_block.hpp"

namespace cellwarden::lte {

inline constexpr std::size_t kPorts = 4;  ///< at most

/// A resource element as received, with the channel of each port in it.
struct ReceivedElement {
  Sample received;
  std::array<Sample, kPorts> h;
  bool is_heard = true;  ///< whether the recording holds it
};

/// \param elements  in the order of the mapping; as many as whole groups of `ports` are used
/// \param out       as many values: the symbols sent times the channel's power; zero where not heard
void undo_diversity(std::span<const ReceivedElement> elements, unsigned ports,
                    std::span<Sample> out) noexcept;

}  // namespace cellwarden::lte
