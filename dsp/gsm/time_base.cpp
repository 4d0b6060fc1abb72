#include "dsp/gsm/time_base.hpp"

#include <algorithm>
#include <cmath>

namespace cellwarden::gsm {
namespace {

constexpr std::size_t kMaxPoints = 64;    // three seconds of synchronisation bursts
constexpr double kOutlier_samples = 4.0;  // two symbols
constexpr double kPrior_ppm = 30.0;       // a slope is believed no more than its bursts allow
constexpr double kPointSigma_samples = 0.2;

}  // namespace

TimeBase::TimeBase(double start, std::int64_t frame, double frame_samples)
    : start_(start), frame_(frame), nominal_(frame_samples), frame_samples_(frame_samples) {}

std::int64_t TimeBase::frame_at(double sample) const noexcept {
  return frame_ + static_cast<std::int64_t>(std::ceil((sample - start_) / frame_samples_));
}

void TimeBase::add(std::int64_t frame, double start) {
  if (points_.size() >= 3 && std::abs(start - start_of(frame)) > kOutlier_samples) return;
  const auto at = std::upper_bound(points_.begin(), points_.end(), frame,
                                   [](std::int64_t f, const Point& p) { return f < p.frame; });
  const bool is_newest = at == points_.end();
  points_.insert(at, {frame, start});
  if (points_.size() > kMaxPoints) {
    if (is_newest) {
      points_.pop_front();
    } else {
      points_.pop_back();
    }
  }
  fit();
}

void TimeBase::shift(double samples) noexcept {
  start_ += samples;
  for (Point& p : points_) p.start += samples;
}

void TimeBase::fit() noexcept {
  double mean_frame = 0.0;
  double mean_late = 0.0;
  const auto late = [&](const Point& p) {
    return p.start - points_.front().start - static_cast<double>(p.frame - points_.front().frame) * nominal_;
  };
  const auto n = static_cast<double>(points_.size());
  for (const Point& p : points_) {
    mean_frame += static_cast<double>(p.frame - points_.front().frame) / n;
    mean_late += late(p) / n;
  }
  double xx = 0.0;
  double xy = 0.0;
  for (const Point& p : points_) {
    const double x = static_cast<double>(p.frame - points_.front().frame) - mean_frame;
    xx += x * x;
    xy += x * (late(p) - mean_late);
  }
  // Few bursts tell little of a slope: the stated rate counts as one more witness.
  const double prior = kPrior_ppm * 1e-6 * nominal_ / kPointSigma_samples;
  const double slope = xy / (xx + 1.0 / (prior * prior));
  double residual = 0.0;
  for (const Point& p : points_) {
    const double x = static_cast<double>(p.frame - points_.front().frame) - mean_frame;
    const double r = late(p) - mean_late - slope * x;
    residual += r * r;
  }
  const double scatter = points_.size() > 3 ? std::sqrt(residual / (n - 2.0)) : kPointSigma_samples;
  frame_samples_ = nominal_ + slope;
  frame_ = points_.front().frame + std::llround(mean_frame);
  start_ = points_.front().start + mean_late +
           static_cast<double>(frame_ - points_.front().frame) * nominal_ +
           slope * (static_cast<double>(frame_ - points_.front().frame) - mean_frame);
  start_sigma_ = scatter / std::sqrt(n);
  drift_sigma_ppm_ = xx > 0.0 ? std::min(scatter / std::sqrt(xx) / nominal_ * 1e6, 200.0) : 200.0;
}

}  // namespace cellwarden::gsm
