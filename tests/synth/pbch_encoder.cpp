#include "tests/synth/pbch_encoder.hpp"

#include <cassert>
#include <numbers>

#include "dsp/kernel/gold.hpp"
#include "tests/synth/tail_biting_encoder.hpp"

namespace cellwarden::synth {
namespace {

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
  put(all, kMib_bits, 16, crc16_remainder(bits) ^ crc_mask(ports));
  return all;
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
  assert((ports == 1 || ports == 2 || ports == 4) && (ports == 1 || symbols.size() % 2 == 0));
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
