#pragma once

/// \file
/// How far the clock can be believed that dated a dwell. Absent where nobody knows: recordings state a time,
/// and not how they came by it.

#include <cstdint>
#include <optional>
#include <string_view>

namespace cellwarden {

/// Who says how right the clock is: nobody, the kernel that is told by NTP, or the satellites.
enum class ClockSource : std::uint8_t { kNone, kNtp, kGps };

/// "none", "ntp", "gps".
[[nodiscard]] constexpr std::string_view to_string(ClockSource source) noexcept {
  switch (source) {
    case ClockSource::kNone:
      return "none";
    case ClockSource::kNtp:
      return "ntp";
    case ClockSource::kGps:
      return "gps";
  }
  return "none";
}

struct ClockQuality {
  ClockSource source{};
  std::optional<double> error_s{};  ///< at most, as far as is known; absent: unknown
  bool jumped = false;  ///< it was set a moment ago: times from before are of another clock than this one

  friend bool operator==(const ClockQuality&, const ClockQuality&) = default;
};

}  // namespace cellwarden
