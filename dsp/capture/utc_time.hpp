#pragma once

/// \file
/// UTC as recordings write it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cell/observation.hpp"

namespace cellwarden::capture {

struct CivilTime {
  unsigned year{};
  unsigned month{};
  unsigned day{};
  unsigned hour{};
  unsigned minute{};
  unsigned second{};
  std::uint32_t nanosecond{};
};

/// Nothing for what no calendar has, and outside 1970…2200.
[[nodiscard]] std::optional<Time> utc_from(const CivilTime& civil) noexcept;

/// "2023-02-01T12:34:56.789Z" (ISO 8601 as SigMF's core:datetime); a zone other than Z or +00:00 is refused.
[[nodiscard]] std::optional<Time> parse_utc(std::string_view text) noexcept;

/// "20230201", "123456": the dates and times of file names.
[[nodiscard]] std::optional<Time> parse_compact_utc(std::string_view date, std::string_view time) noexcept;

/// "2023-02-01T12:34:56.789000000Z".
[[nodiscard]] std::string format_utc(Time time);

}  // namespace cellwarden::capture
