#include "dsp/gsm/training.hpp"

#include <algorithm>
#include <cmath>

#include "dsp/kernel/complex_math.hpp"

namespace cellwarden::gsm {
namespace {

// Inverse of a small symmetric positive definite matrix, by Gauss and Jordan.
std::vector<double> inverse_of(std::vector<double> a, std::size_t n) {
  std::vector<double> inverse(n * n);
  for (std::size_t i = 0; i < n; ++i) inverse[i * n + i] = 1.0;
  for (std::size_t column = 0; column < n; ++column) {
    const double pivot = a[column * n + column];
    for (std::size_t k = 0; k < n; ++k) {
      a[column * n + k] /= pivot;
      inverse[column * n + k] /= pivot;
    }
    for (std::size_t row = 0; row < n; ++row) {
      if (row == column) continue;
      const double factor = a[row * n + column];
      for (std::size_t k = 0; k < n; ++k) {
        a[row * n + k] -= factor * a[column * n + k];
        inverse[row * n + k] -= factor * inverse[column * n + k];
      }
    }
  }
  return inverse;
}

}  // namespace

float ChannelTaps::power() const noexcept {
  float sum = 0.0F;
  for (std::size_t l = 0; l < count; ++l) sum += squared_magnitude(tap[l]);
  return sum;
}

TrainingFit::TrainingFit(std::span<const std::uint8_t> bits, std::size_t taps)
    : taps_(taps), rows_(bits.size() - taps + 1) {
  for (const std::uint8_t bit : bits) symbols_.push_back(bit == 0 ? 1.0F : -1.0F);
  const auto symbol = [&](std::size_t row, std::size_t tap) {
    return static_cast<double>(symbols_[row + taps_ - 1 - tap]);
  };
  std::vector<double> gram(taps * taps);
  for (std::size_t i = 0; i < taps; ++i) {
    for (std::size_t j = 0; j < taps; ++j) {
      for (std::size_t r = 0; r < rows_; ++r) gram[i * taps + j] += symbol(r, i) * symbol(r, j);
    }
  }
  const std::vector<double> inverse = inverse_of(gram, taps);
  inverse_.resize(taps * rows_);
  for (std::size_t i = 0; i < taps; ++i) {
    for (std::size_t r = 0; r < rows_; ++r) {
      double sum = 0.0;
      for (std::size_t j = 0; j < taps; ++j) sum += inverse[i * taps + j] * symbol(r, j);
      inverse_[i * rows_ + r] = static_cast<float>(sum);
    }
  }
}

ChannelTaps TrainingFit::estimate(std::span<const Sample> y) const noexcept {
  ChannelTaps taps;
  taps.count = taps_;
  const std::span<const Sample> known = y.subspan(taps_ - 1, rows_);
  for (std::size_t i = 0; i < taps_; ++i) {
    Sample sum{};
    const float* row = inverse_.data() + i * rows_;
    for (std::size_t r = 0; r < rows_; ++r) sum += known[r] * row[r];
    taps.tap[i] = sum;
  }
  float residual = 0.0F;
  for (std::size_t r = 0; r < rows_; ++r) {
    Sample left = known[r];
    for (std::size_t i = 0; i < taps_; ++i) left -= taps.tap[i] * symbols_[r + taps_ - 1 - i];
    residual += squared_magnitude(left);
  }
  taps.noise_variance = residual / static_cast<float>(rows_ - taps_);
  return taps;
}

float TrainingFit::explained(std::span<const Sample> y) const noexcept {
  const ChannelTaps taps = estimate(y);
  float total = 0.0F;
  for (const Sample s : y.subspan(taps_ - 1, rows_)) total += squared_magnitude(s);
  if (!(total > 0.0F)) return 0.0F;
  return 1.0F - taps.noise_variance * static_cast<float>(rows_ - taps_) / total;
}

Sample correlate(std::span<const Sample> y, std::span<const std::uint8_t> bits) noexcept {
  Sample sum{};
  for (std::size_t n = 0; n < bits.size(); ++n) sum += bits[n] == 0 ? y[n] : -y[n];
  return sum;
}

}  // namespace cellwarden::gsm
