#pragma once

/// \file
/// Downlink carriers of the channel numbers that telephones report and lists hold.
///
///   limits  GSM numbers 512 to 810 mean DCS 1800 or PCS 1900, and only the country tells; where both are in
///           use (South America) they mean nothing here. UMTS: FDD, without the additional channels of
///           bands that are half a raster off
///   source  TS 45.005, section 2; TS 25.101, section 5.4.4; TS 36.101, section 5.7.3; TS 38.104,
///   section 5.4.2.1

#include <cstdint>
#include <optional>

#include "cell/rat.hpp"

namespace cellwarden::towers {

/// ARFCN, UARFCN, EARFCN or NR-ARFCN. \return nothing for a number that no downlink carrier has
/// \param mcc  mobile country code of the network that uses it
[[nodiscard]] std::optional<double> downlink_hz(Rat rat, std::uint64_t number, std::uint16_t mcc) noexcept;

}  // namespace cellwarden::towers
