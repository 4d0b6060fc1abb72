#pragma once

/// \file
/// Shares a radio's time out between looks in turn, everything else, and parking.
///
/// Looks in turn earn credit; reading and looks out of turn spend it. What may be saved up is bounded, and
/// so is what can be overdrawn, by one read or to learn who new cells are: over any stretch, looks in turn
/// get their share but for a few seconds. Parking follows what went before it: after so much survey, so much
/// parking.
///
/// Times are what really passed, not what was planned; a radio that was late does not spoil the shares.

#include <algorithm>
#include <limits>

#include "dsp/survey/policy.hpp"

namespace cellwarden::survey {

class TimeBudget {
 public:
  /// \param longest_look_s  of this radio, settling included
  TimeBudget(const SurveyPolicy& policy, double longest_look_s) noexcept
      : earned_per_look_((1.0 - policy.look_share) / policy.look_share),
        park_per_survey_(policy.park_share / (1.0 - policy.park_share)),
        reserve_s_(policy.longest_read_s()),
        identification_s_(policy.longest_identify_s() + longest_look_s),
        credit_s_(most_credit_s()) {
    if (park_per_survey_ > 0.0) {
      stretch_s_ = std::max(policy.park_visit_s / park_per_survey_, longest_look_s);
    }
  }

  void looked_in_turn(double look_s, double beyond_s) noexcept {
    credit_s_ = std::min(most_credit_s(), credit_s_ + look_s * earned_per_look_);
    spent(beyond_s);
  }
  void spent(double seconds) noexcept { credit_s_ = std::max(credit_s_ - seconds, -most_overdrawn_s()); }
  void parked_until(double now_s) noexcept { parked_until_s_ = now_s; }

  /// New and suspicious cells may be read; they also use what is kept from the others.
  [[nodiscard]] bool may_read_new() const noexcept { return credit_s_ > 0.0; }
  [[nodiscard]] bool may_refresh() const noexcept { return credit_s_ > reserve_s_; }

  /// Whether a cell never heard before may be listened to until it says who it is, by a visit that has spent
  /// `spent_s` already.
  [[nodiscard]] bool may_identify(double spent_s) const noexcept { return credit_s_ - spent_s > -reserve_s_; }

  [[nodiscard]] bool may_park() const noexcept { return park_per_survey_ > 0.0; }
  /// Whether to park now, rather than do something else first that takes `next_s`.
  [[nodiscard]] bool wants_park(double now_s, double next_s) const noexcept {
    return surveyed_s(now_s) >= stretch_s_ || now_s + next_s > latest_park_s();
  }
  [[nodiscard]] double latest_park_s() const noexcept { return parked_until_s_ + longest_stretch_s(); }
  [[nodiscard]] double park_s(double now_s) const noexcept {
    return std::clamp(surveyed_s(now_s), 0.0, longest_stretch_s()) * park_per_survey_;
  }

  /// The longest that parked windows wait while the survey goes on, and the longest a park then takes.
  [[nodiscard]] double longest_stretch_s() const noexcept { return 1.5 * stretch_s_; }
  [[nodiscard]] double longest_park_s() const noexcept { return longest_stretch_s() * park_per_survey_; }

  /// The longest that a visit lasts beyond its time because a new cell says who it is.
  [[nodiscard]] double longest_identification_s() const noexcept { return identification_s_; }

  /// The longest that a round of looks can take whose looks alone take `looks_s`.
  [[nodiscard]] double longest_round_s(double looks_s, double settle_s, bool is_parking) const noexcept {
    const double overdrawn_s = most_overdrawn_s() + settle_s;
    const double survey_s = looks_s * (1.0 + earned_per_look_) + most_credit_s() + overdrawn_s;
    if (!is_parking) return survey_s;
    return survey_s * (1.0 + park_per_survey_) + longest_park_s();
  }

 private:
  [[nodiscard]] double most_credit_s() const noexcept { return 2.0 * reserve_s_; }
  [[nodiscard]] double most_overdrawn_s() const noexcept { return reserve_s_ + identification_s_; }
  [[nodiscard]] double surveyed_s(double now_s) const noexcept { return now_s - parked_until_s_; }

  double earned_per_look_;
  double park_per_survey_;
  double reserve_s_;         ///< one read: kept for cells that are new
  double identification_s_;  ///< the longest that a visit lasts for it
  double credit_s_;
  double stretch_s_ = std::numeric_limits<double>::infinity();  ///< of survey between two parks
  double parked_until_s_ = -std::numeric_limits<double>::infinity();
};

}  // namespace cellwarden::survey
