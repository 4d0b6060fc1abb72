#include "detector/towers/lists/list_row.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "cell/carrier.hpp"
#include "detector/decimal.hpp"
#include "detector/harmless_text.hpp"
#include "detector/towers/lists/carrier_of_channel.hpp"
#include "detector/towers/lists/list_dates.hpp"

namespace cellwarden::towers {
namespace {

constexpr std::size_t kShown = 40;           // octets of a foreign text in a message
constexpr std::int64_t kFiller = INT32_MAX;  // "unknown" of telephones, in any column

struct RadioName {
  std::string_view name;  // lower case
  std::optional<Rat> rat;
};
// The first ones are what nearly all rows have.
constexpr std::array kRadioNames = std::to_array<RadioName>({{"lte", Rat::kLte},
                                                             {"gsm", Rat::kGsm},
                                                             {"umts", Rat::kUmts},
                                                             {"nr", Rat::kNr},
                                                             {"wcdma", Rat::kUmts},
                                                             {"hspa", Rat::kUmts},
                                                             {"edge", Rat::kGsm},
                                                             {"gprs", Rat::kGsm},
                                                             {"2g", Rat::kGsm},
                                                             {"3g", Rat::kUmts},
                                                             {"4g", Rat::kLte},
                                                             {"5g", Rat::kNr},
                                                             {"5gnr", Rat::kNr},
                                                             {"nbiot", Rat::kNbIot},
                                                             {"nb-iot", Rat::kNbIot},
                                                             {"cdma", std::nullopt},
                                                             {"tdscdma", std::nullopt},
                                                             {"iden", std::nullopt}});

bool is_same_name(std::string_view written, std::string_view lower) {
  return std::ranges::equal(
      written, lower, [](char a, char b) { return a == b || (a >= 'A' && a <= 'Z' && a - 'A' + 'a' == b); });
}

std::optional<std::int64_t> parse_whole(std::string_view text) noexcept {
  // Tables that passed through floating point write 262.0.
  if (text.size() > 2 && text.ends_with(".0")) text.remove_suffix(2);
  std::int64_t value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string shown(std::string_view text) {
  return harmless(text.substr(0, kShown));
}

// Harmless, and short: whole characters only.
std::string label_of(std::string_view written) {
  std::string label = harmless(written.substr(0, kMaxLabelBytes));
  std::size_t end = 0;
  for (std::size_t next = 0; (next = utf8_length(std::string_view(label).substr(end))) > 0;) {
    if (end + next > kMaxLabelBytes) break;
    end += next;
  }
  label.resize(end);
  return label;
}

std::uint32_t highest_area(std::optional<Rat> rat) {
  return rat.value_or(Rat::kNr) == Rat::kNr ? (1U << 24U) - 1 : (1U << 16U) - 1;
}

// What telephones report while they know of none (TS 24.008, section 10.5.1.3; TS 24.301, section 9.9.3.32).
bool is_area_filler(std::int64_t area, std::optional<Rat> rat) {
  const std::int64_t highest = highest_area(rat);
  const bool is_wide = highest > UINT16_MAX;
  constexpr std::int64_t kShort = UINT16_MAX;
  return area <= 0 || area == kFiller || area == highest || area == highest - 1 ||
         (!is_wide && (area == kShort || area == kShort - 1));
}

}  // namespace

std::optional<Refusal> ListRow::read(const ListRowText& texts) {
  texts_ = &texts;
  record_ = {};
  refusal_.reset();
  blanked_now_ = 0;
  read_radio();
  read_network();
  if (refusal_) return std::exchange(refusal_, std::nullopt);  // what is junk is told of its first columns
  read_area();
  read_cell();
  take_physical_id(ListColumn::kUnit, 1);
  take_physical_id(ListColumn::kPhysicalId, 0);
  read_place();
  read_times();
  read_carrier();
  read_configuration();
  check_use();
  if (!refusal_) count_blanks();
  return std::exchange(refusal_, std::nullopt);
}

void ListRow::count_blanks() noexcept {
  for (std::size_t i = 0; blanked_now_ != 0; ++i, blanked_now_ >>= 1U) blanks_[i] += blanked_now_ & 1U;
}

std::map<std::string, std::uint64_t> ListRow::blanked() const {
  constexpr std::array<std::string_view, static_cast<std::size_t>(Blank::kCount)> kNames{
      "unit not said (0, -1)",
      "unit out of range",
      "area is a filler (0, -1, 65534, 65535)",
      "area out of range",
      "position 0, 0",
      "channel number of another radio",
      "channel number unknown",
      "UMTS cell without its RNC",
      "cell without its network",
      "validity from before 1970 or until after 2199"};
  std::map<std::string, std::uint64_t> named;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (blanks_[i] > 0) named.emplace(kNames[i], blanks_[i]);
  }
  return named;
}

void ListRow::refuse(std::string reason, std::string detail) {
  if (!refusal_) refusal_ = Refusal{std::move(reason), std::move(detail)};
}

void ListRow::refuse_number(std::string_view name, std::string_view written, std::string_view kind) {
  refuse("bad number", std::string(name) + " \"" + shown(written) + "\" is no " + std::string(kind));
}

std::optional<std::int64_t> ListRow::whole(ListColumn column, std::int64_t low, std::int64_t high) {
  const std::string_view written = (*texts_)[column];
  if (written.empty()) return std::nullopt;
  const auto value = parse_whole(written);
  if (!value) {
    refuse_number(name_of(column), written, "whole number");
    return std::nullopt;
  }
  if (*value < low || *value > high) {
    const std::string name(name_of(column));
    refuse(name + " out of range", name + ' ' + std::to_string(*value) + " is not within " +
                                       std::to_string(low) + " to " + std::to_string(high));
    return std::nullopt;
  }
  return value;
}

std::optional<double> ListRow::number(ListColumn column) {
  const std::string_view written = (*texts_)[column];
  if (written.empty()) return std::nullopt;
  std::optional<double> value;
  if (form_.decimal_point == '.') {
    value = parse_number(written);
  } else {
    std::string text(written);
    std::ranges::replace(text, form_.decimal_point, '.');
    value = parse_number(text);
  }
  if (!value) {
    refuse_number(name_of(column), written, "number");
    return std::nullopt;
  }
  return *value * form_.factors[static_cast<std::size_t>(column)];
}

void ListRow::read_radio() {
  const std::string_view written = (*texts_)[ListColumn::kRadio];
  if (written.empty()) return;
  const auto* known = std::ranges::find_if(
      kRadioNames, [&](const RadioName& radio) { return is_same_name(written, radio.name); });
  if (known == kRadioNames.end()) {
    if (is_same_name(written, "radio")) return refuse("header again", "the header line once more");
    return refuse("unknown radio", "radio \"" + shown(written) + "\" is not known");
  }
  if (!known->rat)
    return refuse("radio not followed", std::string(known->name) + " is no radio that is followed");
  record_.rat = known->rat;
}

void ListRow::read_network() {
  constexpr std::int64_t kMost = 999;
  const auto mcc = whole(ListColumn::kMcc, 1, kMost);
  const auto net = whole(ListColumn::kNet, 0, kMost);
  if (!mcc || !net) return;
  const std::string_view written = (*texts_)[ListColumn::kNet];
  const bool is_padded = written.size() == 3 && written.front() == '0';
  const bool is_bare = written.size() < 2 || written.front() != '0';
  const bool is_long =
      *net > 99 || is_padded || (is_bare && has_three_digit_codes(static_cast<std::uint16_t>(*mcc)));
  record_.plmn = Plmn{.mcc = static_cast<std::uint16_t>(*mcc),
                      .mnc = static_cast<std::uint16_t>(*net),
                      .mnc_digits = static_cast<std::uint8_t>(is_long ? 3 : 2)};
}

void ListRow::read_area() {
  const auto area = whole(ListColumn::kArea, -1, kFiller);
  if (!area) return;
  if (is_area_filler(*area, record_.rat)) return blank(Blank::kAreaFiller);
  if (*area > highest_area(record_.rat)) return blank(Blank::kAreaOutOfRange);
  record_.area = static_cast<std::uint32_t>(*area);
}

void ListRow::read_cell() {
  if ((*texts_)[ListColumn::kCell].empty()) return read_cell_in_parts();
  const auto cell = whole(ListColumn::kCell, INT64_MIN, INT64_MAX);
  if (!cell) return;
  if (*cell == -1 || *cell == kFiller)
    return refuse("cell unknown", "cell " + std::to_string(*cell) + " is no cell");
  const std::uint64_t highest = highest_cell(record_.rat);
  if (*cell < 0 || static_cast<std::uint64_t>(*cell) > highest) {
    return refuse("cell out of range",
                  "cell " + std::to_string(*cell) + " is not within 0 to " + std::to_string(highest));
  }
  record_.cell = static_cast<std::uint64_t>(*cell);
  if (record_.rat == Rat::kUmts && *record_.cell < kCellsOfRnc) {
    if (const auto rnc = whole(ListColumn::kRnc, 0, 4095)) {
      *record_.cell += static_cast<std::uint64_t>(*rnc) * kCellsOfRnc;
    } else {
      blank(Blank::kUmtsWithoutRnc);
    }
  }
}

void ListRow::read_cell_in_parts() {
  const auto enb = whole(ListColumn::kEnb, 0, (1 << 20) - 1);
  const auto sector = whole(ListColumn::kSector, 0, kSectorsOfEnb - 1);
  if (enb && sector)
    record_.cell = static_cast<std::uint64_t>(*enb) * kSectorsOfEnb + static_cast<std::uint64_t>(*sector);
}

void ListRow::take_physical_id(ListColumn column, std::int64_t lowest) {
  const std::string_view written = (*texts_)[column];
  if (written.empty()) return;
  const auto value = parse_whole(written);
  if (!value) {
    refuse_number(name_of(column), written, "whole number");
  } else if (*value == -1 || *value < lowest) {
    blank(Blank::kUnitNotSaid);
  } else if (*value > highest_physical_id(record_.rat)) {
    blank(Blank::kUnitOutOfRange);
  } else {
    record_.physical_id = static_cast<std::uint16_t>(*value);
  }
}

void ListRow::read_place() {
  constexpr double kMostRange_m = 1e6;
  const auto lon = number(ListColumn::kLon);
  const auto lat = number(ListColumn::kLat);
  if (lon.has_value() != lat.has_value()) refuse("missing value", "lon without lat, or lat without lon");
  if (lon && lat) take_position(*lon, *lat);
  if (const auto range = number(ListColumn::kRange); range && *range > 0.0) {
    record_.range_m = std::round(std::min(*range, kMostRange_m));
  }
  if (const auto accuracy = number(ListColumn::kAccuracy); accuracy && *accuracy > 0.0 && record_.position) {
    record_.position->accuracy_m = std::round(std::min(*accuracy, kMostRange_m));
  }
  if (const auto samples = whole(ListColumn::kSamples, -1, INT64_MAX); samples && *samples > 0) {
    record_.samples = static_cast<std::uint32_t>(std::min<std::int64_t>(*samples, UINT32_MAX));
  }
}

void ListRow::take_position(double lon, double lat) {
  if (std::abs(lat) > 90.0 && std::abs(lat) <= 180.0 && std::abs(lon) <= 90.0) {
    refuse("coordinates swapped", "latitude " + decimal(lat, 6) + " is not within +-90, longitude " +
                                      decimal(lon, 6) + " would be: swapped?");
  } else if (std::abs(lat) > 90.0 || std::abs(lon) > 180.0) {
    refuse("coordinates out of range",
           "position " + decimal(lat, 6) + ", " + decimal(lon, 6) + " is not on Earth");
  } else if (lat == 0.0 && lon == 0.0) {
    blank(Blank::kNoPosition);
  } else {
    record_.position = GeoPoint{.latitude_deg = lat, .longitude_deg = lon, .accuracy_m = std::nullopt};
  }
}

std::optional<std::chrono::sys_seconds> ListRow::moment(ListColumn column) {
  const std::string_view written = (*texts_)[column];
  if (written.empty()) return std::nullopt;
  // -1 and 0 are what lists have where they do not know.
  if (const auto seconds = parse_whole(written); seconds && *seconds >= -1 && *seconds <= kLatest_s) {
    if (*seconds <= 0) return std::nullopt;
    return std::chrono::sys_seconds(std::chrono::seconds(*seconds));
  }
  const auto moment = parse_moment(written, form_.date_format);
  if (!moment) {
    const std::string name(name_of(column));
    refuse("bad date", name + " \"" + shown(written) + "\" is neither seconds since 1970 nor a date as " +
                           form_.date_format);
  }
  return moment;
}

std::optional<std::chrono::sys_days> ListRow::day(ListColumn column) {
  if (is_beyond_calendar((*texts_)[column], form_.date_format)) {
    blank(Blank::kOpenInterval);
    return std::nullopt;
  }
  const auto then = moment(column);
  if (!then) return std::nullopt;
  return std::chrono::floor<std::chrono::days>(*then);
}

void ListRow::read_times() {
  record_.first_listed = moment(ListColumn::kFirstListed);
  record_.last_listed = moment(ListColumn::kLastListed);
  record_.valid_from = day(ListColumn::kValidFrom);
  record_.valid_to = day(ListColumn::kValidTo);
  if (record_.valid_from && record_.valid_to && *record_.valid_to < *record_.valid_from)
    refuse("valid_to before valid_from", "it would end before it begins");
}

void ListRow::read_carrier() {
  constexpr double kLowest_hz = 1e6;
  constexpr double kHighest_hz = 1e11;
  const auto carrier = number(ListColumn::kCarrier);
  if (carrier && (*carrier < kLowest_hz || *carrier > kHighest_hz)) {
    return refuse("carrier out of range",
                  "carrier_hz " + decimal(*carrier, 0) + " is not within 1 MHz to 100 GHz");
  }
  if (carrier) record_.carrier_hz = std::round(*carrier);
  take_channel(ListColumn::kEarfcn, Rat::kLte);
  take_channel(ListColumn::kArfcn, Rat::kGsm);
  take_channel(ListColumn::kUarfcn, Rat::kUmts);
  take_channel(ListColumn::kNrArfcn, Rat::kNr);
}

void ListRow::take_channel(ListColumn column, Rat rat) {
  constexpr std::int64_t kMost = 3'279'165;  // the highest NR-ARFCN
  if ((*texts_)[column].empty()) return;
  const auto channel = whole(column, -1, kMost);
  if (!channel || *channel < 0) return;
  if (record_.rat && *record_.rat != rat && !(rat == Rat::kLte && record_.rat == Rat::kNbIot))
    return blank(Blank::kChannelOfOther);
  const std::uint16_t mcc = record_.plmn ? record_.plmn->mcc : std::uint16_t{0};
  const auto on_raster = downlink_hz(rat, static_cast<std::uint64_t>(*channel), mcc);
  const std::string name(name_of(column));
  if (!on_raster && rat == Rat::kLte) {
    refuse("unknown EARFCN", name + ' ' + std::to_string(*channel) + " belongs to no downlink band");
  } else if (!on_raster) {
    blank(Blank::kChannelUnknown);
  } else if (record_.carrier_hz && std::abs(*record_.carrier_hz - *on_raster) > kLteRaster_hz / 2.0) {
    refuse(rat == Rat::kLte ? "carrier and EARFCN disagree" : "carrier and channel disagree",
           name + ' ' + std::to_string(*channel) + " is " + format_mhz(*on_raster) + ", carrier_hz says " +
               format_mhz(*record_.carrier_hz));
  } else {
    record_.carrier_hz = std::round(*on_raster);
  }
}

void ListRow::read_configuration() {
  constexpr std::array<std::int64_t, 6> kBandwidths{6, 15, 25, 50, 75, 100};  // TS 36.101, table 5.6-1
  if (const auto blocks = whole(ListColumn::kBandwidth, -1, 275); blocks && *blocks > 0) {
    const bool is_lte = !record_.rat || *record_.rat == Rat::kLte;
    if (is_lte && std::ranges::find(kBandwidths, *blocks) == kBandwidths.end()) {
      refuse("bandwidth_rb out of range",
             "bandwidth_rb " + std::to_string(*blocks) + " is none of 6 15 25 50 75 100");
    }
    record_.bandwidth_rb = static_cast<std::uint16_t>(*blocks);
  }
  if (const auto ports = whole(ListColumn::kPorts, -1, 8); ports && *ports > 0) {
    record_.ports = static_cast<std::uint8_t>(*ports);
  }
  constexpr double kTurn_deg = 360.0;
  if (const auto azimuth = number(ListColumn::kAzimuth);
      azimuth && *azimuth >= 0.0 && *azimuth <= kTurn_deg) {
    record_.azimuth_deg = static_cast<std::uint16_t>(std::fmod(std::round(*azimuth), kTurn_deg));
  }
  constexpr double kMostEirp_dbm = 100.0;
  if (const auto eirp = number(ListColumn::kEirp); eirp && std::abs(*eirp) <= kMostEirp_dbm) {
    record_.eirp_dbm = at_places(*eirp, 1);
  }
  if (const std::string_view label = (*texts_)[ListColumn::kLabel]; !label.empty()) {
    record_.label = label_of(label);
  }
}

void ListRow::check_use() {
  const bool is_cell = record_.plmn && record_.cell;
  const bool is_site = record_.position && !record_.cell && (record_.plmn || !record_.label.empty());
  if (!is_cell && !is_site && !record_.carrier_hz) {
    refuse("missing value", "neither mcc, net and cell nor a carrier");
  }
  // Of what is known by its carrier the rest is of use, but a number without a network identifies nothing.
  if (record_.cell && !record_.plmn) {
    record_.cell.reset();
    blank(Blank::kCellWithoutNetwork);
  }
}

}  // namespace cellwarden::towers
