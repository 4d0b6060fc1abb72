// The spectrum that a network may use, as text.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cell/calendar_date.hpp"
#include "firmware-config/settings.hpp"

namespace cellwarden::config {
namespace {

constexpr double kHighest_mhz = 100e3;
constexpr std::size_t kParts = 4;

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty() && words.size() <= kParts) {
    const auto end = std::min(text.find(' '), text.size());
    if (end > 0) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

LicenceText wrong(std::string problem) {
  return {std::nullopt, std::move(problem)};
}

std::optional<double> edge_mhz(std::string_view text) {
  const auto value = parse_number(text);
  return value && *value > 0.0 && *value <= kHighest_mhz ? value : std::nullopt;
}

}  // namespace

LicenceText parse_licence(std::string_view text) {
  const auto words = words_of(text);
  if (words.size() != kParts) {
    return wrong(
        fmt::format("\"{}\" is no licence; needed: plmn, low_mhz, high_mhz and date, as in "
                    "\"460-00 1805 1830 2026-01-01\"",
                    text));
  }
  const auto plmn = parse_plmn(words[0]);
  if (!plmn) return wrong(fmt::format("plmn: \"{}\" is no network code such as 460-00", words[0]));
  const auto low_mhz = edge_mhz(words[1]);
  if (!low_mhz) return wrong(fmt::format("low_mhz: \"{}\" is no frequency of 0 to 100000 MHz", words[1]));
  const auto high_mhz = edge_mhz(words[2]);
  if (!high_mhz) return wrong(fmt::format("high_mhz: \"{}\" is no frequency of 0 to 100000 MHz", words[2]));
  if (*high_mhz <= *low_mhz) {
    return wrong(fmt::format("high_mhz: {} is not above low_mhz, {}", words[2], words[1]));
  }
  const auto date = parse_date(words[3]);
  if (!date) return wrong(fmt::format("date: \"{}\" is no day such as 2026-01-31", words[3]));
  return {Licence{*plmn, *low_mhz, *high_mhz, *date}, {}};
}

std::string to_text(const Licence& licence) {
  const std::chrono::year_month_day date(licence.date);
  return fmt::format("{} {} {} {:04}-{:02}-{:02}", to_string(licence.plmn), format_number(licence.low_mhz),
                     format_number(licence.high_mhz), static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

}  // namespace cellwarden::config
