#pragma once

/// \file
/// Which channel a measured carrier is, as far as the radio's clock error lets one tell.

#include <optional>

#include "cell/measured.hpp"

namespace cellwarden::gsm {

/// The multiple of 200 kHz (TS 45.005, section 2) that a carrier was sent on.
///
/// \param measured_hz      the carrier as the radio's clock reads it
/// \param radio_clock_ppm  how fast that clock is, where something tells: carriers then appear lower
/// \return nothing when another channel is likely too. Without a clock that is so where a hundred ppm, which
///         a cheap radio may be wrong by, exceed half a channel.
[[nodiscard]] std::optional<double> resolve_raster(double measured_hz,
                                                   const std::optional<Measured>& radio_clock_ppm) noexcept;

}  // namespace cellwarden::gsm
