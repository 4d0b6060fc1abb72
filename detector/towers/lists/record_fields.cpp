#include "detector/towers/lists/record_fields.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "cell/carrier.hpp"
#include "detector/decimal.hpp"
#include "detector/harmless_text.hpp"
#include "detector/records/rfc3339.hpp"

namespace cellwarden::towers {
namespace {

using Blanked = std::map<std::string, std::uint64_t>;

struct FieldName {
  std::string_view name;  // lower case
  RecordField field;
};
constexpr std::array kFieldNames = std::to_array<FieldName>({
    {"radio", RecordField::kRadio},
    {"rat", RecordField::kRadio},
    {"mcc", RecordField::kMcc},
    {"net", RecordField::kNet},
    {"mnc", RecordField::kNet},
    {"area", RecordField::kArea},
    {"lac", RecordField::kArea},
    {"tac", RecordField::kArea},
    {"cell", RecordField::kCell},
    {"ci", RecordField::kCell},
    {"cid", RecordField::kCell},
    {"eci", RecordField::kCell},
    {"nci", RecordField::kCell},
    {"unit", RecordField::kUnit},
    {"pci", RecordField::kPhysicalId},
    {"psc", RecordField::kPhysicalId},
    {"bsic", RecordField::kPhysicalId},
    {"physical_id", RecordField::kPhysicalId},
    {"lon", RecordField::kLon},
    {"longitude", RecordField::kLon},
    {"lat", RecordField::kLat},
    {"latitude", RecordField::kLat},
    {"range", RecordField::kRange},
    {"range_m", RecordField::kRange},
    {"samples", RecordField::kSamples},
    {"created", RecordField::kFirstListed},
    {"first_listed", RecordField::kFirstListed},
    {"updated", RecordField::kLastListed},
    {"last_listed", RecordField::kLastListed},
    {"carrier_hz", RecordField::kCarrier},
    {"frequency_hz", RecordField::kCarrier},
    {"earfcn", RecordField::kEarfcn},
    {"bandwidth_rb", RecordField::kBandwidth},
    {"ports", RecordField::kPorts},
    {"valid_from", RecordField::kValidFrom},
    {"valid_to", RecordField::kValidTo},
    {"azimuth_deg", RecordField::kAzimuth},
    {"azimuth", RecordField::kAzimuth},
    {"eirp_dbm", RecordField::kEirp},
    {"label", RecordField::kLabel},
    {"name", RecordField::kLabel},
    {"changeable", RecordField::kKnownUnused},
    {"averagesignal", RecordField::kKnownUnused},
});

struct RadioName {
  std::string_view name;  // lower case
  Rat rat;
};
constexpr std::array kRadioNames = std::to_array<RadioName>({{"gsm", Rat::kGsm},
                                                             {"umts", Rat::kUmts},
                                                             {"wcdma", Rat::kUmts},
                                                             {"lte", Rat::kLte},
                                                             {"nr", Rat::kNr},
                                                             {"5g", Rat::kNr},
                                                             {"nbiot", Rat::kNbIot},
                                                             {"nb-iot", Rat::kNbIot}});

constexpr std::size_t kLongestQuote = 40;
constexpr double kLowestCarrier_hz = 1e6;
constexpr double kHighestCarrier_hz = 1e11;
constexpr double kHighestEirp_dbm = 200.0;
constexpr double kHighestRange_m = 1e6;

bool equal_ignoring_case(std::string_view text, std::string_view lower) noexcept {
  return std::ranges::equal(
      text, lower, {}, [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
}

std::optional<std::int64_t> parse_whole(std::string_view text) noexcept {
  // Tables that passed through floating point write 262.0.
  if (text.size() > 2 && text.ends_with(".0")) text.remove_suffix(2);
  std::int64_t value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::chrono::sys_days> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = parse_whole(text.substr(0, 4));
  const auto month = parse_whole(text.substr(5, 2));
  const auto day = parse_whole(text.substr(8, 2));
  if (!year || !month || !day || *year < 1900 || *month < 0 || *day < 0) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date);
}

// Cut between two characters, so that what is left is UTF-8 still.
std::string label_of(std::string_view text) {
  std::string label = harmless(text);
  if (label.size() <= kMaxLabelBytes) return label;
  std::size_t end = kMaxLabelBytes;
  while (end > 0 && (static_cast<unsigned char>(label[end]) & 0xC0U) == 0x80U) --end;
  label.resize(end);
  return label;
}

std::string quoted(std::string_view text) {
  return '"' + harmless(text.substr(0, kLongestQuote)) + '"';
}

// One record on its way: the first thing wrong with it wins.
class Builder {
 public:
  Builder(const RecordTexts& texts, Blanked& blanked) : texts_(texts), blanked_(blanked) {}

  tl::expected<TowerRecord, RecordRefusal> build() {
    read_radio();
    read_network();
    read_identity();
    read_physical_id();
    read_place();
    read_times();
    read_validity();
    read_carrier();
    read_configuration();
    read_antenna();
    if (refusal_) return tl::unexpected<RecordRefusal>(*refusal_);
    return record_;
  }

 private:
  [[nodiscard]] std::string_view text(RecordField field) const {
    return texts_[static_cast<std::size_t>(field)];
  }

  void refuse(std::string reason, std::string detail) {
    if (!refusal_) refusal_ = RecordRefusal{std::move(reason), std::move(detail)};
  }

  void refuse_range(std::string_view name, std::string_view value, std::string_view limits) {
    refuse(std::string(name) + " out of range",
           std::string(name) + ' ' + std::string(value) + " is not within " + std::string(limits));
  }

  // A whole number within [low, high]; refuses the record when it is there and is none.
  std::optional<std::int64_t> whole(RecordField field, std::string_view name, std::int64_t low,
                                    std::int64_t high) {
    const std::string_view written = text(field);
    if (written.empty()) return std::nullopt;
    const auto value = parse_whole(written);
    if (!value) {
      refuse("bad number", std::string(name) + ' ' + quoted(written) + " is no whole number");
    } else if (*value < low || *value > high) {
      refuse_range(name, std::to_string(*value), std::to_string(low) + " to " + std::to_string(high));
    } else {
      return value;
    }
    return std::nullopt;
  }

  std::optional<double> number(RecordField field, std::string_view name) {
    const std::string_view written = text(field);
    if (written.empty()) return std::nullopt;
    const auto value = parse_number(written);
    if (!value) refuse("bad number", std::string(name) + ' ' + quoted(written) + " is no number");
    return value;
  }

  void read_radio() {
    const std::string_view written = text(RecordField::kRadio);
    if (written.empty()) return;
    const auto known = std::ranges::find_if(
        kRadioNames, [&](const RadioName& radio) { return equal_ignoring_case(written, radio.name); });
    if (known == kRadioNames.end()) {
      refuse("unknown radio", "radio " + quoted(written) + " is not known");
    } else {
      record_.rat = known->rat;
    }
  }

  void read_network() {
    const auto mcc = whole(RecordField::kMcc, "mcc", 1, 999);
    const auto net = whole(RecordField::kNet, "net", 0, 999);
    if (!mcc || !net) {
      if (text(RecordField::kMcc).empty() != text(RecordField::kNet).empty()) {
        refuse("missing value", "mcc without net, or net without mcc");
      }
      return;
    }
    const std::string_view written = text(RecordField::kNet);
    const auto country = static_cast<std::uint16_t>(*mcc);
    // "001" and "01" are as written; of 1 and 10 the country tells.
    const bool is_as_written = written.starts_with('0') && written.size() > 1;
    const bool is_long = *net > 99 || (is_as_written ? written.size() == 3 : has_three_digit_codes(country));
    record_.plmn = Plmn{.mcc = country,
                        .mnc = static_cast<std::uint16_t>(*net),
                        .mnc_digits = static_cast<std::uint8_t>(is_long ? 3 : 2)};
  }

  void read_identity() {
    const bool is_nr = record_.rat.value_or(Rat::kNr) == Rat::kNr;
    const std::int64_t highest_area = is_nr ? 0xFF'FFFF : 0xFFFF;
    if (const auto area = whole(RecordField::kArea, "area", -1, highest_area)) {
      const bool is_filler =
          *area <= 0 || (record_.rat == Rat::kNr ? *area >= 0xFF'FFFE : *area == 0xFFFE || *area == 0xFFFF);
      if (is_filler) {
        ++blanked_["area that is none"];
      } else {
        record_.area = static_cast<std::uint32_t>(*area);
      }
    }
    const auto highest = static_cast<std::int64_t>(highest_cell(record_.rat));
    if (const auto cell = whole(RecordField::kCell, "cell", 0, highest)) {
      record_.cell = static_cast<std::uint64_t>(*cell);
      if (!record_.plmn && !refusal_) refuse("missing value", "cell without mcc and net");
    }
  }

  void read_physical_id() {
    take_physical_id(RecordField::kUnit, 1);
    take_physical_id(RecordField::kPhysicalId, 0);
  }

  void take_physical_id(RecordField field, std::int64_t lowest) {
    const std::string_view written = text(field);
    if (written.empty()) return;
    const auto value = parse_whole(written);
    if (!value) {
      refuse("bad number", "physical id " + quoted(written) + " is no whole number");
    } else if (*value == -1 || *value < lowest) {
      ++blanked_["unit that is none"];
    } else if (*value > highest_physical_id(record_.rat)) {
      ++blanked_["unit out of range"];
    } else {
      record_.physical_id = static_cast<std::uint16_t>(*value);
    }
  }

  void read_place() {
    const auto lon = number(RecordField::kLon, "lon");
    const auto lat = number(RecordField::kLat, "lat");
    if (lon.has_value() != lat.has_value()) refuse("missing value", "lon without lat, or lat without lon");
    if (lon && lat) take_position(*lon, *lat);
    const auto range = number(RecordField::kRange, "range");
    if (range && *range > kHighestRange_m) {
      ++blanked_["range out of range"];
    } else if (range && *range > 0.0) {
      record_.range_m = std::round(*range);
    }
    const auto samples = whole(RecordField::kSamples, "samples", -1, INT64_MAX);
    if (samples && *samples > 0) {
      record_.samples = static_cast<std::uint32_t>(std::min<std::int64_t>(*samples, UINT32_MAX));
    }
  }

  void take_position(double lon, double lat) {
    const auto at = [&] { return decimal(lat, 6) + ", " + decimal(lon, 6); };
    if (std::abs(lat) > 90.0 && std::abs(lat) <= 180.0 && std::abs(lon) <= 90.0) {
      refuse("coordinates swapped", "position " + at() + ": latitude beyond 90, longitude not: swapped?");
    } else if (std::abs(lat) > 90.0 || std::abs(lon) > 180.0) {
      refuse("coordinates out of range", "position is not on Earth");
    } else if (lat == 0.0 && lon == 0.0) {
      ++blanked_["position 0, 0"];
    } else {
      record_.position = GeoPoint{at_places(lat, 6), at_places(lon, 6), std::nullopt};
    }
  }

  // Seconds since 1970, a day, or RFC 3339.
  std::optional<std::chrono::sys_seconds> time(RecordField field, std::string_view name) {
    constexpr std::int64_t kYear2200_s = 7'258'118'400;
    const std::string_view written = text(field);
    if (written.empty()) return std::nullopt;
    if (const auto day = parse_day(written)) return std::chrono::sys_seconds(*day);
    if (const auto instant = records::parse_rfc3339(written)) {
      return std::chrono::floor<std::chrono::seconds>(*instant);
    }
    const auto seconds = parse_whole(written);
    if (!seconds || *seconds > kYear2200_s) {
      refuse("bad date", std::string(name) + ' ' + quoted(written) +
                             " is neither seconds since 1970 nor a date such as 2026-01-31");
      return std::nullopt;
    }
    if (*seconds <= 0) return std::nullopt;
    return std::chrono::sys_seconds(std::chrono::seconds(*seconds));
  }

  void read_times() {
    record_.first_listed = time(RecordField::kFirstListed, "created");
    record_.last_listed = time(RecordField::kLastListed, "updated");
  }

  void read_validity() {
    const auto day = [this](RecordField field, std::string_view name) {
      const auto at = time(field, name);
      return at ? std::optional(std::chrono::floor<std::chrono::days>(*at)) : std::nullopt;
    };
    record_.valid_from = day(RecordField::kValidFrom, "valid_from");
    record_.valid_to = day(RecordField::kValidTo, "valid_to");
    if (record_.valid_from && record_.valid_to && *record_.valid_to < *record_.valid_from) {
      refuse("validity ends before it begins", "valid_to is before valid_from");
    }
  }

  void read_carrier() {
    const auto carrier = number(RecordField::kCarrier, "carrier_hz");
    if (carrier && (*carrier < kLowestCarrier_hz || *carrier > kHighestCarrier_hz)) {
      refuse_range("carrier_hz", quoted(text(RecordField::kCarrier)), "1 MHz to 100 GHz");
      return;
    }
    if (carrier) record_.carrier_hz = std::round(*carrier);
    const auto earfcn = whole(RecordField::kEarfcn, "earfcn", -1, 262143);
    if (!earfcn || *earfcn < 0) return;
    if (record_.rat && *record_.rat != Rat::kLte) {
      ++blanked_["earfcn of another radio"];
      return;
    }
    const auto on_raster = lte_downlink_hz(static_cast<std::uint32_t>(*earfcn));
    if (!on_raster) {
      refuse("unknown EARFCN", "earfcn " + std::to_string(*earfcn) + " belongs to no downlink band");
    } else if (carrier && std::abs(*carrier - *on_raster) > kLteRaster_hz / 2.0) {
      refuse("carrier and EARFCN disagree", "earfcn " + std::to_string(*earfcn) + " is " +
                                                decimal(*on_raster, 0) + " Hz, carrier_hz " +
                                                decimal(*carrier, 0));
    } else {
      record_.carrier_hz = *on_raster;
    }
  }

  void read_configuration() {
    if (const auto blocks = whole(RecordField::kBandwidth, "bandwidth_rb", -1, 273); blocks && *blocks > 0) {
      record_.bandwidth_rb = static_cast<std::uint16_t>(*blocks);
    }
    if (const auto ports = whole(RecordField::kPorts, "ports", -1, 4); ports && *ports > 0) {
      record_.ports = static_cast<std::uint8_t>(*ports);
    }
  }

  void read_antenna() {
    constexpr double kCircle_deg = 360.0;
    if (const auto azimuth = number(RecordField::kAzimuth, "azimuth_deg")) {
      if (*azimuth < 0.0 || *azimuth > kCircle_deg) {
        refuse_range("azimuth_deg", quoted(text(RecordField::kAzimuth)), "0 to 360");
      } else {
        record_.azimuth_deg = static_cast<std::uint16_t>(std::lround(*azimuth) % 360);
      }
    }
    if (const auto eirp = number(RecordField::kEirp, "eirp_dbm")) {
      if (std::abs(*eirp) > kHighestEirp_dbm) {
        refuse_range("eirp_dbm", quoted(text(RecordField::kEirp)), "-200 to 200");
      } else {
        record_.eirp_dbm = at_places(*eirp, 1);
      }
    }
    record_.label = label_of(text(RecordField::kLabel));
  }

  const RecordTexts& texts_;
  Blanked& blanked_;
  TowerRecord record_;
  std::optional<RecordRefusal> refusal_;
};

}  // namespace

std::optional<RecordField> record_field_named(std::string_view name) noexcept {
  const auto known = std::ranges::find_if(
      kFieldNames, [&](const FieldName& field) { return equal_ignoring_case(name, field.name); });
  return known == kFieldNames.end() ? std::nullopt : std::optional(known->field);
}

tl::expected<TowerRecord, RecordRefusal> record_of(const RecordTexts& texts, Blanked& blanked) {
  // What is blanked in a record that is refused after all is not counted.
  Blanked of_this;
  auto record = Builder(texts, of_this).build();
  if (record) {
    for (const auto& [what, times] : of_this) blanked[what] += times;
  }
  return record;
}

}  // namespace cellwarden::towers
