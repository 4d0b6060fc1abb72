#pragma once

/// \file
/// One carrier's baseband at 1.92 MS/s out of the band's spectra: shift, low-pass and change of rate in one
/// inverse transform per block (overlap-save).
///
/// Pass band +-0.6 MHz (flat within 0.01 dB), stop band from +-0.96 MHz (-60 dB): a linear-phase Kaiser
/// design. What lies outside the recorded band is zero, not its alias.

#include <span>
#include <vector>

#include "dsp/frontend/band_spectra.hpp"
#include "dsp/kernel/fft.hpp"

namespace cellwarden::frontend {

class CarrierExtractor {
 public:
  explicit CarrierExtractor(const BlockPlan& plan);

  /// \param offset_hz  of the carrier from the band's centre, need not fall on a bin
  /// \param seconds    how much of the segment to take, from its start
  /// \param out        receives the carrier's samples; sample 0 coincides with input sample 0
  void extract(const BandSpectra& spectra, double offset_hz, double seconds, std::vector<Sample>& out);

 private:
  BlockPlan plan_;
  std::vector<float> response_;  // by carrier bin, transform order
  std::vector<Sample> turn_;     // what the bins' spacing leaves of the offset, over one block
  Fft inverse_;
};

}  // namespace cellwarden::frontend
