#pragma once

/// \file
/// The radio's own faults: gain, quadrature errors, offset, and the converter's codes and limits.

#include <complex>
#include <span>

#include "dsp/capture/sample_format.hpp"
#include "dsp/iq_block.hpp"

namespace cellwarden::synth {

struct ConverterSpec {
  capture::SampleFormat format = capture::SampleFormat::kCf32;
  double gain_db = 0;         ///< before all that follows
  double iq_gain_db = 0;      ///< gain of I over gain of Q
  double iq_phase_deg = 0;    ///< by how much Q's axis leans towards I
  std::complex<double> dc{};  ///< added, as a share of full scale
};

/// Gain, quadrature errors and offset.
void apply_analogue(const ConverterSpec& spec, std::span<Sample> samples) noexcept;

/// To the nearest code and back, held at the extreme codes: what a reader of the recording sees.
void quantise(capture::SampleFormat format, std::span<Sample> samples);

}  // namespace cellwarden::synth
