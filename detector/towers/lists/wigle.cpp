#include "detector/towers/lists/wigle.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "detector/decimal.hpp"
#include "detector/towers/lists/carrier_of_channel.hpp"
#include "detector/towers/lists/csv_fields.hpp"
#include "detector/towers/lists/lines_of_pieces.hpp"
#include "detector/towers/lists/list_dates.hpp"
#include "detector/towers/tower_csv.hpp"

namespace cellwarden::towers {
namespace {

constexpr std::string_view kSignature = "WigleWifi-";
constexpr std::array<std::string_view, 3> kVersions{"1.4", "1.5", "1.6"};
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

enum class Column : std::uint8_t {
  kKey,
  kFirstSeen,
  kChannel,
  kFrequency,
  kLevel,
  kLatitude,
  kLongitude,
  kAccuracy,
  kType,
  kCount
};
constexpr auto kColumns = static_cast<std::size_t>(Column::kCount);
struct ColumnName {
  std::string_view name;
  Column column;
  bool is_needed;
};
constexpr std::array kColumnNames = std::to_array<ColumnName>({{"mac", Column::kKey, true},
                                                               {"firstseen", Column::kFirstSeen, true},
                                                               {"channel", Column::kChannel, false},
                                                               {"frequency", Column::kFrequency, false},
                                                               {"rssi", Column::kLevel, false},
                                                               {"currentlatitude", Column::kLatitude, true},
                                                               {"currentlongitude", Column::kLongitude, true},
                                                               {"accuracymeters", Column::kAccuracy, false},
                                                               {"type", Column::kType, true}});

struct TypeName {
  std::string_view name;
  std::optional<Rat> rat;
  std::string_view refusal;  // where there is no rat
};
constexpr std::array kTypes = std::to_array<TypeName>({{"GSM", Rat::kGsm, {}},
                                                       {"WCDMA", Rat::kUmts, {}},
                                                       {"LTE", Rat::kLte, {}},
                                                       {"NR", Rat::kNr, {}},
                                                       {"CDMA", {}, "radio that is not followed (CDMA)"},
                                                       {"WIFI", {}, "no cell (Wi-Fi)"},
                                                       {"BT", {}, "no cell (Bluetooth)"},
                                                       {"BLE", {}, "no cell (Bluetooth)"},
                                                       {"NFC", {}, "no cell (NFC)"}});

bool equal_ignoring_case(std::string_view text, std::string_view lower) {
  return std::ranges::equal(
      text, lower, {}, [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
}

template <class Number>
std::optional<Number> whole(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// 5 or 6 digits: 26201, 310410.
std::optional<Plmn> plmn_of(std::string_view digits) {
  if (digits.size() != 5 && digits.size() != 6) return std::nullopt;
  const auto mcc = whole<std::uint16_t>(digits.substr(0, 3));
  const auto mnc = whole<std::uint16_t>(digits.substr(3));
  if (!mcc || *mcc == 0 || !mnc) return std::nullopt;
  return Plmn{.mcc = *mcc, .mnc = *mnc, .mnc_digits = static_cast<std::uint8_t>(digits.size() - 3)};
}

// What lists write where there is no area: TS 23.003 reserves 0 and 65534; 65535, or the highest of 24 bits,
// is how telephones say that they do not know.
bool is_filler(std::uint32_t area, Rat rat) {
  if (area == 0 || area == 0xFFFE || area == 0xFFFF) return rat != Rat::kNr || area == 0;
  return rat == Rat::kNr && area >= 0xFF'FFFE;
}

class WigleReader final : public ListReader {
 public:
  WigleReader(std::string name, RecordSink& sink, std::size_t most_cells)
      : name_(std::move(name)), sink_(sink), most_cells_(most_cells), sightings_(most_cells) {}

  Result<void> read(std::string_view octets) override {
    if (!error_) {
      lines_.add(octets, [this](std::string_view line, bool is_too_long) { return take(line, is_too_long); });
    }
    if (error_) return tl::unexpected<Error>(*error_);
    return {};
  }

  Result<void> finish() override {
    if (!error_) {
      lines_.finish([this](std::string_view line, bool is_too_long) { return take(line, is_too_long); });
    }
    if (!error_ && !has_signature_) refuse_file("is empty: no WiGLE CSV");
    if (!error_ && sightings_.cells() == 0) {
      refuse_file("none of its " + std::to_string(account().lines) + " rows is the sighting of a cell");
    }
    if (error_) return tl::unexpected<Error>(*error_);
    Counting counting(sink_, account());
    sightings_.give(counting);
    return {};
  }

 private:
  class Counting final : public RecordSink {
   public:
    Counting(RecordSink& sink, ReadReport& report) : sink_(sink), report_(report) {}
    void take(const TowerRecord& record) override {
      ++report_.records;
      if (!record.carrier_hz) ++report_.without_carrier;
      if (!record.physical_id) ++report_.without_physical_id;
      if (!record.position) ++report_.without_position;
      sink_.take(record);
    }

   private:
    RecordSink& sink_;
    ReadReport& report_;
  };

  void refuse_file(std::string what) { error_ = Error{ErrorCode::kFormat, name_ + ": " + std::move(what)}; }

  bool take(std::string_view text, bool is_too_long) {
    ++number_;
    if (number_ == 1 && text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    if (text.starts_with(kSignature) || !has_signature_) {
      take_signature(text);
    } else if (!has_columns_) {
      take_columns(text);
    } else if (is_too_long) {
      ++account().lines;
      refuse("line too long", "has more than " + std::to_string(kMaxLineBytes) + " octets");
    } else if (!trimmed(text).empty()) {
      ++account().lines;
      take_row(text);
    }
    return !error_;
  }

  void take_signature(std::string_view text) {
    if (!text.starts_with(kSignature)) {
      return refuse_file("line " + std::to_string(number_) +
                         ": does not begin with \"WigleWifi-\": no WiGLE CSV");
    }
    text.remove_prefix(kSignature.size());
    const std::string_view version = trimmed(text.substr(0, text.find(',')));
    if (std::ranges::find(kVersions, version) == kVersions.end()) {
      return refuse_file("line " + std::to_string(number_) +
                         ": a version of WiGLE CSV that is not known; known: 1.4, 1.5, 1.6");
    }
    has_signature_ = true;
    has_columns_ = false;
  }

  void take_columns(std::string_view text) {
    at_.fill(kAbsent);
    const bool is_whole = fields_.split(text);
    for (std::size_t i = 0; is_whole && i < fields_.size(); ++i) {
      for (const ColumnName& known : kColumnNames) {
        if (equal_ignoring_case(fields_[i], known.name)) at_[static_cast<std::size_t>(known.column)] = i;
      }
    }
    for (const ColumnName& known : kColumnNames) {
      if (known.is_needed && at_[static_cast<std::size_t>(known.column)] == kAbsent) {
        return refuse_file("line " + std::to_string(number_) + ": has no column \"" +
                           std::string(known.name) +
                           "\"; a WiGLE CSV names its columns there: MAC, FirstSeen, CurrentLatitude, ...");
      }
    }
    has_columns_ = true;
  }

  // An example names the line and the fault and quotes nothing: the row may be of somebody's device.
  void refuse(std::string_view reason, std::string_view fault) {
    ++account().refused[std::string(reason)];
    if (account().examples.size() < kMaxExamples) {
      account().examples.push_back("line " + std::to_string(number_) + ": " + std::string(fault));
    }
  }

  void blank(std::string_view what) { ++account().blanked[std::string(what)]; }

  [[nodiscard]] std::string_view text(Column column) const {
    const std::size_t index = at_[static_cast<std::size_t>(column)];
    return index < fields_.size() ? fields_[index] : std::string_view();
  }

  void take_row(std::string_view line) {
    if (!fields_.split(line)) return refuse("open quote", "a quote is not closed");
    const std::string_view type = text(Column::kType);
    if (type.empty()) return refuse("missing value", "has no type: cut off?");
    const auto known = std::ranges::find(kTypes, type, &TypeName::name);
    if (known == kTypes.end()) {
      ++account().refused["no cell (other)"];
    } else if (!known->rat) {
      ++account().refused[std::string(known->refusal)];
    } else {
      take_cell(*known->rat);
    }
  }

  void take_cell(Rat rat) {
    Sighting sighting;
    if (!take_key(text(Column::kKey), rat, sighting)) return;
    if (!take_place(sighting)) return;
    sighting.time = parse_moment(text(Column::kFirstSeen), "%Y-%m-%d %H:%M:%S");
    if (!sighting.time) return refuse("bad date", "FirstSeen is no time such as 2018-08-01 13:08:27");
    if (sighting.time->time_since_epoch().count() <= 0) sighting.time.reset();  // the telephone had no clock
    const auto level = parse_number(text(Column::kLevel));
    if (level && *level < 0.0) sighting.level_dbm = level;
    take_channel(sighting);
    if (!sightings_.add(sighting)) {
      return refuse_file("line " + std::to_string(number_) + ": has more than " +
                         std::to_string(most_cells_) +
                         " cells; divide it and import the parts as sources of their own");
    }
    ++account().combined;
  }

  // MCCMNC_LAC_CID
  bool take_key(std::string_view key, Rat rat, Sighting& sighting) {
    const auto first = key.find('_');
    const auto second = first == std::string_view::npos ? first : key.find('_', first + 1);
    const auto plmn = second == std::string_view::npos ? std::nullopt : plmn_of(key.substr(0, first));
    const auto area = plmn ? whole<std::uint32_t>(key.substr(first + 1, second - first - 1)) : std::nullopt;
    const auto cell = plmn ? whole<std::uint64_t>(key.substr(second + 1)) : std::nullopt;
    if (!plmn || !area || !cell) {
      refuse("bad key", "the key of a cell is not MCCMNC_LAC_CID with numbers that fit");
      return false;
    }
    const std::uint32_t highest_area = rat == Rat::kNr ? 0xFF'FFFF : 0xFFFF;
    // Telephones give 2147483647 for what they do not know, or as many bits as there are.
    if (*cell > highest_cell(rat) || (rat != Rat::kGsm && *cell == highest_cell(rat))) {
      refuse("cell out of range", "the cell identity has too many bits for its radio, or is a filler");
      return false;
    }
    sighting.cell = {rat, *plmn, area, *cell};
    if (*area > highest_area || is_filler(*area, rat)) {
      if (rat == Rat::kGsm) {
        refuse("no area", "a GSM cell is named by its area too, which is missing or a filler");
        return false;
      }
      sighting.cell.area.reset();
      blank("area that is none");
    }
    return true;
  }

  bool take_place(Sighting& sighting) {
    const auto latitude = parse_number(text(Column::kLatitude));
    const auto longitude = parse_number(text(Column::kLongitude));
    if (!latitude || !longitude) {
      refuse("bad number", "CurrentLatitude or CurrentLongitude is no number");
      return false;
    }
    if (std::abs(*latitude) > 90.0 || std::abs(*longitude) > 180.0) {
      refuse("coordinates out of range", "the position is not on Earth");
      return false;
    }
    if (*latitude == 0.0 && *longitude == 0.0) {
      blank("position 0, 0");
      return true;
    }
    sighting.at = GeoPoint{*latitude, *longitude, std::nullopt};
    constexpr double kWorstAccuracy_m = 1e6;
    const auto accuracy = parse_number(text(Column::kAccuracy));
    if (accuracy && *accuracy > 0.0) sighting.at->accuracy_m = std::min(*accuracy, kWorstAccuracy_m);
    return true;
  }

  void take_channel(Sighting& sighting) {
    std::string_view written = text(Column::kFrequency);
    if (written.empty()) written = text(Column::kChannel);
    const auto channel = whole<std::uint64_t>(written);
    if (!channel || *channel == 0) return;  // telephones write 0 for unknown
    sighting.carrier_hz = downlink_hz(sighting.cell.rat, *channel, sighting.cell.plmn.mcc);
    if (!sighting.carrier_hz) blank("channel number without a carrier");
  }

  static constexpr std::size_t kAbsent = SIZE_MAX;

  std::string name_;
  RecordSink& sink_;
  std::size_t most_cells_;
  Sightings sightings_;
  LinesOfPieces lines_{kMaxLineBytes};
  CsvFields fields_;
  std::uint64_t number_{};
  std::optional<Error> error_;
  bool has_signature_ = false;
  bool has_columns_ = false;
  std::array<std::size_t, kColumns> at_{};
};

}  // namespace

std::unique_ptr<ListReader> read_wigle(std::string name, RecordSink& sink, std::size_t most_cells) {
  return std::make_unique<WigleReader>(std::move(name), sink, most_cells);
}

}  // namespace cellwarden::towers
