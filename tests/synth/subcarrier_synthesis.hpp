#pragma once

/// \file
/// One OFDM symbol at exact, evenly spaced instants that need not fit its sub-carrier spacing: a chirp-z
/// transform (Bluestein). Nothing is interpolated, so any sample rate and any clock error cost the same and
/// are as exact as single-precision arithmetic (about -110 dB).

#include <complex>
#include <cstddef>
#include <span>
#include <vector>

#include "dsp/iq_block.hpp"
#include "dsp/kernel/fft.hpp"

namespace cellwarden::synth {

class SubcarrierSynthesis {
 public:
  /// \param subcarriers     how many neighbouring sub-carriers are summed
  /// \param cycles_per_sample  sub-carrier spacing over sample rate, both true
  /// \param max_samples     the longest run() asked for
  SubcarrierSynthesis(std::size_t subcarriers, double cycles_per_sample, std::size_t max_samples);

  /// Elements of the next symbol, lowest sub-carrier first; zero before the first use.
  [[nodiscard]] std::span<Sample> elements() noexcept { return elements_; }

  /// x_n = sum over i of elements()[i] exp(j 2 pi i cycles_per_sample (offset_samples + n)), n = 0, 1, ...
  /// \return a view of `samples` values, valid until the next run()
  std::span<const Sample> run(double offset_samples, std::size_t samples);

 private:
  double cycles_per_sample_;
  std::size_t max_samples_;
  std::vector<Sample> elements_;
  std::vector<std::complex<double>> chirp_;  // exp(j pi cycles_per_sample n^2)
  std::vector<Sample> filter_;               // spectrum of the conjugate chirp, scaled by 1/size
  Fft forward_;
  Fft inverse_;
  std::vector<Sample> samples_;
};

}  // namespace cellwarden::synth
