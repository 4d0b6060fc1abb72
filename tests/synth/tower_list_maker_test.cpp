// The maker's lists against a second look at them: a plain splitter that knows the columns, and nothing of
// how lines were made.
#include "tests/synth/tower_list_maker.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "tests/catch.hpp"
#include "tests/synth/tower_list_countries.hpp"
#include "tests/synth/tower_sites.hpp"

namespace {

using namespace cellwarden;
using synth::ListDirt;
using synth::TowerListSpec;
using synth::TowerListTruth;

constexpr std::string_view kHeader =
    "radio,mcc,net,area,cell,unit,lon,lat,range,samples,changeable,created,updated,averageSignal";

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t from = 0;
  for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', from)) {
    lines.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  CHECK(from == text.size());
  return lines;
}

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields(1);
  for (const char c : line) {
    if (c == ',') {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

double number(const std::string& text) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  double value = kNone;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? value : kNone;
}

std::string identity_of(const std::vector<std::string>& f) {
  const bool needs_area = f[0] == "GSM" || f[0] == "CDMA" || (f[0] == "UMTS" && number(f[4]) <= 65535);
  return f[0] + ' ' + f[1] + ' ' + f[2] + ' ' + (needs_area ? f[3] : "") + ' ' + f[4];
}

/// What is wrong with a line by itself: every name that fits.
std::vector<std::string> faults_of(const std::string& line) {
  if (line == kHeader) return {"repeated_header"};
  if (line.starts_with('"')) return {"open_quote"};
  if (line.starts_with('<')) return {"html"};
  if (line.size() > 4096) return {"too_long"};
  if (line.find('\0') != std::string::npos) return {"nul"};
  auto f = fields_of(line);
  if (f.size() != 14) return {"half_line"};
  std::vector<std::string> faults;
  if (f[13].ends_with('\r')) {
    faults.emplace_back("cr_lf");
    f[13].pop_back();
  }
  for (std::size_t i = 1; i < 14; ++i) {
    if (i != 5 && std::isnan(number(f[i]))) faults.push_back("no number in column " + std::to_string(i));
  }
  const double cell = number(f[4]);
  const double lon = number(f[6]);
  const double lat = number(f[7]);
  if (f[0] == "CDMA") faults.emplace_back("cdma");
  if (f[1] == "0") faults.emplace_back("mcc_zero");
  if (f[3] == "0") faults.emplace_back(f[0] == "GSM" ? "gsm_area_zero" : "area_zero");
  if (f[3] == "65534") faults.emplace_back("area_65534");
  if (f[3] == "65535") faults.emplace_back("area_65535");
  if (cell == -1) faults.emplace_back("cell_minus_one");
  if (cell == 2147483647) faults.emplace_back("cell_2147483647");
  if (f[0] == "GSM" && cell > 65535 && cell != 2147483647) faults.emplace_back("gsm_cell_beyond_16_bits");
  if (f[0] == "UMTS" && cell >= 0 && cell <= 65535) faults.emplace_back("umts_without_rnc");
  if (lon == 0 && lat == 0) faults.emplace_back("position_zero");
  if (std::abs(lat) > 90) faults.emplace_back(std::abs(lon) > 90 ? "latitude_beyond_90" : "swapped_seen");
  if (!faults.empty() && (f[5].empty() || f[5] == "0" || f[5] == "-1")) faults.emplace_back("unit unknown");
  return faults;
}

/// Counts by name of all lines of a list; repeats too. What cannot be told from one line stays regular.
struct Seen {
  std::map<std::string, std::uint64_t> counts;
  std::unordered_map<std::string, double> updated;  // of each identity, as it came first
  std::unordered_map<std::string, std::string> first_lines;
};

void look_at(const std::string& line, Seen& seen) {
  const auto faults = faults_of(line);
  if (faults.size() > 1) FAIL(line << ": " << faults[0] << " and " << faults[1]);
  if (!faults.empty()) {
    ++seen.counts[faults.front()];
    return;
  }
  const auto f = fields_of(line);
  const std::string identity = identity_of(f);
  const double updated = number(f[12]);
  if (!seen.updated.emplace(identity, updated).second) {
    const bool is_same = seen.first_lines[identity] == line;
    const bool is_newer = updated > seen.updated[identity];
    ++seen.counts[is_same ? "repeated_line" : is_newer ? "repeated_newer" : "repeated_older"];
    return;
  }
  seen.first_lines.emplace(identity, line);
  ++seen.counts["regular"];
  ++seen.counts[f[0]];
  if (f[5].empty()) ++seen.counts["unit_empty"];
  if (f[5] == "0") ++seen.counts["unit_zero"];
  if (f[5] == "-1") ++seen.counts["unit_minus_one"];
}

Seen look_at_all(const std::string& list) {
  Seen seen;
  bool is_first = true;
  for (const auto& line : lines_of(list)) {
    if (!is_first || line != kHeader) look_at(line, seen);
    is_first = false;
  }
  return seen;
}

void check_against(const TowerListTruth& truth, Seen& seen) {
  // Where x and y could both be latitudes, no line tells that they were exchanged.
  CHECK(seen.counts["regular"] == truth.regular + truth.of(ListDirt::kSwappedPlausible));
  CHECK(seen.counts["cdma"] == truth.cdma);
  for (std::size_t i = 0; i < synth::kListDirts; ++i) {
    const auto kind = static_cast<ListDirt>(i);
    if (kind == ListDirt::kSwappedPlausible) continue;
    INFO(to_string(kind));
    CHECK(seen.counts[std::string(to_string(kind))] == truth.of(kind));
  }
  CHECK(seen.counts["unit_zero"] == truth.unit_zero);
  CHECK(seen.counts["unit_minus_one"] == truth.unit_minus_one);
  CHECK(seen.counts["unit_empty"] == truth.unit_empty);
  CHECK(seen.counts["NR"] == truth.nr);
  CHECK(truth.gsm + truth.umts + truth.lte + truth.nr == truth.regular);
  CHECK(truth.lines == truth.regular + truth.cdma + truth.dirty());
}

}  // namespace

