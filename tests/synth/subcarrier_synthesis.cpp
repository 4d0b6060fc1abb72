#include "tests/synth/subcarrier_synthesis.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

#include "dsp/kernel/complex_math.hpp"
#include "dsp/kernel/vector_loops.hpp"

namespace cellwarden::synth {
namespace {

constexpr double kTurn = 2.0 * std::numbers::pi;

// The smallest size from `least` on that FFTW does quickly.
std::size_t quick_size(std::size_t least) {
  for (std::size_t size = least;; ++size) {
    std::size_t rest = size;
    for (const std::size_t factor : {2U, 3U, 5U}) {
      while (rest % factor == 0) rest /= factor;
    }
    if (rest == 1 && size % 8 == 0) return size;
  }
}

std::complex<double> turn(double cycles) {
  return std::polar(1.0, kTurn * (cycles - std::floor(cycles)));
}

}  // namespace

SubcarrierSynthesis::SubcarrierSynthesis(std::size_t subcarriers, double cycles_per_sample,
                                         std::size_t max_samples)
    : cycles_per_sample_(cycles_per_sample),
      max_samples_(max_samples),
      elements_(subcarriers),
      chirp_(std::max(subcarriers, max_samples)),
      forward_(quick_size(subcarriers + max_samples), Fft::Direction::kForward),
      inverse_(forward_.size(), Fft::Direction::kInverse),
      samples_(max_samples) {
  for (std::size_t n = 0; n < chirp_.size(); ++n) {
    const auto square = static_cast<double>(n) * static_cast<double>(n);
    chirp_[n] = turn(0.5 * cycles_per_sample * square);
  }
  // k n = (k^2 + n^2 - (n-k)^2) / 2 turns the sum into a convolution with the conjugate chirp over n-k.
  const auto kernel = forward_.input();
  std::fill(kernel.begin(), kernel.end(), Sample{});
  for (std::size_t n = 0; n < max_samples; ++n) kernel[n] = Sample(std::conj(chirp_[n]));
  for (std::size_t k = 1; k < subcarriers; ++k) kernel[kernel.size() - k] = Sample(std::conj(chirp_[k]));
  const auto spectrum = forward_.run();
  filter_.assign(spectrum.begin(), spectrum.end());
  for (Sample& f : filter_) f /= static_cast<float>(forward_.size());
}

std::span<const Sample> SubcarrierSynthesis::run(double offset_samples, std::size_t samples) {
  assert(samples <= max_samples_);
  const auto in = forward_.input();
  std::fill(in.begin() + static_cast<std::ptrdiff_t>(elements_.size()), in.end(), Sample{});
  const std::complex<double> step = turn(cycles_per_sample_ * offset_samples);
  std::complex<double> phase = 1.0;
  for (std::size_t k = 0; k < elements_.size(); ++k) {
    in[k] = times(elements_[k], Sample(phase * chirp_[k]));
    phase *= step;
  }
  const auto spectrum = forward_.run();
  const auto product = inverse_.input();
  multiply(spectrum, filter_, product);
  const auto out = inverse_.run();
  for (std::size_t n = 0; n < samples; ++n) samples_[n] = times(out[n], Sample(chirp_[n]));
  return {samples_.data(), samples};
}

}  // namespace cellwarden::synth
