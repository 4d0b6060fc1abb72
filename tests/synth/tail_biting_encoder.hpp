#pragma once

/// \file
/// The tail-biting convolutional code and its rate matching: twins of dsp/kernel/tail_biting and
/// dsp/lte/rate_matching (TS 36.212, sections 5.1.1, 5.1.3.1 and 5.1.4.2). One bit per element.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cellwarden::synth {

/// The remainder of the 16-bit CRC, by long division.
[[nodiscard]] std::uint16_t crc16_remainder(std::span<const std::uint8_t> bits) noexcept;

/// Stream 0 as long as `bits`, then streams 1 and 2.
[[nodiscard]] std::vector<std::uint8_t> convolve(std::span<const std::uint8_t> bits);

/// The sub-block interleaver: which of `count` values comes 0th, 1st, … out of it.
[[nodiscard]] std::vector<std::size_t> interleaved_order(std::size_t count);

/// Interleaves three streams, one after another, and repeats to `count` bits.
[[nodiscard]] std::vector<std::uint8_t> match_rate(std::span<const std::uint8_t> coded, std::size_t count);

}  // namespace cellwarden::synth
