#include "detector/towers/lists/geojson.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "detector/harmless_text.hpp"
#include "detector/towers/lists/csv_fields.hpp"
#include "detector/towers/lists/feature_scanner.hpp"
#include "detector/towers/lists/list_row.hpp"

namespace cellwarden::towers {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLongestValue = 256;
constexpr std::size_t kMostIgnored = 32;
constexpr std::size_t kLongestName = 40;

/// Takes of one feature what a record can hold, as it is parsed.
class FeatureTexts final : public nlohmann::json_sax<Json> {
 public:
  explicit FeatureTexts(std::vector<std::string>& ignored) : ignored_(ignored) {}

  bool null() override { return true; }  // of a feature without geometry
  bool boolean(bool value) override { return scalar(value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override { return number(std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return number(std::to_string(value)); }
  bool number_float(number_float_t, const string_t& written) override { return number(written); }
  bool string(string_t& value) override { return scalar(value); }
  bool binary(binary_t&) override { return false; }

  bool start_object(std::size_t) override {
    if (depth_ == 1) {
      section_ = key_ == "geometry"     ? Section::kGeometry
                 : key_ == "properties" ? Section::kProperties
                                        : Section::kOther;
      if (section_ == Section::kGeometry) has_geometry = true;
    }
    ++depth_;
    return true;
  }
  bool key(string_t& name) override {
    if (depth_ <= 2) key_ = name;
    return true;
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override {
    if (depth_ == 1) section_ = Section::kOther;
    is_in_coordinates_ = depth_ == 2 && section_ == Section::kGeometry && key_ == "coordinates";
    ++depth_;
    return true;
  }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

  std::string type;
  bool has_geometry = false;
  std::string geometry_type;
  std::vector<std::string> coordinates;              // longitude, latitude
  std::array<std::string, kListColumns> properties;  // by column

 private:
  enum class Section : std::uint8_t { kOther, kGeometry, kProperties };

  bool close() {
    --depth_;
    if (depth_ <= 2) is_in_coordinates_ = false;
    if (depth_ == 1) section_ = Section::kOther;
    return true;
  }

  bool number(const std::string& written) {
    if (is_in_coordinates_ && depth_ == 3) {
      if (coordinates.size() < 2) coordinates.push_back(written);
      return true;
    }
    return scalar(written);
  }

  bool scalar(std::string_view value) {
    if (depth_ == 1 && key_ == "type") type = value.substr(0, kLongestName);
    if (depth_ != 2) return true;
    if (section_ == Section::kGeometry && key_ == "type") geometry_type = value.substr(0, kLongestName);
    if (section_ == Section::kProperties) property(value);
    return true;
  }

  void property(std::string_view value) {
    if (const auto column = list_column_named(key_)) {
      const auto text = trimmed(value).substr(0, kLongestValue);
      if (!text.empty()) properties[static_cast<std::size_t>(*column)] = text;
    } else if (ignored_.size() < kMostIgnored) {
      const std::string name = harmless(std::string_view(key_).substr(0, kLongestName));
      if (std::ranges::find(ignored_, name) == ignored_.end()) ignored_.push_back(name);
    }
  }

  std::vector<std::string>& ignored_;
  std::size_t depth_{};
  std::string key_;  // of the feature itself, or of geometry and properties
  Section section_ = Section::kOther;
  bool is_in_coordinates_ = false;
};

class GeoJsonReader final : public ListReader {
 public:
  GeoJsonReader(std::string name, RecordSink& sink) : name_(std::move(name)), sink_(sink) {}

  Result<void> read(std::string_view octets) override {
    scanner_.feed(octets, [this](const ScannedFeature& feature) { take(feature); });
    if (scanner_.begins_otherwise()) return no_geojson();
    return {};
  }

  Result<void> finish() override {
    scanner_.finish([this](const ScannedFeature& feature) { take(feature); });
    account().blanked = row_.blanked();
    if (scanner_.begins_otherwise()) return no_geojson();
    if (scanner_.is_empty()) return fail(ErrorCode::kFormat, name_ + ": is empty: no GeoJSON");
    if (account().records == 0) {
      return fail(ErrorCode::kFormat,
                  name_ + ": none of its " + std::to_string(account().lines) + " features gave a record" +
                      (account().examples.empty() ? "" : "; " + account().examples.front()));
    }
    return {};
  }

 private:
  [[nodiscard]] Result<void> no_geojson() const {
    return fail(ErrorCode::kFormat, name_ + ": does not begin with \"{\": no GeoJSON");
  }

  void refuse(std::uint64_t line, std::string_view reason, std::string_view detail) {
    ++account().refused[std::string(reason)];
    if (account().examples.size() < kMaxExamples) {
      account().examples.push_back("line " + std::to_string(line) + ", feature " +
                                   std::to_string(account().lines) + ": " + std::string(detail));
    }
  }

  void take(const ScannedFeature& feature) {
    if (scanner_.begins_otherwise()) return;
    ++account().lines;
    switch (feature.kind) {
      case ScannedFeature::Kind::kObject:
        return take_object(feature);
      case ScannedFeature::Kind::kTooLong:
        return refuse(feature.line, "feature too long",
                      "has more than " + std::to_string(kMaxFeature_bytes) + " octets");
      case ScannedFeature::Kind::kTooDeep:
        return refuse(feature.line, "nested too deeply",
                      "has more than " + std::to_string(kMaxFeatureDepth) + " levels");
      case ScannedFeature::Kind::kNoObject:
        return refuse(feature.line, "no feature", "something that is no object stands here");
      case ScannedFeature::Kind::kCutOff:
        return refuse(feature.line, "cut off", "does not end: a broken line, or the list is cut off");
    }
  }

  void take_object(const ScannedFeature& feature) {
    FeatureTexts texts(account().ignored_columns);
    if (!Json::sax_parse(feature.text.begin(), feature.text.end(), &texts)) {
      return refuse(feature.line, "no JSON", "is no JSON");
    }
    if (texts.type != "Feature") {
      return refuse(feature.line, "no feature", "has no \"type\": \"Feature\"");
    }
    if (texts.has_geometry) {
      if (texts.geometry_type != "Point") {
        return refuse(feature.line, "geometry is no Point", "its geometry is no Point");
      }
      if (texts.coordinates.size() < 2) {
        return refuse(feature.line, "bad geometry", "its coordinates are not longitude and latitude");
      }
      // What the geometry says is what GeoJSON means; a property of that name may be anything.
      texts.properties[static_cast<std::size_t>(ListColumn::kLon)] = texts.coordinates[0];
      texts.properties[static_cast<std::size_t>(ListColumn::kLat)] = texts.coordinates[1];
    }
    ListRowText row;
    for (std::size_t i = 0; i < kListColumns; ++i) row.set(static_cast<ListColumn>(i), texts.properties[i]);
    if (const auto refusal = row_.read(row)) return refuse(feature.line, refusal->reason, refusal->detail);
    give(row_.record());
  }

  void give(const TowerRecord& record) {
    ++account().records;
    if (!record.carrier_hz) ++account().without_carrier;
    if (!record.physical_id) ++account().without_physical_id;
    if (!record.position) ++account().without_position;
    sink_.take(record);
  }

  std::string name_;
  RecordSink& sink_;
  FeatureScanner scanner_;
  ListRow row_;
};

}  // namespace

std::unique_ptr<ListReader> read_geojson(std::string name, RecordSink& sink) {
  return std::make_unique<GeoJsonReader>(std::move(name), sink);
}

}  // namespace cellwarden::towers
