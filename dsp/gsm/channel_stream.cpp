#include "dsp/gsm/channel_stream.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "dsp/kernel/complex_math.hpp"
#include "dsp/kernel/oscillator.hpp"

namespace cellwarden::gsm {
namespace {

// The channel fills half of the rate at most: a short interpolator serves.
constexpr std::size_t kTaps = 8;
constexpr std::size_t kPhases = 128;
constexpr double kMiddle = static_cast<double>(kTaps) / 2.0 - 1.0;  // tap that lies just before

using Row = std::array<float, kTaps>;

// Windowed sinc; row p interpolates p / kPhases after the fourth of eight samples.
std::array<Row, kPhases + 1> make_rows() {
  constexpr double kBeta = 6.0;
  std::array<Row, kPhases + 1> rows{};
  for (std::size_t p = 0; p <= kPhases; ++p) {
    double sum = 0.0;
    std::array<double, kTaps> row{};
    for (std::size_t i = 0; i < kTaps; ++i) {
      const double t = static_cast<double>(i) - kMiddle - static_cast<double>(p) / kPhases;
      const double x = t / (kTaps / 2.0);
      const double window = std::abs(x) >= 1.0 ? 0.0 : std::cyl_bessel_i(0.0, kBeta * std::sqrt(1.0 - x * x));
      const double sinc = t == 0.0 ? 1.0 : std::sin(std::numbers::pi * t) / (std::numbers::pi * t);
      row[i] = window * sinc;
      sum += row[i];
    }
    for (std::size_t i = 0; i < kTaps; ++i) rows[p][i] = static_cast<float>(row[i] / sum);
  }
  return rows;
}

const std::array<Row, kPhases + 1>& rows() {
  static const std::array<Row, kPhases + 1> table = make_rows();
  return table;
}

}  // namespace

ChannelStream::ChannelStream(const frontend::ChannelPlan& plan, std::int64_t center_bin)
    : center_bin_(center_bin),
      rate_hz_(plan.channel_rate_hz()),
      center_hz_(static_cast<double>(center_bin) * plan.bin_hz()) {}

void ChannelStream::extend(const frontend::ChannelBank& bank, frontend::ChannelCutter& cutter) {
  constexpr auto kHop = static_cast<std::int64_t>(frontend::ChannelPlan::kChannelHop);
  std::uint64_t from = bank.first_block();
  if (is_begun_) {
    from = std::max(from, static_cast<std::uint64_t>(end() / kHop));
  }
  if (!is_begun_ || static_cast<std::int64_t>(from) * kHop != end()) {
    samples_.clear();
    first_ = static_cast<std::int64_t>(from) * kHop;
    is_begun_ = true;
  }
  if (from < bank.end_block()) cutter.cut(bank, center_bin_, from, bank.end_block(), samples_);
}

void ChannelStream::discard_before(std::int64_t index) {
  const std::int64_t until = std::clamp(index, first_, end());
  samples_.erase(samples_.begin(), samples_.begin() + static_cast<std::ptrdiff_t>(until - first_));
  first_ = until;
}

bool ChannelStream::sample(double start, int first_symbol, double offset_hz, std::span<Sample> out) const {
  const double step = symbol_samples();
  const double begin = start + first_symbol * step - static_cast<double>(first_);
  const double last = begin + static_cast<double>(out.size()) * step;
  constexpr double kMargin = kTaps / 2.0;
  if (!(begin >= kMargin) || !(last + kMargin < static_cast<double>(samples_.size()))) return false;
  // The carrier's turning, counted from the stream's first sample so that bursts keep their phase.
  const double cycles = offset_hz / rate_hz_;
  Oscillator turn(-(cycles * step + 0.25), -cycles * (start + first_symbol * step) - 0.25 * first_symbol);
  const auto& table = rows();
  for (std::size_t n = 0; n < out.size(); ++n) {
    const double at = begin + static_cast<double>(n) * step;
    const auto whole = static_cast<std::size_t>(at);
    const double phases = (at - static_cast<double>(whole)) * static_cast<double>(kPhases);
    const auto phase = static_cast<std::size_t>(std::lround(phases));
    const Row& row = table[phase];
    const Sample* x = samples_.data() + whole - (kTaps / 2 - 1);
    float re = 0.0F;
    float im = 0.0F;
    for (std::size_t i = 0; i < kTaps; ++i) {
      re += row[i] * x[i].real();
      im += row[i] * x[i].imag();
    }
    out[n] = times({re, im}, turn.next());
  }
  return true;
}

double ChannelStream::power(double from, double to) const noexcept {
  const auto begin = std::clamp(static_cast<std::int64_t>(std::ceil(from)), first_, end());
  const auto finish = std::clamp(static_cast<std::int64_t>(std::ceil(to)), begin, end());
  if (finish == begin) return 0.0;
  float sum = 0.0F;
  for (std::int64_t i = begin; i < finish; ++i)
    sum += squared_magnitude(samples_[static_cast<std::size_t>(i - first_)]);
  return static_cast<double>(sum) / static_cast<double>(finish - begin);
}

}  // namespace cellwarden::gsm
