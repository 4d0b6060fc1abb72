#include "dsp/lte/search_plan.hpp"

#include <cmath>
#include <numeric>

namespace cellwarden::lte {
namespace {

constexpr double kWidestWhole_hz = 4e6;
constexpr double kPart_hz = 1e6;
constexpr unsigned kDeepEvery_dwells = 30;
constexpr unsigned kVisitEvery_dwells = 8;

// So many, or as few more as it takes for the parts to have their deep search in turn: a step that shares no
// factor with their number meets them all.
unsigned deep_every_dwells(unsigned parts) noexcept {
  unsigned every = kDeepEvery_dwells;
  while (std::gcd(every, parts) != 1) ++every;
  return every;
}

}  // namespace

void SearchPlan::begin_window(double max_offset_hz) noexcept {
  max_offset_hz_ = max_offset_hz;
  const double width_hz = 2.0 * max_offset_hz;
  const bool is_wide = depth_ == SearchDepth::kAuto && width_hz > kWidestWhole_hz;
  parts_ = is_wide ? static_cast<unsigned>(std::ceil(width_hz / kPart_hz)) : 1;
  deep_every_dwells_ = deep_every_dwells(parts_);
  next_part_ = 0;
  dwells_ = 0;
  idle_dwells_ = 0;
}

DwellSearch SearchPlan::next(const SearchLimits& limits) noexcept {
  const std::uint64_t dwell = dwells_++;
  if (depth_ == SearchDepth::kVisit) {
    return {.span = {-max_offset_hz_, max_offset_hz_}, .is_idle = dwell % kVisitEvery_dwells != 0};
  }
  if (dwell > 0 && ++idle_dwells_ < limits.every_dwells) {
    return {.span = {-max_offset_hz_, max_offset_hz_}, .is_idle = true};
  }
  idle_dwells_ = 0;
  const bool is_deep =
      limits.may_be_deep &&
      (depth_ == SearchDepth::kDeep || (depth_ == SearchDepth::kAuto && dwell % deep_every_dwells_ == 0));
  if (parts_ == 1) return {{-max_offset_hz_, max_offset_hz_}, 1.0, is_deep};
  if (dwell == 0) return {{-max_offset_hz_, max_offset_hz_}, 1.0, false};
  const double width_hz = 2.0 * max_offset_hz_ / parts_;
  const double low_hz = -max_offset_hz_ + width_hz * next_part_;
  next_part_ = (next_part_ + 1) % parts_;
  return {{low_hz, low_hz + width_hz}, 1.0 / parts_, is_deep};
}

}  // namespace cellwarden::lte
