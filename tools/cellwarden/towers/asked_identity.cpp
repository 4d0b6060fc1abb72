#include "tools/cellwarden/towers/asked_identity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include "detector/decimal.hpp"
#include "detector/towers/tower_record.hpp"
#include "tools/cellwarden/output/text_layout.hpp"

namespace cellwarden::tools {
namespace {

constexpr std::string_view kSite = "enb:";

template <class T>
std::optional<T> whole(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::vector<std::string_view> parts_of(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t end = 0; end != std::string_view::npos;) {
    end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end != std::string_view::npos) text.remove_prefix(end + 1);
  }
  return parts;
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<AskedCells> parse_cells(const std::vector<std::string_view>& parts) {
  if (parts.size() != 3 && parts.size() != 4) return std::nullopt;
  const auto plmn = parse_plmn(std::string(parts[0]) + "-" + std::string(parts[1]));
  if (!plmn) return std::nullopt;
  AskedCells cells{.plmn = *plmn, .area = {}};
  if (parts.size() == 4) {
    cells.area = whole<std::uint32_t>(parts[2]);
    if (!cells.area) return std::nullopt;
  }
  const std::string_view cell = parts.back();
  if (cell.starts_with(kSite)) {
    const auto site = whole<std::uint64_t>(cell.substr(kSite.size()));
    if (!site || *site > towers::highest_cell(Rat::kLte) / towers::kSectorsOfEnb) return std::nullopt;
    cells.first_cell = *site * towers::kSectorsOfEnb;
    cells.last_cell = cells.first_cell + towers::kSectorsOfEnb - 1;
    return cells;
  }
  const auto number = whole<std::uint64_t>(cell);
  if (!number || *number > towers::highest_cell(Rat::kNr)) return std::nullopt;
  cells.first_cell = cells.last_cell = *number;
  return cells;
}

// What is nearly right is told how it is right.
std::string way_out(const std::vector<std::string_view>& parts) {
  const bool is_all_digits = std::ranges::all_of(parts, is_digits);
  if (is_all_digits && parts.size() == 1)
    return "a country code has three digits, such as 262; a network is written 262-01";
  if (is_all_digits && parts.size() == 2)
    return "a country code has three digits and a network code two or three, as they are written: 262-01, "
           "310-010";
  return "write a country code (262), a network (262-01), a cell (262-01-27447297 or 262-01-4711-27447297), "
         "an eNB (262-01-enb:107216), or a place (52.52,13.405)";
}

}  // namespace

std::optional<GeoPoint> parse_place(std::string_view text) noexcept {
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  const auto latitude = parse_number(text.substr(0, comma));
  const auto longitude = parse_number(text.substr(comma + 1));
  if (!latitude || !longitude || std::abs(*latitude) > 90.0 || std::abs(*longitude) > 180.0)
    return std::nullopt;
  return GeoPoint{.latitude_deg = *latitude, .longitude_deg = *longitude, .accuracy_m = {}};
}

Result<Asked> parse_asked(const std::string& text) {
  constexpr std::size_t kCodeDigits = 3;
  if (const auto place = parse_place(text)) return *place;
  if (text.find(',') != std::string::npos) {
    return fail(ErrorCode::kConfig,
                fmt::format("\"{}\" is no place; write latitude,longitude in degrees, such as 52.52,13.405",
                            printable(text)));
  }
  const auto parts = parts_of(text, '-');
  if (parts.size() == 1 && text.size() == kCodeDigits && is_digits(text))
    return AskedCountry{*whole<std::uint16_t>(text)};
  if (const auto plmn = parse_plmn(text)) return *plmn;
  if (const auto cells = parse_cells(parts)) return *cells;
  return fail(ErrorCode::kConfig,
              fmt::format("\"{}\" cannot be looked up; {}", printable(text), way_out(parts)));
}

}  // namespace cellwarden::tools
