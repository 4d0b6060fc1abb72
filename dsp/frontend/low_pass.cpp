#include "dsp/frontend/low_pass.hpp"

#include <liquid/liquid.h>

#include "dsp/iq_block.hpp"
#include "dsp/kernel/fft.hpp"

namespace cellwarden::frontend {

std::vector<float> low_pass_response(std::size_t bins, std::size_t taps, double cutoff_cycles_per_sample,
                                     double stop_band_db) {
  std::vector<float> h(taps);
  liquid_firdes_kaiser(static_cast<unsigned>(taps), static_cast<float>(cutoff_cycles_per_sample),
                       static_cast<float>(stop_band_db), 0.0F, h.data());
  float sum = 0.0F;
  for (const float tap : h) sum += tap;
  Fft fft(bins, Fft::Direction::kForward);
  // The middle tap at time zero makes the response real: a filter without delay.
  for (Sample& sample : fft.input()) sample = {};
  for (std::size_t i = 0; i < taps; ++i)
    fft.input()[(i + bins - taps / 2) % bins] += Sample(h[i] / sum, 0.0F);
  std::vector<float> response(bins);
  const auto out = fft.run();
  for (std::size_t k = 0; k < bins; ++k) response[k] = out[k].real();
  return response;
}

}  // namespace cellwarden::frontend
