// What `towers lookup` answers of country codes, networks and places, by tables and outlines of the test's
// own.

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include "tests/catch.hpp"
#include "tools/cellwarden/output/text_layout.hpp"
#include "tools/cellwarden/towers/asked_identity.hpp"
#include "tools/cellwarden/towers/code_output.hpp"
#include "tools/cellwarden/towers/place_output.hpp"
#include "tools/cellwarden/towers/public_codes.hpp"

using namespace cellwarden;
using namespace cellwarden::tools;

namespace {

constexpr const char* kOwn = "/home/u/tables";

config::NationalTableFile table_of(const std::string& yaml, const std::string& file) {
  auto read = config::read_national_table(yaml, file);
  for (const auto& problem : read.problems) FAIL(to_line(problem));
  return {std::move(read.table), file};
}

// Germany with two networks and a guest, the United States with codes of three digits, Japan without
// networks.
const std::vector<config::NationalTableFile>& tables() {
  static const std::vector<config::NationalTableFile> kTables{
      table_of("country: de\nmccs: [262]\ndate: 2025-06-30\nsource: hearsay\n"
               "networks:\n"
               "  - {plmn: 262-01, name: One}\n"
               "  - {plmn: 262-06, name: One}\n"
               "  - {plmn: 262-02, name: Two}\n"
               "  - {plmn: 262-23, name: Guest}\n"
               "bands: {gsm: [900], lte: [3, 20]}\n"
               "licences:\n"
               "  - low_hz: 791M\n"
               "    high_hz: 821M\n"
               "    blocks:\n"
               "      - {networks: [262-02], low_hz: 801M, high_hz: 811M}\n"
               "      - {networks: [262-01, 262-06], low_hz: 811M, high_hz: 821M}\n"
               "sunsets:\n"
               "  - {rat: umts, networks: [262-01, 262-06], off_since: 2021-06-30}\n"
               "  - {rat: umts, off_since: 2021-12-31}\n"
               "  - {rat: gsm, networks: [262-23], off_since: ever}\n",
               "/t/de.yaml"),
      table_of("country: us\nmccs: [310, 311]\ndate: 2024-01-02\nsource: hearsay\nnetworks_complete: true\n"
               "networks:\n  - {plmn: 310-010, name: Far}\n  - {plmn: 311-480, name: Farther}\n",
               "/t/us.yaml"),
      table_of("country: jp\nmccs: [440]\ndate: 2024-06-30\nsource: hearsay\n", "/t/jp.yaml")};
  return kTables;
}

NetworkFacts network(std::string_view text) {
  return facts_of_network(*parse_plmn(text), tables());
}

std::string text_of_network(std::string_view text) {
  return text_of(network(text), std::nullopt, kOwn);
}

nlohmann::json json_of_network(std::string_view text) {
  return nlohmann::json::parse(json_of(network(text), std::nullopt));
}

void has(const std::string& text, const std::string& part) {
  // Lines are broken anywhere.
  std::string flat;
  std::istringstream words(text);
  for (std::string word; words >> word;) flat += (flat.empty() ? "" : " ") + word;
  INFO(flat);
  INFO(part);
  const bool found = flat.find(part) != std::string::npos;
  CHECK(found);
}

void check_width(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    INFO(line);
    CHECK(display_width(line) <= kTextWidth);
  }
}

std::string wrong_with(const std::string& text) {
  const auto asked = parse_asked(text);
  return asked ? "nothing" : asked.error().what;
}

// A square of two countries that meet at 10 degrees east, a zone in dispute north of them, and sea around.
geography::CountryOutlines outlines() {
  geography::CountryOutlines outlines;
  const auto add = [&outlines](std::vector<geography::CountryCode> claimants, bool is_disputed, float west,
                               float south, float east, float north) {
    outlines.begin({.claimants = std::move(claimants), .is_disputed = is_disputed, .is_everyones = false});
    outlines.add_polygon({{{west, south}, {east, south}, {east, north}, {west, north}}});
  };
  add({{'D', 'E'}}, false, 8.0F, 48.0F, 10.0F, 50.0F);
  add({{'A', 'T'}}, false, 10.0F, 48.0F, 12.0F, 50.0F);
  add({{'D', 'E'}, {'A', 'T'}}, true, 8.0F, 50.0F, 12.0F, 51.0F);
  add({{'G', 'G'}}, false, 14.0F, 48.0F, 14.5F, 48.5F);
  outlines.set_origin("Somebody", "2018-05-21", 5000.0);
  return outlines;
}

