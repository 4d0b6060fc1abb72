// Sites and cells as GeoJSON: collections and lines, cut anywhere, and what is wrong with them.
#include "detector/towers/lists/geojson.hpp"

#include <fmt/format.h>

#include "detector/towers/lists/feature_scanner.hpp"
#include "tests/catch.hpp"

namespace {

using namespace cellwarden;
using namespace cellwarden::towers;
using Counts = std::map<std::string, std::uint64_t>;

class Kept final : public RecordSink {
 public:
  void take(const TowerRecord& record) override { records.push_back(record); }
  std::vector<TowerRecord> records;
};

struct Read {
  std::vector<TowerRecord> records;
  ReadReport report;
  std::string error;
};

Read read_in_pieces(std::string_view text, std::size_t piece) {
  Kept kept;
  const auto reader = read_geojson("sites.geojson", kept);
  Read read;
  for (; !text.empty() && read.error.empty(); text.remove_prefix(std::min(piece, text.size()))) {
    if (const auto done = reader->read(text.substr(0, piece)); !done) read.error = done.error().what;
  }
  if (read.error.empty()) {
    if (const auto done = reader->finish(); !done) read.error = done.error().what;
  }
  read.report = reader->report();
  read.records = kept.records;
  return read;
}

Read read_all(std::string_view text) {
  return read_in_pieces(text, text.size() + 1);
}

std::string feature(const std::string& properties, const std::string& coordinates = "13.4, 52.5") {
  return R"({"type":"Feature","geometry":{"type":"Point","coordinates":[)" + coordinates +
         R"(]},"properties":{)" + properties + "}}";
}

std::string collection(const std::string& features) {
  return R"({"type": "FeatureCollection", "name": "features", "features": [)" + features + "]}";
}

constexpr std::string_view kCell =
    R"("radio":"LTE","MCC":262,"net":"01","tac":4711,"eci":6678021,"pci":0,"earfcn":6300,"label":" Mast 7 ",)"
    R"("azimuth_deg":359.6,"eirp_dbm":61.04,"range":1200,"samples":"12","updated":"2026-01-31",)"
    R"("valid_from":"2026-02-01T00:00:00Z","ports":2,"bandwidth_rb":50)";

}  // namespace

TEST_CASE("a cell in a feature is a record") {
  const auto read = read_all(collection(feature(std::string(kCell))));
  REQUIRE(read.error.empty());
  REQUIRE(read.records.size() == 1);
  const auto& record = read.records[0];
  CHECK(record.rat == Rat::kLte);
  CHECK(record.plmn == Plmn{262, 1, 2});
  CHECK(record.area == 4711U);
  CHECK(record.cell == 6678021U);
  CHECK(record.physical_id == 0);
  CHECK(record.carrier_hz == 806e6);
  CHECK(record.label == "Mast 7");
  CHECK(record.azimuth_deg == 0);
  CHECK(record.eirp_dbm == 61.0);
  CHECK(record.range_m == 1200.0);
  CHECK(record.samples == 12);
  CHECK(record.ports == 2);
  CHECK(record.bandwidth_rb == 50);
  CHECK(record.last_listed == std::chrono::sys_days(std::chrono::year(2026) / 1 / 31));
  CHECK(record.valid_from == std::chrono::sys_days(std::chrono::year(2026) / 2 / 1));
  REQUIRE(record.position);
  CHECK(record.position->latitude_deg == 52.5);
  CHECK(record.position->longitude_deg == 13.4);
  CHECK(read.report.lines == 1);
  CHECK(read.report.records == 1);
  CHECK(read.report.refused.empty());
}

