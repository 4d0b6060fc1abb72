#pragma once

#include <optional>
#include <set>

#include "cell/observation.hpp"

namespace cellwarden {

/// Tells new stretches of a stream from those of which another standard's receiver made a dwell already, so
/// that what was listened to is counted once. Dwells come in the order of their time.
class StretchCounter {
 public:
  /// \return whether nothing of this stretch was counted before
  [[nodiscard]] bool is_new(const Listen& listen) {
    const bool is_other = t_s_ != listen.t_s || standards_.contains(listen.rat);
    if (is_other) standards_.clear();
    t_s_ = listen.t_s;
    standards_.insert(listen.rat);
    return is_other;
  }

 private:
  std::optional<double> t_s_;
  std::set<Rat> standards_;  // whose dwells of this stretch came
};

}  // namespace cellwarden
