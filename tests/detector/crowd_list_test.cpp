// What a crowd's list can say of honest cells, whatever it lacks and has wrong: never enough for watch.

#include <random>

#include "detector/detector.hpp"
#include "tests/detector/lte_bench.hpp"
#include "tests/detector/national_data.hpp"

using namespace cellwarden;
using namespace cellwarden::test;

namespace {

constexpr double kDegree_m = 111195.0;
const GeoPoint kHere = at(48.1, 11.5, 20.0);

// Numbers that are the same with every library.
class Dice {
 public:
  explicit Dice(std::uint32_t seed) : engine_(seed) {}
  double between(double low, double high) {
    constexpr double kRange = 4294967296.0;
    return low + (high - low) * static_cast<double>(engine_()) / kRange;
  }
  bool happens(double share) { return between(0.0, 1.0) < share; }

 private:
  std::mt19937 engine_;
};

// Twelve cells of four sites and two tracking areas.
std::vector<LteSceneCell> town() {
  std::vector<LteSceneCell> cells;
  for (std::uint32_t site = 0; site < 4; ++site) {
    for (std::uint32_t sector = 1; sector <= 3; ++sector) {
      LteSceneCell cell =
          lte_cell(static_cast<std::uint16_t>(30 * site + sector), (0x1200 + site) * 256 + sector);
      cell.sib1.tracking_area_code = Tac{static_cast<std::uint16_t>(site < 2 ? 4711 : 4712)};
      cell.radio.power_dbfs = -25.0 - static_cast<double>(3 * site + sector) / 2.0;
      cells.push_back(cell);
    }
  }
  return cells;
}

// A crowd's row: placed where telephones were, sometimes of long ago, now and then nonsense.
towers::TowerRecord crowd_row(Dice& dice, std::uint32_t eci, std::uint32_t tac, std::uint16_t pci) {
  towers::TowerRecord row;
  row.rat = Rat::kLte;
  row.plmn = Plmn{262, 1, 2};
  row.cell = eci;
  row.area = dice.happens(0.05) ? tac + 7 : tac;  // of before a re-plan
  if (dice.happens(0.6)) row.physical_id = dice.happens(0.1) ? static_cast<std::uint16_t>(pci + 100) : pci;
  row.samples = static_cast<std::uint32_t>(dice.between(1.0, 200.0));
  row.range_m = dice.between(0.0, 3000.0);
  const double away_m = dice.happens(0.05) ? dice.between(100e3, 900e3) : dice.between(-5e3, 5e3);
  row.position = at(kHere.latitude_deg + away_m / kDegree_m, kHere.longitude_deg);
  return row;
}

// The list has one cell in two of the town, and of the region around it.
RowsOfSource crowd_list(std::uint32_t seed, const std::vector<LteSceneCell>& cells) {
  Dice dice(seed);
  const double share = dice.between(0.4, 0.6);
  std::vector<towers::TowerRecord> rows;
  for (const LteSceneCell& cell : cells) {
    if (!dice.happens(share)) continue;
    rows.push_back(
        crowd_row(dice, cell.sib1.cell_identity.value, cell.sib1.tracking_area_code.value, cell.radio.pci));
  }
  // Of one seed in two the list never was in the second area.
  const bool knows_both = seed % 2 == 0;
  for (std::uint32_t n = 0; n < 300; ++n) {
    rows.push_back(crowd_row(dice, 0x500000 + 256 * n, knows_both && n % 2 == 0 ? 4712 : 4711, 1));
  }
  if (!knows_both) std::erase_if(rows, [](const auto& row) { return row.area == 4712; });
  return {towers::Source{.name = "crowd", .date = day(2026, 5)}, rows};
}

// Each cell's score after a minute.
std::vector<double> scores(const std::vector<LteSceneCell>& cells, const RowsOfSource& list) {
  LteBench bench;
  bench.place = kHere;
  bench.scene.start = Time(day(2026, 5));
  detector::DetectorInputs inputs;
  inputs.site = bench.site;
  inputs.towers = known_rows({list});
  detector::Detector detector(std::move(inputs));
  std::size_t incidents = 0;
  for (int t = 0; t < 60; ++t) {
    Dwell dwell = bench.scene.dwell(t, {});
    dwell.listen.receiver_at = kHere;
    for (const LteSceneCell& cell : cells) dwell.observations.push_back(bench.observe(cell, t));
    incidents += detector.add(dwell).incidents.size();
  }
  CHECK(incidents == 0);
  std::vector<double> all;
  for (const auto& cell : detector.cells()) all.push_back(cell.score);
  return all;
}

}  // namespace

TEST_CASE("A crowd's list with half of all cells brings no honest cell to watch", "[towers][crowd]") {
  const auto cells = town();
  const double watch = detector::RuleSettings{}.watch_points;
  std::size_t spoken_against = 0;
  for (std::uint32_t seed = 1; seed <= 12; ++seed) {
    CAPTURE(seed);
    const auto found = scores(cells, crowd_list(seed, cells));
    REQUIRE(found.size() == cells.size());
    for (const double points : found) {
      CHECK(points < watch);
      spoken_against += points > 0.0 ? 1 : 0;
    }
  }
  CHECK(spoken_against >= 40);  // the list was asked
}

TEST_CASE("All that a crowd's list can say against one cell is no watch", "[towers][crowd]") {
  auto cells = town();
  const LteSceneCell& odd = cells.front();
  Dice dice(1);
  RowsOfSource list = crowd_list(2, {});
  for (auto& row : list.second) row.area = 4712;  // an area that the list does not have
  std::erase_if(cells, [](const LteSceneCell& cell) {
    return cell.sib1.tracking_area_code.value == 4711 && cell.sib1.cell_identity.value != 0x120001;
  });
  towers::TowerRecord far = crowd_row(dice, 0x120001, 4799, 1);
  far.position = at(kHere.latitude_deg + 5.0, kHere.longitude_deg);
  far.samples = 1000;
  towers::TowerRecord unlike = far;
  unlike.position.reset();
  unlike.physical_id = static_cast<std::uint16_t>(odd.radio.pci + 1);
  unlike.carrier_hz = odd.radio.nominal_hz;
  unlike.bandwidth_rb = 6;
  unlike.ports = 4;
  unlike.area = 4799;
  unlike.valid_from = day(2020);  // a row of its own
  list.second.push_back(far);
  list.second.push_back(unlike);
  const auto found = scores(cells, list);
  const double most = *std::ranges::max_element(found);
  CHECK(most > 10.0);
  CHECK(most < detector::RuleSettings{}.watch_points);
}