TEST_CASE("a tower list is what its counts say") {
  TowerListTruth truth;
  const TowerListSpec spec{.rows = 150'000, .seed = 5, .mcc = {}, .difference_rows = {}};
  const std::string list = synth::make_tower_list(spec, &truth);
  CHECK(truth.lines == spec.rows);
  CHECK(list.starts_with(std::string(kHeader) + '\n'));
  Seen seen = look_at_all(list);
  check_against(truth, seen);

  for (std::size_t i = 0; i < synth::kListDirts; ++i) {
    INFO(to_string(static_cast<ListDirt>(i)));
    CHECK(truth.dirt[i] > 0);
  }
  const auto all = static_cast<double>(truth.lines);
  CHECK(static_cast<double>(truth.dirty()) / all > 0.01);
  CHECK(static_cast<double>(truth.dirty()) / all < 0.03);
  CHECK(static_cast<double>(truth.lte) / all == Approx(0.5).margin(0.08));
  CHECK(static_cast<double>(truth.nr) / all == Approx(0.05).margin(0.02));
  // Most units are unknown.
  CHECK(truth.unit_zero + truth.unit_minus_one + truth.unit_empty > truth.regular * 7 / 10);
}

TEST_CASE("every kind of dirt is in a long list") {
  TowerListTruth truth;
  (void)synth::make_tower_list({.rows = 2'000'000, .seed = 1, .mcc = 262, .difference_rows = {}}, &truth);
  for (std::size_t i = 0; i < synth::kListDirts; ++i) {
    const auto kind = static_cast<ListDirt>(i);
    INFO(to_string(kind));
    CHECK((truth.of(kind) > 0) == (kind != ListDirt::kSwappedSeen));  // Germany is not beyond 90 degrees east
  }
}

TEST_CASE("a seed names one list, whatever its header, and another seed another") {
  const TowerListSpec spec{.rows = 20'000, .seed = 3, .mcc = {}, .difference_rows = {}};
  auto headless = spec;
  headless.has_header = false;
  auto other = spec;
  other.seed = 4;
  const std::string list = synth::make_tower_list(spec);
  CHECK(list == synth::make_tower_list(spec));
  CHECK(list == std::string(kHeader) + '\n' + synth::make_tower_list(headless));
  CHECK(list != synth::make_tower_list(other));
}

TEST_CASE("a clean list has regular lines only") {
  TowerListTruth truth;
  const TowerListSpec spec{.rows = 20'000, .is_clean = true, .mcc = 262, .difference_rows = {}};
  Seen seen = look_at_all(synth::make_tower_list(spec, &truth));
  CHECK(seen.counts["regular"] == 20'000);
  CHECK(truth.regular == 20'000);
  CHECK(truth.dirty() == 0);
  for (const auto& [identity, line] : seen.first_lines) REQUIRE(fields_of(line)[1] == "262");
}

TEST_CASE("a site's cells are together, an area is a piece of land, and towns are dense") {
  const TowerListSpec spec{.rows = 100'000, .is_clean = true, .mcc = 262, .difference_rows = {}};
  struct Box {
    double south = 90, north = -90, west = 180, east = -180;
    std::size_t rows = 0;
    void take(double lat, double lon) {
      south = std::min(south, lat);
      north = std::max(north, lat);
      west = std::min(west, lon);
      east = std::max(east, lon);
      ++rows;
    }
  };
  std::map<std::string, Box> sites;
  std::map<std::string, Box> areas;
  std::map<std::pair<int, int>, std::size_t> grid;  // tenths of a degree north, sixths east: some 11 km
  for (const auto& line : lines_of(synth::make_tower_list(spec))) {
    if (line == kHeader) continue;
    const auto f = fields_of(line);
    const double lon = number(f[6]);
    const double lat = number(f[7]);
    REQUIRE((lat > 45 && lat < 57 && lon > 4 && lon < 16));
    const auto enb = static_cast<std::uint64_t>(number(f[4])) >> 8U;
    if (f[0] == "LTE") sites[f[2] + ' ' + std::to_string(enb)].take(lat, lon);
    areas[f[2] + ' ' + f[3]].take(lat, lon);
    ++grid[{static_cast<int>(lat * 10), static_cast<int>(lon * 6)}];
  }
  std::size_t together = 0;
  for (const auto& [name, box] : sites) together += box.north - box.south < 0.03 ? 1 : 0;
  CHECK(together == sites.size());
  CHECK(static_cast<double>(spec.rows) / static_cast<double>(sites.size()) > 8);
  // The country is 5.6 degrees high; an area in a town is a wedge, in the country a strip.
  std::size_t low = 0;
  for (const auto& [name, box] : areas) low += box.north - box.south < 1.2 ? 1 : 0;
  CHECK(low > areas.size() * 95 / 100);
  std::size_t densest = 0;
  for (const auto& [cell, rows] : grid) densest = std::max(densest, rows);
  CHECK(densest > spec.rows / 500);  // far above the mean of a country of 56 by 36 cells
}

TEST_CASE("the centre of a big town holds ten to thirty thousand rows of a full world") {
  // A twentieth of the world, in sites.
  constexpr std::uint64_t kSites = 265'000;
  const synth::TowerSites sites(kSites, 1, {});
  REQUIRE(sites.countries() > 190);
  const double rows_per_site = synth::TowerSites::kFullWorld_rows / static_cast<double>(kSites);
  std::map<std::pair<std::size_t, std::size_t>, double> rows;  // country and town, of the two biggest each
  const auto listed = synth::listed_countries();
  std::size_t country = 0;
  for (std::uint64_t i = 0; i < kSites; ++i) {
    const auto site = sites.at(i);
    REQUIRE((std::abs(site.latitude_deg) <= 90 && std::abs(site.longitude_deg) <= 180));
    while (listed[country].mcc != site.mcc) country = (country + 1) % listed.size();
    for (std::size_t town = 0; town < 2; ++town) {
      const auto& centre = sites.towns_of(country)[town];
      const double north_km = (site.latitude_deg - centre.latitude_deg) * 111.2;
      const double east_km = (site.longitude_deg - centre.longitude_deg) * 111.2 *
                             std::cos(centre.latitude_deg * std::numbers::pi / 180.0);
      if (std::hypot(north_km, east_km) < 5.0) rows[{country, town}] += rows_per_site;
    }
  }
  double densest = 0;
  std::size_t dense = 0;
  for (const auto& [town, count] : rows) {
    densest = std::max(densest, count);
    if (count > 10'000) ++dense;
  }
  CHECK(dense > 20);
  CHECK(densest > 20'000);
  CHECK(densest < 40'000);  // where towns lie beside each other
}

TEST_CASE("a difference holds cells of the list, heard later, and new ones") {
  const TowerListSpec spec{.rows = 100'000, .seed = 2, .mcc = {}, .difference_rows = {}};
  auto difference = spec;
  difference.difference_rows = 5'000;
  TowerListTruth truth;
  Seen before = look_at_all(synth::make_tower_list(spec));
  Seen after = look_at_all(synth::make_tower_list(difference, &truth));
  CHECK(truth.lines == 5'000);
  CHECK(truth.changed + truth.added == truth.regular);
  CHECK(static_cast<double>(truth.changed) / static_cast<double>(truth.regular) == Approx(0.7).margin(0.03));
  check_against(truth, after);
  double newest = 0;
  for (const auto& [identity, updated] : before.updated) newest = std::max(newest, updated);
  std::uint64_t known = 0;
  std::uint64_t unknown = 0;
  for (const auto& [identity, updated] : after.updated) {
    const bool is_known = before.updated.contains(identity);
    ++(is_known ? known : unknown);
    // Of those exchanged in position, which are new, the time is their neighbour's.
    REQUIRE(updated > newest);
  }
  CHECK(known == truth.changed);
  CHECK(unknown == truth.added + truth.of(ListDirt::kSwappedPlausible));
}

TEST_CASE("what cannot be made is told") {
  using synth::problem_of;
  CHECK_FALSE(problem_of({.rows = 50'000'000, .mcc = {}, .difference_rows = {}}));
  CHECK(problem_of({.rows = 50'000'001, .mcc = {}, .difference_rows = {}}) == "rows: at most 50000000");
  CHECK(problem_of({.rows = 0, .mcc = {}, .difference_rows = {}}) == "rows: at least 1");
  CHECK(problem_of({.rows = 20'000'000, .mcc = 262, .difference_rows = {}}) ==
        "rows: of one country at most 10000000");
  CHECK(problem_of({.rows = 100, .mcc = 999, .difference_rows = {}}) ==
        "country: no country with MCC 999 here");
  CHECK(problem_of({.rows = 100, .mcc = {}, .difference_rows = 11}) == "diff: 1 to a tenth of rows, 10");
}
