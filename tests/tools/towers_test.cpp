// `cellwarden towers`: from lists to a database and to answers.

#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.hpp"
#include "tests/tools/process.hpp"

using namespace cellwarden::test;
namespace fs = std::filesystem;

namespace {

constexpr const char* kHeader =
    "radio,mcc,net,area,cell,unit,lon,lat,range,samples,changeable,created,updated,averageSignal\n";

std::string crowd_list() {
  return std::string(kHeader) +
         "LTE,262,1,4711,27447297,301,13.4050,52.5200,1000,7,1,1282569574,1300155341,0\n"
         "LTE,262,1,4711,27447298,302,13.4060,52.5200,1000,7,1,1282569574,1300155341,0\n"
         "LTE,262,1,4711,27447297,301,13.4050,52.5300,1000,9,1,1200000000,1400000000,0\n"
         "GSM,262,2,801,1795,0,13.276907,52.525714,5716,9,1,1282569574,1300155341,0\n"
         "GSM,262,2,801,99999,0,13.276907,52.525714,5716,9,1,1282569574,1300155341,0\n"
         "junk\n";
}

std::string operator_list() {
  return "# source: Example Mobile\n# trust: operator\n# date: 2026-11-01\n# licence: by contract\n"
         "radio,mcc,mnc,tac,enb,sector,pci,earfcn,lon,lat,azimuth_deg,eirp_dbm,label\n"
         "lte,262,01,4711,107216,1,301,6300,13.4051,52.5201,120,58.5,Town hall\n"
         "lte,262,01,4711,107216,9,303,6300,13.4051,52.5201,240,58.5,Town hall\n";
}

std::vector<nlohmann::json> json_lines(const std::string& text) {
  std::vector<nlohmann::json> lines;
  for (const auto& line : lines_of(text)) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

// Rows that differ, many of them.
std::string long_list(std::size_t rows) {
  std::string text = kHeader;
  for (std::size_t i = 0; i < rows; ++i) {
    const double latitude = 40.0 + static_cast<double>(i * 7919 % 100'000) / 1e4;
    text += "LTE,262,1,4711," + std::to_string(i + 1) + ",0,13." + std::to_string(1000 + i * 31 % 9000) +
            "," + std::to_string(latitude) + ",1000,7,1,1282569574,1300155341,0\n";
  }
  return text;
}

std::uint64_t rows_of(const std::string& database) {
  const Ended stats = run({"towers", "stats", "--towers", database, "-F", "json"});
  REQUIRE(stats.exit_code == 0);
  return json_lines(stats.out).at(0).at("rows");
}

}  // namespace

TEST_CASE("Lists become a database, each source by itself, and all that was left out is told") {
  const Scratch scratch;
  const std::string database = scratch.path("towers.sqlite");
  const Ended import = run({"towers", "import", "--towers", database, scratch.file("crowd.csv", crowd_list()),
                            scratch.file("operator.csv", operator_list())});
  INFO(import.err);
  REQUIRE(import.exit_code == 0);
  CHECK(import.out.empty());
  for (const char* told :
       {"1 left out: cell out of range", "1 left out: missing column",
        "1 left out: duplicate of a newer record", "line 6: cell 99999 is not within 0 to 65535",
        "5 known towers", "(Example Mobile, operator)"}) {
    INFO(told);
    CHECK(import.err.find(told) != std::string::npos);
  }
  CHECK_FALSE(fs::exists(database + ".import"));

  const Ended lookup = run({"towers", "lookup", "262-01-4711-27447297", "--towers", database, "-F", "json"});
  REQUIRE(lookup.exit_code == 0);
  const auto records = json_lines(lookup.out);
  REQUIRE(records.size() == 2);
  std::set<std::string> sources;
  for (const auto& record : records) {
    sources.insert(record.at("source"));
    CHECK(record.at("enb") == 107216);
    CHECK(record.at("sector") == 1);
    if (record.at("source") == "crowd") {
      CHECK(record.at("position").at("latitude_deg") == 52.53);  // the newer one
      CHECK(record.at("first_listed") == "2008-01-10T21:20:00Z");
      CHECK(record.at("trust") == "crowd");
      CHECK_FALSE(record.contains("carrier_hz"));
    } else {
      CHECK(record.at("licence") == "by contract");
      CHECK(record.at("carrier_hz") == 806e6);
      CHECK(record.at("label") == "Town hall");
      CHECK(record.at("source_date") == "2026-11-01");
    }
  }
  CHECK(sources == std::set<std::string>{"Example Mobile", "crowd"});

  const Ended site = run({"towers", "lookup", "262-01-enb:107216", "--towers", database, "-F", "json"});
  CHECK(json_lines(site.out).size() == 4);
  const Ended text = run({"towers", "lookup", "262-01-27447297", "--towers", database});
  CHECK(text.out.find("LTE 262-01 TAC 4711 cell 27447297 (eNB 107216, sector 1)") != std::string::npos);
  CHECK(text.out.find("by Example Mobile (operator of 2026-11-01)") != std::string::npos);
  CHECK(run({"towers", "lookup", "262-01-5", "--towers", database}).out == "Nothing is listed.\n");
  CHECK(run({"towers", "lookup", "262-1", "--towers", database}).exit_code == 2);
  CHECK(run({"towers", "verify", "--towers", database}).exit_code == 0);
}

TEST_CASE("What is near: all, of a network, on a carrier") {
  const Scratch scratch;
  const std::string database = scratch.path("towers.sqlite");
  REQUIRE(run({"towers", "import", "--towers", database, scratch.file("crowd.csv", crowd_list()),
               scratch.file("operator.csv", operator_list())})
              .exit_code == 0);
  const auto near = [&](std::vector<std::string> more) {
    std::vector<std::string> words{"towers", "near", "52.52,13.405", "--towers", database, "-F", "json"};
    words.insert(words.end(), more.begin(), more.end());
    const Ended ended = run(words);
    INFO(ended.err);
    REQUIRE(ended.exit_code == 0);
    return json_lines(ended.out);
  };
  CHECK(near({}).size() == 4);
  CHECK(near({"--radius", "20m"}).size() == 2);
  CHECK(near({"--radius", "20km"}).size() == 5);
  CHECK(near({"--radius", "20km", "--rat", "gsm"}).size() == 1);
  CHECK(near({"--radius", "20km", "--most", "2"}).size() == 2);
  CHECK(near({"--carrier", "806M", "--physical-id", "303"}).at(0).at("sector") == 9);
  CHECK(near({"--network", "262-02"}).at(0).at("distance_m") > 8000);
  const auto nearest = near({});
  CHECK(std::ranges::is_sorted(nearest, {},
                               [](const auto& one) { return one.at("distance_m").template get<double>(); }));
  CHECK(run({"towers", "near", "x", "--towers", database}).exit_code == 2);
  CHECK(run({"towers", "near", "95,0", "--towers", database}).exit_code == 2);
  CHECK(run({"towers", "near", "52,13", "--radius", "-3", "--towers", database}).exit_code == 2);
}

TEST_CASE("Networks, country codes and places are looked up without a database") {
  const Scratch scratch;
  const Ended country = run({"towers", "lookup", "262"});
  INFO(country.err);
  CHECK(country.exit_code == 0);
  CHECK(country.out.starts_with("262  Germany (DE)\n"));
  CHECK(country.err.empty());
  const Ended network = run({"towers", "lookup", "262-99"});
  CHECK(network.exit_code == 0);
  CHECK(network.out.find("not in the table of 2025-06-30") != std::string::npos);
  CHECK(network.out.find("no database of known towers") != std::string::npos);
  const Ended table = run({"towers", "lookup", "232-01"});
  CHECK(table.exit_code == 0);
  CHECK(table.out.find("there is no national table of Austria; write") != std::string::npos);
  const auto lines = json_lines(run({"towers", "lookup", "310", "310-10", "-33.9,18.6", "-F", "json"}).out);
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].at("type") == "country_code");
  CHECK(lines[0].at("table").at("file").get<std::string>().ends_with(
      "share/cellwarden/bands/national/us.yaml"));
  CHECK(lines[1].at("listed_as") == "310-010");
  CHECK(lines[2].at("countries")[0].at("code") == "ZA");
  for (const char* format : {"csv", "geojson"}) {
    const Ended refused = run({"towers", "lookup", "262", "-F", format});
    CHECK(refused.exit_code == 2);
    CHECK(refused.err.find("csv and geojson are for cells; 262 is answered as text or json") !=
          std::string::npos);
  }
  // A database that is named must be there; one that would only be welcome need not.
  const Ended named = run({"towers", "lookup", "262-01", "--towers", scratch.path("none.sqlite")});
  CHECK(named.exit_code == 1);
  CHECK(named.err.find("none.sqlite: is not there") != std::string::npos);
  CHECK(lines_of(named.err).size() == 1);
  const Ended cell = run({"towers", "lookup", "262-01", "262-01-5"});
  CHECK(cell.exit_code == 1);
  CHECK(cell.out.empty());
}

