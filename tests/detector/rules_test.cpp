// Each rule: it fires on what it is made for, stays quiet otherwise, and what it is known to be wrong about.
#include <sstream>

#include "tests/catch.hpp"
#include "tests/detector/known_list.hpp"
#include "tests/detector/scene.hpp"

using namespace cellwarden;
using namespace cellwarden::test;
using detector::DetectorInputs;

namespace {

// What one rule has said of one cell at the end.
struct Said {
  bool fired{};
  double quality{};
  std::string why;  // not evaluated
  std::string source;
};

// Findings are only shown of incidents: a low threshold makes every finding one.
DetectorInputs showing_all(DetectorInputs inputs = {}) {
  inputs.rules.watch_points = 1.0;
  inputs.rules.suspect_points = 150.0;
  inputs.rules.alert_points = 200.0;
  inputs.rules.rf05_persistence_s = std::min(inputs.rules.rf05_persistence_s, 30.0);
  return inputs;
}

Said said(const Run& run, const std::string& rule, std::uint16_t pci) {
  for (const auto& incident : run.detector->open_incidents()) {
    if (incident.subject.latest.physical_id != pci) continue;
    for (const auto& finding : incident.findings) {
      if (finding.rule == rule) return {true, finding.quality, {}, finding.source};
    }
    for (const auto& one : incident.not_evaluated) {
      if (one.rule == rule) return {false, 0.0, one.why, {}};
    }
    return {};
  }
  for (const auto& one : run.detector->not_evaluated()) {
    if (one.rule == rule) return {false, 0.0, one.why, {}};
  }
  return {};
}

bool anyone_accused(const Run& run) {
  return !run.detector->open_incidents().empty();
}

std::shared_ptr<const towers::KnownTowers> list(const std::string& text) {
  return known_list(text);
}

const std::string kOperatorRows =
    "# trust: operator\n# date: 2026-10-20\nradio,pci,earfcn,bandwidth_rb,ports\n"
    "LTE,10,6300,50,2\nLTE,11,6300,50,2\nLTE,12,6300,50,2\nLTE,13,6300,50,2\n";

Time november() {
  return Time(std::chrono::sys_days(std::chrono::year(2026) / 11 / 1));
}

// A place listened to for `days`, in `dwells` dwells a day.
std::shared_ptr<const history::Baseline> baseline_of(const std::vector<SceneCell>& cells, int days,
                                                     double gain_db = 30.0, int dwells = 100) {
  history::Baseline all;
  for (int day = 0; day < days; ++day) {
    Scene scene;
    scene.gain_db = gain_db;
    scene.start = november() - std::chrono::hours(24 * (days - day));
    all.merge(run({}, steady(scene, cells, dwells)).detector->learned_baseline(), 100.0);
  }
  return std::make_shared<const history::Baseline>(all);
}

std::vector<SceneCell> with(std::vector<SceneCell> cells, const SceneCell& one) {
  cells.push_back(one);
  return cells;
}

}  // namespace