TEST_CASE("without an identity it is a site, and without a geometry it has no place") {
  const auto read = read_all(collection(
      feature(
          R"("mcc":310,"mnc":41,"frequency_hz":1960000000.4,"name":"Tower \u0007\"A\"","owner":"x","Owner2":1)",
          "-96.5, 32.25, 120") +
      "," +
      R"({"type":"Feature","geometry":null,"properties":{"mcc":262,"mnc":1,"radio":"gsm","lac":7,"ci":8}})" +
      "," +
      R"({"type":"Feature","id":3,"properties":{"mcc":262,"net":1,"lat":52,"lon":13,"owner":{"name":"no"},"label":["no"]}})"));
  REQUIRE(read.error.empty());
  REQUIRE(read.records.size() == 3);
  CHECK_FALSE(read.records[0].cell);
  CHECK(read.records[0].plmn == Plmn{310, 41, 3});
  CHECK(read.records[0].carrier_hz == 1960e6);
  CHECK(read.records[0].label == "Tower  \"A\"");
  CHECK(read.records[0].position->longitude_deg == -96.5);
  CHECK_FALSE(read.records[1].position);
  CHECK(read.records[1].cell == 8U);
  CHECK(read.records[2].position->latitude_deg == 52.0);
  CHECK(read.records[2].label.empty());
  CHECK(read.report.ignored_columns == std::vector<std::string>{"owner", "Owner2"});
  CHECK(read.report.without_position == 1);
  CHECK(read.report.without_carrier == 2);
}

TEST_CASE("features one a line, a record separator and a byte order mark") {
  const std::string one = feature(R"("radio":"gsm","mcc":262,"net":1,"lac":7,"ci":1)");
  const std::string two = feature(R"("radio":"gsm","mcc":262,"net":1,"lac":7,"ci":2)");
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  const std::vector<std::string> texts{
      fmt::format("{}\n{}", one, two), fmt::format("{}{}\r\n\r\n{}\r\n", kMark, one, two),
      fmt::format("\x1E{}\n\x1E{}\n", one, two), one + two, fmt::format("{}\n{}", collection(one), two)};
  for (const std::string& text : texts) {
    INFO(text);
    for (const std::size_t piece : {1U, 3U, 64U, 4096U}) {
      const auto read = read_in_pieces(text, piece);
      CHECK(read.error.empty());
      REQUIRE(read.records.size() == 2);
      CHECK(read.records[0].cell == 1U);
      CHECK(read.records[1].cell == 2U);
      CHECK(read.report.refused.empty());
    }
  }
}

TEST_CASE("a broken line costs that line only") {
  const std::string good = feature(R"("radio":"gsm","mcc":262,"net":1,"lac":7,"ci":1)");
  const auto read = read_all(good + "\n" + good.substr(0, 90) + "\n" + good + "\n{\"type\":\"Fea\n" + good +
                             "\nhello, world\n" + good + "\n" + good.substr(0, 50));
  REQUIRE(read.error.empty());
  CHECK(read.records.size() == 4);
  CHECK(read.report.refused == Counts{{"cut off", 3}, {"no feature", 1}});
  CHECK(read.report.lines == 8);
  REQUIRE(read.report.examples.size() == 4);
  CHECK(read.report.examples[0] == "line 2, feature 2: does not end: a broken line, or the list is cut off");
  CHECK(read.report.examples[2] == "line 6, feature 6: something that is no object stands here");
}

TEST_CASE("dirt among features is counted by reason, and told where") {
  const std::string deep(20, '[');
  const std::string back(20, ']');
  const auto read = read_all(collection(
      feature("\"mcc\":262") + ",\n" + feature("", "190, 10") + ",\n" + feature("", "52.5, 113.4") + ",\n" +
      feature("", "13.4") + ",\n" + feature("", "\"13\", 52") + ",\n" + feature("", "[1,2],[3,4]") + ",\n" +
      R"({"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[1,2]]]},"properties":{}})" + ",\n" +
      R"({"type":"Point","coordinates":[1,2]})" + ",\nnull, 17, \"x\", [{\"a\":1}, 2],\n" +
      R"({"type":"Feature",})" + ",\n" + feature("\"x\":" + deep + back) + ",\n" +
      feature("\"x\":\"" + std::string(kMaxFeature_bytes, 'x') + "\"") + ",\n" + feature(R"("radio":"6g")") +
      ",\n" + feature(R"("cell":5)") + ",\n" + feature(R"("radio":"gsm","mcc":262,"net":1,"cell":65536)") +
      ",\n" + feature(R"("radio":"lte","mcc":262,"net":1,"cell":-1)") + ",\n" +
      feature(R"("mcc":0,"net":1)") + ",\n" + feature(R"("carrier_hz":1e300)") + ",\n" +
      feature(R"("radio":"lte","earfcn":6300,"carrier_hz":807000000)") + ",\n" +
      feature(R"("updated":"yesterday")") + ",\n" +
      feature(R"("valid_from":"2026-02-01","valid_to":"2026-01-01")") + ",\n" +
      R"({"type":"Feature","geometry":null,"properties":null})" + ",\n" +
      feature(R"("mcc":262,"net":1)", "13, 52")));
  REQUIRE(read.error.empty());
  CHECK(read.records.size() == 1);
  CHECK(read.report.refused == Counts{{"missing value", 3},
                                      {"coordinates out of range", 1},
                                      {"coordinates swapped", 1},
                                      {"bad geometry", 3},
                                      {"geometry is no Point", 1},
                                      {"no feature", 5},
                                      {"no JSON", 1},
                                      {"nested too deeply", 1},
                                      {"feature too long", 1},
                                      {"unknown radio", 1},
                                      {"cell out of range", 1},
                                      {"cell unknown", 1},
                                      {"mcc out of range", 1},
                                      {"carrier out of range", 1},
                                      {"carrier and EARFCN disagree", 1},
                                      {"bad date", 1},
                                      {"valid_to before valid_from", 1}});
  CHECK(read.report.lines == 26);
  REQUIRE(read.report.examples.size() == kMaxExamples);
  CHECK(read.report.examples[0] == "line 1, feature 1: neither mcc, net and cell nor a carrier");
  CHECK(read.report.examples[2] ==
        "line 3, feature 3: latitude 113.4 is not within +-90, longitude 52.5 would be: swapped?");
}

