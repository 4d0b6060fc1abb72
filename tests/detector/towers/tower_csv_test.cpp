#include "detector/towers/tower_csv.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "tests/catch.hpp"

using namespace cellwarden;
using namespace cellwarden::towers;

namespace {

struct Kept final : RecordSink {
  std::vector<TowerRecord> records;
  void take(const TowerRecord& record) override { records.push_back(record); }
};

struct ReadOut {
  std::vector<TowerRecord> records;
  StatedSource stated;
  Result<ReadReport> report{ReadReport{}};
};

// In pieces of so many octets.
ReadOut read(const std::string& text, const CsvFormat& format = {}, std::size_t piece = 1U << 20U) {
  Kept kept;
  const auto reader = read_csv("list.csv", format, kept);
  ReadOut out;
  for (std::size_t at = 0; at < text.size() && out.report; at += piece) {
    if (auto read = reader->read(std::string_view(text).substr(at, piece)); !read)
      out.report = tl::unexpected<Error>(read.error());
  }
  if (out.report) {
    if (auto finished = reader->finish(); !finished) out.report = tl::unexpected<Error>(finished.error());
  }
  if (out.report) out.report = reader->report();
  out.stated = reader->stated();
  out.records = std::move(kept.records);
  return out;
}

constexpr const char* kHeader =
    "radio,mcc,net,area,cell,unit,lon,lat,range,samples,changeable,created,updated,averageSignal\n";

std::string captures() {
  const char* stated = std::getenv("CELLWARDEN_CAPTURES");
  return stated != nullptr ? stated : std::string(CELLWARDEN_SOURCE_DIR) + "/../shared/captures";
}

}  // namespace

TEST_CASE("A row of OpenCelliD's fourteen columns", "[towers]") {
  const auto out = read(std::string(kHeader) +
                        "LTE,262,2,801,27447297,301,13.285512,52.522202,1000,7,1,1282569574,1300155341,0\n");
  REQUIRE(out.report);
  REQUIRE(out.records.size() == 1);
  const TowerRecord& row = out.records.front();
  CHECK(row.rat == Rat::kLte);
  CHECK(row.plmn == Plmn{262, 2, 2});
  CHECK(row.area == 801);
  CHECK(row.cell == 27447297);
  CHECK(row.physical_id == 301);
  CHECK(row.range_m == 1000.0);
  CHECK(row.samples == 7);
  CHECK(row.position->latitude_deg == 52.522202);
  CHECK(row.first_listed->time_since_epoch().count() == 1282569574);
  CHECK_FALSE(row.carrier_hz);
  CHECK(out.report->without_carrier == 1);
}

TEST_CASE("Byte order mark, quotes, carriage returns, other column orders and names", "[towers]") {
  const auto out = read(
      "\xEF\xBB\xBF\"lat\",\"lon\",\"rat\",\"mcc\",\"mnc\",\"eci\",\"pci\",\"earfcn\",\"note\"\r\n"
      "48.1,11.5,lte,262,01,1,\"0\",6300,\"with, comma and \"\"quotes\"\"\"\r\n");
  REQUIRE(out.report);
  const TowerRecord& row = out.records.front();
  CHECK(row.physical_id == 0);  // a column called pci holds numbers from 0 on
  CHECK(row.carrier_hz == 806e6);
  CHECK(row.plmn == Plmn{262, 1, 2});
  CHECK(out.report->ignored_columns == std::vector<std::string>{"note"});
}

TEST_CASE("A list without a header has OpenCelliD's columns", "[towers]") {
  const auto out = read("GSM,310,260,1,2,-1,13.2,52.5,1000,7,1,1282569574,1300155341,0\n");
  REQUIRE(out.report);
  CHECK_FALSE(out.records.front().physical_id);
  CHECK(out.records.front().plmn == Plmn{310, 260, 3});
  CHECK_FALSE(read("1,2,3\n").report);
}

TEST_CASE("A unit of 0, -1 or nothing is unknown", "[towers]") {
  const auto unit = GENERATE("0", "-1", "");
  const auto out = read(std::string(kHeader) + "LTE,262,2,801,1," + unit + ",13,52,0,0,1,0,0,0\n");
  REQUIRE(out.report);
  CHECK_FALSE(out.records.front().physical_id);
  CHECK_FALSE(out.records.front().range_m);
  CHECK_FALSE(out.records.front().first_listed);
}