TEST_CASE("RF01: an odd carrier among three that agree", "[rules][RF01]") {
  SECTION("strong") {
    const auto result =
        run(showing_all(), steady({}, with(honest_cells(), {.pci = 99, .offset_ppm = 1.2}), 12));
    CHECK(said(result, "RF01", 99).fired);
    CHECK(said(result, "RF01", 99).quality == 1.0);
    for (const std::uint16_t pci : std::initializer_list<std::uint16_t>{10, 11, 12, 13})
      CHECK_FALSE(said(result, "RF01", pci).fired);
  }
  SECTION("weak counts six of twenty, and only after ten seconds") {
    const auto cells = with(honest_cells(), {.pci = 99, .offset_ppm = -0.3});
    CHECK_FALSE(said(run(showing_all(), steady({}, cells, 8)), "RF01", 99).fired);
    const auto result = run(showing_all(), steady({}, cells, 16));
    CHECK(said(result, "RF01", 99).fired);
    CHECK(said(result, "RF01", 99).quality == Approx(0.3));
  }
  SECTION("not on honest cells, whatever the radio's own clock error") {
    Scene scene;
    scene.radio_ppm = GENERATE(-61.0, 0.0, 85.0);
    CHECK_FALSE(anyone_accused(run(showing_all(), steady(scene, honest_cells(), 16))));
  }
  SECTION("known false alarm: a home cell within 0.25 ppm is only a weak finding") {
    const auto result =
        run(showing_all(), steady({}, with(honest_cells(), {.pci = 99, .offset_ppm = 0.24}), 16));
    CHECK(said(result, "RF01", 99).quality == Approx(0.3));
  }
  SECTION("two against one is nobody's verdict") {
    auto cells = honest_cells();
    cells.resize(2);
    cells.push_back({.pci = 99, .offset_ppm = 1.2});
    const auto result = run(showing_all(), steady({}, cells, 16));
    CHECK_FALSE(anyone_accused(result));
    CHECK(said(result, "RF01", 99).why.find("2 other cells") != std::string::npos);
  }
  SECTION("two against two neither, nor three against three") {
    auto cells = honest_cells();
    cells.resize(3);
    for (const std::uint16_t pci : std::initializer_list<std::uint16_t>{97, 98, 99})
      cells.push_back({.pci = pci, .offset_ppm = 1.2});
    CHECK_FALSE(anyone_accused(run(showing_all(), steady({}, cells, 16))));
  }
  SECTION("by how well the offset is known, not by the SNR: 0.03 ppm in full, 0.15 ppm not at all") {
    const auto with_sigma = [](double sigma_ppm) {
      return steady(
          {},
          with(honest_cells(), {.pci = 99, .offset_ppm = 1.2, .snr_db = -6.0, .sigma_hz = sigma_ppm * 806.0}),
          16);
    };
    CHECK(said(run(showing_all(), with_sigma(0.01)), "RF01", 99).quality == 1.0);
    CHECK(said(run(showing_all(), with_sigma(0.09)), "RF01", 99).quality == Approx(0.5).margin(0.02));
    CHECK_FALSE(anyone_accused(run(showing_all(), with_sigma(0.16))));
  }
  SECTION("others whose carriers are not known are no cohort") {
    auto cells = honest_cells();
    cells.resize(3);
    cells.push_back({.pci = 99, .offset_ppm = 1.2});
    CHECK(said(run(showing_all(), steady({}, cells, 16)), "RF01", 99).fired);
    cells[0].sigma_hz = 200.0;
    CHECK_FALSE(anyone_accused(run(showing_all(), steady({}, cells, 16))));
  }
  SECTION("known false alarm: fading, or two cells of one physical id in turn; the dwells disagree") {
    const std::vector<double> offsets_ppm =
        GENERATE(std::vector<double>{0.0, 1.2}, std::vector<double>{0.7, 0.1, 1.3, 0.4, 0.9},
                 std::vector<double>{0.3, -0.4, 0.2, 0.5, -0.2});
    auto cells = with(honest_cells(), {.pci = 99});
    std::vector<Dwell> dwells;
    for (std::size_t i = 0; i < 40; ++i) {
      cells.back().offset_ppm = offsets_ppm[i % offsets_ppm.size()];
      dwells.push_back(Scene{}.dwell(static_cast<double>(i), cells));
    }
    CHECK_FALSE(anyone_accused(run(showing_all(), dwells)));
  }
  SECTION("known false alarm: one bad dwell of an honest cell") {
    auto cells = honest_cells();
    auto dwells = steady({}, cells, 20);
    cells[0].offset_ppm = 2.0;
    dwells[10] = Scene{}.dwell(10.0, cells);
    CHECK_FALSE(anyone_accused(run(showing_all(), dwells)));
  }
  SECTION("never an unconfirmed cell") {
    const auto cells = with(honest_cells(), {.pci = 99, .offset_ppm = 1.2, .state = CellState::kDecoded});
    CHECK_FALSE(anyone_accused(run(showing_all(), steady({}, cells, 16))));
  }
  SECTION("other carriers of the tuning are compared over the raster") {
    Scene scene;
    scene.radio_ppm = 2.0;
    scene.knows_nominal = GENERATE(true, false);
    auto cells = honest_cells();
    cells[1].nominal_hz = 808.4e6;
    cells[2].nominal_hz = 803.7e6;
    CHECK_FALSE(anyone_accused(run(showing_all(), steady(scene, cells, 16))));
    cells.push_back({.pci = 99, .nominal_hz = 806e6, .offset_ppm = 3.0});
    CHECK(said(run(showing_all(), steady(scene, cells, 16)), "RF01", 99).fired);
  }
}

