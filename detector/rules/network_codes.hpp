#pragma once

/// \file
/// What is publicly known of network codes everywhere: whose country a code is, and which are for tests or
/// railways. What is known of single countries stands in national tables (national_tables.hpp).

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "cell/plmn.hpp"
#include "detector/geography/country_outlines.hpp"

namespace cellwarden::detector {

inline constexpr std::string_view kCountryCodesDate = "ITU-T E.212, as of 2022";

/// The country of a mobile country code; nothing for codes that are not assigned or not a country's.
[[nodiscard]] std::optional<std::string_view> country_of(std::uint16_t mcc) noexcept;

/// Where the code's networks are, as far as outlines know it: the country, and territories that it serves.
[[nodiscard]] std::vector<geography::CountryCode> places_of(std::uint16_t mcc);

/// Codes of no country: ships, aircraft, satellites, trials (901, 902, 991).
[[nodiscard]] bool is_shared_code(std::uint16_t mcc) noexcept;

/// 001 and 999.
[[nodiscard]] bool is_test_network(const Plmn& plmn) noexcept;

/// GSM-R.
[[nodiscard]] bool is_railway_network(const Plmn& plmn) noexcept;

}  // namespace cellwarden::detector