TEST_CASE("Cells of a network are counted by source, and stand behind what is public") {
  const Scratch scratch;
  const std::string database = scratch.path("towers.sqlite");
  REQUIRE(run({"towers", "import", "--towers", database, scratch.file("crowd.csv", crowd_list()),
               scratch.file("operator.csv", operator_list())})
              .exit_code == 0);
  const auto network =
      json_lines(run({"towers", "lookup", "262-01", "--towers", database, "-F", "json"}).out);
  REQUIRE(network.size() == 1);
  std::map<std::string, int> rows;
  for (const auto& one : network[0].at("known").at("sources")) {
    CHECK(one.at("rat") == "lte");
    rows[one.at("source")] = one.at("rows");
  }
  CHECK(rows == std::map<std::string, int>{{"crowd", 2}, {"Example Mobile", 2}});
  const auto none = json_lines(run({"towers", "lookup", "262-77", "--towers", database, "-F", "json"}).out);
  CHECK(none.at(0).at("known") ==
        nlohmann::json{{"database", database}, {"sources", nlohmann::json::array()}});
  const auto both =
      json_lines(run({"towers", "lookup", "262-01-27447298", "262", "--towers", database, "-F", "json"}).out);
  REQUIRE(both.size() == 2);
  CHECK(both[0].at("type") == "country_code");
  CHECK(both[1].at("type") == "tower");
  const Ended text = run({"towers", "lookup", "262-01", "262-01-27447298", "--towers", database});
  CHECK(text.out.starts_with("262-01  Telekom, Germany (DE)\n"));
  CHECK(text.out.find("\n\nLTE 262-01 TAC 4711 cell 27447298") != std::string::npos);
}

