#include "tests/synth/lte_control_region.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "dsp/kernel/gold.hpp"
#include "tests/synth/pbch_encoder.hpp"
#include "tests/synth/tail_biting_encoder.hpp"

namespace cellwarden::synth {
namespace {

using lte::CyclicPrefix;
using lte::Duplex;
using lte::PhichDuration;

bool is_after_downlink(const LteGridSpec& spec, unsigned subframe) noexcept {
  return spec.duplex == Duplex::kTdd && (subframe == 1 || subframe == 6);
}

// Section 6.2.4. Places of reference signals of ports 0 and 1 are left out even where there is one port.
bool has_reference(const LteGridSpec& spec, unsigned symbol) noexcept {
  switch (symbol) {
    case 0:
      return true;
    case 1:
      return spec.ports == 4;
    case 3:
      return spec.prefix == CyclicPrefix::kExtended;
    default:
      return false;
  }
}

struct Group {
  std::size_t first;  // k' of section 6.2.4
  ElementGroup elements;
  bool is_taken = false;
};

std::vector<Group> groups_of_symbol(const LteGridSpec& spec, unsigned symbol) {
  std::vector<Group> groups;
  const std::size_t width = has_reference(spec, symbol) ? 6 : 4;
  for (std::size_t first = 0; first < subcarriers(spec); first += width) {
    Group group{first, {symbol, {}}};
    std::size_t next = 0;
    for (std::size_t k = first; k < first + width; ++k) {
      if (width == 6 && k % 3 == spec.pci % 3) continue;
      group.elements.subcarriers[next++] = k;
    }
    groups.push_back(group);
  }
  return groups;
}

// Section 6.7.4.
void take_indicator(const LteGridSpec& spec, std::vector<Group>& symbol_0, LteControlRegion& region) {
  const std::size_t start = 6UL * (spec.pci % (2 * spec.bandwidth_rb));
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t first = (start + i * spec.bandwidth_rb / 2 * 6) % subcarriers(spec);
    Group& group = symbol_0[first / 6];
    assert(group.first == first);
    group.is_taken = true;
    region.indicator.push_back(group.elements);
  }
}

// Table 6.9-1: how many times as many acknowledgements as N_g says a TDD subframe has.
unsigned acknowledgement_factor(const LteGridSpec& spec, unsigned subframe) noexcept {
  if (spec.duplex == Duplex::kFdd) return 1;
  constexpr std::array<std::array<unsigned, 10>, 7> kFactors{{{2, 1, 0, 0, 0, 2, 1, 0, 0, 0},
                                                              {0, 1, 0, 0, 1, 0, 1, 0, 0, 1},
                                                              {0, 0, 0, 1, 0, 0, 0, 0, 1, 0},
                                                              {1, 0, 0, 0, 0, 0, 0, 0, 1, 1},
                                                              {0, 0, 0, 0, 0, 0, 0, 0, 1, 1},
                                                              {0, 0, 0, 0, 0, 0, 0, 0, 1, 0},
                                                              {1, 1, 0, 0, 0, 1, 1, 0, 0, 1}}};
  return kFactors[spec.tdd_configuration][subframe];
}

// ceil(N_g N_RB / 8), N_g in sixths. With the extended prefix two groups share one unit of mapping.
unsigned mapping_units(const LteGridSpec& spec, unsigned subframe) noexcept {
  constexpr std::array<unsigned, 4> kSixths{1, 3, 6, 12};
  const unsigned sixths = kSixths[static_cast<std::size_t>(spec.phich_resource)] * spec.bandwidth_rb;
  return acknowledgement_factor(spec, subframe) * ((sixths + 47) / 48);
}

// Section 6.9.3.
void take_acknowledgements(const LteGridSpec& spec, unsigned subframe,
                           std::vector<std::vector<Group>>& symbols, LteControlRegion& region) {
  std::vector<std::vector<Group*>> free(symbols.size());
  for (std::size_t l = 0; l < symbols.size(); ++l) {
    for (Group& group : symbols[l]) {
      if (!group.is_taken) free[l].push_back(&group);
    }
  }
  const bool is_short = is_after_downlink(spec, subframe);
  const bool is_extended = spec.phich_duration == PhichDuration::kExtended;
  const unsigned units = mapping_units(spec, subframe);
  for (unsigned unit = 0; unit < units; ++unit) {
    for (unsigned i = 0; i < 3; ++i) {
      const std::size_t l = !is_extended ? 0 : is_short ? (unit / 2 + i + 1) % 2 : i;
      const std::size_t reference = is_extended && is_short ? free[1].size() : free[0].size();
      const std::size_t count = free[l].size();
      const std::size_t place = (spec.pci * count / reference + unit + i * count / 3) % count;
      // Few resource blocks with a large N_g: groups meet, and the standard says nothing of it.
      if (std::exchange(free[l][place]->is_taken, true)) continue;
      region.acknowledgements.push_back(free[l][place]->elements);
    }
  }
}

void scramble(std::span<std::uint8_t> bits, std::uint32_t c_init) {
  std::vector<std::uint8_t> sequence(bits.size());
  gold_sequence(c_init, 0, sequence);
  for (std::size_t i = 0; i < bits.size(); ++i) {
    if (bits[i] != kNoBit) bits[i] ^= sequence[i];
  }
}

}  // namespace

