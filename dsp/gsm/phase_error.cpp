#include "dsp/gsm/phase_error.hpp"

#include <array>
#include <cmath>
#include <complex>

namespace cellwarden::gsm {
namespace {

constexpr std::size_t kMainTaps = 6;
constexpr std::size_t kSecondTaps = 4;
constexpr std::size_t kTaps = kMainTaps + kSecondTaps;
constexpr std::size_t kFirst = 8;  // before it, symbols of the burst before still ring
constexpr std::size_t kLast_before_end = 4;

using Row = std::array<double, kTaps>;
using Complex = std::complex<double>;

// What the pulses contribute to sample n: bits for the first pulse, products of three for the second.
Row row_at(std::span<const float> llr, std::size_t n) noexcept {
  const auto symbol = [&](std::size_t i) { return llr[i] >= 0.0F ? 1.0 : -1.0; };
  Row row{};
  for (std::size_t l = 0; l < kMainTaps; ++l) row[l] = symbol(n - l + 1);
  for (std::size_t l = 0; l < kSecondTaps; ++l)
    row[kMainTaps + l] = symbol(n - l + 1) * symbol(n - l) * symbol(n - l - 1);
  return row;
}

// Solves the normal equations in place; false when they are degenerate.
bool solve(std::array<Row, kTaps>& a, std::array<Complex, kTaps>& b) noexcept {
  for (std::size_t i = 0; i < kTaps; ++i) {
    if (!(a[i][i] > 1e-6)) return false;
    for (std::size_t j = i + 1; j < kTaps; ++j) {
      const double factor = a[j][i] / a[i][i];
      for (std::size_t k = i; k < kTaps; ++k) a[j][k] -= factor * a[i][k];
      b[j] -= factor * b[i];
    }
  }
  for (std::size_t i = kTaps; i-- > 0;) {
    for (std::size_t k = i + 1; k < kTaps; ++k) b[i] -= a[i][k] * b[k];
    b[i] /= a[i][i];
  }
  return true;
}

}  // namespace

std::optional<double> gmsk_phase_error_rad(std::span<const Sample> y, std::span<const float> llr) noexcept {
  if (y.size() != llr.size() || y.size() < kFirst + kLast_before_end + 4 * kTaps) return std::nullopt;
  const std::size_t end = y.size() - kLast_before_end;
  std::array<Row, kTaps> gram{};
  std::array<Complex, kTaps> taps{};
  for (std::size_t n = kFirst; n < end; ++n) {
    const Row row = row_at(llr, n);
    for (std::size_t i = 0; i < kTaps; ++i) {
      for (std::size_t k = 0; k < kTaps; ++k) gram[i][k] += row[i] * row[k];
      taps[i] += row[i] * Complex(y[n]);
    }
  }
  if (!solve(gram, taps)) return std::nullopt;
  double sum = 0.0;
  std::size_t used = 0;
  for (std::size_t n = kFirst; n < end; ++n) {
    const Row row = row_at(llr, n);
    Complex expected{};
    for (std::size_t i = 0; i < kTaps; ++i) expected += row[i] * taps[i];
    if (!(std::norm(expected) > 0.0)) continue;
    const double error = std::arg(Complex(y[n]) * std::conj(expected));
    sum += error * error;
    ++used;
  }
  if (used == 0 || !std::isfinite(sum)) return std::nullopt;
  return std::sqrt(sum / static_cast<double>(used));
}

}  // namespace cellwarden::gsm
