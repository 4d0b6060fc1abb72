#include "tools/cellwarden/place_and_time/clock_keeping.hpp"

#include <sys/timex.h>

#include <algorithm>
#include <cmath>

namespace cellwarden::tools {
namespace {

constexpr double kLongestWay_s = 1.0;  // of a fix, from the receiver to here

}  // namespace

KernelClock read_kernel_clock() noexcept {
  timex state{};
  const int answer = ::adjtimex(&state);
  const bool is_kept = answer >= 0 && answer != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
  return {is_kept, static_cast<double>(state.maxerror) * 1e-6};
}

ClockQuality quality_of(const KernelClock& kernel, const std::optional<double>& gps_offset_s) noexcept {
  if (!gps_offset_s) {
    if (!kernel.is_kept) return {.source = ClockSource::kNone};
    return {.source = ClockSource::kNtp, .error_s = kernel.most_error_s};
  }
  const double least_s = *gps_offset_s - kLongestWay_s;  // by which the clock is ahead
  const double error_s = std::max(std::abs(*gps_offset_s), std::abs(least_s));
  const bool agree = least_s <= kernel.most_error_s && *gps_offset_s >= -kernel.most_error_s;
  if (kernel.is_kept && agree)
    return {.source = ClockSource::kNtp, .error_s = std::min(kernel.most_error_s, error_s)};
  return {.source = ClockSource::kGps, .error_s = error_s};
}

}  // namespace cellwarden::tools