PlaceFacts place(double latitude_deg, double longitude_deg) {
  return facts_of_place({.latitude_deg = latitude_deg, .longitude_deg = longitude_deg, .accuracy_m = {}},
                        outlines(), tables());
}

}  // namespace

TEST_CASE("lookup: what is asked for, by its text") {
  CHECK(std::get<AskedCountry>(*parse_asked("262")).mcc == 262);
  CHECK(std::get<AskedCountry>(*parse_asked("001")).mcc == 1);
  CHECK(std::get<Plmn>(*parse_asked("262-01")) == Plmn{262, 1, 2});
  CHECK(std::get<Plmn>(*parse_asked("310-010")) == Plmn{310, 10, 3});
  const auto cell = std::get<AskedCells>(*parse_asked("262-01-4711-27447297"));
  CHECK(cell.area == 4711U);
  CHECK(cell.first_cell == 27447297);
  CHECK(cell.last_cell == 27447297);
  const auto site = std::get<AskedCells>(*parse_asked("310-010-enb:107216"));
  CHECK_FALSE(site.area);
  CHECK(site.plmn == Plmn{310, 10, 3});
  CHECK(site.first_cell == 27447296);
  CHECK(site.last_cell == 27447551);
  const auto south = std::get<GeoPoint>(*parse_asked("-33.9,18.4"));
  CHECK(south.latitude_deg == -33.9);
  CHECK(south.longitude_deg == 18.4);
  CHECK(std::get<GeoPoint>(*parse_asked("52,-180")).longitude_deg == -180.0);
}

TEST_CASE("lookup: what cannot be asked for is told with the way out") {
  CHECK(wrong_with("26") ==
        "\"26\" cannot be looked up; a country code has three digits, such as 262; a network is written "
        "262-01");
  CHECK(wrong_with("26201").find("a network is written 262-01") != std::string::npos);
  CHECK(wrong_with("262-1").find("two or three, as they are written: 262-01, 310-010") != std::string::npos);
  CHECK(wrong_with("262-0001").find("two or three") != std::string::npos);
  CHECK(wrong_with("91,0") ==
        "\"91,0\" is no place; write latitude,longitude in degrees, such as 52.52,13.405");
  for (const char* text : {"52.52,", ",", "52,13,4", "52,181", "nan,0"}) {
    INFO(text);
    CHECK(wrong_with(text).find("is no place") != std::string::npos);
  }
  for (const char* text : {"", "x", "-", "262-", "-01", "262-01-", "262-01-x", "262-01-4711-",
                           "262-01-enb:", "262-01-enb:1048576", "262-01-68719476736", "262-01-1-2-3",
                           "262-01-4294967296-1", "+62", "26 "}) {
    INFO(text);
    CHECK(wrong_with(text).find("cannot be looked up; ") != std::string::npos);
  }
  CHECK(wrong_with("\x1b[31m").find('\x1b') == std::string::npos);
}

TEST_CASE("lookup: whose a country code is") {
  CHECK(facts_of_code(262, tables()).kind == CodeKind::kCountry);
  CHECK(facts_of_code(262, tables()).table == &tables()[0]);
  CHECK(facts_of_code(311, tables()).table == &tables()[1]);
  CHECK(facts_of_code(232, tables()).table == nullptr);
  CHECK(facts_of_code(1, tables()).kind == CodeKind::kTest);
  CHECK(facts_of_code(999, tables()).kind == CodeKind::kTest);
  CHECK(facts_of_code(901, tables()).kind == CodeKind::kShared);
  CHECK(facts_of_code(203, tables()).kind == CodeKind::kNobody);
  // A code that is younger than the built-in list is whose a table says.
  const std::vector<config::NationalTableFile> young{
      table_of("country: yy\nmccs: [203]\ndate: 2030-01-01\nsource: hearsay\n", "/t/yy.yaml")};
  CHECK(facts_of_code(203, young).kind == CodeKind::kCountry);
  CHECK(facts_of_code(203, young).name == "YY");
}

