#pragma once

/// \file
/// From when reads returned to when their samples were received.

#include <chrono>
#include <cstdint>
#include <optional>

#include "cell/observation.hpp"

namespace cellwarden::capture {

/// A read returns some time after its last sample was received, never before: of all reads the one that came
/// soonest dates the stream, and the sample count dates the rest. The date may move up by 200 ppm, so that a
/// sample clock that runs slow does not let it fall behind. When the system's clock was set (it moved against
/// the steady one, or a read is later than any driver's buffers can make it), dating begins anew.
class ArrivalClock {
 public:
  using Steady = std::chrono::steady_clock;

  explicit ArrivalClock(double rate_hz) : rate_hz_(rate_hz) {}

  /// \param first_sample  index of the read's first sample, losses counted
  /// \param returned_at   UTC of the read's return
  /// \param steady        the same by the clock that nobody sets
  /// \return UTC of the first sample
  [[nodiscard]] Time received_at(std::uint64_t first_sample, std::uint64_t samples, Time returned_at,
                                 Steady::time_point steady) {
    const auto ahead = returned_at.time_since_epoch() - std::chrono::nanoseconds(steady.time_since_epoch());
    if (ahead_ && std::chrono::abs(ahead - *ahead_) > kStep) start_.reset();
    ahead_ = ahead;
    const Time stream_start = returned_at - duration_of(first_sample + samples);
    if (start_) {
      *start_ += std::chrono::nanoseconds((returned_at - last_return_) / 5000);
    }
    last_return_ = returned_at;
    if (!start_ || stream_start < *start_ || stream_start - *start_ > kLatestRead) start_ = stream_start;
    return *start_ + duration_of(first_sample);
  }

  /// The sample count missed something: what was known of the past does not date what follows.
  void restart() noexcept { start_.reset(); }

 private:
  static constexpr std::chrono::seconds kLatestRead{5};
  static constexpr std::chrono::milliseconds kStep{250};  // more than a moment between looks at two clocks

  [[nodiscard]] std::chrono::nanoseconds duration_of(std::uint64_t samples) const {
    return std::chrono::nanoseconds(static_cast<std::int64_t>(static_cast<double>(samples) / rate_hz_ * 1e9));
  }

  double rate_hz_;
  std::optional<Time> start_;
  Time last_return_{};
  std::optional<std::chrono::nanoseconds> ahead_;  ///< of the steady clock, at the last read
};

}  // namespace cellwarden::capture
