#include "dsp/gsm/frequency_burst.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include "dsp/kernel/complex_math.hpp"
#include "dsp/kernel/oscillator.hpp"
#include "dsp/kernel/parabola.hpp"

namespace cellwarden::gsm {
namespace {

constexpr std::size_t kParts = 4;       // of a burst, for finding it: short enough for 1.5 kHz
constexpr std::size_t kFineParts = 16;  // for measuring it
// Less than the burst's 148: what neighbouring bursts reach into would pull the tone.
constexpr double kTone_symbols = 138.0;
constexpr double kStep = 2.0;
constexpr double kMinShare = 0.12;  // of the power, in the tone

using Sums = std::vector<std::complex<double>>;

// sums[n]: of the first n samples, turned back by the tone.
Sums running_sums(std::span<const Sample> x, double cycles_per_sample, double& power) {
  Sums sums(x.size() + 1);
  Oscillator turn(-cycles_per_sample, 0.0);
  power = 0.0;
  for (std::size_t n = 0; n < x.size(); ++n) {
    const Sample z = times(x[n], turn.next());
    sums[n + 1] = sums[n] + std::complex<double>(z);
    power += static_cast<double>(squared_magnitude(x[n]));
  }
  return sums;
}

std::complex<double> sum_between(const Sums& sums, double from, double to) {
  const auto at = [&](double index) {
    return sums[std::min(static_cast<std::size_t>(std::max(std::lround(index), 0L)), sums.size() - 1)];
  };
  return at(to) - at(from);
}

double tone_power(const Sums& sums, double from, double length) {
  double power = 0.0;
  const double part = length / kParts;
  for (std::size_t i = 0; i < kParts; ++i) {
    const double begin = from + static_cast<double>(i) * part;
    power += std::norm(sum_between(sums, begin, begin + part));
  }
  return power;
}

}  // namespace

std::optional<FrequencyBurst> measure_frequency_burst(const ChannelStream& stream, double near,
                                                      double reach_symbols, double offset_hz) {
  const double symbol = stream.symbol_samples();
  const double length = kTone_symbols * symbol;
  const double reach = reach_symbols * symbol;
  const double first = std::floor(near - length / 2 - reach) - static_cast<double>(stream.first());
  const auto count = static_cast<std::size_t>(std::ceil(length + 2 * reach)) + 2;
  if (first < 0.0 || first + static_cast<double>(count) > static_cast<double>(stream.samples().size()))
    return std::nullopt;
  const auto x = stream.samples().subspan(static_cast<std::size_t>(first), count);
  const double cycles = (kFcchTone_hz + offset_hz) / stream.rate_hz();
  double power = 0.0;
  const Sums sums = running_sums(x, cycles, power);

  double best = -1.0;
  double from = 0.0;
  for (double at = 0.0; at + length <= static_cast<double>(x.size()); at += kStep) {
    const double here = tone_power(sums, at, length);
    if (here > best) {
      best = here;
      from = at;
    }
  }
  // The power over the window's place is a tent: its top lies between the steps.
  const double before = tone_power(sums, from - kStep, length);
  const double after = tone_power(sums, from + kStep, length);
  if (from >= kStep) from += parabola_vertex(before, best, after) * kStep;

  std::complex<double> turn{};
  const double part = length / kFineParts;
  std::complex<double> last = sum_between(sums, from, from + part);
  for (std::size_t i = 1; i < kFineParts; ++i) {
    const double begin = from + static_cast<double>(i) * part;
    const std::complex<double> now = sum_between(sums, begin, begin + part);
    turn += now * std::conj(last);
    last = now;
  }
  const double rough_hz = std::arg(turn) / (2 * std::numbers::pi) * stream.rate_hz() / part;
  // Now the two halves of the burst, turned by what was found: the longest lever that is not ambiguous.
  std::complex<double> halves{};
  std::array<std::complex<double>, kFineParts> parts{};
  for (std::size_t i = 0; i < kFineParts; ++i) {
    const double begin = from + static_cast<double>(i) * part;
    const double phase = -2 * std::numbers::pi * rough_hz / stream.rate_hz() * static_cast<double>(i) * part;
    parts[i] = sum_between(sums, begin, begin + part) * std::polar(1.0, phase);
  }
  constexpr std::size_t kThird = kFineParts / 3;
  std::complex<double> early{};
  std::complex<double> late{};
  std::complex<double> whole{};
  for (std::size_t i = 0; i < kFineParts; ++i) {
    if (i < kThird) early += parts[i];
    if (i >= kFineParts - kThird) late += parts[i];
    whole += parts[i];
  }
  halves = late * std::conj(early);
  const double lever = static_cast<double>(kFineParts - kThird) * part;
  const double fine_hz = rough_hz + std::arg(halves) / (2 * std::numbers::pi) * stream.rate_hz() / lever;

  const double in_tone = std::norm(whole) / length;
  const auto begin = static_cast<std::size_t>(std::max(from, 0.0));
  double burst_power = 0.0;
  const auto samples = std::min(static_cast<std::size_t>(length), x.size() - begin);
  for (std::size_t n = 0; n < samples; ++n)
    burst_power += static_cast<double>(squared_magnitude(x[begin + n]));
  const double share = burst_power > 0.0 ? in_tone / burst_power : 0.0;
  if (share < kMinShare) return std::nullopt;
  const double smear = (static_cast<double>(kBurst_symbols) - kTone_symbols) / 2.0 * symbol;
  return FrequencyBurst{.start = static_cast<double>(stream.first()) + first + from - smear,
                        .offset_hz = offset_hz + fine_hz,
                        .weight = share / std::max(1.0 - share, 0.01)};
}

}  // namespace cellwarden::gsm