TEST_CASE("fillers are read as unknown and counted") {
  const auto read = read_all(
      collection(feature(R"("radio":"lte","mcc":262,"net":1,"area":65535,"cell":1,"unit":0)", "0, 0") + "," +
                 feature(R"("radio":"lte","mcc":262,"net":1,"area":0,"cell":2,"unit":-1)") + "," +
                 feature(R"("radio":"lte","mcc":262,"net":1,"area":65534,"cell":3,"pci":504)") + "," +
                 feature(R"("radio":"nr","mcc":262,"net":1,"area":65534,"cell":3,"pci":504)")));
  REQUIRE(read.records.size() == 4);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK_FALSE(read.records[i].area);
    CHECK_FALSE(read.records[i].physical_id);
  }
  CHECK(read.records[3].area == 65534U);
  CHECK(read.records[3].physical_id == 504);
  CHECK(read.report.blanked == Counts{{"area is a filler (0, -1, 65534, 65535)", 3},
                                      {"unit not said (0, -1)", 2},
                                      {"unit out of range", 1},
                                      {"position 0, 0", 1}});
}

TEST_CASE("any cut gives the same, and a collection that ends early says so") {
  const std::string text = collection(feature(std::string(kCell)) + ", \"a,]}\\\"\", " +
                                      feature(R"("mcc":262,"net":1,"x":"{[\\")"));
  const auto whole = read_all(text);
  CHECK(whole.records.size() == 2);
  CHECK(whole.report.refused == Counts{{"no feature", 1}});
  for (std::size_t piece = 1; piece < 40; ++piece) {
    const auto read = read_in_pieces(text, piece);
    CHECK(read.records.size() == 2);
    CHECK(read.report.examples == whole.report.examples);
  }
  for (std::size_t length = 1; length < text.size(); ++length) {
    const auto read = read_all(text.substr(0, length));
    CHECK(read.report.refused.at("cut off") == 1);
  }
}

TEST_CASE("what is no GeoJSON is told") {
  CHECK(read_all("").error == "sites.geojson: is empty: no GeoJSON");
  CHECK(read_all("radio,mcc\n").error == "sites.geojson: does not begin with \"{\": no GeoJSON");
  CHECK(read_all("[1]").error == "sites.geojson: does not begin with \"{\": no GeoJSON");
  CHECK(
      read_all("{}").error ==
      "sites.geojson: none of its 1 features gave a record; line 1, feature 1: has no \"type\": \"Feature\"");
  CHECK(read_all(R"({"features":[]})").error == "sites.geojson: none of its 0 features gave a record");
}

TEST_CASE("a long label is cut between characters") {
  std::string long_label;
  for (int i = 0; i < 60; ++i) long_label += "\xC3\xA4";  // 120 octets
  const auto read = read_all(feature("\"mcc\":262,\"net\":1,\"label\":\"x" + long_label + "\""));
  REQUIRE(read.records.size() == 1);
  CHECK(read.records[0].label.size() == 95);
}
