#pragma once

#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>

#include "dsp/iq_block.hpp"

namespace cellwarden {

/// exp(j 2 pi cycles), with the whole cycles taken out in double precision first.
[[nodiscard]] inline Sample unit_phasor(double cycles) noexcept {
  const double angle = 2.0 * std::numbers::pi * (cycles - std::floor(cycles));
  return {static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle))};
}

/// A complex oscillator: value n is exp(j 2 pi (start_cycles + n * cycles_per_sample)).
///
/// Runs by recurrence in double precision and starts afresh every 1024 values, so its error stays below
/// single-precision rounding for any length.
class Oscillator {
 public:
  Oscillator(double cycles_per_sample, double start_cycles) noexcept
      : cycles_per_sample_(cycles_per_sample), start_cycles_(start_cycles) {
    restart();
  }

  [[nodiscard]] Sample next() noexcept {
    if (until_restart_ == 0) restart();
    const std::complex<double> now = value_;
    value_ = {now.real() * step_.real() - now.imag() * step_.imag(),
              now.real() * step_.imag() + now.imag() * step_.real()};
    ++index_;
    --until_restart_;
    return {static_cast<float>(now.real()), static_cast<float>(now.imag())};
  }

 private:
  static constexpr std::size_t kRestart_samples = 1024;

  void restart() noexcept {
    const double cycles = start_cycles_ + static_cast<double>(index_) * cycles_per_sample_;
    const double angle = 2.0 * std::numbers::pi * (cycles - std::floor(cycles));
    value_ = std::polar(1.0, angle);
    step_ = std::polar(1.0, 2.0 * std::numbers::pi * (cycles_per_sample_ - std::floor(cycles_per_sample_)));
    until_restart_ = kRestart_samples;
  }

  double cycles_per_sample_;
  double start_cycles_;
  std::size_t index_ = 0;
  std::size_t until_restart_ = 0;
  std::complex<double> value_;
  std::complex<double> step_;
};

}  // namespace cellwarden