TEST_CASE("Network codes of three digits keep them, from a list that lost them to statistics") {
  const Scratch scratch;
  const std::string database = scratch.path("towers.sqlite");
  REQUIRE(run({"towers", "import", "--towers", database,
               scratch.file("us.csv", std::string(kHeader) +
                                          "LTE,310,10,9,77,0,-73.9,40.7,1000,7,1,1282569574,1300155341,0\n"
                                          "LTE,262,1,9,77,0,13.4,52.5,1000,7,1,1282569574,1300155341,0\n")})
              .exit_code == 0);
  std::set<std::string> networks;
  const auto stats = json_lines(run({"towers", "stats", "--towers", database, "-F", "json"}).out);
  for (const auto& one : stats.at(0).at("networks")) networks.insert(one.at("plmn"));
  CHECK(networks == std::set<std::string>{"262-01", "310-010"});
  CHECK(run({"towers", "lookup", "310-010-77", "--towers", database}).out.starts_with("LTE 310-010 TAC 9"));
}

TEST_CASE("A national table of the user's own is the one that is told, or told to be wrong") {
  const Scratch scratch;
  const std::string folder = scratch.path("cellwarden/bands/national");
  fs::create_directories(folder);
  const auto look_up = [&] {
    return Program({"towers", "lookup", "232-01", "-F", "json"}, scratch.path("")).wait();
  };
  std::ofstream(folder + "/at.yaml") << "country: at\nmccs: [232]\ndate: 2026-01-01\nsource: mine\n"
                                        "networks: [{plmn: 232-01, name: Mine}]\n";
  const Ended mine = look_up();
  INFO(mine.err);
  CHECK(mine.exit_code == 0);
  const auto told = json_lines(mine.out).at(0);
  CHECK(told.at("name") == "Mine");
  CHECK(fs::equivalent(told.at("table").at("file").get<std::string>(), folder + "/at.yaml"));
  std::ofstream(folder + "/at.yaml") << "country: at\n";
  const Ended wrong = look_up();
  CHECK(wrong.exit_code == 1);
  CHECK(wrong.out.empty());
  CHECK(wrong.err.find("at.yaml:1: mccs: is missing") != std::string::npos);
}

