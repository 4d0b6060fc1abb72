#pragma once

/// \file
/// The time axis that several radios share: seconds since the run began, as the machine's clock has them
/// then. Each radio's stream is put onto it where its newest sample lies, and counts its own samples from
/// there. Pure: the clock comes in.
///
///   drift   radios' clocks differ by up to 50 ppm, 4 s a day, and samples that a driver loses without saying
///           so put a radio behind for good. The one that is farthest ahead leads; one that is kMostBehind_s
///           behind it skips what is between. None goes back: all that waits for a time would wait twice.
///   delay   of a block that was under way for long says nothing of the axis: the most timely one of
///           kLook_s counts

#include <atomic>
#include <optional>

namespace cellwarden::tools {

/// How far the radio that leads is ahead of the machine's clock. Any thread.
class SharedAxis {
 public:
  /// \return of the one that leads, with this one
  double lead_s(double own_lead_s) noexcept {
    double known_s = lead_s_;
    while (known_s < own_lead_s && !lead_s_.compare_exchange_weak(known_s, own_lead_s)) {
    }
    return lead_s_;
  }

 private:
  std::atomic<double> lead_s_ = 0.0;
};

/// Where one radio's own time lies on it.
class PlaceOnAxis {
 public:
  static constexpr double kMostBehind_s = 0.5;
  static constexpr double kLook_s = 10.0;

  /// To be told with every block.
  /// \param newest_s  own time of the newest sample that there is, whether read or not
  /// \param clock_s   of the machine, since the run began
  /// \return seconds of the axis to be skipped before the block; 0 but once in hours
  double note(double newest_s, double clock_s, SharedAxis& axis) noexcept {
    if (!shift_s_) {
      shift_s_ = clock_s - newest_s;
      look_ends_s_ = clock_s + kLook_s;
      return 0.0;
    }
    const double lead_s = newest_s + *shift_s_ - clock_s;
    best_lead_s_ = best_lead_s_ ? (lead_s > *best_lead_s_ ? lead_s : *best_lead_s_) : lead_s;
    if (clock_s < look_ends_s_) return 0.0;
    const double behind_s = axis.lead_s(*best_lead_s_) - *best_lead_s_;
    best_lead_s_.reset();
    look_ends_s_ = clock_s + kLook_s;
    if (behind_s < kMostBehind_s) return 0.0;
    *shift_s_ += behind_s;
    return behind_s;
  }

  /// Of the axis before its own time; may be less than 0.
  [[nodiscard]] double shift_s() const noexcept { return shift_s_.value_or(0.0); }

 private:
  std::optional<double> shift_s_;
  std::optional<double> best_lead_s_;  ///< since the look began
  double look_ends_s_ = 0.0;
};

}  // namespace cellwarden::tools