TEST_CASE("Junk rows are counted by reason and named by line, never silently dropped", "[towers]") {
  const auto out = read(std::string(kHeader) +
                        "LTE,262,2,801,1,301,13,52,0,0,1,0,0,0\n"           // good
                        "LTE,two,2,801,1,301,13,52,0,0,1,0,0,0\n"           // bad number
                        "LTE,262,2\n"                                       // missing column
                        "LTE,262,2,801,1,301,52,113,0,0,1,0,0,0\n"          // swapped
                        "LTE,262,2,801,1,301,513,52,0,0,1,0,0,0\n"          // not on Earth
                        "WIFI,262,2,801,1,301,13,52,0,0,1,0,0,0\n"          // unknown radio
                        "LTE,262,2,801,1,\"301,13,52,0,0,1,0,0,0\n"         // open quote
                        "LTE,262,2,801,2,2147483647,13,52,0,0,1,0,0,0\n" +  // kept, unit unknown
                        std::string(5000, 'x') +
                        "\n");
  REQUIRE(out.report);
  CHECK(out.report->lines == 9);
  CHECK(out.report->records == 2);
  const std::map<std::string, std::uint64_t> expected{
      {"bad number", 1},          {"missing column", 1},
      {"coordinates swapped", 1}, {"coordinates out of range", 1},
      {"unknown radio", 1},       {"open quote", 1},
      {"line too long", 1}};
  CHECK(out.report->refused == expected);
  CHECK(out.report->blanked.at("unit out of range") == 1);
  REQUIRE_FALSE(out.report->examples.empty());
  CHECK(out.report->examples.front() == "line 3: mcc \"two\" is no whole number");
}

TEST_CASE("A file that is no tower list is an error with a way out", "[towers]") {
  CHECK_FALSE(read("").report);
  CHECK_FALSE(read("name,age\nx,1\n").report);
  const auto none = read(std::string(kHeader) + "LTE,x,2,801,1,301,13,52,0,0,1,0,0,0\n");
  REQUIRE_FALSE(none.report);
  CHECK(none.report.error().what ==
        "list.csv: none of 1 rows could be used (line 2: mcc \"x\" is no whole number)");
}

TEST_CASE("A list may say who vouches for it", "[towers]") {
  const auto out = read(
      "# source: city operator\n# trust: operator\n# date: 2026-11-01\nradio,pci,earfcn\nLTE,300,6300\n");
  REQUIRE(out.report);
  CHECK(out.stated.trust == Trust::kOperator);
  CHECK(out.stated.name == "city operator");
  CHECK(out.stated.date == std::chrono::sys_days(std::chrono::year(2026) / 11 / 1));
}

TEST_CASE("Carrier and EARFCN that disagree refuse the row", "[towers]") {
  const auto out =
      read("radio,pci,earfcn,carrier_hz\nLTE,300,6300,806000000\nLTE,301,6300,796000000\nLTE,302,5000,\n");
  REQUIRE(out.report);
  CHECK(out.records.size() == 1);
  CHECK(out.report->refused.at("carrier and EARFCN disagree") == 1);
  CHECK(out.report->refused.at("unknown EARFCN") == 1);
}

TEST_CASE("The excerpts of real lists", "[towers][captures]") {
  std::ifstream full(captures() + "/towers/ocid_first5_full_columns.csv");
  std::ifstream reduced(captures() + "/towers/munich_262-01_reduced.csv");
  if (!full || !reduced) {
    std::cout << "SKIPPED: no recordings at " << captures() << '\n';
    return;
  }
  const auto text = [](std::ifstream& in) { return std::string(std::istreambuf_iterator<char>(in), {}); };
  const auto first = read(text(full));
  REQUIRE(first.report);
  CHECK(first.report->records == first.report->lines);
  const auto second = read(text(reduced), {}, 7);
  REQUIRE(second.report);
  CHECK(second.report->records == 2231);
  CHECK(second.report->refused.empty());
  CHECK(std::ranges::count(second.records, std::optional<std::uint64_t>(26226), &TowerRecord::cell) == 1);
}

