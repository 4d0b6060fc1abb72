#pragma once

/// \file
/// How much of what a driver says is told: a radio that fails says the same for each transfer.
///
///   in      when something is said, and how grave it is
///   out     whether to tell it; later how many were left out since, and how grave the gravest of them was
///   limits  kMostTold in a second. Pure: the time comes from outside.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>

#include "dsp/capture/driver_log.hpp"

namespace cellwarden::capture {

class TalkLimit {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::size_t kMostTold = 20;

  struct LeftOut {
    std::size_t lines{};
    DriverMessageLevel gravest{};
  };

  [[nodiscard]] bool admits(DriverMessageLevel level, Time now) noexcept {
    if (!is_within(now)) {
      begun_at_ = now;
      told_ = 0;
    }
    if (told_ < kMostTold) {
      ++told_;
      return true;
    }
    if (!left_out_) left_out_ = LeftOut{0, level};
    ++left_out_->lines;
    left_out_->gravest = std::min(left_out_->gravest, level);
    return false;
  }

  /// Once, after the second in which they were said; nothing where all was told.
  [[nodiscard]] std::optional<LeftOut> take_left_out(Time now) noexcept {
    if (is_within(now)) return std::nullopt;
    const auto left_out = left_out_;
    left_out_.reset();
    return left_out;
  }

 private:
  [[nodiscard]] bool is_within(Time now) const noexcept {
    return begun_at_ && now - *begun_at_ < std::chrono::seconds(1);
  }

  std::optional<Time> begun_at_;
  std::size_t told_ = 0;
  std::optional<LeftOut> left_out_;
};

}  // namespace cellwarden::capture
