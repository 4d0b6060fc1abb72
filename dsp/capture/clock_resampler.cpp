#include "dsp/capture/clock_resampler.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cellwarden::capture {
namespace {

constexpr std::size_t kPhases = 512;
constexpr double kHalfWidth = static_cast<double>(ClockResampler::kTaps) / 2;
constexpr double kShape = 8.0;  // of the Kaiser window: 80 dB

/// The modified Bessel function of the first kind and order zero, by its series.
double bessel_i0(double x) noexcept {
  double sum = 1.0;
  double term = 1.0;
  for (int k = 1; k < 40; ++k) {
    term *= (x / 2 / k) * (x / 2 / k);
    sum += term;
  }
  return sum;
}

double kernel(double x) noexcept {
  if (std::abs(x) >= kHalfWidth) return 0.0;
  const double angle = std::numbers::pi * x;
  const double sinc = x == 0.0 ? 1.0 : std::sin(angle) / angle;
  const double edge = x / kHalfWidth;
  return sinc * bessel_i0(kShape * std::sqrt(1.0 - edge * edge)) / bessel_i0(kShape);
}

}  // namespace

ClockResampler::ClockResampler() : phases_(kPhases + 1) {
  for (std::size_t p = 0; p < phases_.size(); ++p) {
    const double fraction = static_cast<double>(p) / static_cast<double>(kPhases);
    for (std::size_t tap = 0; tap < kTaps; ++tap) {
      const double from_index = static_cast<double>(tap) - (kHalfWidth - 1.0);
      phases_[p][tap] = static_cast<float>(kernel(from_index - fraction));
    }
  }
}

Sample ClockResampler::at(std::span<const Sample> samples, std::size_t index,
                          double fraction) const noexcept {
  const double phase = fraction * static_cast<double>(kPhases);
  const auto below = std::min(static_cast<std::size_t>(phase), kPhases - 1);
  const auto toward_next = static_cast<float>(phase - static_cast<double>(below));
  const Sample* const first = samples.data() + index - (kTaps / 2 - 1);
  float in_phase = 0.0F;
  float quadrature = 0.0F;
  for (std::size_t tap = 0; tap < kTaps; ++tap) {
    const float low = phases_[below][tap];
    const float weight = low + toward_next * (phases_[below + 1][tap] - low);
    in_phase += weight * first[tap].real();
    quadrature += weight * first[tap].imag();
  }
  return {in_phase, quadrature};
}

}  // namespace cellwarden::capture
