#pragma once

/// \file
/// Every carrier that a base station of a band plan can have: the points that a survey must get to hear.
///
///   GSM   multiples of 200 kHz (TS 45.005, section 2), 100 kHz or more inside the slice's edges
///   LTE   multiples of 100 kHz (TS 36.101, section 5.7.1), 0.54 MHz or more inside them: half of what the
///         narrowest LTE carrier occupies, and of what holds every LTE carrier's synchronisation signals
///   other standards have no receiver here and so no carriers; tiling.hpp reports their slices as left out
///
/// Frequencies are whole hertz: sums of tenths of a megahertz must compare equal.

#include <cstdint>
#include <optional>
#include <vector>

#include "cell/band_plan.hpp"

namespace cellwarden::survey {

struct GridCarrier {
  std::int64_t frequency_hz{};
  std::int64_t margin_hz{};  ///< to either side: what must lie in the flat part of a radio's window
  Rat rat{};
  std::size_t slice{};  ///< of the plan

  [[nodiscard]] std::int64_t low_hz() const noexcept { return frequency_hz - margin_hz; }
  [[nodiscard]] std::int64_t high_hz() const noexcept { return frequency_hz + margin_hz; }
};

/// How carriers of a standard lie; nothing for standards that have no receiver.
struct Grid {
  std::int64_t raster_hz{};
  std::int64_t margin_hz{};
};
[[nodiscard]] std::optional<Grid> grid_of(Rat rat) noexcept;

/// By the lower edge of what they occupy, then frequency, then slice.
[[nodiscard]] std::vector<GridCarrier> carriers_of(const BandPlan& plan);

}  // namespace cellwarden::survey
