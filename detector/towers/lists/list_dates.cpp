#include "detector/towers/lists/list_dates.hpp"

#include <array>

namespace cellwarden::towers {
namespace {

// What a format's letters stand for, in this order.
struct Moment {
  int year{};
  unsigned month = 1;
  unsigned day = 1;
  unsigned hour{};
  unsigned minute{};
  unsigned second{};
};

constexpr bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

// As many digits as there are, up to `most`.
std::optional<unsigned> take_digits(std::string_view& text, std::size_t most) noexcept {
  unsigned value = 0;
  std::size_t count = 0;
  while (count < most && !text.empty() && is_digit(text.front())) {
    value = value * 10 + static_cast<unsigned>(text.front() - '0');
    text.remove_prefix(1);
    ++count;
  }
  if (count == 0) return std::nullopt;
  return value;
}

bool take_part(char letter, std::string_view& text, Moment& moment) noexcept {
  const auto value = take_digits(text, letter == 'Y' ? 4 : 2);
  if (!value) return false;
  switch (letter) {
    case 'Y':
      moment.year = static_cast<int>(*value);
      return true;
    case 'm':
      moment.month = *value;
      return true;
    case 'd':
      moment.day = *value;
      return true;
    case 'H':
      moment.hour = *value;
      return true;
    case 'M':
      moment.minute = *value;
      return true;
    case 'S':
      moment.second = *value;
      return true;
    default:
      return false;
  }
}

std::optional<Moment> by_format(std::string_view text, std::string_view format) noexcept {
  Moment moment;
  while (!format.empty()) {
    if (format.size() >= 2 && format.front() == '%') {
      if (!take_part(format[1], text, moment)) return std::nullopt;
      format.remove_prefix(2);
    } else {
      if (text.empty() || text.front() != format.front()) return std::nullopt;
      text.remove_prefix(1);
      format.remove_prefix(1);
    }
  }
  if (!text.empty()) return std::nullopt;
  return moment;
}

// Fractions of a second and the zone Z say nothing that is kept.
std::string_view without_fraction(std::string_view text) noexcept {
  if (text.ends_with('Z')) text.remove_suffix(1);
  const auto dot = text.rfind('.');
  if (dot == std::string_view::npos || dot + 1 == text.size()) return text;
  for (const char c : text.substr(dot + 1)) {
    if (!is_digit(c)) return text;
  }
  return text.substr(0, dot);
}

std::chrono::year_month_day date_of(const Moment& moment) noexcept {
  return {std::chrono::year(moment.year), std::chrono::month(moment.month), std::chrono::day(moment.day)};
}

bool is_in_calendar(const Moment& moment) noexcept {
  constexpr int kFirstYear = 1970;
  constexpr int kLastYear = 2199;
  return moment.year >= kFirstYear && moment.year <= kLastYear;
}

std::optional<std::chrono::sys_seconds> seconds_of(const Moment& moment) noexcept {
  const std::chrono::year_month_day date = date_of(moment);
  const bool is_time = moment.hour < 24 && moment.minute < 60 && moment.second <= 60;
  if (!date.ok() || !is_time || !is_in_calendar(moment)) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(moment.hour) + std::chrono::minutes(moment.minute) +
         std::chrono::seconds(moment.second);
}

std::optional<Moment> moment_of(std::string_view text, std::string_view format) noexcept {
  constexpr std::array<std::string_view, 3> kStandard{"%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S"};
  if (const auto moment = by_format(text, format)) return moment;
  const std::string_view plain = without_fraction(text);
  for (const std::string_view standard : kStandard) {
    if (const auto moment = by_format(plain, standard)) return moment;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::chrono::sys_seconds> parse_moment(std::string_view text,
                                                     std::string_view format) noexcept {
  const auto moment = moment_of(text, format);
  return moment ? seconds_of(*moment) : std::nullopt;
}

bool is_beyond_calendar(std::string_view text, std::string_view format) noexcept {
  const auto moment = moment_of(text, format);
  return moment && date_of(*moment).ok() && !is_in_calendar(*moment);
}

}  // namespace cellwarden::towers
