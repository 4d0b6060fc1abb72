#pragma once

/// \file
/// A slow, plain MIB decoder for tests of the generator: it shares nothing with the encoder but the
/// scrambling sequence. Maximum likelihood over all tail-biting start states.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "cell/lte.hpp"
#include "dsp/kernel/gold.hpp"

namespace cellwarden::synth::oracle {

/// Soft bits (positive: 0) of 120 coded bits from those of a whole or part of a 40 ms period that starts at
/// its bit `first`; descrambled, de-repeated, de-interleaved. Written backwards from the standard: each
/// output bit asks where it came from.
inline std::array<double, 120> undo_rate_matching(std::span<const double> soft, unsigned pci,
                                                  std::size_t first) {
  std::vector<std::uint8_t> scrambling(soft.size());
  gold_sequence(pci, first, scrambling);
  std::array<double, 120> sums{};
  for (std::size_t i = 0; i < soft.size(); ++i) {
    sums[(first + i) % 120] += scrambling[i] != 0 ? -soft[i] : soft[i];
  }
  // A stream's 40 bits stand behind 24 dummies in two rows of 32; the columns leave in bit-reversed order,
  // odd ones first.
  std::array<double, 120> coded{};
  for (unsigned stream = 0; stream < 3; ++stream) {
    unsigned out = 0;
    for (unsigned j = 0; j < 32; ++j) {
      unsigned column = 0;
      const unsigned turned = j ^ 16U;
      for (unsigned b = 0; b < 5; ++b) column |= ((turned >> b) & 1U) << (4 - b);
      if (column >= 24) coded[3 * (column - 24) + stream] = sums[40 * stream + out++];
      coded[3 * (column + 8) + stream] = sums[40 * stream + out++];
    }
  }
  return coded;
}

/// Bits of the most likely code word; coded[3k + s] is stream s of bit k.
inline std::array<unsigned, 40> decode_tail_biting(const std::array<double, 120>& coded) {
  std::array<unsigned, 40> best_bits{};
  double best = -1e300;
  for (unsigned start = 0; start < 64; ++start) {
    std::vector<double> metric(64, -1e300);
    metric[start] = 0;
    std::array<std::array<std::uint8_t, 64>, 40> from{};
    for (unsigned k = 0; k < 40; ++k) {
      std::vector<double> next(64, -1e300);
      for (unsigned state = 0; state < 64; ++state) {  // state: last six bits, newest lowest
        for (unsigned bit = 0; bit < 2; ++bit) {
          const unsigned d0 = bit, d1 = state & 1U, d2 = (state >> 1U) & 1U, d3 = (state >> 2U) & 1U,
                         d5 = (state >> 4U) & 1U, d6 = (state >> 5U) & 1U;
          const std::array<unsigned, 3> sent{d0 ^ d2 ^ d3 ^ d5 ^ d6, d0 ^ d1 ^ d2 ^ d3 ^ d6,
                                             d0 ^ d1 ^ d2 ^ ((state >> 3U) & 1U) ^ d6};
          double m = metric[state];
          for (unsigned s = 0; s < 3; ++s) m += sent[s] != 0 ? -coded[3 * k + s] : coded[3 * k + s];
          const unsigned to = ((state << 1U) | bit) & 63U;
          if (m > next[to]) {
            next[to] = m;
            from[k][to] = static_cast<std::uint8_t>(state);
          }
        }
      }
      metric = next;
    }
    if (metric[start] <= best) continue;
    best = metric[start];
    unsigned state = start;
    for (unsigned k = 40; k-- > 0;) {
      best_bits[k] = state & 1U;
      state = from[k][state];
    }
  }
  return best_bits;
}

/// The message if its checksum fits 1, 2 or 4 ports; the frame number's two lowest bits are zero.
inline std::optional<lte::Mib> read_mib(const std::array<unsigned, 40>& bits) {
  const auto field = [&bits](unsigned first, unsigned count) {
    unsigned value = 0;
    for (unsigned i = 0; i < count; ++i) value = 2 * value + bits[first + i];
    return value;
  };
  std::array<unsigned, 40> rest = bits;  // long division by D^16 + D^12 + D^5 + 1, remainder of the message
  for (unsigned i = 24; i < 40; ++i) rest[i] = 0;
  for (unsigned i = 0; i < 24; ++i) {
    if (rest[i] == 0) continue;
    for (const unsigned d : {0U, 4U, 11U, 16U}) rest[i + d] ^= 1U;
  }
  unsigned mask = 0;
  for (unsigned i = 24; i < 40; ++i) mask = 2 * mask + (rest[i] ^ bits[i]);
  const unsigned ports = mask == 0 ? 1 : mask == 0xFFFF ? 2 : mask == 0x5555 ? 4 : 0;
  constexpr std::array<std::uint8_t, 8> kBandwidths_rb{6, 15, 25, 50, 75, 100, 0, 0};
  if (ports == 0) return std::nullopt;
  return lte::Mib{.bandwidth_rb = kBandwidths_rb[field(0, 3)],
                  .ports = static_cast<std::uint8_t>(ports),
                  .phich_duration = static_cast<lte::PhichDuration>(field(3, 1)),
                  .phich_resource = static_cast<lte::PhichResource>(field(4, 2)),
                  .sfn = static_cast<std::uint16_t>(4 * field(6, 8)),
                  .spare = static_cast<std::uint16_t>(field(14, 10))};
}

}  // namespace cellwarden::synth::oracle
