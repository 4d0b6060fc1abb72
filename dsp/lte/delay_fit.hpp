#pragma once

/// \file
/// Timing and clock slope of a cell: those that gather most of its reference signals' power in one delay.

#include "dsp/lte/pilot_delays.hpp"

namespace cellwarden::lte {

struct DelayFix {
  double delay_s{};    ///< of the rows' middle, positive: later than assumed
  double drift_ppm{};  ///< beyond the assumed drift
};

/// \param rows  one for each frame, at most some 1.2 us off; their carrier offset taken out
[[nodiscard]] DelayFix fit_delay(const FrameRows& rows);

}  // namespace cellwarden::lte
