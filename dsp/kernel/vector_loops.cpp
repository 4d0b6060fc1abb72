#include "dsp/kernel/vector_loops.hpp"

#include <algorithm>
#include <array>

#include "dsp/kernel/complex_math.hpp"
#include "dsp/kernel/vector_clones.hpp"

namespace cellwarden {

CELLWARDEN_CLONES void multiply_conj(std::span<const Sample> a, std::span<const Sample> b,
                                     std::span<Sample> out) noexcept {
  const std::size_t n = out.size();
  for (std::size_t i = 0; i < n; ++i) out[i] = times_conj(a[i], b[i]);
}

CELLWARDEN_CLONES void multiply(std::span<const Sample> a, std::span<const Sample> b,
                                std::span<Sample> out) noexcept {
  const std::size_t n = out.size();
  for (std::size_t i = 0; i < n; ++i) out[i] = times(a[i], b[i]);
}

CELLWARDEN_CLONES Sample dot_conj(std::span<const Sample> a, std::span<const Sample> b) noexcept {
  constexpr std::size_t kLanes = 8;
  std::array<float, kLanes> re{};
  std::array<float, kLanes> im{};
  const std::size_t n = std::min(a.size(), b.size());
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const Sample product = times_conj(a[i + lane], b[i + lane]);
      re[lane] += product.real();
      im[lane] += product.imag();
    }
  }
  for (; i < n; ++i) {
    const Sample product = times_conj(a[i], b[i]);
    re[0] += product.real();
    im[0] += product.imag();
  }
  Sample sum{};
  for (std::size_t lane = 0; lane < kLanes; ++lane) sum += Sample(re[lane], im[lane]);
  return sum;
}

CELLWARDEN_CLONES Sample dot_pairs(std::span<const Sample> a, std::span<const float> weights) noexcept {
  constexpr std::size_t kLanes = 16;  // of real and imaginary parts in turn
  std::array<float, kLanes> sums{};
  // Complex numbers are laid out as pairs (ISO C++, complex.numbers).
  const auto* parts = reinterpret_cast<const float*>(a.data());
  const std::size_t n = 2 * a.size();
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) sums[lane] += parts[i + lane] * weights[i + lane];
  }
  for (std::size_t lane = 0; i < n; ++i, ++lane) sums[lane] += parts[i] * weights[i];
  Sample sum{};
  for (std::size_t lane = 0; lane < kLanes; lane += 2) sum += Sample(sums[lane], sums[lane + 1]);
  return sum;
}

CELLWARDEN_CLONES void squared_magnitudes(std::span<const Sample> a, std::span<float> out) noexcept {
  const std::size_t n = out.size();
  for (std::size_t i = 0; i < n; ++i) out[i] = squared_magnitude(a[i]);
}

CELLWARDEN_CLONES void add_pairs(std::span<const float> a, std::span<float> out) noexcept {
  const std::size_t n = out.size();
  for (std::size_t i = 0; i < n; ++i) out[i] = a[2 * i] + a[2 * i + 1];
}

CELLWARDEN_CLONES void larger_of_pairs(std::span<const float> a, std::span<float> out) noexcept {
  const std::size_t n = out.size();
  for (std::size_t i = 0; i < n; ++i) out[i] = a[2 * i] < a[2 * i + 1] ? a[2 * i + 1] : a[2 * i];
}

CELLWARDEN_CLONES void multiply_scaled(std::span<const Sample> a, Sample b, std::span<const float> scale,
                                       std::span<Sample> out) noexcept {
  const std::size_t n = out.size();
  for (std::size_t i = 0; i < n; ++i) {
    const Sample product = times(a[i], b);
    out[i] = {product.real() * scale[i], product.imag() * scale[i]};
  }
}

CELLWARDEN_CLONES void copy_below(std::span<const Sample> a, float limit, std::span<Sample> out) noexcept {
  const std::size_t n = out.size();
  for (std::size_t i = 0; i < n; ++i) {
    const bool is_below = squared_magnitude(a[i]) < limit;
    out[i] = {is_below ? a[i].real() : 0.0F, is_below ? a[i].imag() : 0.0F};
  }
}

CELLWARDEN_CLONES void accumulate_powers(std::span<const Sample> a, float limit,
                                         std::span<double, 8> parts) noexcept {
  constexpr std::size_t kLanes = 8;
  std::array<double, kLanes> sum{};
  std::copy(parts.begin(), parts.end(), sum.begin());
  std::size_t i = 0;
  for (; i + kLanes <= a.size(); i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const float power = squared_magnitude(a[i + lane]);
      sum[lane] += static_cast<double>(power < limit ? power : 0.0F);
    }
  }
  for (std::size_t lane = 0; i < a.size(); ++i, ++lane) {
    const float power = squared_magnitude(a[i]);
    sum[lane] += static_cast<double>(power < limit ? power : 0.0F);
  }
  std::copy(sum.begin(), sum.end(), parts.begin());
}

CELLWARDEN_CLONES void scaled_powers(std::span<const Sample> a, std::span<const float> scale, float limit,
                                     std::span<std::uint16_t> out) noexcept {
  const std::size_t n = out.size();
  for (std::size_t i = 0; i < n; ++i) {
    const float power = squared_magnitude(a[i]) * scale[i] + 0.5F;
    out[i] = static_cast<std::uint16_t>(static_cast<int>(power < limit ? power : limit));
  }
}

CELLWARDEN_CLONES void accumulate(std::span<const std::uint16_t> a, std::span<std::uint16_t> sum) noexcept {
  const std::size_t n = sum.size();
  for (std::size_t i = 0; i < n; ++i) sum[i] = static_cast<std::uint16_t>(sum[i] + a[i]);
}

CELLWARDEN_CLONES void keep_larger(std::span<const std::uint16_t> sum, std::uint16_t label,
                                   std::span<std::uint16_t> best, std::span<std::uint16_t> which) noexcept {
  const std::size_t n = sum.size();
  for (std::size_t i = 0; i < n; ++i) {
    const bool larger = sum[i] > best[i];
    which[i] = larger ? label : which[i];
    best[i] = std::max(sum[i], best[i]);
  }
}

CELLWARDEN_CLONES void accumulate_product(Sample a, std::span<const Sample> row,
                                          std::span<Sample> sum) noexcept {
  const std::size_t n = sum.size();
  for (std::size_t i = 0; i < n; ++i) sum[i] += times(a, row[i]);
}

CELLWARDEN_CLONES void subtract_product(std::span<const Sample> a, std::span<const Sample> b,
                                        std::span<Sample> from) noexcept {
  const std::size_t n = from.size();
  for (std::size_t i = 0; i < n; ++i) from[i] -= times(a[i], b[i]);
}

CELLWARDEN_CLONES void accumulate_scaled(Sample a, std::span<const float> row, std::span<float> real_sums,
                                         std::span<float> imag_sums) noexcept {
  const std::size_t n = row.size();
  const float re = a.real();
  const float im = a.imag();
  for (std::size_t m = 0; m < n; ++m) {
    real_sums[m] += re * row[m];
    imag_sums[m] += im * row[m];
  }
}

}  // namespace cellwarden