TEST_CASE("RF05: two synchronisation peaks of one physical id", "[rules][RF05]") {
  const auto with_peak = [](double delay_us, double frequency_offset_hz, double relative_power_db) {
    auto cells = honest_cells();
    cells[0].other_peaks = {{delay_us, relative_power_db, frequency_offset_hz, 12.0}};
    return cells;
  };
  SECTION("two clocks") {
    const auto result = run(showing_all(), steady({}, with_peak(300.0, 200.0, -3.0), 40));
    CHECK(said(result, "RF05", 10).fired);
    CHECK(said(result, "RF05", 10).quality == 1.0);
  }
  SECTION("not before it has lasted") {
    const auto result = run(showing_all(), steady({}, with_peak(300.0, 200.0, -3.0), 28));
    CHECK_FALSE(said(result, "RF05", 10).fired);
  }
  SECTION("not within what multipath does") {
    CHECK_FALSE(anyone_accused(run(showing_all(), steady({}, with_peak(4.5, 200.0, -3.0), 40))));
  }
  SECTION("known false alarm: a repeater counts half, and says so") {
    const auto result = run(showing_all(), steady({}, with_peak(12.0, 3.0, -3.0), 40));
    CHECK(said(result, "RF05", 10).quality == 0.5);
    const auto incidents = result.detector->open_incidents();
    REQUIRE_FALSE(incidents.empty());
    REQUIRE(incidents.front().suppressed.size() == 1);
    CHECK(incidents.front().suppressed.front().id == "X06");
  }
  SECTION("known false alarm: a far cell that reuses the id, weak") {
    CHECK(said(run(showing_all(), steady({}, with_peak(900.0, 40.0, -14.0), 40)), "RF05", 10).quality ==
          Approx(0.25));
  }
}

TEST_CASE("RF11 and BP22: ports and bandwidth", "[rules][RF11][BP22]") {
  SECTION("against two other cells heard now") {
    const auto result =
        run(showing_all(), steady({}, with(honest_cells(), {.pci = 99, .bandwidth_rb = 25, .ports = 1}), 6));
    CHECK(said(result, "RF11", 99).fired);
    CHECK(said(result, "BP22", 99).fired);
    CHECK_FALSE(said(result, "RF11", 10).fired);
  }
  SECTION("against the cell's own past, in any direction") {
    DetectorInputs inputs;
    inputs.baseline = baseline_of(honest_cells(), 1);
    auto cells = honest_cells();
    cells[0].ports = 4;
    cells[0].bandwidth_rb = 100;
    const auto result = run(showing_all(inputs), steady({}, cells, 6));
    CHECK(said(result, "RF11", 10).fired);
    CHECK(said(result, "BP22", 10).quality == 0.5);  // wider counts half
  }
  SECTION("against the tower list") {
    DetectorInputs inputs;
    inputs.towers = list(kOperatorRows);
    const auto result =
        run(showing_all(inputs), steady({}, {{.pci = 10, .bandwidth_rb = 15, .ports = 1}}, 6));
    CHECK(said(result, "RF11", 10).quality ==
          Approx(0.8));  // an input without a date: the list's age is not known
    CHECK(said(result, "BP22", 10).quality == Approx(0.8));
    CHECK(said(result, "BP22", 10).source.starts_with("this cell in "));
    CHECK(said(result, "BP22", 10).source.find("(operator, ") != std::string::npos);
  }
  SECTION("against a tower list that is a year old: half as much") {
    DetectorInputs inputs;
    std::string rows = kOperatorRows;
    rows.replace(rows.find("2026"), 4, "2025");
    inputs.towers = list(rows);
    const auto cells = std::vector<SceneCell>{{.pci = 10, .bandwidth_rb = 15, .ports = 1}};
    const auto result = run(showing_all(inputs), steady({.start = november()}, cells, 6));
    CHECK(said(result, "RF11", 10).quality == 0.5);
    CHECK(said(result, "BP22", 10).quality == 0.5);
  }
  SECTION("known false alarm: neighbours with four and two ports are both honest") {
    auto cells = honest_cells();
    cells[3].ports = 4;
    CHECK_FALSE(anyone_accused(run(showing_all(), steady({}, cells, 6))));
  }
  SECTION("without any witness they are not evaluated") {
    const auto result = run(showing_all(), steady({}, {{.pci = 10, .bandwidth_rb = 6, .ports = 1}}, 6));
    CHECK(said(result, "RF11", 10).why.find("no baseline, tower list or pair") == 0);
    CHECK(said(result, "BP22", 10).why.find("no baseline, tower list or pair") == 0);
  }
}

