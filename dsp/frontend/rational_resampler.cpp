#include "dsp/frontend/rational_resampler.hpp"

#include <liquid/liquid.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

#include "dsp/kernel/vector_loops.hpp"

namespace cellwarden::frontend {
namespace {

constexpr double kUnit_hz = 20e3;
constexpr double kSubcarrier_hz = 15e3;
constexpr double kStep_hz = 960e3;
constexpr float kStopBand_db = 50.0F;
constexpr double kPass = 0.9375;  // of the output's band

}  // namespace

RationalResampler::RationalResampler(double input_rate_hz, double output_rate_hz) {
  const auto in = static_cast<std::size_t>(std::llround(input_rate_hz / kUnit_hz));
  const auto out = static_cast<std::size_t>(std::llround(output_rate_hz / kUnit_hz));
  assert(out > 0 && out < in);
  const std::size_t common = std::gcd(in, out);
  up_ = out / common;
  down_ = in / common;
  // As wide as the transition on either side of the output's edge.
  const double transition = (1.0 - kPass) * output_rate_hz / input_rate_hz;
  taps_ = 2 * static_cast<std::size_t>(
                  std::ceil(estimate_req_filter_len(static_cast<float>(transition), kStopBand_db) / 2.0));
  std::vector<float> prototype(taps_ * up_ + 1);
  liquid_firdes_kaiser(static_cast<unsigned>(prototype.size()),
                       static_cast<float>(0.5 * output_rate_hz / input_rate_hz / static_cast<double>(up_)),
                       kStopBand_db, 0.0F, prototype.data());
  const float sum = std::accumulate(prototype.begin(), prototype.end(), 0.0F);
  phases_.reserve(2 * taps_ * up_);
  for (std::size_t phase = 0; phase < up_; ++phase) {
    // The prototype's middle lies at time zero: its first tap belongs to the newest sample in reach.
    for (std::size_t tap = taps_; tap-- > 0;) {
      const float weight = prototype[phase + tap * up_] / sum * static_cast<float>(up_);
      phases_.insert(phases_.end(), {weight, weight});
    }
  }
  reset();
}

void RationalResampler::reset() {
  // Half a filter of silence first: what its delay would take away.
  kept_.assign(taps_ / 2, Sample{});
  next_ = taps_ / 2 * up_;
}

// Output at time t is the sum over inputs i of h(t - i), h reaching half a filter either way.
void RationalResampler::process(std::span<const Sample> in, std::vector<Sample>& out) {
  kept_.insert(kept_.end(), in.begin(), in.end());
  const std::size_t half = taps_ / 2;
  for (; next_ / up_ + half < kept_.size(); next_ += down_) {
    const std::size_t whole = next_ / up_;
    const std::size_t phase = next_ % up_;
    const std::span<const Sample> reach = std::span<const Sample>(kept_).subspan(whole + 1 - half, taps_);
    out.push_back(dot_pairs(reach, std::span<const float>(phases_).subspan(2 * phase * taps_, 2 * taps_)));
  }
  const std::size_t done = next_ / up_ + 1 - half;
  kept_.erase(kept_.begin(), kept_.begin() + static_cast<std::ptrdiff_t>(std::min(done, kept_.size())));
  next_ -= std::min(done, next_ / up_) * up_;
}

double symbol_rate_hz(double sample_rate_hz) noexcept {
  const double size = sample_rate_hz / kSubcarrier_hz;
  if (std::abs(size - std::round(size)) < 1e-9) return sample_rate_hz;
  return std::floor(sample_rate_hz / kStep_hz) * kStep_hz;
}

}  // namespace cellwarden::frontend
