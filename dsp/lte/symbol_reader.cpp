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

CentralSymbol subcarrier_turns(Sample start, Sample step) noexcept {
  constexpr std::size_t kHalf = kCentral_subcarriers / 2;
  // Four at a time: each product waits for the one four before, not for the last.
  constexpr std::size_t kLanes = 4;
  CentralSymbol turns{};
  Sample power = step;
  for (std::size_t i = 0; i < kLanes; ++i) {
    turns[kHalf + i] = times(start, power);
    turns[kHalf - 1 - i] = times_conj(start, power);
    if (i + 1 < kLanes) power = times(power, step);
  }
  for (std::size_t i = kLanes; i < kHalf; ++i) {
    turns[kHalf + i] = times(turns[kHalf + i - kLanes], power);
    turns[kHalf - 1 - i] = times_conj(turns[kHalf - 1 - i + kLanes], power);
  }
  return turns;
}

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
  const CentralSymbol turns = subcarrier_turns(start, step);
  constexpr std::size_t kHalf = kCentral_subcarriers / 2;
  const std::span<const Sample> turn(turns);
  multiply(bins.last(kHalf), turn.first(kHalf), std::span(out).first(kHalf));
  multiply(bins.subspan(1, kHalf), turn.last(kHalf), std::span(out).last(kHalf));
  return true;
}

}  // namespace cellwarden::lte