TEST_CASE("ID05 and ID06: a physical id that is not listed on its carrier", "[rules][ID05][ID06]") {
  DetectorInputs inputs;
  Scene scene;
  scene.start = november();
  const auto cells = with(honest_cells(), {.pci = 99});
  SECTION("a trusted list") {
    inputs.towers = list(kOperatorRows);
    const auto result = run(showing_all(inputs), steady(scene, cells, 6));
    CHECK(said(result, "ID05", 99).quality == 1.0);
    CHECK_FALSE(said(result, "ID05", 10).fired);
    CHECK(said(result, "ID06", 99).why.find("no row of any crowd list") == 0);
  }
  SECTION("an old list counts half") {
    scene.start = november() + std::chrono::hours(24 * 90);
    inputs.towers = list(kOperatorRows);
    CHECK(said(run(showing_all(inputs), steady(scene, cells, 6)), "ID05", 99).quality == 0.5);
  }
  SECTION("a crowd list is ID06, three points") {
    inputs.towers = list("radio,pci,earfcn\nLTE,10,6300\nLTE,11,6300\nLTE,12,6300\nLTE,13,6300\n");
    const auto result = run(showing_all(inputs), steady(scene, cells, 6));
    CHECK(said(result, "ID06", 99).fired);
    CHECK_FALSE(said(result, "ID05", 99).fired);
    CHECK(result.of(99)->score == Approx(3.0 * 0.8).margin(0.051));
  }
  SECTION("rows without a physical id or carrier can refute nobody") {
    inputs.towers =
        list("# trust: survey\nradio,mcc,net,cell,unit,earfcn\nLTE,262,1,1,10,6300\nLTE,262,1,2,0,6300\n");
    CHECK(said(run(showing_all(inputs), steady(scene, {{.pci = 99}}, 6)), "ID05", 99)
              .why.find("1 row of the trusted list") == 0);
    inputs.towers = list("# trust: survey\nradio,mcc,net,cell,unit\nLTE,262,1,1,10\n");
    CHECK(said(run(showing_all(inputs), steady(scene, {{.pci = 99}}, 6)), "ID05", 99)
              .why.find("no row of any trusted list") == 0);
  }
  SECTION("known false alarm: what has been here unchanged for two weeks is given ten points back") {
    inputs.towers = list(kOperatorRows);
    inputs.baseline = baseline_of(cells, 16);
    const auto result = run(showing_all(inputs), steady(scene, cells, 6));
    REQUIRE(said(result, "ID05", 99).fired);
    CHECK(result.of(99)->score == Approx(10.0));
  }
}

TEST_CASE("DY01: sudden appearance", "[rules][DY01]") {
  DetectorInputs inputs;
  inputs.baseline = baseline_of(honest_cells(), 8);
  Scene scene;
  scene.start = november();
  const SceneCell rogue{.pci = 99, .power_dbfs = -20.0};
  const auto before = [&](int seconds) { return steady(scene, honest_cells(), seconds); };
  const auto after = [&](int from_s, const SceneCell& cell) {
    return steady(scene, with(honest_cells(), cell), 8, from_s);
  };
  const auto joined = [](std::vector<Dwell> a, const std::vector<Dwell>& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
  };
  SECTION("fires after a minute of listening") {
    CHECK(said(run(showing_all(inputs), joined(before(70), after(70, rogue))), "DY01", 99).fired);
  }
  SECTION("not at the edge of a recording, and says why") {
    const auto result = run(showing_all(inputs), joined(before(30), after(30, rogue)));
    CHECK_FALSE(said(result, "DY01", 99).fired);
  }
  SECTION("not when weak among the others") {
    const SceneCell weak{.pci = 99, .power_dbfs = -50.0};
    CHECK_FALSE(said(run(showing_all(inputs), joined(before(70), after(70, weak))), "DY01", 99).fired);
  }
  SECTION("known false alarm: a known site back on air") {
    const auto first = steady(scene, {honest_cells()[1], honest_cells()[2], honest_cells()[3]}, 70);
    const auto result = run(showing_all(inputs), joined(first, steady(scene, honest_cells(), 8, 70)));
    CHECK_FALSE(said(result, "DY01", 10).fired);
  }
  SECTION("a young baseline counts less") {
    inputs.baseline = baseline_of(honest_cells(), 4);
    const auto told = said(run(showing_all(inputs), joined(before(70), after(70, rogue))), "DY01", 99);
    CHECK(told.fired);
    CHECK(told.quality == Approx(3.0 / 7.0).epsilon(0.01));
  }
}

