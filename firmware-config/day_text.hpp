#pragma once

/// \file
/// Days as files of this folder write them. Private to this folder.

#include <chrono>
#include <optional>
#include <string_view>

namespace cellwarden::config {

/// "2026-01-31"; nothing for other text, and for days that no month has.
[[nodiscard]] std::optional<std::chrono::sys_days> parse_day(std::string_view text);

}  // namespace cellwarden::config
