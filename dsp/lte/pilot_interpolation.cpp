#include "dsp/lte/pilot_interpolation.hpp"

#include <cmath>
#include <complex>
#include <numbers>

#include "dsp/lte/sequences.hpp"

namespace cellwarden::lte {
namespace {

using Complex = std::complex<double>;

// Correlation of a channel with itself `subcarriers` apart, for paths spread evenly over a span.
Complex correlation(double subcarriers, const DelaySpan& span) noexcept {
  const double f = subcarriers * kSubcarrier_hz;
  const double middle = (span.first_s + span.last_s) / 2.0;
  const double x = std::numbers::pi * f * (span.last_s - span.first_s);
  const double magnitude = std::abs(x) < 1e-9 ? 1.0 : std::sin(x) / x;
  return magnitude * std::polar(1.0, -2.0 * std::numbers::pi * f * middle);
}

// Solves A x = b for Hermitian positive definite A (n by n, row major; destroyed), many right-hand sides.
void solve(std::vector<Complex>& a, std::size_t n, std::vector<std::vector<Complex>>& rhs) {
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t i = k + 1; i < n; ++i) {
      const Complex factor = a[i * n + k] / a[k * n + k];
      for (std::size_t j = k; j < n; ++j) a[i * n + j] -= factor * a[k * n + j];
      for (auto& b : rhs) b[i] -= factor * b[k];
    }
  }
  for (auto& b : rhs) {
    for (std::size_t k = n; k-- > 0;) {
      for (std::size_t j = k + 1; j < n; ++j) b[k] -= a[k * n + j] * b[j];
      b[k] /= a[k * n + k];
    }
  }
}

}  // namespace

std::vector<Sample> interpolation_weights(std::span<const double> pilots, std::span<const double> outputs,
                                          const DelaySpan& span, double loading) {
  const std::size_t n = pilots.size();
  std::vector<Complex> a(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) a[i * n + j] = correlation(pilots[i] - pilots[j], span);
    a[i * n + i] += loading;
  }
  // Row k of R_hp (R_pp + loading)^-1 is the conjugate of the solution for column conj(R_hp[k]).
  std::vector<std::vector<Complex>> rhs(outputs.size(), std::vector<Complex>(n));
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    for (std::size_t i = 0; i < n; ++i) rhs[k][i] = std::conj(correlation(outputs[k] - pilots[i], span));
  }
  solve(a, n, rhs);
  std::vector<Sample> weights(n * outputs.size());
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    for (std::size_t i = 0; i < n; ++i) weights[i * outputs.size() + k] = Sample(std::conj(rhs[k][i]));
  }
  return weights;
}

}  // namespace cellwarden::lte
