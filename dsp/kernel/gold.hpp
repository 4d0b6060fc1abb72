#pragma once

/// \file
/// The length-31 Gold sequence that scrambles and seeds everything in LTE and NR
/// (TS 36.211, section 7.2; TS 38.211, section 5.2.1).

#include <cstdint>
#include <span>

namespace cellwarden {

/// Writes c(first) … c(first + bits.size() - 1), one bit per element.
///
///   cost  one step per bit, `first` included
void gold_sequence(std::uint32_t c_init, std::size_t first, std::span<std::uint8_t> bits) noexcept;

}  // namespace cellwarden
