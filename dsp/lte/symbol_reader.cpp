#include "dsp/lte/symbol_reader.hpp"

#include <cmath>

#include "dsp/kernel/complex_math.hpp"
#include "dsp/kernel/oscillator.hpp"
#include "dsp/kernel/vector_loops.hpp"

namespace cellwarden::lte {
namespace {

// Into the prefix: late paths stay whole and a cell some samples early does no harm.
constexpr double kEarly_samples = 3.0;

}  // namespace

SymbolReader::SymbolReader() : fft_(kFft_samples, Fft::Direction::kForward) {
  turn_.fill(Sample(1.0F, 0.0F));
}

void SymbolReader::prepare_turn(double offset_hz) {
  if (offset_hz == turn_offset_hz_) return;
  turn_offset_hz_ = offset_hz;
  Oscillator nco(-offset_hz / kSampleRate_hz, 0.0);
  for (Sample& s : turn_) s = nco.next();
}

bool SymbolReader::read(const FrameTiming& timing, double useful_start_samples, CentralSymbol& out) {
  const double exact = timing.at(useful_start_samples);
  const double begin = std::floor(exact - kEarly_samples + 0.5);
  if (!(begin >= 0.0) || begin + static_cast<double>(kFft_samples) > static_cast<double>(baseband_.size())) {
    return false;
  }
  const auto first = static_cast<std::size_t>(begin);
  const std::span<Sample> in = fft_.input();
  prepare_turn(timing.offset_hz);
  multiply(baseband_.subspan(first, kFft_samples), turn_, in);
  const std::span<const Sample> bins = fft_.run();

  // The transform began (begin - exact) samples off: sub-carrier k turned by k times that. The whole symbol
  // turned by the carrier's phase at its first sample.
  const double slope_cycles = (exact - begin) / static_cast<double>(kFft_samples);
  constexpr float kScale = 1.0F / static_cast<float>(kFft_samples);
  const Sample start = unit_phasor(-timing.offset_hz / kSampleRate_hz * begin) * kScale;
  const Sample step = unit_phasor(slope_cycles);
  Sample up = start;
  Sample down = start;
  for (std::size_t i = 0; i < 36; ++i) {
    up = times(up, step);
    down = times_conj(down, step);
    out[36 + i] = times(bins[1 + i], up);
    out[35 - i] = times(bins[kFft_samples - 1 - i], down);
  }
  return true;
}

}  // namespace cellwarden::lte
