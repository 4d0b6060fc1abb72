#include "dsp/capture/timestamp_check.hpp"

#include <cmath>

namespace cellwarden::capture {
namespace {

constexpr int kTrialReads = 16;
constexpr int kMostDisagreements = 4;

}  // namespace

TimestampCheck::TimestampCheck(TimestampUnit unit, double rate_hz, std::size_t transfer_samples)
    : unit_(unit), rate_hz_(rate_hz), transfer_samples_(static_cast<std::int64_t>(transfer_samples)) {}

std::int64_t TimestampCheck::samples_since_run(long long time_ns) const {
  return std::llround(static_cast<double>(time_ns - run_start_ns_) * 1e-9 * rate_hz_);
}

std::int64_t TimestampCheck::missing_in_octets(long long time_ns) {
  const std::int64_t advance = samples_since_run(time_ns);
  if (advance == run_samples_) {
    if (run_samples_ > transfer_samples_) {
      unit_ = TimestampUnit::kSamples;  // one sample a tick across two transfers: a later version
    }
    return 0;
  }
  const std::int64_t missing = (advance - 2 * run_samples_) / 2;
  run_start_ns_ = time_ns;
  run_samples_ = 0;
  return missing;
}

void TimestampCheck::judge(bool agrees) {
  if (judged_ >= kTrialReads) {
    return;
  }
  ++judged_;
  disagreed_ += agrees ? 0 : 1;
  believed_ = disagreed_ <= kMostDisagreements;
}

std::optional<std::int64_t> TimestampCheck::missing_before(long long time_ns, std::size_t samples,
                                                           bool after_overflow) {
  if (!believed_) {
    return std::nullopt;
  }
  const auto length = static_cast<std::int64_t>(samples);
  if (!has_run_) {
    has_run_ = true;
    run_start_ns_ = time_ns;
    run_samples_ = length;
    return std::nullopt;
  }
  std::int64_t missing = 0;
  if (unit_ == TimestampUnit::kMaybeOctets) {
    missing = missing_in_octets(time_ns);
  } else {
    missing = samples_since_run(time_ns) - run_samples_;
    // From read to read, so that neither the rounding of a rate nor a long run adds up.
    run_start_ns_ = time_ns;
    run_samples_ = 0;
  }
  run_samples_ += length;
  if (!after_overflow) {
    judge(missing == 0);
  }
  return believed_ ? std::optional(missing) : std::nullopt;
}

}  // namespace cellwarden::capture