TEST_CASE("Pieces may end anywhere", "[towers]") {
  const std::string text =
      std::string(kHeader) +
      "LTE,262,2,801,27447297,301,13.285512,52.522202,1000,7,1,1282569574,1300155341,0\r\n" +
      std::string(5000, 'x') + "\nGSM,262,2,801,1795,0,13.2,52.5,5716,9,1,0,0,0";
  const std::size_t piece = GENERATE(1U, 2U, 13U, 4097U);
  const auto out = read(text, {}, piece);
  REQUIRE(out.report);
  CHECK(out.report->lines == 3);
  CHECK(out.records.size() == 2);
  CHECK(out.report->refused.at("line too long") == 1);
}

TEST_CASE("What lists have where they do not know is absent, and counted", "[towers]") {
  const auto out =
      read(std::string(kHeader) +
           "LTE,262,2,0,1,301,13,52,0,0,1,0,0,0\n"
           "LTE,262,2,65535,2,301,13,52,0,0,1,0,0,0\n"
           "GSM,262,2,65534,3,0,13,52,0,0,1,0,0,0\n"
           "NR,262,2,70000,4,-1,0,0,0,0,1,0,0,0\n"
           "UMTS,262,2,70000,5,,13,52,0,0,1,0,0,0\n"
           "GSM,262,2,1,65536,0,13,52,0,0,1,0,0,0\n"
           "LTE,262,2,1,2147483647,0,13,52,0,0,1,0,0,0\n"
           "CDMA,262,2,1,1,0,13,52,0,0,1,0,0,0\n"
           "radio,mcc,net,area,cell,unit,lon,lat,range,samples,changeable,created,updated,averageSignal\n");
  REQUIRE(out.report);
  REQUIRE(out.records.size() == 5);
  CHECK_FALSE(out.records[0].area);
  CHECK_FALSE(out.records[1].area);
  CHECK_FALSE(out.records[2].area);
  CHECK(out.records[3].area == 70000);
  CHECK_FALSE(out.records[3].position);
  CHECK_FALSE(out.records[4].area);
  CHECK(out.report->blanked ==
        std::map<std::string, std::uint64_t>{{"area is a filler (0, -1, 65534, 65535)", 3},
                                             {"area out of range", 1},
                                             {"UMTS cell without its RNC", 1},
                                             {"position 0, 0", 1},
                                             {"unit not said (0, -1)", 2}});
  CHECK(out.report->refused ==
        std::map<std::string, std::uint64_t>{
            {"cell out of range", 1}, {"cell unknown", 1}, {"radio not followed", 1}, {"header again", 1}});
  CHECK(out.report->records + 4 == out.report->lines);
}

TEST_CASE("A cell without its network is none: the row stays for its carrier", "[towers]") {
  const auto out =
      read("radio,mcc,net,cell,pci,carrier_hz\nlte,,,77,301,806000000\nlte,262,01,77,301,806000000\n");
  REQUIRE(out.report);
  REQUIRE(out.records.size() == 2);
  CHECK_FALSE(out.records[0].cell);
  CHECK(out.records[0].physical_id == 301);
  CHECK(out.records[1].cell == 77U);
  CHECK(out.report->blanked == std::map<std::string, std::uint64_t>{{"cell without its network", 1}});
}

TEST_CASE("Until further notice: days beyond the calendar leave the interval open", "[towers]") {
  const auto out = read(
      "radio,mcc,net,cell,valid_from,valid_to\n"
      "lte,262,01,77,1900-01-01,9999-12-31\n"
      "lte,262,01,78,2026-01-01,2199-12-31\n"
      "lte,262,01,79,2026-01-01,9999-13-31\n");
  REQUIRE(out.report);
  REQUIRE(out.records.size() == 2);
  CHECK_FALSE(out.records[0].valid_from);
  CHECK_FALSE(out.records[0].valid_to);
  CHECK(out.records[1].valid_to);
  CHECK(out.report->blanked ==
        std::map<std::string, std::uint64_t>{{"validity from before 1970 or until after 2199", 1}});
  CHECK(out.report->refused == std::map<std::string, std::uint64_t>{{"bad date", 1}});
}

