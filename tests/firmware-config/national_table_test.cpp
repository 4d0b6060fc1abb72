#include "firmware-config/national_table.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "firmware-config/band_plan.hpp"
#include "firmware-config/config_file.hpp"
#include "firmware-config/data_files.hpp"
#include "tests/catch.hpp"

using namespace cellwarden;
using namespace cellwarden::config;

namespace {

const std::filesystem::path kBands = std::filesystem::path(CELLWARDEN_SOURCE_DIR) / "firmware-config/bands";
const std::filesystem::path kShipped = kBands / "national";

std::vector<std::string> problems_in(std::string_view yaml) {
  std::vector<std::string> lines;
  for (const auto& problem : read_national_table(yaml, "xx.yaml").problems) lines.push_back(to_line(problem));
  return lines;
}

const std::string kHead = "country: xx\nmccs: [262]\ndate: 2025-06-30\nsource: hearsay\n";

struct Folder {
  std::filesystem::path path;
  explicit Folder(const std::string& name)
      : path(std::filesystem::temp_directory_path() / ("cellwarden-national-" + name)) {
    std::filesystem::remove_all(path);
    std::filesystem::create_directories(path);
  }
  ~Folder() { std::filesystem::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  void write(const std::string& name, const std::string& text) const { std::ofstream(path / name) << text; }
};

}  // namespace

TEST_CASE("a national table is read as it stands") {
  const auto read =
      read_national_table(kHead +
                              "networks_complete: true\n"
                              "networks:\n"
                              "  - {plmn: 262-01, name: One}\n"
                              "  - {plmn: 262-010, name: Three digits}\n"
                              "bands: {gsm: [900, 1800], lte: [3, 20]}\n"
                              "licences:\n"
                              "  - low_hz: 791M\n"
                              "    high_hz: 821M\n"
                              "    blocks:\n"
                              "      - {networks: [262-01, 262-02], low_hz: 791M, high_hz: 801M}\n"
                              "sunsets:\n"
                              "  - {rat: umts, off_since: 2021-12-31}\n"
                              "  - {rat: gsm, networks: [262-01], off_since: ever}\n",
                          "xx.yaml");
  REQUIRE(read.problems.empty());
  const NationalTable& table = read.table;
  CHECK(table.country == "xx");
  CHECK(table.mccs == std::vector<std::uint16_t>{262});
  CHECK(table.date == std::chrono::sys_days(std::chrono::year(2025) / 6 / 30));
  CHECK(table.source == "hearsay");
  CHECK(table.has_all_networks);
  REQUIRE(table.networks.size() == 2);
  CHECK(table.networks[0].plmn == Plmn{262, 1, 2});
  CHECK(table.networks[1].plmn == Plmn{262, 10, 3});
  CHECK(table.gsm_bands == std::vector<std::uint16_t>{900, 1800});
  CHECK(table.lte_bands == std::vector<std::uint16_t>{3, 20});
  REQUIRE(table.licences.size() == 1);
  REQUIRE(table.licences[0].blocks.size() == 1);
  CHECK(table.licences[0].blocks[0].networks == std::vector<Plmn>{{262, 1, 2}, {262, 2, 2}});
  CHECK(table.licences[0].blocks[0].high_hz == 801e6);
  REQUIRE(table.sunsets.size() == 2);
  CHECK(table.sunsets[0].networks.empty());
  CHECK(table.sunsets[0].off_since == std::chrono::sys_days(std::chrono::year(2021) / 12 / 31));
  CHECK_FALSE(table.sunsets[1].off_since);
  CHECK(table.sunsets[1].rat == Rat::kGsm);
}

TEST_CASE("every problem of a national table is told at once, with line and key") {
  CHECK(problems_in(
            "country: Germany\n"
            "mccs: [262, 1000, 262, 262.5]\n"
            "date: 2025-02-30\n"
            "networks_complete: perhaps\n"
            "networks:\n"
            "  - {plmn: 262-01, name: A}\n"
            "  - {plmn: 262-01, name: B}\n"
            "  - {plmn: 208-01, name: C}\n"
            "  - {plmn: telekom, name: D}\n"
            "  - {name: E}\n"
            "bands: {gsm: [900, 910], lte: [0], nr: [78]}\n"
            "licences:\n"
            "  - {low_hz: 791M, high_hz: 821M, blocks: [{networks: [262-01], low_hz: 781M, high_hz: 801M}]}\n"
            "  - {low_hz: 811M, high_hz: 831M, blocks: [{networks: [], low_hz: 821M, high_hz: 811M}]}\n"
            "sunsets:\n"
            "  - {rat: nr, off_since: ever}\n"
            "  - {rat: gsm, off_since: soon}\n"
            "  - {rat: gsm}\n") ==
        std::vector<std::string>{
            "xx.yaml:1: source: is missing",
            R"(xx.yaml:1: country: "Germany" is not allowed; two small letters, such as de)",
            "xx.yaml:2: mccs[1]: 1000 is outside 200 to 799",
            "xx.yaml:2: mccs[2]: 262 is given twice",
            "xx.yaml:2: mccs[3]: 262.5 is no whole number",
            R"(xx.yaml:3: date: "2025-02-30" is no day such as 2026-01-31)",
            R"(xx.yaml:4: networks_complete: "perhaps" is not allowed; allowed: false, true)",
            "xx.yaml:7: networks[1].plmn: 262-01 is listed twice",
            "xx.yaml:8: networks[2].plmn: 208-01 is of none of this table's country codes (262)",
            R"(xx.yaml:9: networks[3].plmn: "telekom" is no network code such as 262-01)",
            "xx.yaml:10: networks[4].plmn: is missing",
            "xx.yaml:11: bands.nr: there is no such setting; known here: gsm, lte",
            "xx.yaml:11: bands.gsm: 910 is no band of GSM; allowed: 450, 480, 710, 750, 810, 850, 900, 1800, "
            "1900",
            "xx.yaml:11: bands.lte[0]: 0 is outside 1 to 256",
            "xx.yaml:13: licences[0].blocks[0]: reaches beyond the range that it is in",
            "xx.yaml:14: licences[1].blocks[0].high_hz: is not above low_hz",
            "xx.yaml:14: licences[1].blocks[0].networks: needs a list of network codes: [262-01, 262-06]",
            "xx.yaml:14: licences[1]: overlaps another range; put them into one",
            R"(xx.yaml:16: sunsets[0].rat: "nr" is not allowed; allowed: gsm, umts, lte)",
            R"(xx.yaml:17: sunsets[1].off_since: "soon" is no day such as 2026-01-31)",
            "xx.yaml:18: sunsets[2].off_since: is missing",
        });
  CHECK(problems_in("") == std::vector<std::string>{"xx.yaml: is empty: no national table"});
  CHECK(problems_in(kHead + "networks_complete: true\n") ==
        std::vector<std::string>{"xx.yaml:5: networks_complete: is true, but no network is listed"});
  CHECK(problems_in(kHead + "bands: {}\n").size() == 1);
}

TEST_CASE("national tables that are shipped") {
  const std::array folders{kShipped};
  const auto tables = load_national_tables(folders);
  if (!tables) FAIL(tables.error().what);
  std::size_t with_networks = 0;
  const std::array band_folders{kBands};
  for (const std::string& country : band_plan_countries(band_folders)) {
    if (country == "world") continue;
    CAPTURE(country);
    const auto table = std::ranges::find(*tables, country, &NationalTable::country);
    REQUIRE(table != tables->end());
    CHECK(table->networks.size() >= 10);
    CHECK_FALSE(table->gsm_bands.empty());
    CHECK_FALSE(table->source.empty());
    ++with_networks;
    // What a survey listens to for a country is what its networks may use.
    const auto plan = load_band_plan(country, band_folders);
    REQUIRE(plan);
    for (const BandSlice& slice : plan->slices) {
      if (slice.rat != Rat::kLte) continue;
      const int band = std::stoi(slice.name.substr(4));
      CAPTURE(band);
      CHECK(std::ranges::find(table->lte_bands, band) != table->lte_bands.end());
    }
  }
  CHECK(with_networks == 9);
  for (const NationalTable& table : *tables) {
    CAPTURE(table.country);
    CHECK(std::filesystem::exists(kShipped / (table.country + ".yaml")));
    // Blocks of one range do not overlap, and are of networks that are listed.
    for (const LicensedRange& range : table.licences) {
      for (std::size_t i = 0; i < range.blocks.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
          CHECK((range.blocks[i].high_hz <= range.blocks[j].low_hz ||
                 range.blocks[j].high_hz <= range.blocks[i].low_hz));
        }
        for (const Plmn& plmn : range.blocks[i].networks) {
          CAPTURE(to_string(plmn));
          CHECK(std::ranges::find(table.networks, plmn, &NationalNetwork::plmn) != table.networks.end());
        }
      }
    }
    for (const Sunset& sunset : table.sunsets) {
      for (const Plmn& plmn : sunset.networks) {
        CAPTURE(to_string(plmn));
        CHECK(std::ranges::find(table.networks, plmn, &NationalNetwork::plmn) != table.networks.end());
      }
    }
  }
}

