#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <istream>
#include <utility>

#include "detector/bounded_line.hpp"
#include "detector/decimal.hpp"
#include "detector/towers/csv_fields.hpp"
#include "detector/towers/tower_list.hpp"

namespace cellwarden::towers {
namespace {

enum class Column : std::uint8_t {
  kRadio,
  kMcc,
  kNet,
  kArea,
  kCell,
  kUnit,        // 0 means unknown
  kPhysicalId,  // 0 is a value
  kLon,
  kLat,
  kRange,
  kSamples,
  kCreated,
  kUpdated,
  kCarrier,
  kEarfcn,
  kBandwidth,
  kPorts,
  kKnownUnused,
  kCount
};

struct ColumnName {
  std::string_view name;  // lower case
  Column column;
};

// OpenCelliD's names first, then what other lists and our own call the same thing.
constexpr std::array kColumnNames = std::to_array<ColumnName>({
    {"radio", Column::kRadio},
    {"mcc", Column::kMcc},
    {"net", Column::kNet},
    {"area", Column::kArea},
    {"cell", Column::kCell},
    {"unit", Column::kUnit},
    {"lon", Column::kLon},
    {"lat", Column::kLat},
    {"range", Column::kRange},
    {"samples", Column::kSamples},
    {"changeable", Column::kKnownUnused},
    {"created", Column::kCreated},
    {"updated", Column::kUpdated},
    {"averagesignal", Column::kKnownUnused},
    {"rat", Column::kRadio},
    {"mnc", Column::kNet},
    {"lac", Column::kArea},
    {"tac", Column::kArea},
    {"ci", Column::kCell},
    {"cid", Column::kCell},
    {"eci", Column::kCell},
    {"nci", Column::kCell},
    {"pci", Column::kPhysicalId},
    {"psc", Column::kPhysicalId},
    {"bsic", Column::kPhysicalId},
    {"physical_id", Column::kPhysicalId},
    {"longitude", Column::kLon},
    {"latitude", Column::kLat},
    {"range_m", Column::kRange},
    {"carrier_hz", Column::kCarrier},
    {"frequency_hz", Column::kCarrier},
    {"earfcn", Column::kEarfcn},
    {"bandwidth_rb", Column::kBandwidth},
    {"ports", Column::kPorts},
});

constexpr std::array kOpenCellIdOrder =
    std::to_array<Column>({Column::kRadio, Column::kMcc, Column::kNet, Column::kArea, Column::kCell,
                           Column::kUnit, Column::kLon, Column::kLat, Column::kRange, Column::kSamples,
                           Column::kKnownUnused, Column::kCreated, Column::kUpdated, Column::kKnownUnused});

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

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::optional<Column> column_named(std::string_view text) {
  const std::string name = lower_case(text);
  for (const ColumnName& known : kColumnNames) {
    if (known.name == name) return known.column;
  }
  return std::nullopt;
}

std::optional<Rat> rat_named(std::string_view text) {
  const std::string name = lower_case(text);
  for (const RadioName& known : kRadioNames) {
    if (known.name == name) return known.rat;
  }
  return std::nullopt;
}

std::optional<std::int64_t> parse_whole(std::string_view text) noexcept {
  // Tables that passed through floating point write 262.0.
  if (text.size() > 2 && text.ends_with(".0")) text.remove_suffix(2);
  std::int64_t value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::chrono::sys_days> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = parse_whole(text.substr(0, 4));
  const auto month = parse_whole(text.substr(5, 2));
  const auto day = parse_whole(text.substr(8, 2));
  if (!year || !month || !day || *month < 0 || *day < 0) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date);
}

struct Refusal {
  std::string reason;  // counted
  std::string detail;  // for the example
};

// One row on its way from fields to a record: the first thing wrong with it wins.
class Row {
 public:
  Row(const std::vector<std::string>& fields,
      const std::array<int, static_cast<std::size_t>(Column::kCount)>& at,
      std::map<std::string, std::uint64_t>& blanked)
      : fields_(fields), at_(at), blanked_(blanked) {}

  [[nodiscard]] tl::expected<TowerRecord, Refusal> read() {
    read_radio();
    read_network();
    read_identity();
    read_physical_id();
    read_place();
    read_times();
    read_carrier();
    read_configuration();
    if (refusal_) return tl::unexpected<Refusal>(*refusal_);
    return record_;
  }

 private:
  // The text of a column; empty when the list or the line has none.
  [[nodiscard]] std::string_view text(Column column) const {
    const int index = at_[static_cast<std::size_t>(column)];
    if (index < 0 || static_cast<std::size_t>(index) >= fields_.size()) return {};
    return fields_[static_cast<std::size_t>(index)];
  }
  [[nodiscard]] bool has_column(Column column) const { return at_[static_cast<std::size_t>(column)] >= 0; }

