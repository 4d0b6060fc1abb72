#pragma once

/// \file
/// Numbers as text, the same on every machine and in every locale.

#include <optional>
#include <string>
#include <string_view>

namespace cellwarden {

/// Fixed notation with at most `places` decimals, trailing zeros removed; never "-0". `value` is finite.
[[nodiscard]] std::string decimal(double value, int places);

/// As decimal(), with a sign: "+1.2", "-3", "0".
[[nodiscard]] std::string signed_decimal(double value, int places);

/// The number that decimal(value, places) reads back as.
[[nodiscard]] double at_places(double value, int places);

/// The whole of `text` as a finite number.
[[nodiscard]] std::optional<double> parse_number(std::string_view text) noexcept;

}  // namespace cellwarden