TEST_CASE("lookup: a country code with its table") {
  const std::string text = text_of(facts_of_code(262, tables()), kOwn);
  check_width(text);
  has(text, "262 Germany (DE)");
  has(text, "4 in the table, there may be others");
  has(text, "262-23 Guest");
  has(text, "262-10 railway (GSM-R), by a built-in list");
  has(text, "Bands GSM 900; LTE 3, 20");
  has(text, "all owners are known of 791 to 821 MHz");
  has(text, "811 to 821 MHz One Ended");
  has(text, "UMTS off since 2021-06-30: One");
  has(text, "UMTS off since 2021-12-31: the whole country");
  has(text, "GSM never on air: Guest");
  has(text, "de of 2025-06-30: /t/de.yaml hearsay");
  const auto json = nlohmann::json::parse(json_of(facts_of_code(262, tables())));
  CHECK(json.at("type") == "country_code");
  CHECK(json.at("table").at("date") == "2025-06-30");
  CHECK(json.at("networks").size() == 4);
  CHECK(json.at("railways") == nlohmann::json{"262-10", "262-60"});
  CHECK(json.at("lte_bands") == nlohmann::json{3, 20});
  CHECK(json.at("licences")[0].at("blocks")[1].at("networks") == nlohmann::json{"262-01", "262-06"});
  CHECK(json.at("sunsets")[2].at("never_on_air") == true);

  // Of several codes in one table, those of the one that was asked for.
  const std::string us = text_of(facts_of_code(311, tables()), kOwn);
  has(us, "Codes 310, 311, in one table");
  has(us, "1 in the table, all there are");
  has(us, "311-480 Farther");
  CHECK(us.find("310-010") == std::string::npos);
  has(us, "the table says nothing of who owns spectrum");
  has(us, "the table says of no standard that it ended");
  has(text_of(facts_of_code(440, tables()), kOwn), "Networks the table lists none");
}

TEST_CASE("lookup: a country code without a table") {
  has(text_of(facts_of_code(232, tables()), kOwn),
      "there is no national table of Austria; write one: /home/u/tables/at.yaml (docs/usage.md, National "
      "tables)");
  const auto json = nlohmann::json::parse(json_of(facts_of_code(232, tables())));
  CHECK(json.at("country_name") == "Austria");
  CHECK_FALSE(json.contains("table"));
  CHECK(text_of(facts_of_code(1, tables()), kOwn) == "001  for test networks, of no country\n");
  CHECK(text_of(facts_of_code(901, tables()), kOwn) ==
        "901  of no country: ships, aircraft, satellites and trials\n");
  CHECK(text_of(facts_of_code(203, tables()), kOwn) ==
        "203  not assigned to any country (ITU-T E.212, as of 2022)\n");
  CHECK(nlohmann::json::parse(json_of(facts_of_code(203, tables()))).at("kind") == "nobody");
}

TEST_CASE("lookup: a network that is listed") {
  const std::string text = text_of_network("262-01");
  check_width(text);
  has(text, "262-01 One, Germany (DE)");
  has(text, "yes, by the table of 2025-06-30");
  has(text, "Downlink 811 to 821 MHz; all owners are known of 791 to 821 MHz");
  has(text, "Ended UMTS off since 2021-06-30 Cells");
  has(text, "no database of known towers");
  // Of a guest: no spectrum, and the country's sunset beside its own.
  const std::string guest = text_of_network("262-23");
  has(guest, "none in 791 to 821 MHz, of which all owners are known");
  has(guest, "GSM never on air, UMTS off since 2021-12-31 in the whole country");
  const auto json = json_of_network("262-06");
  CHECK(json.at("standing") == "listed");
  CHECK(json.at("name") == "One");
  CHECK_FALSE(json.contains("listed_as"));
  CHECK(json.at("licences")[0].at("low_hz") == 811'000'000);
  CHECK(json.at("sunsets")[0].at("whole_country") == false);
  CHECK_FALSE(json.contains("known"));
}

