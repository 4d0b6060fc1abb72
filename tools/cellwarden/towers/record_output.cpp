#include "tools/cellwarden/towers/record_output.hpp"
#include "detector/records/json_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>
#include <utility>

#include "cell/calendar_date.hpp"
#include "detector/decimal.hpp"
#include "detector/records/rfc3339.hpp"
#include "tools/cellwarden/output/text_layout.hpp"
#include "tools/cellwarden/output/writer.hpp"
#include "tools/cellwarden/set_up.hpp"
#include "tools/cellwarden/towers/tower_json.hpp"

namespace cellwarden::tools {
namespace {

using nlohmann::ordered_json;
using towers::Source;
using towers::TowerRecord;

constexpr int kPlaces = 6;  // of degrees

std::string time_text(std::chrono::sys_seconds time) {
  return records::format_rfc3339(time);
}

std::string degrees(double value) {
  return decimal(value, kPlaces);
}

// What one record says, by our names.
ordered_json fields_of(const TowerRecord& record, const Source& source, std::optional<double> distance_m) {
  ordered_json json;
  const auto put = [&json](const char* key, const auto& value) {
    if (value) json[key] = *value;
  };
  json["source"] = source.name;
  json["trust"] = towers::to_string(source.trust);
  if (source.date) json["source_date"] = date_text(*source.date);
  if (!source.licence.empty()) json["licence"] = source.licence;
  if (!source.attribution.empty()) json["attribution"] = source.attribution;
  if (record.rat) json["rat"] = to_string(*record.rat);
  if (record.plmn) json["plmn"] = to_string(*record.plmn);
  put("area", record.area);
  put("cell", record.cell);
  if (record.cell && record.rat == Rat::kLte) {
    json["enb"] = *record.cell / towers::kSectorsOfEnb;
    json["sector"] = *record.cell % towers::kSectorsOfEnb;
  }
  if (record.cell && record.rat == Rat::kUmts) json["rnc"] = *record.cell / towers::kCellsOfRnc;
  put("physical_id", record.physical_id);
  put("carrier_hz", record.carrier_hz);
  put("bandwidth_rb", record.bandwidth_rb);
  put("ports", record.ports);
  if (record.position) {
    json["position"] = {{"latitude_deg", record.position->latitude_deg},
                        {"longitude_deg", record.position->longitude_deg}};
    if (record.position->accuracy_m) json["position"]["accuracy_m"] = *record.position->accuracy_m;
  }
  put("range_m", record.range_m);
  if (record.samples > 0) json["samples"] = record.samples;
  if (record.first_listed) json["first_listed"] = time_text(*record.first_listed);
  if (record.last_listed) json["last_listed"] = time_text(*record.last_listed);
  if (record.valid_from) json["valid_from"] = date_text(*record.valid_from);
  if (record.valid_to) json["valid_to"] = date_text(*record.valid_to);
  put("azimuth_deg", record.azimuth_deg);
  put("eirp_dbm", record.eirp_dbm);
  if (!record.label.empty()) json["label"] = record.label;
  if (distance_m) json["distance_m"] = std::round(*distance_m);
  return json;
}

class JsonOutput final : public RecordOutput {
 public:
  explicit JsonOutput(std::function<void(const std::string&)> write) : write_(std::move(write)) {}
  void add(const TowerRecord& record, const Source& source, std::optional<double> distance_m) override {
    ordered_json line{{"schema", records::kSchemaVersion}, {"type", "tower"}};
    line.update(fields_of(record, source, distance_m));
    write_(text_of_json(line) + "\n");
  }
  void finish() override {}

 private:
  std::function<void(const std::string&)> write_;
};

class GeoJsonOutput final : public RecordOutput {
 public:
  explicit GeoJsonOutput(std::function<void(const std::string&)> write) : write_(std::move(write)) {
    write_("{\"type\":\"FeatureCollection\",\"features\":[");
  }
  void add(const TowerRecord& record, const Source& source, std::optional<double> distance_m) override {
    ordered_json feature{{"type", "Feature"}, {"geometry", nullptr}};
    if (record.position) {
      feature["geometry"] = {
          {"type", "Point"},
          {"coordinates", {record.position->longitude_deg, record.position->latitude_deg}}};
    }
    ordered_json properties = fields_of(record, source, distance_m);
    properties.erase("position");
    if (record.plmn) {
      properties["mcc"] = record.plmn->mcc;
      properties["net"] = to_string(*record.plmn).substr(4);
    }
    feature["properties"] = std::move(properties);
    const std::string text = text_of_json(feature);
    write_((has_any_ ? ",\n" : "\n") + text);
    has_any_ = true;
  }
  void finish() override { write_("\n]}\n"); }

