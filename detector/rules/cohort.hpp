#pragma once

/// \file
/// One carrier against the others of the same tuning. A cheap radio's clock is wrong by far more than a
/// base station's, but wrong for all cells alike: only differences say anything.

#include <cstddef>
#include <optional>
#include <span>

#include "detector/history/cell_track.hpp"

namespace cellwarden::detector {

/// How far the carrier of `a` is above where `b`'s puts it.
///
/// Nominal carriers known: both against them. The same carrier: directly. Else on the assumption that both
/// lie on the 100 kHz raster, with the doubt that the radio's clock error over their distance leaves.
[[nodiscard]] std::optional<Measured> carrier_difference_ppm(const Carrier& a, const Carrier& b,
                                                             double clock_tolerance_ppm);

struct CohortDifference {
  Measured ppm;            ///< subject against the weighted median of the others
  std::size_t members{};   ///< others that could be compared
  std::size_t agreeing{};  ///< of them, within `agree_ppm` (or their own doubt) of that median
};

/// Carriers that are known no better than `poor_sigma_ppm` are left out.
[[nodiscard]] std::optional<CohortDifference> cohort_difference(
    const Observation& subject, std::span<const history::CellTrack* const> others, double clock_tolerance_ppm,
    double agree_ppm, double poor_sigma_ppm);

}  // namespace cellwarden::detector