unsigned control_symbols(const LteGridSpec& spec, unsigned subframe) noexcept {
  const bool is_narrow = spec.bandwidth_rb <= 10;
  if (is_after_downlink(spec, subframe)) {
    if (is_narrow || spec.phich_duration == PhichDuration::kExtended) return 2;
    return std::min(spec.control_symbols, 2U);
  }
  const unsigned least = spec.phich_duration == PhichDuration::kExtended ? 3 : is_narrow ? 2 : 1;
  return std::clamp(spec.control_symbols, least, is_narrow ? 4U : 3U);
}

LteControlRegion control_region(const LteGridSpec& spec, unsigned subframe) {
  LteControlRegion region{control_symbols(spec, subframe), {}, {}, {}};
  std::vector<std::vector<Group>> symbols;
  for (unsigned l = 0; l < region.symbols; ++l) symbols.push_back(groups_of_symbol(spec, l));
  take_indicator(spec, symbols[0], region);
  take_acknowledgements(spec, subframe, symbols, region);
  // Section 6.8.5: along k' first counts symbols, then frequency.
  std::vector<std::size_t> next(symbols.size());
  for (std::size_t k = 0; k < subcarriers(spec); ++k) {
    for (std::size_t l = 0; l < symbols.size(); ++l) {
      if (next[l] == symbols[l].size() || symbols[l][next[l]].first != k) continue;
      const Group& group = symbols[l][next[l]++];
      if (!group.is_taken) region.control.push_back(group.elements);
    }
  }
  return region;
}

std::vector<std::uint8_t> indicator_bits(const LteGridSpec& spec, unsigned subframe, unsigned symbols) {
  const unsigned cfi = spec.bandwidth_rb <= 10 ? symbols - 1 : symbols;
  assert(cfi >= 1 && cfi <= 3);
  // TS 36.212, table 5.3.4-1: 011, 101 and 110 over and over.
  std::vector<std::uint8_t> bits(32);
  for (std::size_t i = 0; i < bits.size(); ++i) bits[i] = (i + 1) % 3 == cfi % 3 ? 0 : 1;
  scramble(bits, (subframe + 1) * (2 * spec.pci + 1) * 512 + spec.pci);
  return bits;
}

std::vector<std::vector<Sample>> control_symbols_of(std::span<const std::uint8_t> bits,
                                                    const LteGridSpec& spec, unsigned subframe) {
  const std::size_t groups = bits.size() / 8;
  std::vector<std::uint8_t> sent(bits.begin(), bits.end());
  scramble(sent, subframe * 512 + spec.pci);
  std::vector<Sample> symbols = modulate_qpsk(sent);
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    if (bits[2 * i] == kNoBit) symbols[i] = {};
  }
  const auto y = precode(symbols, spec.ports);
  // Section 6.8.5: groups of four take the interleaver of the convolutional code, and turn by the PCI.
  const auto order = interleaved_order(groups);
  std::vector<std::vector<Sample>> out(spec.ports, std::vector<Sample>(4 * groups));
  for (std::size_t i = 0; i < groups; ++i) {
    const std::size_t from = order[(i + spec.pci) % groups];
    for (unsigned port = 0; port < spec.ports; ++port) {
      for (std::size_t e = 0; e < 4; ++e) out[port][4 * i + e] = y[port][4 * from + e];
    }
  }
  return out;
}

}  // namespace cellwarden::synth
