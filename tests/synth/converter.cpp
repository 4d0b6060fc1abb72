#include "tests/synth/converter.hpp"

#include <cmath>
#include <numbers>
#include <vector>

namespace cellwarden::synth {

void apply_analogue(const ConverterSpec& spec, std::span<Sample> samples) noexcept {
  const double gain = std::pow(10.0, spec.gain_db / 20.0);
  const double half_imbalance = std::pow(10.0, spec.iq_gain_db / 40.0);
  const double lean = spec.iq_phase_deg * std::numbers::pi / 180.0;
  const auto i_gain = static_cast<float>(gain * half_imbalance);
  const auto q_gain = static_cast<float>(gain / half_imbalance * std::cos(lean));
  const auto cross = static_cast<float>(gain / half_imbalance * std::sin(lean));
  const Sample dc(spec.dc);
  for (Sample& x : samples) x = Sample(i_gain * x.real(), q_gain * x.imag() + cross * x.real()) + dc;
}

void quantise(capture::SampleFormat format, std::span<Sample> samples) {
  if (format == capture::SampleFormat::kCf32) return;
  std::vector<std::byte> codes(samples.size() * capture::bytes_per_sample(format));
  capture::from_float(format, samples, codes);
  capture::to_float(format, codes, samples);
}

}  // namespace cellwarden::synth
