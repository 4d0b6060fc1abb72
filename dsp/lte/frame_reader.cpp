#include "dsp/lte/frame_reader.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace cellwarden::lte {
namespace {

constexpr unsigned kSubframes = 10;

std::size_t fft_samples(double sample_rate_hz) noexcept {
  return static_cast<std::size_t>(std::llround(sample_rate_hz / kSubcarrier_hz));
}

CellLayout layout_of(const CellMeasurement& cell) noexcept {
  assert(cell.mib);
  return {cell.shape, cell.mib->mib.bandwidth_rb, cell.mib->mib.ports};
}

}  // namespace

FrameReader::FrameReader(const CellMeasurement& cell, double sample_rate_hz)
    : layout_(layout_of(cell)),
      reader_(fft_samples(sample_rate_hz)),
      channel_(cell.shape, layout_.bandwidth_rb, layout_.ports),
      subframes_(kSubframes, DownlinkSubframe(layout_)) {
  if (cell.shape.duplex == Duplex::kTdd) special_.set(1).set(6);
  for (DownlinkSubframe& subframe : subframes_) {
    for (auto& symbol : subframe.symbols) symbol.resize(layout_.subcarriers());
    for (unsigned port = 0; port < layout_.ports; ++port) {
      for (auto& h : subframe.channel[port]) h.resize(layout_.subcarriers());
    }
  }
}

bool FrameReader::can_read(double sample_rate_hz, double offset_hz, unsigned bandwidth_rb) noexcept {
  const double size = sample_rate_hz / kSubcarrier_hz;
  const double half_hz = kSubcarrier_hz * kSubcarriersPerRb * bandwidth_rb / 2.0;
  return std::abs(size - std::round(size)) < 1e-9 && std::abs(offset_hz) + half_hz <= sample_rate_hz / 2.0;
}

void FrameReader::set_measurement(const CellMeasurement& cell, double offset_hz) {
  timing_ = cell.sync.timing;
  timing_.offset_hz = offset_hz;
  mask_ = cell.downlink;
  channel_.set_statistics(*cell.channel);
}

bool FrameReader::read_symbol(unsigned subframe, unsigned symbol) {
  auto& is_read = is_read_[subframe][symbol];
  if (is_read) return true;
  const unsigned per_slot = symbols_per_slot(layout_.shape.prefix);
  const std::size_t slot = frame_ * kSlotsPerFrame + 2UL * subframe + symbol / per_slot;
  const auto start =
      static_cast<double>(slot * kSlot_samples + symbol_start(symbol % per_slot, layout_.shape.prefix));
  is_read = reader_.read(timing_, start, subframes_[subframe].symbols[symbol]);
  return is_read;
}

void FrameReader::read_pilots(unsigned slot_in_frame, unsigned part) {
  const unsigned per_slot = symbols_per_slot(layout_.shape.prefix);
  const auto take = [&](unsigned l) {
    const unsigned symbol = slot_in_frame % 2 * per_slot + l;
    if (!read_symbol(slot_in_frame / 2, symbol)) return;
    channel_.take(frame_ * kSlotsPerFrame + slot_in_frame, l, subframes_[slot_in_frame / 2].symbols[symbol]);
  };
  take(part == 0 ? 0 : per_slot - 3);
  if (part == 0 && layout_.ports == 4) take(1);
}

void FrameReader::begin_frame(std::size_t frame, const std::bitset<10>& multicast) {
  frame_ = frame;
  multicast_ = multicast;
  is_read_ = {};
  is_ready_ = {};
  for (unsigned slot = 0; slot < kSlotsPerFrame; ++slot) {
    for (unsigned part = 0; part < 2; ++part) {
      const bool is_control = slot % 2 == 0 && part == 0;
      if (mask_.carries[slot][part] && (is_control || !multicast_[slot / 2])) read_pilots(slot, part);
    }
  }
}

bool FrameReader::has(unsigned subframe) const noexcept {
  if (!is_downlink(subframe)) return false;
  const auto first = static_cast<double>(frame_ * kFrame_samples + 2UL * subframe * kSlot_samples);
  const bool ends_early = is_special(subframe) && special_symbols_ <= symbols_per_slot(layout_.shape.prefix);
  const double slots = ends_early ? 1.0 : 2.0;
  return reader_.covers(timing_.at(first), timing_.at(first + slots * static_cast<double>(kSlot_samples)));
}

DownlinkSubframe& FrameReader::subframe(unsigned number) {
  DownlinkSubframe& out = subframes_[number];
  if (is_ready_[number]) return out;
  is_ready_[number] = true;
  has_second_slot_[number] = false;
  const unsigned per_slot = symbols_per_slot(layout_.shape.prefix);
  out.number = number;
  out.symbols_sent = is_special(number) ? std::min(special_symbols_, 2 * per_slot) : 2 * per_slot;
  const std::size_t first_slot = frame_ * kSlotsPerFrame + 2UL * number;
  for (unsigned port = 0; port < layout_.ports; ++port) channel_.at(port, first_slot, out.channel[port][0]);
  out.noise_power = channel_.noise_power(first_slot, out.channel[0][0]);
  return out;
}

// Most subframes are not read beyond their control region.
void FrameReader::estimate_second_slot(DownlinkSubframe& subframe) {
  bool& is_done = has_second_slot_[subframe.number];
  if (is_done) return;
  is_done = true;
  const std::size_t slot = frame_ * kSlotsPerFrame + 2UL * subframe.number + 1;
  for (unsigned port = 0; port < layout_.ports; ++port) channel_.at(port, slot, subframe.channel[port][1]);
}

void FrameReader::read_symbols(DownlinkSubframe& subframe, unsigned first, unsigned last) {
  for (unsigned l = first; l < last; ++l) read_symbol(subframe.number, l);
  if (last > symbols_per_slot(layout_.shape.prefix)) estimate_second_slot(subframe);
}

}  // namespace cellwarden::lte
