#pragma once

/// \file
/// UTC times as text (RFC 3339), nanoseconds kept, trailing zeros not written.

#include <optional>
#include <string>
#include <string_view>

#include "cell/observation.hpp"

namespace cellwarden::records {

/// "2026-11-01T12:00:00Z", "2026-11-01T12:00:00.25Z".
[[nodiscard]] std::string format_rfc3339(Time time);

/// Accepts "Z" and numeric offsets, and up to nine decimals; nothing for other text or years outside
/// 1678…2261, which nanoseconds cannot count.
[[nodiscard]] std::optional<Time> parse_rfc3339(std::string_view text);

}  // namespace cellwarden::records
