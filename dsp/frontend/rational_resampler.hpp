#pragma once

/// \file
/// Brings a stream down to a rate that is a multiple of 15 kHz, as OFDM symbols need it: 20 MS/s to 19.2, 10
/// to 9.6, 3.2 to 2.88.
///
///   in      samples of a rate that is a multiple of 20 kHz
///   out     output n is the input at time n / output rate, the filter's delay taken out; the last few
///           microseconds of a stretch do not come out
///   limits  flat to 0.1 dB up to 0.9375 of the output's band, from 1.0625 of it on 50 dB down; what lies
///           between is aliased into the outermost sixteenth, where cells have nothing
///   cost    some 64 products an output sample

#include <cstddef>
#include <span>
#include <vector>

#include "dsp/iq_block.hpp"

namespace cellwarden::frontend {

class RationalResampler {
 public:
  /// \param output_rate_hz  below the input's
  RationalResampler(double input_rate_hz, double output_rate_hz);

  /// Appends to `out` what the input so far allows.
  void process(std::span<const Sample> in, std::vector<Sample>& out);
  /// What follows is another stretch of signal.
  void reset();

 private:
  std::size_t up_;             // output rate over its greatest common divisor with the input's
  std::size_t down_;           // input rate over it
  std::size_t taps_;           // of one phase
  std::vector<float> phases_;  // [phase][tap], the oldest sample's first, each twice
  std::vector<Sample> kept_;   // input that is still needed, oldest first
  std::size_t next_ = 0;  // of the next output: its time in up_ parts of an input sample after kept_'s first
};

/// The highest rate that carriers can be followed at in a stream of this one: itself where it is a multiple
/// of 15 kHz, else the next multiple of 960 kHz below it.
[[nodiscard]] double symbol_rate_hz(double sample_rate_hz) noexcept;

}  // namespace cellwarden::frontend
