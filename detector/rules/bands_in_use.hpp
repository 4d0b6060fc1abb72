#pragma once

/// \file
/// Which bands a country's regulator cannot have given to a mobile network, because something else is known
/// to use them there. What is doubtful is not in the table: a band that is not named may be in use.
///
/// Sources: the operating bands of 3GPP TS 36.101 (table 5.5-1) and TS 45.005 (section 2), and what
/// regulators have published of their band plans (CEPT's ECC decisions, FCC, ISED, MIC, MIIT, MSIT, ACMA).

#include <cstdint>
#include <string_view>

#include "cell/rat.hpp"

namespace cellwarden::detector {

inline constexpr std::string_view kBandPlansDate = "built-in table of band plans, as of 2024";

/// Whether no network of the country can be on air in that band.
/// \param band  LTE: 1…256; GSM: 850, 900, 1800, 1900 …
[[nodiscard]] bool is_band_impossible(Rat rat, std::uint16_t mcc, std::uint16_t band) noexcept;

/// Whether the table says anything of the country.
[[nodiscard]] bool is_band_plan_known(Rat rat, std::uint16_t mcc) noexcept;

}  // namespace cellwarden::detector
