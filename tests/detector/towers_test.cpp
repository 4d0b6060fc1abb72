#include "detector/towers/tower_list.hpp"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include "tests/catch.hpp"

using namespace cellwarden;
using namespace cellwarden::towers;

namespace {

struct ReadOut {
  TowerList list;
  Result<ReadReport> report{ReadReport{}};
};

ReadOut read(const std::string& text) {
  ReadOut out;
  std::istringstream in(text);
  out.report = read_csv(in, Source{"list.csv", Trust::kCrowd, {}}, out.list);
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
  REQUIRE(out.list.records().size() == 1);
  const TowerRecord& row = out.list.records().front();
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
  const TowerRecord& row = out.list.records().front();
  CHECK(row.physical_id == 0);  // a column called pci holds numbers from 0 on
  CHECK(row.carrier_hz == 806e6);
  CHECK(row.plmn == Plmn{262, 1, 2});
  CHECK(out.report->ignored_columns == std::vector<std::string>{"note"});
}

TEST_CASE("A list without a header has OpenCelliD's columns", "[towers]") {
  const auto out = read("GSM,310,260,1,2,-1,13.2,52.5,1000,7,1,1282569574,1300155341,0\n");
  REQUIRE(out.report);
  CHECK_FALSE(out.list.records().front().physical_id);
  CHECK(out.list.records().front().plmn == Plmn{310, 260, 3});
  CHECK_FALSE(read("1,2,3\n").report);
}

TEST_CASE("A unit of 0, -1 or nothing is unknown", "[towers]") {
  const auto unit = GENERATE("0", "-1", "");
  const auto out = read(std::string(kHeader) + "LTE,262,2,801,1," + unit + ",13,52,0,0,1,0,0,0\n");
  REQUIRE(out.report);
  CHECK_FALSE(out.list.records().front().physical_id);
  CHECK_FALSE(out.list.records().front().range_m);
  CHECK_FALSE(out.list.records().front().first_listed);
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
  const Source& source = out.list.source_of(out.list.records().front());
  CHECK(source.trust == Trust::kOperator);
  CHECK(source.name == "city operator");
  CHECK(source.date == std::chrono::sys_days(std::chrono::year(2026) / 11 / 1));
}

TEST_CASE("Carrier and EARFCN that disagree refuse the row", "[towers]") {
  const auto out =
      read("radio,pci,earfcn,carrier_hz\nLTE,300,6300,806000000\nLTE,301,6300,796000000\nLTE,302,5000,\n");
  REQUIRE(out.report);
  CHECK(out.list.records().size() == 1);
  CHECK(out.report->refused.at("carrier and EARFCN disagree") == 1);
  CHECK(out.report->refused.at("unknown EARFCN") == 1);
}

TEST_CASE("Look-ups by identity and by carrier", "[towers]") {
  const auto out = read(
      "radio,mcc,net,area,cell,pci,earfcn,lat,lon,range\n"
      "LTE,262,2,801,77,300,6300,52.5,13.3,1000\n"
      "LTE,262,2,802,77,301,6300,48.1,11.5,1000\n"
      "LTE,262,2,801,78,302,6200,52.5,13.3,1000\n"
      "GSM,262,2,801,77,,,52.5,13.3,1000\n");
  REQUIRE(out.report);
  const TowerList& list = out.list;
  CHECK(list.find(Rat::kLte, Plmn{262, 2, 2}, 801, 77).size() == 1);
  CHECK(list.find(Rat::kLte, Plmn{262, 2, 3}, {}, 77).size() == 2);  // digits are not compared
  CHECK(list.find(Rat::kNr, Plmn{262, 2, 2}, {}, 77).empty());
  CHECK(list.on_carrier(Rat::kLte, 806e6, 806e6).size() == 2);
  const Near berlin{GeoPoint{52.52, 13.4, {}}, 35e3};
  const auto near = list.on_carrier(Rat::kLte, 806e6, 806e6, berlin);
  REQUIRE(near.size() == 1);
  CHECK(near.front()->physical_id == 300);
  // One degree of latitude on the mean sphere: 6371008.8 m * pi / 180 = 111195 m.
  CHECK(distance_m({0, 0, {}}, {1, 0, {}}) == Approx(111195.08).epsilon(1e-6));
}

TEST_CASE("Each source is asked for a network by itself", "[towers]") {
  TowerList list;
  const auto crowd = list.add_source({"crowd.csv", Trust::kCrowd, {}});
  const auto operator_list = list.add_source({"operator.csv", Trust::kOperator, {}});
  const Plmn plmn{262, 1, 2};
  const Near here{{.latitude_deg = 48.1, .longitude_deg = 11.5, .accuracy_m = {}}, 35e3};
  TowerRecord row;
  row.rat = Rat::kLte;
  row.plmn = plmn;
  row.source = crowd;
  row.area = 4711;
  const auto add = [&](std::uint64_t cell, double latitude_deg, double longitude_deg) {
    row.cell = cell;
    row.position = GeoPoint{.latitude_deg = latitude_deg, .longitude_deg = longitude_deg, .accuracy_m = {}};
    list.add(row);
  };
  add(1, 52.5, 11.5);  // too far north
  add(2, 48.1, 12.5);  // too far east
  add(3, 48.1 + 34.9 / 111.2, 11.5);
  add(4, 48.1, 11.6);
  CHECK(list.any_of_network(crowd, Rat::kLte, plmn, here)->cell == 3);
  CHECK(list.any_of_network(crowd, Rat::kLte, plmn, {})->cell == 1);
  CHECK(list.any_of_network(crowd, Rat::kGsm, plmn, here) == nullptr);
  CHECK(list.any_of_network(operator_list, Rat::kLte, plmn, here) == nullptr);
  CHECK(list.count_with_area(crowd, Rat::kLte, plmn, here, 100) == 2);
  CHECK(list.count_with_area(crowd, Rat::kLte, plmn, {}, 3) == 3);
  row.area.reset();
  add(5, 48.1, 11.5);
  CHECK(list.count_with_area(crowd, Rat::kLte, plmn, here, 100) == 2);
  CHECK(list.count_with_area(operator_list, Rat::kLte, plmn, here, 100) == 0);
}

TEST_CASE("The excerpts of real lists", "[towers][captures]") {
  std::ifstream full(captures() + "/towers/ocid_first5_full_columns.csv");
  std::ifstream reduced(captures() + "/towers/munich_262-01_reduced.csv");
  if (!full || !reduced) {
    std::cout << "SKIPPED: no recordings at " << captures() << '\n';
    return;
  }
  TowerList list;
  const auto first = read_csv(full, Source{"full", Trust::kCrowd, {}}, list);
  REQUIRE(first);
  CHECK(first->records == first->lines);
  const auto second = read_csv(reduced, Source{"reduced", Trust::kCrowd, {}}, list);
  REQUIRE(second);
  CHECK(second->records == 2231);
  CHECK(second->refused.empty());
  CHECK_FALSE(list.find(Rat::kLte, Plmn{262, 1, 2}, {}, 26226).empty());
}