 private:
  std::function<void(const std::string&)> write_;
  bool has_any_ = false;
};

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

// As import reads it. Of several sources the last columns say which.
class CsvOutput final : public RecordOutput {
 public:
  CsvOutput(std::function<void(const std::string&)> write, const std::vector<Source>& sources)
      : write_(std::move(write)) {
    if (sources.size() == 1) {
      const Source& source = sources.front();
      comment("source", source.name);
      comment("trust", towers::to_string(source.trust));
      if (source.date) comment("date", date_text(*source.date));
      comment("licence", source.licence);
      comment("attribution", source.attribution);
    }
    write_(
        "radio,mcc,net,area,cell,physical_id,lon,lat,range,samples,first_listed,last_listed,accuracy_m,"
        "carrier_hz,"
        "bandwidth_rb,ports,valid_from,valid_to,azimuth_deg,eirp_dbm,label,source,trust,licence,"
        "attribution\n");
  }
  void add(const TowerRecord& record, const Source& source, std::optional<double> /*distance_m*/) override {
    std::string line;
    const auto put = [&line](const std::string& text) { line += csv_field(text) + ","; };
    const auto number = [&put](const auto& value) { put(value ? fmt::format("{}", *value) : std::string()); };
    put(record.rat ? std::string(to_string(*record.rat)) : std::string());
    put(record.plmn ? fmt::format("{:03}", record.plmn->mcc) : std::string());
    put(record.plmn ? to_string(*record.plmn).substr(4) : std::string());
    number(record.area);
    number(record.cell);
    number(record.physical_id);
    put(record.position ? degrees(record.position->longitude_deg) : std::string());
    put(record.position ? degrees(record.position->latitude_deg) : std::string());
    put(record.range_m ? decimal(*record.range_m, 0) : std::string());
    put(record.samples > 0 ? std::to_string(record.samples) : std::string());
    put(record.first_listed ? std::to_string(record.first_listed->time_since_epoch().count())
                            : std::string());
    put(record.last_listed ? std::to_string(record.last_listed->time_since_epoch().count()) : std::string());
    const bool has_accuracy = record.position && record.position->accuracy_m;
    put(has_accuracy ? decimal(*record.position->accuracy_m, 0) : std::string());
    put(record.carrier_hz ? decimal(*record.carrier_hz, 0) : std::string());
    number(record.bandwidth_rb);
    number(record.ports);
    put(record.valid_from ? date_text(*record.valid_from) : std::string());
    put(record.valid_to ? date_text(*record.valid_to) : std::string());
    number(record.azimuth_deg);
    put(record.eirp_dbm ? decimal(*record.eirp_dbm, 1) : std::string());
    put(record.label);
    put(source.name);
    put(std::string(towers::to_string(source.trust)));
    put(source.licence);
    line += csv_field(source.attribution) + "\n";
    write_(line);
  }
  void finish() override {}

 private:
  void comment(std::string_view key, std::string_view value) {
    if (!value.empty()) write_(fmt::format("# {}: {}\n", key, value));
  }
  std::function<void(const std::string&)> write_;
};

// A block for each record: what it says, then whose word that is.
class TextOutput final : public RecordOutput {
 public:
  TextOutput(std::function<void(const std::string&)> write, const std::vector<Source>& sources)
      : write_(std::move(write)), sources_(sources) {}

  void add(const TowerRecord& record, const Source& source, std::optional<double> distance_m) override {
    named_.insert(source.name);
    write_(paragraph("", identity(record)));
    write_(paragraph("    ", details(record, distance_m)));
    write_(paragraph("    ", word(record, source)));
    ++count_;
  }

  void finish() override {
    if (count_ == 0) return write_("Nothing is listed.\n");
    for (const Source& source : sources_) {
      if (!named_.contains(source.name) || (source.licence.empty() && source.attribution.empty())) continue;
      write_(paragraph("",
                       printable(fmt::format("{}: {}{}{}", source.name, source.attribution,
                                             source.licence.empty() || source.attribution.empty() ? "" : ", ",
                                             source.licence))));
    }
  }

 private:
  static std::string identity(const TowerRecord& record) {
    std::string text = record.rat ? std::string(to_string(*record.rat)) : std::string("any radio");
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    if (!record.rat) text = "radio not said";
    if (record.plmn) text += " " + to_string(*record.plmn);
    const bool is_gsm_like = record.rat == Rat::kGsm || record.rat == Rat::kUmts;
    if (record.area) text += fmt::format(" {} {}", is_gsm_like ? "LAC" : "TAC", *record.area);
    if (record.cell) text += fmt::format(" cell {}", *record.cell);
    if (record.cell && record.rat == Rat::kLte)
      text += fmt::format(" (eNB {}, sector {})", *record.cell / towers::kSectorsOfEnb,
                          *record.cell % towers::kSectorsOfEnb);
    if (record.cell && record.rat == Rat::kUmts)
      text += fmt::format(" (RNC {}, CI {})", *record.cell / towers::kCellsOfRnc,
                          *record.cell % towers::kCellsOfRnc);
    if (!record.label.empty()) text += " \"" + printable(record.label) + "\"";
    return text;
  }