TEST_CASE("A list of an operator: our further columns", "[towers]") {
  const auto out = read(
      "# licence: for the police of the city only\n# attribution: Example Mobile\n"
      "rat,mcc,mnc,tac,enb,sector,pci,earfcn,lat,lon,valid_from,valid_to,azimuth_deg,eirp_dbm,label,arfcn,"
      "lac,ci\n"
      "lte,262,01,4711,1234,5,0,6300,52.5,13.4,2026-01-02,2026-12-31,360,58.25,\"Town hall, roof\",,,\n"
      "gsm,262,01,,,,63,,52.5,13.4,,,,,,600,4711,77\n"
      "gsm,310,410,,,,63,,32.5,-97.4,,,,,,600,4711,77\n"
      "lte,262,01,4711,1234,6,0,6300,52.5,13.4,2026-13-02,,,,,,,\n");
  REQUIRE(out.report);
  REQUIRE(out.records.size() == 3);
  const TowerRecord& row = out.records.front();
  CHECK(row.cell == 1234 * 256 + 5);
  CHECK(row.area == 4711);
  CHECK(row.physical_id == 0);
  CHECK(row.valid_from == std::chrono::sys_days(std::chrono::year(2026) / 1 / 2));
  CHECK(row.valid_to == std::chrono::sys_days(std::chrono::year(2026) / 12 / 31));
  CHECK(row.azimuth_deg == 0);
  CHECK(row.eirp_dbm == Approx(58.2).margin(0.11));
  CHECK(row.label == "Town hall, roof");
  CHECK(out.records[1].carrier_hz == 1805.2e6 + 0.2e6 * (600 - 512));  // DCS 1800
  CHECK(out.records[2].carrier_hz == 1930.2e6 + 0.2e6 * (600 - 512));  // PCS 1900
  CHECK(out.report->refused.at("bad date") == 1);
  CHECK(out.stated.licence == "for the police of the city only");
  CHECK(out.stated.attribution == "Example Mobile");
}

TEST_CASE("A foreign list by a mapping of its columns", "[towers]") {
  CsvFormat format;
  format.separator = ';';
  format.has_decimal_comma = true;
  format.columns = {{"Technik", "radio"}, {"Zelle", "cell"},     {"Breite", "lat"},
                    {"Laenge", "lon"},    {"MHz", "carrier_hz"}, {"In Betrieb", "valid_from"},
                    {"cell", ""}};
  format.constants = {{"mcc", "262"}, {"net", "01"}};
  format.factors = {{"carrier_hz", 1e6}};
  format.values = {{"radio", {{"Mobilfunk 4", "lte"}}}};
  format.date_format = "%d.%m.%Y";
  format.source.trust = Trust::kOperator;
  const auto out = read(
      "Technik;Zelle;Breite;Laenge;MHz;In Betrieb;cell\n"
      "mobilfunk 4;77;52,5;13,25;806,0;02.01.2026;junk\n",
      format);
  REQUIRE(out.report);
  REQUIRE(out.records.size() == 1);
  const TowerRecord& row = out.records.front();
  CHECK(row.rat == Rat::kLte);
  CHECK(row.plmn == Plmn{262, 1, 2});
  CHECK(row.cell == 77);
  CHECK(row.position->longitude_deg == 13.25);
  CHECK(row.carrier_hz == 806e6);
  CHECK(row.valid_from == std::chrono::sys_days(std::chrono::year(2026) / 1 / 2));
  CHECK(out.stated.trust == Trust::kOperator);
}

TEST_CASE("A foreign list without a header: columns by their numbers", "[towers]") {
  CsvFormat format;
  format.has_header = false;
  format.columns = {{"1", "mcc"}, {"2", "net"}, {"4", "cell"}, {"3", ""}};
  const auto out = read("262,1,x,77\n262,1,x\n", format);
  REQUIRE(out.report);
  CHECK(out.records.size() == 1);
  CHECK(out.report->refused.at("missing column") == 1);
  format.columns = {{"1", "lat"}};
  CHECK_FALSE(read("262,1,x,77\n", format).report);
}
