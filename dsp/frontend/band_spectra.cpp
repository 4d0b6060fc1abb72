#include "dsp/frontend/band_spectra.hpp"

#include <algorithm>
#include <cmath>

#include "dsp/kernel/complex_math.hpp"
#include "dsp/kernel/fft.hpp"

namespace cellwarden::frontend {
namespace {

constexpr std::size_t kMostLooked_blocks = 64;
constexpr std::size_t kFloorPart = 10;
constexpr std::size_t kTasks = 8;  // each makes its own transform; more than processors, for balance

}  // namespace

BandSpectra::BandSpectra(const BlockPlan& plan) : plan_(plan) {}

void BandSpectra::assign(std::span<const Sample> samples, const ParallelFor& parallel) {
  sample_count_ = samples.size();
  block_count_ = (samples.size() + plan_.input_hop - 1) / plan_.input_hop;
  bins_.resize(block_count_ * plan_.input_size);
  const std::size_t per_task = (block_count_ + kTasks - 1) / kTasks;
  parallel(kTasks, [&](std::size_t task) {
    const std::size_t end = std::min(block_count_, (task + 1) * per_task);
    if (task * per_task >= end) return;
    Fft fft(plan_.input_size, Fft::Direction::kForward);
    const std::span<Sample> in = fft.input();
    for (std::size_t b = task * per_task; b < end; ++b) {
      // Before the first and after the last sample there is silence.
      const std::size_t begin = b * plan_.input_hop;
      const std::size_t skipped = begin < plan_.input_lead ? plan_.input_lead - begin : 0;
      const std::size_t from = begin + skipped - plan_.input_lead;
      const std::size_t count = std::min(in.size() - skipped, samples.size() - from);
      std::fill_n(in.begin(), skipped, Sample{});
      std::copy_n(samples.begin() + static_cast<std::ptrdiff_t>(from), count,
                  in.begin() + static_cast<std::ptrdiff_t>(skipped));
      std::fill(in.begin() + static_cast<std::ptrdiff_t>(skipped + count), in.end(), Sample{});
      const std::span<const Sample> out = fft.run();
      std::copy(out.begin(), out.end(), bins_.begin() + static_cast<std::ptrdiff_t>(b * plan_.input_size));
      bins_[b * plan_.input_size] = Sample{};
    }
  });
}

BandSpectra::Levels BandSpectra::levels(double step_hz) const {
  Levels out;
  const std::size_t n = plan_.input_size;
  const auto width = static_cast<std::size_t>(std::max(1.0, std::round(step_hz / plan_.bin_hz)));
  // The first block and the last hold silence as well.
  if (block_count_ < 3 || n < width) return out;
  const std::size_t steps = n / width - (n / width + 1) % 2;
  const std::size_t lowest = n - (steps * width) / 2;  // modulo n
  const std::size_t stride = std::max<std::size_t>(1, (block_count_ - 2) / kMostLooked_blocks);
  std::vector<std::vector<double>> by_step(steps);
  const auto whole = static_cast<double>(n);
  for (std::size_t b = 1; b + 1 < block_count_; b += stride) {
    const auto bins = block(b);
    std::size_t bin = lowest;
    for (std::size_t s = 0; s < steps; ++s) {
      double power = 0.0;
      for (std::size_t k = 0; k < width; ++k, ++bin)
        power += static_cast<double>(squared_magnitude(bins[bin % n]));
      by_step[s].push_back(power / (whole * whole));
    }
  }
  out.step_hz = static_cast<double>(width) * plan_.bin_hz;
  const std::size_t below = steps / 2;
  out.first_hz = -out.step_hz * static_cast<double>(below);
  for (std::vector<double>& powers : by_step) {
    double sum = 0.0;
    for (const double power : powers) sum += power;
    out.mean.push_back(sum / static_cast<double>(powers.size()));
    const auto low = powers.begin() + static_cast<std::ptrdiff_t>(powers.size() / kFloorPart);
    std::nth_element(powers.begin(), low, powers.end());
    out.floor.push_back(*low);
  }
  return out;
}

double BandSpectra::median_carrier_power() const {
  if (block_count_ == 0) return 0.0;
  const std::size_t n = plan_.input_size;
  std::vector<double> power(n);
  const std::size_t stride = std::max<std::size_t>(1, block_count_ / 64);
  std::size_t used = 0;
  for (std::size_t b = 0; b < block_count_; b += stride, ++used) {
    const auto bins = block(b);
    for (std::size_t k = 0; k < n; ++k) power[k] += static_cast<double>(squared_magnitude(bins[k]));
  }
  const auto width = static_cast<std::size_t>(1.08e6 / plan_.bin_hz);
  const auto step = static_cast<std::size_t>(200e3 / plan_.bin_hz);
  std::rotate(power.begin(), power.begin() + static_cast<std::ptrdiff_t>(n - n / 2), power.end());
  std::vector<double> carriers;
  for (std::size_t low = 0; low + width <= n; low += step) {
    double sum = 0.0;
    for (std::size_t k = low; k < low + width; ++k) sum += power[k];
    carriers.push_back(sum);
  }
  const auto middle = carriers.begin() + static_cast<std::ptrdiff_t>(carriers.size() / 2);
  std::nth_element(carriers.begin(), middle, carriers.end());
  const auto size = static_cast<double>(n);
  return *middle / (static_cast<double>(used) * size * size);
}

}  // namespace cellwarden::frontend
