#pragma once

/// \file
/// Days as configuration and tables write them.

#include <chrono>
#include <optional>
#include <string_view>

namespace cellwarden::config {

/// "2026-01-31"; nothing for other text and for days that are none.
[[nodiscard]] std::optional<std::chrono::sys_days> parse_day(std::string_view text);

}  // namespace cellwarden::config
