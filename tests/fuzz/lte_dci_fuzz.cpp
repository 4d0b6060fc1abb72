// Control messages of any bits at any bandwidth, and soft bits of any value: what is read must make sense.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <span>
#include <vector>

#include "dsp/lte/dci_decoder.hpp"
#include "dsp/lte/transport_block.hpp"

using namespace cellwarden;
using namespace cellwarden::lte;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

constexpr std::array<unsigned, 6> kBandwidths_rb{6, 15, 25, 50, 75, 100};

struct Input {
  DciShape shape;
  std::uint16_t rnti;
  std::vector<std::uint8_t> bits;
  std::span<const std::uint8_t> rest;
};

// First octet: bandwidth (low three bits), duplex, whether the size is that of format 1C, of 1A, or free; two
// of the RNTI; bits from then on.
Input divide(std::span<const std::uint8_t> octets) {
  const unsigned kind = octets[0];
  const DciShape shape{kBandwidths_rb[kind % 8 % 6], (kind & 8U) != 0 ? Duplex::kTdd : Duplex::kFdd};
  Input input{shape, static_cast<std::uint16_t>(256U * octets[1] + octets[2]), {}, octets.subspan(3)};
  const std::size_t size = (kind & 16U) != 0   ? dci_bits(DciFormat::k1C, shape)
                           : (kind & 32U) != 0 ? kind / 4U
                                               : dci_bits(DciFormat::k1A, shape);
  for (std::size_t i = 0; i < size; ++i) {
    const std::uint8_t octet = i / 8 < input.rest.size() ? input.rest[i / 8] : 0;
    input.bits.push_back(static_cast<std::uint8_t>((octet >> (7 - i % 8)) & 1U));
  }
  return input;
}

void check(const DownlinkAssignment& assignment, const Input& input) {
  const auto& [first, second] = assignment.resource_blocks;
  require(!first.empty() && first.size() == second.size() && first.size() <= input.shape.bandwidth_rb);
  for (const auto& blocks : assignment.resource_blocks) {
    require(std::adjacent_find(blocks.begin(), blocks.end(), std::greater_equal<>()) == blocks.end());
    require(blocks.back() < input.shape.bandwidth_rb);
  }
  require(assignment.is_distributed || first == second);
  require(assignment.rnti == input.rnti && is_common_rnti(input.rnti));
  require(assignment.transport_block_bits >= 32 &&
          assignment.transport_block_bits <= kMaxTransportBlock_bits);
  require(assignment.redundancy_version.value_or(0) < kRedundancyVersions);
  require(input.bits.size() == dci_bits(assignment.format, input.shape));
}

// Octet by octet to soft bits; two octets stand for what no channel should give.
float soft_bit(std::uint8_t octet) {
  if (octet == 0x80) return std::nanf("");
  if (octet == 0x7F) return 1e38F;
  return static_cast<float>(static_cast<std::int8_t>(octet)) / 16.0F;
}

std::vector<float> soft_bits(std::span<const std::uint8_t> octets, std::size_t count) {
  std::vector<float> soft(count);
  for (std::size_t i = 0; i < count; ++i)
    soft[i] = octets.empty() ? 0.0F : soft_bit(octets[i % octets.size()]);
  return soft;
}

void decode(const Input& input) {
  if (input.bits.empty() || input.bits.size() > kMaxDci_bits) return;
  DciDecoder decoder(input.bits.size());
  const auto fix = decoder.decode(soft_bits(input.rest, input.rest.size() * 3));
  if (fix) require(is_common_rnti(fix->rnti) && fix->bits.size() == input.bits.size());
  if (!is_common_rnti(input.rnti)) return;
  std::vector<float> signs(4 * kControlElement_bits);
  expected_dci_bits(input.bits, input.rnti, signs);
  const auto again = decoder.decode(signs);
  require(again && again->bits == input.bits && again->rnti == input.rnti);
}

void decode_block(const Input& input) {
  static TurboDecoder decoder(2240);
  TransportBlockBuffer buffer(1 + input.rnti % kMaxTransportBlock_bits);
  buffer.add(soft_bits(input.rest, 20 * input.rest.size()), input.shape.bandwidth_rb % kRedundancyVersions);
  const auto block = buffer.decode(decoder);
  if (block) require(block->size() == buffer.bits());
}

// A transport block costs as much as a thousand messages: one input in 256 is taken for it, by its FNV-1a
// hash, which no fuzzer steers; a message is decoded for one in 16.
std::uint32_t hash(std::span<const std::uint8_t> octets) {
  std::uint32_t value = 2166136261U;
  for (const std::uint8_t octet : octets) value = (value ^ octet) * 16777619U;
  return value;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> octets(data, size);
  if (octets.size() < 3) return 0;
  const Input input = divide(octets);
  const auto assignment = parse_dci(input.bits, input.rnti, input.shape);
  if (assignment) check(*assignment, input);
  const std::uint32_t chosen = hash(octets);
  if (chosen % 16 == 0) decode(input);
  if (chosen % 256 == 1) decode_block(input);
  return 0;
}
