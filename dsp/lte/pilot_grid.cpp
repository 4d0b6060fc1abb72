#include "dsp/lte/pilot_grid.hpp"

#include <algorithm>
#include <cmath>

#include "dsp/kernel/complex_math.hpp"
#include "dsp/kernel/oscillator.hpp"

namespace cellwarden::lte {
namespace {

constexpr std::size_t kFirstCentral_pilot = kMaxBandwidth_rb - 6;

}  // namespace

DownlinkMask DownlinkMask::certain(Duplex duplex) noexcept {
  DownlinkMask mask;
  for (std::size_t slot = 0; slot < kSlotsPerFrame; ++slot) {
    const bool whole = is_surely_downlink(duplex, slot);
    mask.carries[slot] = {whole || slot % 10 == 2, whole};
  }
  return mask;
}

SentPilots sent_pilots(const CellShape& shape) noexcept {
  SentPilots sent{};
  const std::array<unsigned, 3> symbols{0, symbols_per_slot(shape.prefix) - 3, 1};
  for (unsigned slot = 0; slot < kSlotsPerFrame; ++slot) {
    for (std::size_t i = 0; i < symbols.size(); ++i) {
      crs_values(shape.pci, slot, symbols[i], shape.prefix, kFirstCentral_pilot, sent[slot][i]);
    }
  }
  return sent;
}

void PilotGrid::collect(SymbolReader& reader, const CellShape& shape, const FrameTiming& timing,
                        const DownlinkMask& mask, bool with_ports_2_and_3, std::size_t every_frames) {
  if (!is_prepared_ || !(shape == shape_)) sent_ = sent_pilots(shape);
  shape_ = shape;
  is_prepared_ = true;
  for (const unsigned port : {0U, 1U}) {
    const int offset = crs_offset(shape.pci, port, 0, 0, shape.prefix);
    first_parity_[port] = static_cast<std::size_t>(offset) / kPilotSpacing % 2;
  }
  const double available = static_cast<double>(reader.baseband().size()) - timing.frame_start_samples;
  slot_count_ = available > 0 ? static_cast<std::size_t>(available / kSlot_samples) + 1 : 0;
  has_.assign(slot_count_, {false, false});
  const unsigned ports = with_ports_2_and_3 ? 4 : 2;
  for (unsigned port = 0; port < kPorts; ++port)
    rows_[port].assign(port < ports ? slot_count_ : 0, PilotRow{});
  const unsigned later = symbols_per_slot(shape.prefix) - 3;

  CentralSymbol symbol;
  const auto take = [&](std::size_t slot, unsigned symbol_index, std::size_t sent_index, unsigned port) {
    const auto in_frame = static_cast<unsigned>(slot % kSlotsPerFrame);
    const int offset = crs_offset(shape.pci, port, in_frame, symbol_index, shape.prefix);
    if (offset < 0) return;
    const auto first = static_cast<std::size_t>(offset);
    for (std::size_t m = 0; m < kPilotsPerSymbol; ++m) {
      const std::size_t subcarrier = first + kCrsSpacing_subcarriers * m;
      rows_[port][slot][subcarrier / kPilotSpacing] =
          times_conj(symbol[subcarrier], sent_[in_frame][sent_index][m]);
    }
  };
  for (std::size_t slot = 0; slot < slot_count_; ++slot) {
    if (slot / kSlotsPerFrame % every_frames != 0) continue;
    const auto& carries = mask.carries[slot % kSlotsPerFrame];
    const auto slot_start = static_cast<double>(slot * kSlot_samples);
    const auto read = [&](unsigned symbol_index) {
      return reader.read(timing, slot_start + static_cast<double>(symbol_start(symbol_index, shape.prefix)),
                         symbol);
    };
    if (carries[0] && read(0)) {
      has_[slot][0] = true;
      for (const unsigned port : {0U, 1U}) take(slot, 0, 0, port);
      if (ports == 4 && read(1)) {
        for (const unsigned port : {2U, 3U}) take(slot, 1, 2, port);
      }
    }
    if (carries[1] && read(later)) {
      has_[slot][1] = true;
      for (const unsigned port : {0U, 1U}) take(slot, later, 1, port);
    }
  }
}

void PilotGrid::retime(const FrameTiming& from, const FrameTiming& to) noexcept {
  constexpr double kMiddle_samples = static_cast<double>(kFft_samples) / 2.0;
  const auto first = static_cast<double>(shape_.pci % kPilotSpacing) - 36.0;  // sub-carrier of pilot 0
  std::array<Sample, kPilots> turns{};
  for (std::size_t slot = 0; slot < slot_count_; ++slot) {
    for (unsigned part = 0; part < 2; ++part) {
      if (!has_[slot][part]) continue;
      const double nominal = time_s(slot, part) * kSampleRate_hz - kMiddle_samples;
      const double was = from.at(nominal);
      const double offset_cycles = (from.offset_hz - to.offset_hz) / kSampleRate_hz * (was + kMiddle_samples);
      const double per_subcarrier = (to.at(nominal) - was) / static_cast<double>(kFft_samples);
      const Sample step = unit_phasor(static_cast<double>(kPilotSpacing) * per_subcarrier);
      turns[0] = unit_phasor(offset_cycles + first * per_subcarrier);
      for (std::size_t j = 1; j < kPilots; ++j) turns[j] = times(turns[j - 1], step);
      // Sub-carriers from the middle up are one farther from the lowest: DC is not sent.
      const Sample past_dc = unit_phasor(per_subcarrier);
      for (std::size_t j = kPilots / 2; j < kPilots; ++j) turns[j] = times(turns[j], past_dc);
      for (const unsigned port : {0U, 1U}) {
        PilotRow& row = rows_[port][slot];
        for (std::size_t j = part_of(port, 0) == part ? 0 : 1; j < kPilots; j += 2)
          row[j] = times(row[j], turns[j]);
      }
    }
  }
}

bool PilotGrid::sends(unsigned port, std::size_t slot, std::size_t j) const noexcept {
  if (port < 2) return true;
  const auto in_frame = static_cast<unsigned>(slot % kSlotsPerFrame);
  const auto offset = static_cast<std::size_t>(crs_offset(shape_.pci, port, in_frame, 1, shape_.prefix));
  return (offset / kPilotSpacing) % 2 == j % 2;
}

double PilotGrid::time_s(std::size_t slot, unsigned part) const noexcept {
  const unsigned symbol = part == 0 ? 0 : symbols_per_slot(shape_.prefix) - 3;
  const auto start = static_cast<double>(slot * kSlot_samples + symbol_start(symbol, shape_.prefix));
  return (start + static_cast<double>(kFft_samples) / 2.0) / kSampleRate_hz;
}

}  // namespace cellwarden::lte