  static std::string details(const TowerRecord& record, std::optional<double> distance_m) {
    std::vector<std::string> parts;
    if (distance_m) parts.push_back(format_distance(*distance_m) + " away");
    if (record.position) {
      parts.push_back(degrees(record.position->latitude_deg) + "," + degrees(record.position->longitude_deg));
      if (record.position->accuracy_m)
        parts.push_back(fmt::format("+-{:.0f} m", *record.position->accuracy_m));
    } else {
      parts.emplace_back("place not said");
    }
    if (record.range_m) parts.push_back("heard within " + format_distance(*record.range_m));
    if (record.physical_id) parts.push_back(fmt::format("{} {}", physical_name(record), *record.physical_id));
    if (record.carrier_hz) parts.push_back(format_mhz(*record.carrier_hz));
    if (record.bandwidth_rb) parts.push_back(fmt::format("{} resource blocks", *record.bandwidth_rb));
    if (record.ports) parts.push_back(fmt::format("{} ports", *record.ports));
    if (record.azimuth_deg) parts.push_back(fmt::format("azimuth {} degrees", *record.azimuth_deg));
    if (record.eirp_dbm) parts.push_back(fmt::format("{:.1f} dBm EIRP", *record.eirp_dbm));
    return fmt::format("{}", fmt::join(parts, ", "));
  }

  static std::string_view physical_name(const TowerRecord& record) {
    if (record.rat == Rat::kGsm) return "BSIC";
    return record.rat == Rat::kUmts ? "PSC" : "PCI";
  }

  static std::string word(const TowerRecord& record, const Source& source) {
    std::string text = fmt::format("by {} ({}", printable(source.name), towers::to_string(source.trust));
    if (source.date) text += " of " + date_text(*source.date);
    text += ")";
    if (record.samples > 0) text += fmt::format(", {} reports", record.samples);
    if (record.first_listed) text += ", first " + time_text(*record.first_listed).substr(0, 10);
    if (record.last_listed) text += ", last " + time_text(*record.last_listed).substr(0, 10);
    if (record.valid_from) text += ", valid from " + date_text(*record.valid_from);
    if (record.valid_to) text += ", valid to " + date_text(*record.valid_to);
    return text;
  }

  std::function<void(const std::string&)> write_;
  const std::vector<Source>& sources_;
  std::set<std::string> named_;
  std::uint64_t count_ = 0;
};

}  // namespace

std::unique_ptr<RecordOutput> make_record_output(OutputFormat format,
                                                 std::function<void(const std::string&)> write,
                                                 const std::vector<Source>& sources) {
  switch (format) {
    case OutputFormat::kJson:
      return std::make_unique<JsonOutput>(std::move(write));
    case OutputFormat::kCsv:
      return std::make_unique<CsvOutput>(std::move(write), sources);
    case OutputFormat::kGeoJson:
      return std::make_unique<GeoJsonOutput>(std::move(write));
    case OutputFormat::kText:
    case OutputFormat::kPcap:
      break;
  }
  return std::make_unique<TextOutput>(std::move(write), sources);
}

ExitCode write_records(
    const Invocation& asked, const towers::KnownTowers& towers,
    const std::function<void(const std::function<bool(const TowerRecord&, std::optional<double>)>&)>& each,
    const std::function<std::string(OutputFormat)>& before) {
  for (const auto& request : asked.outputs) {
    auto writer = request.target ? Writer::to_file(*request.target) : Result<Writer>(Writer::to_stdout());
    if (!writer) {
      complain(writer.error().what);
      return kFailed;
    }
    if (before) writer->write(before(request.format));
    std::vector<Source> sources = towers.sources();
    if (asked.towers.name)
      std::erase_if(sources, [&](const Source& one) { return one.name != *asked.towers.name; });
    const auto output = make_record_output(
        request.format, [&writer](const std::string& text) { writer->write(text); }, sources);
    each([&](const TowerRecord& record, std::optional<double> distance_m) {
      output->add(record, towers.source_of(record), distance_m);
      return !writer->failure();
    });
    output->finish();
    writer->flush();
    if (writer->failure()) return give_up(*writer);
    if (towers.failure()) {
      complain(towers.failure()->what);
      return kFailed;
    }
  }
  return kRan;
}

}  // namespace cellwarden::tools
