#pragma once

/// \file
/// Samples between samples: what a sampling clock that runs at a slightly other rate takes of a signal.
///
///   in      samples at twice the rate that is wanted, so that the upper half of their band is empty
///   out     the signal at any time between them: a sinc of 12 samples under a Kaiser window, linear phase
///   limits  error below -75 dB for frequencies up to a quarter of the input's rate, all that the wanted
///           rate holds

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "dsp/iq_block.hpp"

namespace cellwarden::capture {

class ClockResampler {
 public:
  static constexpr std::size_t kTaps = 12;

  ClockResampler();

  /// The signal `fraction` (0…1) of a sample after samples[index].
  /// \pre kTaps / 2 samples stand on either side
  [[nodiscard]] Sample at(std::span<const Sample> samples, std::size_t index, double fraction) const noexcept;

 private:
  std::vector<std::array<float, kTaps>> phases_;
};

}  // namespace cellwarden::capture
