#include "detector/towers/tower_record.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace cellwarden::towers {

std::string_view to_string(Trust trust) noexcept {
  switch (trust) {
    case Trust::kCrowd:
      return "crowd";
    case Trust::kSurvey:
      return "survey";
    case Trust::kRegulator:
      return "regulator";
    case Trust::kOperator:
      return "operator";
  }
  return "crowd";
}

std::optional<Trust> parse_trust(std::string_view text) noexcept {
  for (const Trust trust : {Trust::kCrowd, Trust::kSurvey, Trust::kRegulator, Trust::kOperator}) {
    if (text == to_string(trust)) return trust;
  }
  return std::nullopt;
}

double distance_m(const GeoPoint& a, const GeoPoint& b) noexcept {
  constexpr double kEarthRadius_m = 6'371'008.8;  // mean radius R1 of WGS 84
  constexpr double kRadian = std::numbers::pi / 180.0;
  const double north = std::sin((b.latitude_deg - a.latitude_deg) * kRadian / 2.0);
  const double east = std::sin((b.longitude_deg - a.longitude_deg) * kRadian / 2.0);
  const double h =
      north * north + std::cos(a.latitude_deg * kRadian) * std::cos(b.latitude_deg * kRadian) * east * east;
  return 2.0 * kEarthRadius_m * std::asin(std::sqrt(std::fmin(1.0, h)));
}

bool has_three_digit_codes(std::uint16_t mcc) noexcept {
  constexpr std::array<std::uint16_t, 14> kThreeDigits{302, 334, 338, 342, 344, 346, 348,
                                                       352, 358, 360, 365, 376, 708, 732};
  return (mcc >= 310 && mcc <= 316) || std::ranges::find(kThreeDigits, mcc) != kThreeDigits.end();
}

std::uint16_t highest_physical_id(std::optional<Rat> rat) noexcept {
  switch (rat.value_or(Rat::kNr)) {
    case Rat::kGsm:
      return 63;
    case Rat::kUmts:
      return 511;
    case Rat::kLte:
    case Rat::kNbIot:
      return 503;
    case Rat::kNr:
      return 1007;
  }
  return 1007;
}

std::uint64_t highest_cell(std::optional<Rat> rat) noexcept {
  constexpr std::uint64_t kOne = 1;
  switch (rat.value_or(Rat::kNr)) {
    case Rat::kGsm:
      return (kOne << 16U) - 1;
    case Rat::kUmts:
    case Rat::kLte:
    case Rat::kNbIot:
      return (kOne << 28U) - 1;
    case Rat::kNr:
      return (kOne << 36U) - 1;
  }
  return (kOne << 36U) - 1;
}

}  // namespace cellwarden::towers
