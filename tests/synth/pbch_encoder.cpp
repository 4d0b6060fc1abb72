#include "tests/synth/pbch_encoder.hpp"

#include <bit>
#include <cassert>
#include <numbers>

#include "dsp/kernel/gold.hpp"

namespace cellwarden::synth {
namespace {

constexpr std::array<unsigned, 3> kGenerators{0133, 0171, 0165};
constexpr unsigned kMemory_bits = 6;

// Inter-column permutation of the sub-block interleaver, TS 36.212, table 5.1.4-2.
constexpr std::array<std::size_t, 32> kColumns{1, 17, 9, 25, 5, 21, 13, 29, 3, 19, 11, 27, 7, 23, 15, 31,
                                               0, 16, 8, 24, 4, 20, 12, 28, 2, 18, 10, 26, 6, 22, 14, 30};

template <std::size_t N>
void put(std::array<std::uint8_t, N>& bits, std::size_t first, unsigned width, unsigned value) noexcept {
  for (unsigned i = 0; i < width; ++i) {
    bits[first + i] = static_cast<std::uint8_t>((value >> (width - 1 - i)) & 1U);
  }
}

unsigned bandwidth_code(unsigned bandwidth_rb) noexcept {
  constexpr std::array<unsigned, 6> kBandwidths_rb{6, 15, 25, 50, 75, 100};
  unsigned code = 0;
  while (code < 5 && kBandwidths_rb[code] != bandwidth_rb) ++code;
  return code;
}

std::uint16_t crc16(std::span<const std::uint8_t> bits) noexcept {
  unsigned crc = 0;
  for (const std::uint8_t bit : bits) {
    const bool feedback = ((crc >> 15U) ^ bit) & 1U;
    crc = (crc << 1U) & 0xFFFFU;
    if (feedback) crc ^= 0x1021U;
  }
  return static_cast<std::uint16_t>(crc);
}

unsigned crc_mask(unsigned ports) noexcept {
  switch (ports) {
    case 2:
      return 0xFFFF;
    case 4:
      return 0x5555;
    default:
      return 0;
  }
}

}  // namespace

MibBits pack_mib(const lte::Mib& mib) noexcept {
  MibBits bits{};
  put(bits, 0, 3, bandwidth_code(mib.bandwidth_rb));
  put(bits, 3, 1, static_cast<unsigned>(mib.phich_duration));
  put(bits, 4, 2, static_cast<unsigned>(mib.phich_resource));
  put(bits, 6, 8, mib.sfn / kPbchPeriod_frames);
  put(bits, 14, 10, mib.spare);
  return bits;
}

MibBitsWithCrc attach_crc(const MibBits& bits, unsigned ports) noexcept {
  MibBitsWithCrc all{};
  for (std::size_t i = 0; i < bits.size(); ++i) all[i] = bits[i];
  put(all, kMib_bits, 16, crc16(bits) ^ crc_mask(ports));
  return all;
}

CodedMib convolve(const MibBitsWithCrc& bits) noexcept {
  CodedMib coded{};
  // The newest bit is the highest, as the generators are written; the register starts with the last six
  // bits, so that it ends where it began.
  unsigned window = 0;
  for (std::size_t k = kMibWithCrc_bits - kMemory_bits; k < kMibWithCrc_bits; ++k) {
    window = (window >> 1U) | (static_cast<unsigned>(bits[k]) << kMemory_bits);
  }
  for (std::size_t k = 0; k < bits.size(); ++k) {
    window = (window >> 1U) | (static_cast<unsigned>(bits[k]) << kMemory_bits);
    for (std::size_t s = 0; s < kGenerators.size(); ++s) {
      coded[s * kMibWithCrc_bits + k] = static_cast<std::uint8_t>(std::popcount(window & kGenerators[s]) & 1);
    }
  }
  return coded;
}

std::vector<std::uint8_t> match_rate(const CodedMib& coded, std::size_t count) {
  constexpr std::size_t kRows = (kMibWithCrc_bits + kColumns.size() - 1) / kColumns.size();
  constexpr std::size_t kDummies = kRows * kColumns.size() - kMibWithCrc_bits;
  std::vector<std::uint8_t> circle;
  for (std::size_t stream = 0; stream < 3; ++stream) {
    for (const std::size_t column : kColumns) {
      for (std::size_t row = 0; row < kRows; ++row) {
        const std::size_t place = row * kColumns.size() + column;
        if (place >= kDummies) circle.push_back(coded[stream * kMibWithCrc_bits + place - kDummies]);
      }
    }
  }
  std::vector<std::uint8_t> out(count);
  for (std::size_t i = 0; i < count; ++i) out[i] = circle[i % circle.size()];
  return out;
}

std::vector<std::uint8_t> pbch_bits(const lte::Mib& mib, unsigned pci, lte::CyclicPrefix prefix) {
  const std::size_t count = prefix == lte::CyclicPrefix::kNormal ? 1920 : 1728;
  auto bits = match_rate(convolve(attach_crc(pack_mib(mib), mib.ports)), count);
  std::vector<std::uint8_t> scrambling(count);
  gold_sequence(pci, 0, scrambling);
  for (std::size_t i = 0; i < count; ++i) bits[i] ^= scrambling[i];
  return bits;
}

std::vector<Sample> modulate_qpsk(std::span<const std::uint8_t> bits) {
  constexpr float kRootHalf = std::numbers::sqrt2_v<float> / 2.0F;
  std::vector<Sample> symbols(bits.size() / 2);
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    symbols[i] = {bits[2 * i] != 0 ? -kRootHalf : kRootHalf, bits[2 * i + 1] != 0 ? -kRootHalf : kRootHalf};
  }
  return symbols;
}

std::vector<std::vector<Sample>> precode(std::span<const Sample> symbols, unsigned ports) {
  assert((ports == 1 || ports == 2 || ports == 4) && symbols.size() % ports == 0);
  std::vector<std::vector<Sample>> y(ports, std::vector<Sample>(symbols.size()));
  if (ports == 1) {
    y[0].assign(symbols.begin(), symbols.end());
    return y;
  }
  constexpr float kRootHalf = std::numbers::sqrt2_v<float> / 2.0F;
  for (std::size_t i = 0; i + 1 < symbols.size(); i += 2) {
    // Two ports: each pair on ports 0 and 1. Four: pairs in turn on ports 0 and 2, and on 1 and 3.
    const std::size_t first = ports == 4 ? (i / 2) % 2 : 0;
    const std::size_t second = first + (ports == 4 ? 2 : 1);
    y[first][i] = kRootHalf * symbols[i];
    y[first][i + 1] = kRootHalf * symbols[i + 1];
    y[second][i] = -kRootHalf * std::conj(symbols[i + 1]);
    y[second][i + 1] = kRootHalf * std::conj(symbols[i]);
  }
  return y;
}

}  // namespace cellwarden::synth