TEST_CASE("An export can be imported, and names the licence") {
  const Scratch scratch;
  const std::string database = scratch.path("towers.sqlite");
  REQUIRE(run({"towers", "import", "--towers", database, "--licence", "CC BY-SA 4.0", "--attribution",
               "The crowd", scratch.file("crowd.csv", crowd_list())})
              .exit_code == 0);
  const std::string csv = scratch.path("out.csv");
  const std::string geojson = scratch.path("out.geojson");
  REQUIRE(run({"towers", "export", "--towers", database, "-F", "csv:" + csv, "-F", "geojson:" + geojson})
              .exit_code == 0);
  CHECK(read_file(csv).starts_with(
      "# source: crowd\n# trust: crowd\n# date: 2014-05-13\n# licence: CC BY-SA 4.0\n"));
  const auto document = nlohmann::json::parse(read_file(geojson));
  CHECK(document.at("type") == "FeatureCollection");
  REQUIRE(document.at("features").size() == 3);
  CHECK(document.at("features")[0].at("properties").at("licence") == "CC BY-SA 4.0");
  const std::string again = scratch.path("again.sqlite");
  REQUIRE(run({"towers", "import", "--towers", again, csv}).exit_code == 0);
  const Ended diff = run({"towers", "diff", database, again});
  CHECK(diff.out == "Nothing changed.\n");
}

TEST_CASE("A GSM cell is looked up by its area, however few are asked for") {
  const Scratch scratch;
  const std::string database = scratch.path("towers.sqlite");
  const std::string list =
      scratch.file("list.csv", std::string(kHeader) +
                                   "GSM,262,1,10,1234,,13.4,52.5,1000,7,1,,1300155341,0\n"
                                   "GSM,262,1,20,1234,,9.4,48.5,1000,7,1,,1300155341,0\n");
  REQUIRE(run({"towers", "import", "--towers", database, list}).exit_code == 0);
  const auto found = [&](const std::string& asked, const std::string& most) {
    const Ended ended = run({"towers", "lookup", asked, "--towers", database, "-F", "json", "--most", most});
    std::vector<int> areas;
    for (const auto& record : json_lines(ended.out)) areas.push_back(record.at("area"));
    return areas;
  };
  CHECK(found("262-01-20-1234", "1") == std::vector<int>{20});
  CHECK(found("262-01-1234", "1") == std::vector<int>{10});
  CHECK(found("262-01-1234", "9") == std::vector<int>{10, 20});
}

TEST_CASE("A source is replaced by a new list, and added to by a difference") {
  const Scratch scratch;
  const std::string database = scratch.path("towers.sqlite");
  const auto import = [&](const std::string& rows, std::vector<std::string> more = {}) {
    std::vector<std::string> words{
        "towers", "import", "--towers", database, "--name", "list", scratch.file("list.csv", kHeader + rows)};
    words.insert(words.end(), more.begin(), more.end());
    const Ended ended = run(words);
    INFO(ended.err);
    REQUIRE(ended.exit_code == 0);
  };
  const std::string first = "LTE,262,1,4711,1,301,13.4,52.5,1000,7,1,1282569574,1300155341,0\n";
  const std::string second = "LTE,262,1,4711,2,301,13.4,52.5,1000,7,1,1282569574,1300155341,0\n";
  const std::string moved = "LTE,262,1,4711,1,301,13.6,52.5,1000,7,1,1282569574,1300155999,0\n";
  import(first);
  fs::copy_file(database, scratch.path("before.sqlite"));
  import(second, {"--diff"});
  CHECK(rows_of(database) == 2);
  import(moved, {"--diff"});
  CHECK(rows_of(database) == 2);
  const Ended diff = run({"towers", "diff", scratch.path("before.sqlite"), database, "-F", "json"});
  const auto lines = json_lines(diff.out);
  CHECK(lines.at(0).at("sources").at("list") == nlohmann::json{{"moved", 1}, {"new", 1}});
  import(second);
  CHECK(rows_of(database) == 1);
  const Ended stats = run({"towers", "stats", "--towers", database});
  CHECK(stats.out.find("list") != std::string::npos);
}

