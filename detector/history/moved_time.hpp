#pragma once

/// \file
/// When the clock is set, what was dated before is dated anew, so that ages stay true.

#include <optional>

#include "cell/observation.hpp"

namespace cellwarden::history {

/// The same moment by a clock that was set by `by`; nothing where nanoseconds cannot count it.
inline void move_time(std::optional<Time>& time, Time::duration by) noexcept {
  if (!time) return;
  const bool fits = by > Time::duration::zero() ? *time <= Time::max() - by : *time >= Time::min() - by;
  if (fits) {
    *time += by;
  } else {
    time.reset();
  }
}

}  // namespace cellwarden::history