  void refuse(std::string reason, std::string detail) {
    if (!refusal_) refusal_ = Refusal{std::move(reason), std::move(detail)};
  }

  // A whole number within [low, high]; refuses the row when it is there and is none.
  std::optional<std::int64_t> whole(Column column, std::string_view name, std::int64_t low,
                                    std::int64_t high) {
    const std::string_view written = text(column);
    if (written.empty()) return std::nullopt;
    const auto value = parse_whole(written);
    if (!value) {
      refuse("bad number",
             std::string(name) + " \"" + std::string(written.substr(0, 40)) + "\" is no whole number");
      return std::nullopt;
    }
    if (*value < low || *value > high) {
      refuse(std::string(name) + " out of range", std::string(name) + ' ' + std::to_string(*value) +
                                                      " is not within " + std::to_string(low) + " to " +
                                                      std::to_string(high));
      return std::nullopt;
    }
    return value;
  }

  std::optional<double> number(Column column, std::string_view name) {
    const std::string_view written = text(column);
    if (written.empty()) return std::nullopt;
    const auto value = parse_number(written);
    if (!value)
      refuse("bad number",
             std::string(name) + " \"" + std::string(written.substr(0, 40)) + "\" is no number");
    return value;
  }

  void read_radio() {
    const std::string_view written = text(Column::kRadio);
    if (written.empty()) {
      if (has_column(Column::kRadio)) refuse("missing value", "radio is empty");
      return;
    }
    record_.rat = rat_named(written);
    if (!record_.rat)
      refuse("unknown radio", "radio \"" + std::string(written.substr(0, 40)) + "\" is not known");
  }

  void read_network() {
    const auto mcc = whole(Column::kMcc, "mcc", 1, 999);
    const auto net = whole(Column::kNet, "net", 0, 999);
    if (!mcc || !net) return;
    const bool is_padded = text(Column::kNet).size() == 3 && text(Column::kNet).front() == '0';
    const bool is_long =
        *net > 99 || is_padded ||
        (text(Column::kNet).size() < 2 && has_three_digit_codes(static_cast<std::uint16_t>(*mcc))) ||
        (text(Column::kNet).size() == 2 && text(Column::kNet).front() != '0' &&
         has_three_digit_codes(static_cast<std::uint16_t>(*mcc)));
    record_.plmn = Plmn{.mcc = static_cast<std::uint16_t>(*mcc),
                        .mnc = static_cast<std::uint16_t>(*net),
                        .mnc_digits = static_cast<std::uint8_t>(is_long ? 3 : 2)};
  }

  void read_identity() {
    // 16 bits of LAC or TAC, 24 of an NR TAC; 36 bits of an NCI.
    if (const auto area = whole(Column::kArea, "area", -1, (1 << 24) - 1); area && *area >= 0) {
      record_.area = static_cast<std::uint32_t>(*area);
    }
    if (const auto cell = whole(Column::kCell, "cell", -1, (std::int64_t{1} << 36) - 1); cell && *cell >= 0) {
      record_.cell = static_cast<std::uint64_t>(*cell);
    }
  }

  void read_physical_id() {
    take_physical_id(Column::kUnit, 1);
    take_physical_id(Column::kPhysicalId, 0);
  }

  void take_physical_id(Column column, std::int64_t lowest) {
    const std::string_view written = text(column);
    if (written.empty()) return;
    const auto value = parse_whole(written);
    if (!value) {
      refuse("bad number", "unit \"" + std::string(written.substr(0, 40)) + "\" is no whole number");
    } else if (*value == -1 || *value < lowest) {
      return;  // the list's own way of saying unknown
    } else if (*value > highest_physical_id(record_.rat)) {
      ++blanked_["unit out of range"];
    } else {
      record_.physical_id = static_cast<std::uint16_t>(*value);
    }
  }

  void read_place() {
    const auto lon = number(Column::kLon, "lon");
    const auto lat = number(Column::kLat, "lat");
    if (lon.has_value() != lat.has_value()) refuse("missing value", "lon without lat, or lat without lon");
    if (lon && lat) take_position(*lon, *lat);
    if (const auto range = number(Column::kRange, "range"); range && *range > 0.0) {
      record_.range_m = *range;
    }
    if (const auto samples = whole(Column::kSamples, "samples", -1, INT64_MAX); samples && *samples > 0) {
      record_.samples = static_cast<std::uint32_t>(std::min<std::int64_t>(*samples, UINT32_MAX));
    }
  }