TEST_CASE("lookup: a network that is not listed is an answer, not an error") {
  has(text_of_network("262-99"), "not in the table of 2025-06-30, which does not have all");
  CHECK(json_of_network("262-99").at("standing") == "not_listed");
  has(text_of_network("310-020"), "no: not in the table of 2024-01-02, which has all networks Cells");
  CHECK(json_of_network("310-020").at("standing") == "unassigned");
  has(text_of_network("262-10"), "to a railway (GSM-R)");
  CHECK(json_of_network("262-10").at("standing") == "railway");
  has(text_of_network("232-01"), "not known: there is no national table of Austria; write one");
  CHECK(json_of_network("232-01").at("standing") == "no_table");
  has(text_of_network("440-10"), "the table of 2024-06-30 lists no networks");
  has(text_of_network("203-01"), "its country code 203 is not assigned to any country");
  CHECK(json_of_network("203-01").at("standing") == "no_country");
  CHECK(json_of_network("001-01").at("standing") == "test");
  CHECK(json_of_network("901-70").at("standing") == "shared");
}

TEST_CASE("lookup: the number of digits of a network code") {
  const std::string text = text_of_network("310-10");
  has(text, "the table of 2024-01-02 has 310-010, with 3 digits. 310-10 is another code");
  has(text, "310-10 Far, United States (US)");
  const auto json = json_of_network("310-10");
  CHECK(json.at("plmn") == "310-10");
  CHECK(json.at("standing") == "listed_otherwise");
  CHECK(json.at("listed_as") == "310-010");
  CHECK(json_of_network("310-010").at("standing") == "listed");
  CHECK(json_of_network("262-001").at("listed_as") == "262-01");
  // What is listed otherwise has its spectrum by the code as it is listed.
  CHECK(json_of_network("262-001").at("licences").size() == 1);
  has(text_of_network("310-99"), "codes of 310 in it have 3 digits, this one 2");
  has(text_of_network("262-999"), "codes of 262 in it have 2 digits, this one 3");
}

TEST_CASE("lookup: cells of a network, by source") {
  const towers::Source crowd{.name = "crowd",
                             .date = std::chrono::sys_days(std::chrono::year(2026) / 11 / 1)};
  const towers::Source owner{.name = "owner", .trust = towers::Trust::kOperator};
  const KnownCells known{"/t/towers.sqlite",
                         {{crowd, Rat::kGsm, 2}, {crowd, Rat::kLte, 40}, {owner, std::nullopt, 7}}};
  const std::string text = text_of(network("262-01"), known, kOwn);
  has(text, "Cells 42 by crowd (crowd of 2026-11-01): GSM 2, LTE 40 7 by owner (operator): radio not said 7");
  const auto json = nlohmann::json::parse(json_of(network("262-01"), known)).at("known");
  CHECK(json.at("database") == "/t/towers.sqlite");
  REQUIRE(json.at("sources").size() == 3);
  CHECK(json.at("sources")[1] == nlohmann::json{{"source", "crowd"},
                                                {"trust", "crowd"},
                                                {"source_date", "2026-11-01"},
                                                {"rat", "lte"},
                                                {"rows", 40}});
  CHECK_FALSE(json.at("sources")[2].contains("rat"));
  has(text_of(network("262-02"), KnownCells{"/t/towers.sqlite", {}}, kOwn), "none in /t/towers.sqlite");
}

TEST_CASE("lookup: names of countries are those of their codes") {
  const auto germany = facts_of_country({'D', 'E'}, tables());
  CHECK(germany.name == "Germany");
  CHECK(germany.mccs == std::vector<std::uint16_t>{262});
  CHECK(germany.table == &tables()[0]);
  // Guernsey has the United Kingdom's codes and none of its own.
  const auto guernsey = facts_of_country({'G', 'G'}, tables());
  CHECK(guernsey.name.empty());
  CHECK(guernsey.mccs == std::vector<std::uint16_t>{234, 235});
  CHECK(guernsey.table == nullptr);
  CHECK(facts_of_country({'A', 'Q'}, tables()).mccs.empty());
}

