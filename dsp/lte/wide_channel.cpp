#include "dsp/lte/wide_channel.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "dsp/kernel/complex_math.hpp"
#include "dsp/kernel/vector_loops.hpp"

namespace cellwarden::lte {
namespace {

constexpr std::size_t kWindow_pilots = 24;
constexpr std::size_t kOutputs = 24;

// Of pilots without their signs, every other one of a row: what neighbours have in common, which noise has
// not.
double common_power(std::span<const Sample> row, std::size_t first) noexcept {
  Sample sum{};
  std::size_t count = 0;
  for (std::size_t j = first; j + 2 < row.size(); j += 2, ++count) sum += times_conj(row[j + 2], row[j]);
  return static_cast<double>(std::abs(sum)) / static_cast<double>(std::max<std::size_t>(count, 1));
}

}  // namespace

WideChannel::WideChannel(const CellShape& shape, unsigned bandwidth_rb, unsigned ports)
    : shape_(shape),
      ports_(ports),
      pilots_(kSubcarriersPerRb / kPilotSpacing * bandwidth_rb),
      subcarriers_(kSubcarriersPerRb * bandwidth_rb),
      slots_(kHistory_slots),
      mean_(pilots_) {
  const std::array<unsigned, 3> symbols{0, 1, symbols_per_slot(shape.prefix) - 3};
  for (unsigned slot = 0; slot < kSlotsPerFrame; ++slot) {
    for (std::size_t i = 0; i < symbols.size(); ++i) {
      auto& sent = sent_[slot][i];
      sent.resize(2UL * bandwidth_rb);
      crs_values(shape.pci, slot, symbols[i], shape.prefix, kMaxBandwidth_rb - bandwidth_rb, sent);
    }
  }
}

void WideChannel::set_statistics(const ChannelEstimate& central) {
  half_width_ = std::min(central.smoothed_half_width_slots(), kHistory_slots / 2);
  for (Slot& slot : slots_) slot.number = kNoSlot;
  for (Sum& sum : sums_) sum.slot = kNoSlot;
  span_ = central.delay_span();
  const double power = std::max(central.port_power(0), central.port_power(1));
  const double per_noise = central.noise_power() / std::max(power, 1e-30);
  // Every position of ports 0 and 1 is sent once in a slot, of ports 2 and 3 every other slot.
  const double averaged = 2.0 * static_cast<double>(half_width_) + 1.0;
  for (unsigned pair = 0; pair < (ports_ > 2 ? 2U : 1U); ++pair) {
    loading_[pair] = std::clamp(per_noise * (pair == 0 ? 1.0 : 2.0) / averaged, 1e-4, 1e3);
    weights_[pair].clear();
    make_windows(pair);
  }
}

void WideChannel::take(std::size_t slot, unsigned symbol, std::span<const Sample> received) {
  const auto in_frame = static_cast<unsigned>(slot % kSlotsPerFrame);
  Slot& entry = slots_[slot % kHistory_slots];
  if (entry.number != slot) {
    entry.number = slot;
    entry.has = {};
    entry.reference_power.reset();
    for (unsigned port = 0; port < ports_; ++port) entry.rows[port].assign(pilots_, Sample{});
  }
  for (Sum& sum : sums_) sum.slot = kNoSlot;
  const auto& sent = sent_[in_frame][symbol < 2 ? symbol : 2];
  for (unsigned port = 0; port < ports_; ++port) {
    const int offset = crs_offset(shape_.pci, port, in_frame, symbol, shape_.prefix);
    if (offset < 0) continue;
    const auto first = static_cast<std::size_t>(offset);
    entry.has[port][first / kPilotSpacing % 2] = true;
    for (std::size_t m = 0; m < sent.size(); ++m) {
      const std::size_t k = first + kCrsSpacing_subcarriers * m;
      entry.rows[port][k / kPilotSpacing] = times_conj(received[k], sent[m]);
    }
    if (symbol == 0) {
      const double power = common_power(entry.rows[port], first / kPilotSpacing);
      entry.reference_power = entry.reference_power.value_or(0.0) + power / std::min(ports_, 2U);
    }
  }
}

// Once more, or once less.
void WideChannel::add(unsigned port, std::size_t slot, std::ptrdiff_t times) {
  const Slot& entry = slots_[slot % kHistory_slots];
  const auto& has = entry.has[port];
  if (entry.number != slot || (!has[0] && !has[1])) return;
  Sum& sum = sums_[port];
  for (std::size_t parity = 0; parity < 2; ++parity) sum.counts[parity] += has[parity] ? times : 0;
  const std::vector<Sample>& row = entry.rows[port];
  const auto factor = static_cast<float>(times);
  for (std::size_t j = 0; j < pilots_; ++j) sum.values[j] += factor * row[j];
}

void WideChannel::sum_up(unsigned port, std::size_t slot) {
  Sum& sum = sums_[port];
  const bool is_near = sum.slot != kNoSlot && slot >= sum.slot && slot - sum.slot < half_width_;
  if (!is_near) {
    sum.values.assign(pilots_, Sample{});
    sum.counts = {};
    for (std::size_t s = slot - std::min(slot, half_width_); s <= slot + half_width_; ++s) add(port, s, 1);
  } else {
    for (std::size_t s = sum.slot; s < slot; ++s) {
      if (s >= half_width_) add(port, s - half_width_, -1);
      add(port, s + half_width_ + 1, 1);
    }
  }
  sum.slot = slot;
}

void WideChannel::average(unsigned port, std::size_t slot) {
  sum_up(port, slot);
  const Sum& sum = sums_[port];
  for (std::size_t parity = 0; parity < 2; ++parity) {
    const float scale = sum.counts[parity] > 0 ? 1.0F / static_cast<float>(sum.counts[parity]) : 0.0F;
    for (std::size_t j = parity; j < pilots_; j += 2) mean_[j] = scale * sum.values[j];
  }
}

void WideChannel::make_windows(unsigned pair) {
  auto& windows = windows_[pair];
  windows.clear();
  for (std::size_t first = 0; first < subcarriers_; first += kOutputs) {
    const std::size_t outputs = std::min(kOutputs, subcarriers_ - first);
    const std::size_t around = (kWindow_pilots - kOutputs / kPilotSpacing) / 2;
    const std::size_t middle = first / kPilotSpacing;
    const std::size_t pilot =
        std::min(middle - std::min(middle, around), pilots_ - std::min(pilots_, kWindow_pilots));
    windows.push_back({pilot, first, outputs, &weights(pair, pilot, first, outputs)});
  }
}

const std::vector<Sample>& WideChannel::weights(unsigned pair, std::size_t first_pilot,
                                                std::size_t first_output, std::size_t outputs) {
  const std::size_t begin = kPilotSpacing * first_pilot;
  const std::size_t end = begin + kPilotSpacing * kWindow_pilots;
  const std::size_t half = subcarriers_ / 2;
  // Windows that DC does not divide are all alike.
  const bool is_divided = begin < half && half < end;
  const WindowKind kind{is_divided ? static_cast<std::ptrdiff_t>(half - begin) : -1,
                        static_cast<std::ptrdiff_t>(first_output - begin),
                        static_cast<std::ptrdiff_t>(outputs)};
  auto [entry, is_new] = weights_[pair].try_emplace(kind);
  if (!is_new) return entry->second;
  std::array<double, kWindow_pilots> pilots{};
  for (std::size_t j = 0; j < pilots.size(); ++j) {
    pilots[j] = subcarrier_axis(begin + kPilotSpacing * j + shape_.pci % kPilotSpacing, subcarriers_);
  }
  std::vector<double> places(outputs);
  for (std::size_t k = 0; k < outputs; ++k) places[k] = subcarrier_axis(first_output + k, subcarriers_);
  entry->second = interpolation_weights(pilots, places, span_, loading_[pair]);
  return entry->second;
}

void WideChannel::at(unsigned port, std::size_t slot, std::span<Sample> h) {
  assert(h.size() == subcarriers_ && !windows_[port / 2].empty());
  average(port, slot);
  std::fill(h.begin(), h.end(), Sample{});
  for (const Window& window : windows_[port / 2]) {
    const std::span<Sample> out = h.subspan(window.first_output, window.outputs);
    const std::span<const Sample> all(*window.weights);
    for (std::size_t j = 0; j < kWindow_pilots; ++j) {
      accumulate_product(mean_[window.first_pilot + j], all.subspan(j * window.outputs, window.outputs), out);
    }
  }
}

std::optional<double> WideChannel::reference_power(std::size_t slot) const {
  const Slot& entry = slots_[slot % kHistory_slots];
  return entry.number == slot ? entry.reference_power : std::nullopt;
}

double WideChannel::noise_power(std::size_t slot, std::span<const Sample> h) const {
  double power = 0.0;
  double count = 0.0;
  for (std::size_t s = slot - slot % 2; s < slot - slot % 2 + 2; ++s) {
    const Slot& entry = slots_[s % kHistory_slots];
    if (entry.number != s) continue;
    for (std::size_t j = 0; j < pilots_; ++j) {
      if (!entry.has[0][j % 2]) continue;
      const Sample rest = entry.rows[0][j] - h[kPilotSpacing * j + shape_.pci % kPilotSpacing];
      power += static_cast<double>(squared_magnitude(rest));
      count += 1.0;
    }
  }
  // Each pilot had its own part in what it is held against.
  const double own = 1.0 / (2.0 * static_cast<double>(half_width_) + 1.0);
  return count > 0.0 ? power / count / (1.0 - 0.5 * own) : 0.0;
}

}  // namespace cellwarden::lte
