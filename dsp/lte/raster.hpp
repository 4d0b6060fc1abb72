#pragma once

/// \file
/// Which carrier of the 100 kHz raster a measured frequency is (TS 36.101, section 5.7.1).
///
/// A cheap radio's error exceeds half the raster, so the frequency alone does not tell. The cells' own symbol
/// clocks do, where the radio's sample clock also drives its tuner: the clock error measured on decoded cells
/// is then the tuner's error too. It is named only where the corrected frequency falls on the raster within
/// the measurement's uncertainty, and that uncertainty is so small that a wrong one would hardly do so.

#include <optional>

#include "cell/carrier.hpp"

namespace cellwarden::lte {

/// \param measured_hz        the carrier as this radio's clock reads it
/// \param radio_clock_ppm    error of that clock (positive: it runs fast, carriers read low)
/// \return the nominal carrier, or nothing while there is a choice
[[nodiscard]] std::optional<double> resolve_raster(const Measured& measured_hz,
                                                   const Measured& radio_clock_ppm);

}  // namespace cellwarden::lte
