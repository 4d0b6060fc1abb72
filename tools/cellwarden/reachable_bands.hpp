#pragma once

/// \file
/// Which bands of a country's plan a radio can listen to.

#include <span>
#include <string>
#include <vector>

#include "cell/band_plan.hpp"
#include "dsp/capture/device_list.hpp"

namespace cellwarden::tools {

struct ReachableBands {
  std::string country;
  std::vector<std::string> seen;    ///< names of slices, as the plan has them
  std::vector<std::string> unseen;  ///< out of the radio's reach, or wider than its window
};

/// \param tuning_hz  where the radio tunes to
/// \param rate_hz    the widest window that it keeps up with
[[nodiscard]] ReachableBands reachable_bands(const BandPlan& plan,
                                             std::span<const capture::ValueRange> tuning_hz, double rate_hz);

/// For people, a line for all countries of which everything is seen, and one for each other.
[[nodiscard]] std::vector<std::string> lines_of(std::span<const ReachableBands> all);

}  // namespace cellwarden::tools
