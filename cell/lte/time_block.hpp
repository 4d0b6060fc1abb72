#pragma once

/// \file
/// SystemInformationBlockType16: the time of day (TS 36.331, sections 6.3.1 and 6.3.6). In: the reader at the
/// block, which it leaves behind it.

#include <cstdint>
#include <optional>

#include "cell/lte/per_reader.hpp"

namespace cellwarden::lte {

/// timeInfo-r11: the moment at which the frame ends in which the message's window ends, or right after it.
struct TimeInfo {
  std::uint64_t utc_10ms{};  ///< units of 10 ms since 1900-01-01 00:00:00, in days of 86400 s
  std::optional<std::uint8_t> daylight_saving_h;        ///< 0…3, in the local time already
  std::optional<std::int16_t> leap_seconds_s;           ///< -127…128: GPS time less UTC
  std::optional<std::int16_t> local_time_offset_15min;  ///< -63…64: local time less UTC, quarters of an hour

  /// The same since 1970-01-01 00:00:00 UTC, as computers count.
  [[nodiscard]] std::int64_t unix_ms() const noexcept {
    constexpr std::int64_t kFrom1900To1970_ms = 2'208'988'800'000;
    return 10 * static_cast<std::int64_t>(utc_10ms) - kFrom1900To1970_ms;
  }
  bool operator==(const TimeInfo&) const = default;
};

/// TimeReferenceInfo-r15: the frame's time as precisely as 0.25 us.
struct TimeReference {
  std::uint32_t days{}, seconds_s{};                        ///< since 1980-01-06 00:00:00 of GPS, or local
  std::uint16_t milliseconds_ms{}, quarter_microseconds{};  ///< 0…999, 0…3999
  std::optional<std::uint8_t> uncertainty;                  ///< code
  bool is_local_clock{};
  std::optional<std::uint16_t> reference_sfn;
  bool operator==(const TimeReference&) const = default;
};

struct SystemInformationBlock16 {
  std::optional<TimeInfo> time;
  std::optional<TimeReference> reference;
  bool operator==(const SystemInformationBlock16&) const = default;
};

[[nodiscard]] SystemInformationBlock16 read_system_information_block_16(PerReader& in);

}  // namespace cellwarden::lte
