#pragma once

/// \file
/// LTE's turbo coder and its rate matching: the twins of dsp/kernel/turbo and dsp/lte/rate_matching
/// (TS 36.212, sections 5.1.3.2 and 5.1.4.1). One bit per element.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace cellwarden::synth {

/// What stands where a filler bit was: it is never sent.
inline constexpr std::uint8_t kNullBit = 2;

/// Streams d0, d1, d2 of K + 4 bits each.
using TurboStreams = std::array<std::vector<std::uint8_t>, 3>;

/// \param block  K bits, K one of the 188 sizes; kNullBit in front for filler bits
[[nodiscard]] TurboStreams encode_turbo(std::span<const std::uint8_t> block);

/// `count` bits of the circular buffer for redundancy version 0…3, its size not limited.
[[nodiscard]] std::vector<std::uint8_t> match_turbo_rate(const TurboStreams& streams,
                                                         unsigned redundancy_version, std::size_t count);

}  // namespace cellwarden::synth