  void take_position(double lon, double lat) {
    if (std::abs(lat) > 90.0 && std::abs(lat) <= 180.0 && std::abs(lon) <= 90.0) {
      refuse("coordinates swapped", "latitude " + decimal(lat, 6) + " is not within +-90, longitude " +
                                        decimal(lon, 6) + " would be: swapped?");
    } else if (std::abs(lat) > 90.0 || std::abs(lon) > 180.0) {
      refuse("coordinates out of range",
             "position " + decimal(lat, 6) + ", " + decimal(lon, 6) + " is not on Earth");
    } else if (lat == 0.0 && lon == 0.0) {
      ++blanked_["position 0, 0"];
    } else {
      record_.position = GeoPoint{.latitude_deg = lat, .longitude_deg = lon, .accuracy_m = std::nullopt};
    }
  }

  std::optional<std::chrono::sys_seconds> seconds(Column column, std::string_view name) {
    constexpr std::int64_t kYear2200 = 7'258'118'400;
    const auto value = whole(column, name, -1, kYear2200);
    if (!value || *value <= 0) return std::nullopt;
    return std::chrono::sys_seconds(std::chrono::seconds(*value));
  }

  void read_times() {
    record_.first_listed = seconds(Column::kCreated, "created");
    record_.last_listed = seconds(Column::kUpdated, "updated");
  }

  void read_carrier() {
    const auto carrier = number(Column::kCarrier, "carrier_hz");
    if (carrier && (*carrier < 1e6 || *carrier > 1e11)) {
      refuse("carrier out of range",
             "carrier_hz " + decimal(*carrier, 0) + " is not within 1 MHz to 100 GHz");
      return;
    }
    record_.carrier_hz = carrier;
    const auto earfcn = whole(Column::kEarfcn, "earfcn", -1, 262143);
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
                                                format_mhz(*on_raster) + ", carrier_hz says " +
                                                format_mhz(*carrier));
    } else {
      record_.carrier_hz = on_raster;
    }
  }

  void read_configuration() {
    constexpr std::array<std::int64_t, 6> kBandwidths{6, 15, 25, 50, 75, 100};  // TS 36.101, table 5.6-1
    if (const auto blocks = whole(Column::kBandwidth, "bandwidth_rb", -1, 275); blocks && *blocks > 0) {
      const bool is_lte = !record_.rat || *record_.rat == Rat::kLte;
      if (is_lte && std::ranges::find(kBandwidths, *blocks) == kBandwidths.end()) {
        refuse("bandwidth_rb out of range",
               "bandwidth_rb " + std::to_string(*blocks) + " is none of 6 15 25 50 75 100");
      }
      record_.bandwidth_rb = static_cast<std::uint16_t>(*blocks);
    }
    if (const auto ports = whole(Column::kPorts, "ports", -1, 8); ports && *ports > 0) {
      record_.ports = static_cast<std::uint8_t>(*ports);
    }
    if (!(record_.plmn && record_.cell) && !record_.carrier_hz) {
      refuse("missing value", "neither mcc, net and cell nor a carrier");
    }
  }

  const std::vector<std::string>& fields_;
  const std::array<int, static_cast<std::size_t>(Column::kCount)>& at_;
  std::map<std::string, std::uint64_t>& blanked_;
  TowerRecord record_;
  std::optional<Refusal> refusal_;
};

class Reader {
 public:
  Reader(Source source, TowerList& list) : source_(std::move(source)), list_(list) { at_.fill(-1); }

