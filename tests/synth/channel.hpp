#pragma once

/// \file
/// Multipath: the tapped delay lines of TS 36.101, annex B.2.1, and TS 45.005, annex C.3 (those of six taps,
/// first alternative), with Rayleigh fading of the classical Doppler spectrum (sums of sinusoids) or standing
/// still.

#include <complex>
#include <cstdint>
#include <span>
#include <vector>

#include "tests/synth/random.hpp"

namespace cellwarden::synth {

enum class Multipath : std::uint8_t {
  kNone,
  kEpa,
  kEva,
  kRuralArea,
  kHillyTerrain,
  kTypicalUrban,
  kEqualisationTest,
  kTwoPaths
};

struct Tap {
  double delay_s;
  double power;             ///< linear; over a profile they sum to 1
  double direct_share = 0;  ///< of the power, what comes straight and does not fade
};

inline constexpr double kTwoPathsDelay_s = 16e-6;  ///< what TS 45.005's receivers have to bear

/// One tap without delay for kNone; two equal ones for kTwoPaths, `two_paths_delay_s` apart.
[[nodiscard]] std::vector<Tap> multipath_taps(Multipath profile, double two_paths_delay_s = kTwoPathsDelay_s);

/// Maximum Doppler shift of a receiver that moves, or the tower's surroundings for one that stands.
[[nodiscard]] double doppler_hz(double speed_kmh, double carrier_hz) noexcept;

/// Complex gain of one tap over time. Without Doppler it stays what it is: unit magnitude, random phase.
/// With Doppler E|g|^2 = 1. The direct share has 0.7 of the maximum shift (TS 45.005, annex C.1.2).
class TapGain {
 public:
  TapGain(double doppler_hz, Random& random, double direct_share = 0);
  [[nodiscard]] std::complex<double> at(double time_s) const noexcept;

 private:
  struct Ray {
    double frequency_hz, phase;
  };
  std::vector<Ray> rays_;
  double scale_;
  double direct_amplitude_ = 0;
  Ray direct_{};
};

}  // namespace cellwarden::synth
