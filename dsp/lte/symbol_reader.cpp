#include "dsp/lte/symbol_reader.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "dsp/kernel/complex_math.hpp"
#include "dsp/kernel/oscillator.hpp"
#include "dsp/kernel/vector_loops.hpp"

namespace cellwarden::lte {
namespace {

// Into the prefix: late paths stay whole and a cell some samples early does no harm.
constexpr double kEarly_samples = 3.0;
// Of the sub-carriers beyond a cell's: the nearest may hold what leaks.
constexpr std::size_t kGuardGap = 2;
constexpr std::size_t kMostGuard = 16;
constexpr std::size_t kLeastGuard = 6;
// Of the band; beyond lies the slope of the filter that made it (frontend::RationalResampler).
constexpr double kFlat = 0.9375;

}  // namespace

void subcarrier_turns(Sample start, Sample step, std::span<Sample> turns) noexcept {
  const std::size_t half = turns.size() / 2;
  // Four at a time: each product waits for the one four before, not for the last.
  constexpr std::size_t kLanes = 4;
  assert(half >= kLanes);
  Sample power = step;
  for (std::size_t i = 0; i < kLanes; ++i) {
    turns[half + i] = times(start, power);
    turns[half - 1 - i] = times_conj(start, power);
    if (i + 1 < kLanes) power = times(power, step);
  }
  for (std::size_t i = kLanes; i < half; ++i) {
    turns[half + i] = times(turns[half + i - kLanes], power);
    turns[half - 1 - i] = times_conj(turns[half - 1 - i + kLanes], power);
  }
}

SymbolReader::SymbolReader(std::size_t fft_samples)
    : fft_(fft_samples, Fft::Direction::kForward),
      rate_ratio_(static_cast<double>(fft_samples) / static_cast<double>(kFft_samples)),
      turn_(fft_samples, Sample(1.0F, 0.0F)) {}

void SymbolReader::prepare_turn(double offset_hz) {
  if (offset_hz == turn_offset_hz_) return;
  turn_offset_hz_ = offset_hz;
  Oscillator nco(-offset_hz / (kSampleRate_hz * rate_ratio_), 0.0);
  for (Sample& s : turn_) s = nco.next();
}

bool SymbolReader::covers(double begin_samples, double end_samples) const noexcept {
  const double first = begin_samples * rate_ratio_ - static_cast<double>(first_sample_);
  const double last = end_samples * rate_ratio_ - static_cast<double>(first_sample_);
  return first >= 0.0 && last <= static_cast<double>(baseband_.size());
}

bool SymbolReader::read(const FrameTiming& timing, double useful_start_samples, std::span<Sample> out) {
  const double exact = timing.at(useful_start_samples) * rate_ratio_;
  const double begin = std::floor(exact - kEarly_samples * rate_ratio_ + 0.5);
  const double first = begin - static_cast<double>(first_sample_);
  const auto size = static_cast<double>(fft_.size());
  if (!(first >= 0.0) || first + size > static_cast<double>(baseband_.size())) return false;
  prepare_turn(timing.offset_hz);
  multiply(baseband_.subspan(static_cast<std::size_t>(first), fft_.size()), turn_, fft_.input());
  bins_ = fft_.run();
  const std::span<const Sample> bins = bins_;

  // The transform began (begin - exact) samples off: sub-carrier k turned by k times that. The whole symbol
  // turned by the carrier's phase at its first sample.
  const Sample start = unit_phasor(-timing.offset_hz / (kSampleRate_hz * rate_ratio_) * begin) *
                       static_cast<float>(1.0 / size);
  slope_.resize(out.size());
  subcarrier_turns(start, unit_phasor((exact - begin) / size), slope_);
  const std::size_t half = out.size() / 2;
  const std::span<const Sample> turn(slope_);
  multiply(bins.last(half), turn.first(half), out.first(half));
  multiply(bins.subspan(1, half), turn.last(half), out.last(half));
  return true;
}

std::optional<double> SymbolReader::guard_power(std::size_t subcarriers) const noexcept {
  const std::size_t size = bins_.size();
  const double from_center = turn_offset_hz_ / kSubcarrier_hz;
  std::optional<double> quieter;
  for (const bool is_above : {true, false}) {
    const double room = kFlat * static_cast<double>(size) / 2.0 - (is_above ? from_center : -from_center);
    const std::size_t first = subcarriers / 2 + kGuardGap;
    const std::size_t end = std::min(first + kMostGuard, static_cast<std::size_t>(std::max(room, 0.0)) + 1);
    if (end < first + kLeastGuard) continue;
    double sum = 0.0;
    for (std::size_t k = first; k < end; ++k)
      sum += static_cast<double>(squared_magnitude(bins_[is_above ? k : size - k]));
    const double power = sum / static_cast<double>((end - first) * size * size);
    quieter = std::min(quieter.value_or(power), power);
  }
  return quieter;
}

}  // namespace cellwarden::lte