TEST_CASE("A small addition to a large database goes into a copy of it") {
  const Scratch scratch;
  const std::string database = scratch.path("towers.sqlite");
  REQUIRE(
      run({"towers", "import", "--towers", database, scratch.file("long.csv", long_list(3000))}).exit_code ==
      0);
  REQUIRE(run({"towers", "import", "--towers", database, scratch.file("operator.csv", operator_list())})
              .exit_code == 0);
  CHECK(rows_of(database) == 3002);
  REQUIRE(run({"towers", "import", "--towers", database, scratch.file("operator.csv", operator_list())})
              .exit_code == 0);
  CHECK(rows_of(database) == 3002);
  CHECK(run({"towers", "verify", "--towers", database}).exit_code == 0);
}

TEST_CASE("What cannot be imported leaves the old database as it was, and nothing behind") {
  const Scratch scratch;
  const std::string database = scratch.path("towers.sqlite");
  REQUIRE(
      run({"towers", "import", "--towers", database, scratch.file("crowd.csv", crowd_list())}).exit_code ==
      0);
  const std::string before = read_file(database);
  const auto fails = [&](const std::vector<std::string>& words, const std::string& says) {
    const Ended ended = run(words);
    INFO(ended.err);
    CHECK(ended.exit_code == 1);
    CHECK(ended.err.find(says) != std::string::npos);
    CHECK(lines_of(ended.err).size() == 1);
    CHECK(read_file(database) == before);
    CHECK_FALSE(fs::exists(database + ".import"));
  };
  fails({"towers", "import", "--towers", database, scratch.path("none.csv")}, "none.csv");
  fails({"towers", "import", "--towers", database, scratch.file("bad.csv", "a,b\n1,2\n")}, "is no header");
  fails({"towers", "import", "--towers", database, scratch.file("bad.csv.gz", "no gzip")}, "bad.csv.gz");
  const std::string text = scratch.file("text", "text");
  CHECK(run({"towers", "import", "--towers", text, scratch.file("crowd.csv", crowd_list())}).exit_code == 1);
  CHECK(read_file(text) == "text");
  CHECK(run({"towers", "stats", "--towers", text}).err.find("is no SQLite database") != std::string::npos);
  CHECK(run({"towers", "stats", "--towers", scratch.path("no")}).err.find("is not there") !=
        std::string::npos);
}

