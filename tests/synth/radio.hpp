#pragma once

/// \file
/// The simulated receiver up to its converter, and what sends into it.

#include <cstdint>
#include <optional>
#include <span>

#include "dsp/iq_block.hpp"

namespace cellwarden::synth {

/// The window that a radio records, and how wrong its clock is.
struct RadioSpec {
  double sample_rate_hz = 1.92e6;  ///< as the recording states it
  double center_hz = 806e6;        ///< as the recording states it
  /// Error of the radio's reference: positive when it runs fast. Sampling is then faster than stated and the
  /// local oscillator higher, so every carrier appears lower by this share of its frequency.
  double clock_ppm = 0;
  /// Error of the local oscillator where another reference drives it (a converter); absent: clock_ppm.
  std::optional<double> tuner_ppm{};

  [[nodiscard]] double true_rate_hz() const noexcept { return sample_rate_hz * (1 + clock_ppm * 1e-6); }
  [[nodiscard]] double true_center_hz() const noexcept {
    return center_hz * (1 + tuner_ppm.value_or(clock_ppm) * 1e-6);
  }
};

/// One transmitter as this radio hears it. Signals are continuous: each call takes up where the last one
/// stopped, and the samples do not depend on how the calls divide them.
class Emitter {
 public:
  Emitter() = default;
  Emitter(const Emitter&) = delete;
  Emitter& operator=(const Emitter&) = delete;
  virtual ~Emitter() = default;

  /// Adds the next block.size() samples of the signal to what is in the block.
  virtual void add(std::span<Sample> block) = 0;
};

}  // namespace cellwarden::synth