TEST_CASE("lookup: tables that are shipped are of their countries' codes, all of them") {
  const std::vector<std::filesystem::path> folders{std::string(CELLWARDEN_SOURCE_DIR) +
                                                   "/firmware-config/bands/national"};
  const auto loaded = config::load_national_tables(folders);
  REQUIRE(loaded);
  const auto& shipped = loaded->tables;
  for (const config::NationalTableFile& one : shipped) {
    CAPTURE(one.table.country);
    REQUIRE_FALSE(one.table.mccs.empty());
    const auto own = facts_of_code(one.table.mccs.front(), shipped).countries.front();
    const auto country = facts_of_country(own, shipped);
    CHECK(country.table == &one);
    for (const std::uint16_t mcc : one.table.mccs)
      CHECK(facts_of_code(mcc, shipped).countries.front() == own);
    // Codes that begin with another country's name are that one's: Puerto Rico's is not the United States'.
    for (const std::uint16_t mcc : country.mccs) {
      CAPTURE(mcc);
      const bool is_own = facts_of_code(mcc, shipped).countries.front() == own;
      CHECK(is_own == (facts_of_code(mcc, shipped).table == &one));
    }
  }
}

TEST_CASE("lookup: a place in a country, and whose land is beyond the border") {
  const PlaceFacts inland = place(49.0, 9.0);
  CHECK(inland.kind == PlaceKind::kCountry);
  const std::string text = text_of(inland, kOwn);
  check_width(text);
  has(text, "49,9 in Germany (DE), country code 262");
  has(text, "Border 73.2 km to Austria (AT), country code 232");
  has(text, "111.2 km to a zone in dispute between Germany (DE), Austria (AT)");
  has(text, "to GG, country codes 234, 235, across the sea");
  has(text, "outlines of 2018-05-21 lie up to 5.0 km from borders and coasts (Somebody)");
  has(text, "Table de of 2025-06-30: /t/de.yaml");
  CHECK(text.find("the place may be there") == std::string::npos);
  const auto json = nlohmann::json::parse(json_of(inland));
  CHECK(json.at("kind") == "country");
  CHECK(json.at("countries")[0] ==
        nlohmann::json{{"code", "DE"}, {"name", "Germany"}, {"mccs", {262}}, {"table_date", "2025-06-30"}});
  CHECK(json.at("near")[0].at("countries")[0].at("code") == "AT");
  CHECK(json.at("near")[0].at("distance_m").get<double>() == Approx(73'170).margin(200));
  CHECK(json.at("near")[0].at("position").at("longitude_deg") == 10.0);
  CHECK(json.at("near")[0].at("is_within_margin") == false);
  CHECK(json.at("near")[1].at("is_disputed") == true);
  CHECK(json.at("outlines").at("accuracy_m") == 5000);

  // As near to the border as the outlines are right.
  const PlaceFacts border = place(49.0, 9.99);
  has(text_of(border, kOwn), "within the margin: the place may be there");
  CHECK(nlohmann::json::parse(json_of(border)).at("near")[0].at("is_within_margin") == true);
  has(text_of(place(49.0, 11.0), kOwn), "there is no national table of Austria (AT); write one");
}

TEST_CASE("lookup: a place at sea, and one in dispute") {
  const PlaceFacts sea = place(49.0, 13.0);
  CHECK(sea.kind == PlaceKind::kSea);
  has(text_of(sea, kOwn), "49,13 at sea: in no country's outline Land 73.2 km to Austria (AT)");
  CHECK(nlohmann::json::parse(json_of(sea)).at("countries").empty());
  has(text_of(place(49.0, 12.02), kOwn), "at sea by the outlines, but land is within their margin");
  const PlaceFacts disputed = place(50.5, 9.0);
  CHECK(disputed.kind == PlaceKind::kDisputed);
  has(text_of(disputed, kOwn), "in a zone in dispute between Germany (DE), Austria (AT)");
  CHECK(nlohmann::json::parse(json_of(disputed)).at("countries").size() == 2);
}