TEST_CASE("Lists of other kinds: WiGLE, GeoJSON, foreign columns, a survey of one's own") {
  const Scratch scratch;
  const std::string database = scratch.path("towers.sqlite");
  const auto import = [&](std::vector<std::string> more) {
    std::vector<std::string> words{"towers", "import", "--towers", database};
    words.insert(words.end(), more.begin(), more.end());
    Ended ended = run(words);
    INFO(ended.err);
    CHECK(ended.exit_code == 0);
    return ended;
  };
  import({scratch.file(
      "seen.csv",
      "WigleWifi-1.4,appRelease=2.26\n"
      "MAC,SSID,AuthMode,FirstSeen,Channel,RSSI,CurrentLatitude,CurrentLongitude,AltitudeMeters,"
      "AccuracyMeters,Type\n"
      "26201_4711_27447297,Net,LTE;de,2026-08-03 18:14:15,6300,-81,52.52,13.405,10,5,LTE\n"
      "aa:bb:cc:dd:ee:ff,Home,[WPA2],2026-08-03 18:14:15,6,-60,52.52,13.405,10,5,WIFI\n")});
  import({scratch.file(
              "sites.geojson",
              R"({"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point",)"
              R"("coordinates":[13.41,52.52]},"properties":{"mcc":262,"net":"01","label":"Mast 7"}}]})"),
          "--trust", "regulator"});
  const std::string mapping = scratch.file("theirs.yaml",
                                           "description: a test\nseparator: \";\"\n"
                                           "columns: {Zelle: cell, Breite: lat, Laenge: lon}\n"
                                           "constants: {radio: lte, mcc: 262, net: \"01\"}\n");
  import({scratch.file("theirs.csv", "Zelle;Breite;Laenge\n77;52.5;13.4\n"), "--mapping", mapping});
  const std::string log = scratch.path("drive.jsonl");
  REQUIRE(
      run({"replay", "--log", log, CELLWARDEN_SOURCE_DIR "/data/captures/gsm_street.sigmf-meta"}).exit_code ==
      0);
  import({"--survey", log});
  const Ended stats = run({"towers", "stats", "--towers", database, "-F", "json"});
  const auto sources = json_lines(stats.out).at(0).at("sources");
  std::map<std::string, std::string> trusts;
  for (const auto& source : sources) trusts[source.at("name")] = source.at("trust");
  CHECK(trusts == std::map<std::string, std::string>{
                      {"seen", "crowd"}, {"sites", "regulator"}, {"theirs", "crowd"}, {"drive", "survey"}});
  CHECK(json_lines(run({"towers", "lookup", "262-01-27447297", "--towers", database, "-F", "json"}).out)
            .size() == 1);
  CHECK(run({"towers", "near", "52.52,13.41", "--towers", database}).out.find("Mast 7") != std::string::npos);
  const Ended survey = run({"towers", "export", "--name", "drive", "--towers", database, "-F", "json"});
  const auto records = json_lines(survey.out);
  CHECK(records.size() >= 3);
  for (const auto& record : records) {
    CHECK(record.at("rat") == "gsm");
    CHECK(record.contains("carrier_hz"));
    CHECK(record.contains("physical_id"));
  }
  CHECK(read_file(database).find("aa:bb:cc") == std::string::npos);
}