  [[nodiscard]] Result<ReadReport> read(std::istream& in) {
    std::string line;
    for (LineRead got; (got = read_bounded_line(in, kMaxLineBytes, line)) != LineRead::kEnd;) {
      ++number_;
      if (number_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
      if (got == LineRead::kTooLong) {
        ++report_.lines;
        refuse({"line too long", "longer than " + std::to_string(kMaxLineBytes) + " bytes"});
      } else if (auto failed = take(line)) {
        return tl::unexpected<Error>(*failed);
      }
    }
    if (in.bad())
      return fail(ErrorCode::kFile, source_.name + ": reading failed after line " + std::to_string(number_));
    if (report_.records == 0) return nothing_usable();
    return report_;
  }

 private:
  std::optional<Error> take(const std::string& line) {
    if (trimmed(line).empty()) return std::nullopt;
    if (line.front() == '#') {
      if (!has_layout_) take_comment(line);
      return std::nullopt;
    }
    const auto fields = split_csv_line(line);
    if (!has_layout_ && fields) {
      has_layout_ = true;
      if (is_header(*fields)) return take_header(*fields);
      if (auto failed = take_headless(*fields)) return failed;
    }
    ++report_.lines;
    if (!fields) {
      refuse({"open quote", "a quote is not closed"});
      return std::nullopt;
    }
    return take_row(*fields);
  }

  void take_comment(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return;
    const std::string_view key = trimmed(line.substr(1, colon - 1));
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (key == "source" && !value.empty()) stated_name_ = value;
    if (key == "trust") {
      if (const auto trust = parse_trust(value)) {
        source_.trust = *trust;
      } else {
        ++report_.blanked["trust is none of crowd, survey, regulator, operator"];
      }
    }
    if (key == "date") {
      if (const auto date = parse_date(value)) {
        source_.date = date;
      } else {
        ++report_.blanked["date is not YYYY-MM-DD"];
      }
    }
  }

  // A header has names we know and no numbers in their place.
  static bool is_header(const std::vector<std::string>& fields) {
    return std::ranges::count_if(
               fields, [](const std::string& field) { return column_named(field).has_value(); }) >= 2;
  }

  std::optional<Error> take_header(const std::vector<std::string>& fields) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const auto column = column_named(fields[i]);
      if (!column) {
        if (!fields[i].empty() && report_.ignored_columns.size() < 64)
          report_.ignored_columns.push_back(fields[i]);
      } else if (int& place = at_[static_cast<std::size_t>(*column)]; place < 0) {
        place = static_cast<int>(i);
      }
    }
    const auto has = [this](Column column) { return at_[static_cast<std::size_t>(column)] >= 0; };
    const bool has_identity = has(Column::kMcc) && has(Column::kNet) && has(Column::kCell);
    const bool has_carrier = has(Column::kCarrier) || has(Column::kEarfcn);
    if (has_identity || has_carrier) return std::nullopt;
    return Error{ErrorCode::kFormat, source_.name +
                                         ": the header names neither mcc, net and cell nor carrier_hz or "
                                         "earfcn; is this a list of towers?"};
  }

  std::optional<Error> take_headless(const std::vector<std::string>& fields) {
    if (fields.size() < kOpenCellIdOrder.size()) {
      return Error{ErrorCode::kFormat,
                   source_.name + ": line " + std::to_string(number_) +
                       " is no header, and lists without one have OpenCelliD's 14 columns, this has " +
                       std::to_string(fields.size())};
    }
    for (std::size_t i = 0; i < kOpenCellIdOrder.size(); ++i) {
      at_[static_cast<std::size_t>(kOpenCellIdOrder[i])] = static_cast<int>(i);
    }
    return std::nullopt;
  }

  std::optional<Error> take_row(const std::vector<std::string>& fields) {
    const auto places = required_places();
    if (static_cast<int>(fields.size()) <= *std::ranges::max_element(places)) {
      refuse({"missing column", "only " + std::to_string(fields.size()) + " columns"});
      return std::nullopt;
    }
    auto record = Row(fields, at_, report_.blanked).read();
    if (!record) {
      refuse(record.error());
      return std::nullopt;
    }
    if (report_.records == 0) {
      if (!stated_name_.empty()) source_.name = stated_name_;
      index_ = list_.add_source(source_);
    }
    if (list_.records().size() >= kMaxRecords) {
      return Error{ErrorCode::kFormat, source_.name + ": more than " + std::to_string(kMaxRecords) +
                                           " rows; cut the list down to the country or region you need"};
    }
    record->source = index_;
    report_.without_carrier += record->carrier_hz ? 0U : 1U;
    report_.without_physical_id += record->physical_id ? 0U : 1U;
    list_.add(*std::move(record));
    ++report_.records;
    return std::nullopt;
  }

  // The places of the columns without which a row says nothing.
  [[nodiscard]] std::array<int, 4> required_places() const {
    return {at_[static_cast<std::size_t>(Column::kMcc)], at_[static_cast<std::size_t>(Column::kNet)],
            at_[static_cast<std::size_t>(Column::kCell)], at_[static_cast<std::size_t>(Column::kCarrier)]};
  }

  void refuse(const Refusal& refusal) {
    ++report_.refused[refusal.reason];
    if (report_.examples.size() < kMaxExamples) {
      report_.examples.push_back("line " + std::to_string(number_) + ": " + refusal.detail);
    }
  }

  Result<ReadReport> nothing_usable() const {
    if (report_.lines == 0)
      return fail(ErrorCode::kFormat, source_.name + ": no rows; is this a list of towers?");
    const std::string first =
        report_.examples.empty() ? std::string() : " (" + report_.examples.front() + ")";
    return fail(ErrorCode::kFormat,
                source_.name + ": none of " + std::to_string(report_.lines) + " rows could be used" + first);
  }

  Source source_;
  TowerList& list_;
  ReadReport report_;
  std::array<int, static_cast<std::size_t>(Column::kCount)> at_{};
  std::string stated_name_;
  std::uint64_t number_{};
  std::uint32_t index_{};
  bool has_layout_ = false;
};

}  // namespace

Result<ReadReport> read_csv(std::istream& in, Source source, TowerList& list) {
  return Reader(std::move(source), list).read(in);
}

}  // namespace cellwarden::towers
