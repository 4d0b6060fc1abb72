#include "dsp/lte/mib_codec.hpp"

#include <algorithm>
#include <cassert>
#include <vector>

#include "dsp/kernel/crc.hpp"
#include "dsp/kernel/gold.hpp"
#include "dsp/lte/rate_matching.hpp"

namespace cellwarden::lte {
namespace {

constexpr std::size_t kBlock_bits = 40;  // with parity
// Where bit i of the 120 sent stands in the coder's order.
const std::vector<std::uint16_t>& order() {
  static const auto kOrder = convolutional_order(kBlock_bits);
  return kOrder;
}

constexpr std::uint16_t parity_mask(unsigned ports) noexcept {
  return ports == 1 ? 0x0000 : ports == 2 ? 0xFFFF : 0x5555;  // TS 36.212, table 5.3.1.1-1
}

// Coder outputs (+1 for 0) of 40 bits, in the order sent.
FoldedSoftBits code(const std::array<std::uint8_t, kBlock_bits>& bits) noexcept {
  std::array<float, kMibCoded_bits> signs{};
  tail_biting_signs(bits, signs);
  FoldedSoftBits out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = signs[order()[i]];
  return out;
}

std::array<std::uint8_t, kBlock_bits> with_parity(const MibBits& bits, std::uint16_t mask) noexcept {
  std::array<std::uint8_t, kBlock_bits> block{};
  std::copy(bits.begin(), bits.end(), block.begin());
  const auto parity = static_cast<unsigned>(crc16(bits) ^ mask);
  for (std::size_t i = 0; i < 16; ++i) {
    block[kMib_bits + i] = static_cast<std::uint8_t>((parity >> (15 - i)) & 1U);
  }
  return block;
}

constexpr std::array<std::uint8_t, 6> kBandwidths_rb{6, 15, 25, 50, 75, 100};

void write_bits(MibBits& bits, std::size_t first, std::size_t count, unsigned value) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    bits[first + i] = static_cast<std::uint8_t>((value >> (count - 1 - i)) & 1U);
  }
}

unsigned read_bits(const MibBits& bits, std::size_t first, std::size_t count) noexcept {
  unsigned value = 0;
  for (std::size_t i = 0; i < count; ++i) value = 2 * value + bits[first + i];
  return value;
}

}  // namespace

std::vector<float> pbch_scrambling(unsigned pci, CyclicPrefix prefix) {
  std::vector<std::uint8_t> bits(kMibFrames * pbch_bits_per_frame(prefix));
  gold_sequence(pci, 0, bits);
  std::vector<float> signs(bits.size());
  std::transform(bits.begin(), bits.end(), signs.begin(),
                 [](std::uint8_t b) { return b != 0 ? -1.0F : 1.0F; });
  return signs;
}

void fold_soft_bits(std::span<const float> soft, std::span<const float> scrambling, std::size_t quarter,
                    FoldedSoftBits& folded) noexcept {
  assert(scrambling.size() == kMibFrames * soft.size() && quarter < kMibFrames);
  const std::size_t first = quarter * soft.size();
  for (std::size_t i = 0; i < soft.size(); ++i) {
    folded[(first + i) % kMibCoded_bits] += soft[i] * scrambling[first + i];
  }
}

FoldedSoftBits expected_soft_bits(const MibBits& bits, unsigned ports) noexcept {
  return code(with_parity(bits, parity_mask(ports)));
}

FoldedSoftBits difference_pattern(const MibBits& difference) noexcept {
  return code(with_parity(difference, 0));
}

std::optional<Mib> parse_mib(const MibBits& bits, unsigned ports) noexcept {
  const unsigned bandwidth = read_bits(bits, 0, 3);
  if (bandwidth >= kBandwidths_rb.size()) return std::nullopt;
  return Mib{.bandwidth_rb = kBandwidths_rb[bandwidth],
             .ports = static_cast<std::uint8_t>(ports),
             .phich_duration = static_cast<PhichDuration>(read_bits(bits, 3, 1)),
             .phich_resource = static_cast<PhichResource>(read_bits(bits, 4, 2)),
             .sfn = static_cast<std::uint16_t>(4 * read_bits(bits, 6, 8)),
             .spare = static_cast<std::uint16_t>(read_bits(bits, 14, 10))};
}

MibBits bits_of(const Mib& mib) noexcept {
  MibBits bits{};
  const auto* bandwidth = std::find(kBandwidths_rb.begin(), kBandwidths_rb.end(), mib.bandwidth_rb);
  write_bits(bits, 0, 3, static_cast<unsigned>(bandwidth - kBandwidths_rb.begin()));
  write_bits(bits, 3, 1, static_cast<unsigned>(mib.phich_duration));
  write_bits(bits, 4, 2, static_cast<unsigned>(mib.phich_resource));
  write_bits(bits, 6, 8, mib.sfn / 4U);
  write_bits(bits, 14, 10, mib.spare);
  return bits;
}

MibDecoder::MibDecoder() : decoder_(kBlock_bits) {}

std::optional<MibDecoder::Decoded> MibDecoder::decode(const FoldedSoftBits& folded) {
  std::array<float, kMibCoded_bits> soft{};
  for (std::size_t i = 0; i < folded.size(); ++i) soft[order()[i]] = folded[i];
  std::array<std::uint8_t, kBlock_bits> block{};
  decoder_.decode(soft, block);
  MibBits bits{};
  std::copy_n(block.begin(), kMib_bits, bits.begin());
  if (std::none_of(block.begin(), block.end(), [](std::uint8_t b) { return b != 0; })) return std::nullopt;
  unsigned received = 0;
  for (std::size_t i = kMib_bits; i < kBlock_bits; ++i) received = 2 * received + block[i];
  for (const unsigned ports : {1U, 2U, 4U}) {
    if (received == (crc16(bits) ^ parity_mask(ports))) return Decoded{bits, ports};
  }
  return std::nullopt;
}

}  // namespace cellwarden::lte