TEST_CASE("DY03: too strong", "[rules][DY03]") {
  DetectorInputs inputs;
  inputs.baseline = baseline_of(honest_cells(), 8);
  auto cells = honest_cells();
  SECTION("fires 11 dB above the highest, not 9 dB") {
    cells[0].power_dbfs = -25.0 + 11.0;
    CHECK(said(run(showing_all(inputs), steady({}, cells, 6)), "DY03", 10).quality == 1.0);
    cells[0].power_dbfs = -25.0 + 9.0;
    CHECK_FALSE(said(run(showing_all(inputs), steady({}, cells, 6)), "DY03", 10).fired);
  }
  SECTION("a new cell is held against its carrier's strongest") {
    CHECK(said(run(showing_all(inputs), steady({}, with(cells, {.pci = 99, .power_dbfs = -12.0}), 6)), "DY03",
               99)
              .fired);
  }
  SECTION("known false alarm: more gain raises all") {
    Scene scene;
    scene.gain_db = 45.0;
    for (SceneCell& cell : cells) cell.power_dbfs += 15.0;
    CHECK_FALSE(anyone_accused(run(showing_all(inputs), steady(scene, cells, 6))));
    // Alone, with another gain, nobody can tell.
    const auto alone = run(showing_all(inputs), steady(scene, {cells[0]}, 6));
    CHECK(said(alone, "DY03", 10).why.find("another receiver gain") != std::string::npos);
  }
}

TEST_CASE("DY04: a step of one level", "[rules][DY04]") {
  const auto step = [](double first_db, double others_db) {
    Scene scene;
    auto dwells = steady(scene, honest_cells(), 40);
    auto cells = honest_cells();
    cells[0].power_dbfs += first_db;
    for (std::size_t i = 1; i < cells.size(); ++i) cells[i].power_dbfs += others_db;
    for (Dwell& dwell : steady(scene, cells, 12, 40)) dwells.push_back(dwell);
    return dwells;
  };
  CHECK(said(run(showing_all(), step(14.0, 0.0)), "DY04", 10).fired);
  CHECK_FALSE(said(run(showing_all(), step(10.0, 0.0)), "DY04", 10).fired);
  SECTION("known false alarm: the antenna was moved, all rise") {
    CHECK_FALSE(anyone_accused(run(showing_all(), step(14.0, 14.0))));
  }
  SECTION("known false alarm: the gain was changed") {
    auto dwells = step(14.0, 13.0);
    for (std::size_t i = 40; i < dwells.size(); ++i) dwells[i].listen.gain_db = 44.0;
    CHECK_FALSE(anyone_accused(run(showing_all(), dwells)));
  }
}

TEST_CASE("DY15: the frame count breaks", "[rules][DY15]") {
  const auto breaking = [](int breaks, bool with_losses) {
    std::vector<Dwell> dwells;
    auto cells = honest_cells();
    for (int i = 0; i < 60; ++i) {
      if (i % 10 == 5 && i / 10 < breaks) cells[0].sfn_shift += 400.0;
      dwells.push_back(Scene{}.dwell(i, cells));
      if (with_losses && i % 10 == 5) dwells.back().listen.samples_lost = 500;
    }
    return dwells;
  };
  CHECK(said(run(showing_all(), breaking(3, false)), "DY15", 10).fired);
  CHECK_FALSE(said(run(showing_all(), breaking(3, false)), "DY15", 11).fired);
  SECTION("known false alarm: one planned restart") {
    CHECK_FALSE(anyone_accused(run(showing_all(), breaking(1, false))));
  }
  SECTION("known false alarm: our own losses") {
    CHECK_FALSE(anyone_accused(run(showing_all(), breaking(6, true))));
  }
  SECTION("a clock 60 ppm off counts its frames as well as any") {
    Scene scene;
    scene.radio_ppm = 60.0;
    CHECK_FALSE(anyone_accused(run(showing_all(), steady(scene, honest_cells(), 120))));
  }
}