TEST_CASE("Killed at some moment, an import harms nothing, and the next one completes") {
  const Scratch scratch;
  const std::string database = scratch.path("towers.sqlite");
  REQUIRE(
      run({"towers", "import", "--towers", database, scratch.file("crowd.csv", crowd_list())}).exit_code ==
      0);
  const std::string list = scratch.file("long.csv", long_list(60'000));
  const std::string before = read_file(database);
  std::size_t killed = 0;
  for (int after_ms = 5; killed < 6 && after_ms < 2000; after_ms += 60) {
    Program import({"towers", "import", "--towers", database, list});
    std::this_thread::sleep_for(std::chrono::milliseconds(after_ms));
    import.send(SIGKILL);
    if (import.wait().exit_code == 0) break;  // it was faster
    ++killed;
    CHECK(read_file(database) == before);
  }
  CHECK(killed > 0);
  REQUIRE(run({"towers", "import", "--towers", database, list}).exit_code == 0);
  CHECK(rows_of(database) == 60'003);
  CHECK_FALSE(fs::exists(database + ".import"));
}

TEST_CASE("Interrupted, the same import goes on with what was read whole") {
  std::signal(SIGPIPE, SIG_IGN);  // the reader goes away
  const Scratch scratch;
  const std::string database = scratch.path("towers.sqlite");
  const std::string first = scratch.file("first.csv", long_list(1000));
  const std::string second = scratch.path("second.csv");
  // A pipe that never ends: the second list is being read for as long as we like.
  REQUIRE(::mkfifo(second.c_str(), 0600) == 0);
  {
    Program import({"towers", "import", "--towers", database, first, second});
    std::ofstream writing(second);
    writing << long_list(10) << std::flush;
    while (!fs::exists(database + ".import/list-000.json"))
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    import.send(SIGINT);
    writing << std::string(1U << 20U, 'x') << std::flush;
    writing.close();
    const Ended ended = import.wait();
    INFO(ended.err);
    CHECK(ended.exit_code == 1);
    CHECK(ended.err.find("interrupted") != std::string::npos);
  }
  fs::remove(second);
  std::ofstream(second) << crowd_list();
  const Ended again = run({"towers", "import", "--towers", database, first, second});
  INFO(again.err);
  REQUIRE(again.exit_code == 0);
  CHECK(again.err.find("first.csv: was read whole before the interruption: 1000 rows") != std::string::npos);
  CHECK(rows_of(database) == 1003);
}

TEST_CASE("Two imports of one database at a time: the second says so") {
  const Scratch scratch;
  const std::string database = scratch.path("towers.sqlite");
  const std::string pipe = scratch.path("pipe.csv");
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  Program first({"towers", "import", "--towers", database, pipe});
  std::ofstream writing(pipe);
  writing << crowd_list() << std::flush;
  while (!fs::exists(database + ".import/lock")) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  const Ended second =
      run({"towers", "import", "--towers", database, scratch.file("crowd.csv", crowd_list())});
  CHECK(second.exit_code == 1);
  CHECK(second.err.find("another import of it is running") != std::string::npos);
  writing.close();
  CHECK(first.wait().exit_code == 0);
  CHECK(rows_of(database) == 3);
}

TEST_CASE("replay judges by a database as by the list that it was made of") {
  const Scratch scratch;
  const std::string scene = CELLWARDEN_SOURCE_DIR "/data/captures/gsm_street";
  const std::string database = scratch.path("towers.sqlite");
  REQUIRE(run({"towers", "import", "--towers", database, scene + ".towers.csv"}).exit_code == 0);
  const auto alerts = [&](const std::string& towers) {
    const Ended ended = run({"replay", "--towers", towers, "-F", "json", scene + ".sigmf-meta"});
    INFO(ended.err);
    REQUIRE(ended.exit_code == 0);
    std::vector<nlohmann::json> found;
    for (auto& record : json_lines(ended.out)) {
      if (record.at("type") != "alert") continue;
      record.erase("versions");
      found.push_back(record);
    }
    return found;
  };
  const auto by_list = alerts(scene + ".towers.csv");
  REQUIRE_FALSE(by_list.empty());
  CHECK(alerts(database) == by_list);
  const Ended both =
      run({"replay", "--towers", database, "--towers", scene + ".towers.csv", scene + ".sigmf-meta"});
  CHECK(both.exit_code == 1);
  CHECK(both.err.find("is a database, and stands alone") != std::string::npos);
}

TEST_CASE("A watch takes up a database that takes the place of the one in use") {
  const Scratch scratch;
  const std::string scene = CELLWARDEN_SOURCE_DIR "/data/captures/gsm_street";
  const std::string database = scratch.path("towers.sqlite");
  REQUIRE(
      run({"towers", "import", "--towers", database, scratch.file("crowd.csv", crowd_list())}).exit_code ==
      0);
  Program watch({"watch", "--device", "driver=playback,loop=true,path=" + scene + ".sigmf-meta", "--towers",
                 database, "-F", "json"});
  const auto databases = [](const std::string& text) {
    std::vector<std::string> names;
    for (const auto& record : json_lines(text)) {
      if (record.at("type") == "status") names.push_back(record.at("towers_database"));
    }
    return names;
  };
  REQUIRE(watch.has_said([&](const std::string& text) { return !databases(text).empty(); }));
  const std::string third = scratch.path("third.sqlite");
  REQUIRE(run({"towers", "import", "--towers", third, scene + ".towers.csv"}).exit_code == 0);
  REQUIRE(run({"towers", "import", "--towers", database, scene + ".towers.csv"}).exit_code == 0);
  CHECK(watch.has_said([&](const std::string& text) {
    const auto names = databases(text);
    return names.front() != names.back();
  }));
  // Not as it should be done: over the one in use.
  fs::copy_file(third, database, fs::copy_options::overwrite_existing);
  CHECK(watch.has_said([&](const std::string& text) {
    const auto names = databases(text);
    return std::set(names.begin(), names.end()).size() == 3;
  }));
  watch.send(SIGINT);
  const Ended ended = watch.wait();
  INFO(ended.err);
  CHECK(ended.exit_code == 0);
  CHECK(ended.err.find("judged by a new database from here on: 7 known towers") != std::string::npos);
  std::set<std::string> judged_by;
  for (const auto& record : json_lines(ended.out)) {
    if (record.at("type") == "alert") judged_by.insert(record.at("versions").at("towers"));
    if (record.at("type") == "summary") CHECK(record.value("samples_dropped", 0) == 0);
  }
  CHECK(judged_by.size() >= 2);
}
