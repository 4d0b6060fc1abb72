#include "firmware-config/list_mapping.hpp"

#include <filesystem>

#include "tests/catch.hpp"

using namespace cellwarden;
using namespace cellwarden::config;

namespace {

const std::filesystem::path kShipped =
    std::filesystem::path(CELLWARDEN_SOURCE_DIR) / "firmware-config/towers";

const std::vector<std::string>& columns() {
  static const std::vector<std::string> names{
      "radio",       "mcc",        "net",      "area",        "cell",     "unit",
      "physical_id", "lon",        "lat",      "accuracy_m",  "range",    "samples",
      "carrier_hz",  "valid_from", "valid_to", "azimuth_deg", "eirp_dbm", "label"};
  return names;
}

std::vector<std::string> problems_in(std::string_view yaml) {
  std::vector<std::string> lines;
  for (const auto& problem : read_list_mapping(yaml, "xx.yaml", columns()).problems) {
    lines.push_back(to_line(problem));
  }
  return lines;
}

using Lines = std::vector<std::string>;

const std::string kEncodings =
    "\"latin1\" is not read; allowed: utf-8, ascii. Convert the list before: iconv -f ENCODING -t utf-8";
const std::string kDates = "may hold %Y, %m, %d, %H, %M, %S and what stands between them, as in %d.%m.%Y";
const std::string kSourceKeys =
    "there is no such setting; known here: name, trust, licence, attribution, date";
const std::string kOurs =
    "radio, mcc, net, area, cell, unit, physical_id, lon, lat, accuracy_m, range, samples, carrier_hz, "
    "valid_from, "
    "valid_to, azimuth_deg, eirp_dbm, label";

}  // namespace

TEST_CASE("a list mapping is read as it stands") {
  const auto read = read_list_mapping(
      "description: a list\n"
      "separator: tab\n"
      "decimal: comma\n"
      "header: yes\n"
      "encoding: UTF-8\n"
      "columns: {Technik: radio, \"Frequenz [MHz]\": carrier_hz, Notiz: ignore}\n"
      "constants: {mcc: 262, net: \"01\"}\n"
      "units: {carrier_hz: MHz, range: km}\n"
      "dates: \"%d.%m.%Y %H:%M\"\n"
      "values: {radio: {4G: lte, LTE-A: lte}, label: {x: y}}\n"
      "source: {name: N, trust: regulator, licence: L, attribution: A, date: 2026-11-01}\n",
      "xx.yaml", columns());
  REQUIRE(read.problems.empty());
  CHECK(read.mapping.description == "a list");
  const auto& format = read.mapping.format;
  CHECK(format.separator == '\t');
  CHECK(format.has_decimal_comma);
  CHECK(format.has_header);
  CHECK(format.columns == std::map<std::string, std::string>{
                              {"Technik", "radio"}, {"Frequenz [MHz]", "carrier_hz"}, {"Notiz", ""}});
  CHECK(format.constants == std::map<std::string, std::string>{{"mcc", "262"}, {"net", "01"}});
  CHECK(format.factors == std::map<std::string, double>{{"carrier_hz", 1e6}, {"range", 1e3}});
  CHECK(format.values.at("radio") == std::map<std::string, std::string>{{"4G", "lte"}, {"LTE-A", "lte"}});
  CHECK(format.date_format == "%d.%m.%Y %H:%M");
  CHECK(format.source.name == "N");
  CHECK(format.source.trust == towers::Trust::kRegulator);
  CHECK(format.source.licence == "L");
  CHECK(format.source.attribution == "A");
  CHECK(format.source.date == std::chrono::sys_days(std::chrono::year(2026) / 11 / 1));
}

TEST_CASE("what is not said of a list is as in ours") {
  const auto read = read_list_mapping("description: d\ncolumns: {a: radio}\n", "xx.yaml", columns());
  REQUIRE(read.problems.empty());
  const towers::CsvFormat ours;
  const auto& format = read.mapping.format;
  CHECK(format.separator == ours.separator);
  CHECK(format.has_decimal_comma == ours.has_decimal_comma);
  CHECK(format.has_header == ours.has_header);
  CHECK(format.date_format == ours.date_format);
  CHECK_FALSE(format.source.trust);
  CHECK_FALSE(format.source.name);
  CHECK(format.constants.empty());
}

TEST_CASE("without a header line columns are numbers") {
  const std::string head = "description: d\nheader: no\ncolumns:\n";
  CHECK(problems_in(head + "  1: radio\n  2: ignore\n  200: mcc\n").empty());
  CHECK(problems_in(head + "  0: radio\n  x: mcc\n  201: net\n") ==
        Lines{"xx.yaml:4: columns.0: without a header line columns are numbers, 1 to 200",
              "xx.yaml:5: columns.x: without a header line columns are numbers, 1 to 200",
              "xx.yaml:6: columns.201: without a header line columns are numbers, 1 to 200"});
}

