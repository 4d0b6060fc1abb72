#pragma once

/// \file
/// Dates as lists write them.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cellwarden::towers {

inline constexpr std::int64_t kLatest_s = 7'258'118'400;  ///< the year 2200

/// By a format of %Y %m %d %H %M %S and plain characters; also RFC 3339's days and times ("2026-11-01",
/// "2026-11-01T12:00:00Z", with a space instead of the T too). What is not said of a time is zero, and it is
/// UTC. \return nothing for other text, for days that no month has, and before 1970 or after 2200
[[nodiscard]] std::optional<std::chrono::sys_seconds> parse_moment(std::string_view text,
                                                                   std::string_view format) noexcept;

/// Whether it is a day before 1970 or after 2199: how lists write "always" and "until further notice".
[[nodiscard]] bool is_beyond_calendar(std::string_view text, std::string_view format) noexcept;

}  // namespace cellwarden::towers
