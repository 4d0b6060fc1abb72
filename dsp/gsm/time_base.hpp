#pragma once

/// \file
/// Which TDMA frame begins at which sample: a straight line through the synchronisation bursts.

#include <cstdint>
#include <deque>

namespace cellwarden::gsm {

class TimeBase {
 public:
  /// \param frame_samples  of a frame, as the stated sample rate has it
  TimeBase(double start, std::int64_t frame, double frame_samples);

  /// Channel sample at which a frame's slot 0 begins. Frames count on without wrapping.
  [[nodiscard]] double start_of(std::int64_t frame) const noexcept {
    return start_ + static_cast<double>(frame - frame_) * frame_samples_;
  }
  [[nodiscard]] double frame_samples() const noexcept { return frame_samples_; }
  /// First frame that begins at `sample` or later.
  [[nodiscard]] std::int64_t frame_at(double sample) const noexcept;

  /// A burst of `frame` was found to begin at `start`. Bursts come in any order.
  void add(std::int64_t frame, double start);

  /// All samples count from another one, `samples` earlier.
  void shift(double samples) noexcept;

  /// How much longer a frame is than stated, by the bursts of the last seconds, and the standard error.
  [[nodiscard]] double drift_ppm() const noexcept { return (frame_samples_ / nominal_ - 1.0) * 1e6; }
  [[nodiscard]] double drift_sigma_ppm() const noexcept { return drift_sigma_ppm_; }
  /// Standard error of start_of() in the middle of the bursts, channel samples.
  [[nodiscard]] double start_sigma() const noexcept { return start_sigma_; }
  [[nodiscard]] std::size_t bursts() const noexcept { return points_.size(); }

 private:
  struct Point {
    std::int64_t frame;
    double start;
  };
  void fit() noexcept;

  double start_;
  std::int64_t frame_;
  double nominal_;
  double frame_samples_;
  double drift_sigma_ppm_ = 200.0;
  double start_sigma_ = 1.0;
  std::deque<Point> points_;  // by frame
};

}  // namespace cellwarden::gsm
