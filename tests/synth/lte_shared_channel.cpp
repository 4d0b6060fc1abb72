#include "tests/synth/lte_shared_channel.hpp"

#include <algorithm>

#include "dsp/kernel/crc.hpp"
#include "dsp/kernel/gold.hpp"
#include "dsp/kernel/turbo.hpp"
#include "tests/synth/turbo_encoder.hpp"

namespace cellwarden::synth {
namespace {

using lte::Duplex;

// Parity behind, filler bits before.
std::vector<std::uint8_t> code_block(std::span<const std::uint8_t> transport_block) {
  constexpr std::size_t kParity_bits = 24;
  const std::size_t used = transport_block.size() + kParity_bits;
  std::vector<std::uint8_t> block(turbo_block_bits(used).value() - used, kNullBit);
  block.insert(block.end(), transport_block.begin(), transport_block.end());
  const std::uint32_t parity = crc24a(transport_block);
  for (std::size_t i = kParity_bits; i-- > 0;) {
    block.push_back(static_cast<std::uint8_t>((parity >> i) & 1U));
  }
  return block;
}

// Synchronisation signals and the broadcast channel, whose elements nobody else uses in the middle of the
// band.
bool is_central_signal(const LteGridSpec& spec, unsigned subframe, unsigned symbol) noexcept {
  const unsigned per_slot = lte::symbols_per_slot(spec.prefix);
  if (subframe == 0 && symbol >= per_slot && symbol < per_slot + 4) return true;
  const unsigned place = subframe % 5;
  if (spec.duplex == Duplex::kFdd) return place == 0 && (symbol == per_slot - 1 || symbol == per_slot - 2);
  return (place == 0 && symbol == 2 * per_slot - 1) || (place == 1 && symbol == 2);
}

bool is_reference(const LteGridSpec& spec, unsigned subframe, const Element& element) noexcept {
  const unsigned per_slot = lte::symbols_per_slot(spec.prefix);
  const unsigned slot = 2 * subframe + element.symbol / per_slot;
  for (unsigned port = 0; port < spec.ports; ++port) {
    const int offset = lte::crs_offset(spec.pci, port, slot, element.symbol % per_slot, spec.prefix);
    if (offset >= 0 && element.subcarrier % lte::kCrsSpacing_subcarriers == static_cast<unsigned>(offset))
      return true;
  }
  return false;
}

bool is_central(const LteGridSpec& spec, std::size_t subcarrier) noexcept {
  const std::size_t middle = subcarriers(spec) / 2;
  return subcarrier + 36 >= middle && subcarrier < middle + 36;
}

}  // namespace

std::vector<std::uint8_t> shared_channel_bits(std::span<const std::uint8_t> transport_block,
                                              unsigned redundancy_version, std::uint16_t rnti,
                                              unsigned subframe, unsigned pci, std::size_t count) {
  auto bits = match_turbo_rate(encode_turbo(code_block(transport_block)), redundancy_version, count);
  std::vector<std::uint8_t> scrambling(count);
  gold_sequence(rnti * 16384U + subframe * 512U + pci, 0, scrambling);
  for (std::size_t i = 0; i < count; ++i) bits[i] ^= scrambling[i];
  return bits;
}

std::vector<Element> shared_channel_elements(const LteGridSpec& spec, unsigned subframe,
                                             unsigned control_symbols,
                                             const std::array<std::vector<unsigned>, 2>& blocks) {
  const unsigned per_slot = lte::symbols_per_slot(spec.prefix);
  std::vector<Element> elements;
  for (unsigned symbol = control_symbols; symbol < downlink_symbols(spec, subframe); ++symbol) {
    const bool has_central_signal = is_central_signal(spec, subframe, symbol);
    for (const unsigned block : blocks[symbol / per_slot]) {
      for (std::size_t i = 0; i < lte::kSubcarriersPerRb; ++i) {
        const Element element{symbol, block * lte::kSubcarriersPerRb + i};
        if (has_central_signal && is_central(spec, element.subcarrier)) continue;
        if (!is_reference(spec, subframe, element)) elements.push_back(element);
      }
    }
  }
  return elements;
}

}  // namespace cellwarden::synth
