#include "dsp/lte/search_plan.hpp"

#include <cmath>

namespace cellwarden::lte {
namespace {

constexpr double kWidestWhole_hz = 4e6;
constexpr double kPart_hz = 1e6;
constexpr std::uint64_t kDeepEvery_dwells = 30;

}  // namespace

void SearchPlan::begin_window(double max_offset_hz) noexcept {
  max_offset_hz_ = max_offset_hz;
  const double width_hz = 2.0 * max_offset_hz;
  const bool is_wide = depth_ == SearchDepth::kAuto && width_hz > kWidestWhole_hz;
  parts_ = is_wide ? static_cast<unsigned>(std::ceil(width_hz / kPart_hz)) : 1;
  next_part_ = 0;
  dwells_ = 0;
}

DwellSearch SearchPlan::next() noexcept {
  const std::uint64_t dwell = dwells_++;
  const bool is_deep =
      depth_ == SearchDepth::kDeep || (depth_ == SearchDepth::kAuto && dwell % kDeepEvery_dwells == 0);
  if (parts_ == 1) return {{-max_offset_hz_, max_offset_hz_}, 1.0, is_deep};
  if (dwell == 0) return {{-max_offset_hz_, max_offset_hz_}, 1.0, false};
  const double width_hz = 2.0 * max_offset_hz_ / parts_;
  const double low_hz = -max_offset_hz_ + width_hz * next_part_;
  next_part_ = (next_part_ + 1) % parts_;
  return {{low_hz, low_hz + width_hz}, 1.0 / parts_, is_deep};
}

}  // namespace cellwarden::lte
