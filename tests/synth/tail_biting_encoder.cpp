#include "tests/synth/tail_biting_encoder.hpp"

#include <array>
#include <bit>

namespace cellwarden::synth {
namespace {

constexpr std::array<unsigned, 3> kGenerators{0133, 0171, 0165};
constexpr unsigned kMemory_bits = 6;

// Inter-column permutation of the sub-block interleaver, table 5.1.4-2.
constexpr std::array<std::size_t, 32> kColumns{1, 17, 9, 25, 5, 21, 13, 29, 3, 19, 11, 27, 7, 23, 15, 31,
                                               0, 16, 8, 24, 4, 20, 12, 28, 2, 18, 10, 26, 6, 22, 14, 30};

}  // namespace

std::uint16_t crc16_remainder(std::span<const std::uint8_t> bits) noexcept {
  unsigned crc = 0;
  for (const std::uint8_t bit : bits) {
    const bool feedback = ((crc >> 15U) ^ bit) & 1U;
    crc = (crc << 1U) & 0xFFFFU;
    if (feedback) crc ^= 0x1021U;
  }
  return static_cast<std::uint16_t>(crc);
}

std::vector<std::uint8_t> convolve(std::span<const std::uint8_t> bits) {
  const std::size_t count = bits.size();
  std::vector<std::uint8_t> coded(3 * count);
  // The newest bit is the highest, as the generators are written; the register starts with the last six
  // bits, so that it ends where it began.
  unsigned window = 0;
  for (std::size_t k = count - kMemory_bits; k < count; ++k) {
    window = (window >> 1U) | (static_cast<unsigned>(bits[k]) << kMemory_bits);
  }
  for (std::size_t k = 0; k < count; ++k) {
    window = (window >> 1U) | (static_cast<unsigned>(bits[k]) << kMemory_bits);
    for (std::size_t s = 0; s < kGenerators.size(); ++s) {
      coded[s * count + k] = static_cast<std::uint8_t>(std::popcount(window & kGenerators[s]) & 1);
    }
  }
  return coded;
}

std::vector<std::size_t> interleaved_order(std::size_t count) {
  const std::size_t rows = (count + kColumns.size() - 1) / kColumns.size();
  const std::size_t dummies = rows * kColumns.size() - count;
  std::vector<std::size_t> order;
  for (const std::size_t column : kColumns) {
    for (std::size_t row = 0; row < rows; ++row) {
      const std::size_t place = row * kColumns.size() + column;
      if (place >= dummies) order.push_back(place - dummies);
    }
  }
  return order;
}

std::vector<std::uint8_t> match_rate(std::span<const std::uint8_t> coded, std::size_t count) {
  const std::size_t stream_bits = coded.size() / 3;
  const auto order = interleaved_order(stream_bits);
  std::vector<std::uint8_t> out(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t place = i % coded.size();
    out[i] = coded[place / stream_bits * stream_bits + order[place % stream_bits]];
  }
  return out;
}

}  // namespace cellwarden::synth
