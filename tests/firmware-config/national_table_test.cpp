#include "firmware-config/national_table.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "cell/calendar_date.hpp"
#include "cell/carrier.hpp"
#include "cell/gsm/arfcn.hpp"
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

// What a table says against itself or against what bands are: empty where it is of one piece.
class Inconsistencies {
 public:
  explicit Inconsistencies(const NationalTable& table) : table_(table) {
    for (const LicensedRange& range : table.licences) check_range(range);
    for (const Sunset& sunset : table.sunsets) check_sunset(sunset);
    check_bands(table.gsm_bands, "GSM");
    check_bands(table.lte_bands, "LTE");
    if (table.date < kFirstDay) report("date: before there were such tables");
  }

  [[nodiscard]] const std::vector<std::string>& found() const { return found_; }

 private:
  static constexpr std::chrono::sys_days kFirstDay = std::chrono::year(2000) / 1 / 1;

  void report(std::string what) { found_.push_back(std::move(what)); }

  static std::string text_of(double low_hz, double high_hz) {
    return format_mhz(low_hz) + " to " + format_mhz(high_hz);
  }

  [[nodiscard]] bool is_listed(const Plmn& plmn) const {
    return std::ranges::find(table_.networks, plmn, &NationalNetwork::plmn) != table_.networks.end();
  }

  // All of it is downlink of one band that the table says is in use.
  [[nodiscard]] bool is_in_one_band(double low_hz, double high_hz) const {
    const bool is_gsm = std::ranges::any_of(gsm::gsm_downlink_bands(), [&](const gsm::DownlinkBand& band) {
      return low_hz >= band.low_hz && high_hz <= band.high_hz &&
             std::ranges::find(table_.gsm_bands, band.band) != table_.gsm_bands.end();
    });
    if (is_gsm) return true;
    const auto last = lte_channels_at(high_hz - kLteRaster_hz);
    return std::ranges::any_of(lte_channels_at(low_hz), [&](const LteChannel& channel) {
      return std::ranges::find(last, channel.band, &LteChannel::band) != last.end() &&
             std::ranges::find(table_.lte_bands, channel.band) != table_.lte_bands.end();
    });
  }

  // Every owner of a range is known: blocks lie side by side, none over another, and none is left out.
  void check_range(const LicensedRange& range) {
    if (!is_in_one_band(range.low_hz, range.high_hz))
      report(text_of(range.low_hz, range.high_hz) + ": is in no one band that the table has");
    auto blocks = range.blocks;
    std::ranges::sort(blocks, {}, &LicensedBlock::low_hz);
    double end_hz = range.low_hz;
    for (const LicensedBlock& block : blocks) {
      const std::string text = text_of(block.low_hz, block.high_hz);
      if (block.low_hz < end_hz) report(text + ": overlaps another block");
      if (block.low_hz > end_hz) report(text + ": nobody owns what is below it");
      end_hz = std::max(end_hz, block.high_hz);
      for (const double edge_hz : {block.low_hz, block.high_hz}) {
        if (std::remainder(edge_hz, kLteRaster_hz) != 0.0) report(text + ": ends between two channels");
      }
      for (const Plmn& plmn : block.networks) {
        if (!is_listed(plmn)) report(text + ": " + to_string(plmn) + " is not listed");
      }
    }
    if (end_hz < range.high_hz) report(text_of(end_hz, range.high_hz) + ": nobody owns it");
  }

  // None is said twice, none is to come, and the whole country is the last to end.
  void check_sunset(const Sunset& sunset) {
    const std::string rat(to_string(sunset.rat));
    if (sunset.off_since > table_.date || (sunset.off_since && *sunset.off_since < kFirstDay))
      report(rat + ": ends at " + date_text(*sunset.off_since));
    for (const Plmn& plmn : sunset.networks) {
      if (!is_listed(plmn)) report(rat + ": " + to_string(plmn) + " is not listed");
    }
    for (const Sunset& other : table_.sunsets) {
      if (&other == &sunset || other.rat != sunset.rat) continue;
      if (other.networks.empty() && sunset.networks.empty())
        report(rat + ": the country's end is given twice");
      for (const Plmn& plmn : sunset.networks) {
        if (std::ranges::find(other.networks, plmn) != other.networks.end())
          report(rat + ": " + to_string(plmn) + " is given twice");
      }
      if (other.networks.empty() && sunset.off_since > other.off_since)
        report(rat + ": a network ends after its country");
    }
  }

  void check_bands(std::vector<std::uint16_t> bands, const std::string& rat) {
    std::ranges::sort(bands);
    if (std::ranges::adjacent_find(bands) != bands.end()) report(rat + ": a band is given twice");
  }

  const NationalTable& table_;
  std::vector<std::string> found_;
};

