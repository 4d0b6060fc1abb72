#pragma once

/// \file
/// Days as text: "2026-11-01".

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace cellwarden {

[[nodiscard]] std::string date_text(std::chrono::sys_days date);
/// \return nothing for other text, and for days that no month has
[[nodiscard]] std::optional<std::chrono::sys_days> parse_date(std::string_view text) noexcept;

}  // namespace cellwarden
