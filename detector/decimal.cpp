#include "detector/decimal.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <system_error>

namespace cellwarden {
namespace {

// Longest double in fixed notation: 309 digits, a sign, a point and the decimals.
constexpr std::size_t kLongest = 340;

}  // namespace

std::string decimal(double value, int places) {
  std::array<char, kLongest> text{};
  const auto [end, error] =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, places);
  if (error != std::errc{}) return "0";
  std::string_view digits(text.data(), static_cast<std::size_t>(end - text.data()));
  if (digits.find('.') != std::string_view::npos) {
    while (digits.back() == '0') digits.remove_suffix(1);
    if (digits.back() == '.') digits.remove_suffix(1);
  }
  return digits == "-0" ? "0" : std::string(digits);
}

std::string signed_decimal(double value, int places) {
  std::string text = decimal(value, places);
  return text == "0" || text.front() == '-' ? text : '+' + text;
}

double at_places(double value, int places) {
  if (!std::isfinite(value)) return value;
  return parse_number(decimal(value, places)).value_or(0.0);
}

std::optional<double> parse_number(std::string_view text) noexcept {
  double value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace cellwarden
