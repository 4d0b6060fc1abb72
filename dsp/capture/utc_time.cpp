#include "dsp/capture/utc_time.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

namespace cellwarden::capture {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::optional<unsigned> digits(std::string_view text) {
  if (text.empty() || text.size() > 9 || !std::ranges::all_of(text, is_digit)) return {};
  unsigned value = 0;
  for (const char c : text) value = value * 10 + static_cast<unsigned>(c - '0');
  return value;
}

/// ".789" in nanoseconds; digits beyond the ninth are cut.
std::optional<std::uint32_t> fraction_ns(std::string_view text) {
  if (text.empty() || text.size() > 30 || !std::ranges::all_of(text, is_digit)) return {};
  std::string padded(text.substr(0, 9));
  padded.resize(9, '0');
  return digits(padded);
}

}  // namespace

std::optional<Time> utc_from(const CivilTime& civil) noexcept {
  using namespace std::chrono;
  if (civil.year < 1970 || civil.year > 2200 || civil.hour > 23 || civil.minute > 59 || civil.second > 60 ||
      civil.nanosecond > 999'999'999) {
    return {};
  }
  const year_month_day date{year(static_cast<int>(civil.year)), month(civil.month), day(civil.day)};
  if (!date.ok()) return {};
  return sys_days(date) + hours(civil.hour) + minutes(civil.minute) + seconds(civil.second) +
         nanoseconds(civil.nanosecond);
}

std::optional<Time> parse_utc(std::string_view text) noexcept {
  // 0123456789012345678
  // 2023-02-01T12:34:56
  constexpr std::size_t kSeconds = 19;
  if (text.size() < kSeconds || text.size() > 64) return {};
  if (text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != 't' && text[10] != ' ') ||
      text[13] != ':' || text[16] != ':') {
    return {};
  }
  std::string_view rest = text.substr(kSeconds);
  std::uint32_t nanosecond = 0;
  if (!rest.empty() && (rest.front() == '.' || rest.front() == ',')) {
    rest.remove_prefix(1);
    const auto zone = std::min(rest.find_first_not_of("0123456789"), rest.size());
    const auto fraction = fraction_ns(rest.substr(0, zone));
    if (!fraction) return {};
    nanosecond = *fraction;
    rest.remove_prefix(zone);
  }
  if (!rest.empty() && rest != "Z" && rest != "z" && rest != "+00:00") return {};
  const std::array<std::optional<unsigned>, 6> parts{digits(text.substr(0, 4)),  digits(text.substr(5, 2)),
                                                     digits(text.substr(8, 2)),  digits(text.substr(11, 2)),
                                                     digits(text.substr(14, 2)), digits(text.substr(17, 2))};
  if (!std::ranges::all_of(parts, [](const auto& part) { return part.has_value(); })) return {};
  return utc_from({*parts[0], *parts[1], *parts[2], *parts[3], *parts[4], *parts[5], nanosecond});
}

std::optional<Time> parse_compact_utc(std::string_view date, std::string_view time) noexcept {
  const auto day = digits(date);
  const auto clock = digits(time);
  if (date.size() != 8 || time.size() != 6 || !day || !clock) return {};
  return utc_from(
      {*day / 10000, *day / 100 % 100, *day % 100, *clock / 10000, *clock / 100 % 100, *clock % 100, 0});
}

std::string format_utc(Time time) {
  using namespace std::chrono;
  const auto date = floor<days>(time);
  const year_month_day civil{date};
  const hh_mm_ss clock{time - date};
  std::array<char, 64> text{};
  const int size = std::snprintf(
      text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%09dZ", static_cast<int>(civil.year()),
      static_cast<unsigned>(civil.month()), static_cast<unsigned>(civil.day()),
      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  return {text.data(), static_cast<std::size_t>(std::max(size, 0))};
}

}  // namespace cellwarden::capture
