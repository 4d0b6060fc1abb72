#include "detector/rules/warning_words.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "detector/harmless_text.hpp"

namespace cellwarden::detector {
namespace {

constexpr std::size_t kMostShown = 60;  // octets
constexpr std::size_t kLeastDigits = 8;
constexpr std::size_t kMostDigits = 15;  // ITU-T E.164

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

char lower(char c) noexcept {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

std::string shown(std::string_view text) {
  std::size_t end = std::min(text.size(), kMostShown);
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return harmless(text.substr(0, end));
}

// Years stand in dates, which have as many digits as numbers have.
bool has_year(std::string_view run) {
  constexpr std::size_t kYear_digits = 4;
  for (std::size_t i = 0; i + kYear_digits <= run.size(); ++i) {
    const std::string_view four = run.substr(i, kYear_digits);
    const bool is_year =
        std::ranges::all_of(four, is_digit) && (four.starts_with("19") || four.starts_with("20"));
    const bool begins = i == 0 || !is_digit(run[i - 1]);
    const bool ends = i + kYear_digits == run.size() || !is_digit(run[i + kYear_digits]);
    if (is_year && begins && ends) return true;
  }
  return false;
}

// "07/08/24", "7-8-24": three groups of one or two digits, and no more of them.
bool has_short_date(std::string_view run) {
  constexpr std::size_t kGroups = 3;
  constexpr std::size_t kMostInGroup = 2;
  for (const char separator : {'/', '-'}) {
    std::size_t groups = 0;  // in a row, with this separator between them
    for (std::size_t at = 0; at < run.size();) {
      const std::size_t end = std::min(run.find_first_not_of("0123456789", at), run.size());
      const bool is_short = end > at && end - at <= kMostInGroup;
      groups = is_short ? groups + 1 : 0;
      const bool goes_on = end < run.size() && run[end] == separator;
      if (groups == kGroups && !goes_on) return true;
      if (!goes_on) groups = 0;
      at = end + 1;
    }
  }
  return false;
}

bool is_telephone_number(std::string_view run) {
  const auto digits = static_cast<std::size_t>(std::ranges::count_if(run, is_digit));
  if (digits < kLeastDigits || digits > kMostDigits || has_year(run) || has_short_date(run)) return false;
  // As numbers begin: with +, with 0, or in the groups of three, three and four of North America.
  const auto first = std::ranges::find_if(run, is_digit);
  const bool has_plus = run.find('+') != std::string_view::npos;
  constexpr std::size_t kNorthAmerican_digits = 10;
  return has_plus || *first == '0' || digits == kNorthAmerican_digits || digits == kNorthAmerican_digits + 1;
}

}  // namespace

std::string warning_text(const history::Warning& warning) {
  std::string channel(to_string(warning.channel));
  std::ranges::transform(channel, channel.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return channel + ", message " + std::to_string(warning.message_identifier) + ", serial number " +
         std::to_string(warning.serial_number);
}

std::optional<std::string> link_in(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), lower);
  std::size_t at = std::string::npos;
  for (const std::string_view sign : {"http://", "https://", "www."}) at = std::min(at, small.find(sign));
  if (at == std::string::npos) return std::nullopt;
  const std::string_view rest = text.substr(at);
  return shown(rest.substr(0, rest.find_first_of(" \r\n\t")));
}

std::optional<std::string> telephone_number_in(std::string_view text) {
  constexpr std::string_view kParts = "0123456789+-/() ";
  std::size_t at = 0;
  while ((at = text.find_first_of("0123456789+", at)) != std::string_view::npos) {
    std::size_t end = std::min(text.find_first_not_of(kParts, at), text.size());
    std::string_view run = text.substr(at, end - at);
    while (!run.empty() && !is_digit(run.back())) run.remove_suffix(1);
    if (is_telephone_number(run)) return shown(run);
    at = end;
  }
  return std::nullopt;
}

}  // namespace cellwarden::detector
