#include "dsp/lte/symbol_reader.hpp"

#include <cmath>

#include "dsp/kernel/complex_math.hpp"
#include "dsp/kernel/oscillator.hpp"

namespace cellwarden::lte {
namespace {

// Into the prefix: late paths stay whole and a cell some samples early does no harm.
constexpr double kEarly_samples = 3.0;

}  // namespace

SymbolReader::SymbolReader() : fft_(kFft_samples, Fft::Direction::kForward) {}

bool SymbolReader::read(const FrameTiming& timing, double useful_start_samples, CentralSymbol& out) {
  const double exact = timing.at(useful_start_samples);
  const double begin = std::floor(exact - kEarly_samples + 0.5);
  if (!(begin >= 0.0) || begin + static_cast<double>(kFft_samples) > static_cast<double>(baseband_.size())) {
    return false;
  }
  const auto first = static_cast<std::size_t>(begin);
  const std::span<Sample> in = fft_.input();
  const double cycles_per_sample = timing.offset_hz / kSampleRate_hz;
  Oscillator nco(-cycles_per_sample, -cycles_per_sample * begin);
  for (std::size_t i = 0; i < kFft_samples; ++i) in[i] = times(baseband_[first + i], nco.next());
  const std::span<const Sample> bins = fft_.run();

  // The transform began (begin - exact) samples off: sub-carrier k turned by k times that.
  const double slope_cycles = (exact - begin) / static_cast<double>(kFft_samples);
  constexpr float kScale = 1.0F / static_cast<float>(kFft_samples);
  Oscillator lower(slope_cycles, -36.0 * slope_cycles);
  for (std::size_t i = 0; i < 36; ++i) out[i] = times(bins[kFft_samples - 36 + i], lower.next()) * kScale;
  Oscillator upper(slope_cycles, slope_cycles);
  for (std::size_t i = 0; i < 36; ++i) out[36 + i] = times(bins[1 + i], upper.next()) * kScale;
  return true;
}

}  // namespace cellwarden::lte