std::vector<std::string> inconsistencies_of(const NationalTable& table) {
  return Inconsistencies(table).found();
}

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
            std::string("xx.yaml:11: bands.gsm: 910 is no band of GSM; allowed: ") +
                "450, 480, 710, 750, 810, 850, 900, 1800, 1900",
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

TEST_CASE("what a national table says against itself is found") {
  const auto found = [](const std::string& more) {
    const auto read = read_national_table(
        kHead + "networks: [{plmn: 262-01, name: A}, {plmn: 262-02, name: B}]\n" + more, "xx.yaml");
    REQUIRE(read.problems.empty());
    return inconsistencies_of(read.table);
  };
  const auto blocks = [&](const std::string& first, const std::string& second) {
    return found(
        "bands: {gsm: [900], lte: [20]}\nlicences:\n  - low_hz: 791M\n    high_hz: 811M\n    blocks:\n" +
        ("      - {networks: [262-01], " + first + "}\n") +
        ("      - {networks: [262-02], " + second + "}\n"));
  };
  using Lines = std::vector<std::string>;
  CHECK(found("").empty());
  CHECK(blocks("low_hz: 791M, high_hz: 801M", "low_hz: 801M, high_hz: 811M").empty());
  CHECK(blocks("low_hz: 791M, high_hz: 802M", "low_hz: 801M, high_hz: 811M") ==
        Lines{"801.000 MHz to 811.000 MHz: overlaps another block"});
  CHECK(blocks("low_hz: 791M, high_hz: 800M", "low_hz: 801M, high_hz: 810M") ==
        Lines{"801.000 MHz to 810.000 MHz: nobody owns what is below it",
              "810.000 MHz to 811.000 MHz: nobody owns it"});
  CHECK(blocks("low_hz: 791M, high_hz: 800.95M", "low_hz: 800.95M, high_hz: 811M") ==
        Lines{"791.000 MHz to 800.950 MHz: ends between two channels",
              "800.950 MHz to 811.000 MHz: ends between two channels"});
  CHECK(
      found("bands: {gsm: [900], lte: [20]}\nlicences:\n"
            "  - {low_hz: 791M, high_hz: 830M, blocks: [{networks: [262-03], low_hz: 791M, high_hz: 830M}]}\n"
            "  - {low_hz: 1805M, high_hz: 1880M, blocks: [{networks: [262-01], low_hz: 1805M, high_hz: "
            "1880M}]}\n") == Lines{"791.000 MHz to 830.000 MHz: is in no one band that the table has",
                                   "791.000 MHz to 830.000 MHz: 262-03 is not listed",
                                   "1805.000 MHz to 1880.000 MHz: is in no one band that the table has"});
  CHECK(found("bands: {lte: [20, 3, 20]}\n") == Lines{"LTE: a band is given twice"});
  CHECK(found("sunsets:\n"
              "  - {rat: gsm, off_since: 2025-07-01}\n"
              "  - {rat: umts, networks: [262-01, 262-03], off_since: 2022-01-01}\n"
              "  - {rat: umts, networks: [262-01], off_since: 2020-01-01}\n"
              "  - {rat: umts, off_since: 2021-01-01}\n"
              "  - {rat: lte, off_since: 1999-01-01}\n") ==
        Lines{"gsm: ends at 2025-07-01", "umts: 262-03 is not listed", "umts: 262-01 is given twice",
              "umts: a network ends after its country", "umts: 262-01 is given twice",
              "lte: ends at 1999-01-01"});
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
    const auto found = std::ranges::find(tables->tables, country,
                                         [](const NationalTableFile& one) { return one.table.country; });
    REQUIRE(found != tables->tables.end());
    const NationalTable* const table = &found->table;
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
  CHECK(tables->tables.size() == 16);
  for (const auto& [table, file] : tables->tables) {
    CAPTURE(table.country);
    CHECK(std::filesystem::exists(kShipped / (table.country + ".yaml")));
    const auto wrong = inconsistencies_of(table);
    CAPTURE(wrong);
    CHECK(wrong.empty());
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
  REQUIRE(tables->tables.size() == 2);
  CHECK(tables->tables[0].table.source == "mine");
  CHECK(tables->tables[0].file == mine.path / "xx.yaml");
  CHECK(tables->tables[1].table.source == "installed");
  CHECK(tables->tables[1].file == installed.path / "yy.yaml");
  SECTION("their contents tell them from others: of those in force") {
    const std::string before = tables->contents;
    installed.write("xx.yaml", kHead + "# another\n");
    CHECK(load_national_tables(folders)->contents == before);
    mine.write("xx.yaml", kHead + "# another\n");
    CHECK(load_national_tables(folders)->contents != before);
  }
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
