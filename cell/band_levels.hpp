#pragma once

/// \file
/// How loud a recorded band is, step by step: what one dwell tells of spectrum in which no cell is heard.

#include <cstddef>
#include <vector>

namespace cellwarden {

struct BandLevels {
  double first_hz{};               ///< middle of the lowest step
  double step_hz{};                ///< from each to the next, and its width
  std::vector<double> mean_dbfs;   ///< by step, over the dwell
  std::vector<double> floor_dbfs;  ///< below which it stays a tenth of the time, a millisecond or more each
  friend bool operator==(const BandLevels&, const BandLevels&) = default;
};

}  // namespace cellwarden
