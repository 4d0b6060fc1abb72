#pragma once

/// \file
/// What an LTE cell says of itself before any system information block: how it is built (found by its
/// synchronisation signals) and its master information block (TS 36.331, section 6.2.2).

#include <compare>
#include <cstdint>
#include <string_view>

namespace cellwarden::lte {

enum class Duplex : std::uint8_t { kFdd, kTdd };
enum class CyclicPrefix : std::uint8_t { kNormal, kExtended };

/// PHICH-Config, phich-Duration.
enum class PhichDuration : std::uint8_t { kNormal, kExtended };
/// PHICH-Config, phich-Resource: N_g of TS 36.211, section 6.9.
enum class PhichResource : std::uint8_t { kOneSixth, kHalf, kOne, kTwo };

[[nodiscard]] constexpr std::string_view to_string(Duplex d) noexcept {
  return d == Duplex::kFdd ? "fdd" : "tdd";
}
[[nodiscard]] constexpr std::string_view to_string(CyclicPrefix p) noexcept {
  return p == CyclicPrefix::kNormal ? "normal" : "extended";
}
[[nodiscard]] constexpr std::string_view to_string(PhichDuration d) noexcept {
  return d == PhichDuration::kNormal ? "normal" : "extended";
}
/// "1/6", "1/2", "1", "2".
[[nodiscard]] constexpr std::string_view to_string(PhichResource r) noexcept {
  switch (r) {
    case PhichResource::kOneSixth:
      return "1/6";
    case PhichResource::kHalf:
      return "1/2";
    case PhichResource::kOne:
      return "1";
    case PhichResource::kTwo:
      return "2";
  }
  return "1";
}

/// MasterInformationBlock, with the number of antenna ports that its CRC mask tells (TS 36.212, 5.3.1.1).
struct Mib {
  std::uint8_t bandwidth_rb{};  ///< 6, 15, 25, 50, 75 or 100
  std::uint8_t ports{};         ///< 1, 2 or 4
  PhichDuration phich_duration{};
  PhichResource phich_resource{};
  std::uint16_t sfn{};    ///< 0…1023, of the frame named where the MIB is used
  std::uint16_t spare{};  ///< the ten bits after the frame number; non-zero since Release 13

  auto operator<=>(const Mib&) const = default;
};

/// Alike in everything that does not count time.
[[nodiscard]] constexpr bool same_configuration(const Mib& a, const Mib& b) noexcept {
  return a.bandwidth_rb == b.bandwidth_rb && a.ports == b.ports && a.phich_duration == b.phich_duration &&
         a.phich_resource == b.phich_resource && a.spare == b.spare;
}

inline constexpr std::uint16_t kPciCount = 504;           ///< TS 36.211, section 6.11
inline constexpr std::uint16_t kSfnPeriod_frames = 1024;  ///< 10.24 s

}  // namespace cellwarden::lte