TEST_CASE("every problem of a list mapping is told at once, with line and key") {
  CHECK(problems_in("separator: \":\"\n"
                    "decimal: \"'\"\n"
                    "header: maybe\n"
                    "encoding: latin1\n"
                    "columns: {Zelle: cell, zelle: area, CI: cell, X: radius}\n"
                    "constants: {radio: 4g, mcc: 1000, mnc: 1}\n"
                    "units: {carrier_hz: mhz, mcc: km, range: MHz}\n"
                    "dates: \"%d.%B.%Y\"\n"
                    "values: {radio: {4G: lte+, 4g: lte}, net: 5}\n"
                    "source: {trust: me, date: 2026-02-30, url: x}\n"
                    "colums: 1\n") ==
        Lines{"xx.yaml:1: description: is missing",
              "xx.yaml:1: separator: \":\" is not allowed; allowed: \",\" \";\" \"|\" tab",
              "xx.yaml:2: decimal: \"'\" is not allowed; allowed: point, comma",
              "xx.yaml:3: header: \"maybe\" is not allowed; allowed: no, yes",
              "xx.yaml:4: encoding: " + kEncodings,
              "xx.yaml:5: columns.zelle: is given twice (case does not count)",
              "xx.yaml:5: columns.CI: \"cell\" has another column already",
              "xx.yaml:5: columns.X: \"radius\" is no column of ours; there are: " + kOurs,
              "xx.yaml:6: constants.radio: \"4g\" is not allowed; allowed: gsm, umts, lte, nr, nbiot",
              "xx.yaml:6: constants.mcc: 1000 is outside 1 to 999",
              "xx.yaml:6: constants.mnc: \"mnc\" is no column of ours; there are: " + kOurs,
              "xx.yaml:7: units.carrier_hz: \"mhz\" is not allowed; allowed: Hz, kHz, MHz, GHz",
              "xx.yaml:7: units.mcc: has no other unit; carrier_hz, range and accuracy_m have",
              "xx.yaml:7: units.range: \"MHz\" is not allowed; allowed: m, km, ft, mi",
              "xx.yaml:8: dates: \"%d.%B.%Y\" " + kDates,
              "xx.yaml:9: values.radio.4G: \"lte+\" is not allowed; allowed: gsm, umts, lte, nr, nbiot",
              "xx.yaml:9: values.radio.4g: is given twice (case does not count)",
              "xx.yaml:9: values.net: needs their values with ours each: {4G: lte}",
              "xx.yaml:10: source.url: " + kSourceKeys,
              "xx.yaml:10: source.trust: \"me\" is not allowed; allowed: crowd, survey, regulator, operator",
              "xx.yaml:10: source.date: \"2026-02-30\" is no day such as 2026-01-31",
              "xx.yaml:11: colums: there is no such setting; did you mean \"columns\"?"});
  const std::string head = "description: d\ncolumns: {a: radio}\n";
  CHECK(problems_in(head + "decimal: comma\n") ==
        Lines{"xx.yaml:3: decimal: a comma cannot separate columns and decimals; separator: \";\"?"});
  CHECK(problems_in(head + "dates: \"%d.%m\"\n") ==
        Lines{"xx.yaml:3: dates: \"%d.%m\" needs %Y, %m and %d once each, as in %d.%m.%Y"});
  CHECK(problems_in(head + "dates: \"%d.%m.%Y %Y\"\n").size() == 1);
  CHECK(problems_in(head + "dates: \"%d.%m.%Y%\"\n").size() == 1);
  CHECK(problems_in("description: d\ncolumns: [a]\n") ==
        Lines{"xx.yaml:2: columns: needs their columns with ours each: {Technik: radio, Zelle: cell}"});
  CHECK(problems_in("") == Lines{"xx.yaml: is empty: no list mapping"});
}

TEST_CASE("the example comes with the program, and is found and read by its name") {
  const std::vector<std::filesystem::path> folders{kShipped};
  const auto mapping = load_list_mapping("example-operator", folders, columns());
  if (!mapping) FAIL(mapping.error().what);
  CHECK(mapping->format.separator == ';');
  CHECK(mapping->format.columns.at("Bemerkung").empty());
  CHECK(mapping->format.values.at("radio").at("4G") == "lte");
  CHECK(mapping->format.source.trust == towers::Trust::kOperator);
  CHECK(load_list_mapping((kShipped / "example-operator.yaml").string(), {}, columns()));
  CHECK(load_list_mapping("example", folders, columns()).error().what ==
        "example: no such list mapping in " + kShipped.string() + "; there are: example-operator");
  CHECK(load_list_mapping("example", {}, columns()).error().what ==
        "example: no list mapping in ; name a file");
  const std::vector<std::string> few{"radio"};
  const auto wrong = load_list_mapping("example-operator", folders, few);
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().what.find("example-operator.yaml:16: columns.MNC: \"net\" is no column of ours") !=
        std::string::npos);
}
