#pragma once

/// \file
/// Cuts a radio's blocks into stretches for gain control: a quarter of a second of one window with one gain.
/// Powers are measured on every fourth sample; clipping is counted on all.

#include <optional>

#include "dsp/capture/gain_control.hpp"
#include "dsp/iq_block.hpp"

namespace cellwarden::capture {

class StretchMeter {
 public:
  /// \return a stretch that ends with this block; what a gap, a retune or a change of gain cuts short is
  ///         left out
  [[nodiscard]] std::optional<HeardStretch> add(const IqBlock& block);

 private:
  HeardStretch stretch_;
  double energy_ = 0;
  std::size_t measured_ = 0;
};

}  // namespace cellwarden::capture
