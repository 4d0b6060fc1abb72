#include "dsp/frontend/rate_adapter.hpp"

#include <complex>

#include <liquid/liquid.h>

#include <algorithm>
#include <cmath>

#include "dsp/frontend/block_plan.hpp"

namespace cellwarden::frontend {
namespace {

constexpr double kStep_hz = 40e3;
constexpr float kStopBand_db = 60.0F;
constexpr unsigned kHalfLength = 24;  // input samples each side
constexpr unsigned kBanks = 256;

}  // namespace

struct RateAdapter::Resampler {
  explicit Resampler(double rate)
      : ratio(rate),
        handle(resamp_crcf_create(static_cast<float>(rate), kHalfLength,
                                  0.5F * 0.98F * static_cast<float>(std::min(1.0, rate)), kStopBand_db,
                                  kBanks)) {
    resamp_crcf_set_rate(handle, static_cast<float>(rate));
  }
  ~Resampler() { resamp_crcf_destroy(handle); }
  Resampler(const Resampler&) = delete;
  Resampler& operator=(const Resampler&) = delete;

  double ratio;
  resamp_crcf handle;
  std::size_t to_skip = 0;
  std::vector<Sample> buffer;
};

RateAdapter::RateAdapter(double sample_rate_hz) : output_rate_hz_(sample_rate_hz) {
  if (plan_blocks(sample_rate_hz)) return;
  output_rate_hz_ = std::max(kCarrierRate_hz, std::floor(sample_rate_hz / kStep_hz) * kStep_hz);
  while (output_rate_hz_ > kCarrierRate_hz && !plan_blocks(output_rate_hz_)) output_rate_hz_ -= kStep_hz;
  resampler_ = std::make_unique<Resampler>(output_rate_hz_ / sample_rate_hz);
  reset();
}
RateAdapter::~RateAdapter() = default;
RateAdapter::RateAdapter(RateAdapter&&) noexcept = default;
RateAdapter& RateAdapter::operator=(RateAdapter&&) noexcept = default;

void RateAdapter::process(std::span<const Sample> in, std::vector<Sample>& out) {
  if (!resampler_) {
    out.insert(out.end(), in.begin(), in.end());
    return;
  }
  Resampler& r = *resampler_;
  r.buffer.resize(static_cast<std::size_t>(std::ceil(static_cast<double>(in.size()) * r.ratio)) + 16);
  unsigned written = 0;
  // liquid's C interface takes a mutable pointer and does not write through it.
  resamp_crcf_execute_block(r.handle, const_cast<Sample*>(in.data()), static_cast<unsigned>(in.size()),
                            r.buffer.data(), &written);
  const std::size_t skipped = std::min<std::size_t>(r.to_skip, written);
  r.to_skip -= skipped;
  out.insert(out.end(), r.buffer.begin() + static_cast<std::ptrdiff_t>(skipped),
             r.buffer.begin() + static_cast<std::ptrdiff_t>(written));
}

void RateAdapter::reset() {
  if (!resampler_) return;
  resamp_crcf_reset(resampler_->handle);
  resampler_->to_skip = static_cast<std::size_t>(std::lround(kHalfLength * resampler_->ratio));
}

}  // namespace cellwarden::frontend
