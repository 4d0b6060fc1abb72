#include "tests/synth/lte_grid.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

#include "dsp/lte/dci.hpp"
#include "tests/synth/lte_control_region.hpp"
#include "tests/synth/lte_shared_channel.hpp"
#include "tests/synth/pbch_encoder.hpp"

namespace cellwarden::synth {
namespace {

using lte::CyclicPrefix;
using lte::Duplex;

constexpr std::size_t kCentral_subcarriers = 72;
constexpr std::size_t kElement_bits = 72;  // of a control channel element
constexpr unsigned kMulticastControl_symbols = 2;

// TS 36.211, table 4.2-2: Downlink, Special, Uplink.
constexpr std::array<const char*, 7> kTddConfigurations{
    "DSUUUDSUUU", "DSUUDDSUUD", "DSUDDDSUDD", "DSUUUDDDDD", "DSUUDDDDDD", "DSUDDDDDDD", "DSUUUDSUUD"};

// Table 4.2-1: length of DwPTS in symbols.
constexpr std::array<unsigned, 10> kDwptsNormal_symbols{3, 9, 10, 11, 12, 3, 9, 10, 11, 6};
constexpr std::array<unsigned, 8> kDwptsExtended_symbols{3, 8, 9, 10, 3, 8, 9, 5};

// One random symbol of unit power; `sixteen` chooses 16QAM (TS 36.211, 7.1.3).
Sample random_symbol(std::uint64_t bits, bool sixteen) noexcept {
  const auto sign = [bits](unsigned i) { return ((bits >> i) & 1U) != 0 ? -1.0F : 1.0F; };
  if (!sixteen) {
    constexpr float kRootHalf = std::numbers::sqrt2_v<float> / 2.0F;
    return {kRootHalf * sign(0), kRootHalf * sign(1)};
  }
  const float a = 1.0F / std::sqrt(10.0F);
  return {a * sign(0) * (2.0F - sign(2)), a * sign(1) * (2.0F - sign(3))};
}

void scale(std::span<Sample> samples, double level_db) noexcept {
  const auto factor = static_cast<float>(std::pow(10.0, level_db / 20.0));
  for (Sample& s : samples) s *= factor;
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) noexcept {
  return a / b - (a % b < 0 ? 1 : 0);
}

}  // namespace

SubframeKind subframe_kind(const LteGridSpec& spec, unsigned subframe) noexcept {
  if (spec.duplex == Duplex::kFdd) return SubframeKind::kDownlink;
  switch (kTddConfigurations[spec.tdd_configuration][subframe]) {
    case 'D':
      return SubframeKind::kDownlink;
    case 'S':
      return SubframeKind::kSpecial;
    default:
      return SubframeKind::kUplink;
  }
}

unsigned downlink_symbols(const LteGridSpec& spec, unsigned subframe) noexcept {
  switch (subframe_kind(spec, subframe)) {
    case SubframeKind::kDownlink:
      return 2 * lte::symbols_per_slot(spec.prefix);
    case SubframeKind::kSpecial:
      return spec.prefix == CyclicPrefix::kNormal ? kDwptsNormal_symbols[spec.special_configuration]
                                                  : kDwptsExtended_symbols[spec.special_configuration];
    case SubframeKind::kUplink:
      break;
  }
  return 0;
}

LteGrid::LteGrid(const LteGridSpec& spec, std::uint64_t seed)
    : spec_(spec),
      seed_(seed),
      symbols_per_slot_(lte::symbols_per_slot(spec.prefix)),
      elements_(2UL * symbols_per_slot_ * spec.ports * subcarriers(spec)) {
  const std::array<unsigned, 3> symbols{0, 1, symbols_per_slot_ - 3};
  for (unsigned slot = 0; slot < 20; ++slot) {
    for (unsigned i = 0; i < 3; ++i) {
      auto& values = reference_[slot * 3 + i];
      values.resize(2UL * spec_.bandwidth_rb);
      lte::crs_values(spec_.pci, slot, symbols[i], spec_.prefix, lte::kMaxBandwidth_rb - spec_.bandwidth_rb,
                      values);
    }
  }
}

// A period of frame numbers is a whole number of broadcast periods.
unsigned LteGrid::frame_number(std::int64_t frame) const noexcept {
  const std::int64_t absolute = frame + spec_.sfn_start;
  return static_cast<unsigned>(absolute -
                               floor_div(absolute, lte::kSfnPeriod_frames) * lte::kSfnPeriod_frames);
}

Sample& LteGrid::at(unsigned symbol, unsigned port, std::size_t k) noexcept {
  return elements_[(static_cast<std::size_t>(symbol) * spec_.ports + port) * subcarriers(spec_) + k];
}

std::span<const Sample> LteGrid::symbol(unsigned symbol_in_subframe, unsigned port) const noexcept {
  if (symbol_in_subframe >= sent_symbols_) return {};
  const std::size_t count = subcarriers(spec_);
  return {elements_.data() + (static_cast<std::size_t>(symbol_in_subframe) * spec_.ports + port) * count,
          count};
}

void LteGrid::prepare(std::int64_t frame, unsigned subframe) {
  sent_symbols_ = downlink_symbols(spec_, subframe);
  if (sent_symbols_ == 0) return;
  std::fill(elements_.begin(), elements_.end(), Sample{});
  subframe_level_db_ = 0;
  Random random{seed_, static_cast<std::uint64_t>(frame * 10 + subframe)};
  if (spec_.content) {
    put_content(frame_number(frame), subframe, is_multicast(frame, subframe), random);
  } else {
    const unsigned control = std::min(spec_.control_symbols, sent_symbols_);
    for (unsigned l = 0; l < control; ++l) put_control_symbol(l, random);
    put_data(control, random);
  }
  put_sync(subframe);
  if (subframe == 0) put_pbch(frame);
  put_reference_signals(subframe, is_multicast(frame, subframe) ? kMulticastControl_symbols : sent_symbols_);
  if (subframe_level_db_ != 0) scale(elements_, subframe_level_db_);
  if (spec_.error_percent > 0) put_errors(random);
}

bool LteGrid::is_multicast(std::int64_t frame, unsigned subframe) const noexcept {
  return spec_.multicast_subframes[subframe] && frame_number(frame) % spec_.multicast_period_frames == 0;
}

void LteGrid::put_errors(Random& random) {
  const auto deviation = static_cast<float>(spec_.error_percent / 100.0);
  for (Sample& element : elements_) {
    if (element != Sample{}) element += element * deviation * random.complex_normal();
  }
}

void LteGrid::put_data(unsigned first_symbol, Random& random) {
  const float a = 1.0F / std::sqrt(static_cast<float>(spec_.ports));
  for (std::size_t rb = 0; rb < spec_.bandwidth_rb; ++rb) {
    const bool used = random.uniform() < spec_.load;
    const bool sixteen = random.uniform() < spec_.share_16qam;
    if (!used) continue;
    for (unsigned l = first_symbol; l < sent_symbols_; ++l) {
      for (unsigned port = 0; port < spec_.ports; ++port) {
        const std::uint64_t bits = random.bits();
        for (unsigned k = 0; k < lte::kSubcarriersPerRb; ++k) {
          at(l, port, rb * lte::kSubcarriersPerRb + k) = a * random_symbol(bits >> (4 * k), sixteen);
        }
      }
    }
  }
}

// Control channels come in groups of four elements; where exactly does not matter to a receiver of the MIB.
void LteGrid::put_control_symbol(unsigned symbol, Random& random) {
  const float a = 1.0F / std::sqrt(static_cast<float>(spec_.ports));
  for (std::size_t group = 0; group < subcarriers(spec_); group += 4) {
    if (random.uniform() >= spec_.load) continue;
    for (unsigned port = 0; port < spec_.ports; ++port) {
      const std::uint64_t bits = random.bits();
      for (unsigned i = 0; i < 4; ++i)
        at(symbol, port, group + i) = a * random_symbol(bits >> (2 * i), false);
    }
  }
}

void LteGrid::put_content(unsigned sfn, unsigned subframe, bool is_multicast, Random& random) {
  const LteControlRegion region = control_region(spec_, subframe);
  const auto transmissions = is_multicast ? std::vector<LteTransmission>{} : spec_.content(sfn, subframe);
  put_control(subframe, region, transmissions, random);
  put_data(region.symbols, random);
  for (const LteTransmission& t : transmissions) {
    put_transmission(subframe, region.symbols, t);
    if (t.subframe_level_db != 0) subframe_level_db_ = t.subframe_level_db;
  }
}

void LteGrid::put_groups(std::span<const ElementGroup> groups,
                         const std::vector<std::vector<Sample>>& symbols) {
  for (unsigned port = 0; port < spec_.ports; ++port) {
    for (std::size_t i = 0; i < 4 * groups.size(); ++i)
      at(groups[i / 4].symbol, port, groups[i / 4].subcarriers[i % 4]) = symbols[port][i];
  }
}

void LteGrid::put_control(unsigned subframe, const LteControlRegion& region,
                          std::span<const LteTransmission> transmissions, Random& random) {
  put_groups(region.indicator,
             precode(modulate_qpsk(indicator_bits(spec_, subframe, region.symbols)), spec_.ports));
  std::vector<std::uint8_t> bits(8 * region.control.size(), kNoBit);
  for (std::size_t element = 0; element < region.elements(); ++element) {
    if (random.uniform() >= spec_.load) continue;
    for (std::size_t i = 0; i < kElement_bits; ++i)
      bits[kElement_bits * element + i] = static_cast<std::uint8_t>(random.bits() & 1U);
  }
  for (const LteTransmission& t : transmissions) {
    assert(t.first_element + t.aggregation <= region.elements());
    const auto message = encode_dci(pack_dci(t.assignment, spec_.bandwidth_rb, spec_.duplex), t.rnti,
                                    kElement_bits * t.aggregation);
    std::copy(message.begin(), message.end(),
              bits.begin() + static_cast<std::ptrdiff_t>(kElement_bits * t.first_element));
  }
  put_groups(region.control, control_symbols_of(bits, spec_, subframe));

  std::vector<Sample> acknowledgements(4 * region.acknowledgements.size());
  for (Sample& s : acknowledgements)
    s = random.uniform() < spec_.load ? random_symbol(random.bits(), false) : Sample{};
  put_groups(region.acknowledgements, precode(acknowledgements, spec_.ports));
}

void LteGrid::put_transmission(unsigned subframe, unsigned control_symbols,
                               const LteTransmission& transmission) {
  const DciFields& fields = transmission.assignment;
  const auto assignment = lte::parse_dci(pack_dci(fields, spec_.bandwidth_rb, spec_.duplex),
                                         transmission.rnti, {spec_.bandwidth_rb, spec_.duplex});
  assert(assignment && 8 * transmission.octets.size() <= assignment->transport_block_bits);
  std::vector<std::uint8_t> block(assignment->transport_block_bits);
  for (std::size_t i = 0; i < 8 * transmission.octets.size(); ++i)
    block[i] = static_cast<std::uint8_t>((transmission.octets[i / 8] >> (7 - i % 8)) & 1U);

  const auto elements =
      shared_channel_elements(spec_, subframe, control_symbols, assigned_blocks(fields, spec_.bandwidth_rb));
  const auto bits = shared_channel_bits(block, fields.redundancy_version, transmission.rnti, subframe,
                                        spec_.pci, 2 * elements.size());
  auto symbols = precode(modulate_qpsk(bits), spec_.ports);
  for (unsigned port = 0; port < spec_.ports; ++port) {
    scale(symbols[port], transmission.data_level_db);
    for (std::size_t i = 0; i < elements.size(); ++i)
      at(elements[i].symbol, port, elements[i].subcarrier) = symbols[port][i];
  }
}

void LteGrid::put_reference_signals(unsigned subframe, unsigned end_symbol) {
  for (unsigned l = 0; l < end_symbol; ++l) {
    const unsigned slot = 2 * subframe + l / symbols_per_slot_;
    const unsigned l_in_slot = l % symbols_per_slot_;
    const std::size_t kind = l_in_slot < 2 ? l_in_slot : 2;
    for (unsigned port = 0; port < spec_.ports; ++port) {
      const int offset = lte::crs_offset(spec_.pci, port, slot, l_in_slot, spec_.prefix);
      if (offset < 0) continue;
      const auto& values = reference_[slot * 3UL + kind];
      for (std::size_t m = 0; m < values.size(); ++m) {
        const std::size_t k = static_cast<std::size_t>(offset) + lte::kCrsSpacing_subcarriers * m;
        for (unsigned other = 0; other < spec_.ports; ++other) at(l, other, k) = {};
        at(l, port, k) = values[m];
      }
    }
  }
}

void LteGrid::clear_centre(unsigned symbol) {
  const std::size_t first = subcarriers(spec_) / 2 - kCentral_subcarriers / 2;
  for (unsigned port = 0; port < spec_.ports; ++port) {
    for (std::size_t k = 0; k < kCentral_subcarriers; ++k) at(symbol, port, first + k) = {};
  }
}

void LteGrid::set_on_port_0(unsigned symbol, std::span<const Sample> d) {
  clear_centre(symbol);
  const auto boost = static_cast<float>(std::pow(10.0, spec_.sync_boost_db / 20.0));
  const std::size_t first = subcarriers(spec_) / 2 - d.size() / 2;
  for (std::size_t n = 0; n < d.size(); ++n) at(symbol, 0, first + n) = boost * d[n];
}

// Sections 6.11.1.2 and 6.11.2.2. FDD: PSS in the last symbol of slots 0 and 10, SSS just before it.
// TDD: PSS in the third symbol of slots 2 and 12, SSS in the last of slots 1 and 11.
void LteGrid::put_sync(unsigned subframe) {
  const bool second_half = subframe >= 5;
  const unsigned place = subframe % 5;
  const bool fdd = spec_.duplex == Duplex::kFdd;
  if (place == (fdd ? 0U : 1U)) {
    const auto d = lte::pss(spec_.pci % 3);
    set_on_port_0(fdd ? symbols_per_slot_ - 1 : 2, d);
  }
  if (place == 0) {
    const auto signs = lte::sss(spec_.pci, second_half);
    std::array<Sample, lte::kSync_subcarriers> d{};
    std::copy(signs.begin(), signs.end(), d.begin());
    set_on_port_0(fdd ? symbols_per_slot_ - 2 : 2 * symbols_per_slot_ - 1, d);
  }
}

// Section 6.6.4: symbols 0…3 of slot 1, the central 72 sub-carriers, all but the reference signals of four
// ports, whatever the number of ports.
void LteGrid::put_pbch(std::int64_t frame) {
  const std::int64_t absolute = frame + spec_.sfn_start;
  const std::int64_t period = floor_div(absolute, kPbchPeriod_frames);
  if (pbch_.empty() || period != pbch_period_) {
    const lte::Mib mib{
        .bandwidth_rb = static_cast<std::uint8_t>(spec_.bandwidth_rb),
        .ports = static_cast<std::uint8_t>(spec_.ports),
        .phich_duration = spec_.phich_duration,
        .phich_resource = spec_.phich_resource,
        .sfn = static_cast<std::uint16_t>(frame_number(frame) / kPbchPeriod_frames * kPbchPeriod_frames),
        .spare = static_cast<std::uint16_t>(spec_.spare)};
    pbch_ = precode(modulate_qpsk(pbch_bits(mib, spec_.pci, spec_.prefix)), spec_.ports);
    pbch_period_ = period;
  }
  const std::size_t per_frame = pbch_[0].size() / kPbchPeriod_frames;
  std::size_t next = static_cast<std::size_t>(absolute - period * kPbchPeriod_frames) * per_frame;
  const std::size_t first = subcarriers(spec_) / 2 - kCentral_subcarriers / 2;
  for (unsigned l = 0; l < 4; ++l) {
    clear_centre(symbols_per_slot_ + l);
    std::array<bool, lte::kCrsSpacing_subcarriers> reserved{};
    for (unsigned port = 0; port < 4; ++port) {
      const int offset = lte::crs_offset(spec_.pci, port, 1, l, spec_.prefix);
      if (offset >= 0) reserved[static_cast<std::size_t>(offset)] = true;
    }
    for (std::size_t k = first; k < first + kCentral_subcarriers; ++k) {
      if (reserved[k % lte::kCrsSpacing_subcarriers]) continue;
      for (unsigned port = 0; port < spec_.ports; ++port)
        at(symbols_per_slot_ + l, port, k) = pbch_[port][next];
      ++next;
    }
  }
}

}  // namespace cellwarden::synth
