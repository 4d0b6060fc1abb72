#pragma once

/// \file
/// Cuts a radio's blocks into stretches for gain control: a quarter of a second of one window with one gain,
/// or what there is of it where the radio goes on before; a look at an LTE window lasts a tenth.
/// Powers are measured on every fourth sample; clipping is counted on all.

#include <optional>

#include "dsp/capture/gain_control.hpp"
#include "dsp/iq_block.hpp"

namespace cellwarden::capture {

class StretchMeter {
 public:
  /// \return a stretch that ends with this block, or that ended before it; what a gap or a change of
  ///         gain cuts short is left out, and a look of less than 0.08 s
  [[nodiscard]] std::optional<HeardStretch> add(const IqBlock& block);

 private:
  [[nodiscard]] HeardStretch finished();

  HeardStretch stretch_;
  double energy_ = 0;
  std::size_t measured_ = 0;
};

}  // namespace cellwarden::capture
