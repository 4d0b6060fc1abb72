#pragma once

/// \file
/// Multipath: the tapped delay lines of TS 36.101, annex B.2.1, with Rayleigh fading of the classical
/// Doppler spectrum (sums of sinusoids) or standing still.

#include <complex>
#include <cstdint>
#include <span>
#include <vector>

#include "tests/synth/random.hpp"

namespace cellwarden::synth {

enum class Multipath : std::uint8_t { kNone, kEpa, kEva };

struct Tap {
  double delay_s;
  double power;  ///< linear; over a profile they sum to 1
};

/// One tap without delay for kNone.
[[nodiscard]] std::vector<Tap> multipath_taps(Multipath profile);

/// Complex gain of one tap over time. Without Doppler it stays what it is: unit magnitude, random phase.
/// With Doppler E|g|^2 = 1.
class TapGain {
 public:
  TapGain(double doppler_hz, Random& random);
  [[nodiscard]] std::complex<double> at(double time_s) const noexcept;

 private:
  struct Ray {
    double frequency_hz, phase;
  };
  std::vector<Ray> rays_;
  double scale_;
};

}  // namespace cellwarden::synth
