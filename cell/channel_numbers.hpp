#pragma once

/// \file
/// Channel numbers of standards that lists name and that no receiver of ours reads yet.

#include <cstdint>
#include <optional>

namespace cellwarden {

/// The downlink carrier of a UARFCN (TS 25.101, section 5.4.3 and 5.4.4: bands I, II, IV, V and VIII by their
/// general numbers); nothing for other numbers.
[[nodiscard]] std::optional<double> umts_downlink_hz(std::uint32_t uarfcn) noexcept;

/// The reference frequency of an NR-ARFCN (TS 38.104, section 5.4.2.1); nothing beyond 3279165.
[[nodiscard]] std::optional<double> nr_frequency_hz(std::uint32_t nr_arfcn) noexcept;

}  // namespace cellwarden
