#pragma once

/// \file
/// The identities that one cell went by in a run, one after the other, whatever its standard.
///
/// In: of each dwell the frame count's comparison, then whoever its messages say that it is. An identity
/// counts once two receptions hold it: a receiver that joins repeats must not invent a cell of its own. Held:
/// a day, 256 identities at most.

#include <algorithm>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

#include "cell/observation.hpp"
#include "detector/history/frame_clock.hpp"

namespace cellwarden::history {

/// A stretch of time in which the cell went by one identity.
template <class Identity>
struct IdentityEpoch {
  Identity identity;
  double since_s{};
  double until_s{};       ///< last heard
  std::uint32_t times{};  ///< receptions that say so
  /// The frame count from where the epoch before was last heard to where this one counted.
  FrameClock::Comparison frames{};
  std::optional<GeoPoint> first_at{};  ///< of the sensor
  std::optional<GeoPoint> last_at{};
  double sum_dbfs{};  ///< of its dwells
  std::uint32_t dwells{};

  [[nodiscard]] double level_dbfs() const noexcept { return sum_dbfs / std::max(dwells, 1U); }
};

template <class Identity>
class IdentityEpochs {
 public:
  using Epoch = IdentityEpoch<Identity>;
  static constexpr double kMemory_s = 86400.0;

  /// Before a dwell's messages.
  void begin_dwell(const Observation& seen, FrameClock::Comparison frames) {
    t_s_ = seen.t_s;
    at_ = seen.receiver_at;
    has_number_ = FrameClock::has_number(seen);
    if (has_number_) frames_ = frames_ ? worse(*frames_, frames) : frames;
  }

  /// \param support  receptions of other messages that say so too; they count where the identity is new
  /// \return whether another identity counts from now on
  bool hear(const Identity& identity, std::uint32_t times, std::uint32_t support = 0) {
    if (!all_.empty() && all_.back().identity == identity) {
      all_.back().until_s = t_s_;
      all_.back().last_at = at_;
      all_.back().times += times;
      candidate_.reset();
      return false;
    }
    if (!candidate_ || candidate_->identity != identity) {
      candidate_ = Epoch{.identity = identity,
                         .since_s = t_s_,
                         .until_s = t_s_,
                         .times = support,
                         .frames = comparison(),
                         .first_at = at_,
                         .last_at = at_,
                         .sum_dbfs = 0.0,
                         .dwells = 0};
    }
    candidate_->until_s = t_s_;
    candidate_->last_at = at_;
    candidate_->frames = worse(candidate_->frames, comparison());
    return support_candidate(times);
  }

  /// Who it may be, once that was heard again.
  [[nodiscard]] const Identity* candidate() const noexcept {
    return candidate_ ? &candidate_->identity : nullptr;
  }
  bool support_candidate(std::uint32_t times) {
    constexpr std::uint32_t kEnoughTimes = 2;
    candidate_->times += times;
    if (candidate_->times < kEnoughTimes) return false;
    all_.push_back(*std::exchange(candidate_, std::nullopt));
    return true;
  }

  /// After a dwell's messages.
  void end_dwell(double power_dbfs) {
    if (!all_.empty() && all_.back().until_s == t_s_) {
      all_.back().sum_dbfs += power_dbfs;
      ++all_.back().dwells;
      frames_.reset();
    }
    while (all_.size() > 1 && (all_.size() > kMost || all_.front().until_s < t_s_ - kMemory_s)) {
      all_.pop_front();
    }
  }

  /// Who it is now; null before an identity counts.
  [[nodiscard]] const Identity* newest() const noexcept {
    return all_.empty() ? nullptr : &all_.back().identity;
  }
  /// Oldest first.
  [[nodiscard]] const std::deque<Epoch>& all() const noexcept { return all_; }

 private:
  static constexpr std::size_t kMost = 256;

  // A dwell without a frame number of its own tells nothing of whose it is, unless the count had broken
  // before.
  [[nodiscard]] FrameClock::Comparison comparison() const noexcept {
    const auto so_far = frames_.value_or(FrameClock::Comparison::kNone);
    return has_number_ ? so_far : worse(so_far, FrameClock::Comparison::kNone);
  }

  std::deque<Epoch> all_;
  std::optional<Epoch> candidate_;
  std::optional<FrameClock::Comparison> frames_;  // since the newest identity was last heard
  std::optional<GeoPoint> at_;
  double t_s_{};
  bool has_number_{};
};

}  // namespace cellwarden::history
