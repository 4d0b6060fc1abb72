#pragma once

/// \file
/// What is publicly known of network codes: whose country a code is, which are for tests or railways, and
/// where GSM has ended. Small, dated tables; they age, and say of when they are.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "cell/plmn.hpp"

namespace cellwarden::detector {

inline constexpr std::string_view kCountryCodesDate = "ITU-T E.212, as of 2022";
inline constexpr std::string_view kSunsetsDate = "built-in list, as of 2024";

/// The country of a mobile country code; nothing for codes that are not assigned or not a country's.
[[nodiscard]] std::optional<std::string_view> country_of(std::uint16_t mcc) noexcept;

/// Codes of no country: ships, aircraft, satellites, trials (901, 902, 991).
[[nodiscard]] bool is_shared_code(std::uint16_t mcc) noexcept;

/// 001 and 999.
[[nodiscard]] bool is_test_network(const Plmn& plmn) noexcept;

/// GSM-R.
[[nodiscard]] bool is_railway_network(const Plmn& plmn) noexcept;

/// All public GSM networks of the country are off.
struct GsmSunset {
  std::optional<std::chrono::sys_days> off_since;  ///< absent: there never were any
};
[[nodiscard]] std::optional<GsmSunset> gsm_sunset(std::uint16_t mcc) noexcept;

}  // namespace cellwarden::detector