TEST_CASE("a user's national table goes before the one that is installed") {
  const Folder mine("mine");
  const Folder installed("installed");
  installed.write("xx.yaml", kHead);
  installed.write("yy.yaml", "country: yy\nmccs: [208]\ndate: 2025-06-30\nsource: installed\n");
  mine.write("xx.yaml", "country: xx\nmccs: [262]\ndate: 2026-06-30\nsource: mine\n");
  const std::array folders{mine.path, installed.path, std::filesystem::path("/nowhere")};
  const auto tables = load_national_tables(folders);
  REQUIRE(tables);
  REQUIRE(tables->size() == 2);
  CHECK((*tables)[0].source == "mine");
  CHECK((*tables)[1].source == "installed");
  SECTION("another file about the same country code is a mistake") {
    mine.write("germany.yaml", kHead);
    const auto both = load_national_tables(folders);
    REQUIRE_FALSE(both);
    CHECK(both.error().what.find("262 is in") != std::string::npos);
  }
  SECTION("problems of all files are told") {
    mine.write("xx.yaml", "country: xx\n");
    installed.write("yy.yaml", "[");
    const auto both = load_national_tables(folders);
    REQUIRE_FALSE(both);
    CHECK(both.error().what.find("xx.yaml:1: mccs: is missing") != std::string::npos);
    CHECK(both.error().what.find("yy.yaml:") != std::string::npos);
  }
  // Scan plans lie one folder up and do not meet them.
  const std::array bands{kBands};
  CHECK(band_plan_countries(bands).size() == 10);
}
