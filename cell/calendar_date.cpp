#include "cell/calendar_date.hpp"

#include <charconv>

namespace cellwarden {
namespace {

std::string padded(unsigned number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

std::optional<unsigned> digits(std::string_view text) noexcept {
  unsigned value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string date_text(std::chrono::sys_days date) {
  const std::chrono::year_month_day day(date);
  return std::to_string(static_cast<int>(day.year())) + '-' + padded(static_cast<unsigned>(day.month())) +
         '-' + padded(static_cast<unsigned>(day.day()));
}

std::optional<std::chrono::sys_days> parse_date(std::string_view text) noexcept {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits(text.substr(0, 4));
  const auto month = digits(text.substr(5, 2));
  const auto day = digits(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(*month), std::chrono::day(*day)};
  constexpr unsigned kFirstYear = 1700;  // a time in nanoseconds reaches from 1677 to 2262
  constexpr unsigned kLastYear = 2199;
  if (!date.ok() || *year < kFirstYear || *year > kLastYear) return std::nullopt;
  return std::chrono::sys_days(date);
}

}  // namespace cellwarden
