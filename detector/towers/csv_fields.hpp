#pragma once

/// \file
/// One line of comma-separated values (RFC 4180, quotes within one line).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cellwarden::towers {

/// \return the fields without quotes and surrounding blanks; nothing when a quote is left open
[[nodiscard]] std::optional<std::vector<std::string>> split_csv_line(std::string_view line);

[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

}  // namespace cellwarden::towers
