#include "dsp/lte/channel_estimate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "dsp/kernel/complex_math.hpp"
#include "dsp/kernel/vector_loops.hpp"

namespace cellwarden::lte {
namespace {

using Complex = std::complex<double>;

constexpr std::array<std::size_t, 6> kHalfWidths_slots{2, 6, 20, 80, 320, 1280};
constexpr std::size_t kProbes = 160;
// Of the noise in averaged pilots, what interpolation over frequency leaves.
constexpr double kSmoothedNoise = 0.25;

}  // namespace

ChannelEstimate::ChannelEstimate(const PilotGrid& grid, const CellShape& shape, const HeardSubcarriers& heard)
    : shape_(shape), heard_(heard), slot_count_(grid.slot_count()) {
  for (const unsigned port : {0U, 1U}) sum_up(grid, port);
  choose_window(grid);
  choose_delay_span();
  make_interpolation(0);
}

ChannelEstimate ChannelEstimate::with_ports_2_and_3(const PilotGrid& grid) const {
  ChannelEstimate all = *this;
  all.ports_ = kPorts;
  for (const unsigned port : {2U, 3U}) {
    all.sum_up(grid, port);
    all.measure_later_port(port);
  }
  all.make_interpolation(1);
  return all;
}

bool ChannelEstimate::is_heard(std::size_t pilot) const noexcept {
  const std::size_t subcarrier = kPilotSpacing * pilot + shape_.pci % kPilotSpacing;
  return subcarrier >= heard_.first && subcarrier < heard_.last;
}

void ChannelEstimate::sum_up(const PilotGrid& grid, unsigned port) {
  auto& sums = sums_[port];
  auto& counts = counts_[port];
  sums.assign(slot_count_ + 1, {});
  counts.assign(slot_count_ + 1, {});
  for (std::size_t slot = 0; slot < slot_count_; ++slot) {
    sums[slot + 1] = sums[slot];
    counts[slot + 1] = counts[slot];
    for (std::size_t parity = 0; parity < 2; ++parity) {
      if (!grid.has(slot, grid.part_of(port, parity)) || !grid.sends(port, slot, parity)) continue;
      ++counts[slot + 1][parity];
      for (std::size_t j = parity; j < kPilots; j += 2) sums[slot + 1][j] += Complex(grid.row(port, slot)[j]);
    }
  }
}

ChannelEstimate::Average ChannelEstimate::average(unsigned port, std::size_t slot,
                                                  std::size_t half_width) const noexcept {
  const std::size_t first = slot > half_width ? slot - half_width : 0;
  const std::size_t end = std::min(slot_count_, slot + half_width + 1);
  Average result;
  for (std::size_t j = 0; j < kPilots; ++j) {
    const double count = counts_[port][end][j % 2] - counts_[port][first][j % 2];
    result.count[j] = count;
    if (count > 0) result.value[j] = (sums_[port][end][j] - sums_[port][first][j]) / count;
  }
  return result;
}

std::size_t ChannelEstimate::probe_stride() const noexcept {
  return std::max<std::size_t>(1, slot_count_ / kProbes);
}

void ChannelEstimate::choose_window(const PilotGrid& grid) {
  const std::size_t stride = probe_stride();
  double best_error = std::numeric_limits<double>::infinity();
  double best_smoothed_error = std::numeric_limits<double>::infinity();
  for (const std::size_t half_width : kHalfWidths_slots) {
    // |A - h|^2 = |A|^2 - 2 Re(A* h) + |h|^2; a pilot that A has not seen stands in for h, without bias.
    double error = 0.0;
    double averaged_noise = 0.0;  // in A, for noise of unit power
    double residual = 0.0;
    double residual_count = 0.0;
    double samples = 0.0;
    std::array<double, 2> power{};
    for (std::size_t slot = 0; slot < slot_count_; slot += stride) {
      for (const unsigned port : {0U, 1U}) {
        const Average all = average(port, slot, half_width);
        for (std::size_t j = 0; j < kPilots; ++j) {
          if (!is_heard(j) || !grid.has(slot, grid.part_of(port, j)) || all.count[j] < 2) continue;
          const Complex own(grid.row(port, slot)[j]);
          const double others = all.count[j] - 1.0;
          const Complex a = (all.value[j] * all.count[j] - own) / others;
          const double agreement = std::real(std::conj(a) * own);
          error += std::norm(a) - 2.0 * agreement;
          averaged_noise += 1.0 / others;
          residual += std::norm(own - a) / (1.0 + 1.0 / others);
          residual_count += 1.0;
          power[port] += agreement;
          samples += 0.5;
        }
      }
    }
    if (residual_count <= 0.0) continue;
    const double smoothed_error = error - (1.0 - kSmoothedNoise) * averaged_noise * residual / residual_count;
    if (smoothed_error < best_smoothed_error) {
      best_smoothed_error = smoothed_error;
      smoothed_half_width_ = half_width;
    }
    if (error >= best_error) continue;
    best_error = error;
    half_width_ = half_width;
    noise_power_ = residual / residual_count;
    sample_count_ = residual_count * static_cast<double>(stride);
    for (const unsigned port : {0U, 1U}) port_power_[port] = std::max(0.0, power[port] / samples);
    if (2 * half_width >= slot_count_) break;
  }
}

void ChannelEstimate::measure_later_port(unsigned port) {
  double power = 0.0;
  double samples = 0.0;
  for (std::size_t slot = 0; slot < slot_count_; slot += probe_stride()) {
    const Average all = average(port, slot, half_width_);
    for (std::size_t j = 0; j < kPilots; ++j) {
      if (!is_heard(j) || all.count[j] < 1) continue;
      power += std::norm(all.value[j]) - noise_power_ / all.count[j];
      samples += 1.0;
    }
  }
  port_power_[port] = samples > 0 ? std::max(0.0, power / samples) : 0.0;
}

void ChannelEstimate::choose_delay_span() {
  // Power of the averaged pilots in delays that the short span cannot explain, against what noise puts there.
  double in_short = 0.0;
  double outside = 0.0;
  double noise = 0.0;
  const std::size_t stride = std::max<std::size_t>(1, slot_count_ / 16);
  for (std::size_t slot = 0; slot < slot_count_; slot += stride) {
    for (const unsigned port : {0U, 1U}) {
      const Average a = average(port, slot, half_width_);
      typical_count_ = std::max(typical_count_, a.count[0]);
      for (int delay = -1; delay <= 5; ++delay) {
        Complex sum{};
        for (std::size_t j = 0; j < kPilots; ++j) {
          sum +=
              a.value[j] * std::polar(1.0, 2.0 * std::numbers::pi * static_cast<double>(j) * delay / kPilots);
        }
        const double floor = noise_power_ * kPilots / std::max(1.0, a.count[0]);
        if (delay >= 2) {
          outside += std::norm(sum) - floor;
          noise += floor;
        } else {
          in_short += std::norm(sum) - floor;
        }
      }
    }
  }
  // The side lobes of a path between two delays stay below a tenth; more is a later path.
  has_late_paths_ = outside > 0.12 * in_short && outside > noise;
}

void ChannelEstimate::make_interpolation(unsigned pair) {
  const double power =
      std::max({port_power_[2 * pair], port_power_[2 * pair + 1], 1e-3 * noise_power_, 1e-30});
  const double count = pair == 0 ? typical_count_ : std::max(1.0, typical_count_ / 2.0);
  const double loading = std::clamp(noise_power_ / count / power, 1e-4, 1e3);
  std::vector<std::size_t> pilots;
  std::vector<double> places;
  for (std::size_t j = 0; j < kPilots; ++j) {
    if (!is_heard(j)) continue;
    pilots.push_back(j);
    places.push_back(subcarrier_axis(kPilotSpacing * j + shape_.pci % kPilotSpacing, kCentral_subcarriers));
  }
  std::array<double, kCentral_subcarriers> outputs{};
  for (std::size_t k = 0; k < outputs.size(); ++k) outputs[k] = subcarrier_axis(k, kCentral_subcarriers);
  const std::vector<Sample> weights = interpolation_weights(places, outputs, delay_span(), loading);
  auto& matrix = interpolation_[pair];
  matrix.assign(kCentral_subcarriers * kPilots, Sample{});
  for (std::size_t i = 0; i < pilots.size(); ++i) {
    std::copy_n(&weights[i * kCentral_subcarriers], kCentral_subcarriers,
                &matrix[pilots[i] * kCentral_subcarriers]);
  }
}

void ChannelEstimate::at(unsigned port, std::size_t slot, CentralSymbol& h) const {
  const Average a = average(port, std::min(slot, slot_count_ - 1), half_width_);
  PilotRow pilots{};
  for (std::size_t j = 0; j < kPilots; ++j) pilots[j] = Sample(a.value[j]);
  const std::span<const Sample> matrix = interpolation_[port / 2];
  h.fill(Sample{});
  for (std::size_t j = 0; j < kPilots; ++j)
    accumulate_product(pilots[j], matrix.subspan(j * kCentral_subcarriers, kCentral_subcarriers), h);
}

}  // namespace cellwarden::lte
