// The detector as a whole: time, gates, incidents, determinism.
#include "detector/detector.hpp"

#include <algorithm>
#include <set>
#include <sstream>

#include "detector/records/json_lines.hpp"
#include "detector/records/observation_log.hpp"
#include "detector/verdict/explain.hpp"
#include "detector/verdict/quality_gate.hpp"
#include "tests/catch.hpp"
#include "tests/detector/scene.hpp"

using namespace cellwarden;
using namespace cellwarden::test;
using detector::DetectorInputs;
using detector::IncidentState;
using detector::Level;

namespace {

// RF01 in full (20), nothing else: the carrier alone is odd.
std::vector<SceneCell> one_odd_carrier() {
  auto cells = honest_cells();
  cells.push_back({.pci = 99, .offset_ppm = 1.5});
  return cells;
}

// RF01 20, RF11 8 and BP22 6: 20 + 4 + 6 = 30.
std::vector<SceneCell> cheap_rogue() {
  auto cells = honest_cells();
  cells.push_back({.pci = 99, .offset_ppm = 1.5, .bandwidth_rb = 25, .ports = 1});
  return cells;
}

std::vector<std::string> all_lines(const DetectorInputs& inputs, const std::vector<Dwell>& dwells) {
  detector::Detector detector(inputs);
  std::vector<std::string> lines;
  const auto keep = [&](const detector::Events& events) {
    for (const auto& cell : events.cells) lines.push_back(records::to_json_line(cell));
    for (const auto& incident : events.incidents) lines.push_back(records::to_json_line(incident));
  };
  for (const Dwell& dwell : dwells) keep(detector.add(dwell));
  keep(detector.finish());
  return lines;
}

}  // namespace

TEST_CASE("An alert names what it was judged by", "[detector]") {
  const auto result = run({}, steady({}, one_odd_carrier(), 8));
  REQUIRE(result.incidents.size() == 1);
  records::AlertContext context{};
  context.towers = "t0";
  context.national_tables = "a1";
  context.outlines = "b2";
  const std::string line = records::to_json_line(result.incidents.front(), context);
  CHECK(line.find(R"("versions":{"towers":"t0","national_tables":"a1","outlines":"b2"})") !=
        std::string::npos);
}

TEST_CASE("Four of six dwells open an incident", "[detector]") {
  // The strong branch of RF01 needs two seconds: it is evaluated from the second dwell on and fires in
  // dwells 2, 3, 4, 5.
  const auto result = run({}, steady({}, one_odd_carrier(), 8));
  REQUIRE(result.incidents.size() == 1);
  const auto& opened = result.incidents.front();
  CHECK(opened.state == IncidentState::kOpened);
  CHECK(opened.level == Level::kWatch);
  CHECK(opened.score == 20.0);
  CHECK(opened.t_s == 4.0);
  CHECK(opened.subject.latest.physical_id == 99);
  CHECK(run({}, steady({}, one_odd_carrier(), 4)).incidents.empty());
}

TEST_CASE("Three rules of two families open one at once", "[detector]") {
  const auto result = run({}, steady({}, cheap_rogue(), 8));
  REQUIRE_FALSE(result.incidents.empty());
  CHECK(result.incidents.front().t_s == 1.0);
  CHECK(result.incidents.front().score == 30.0);
  CHECK(result.incidents.front().findings.size() == 3);
  CHECK(result.incidents.front().findings.front().rule == "RF01");
  SECTION("but not on a single decode") {
    auto dwells = steady({}, cheap_rogue(), 3);
    for (Dwell& dwell : dwells) {
      for (Observation& seen : dwell.observations) seen.good_decodes = 0;
    }
    CHECK(run({}, dwells).incidents.empty());
  }
}

TEST_CASE("Evidence that stops decays, and the incident closes once", "[detector]") {
  auto dwells = steady({}, one_odd_carrier(), 6);
  // The odd cell is gone. RF01 weighs 20 at 5 s, halves every 1800 s: below 12 after
  // 1800 * log2(20 / 12) = 1327 s, closed 900 s later.
  for (int t = 10; t < 3000; t += 10) dwells.push_back(Scene{}.dwell(t, honest_cells()));
  const auto result = run({}, dwells);
  REQUIRE(result.incidents.size() == 2);
  CHECK(result.incidents[0].state == IncidentState::kOpened);
  CHECK(result.incidents[1].state == IncidentState::kClosed);
  CHECK(result.incidents[1].level == Level::kNone);
  CHECK(result.incidents[1].id == result.incidents[0].id);
  CHECK(result.incidents[1].t_s == Approx(5 + 1327 + 900).margin(11));
  CHECK(result.detector->open_incidents().empty());
}

TEST_CASE("A second family raises the level", "[detector]") {
  auto dwells = steady({}, one_odd_carrier(), 8);
  auto cells = cheap_rogue();
  cells.back().other_peaks = {{300.0, -3.0, 300.0, 12.0}};
  for (const Dwell& dwell : steady({}, cells, 40, 8)) dwells.push_back(dwell);
  const auto result = run({}, dwells);
  REQUIRE(result.incidents.size() == 2);
  // RF05 30 + (20 + 8) / 2 = 44 -> cap 40; BP22 6.
  CHECK(result.incidents[1].state == IncidentState::kRaised);
  CHECK(result.incidents[1].level == Level::kSuspect);
  CHECK(result.incidents[1].score == 46.0);
}

TEST_CASE("Nothing counts on degraded data", "[detector][gate]") {
  auto dwells = steady({}, one_odd_carrier(), 8);
  SECTION("clipped") {
    for (Dwell& dwell : dwells) dwell.listen.samples_clipped = dwell.listen.samples / 4;
    CHECK(detector::degraded_reason(dwells.front().listen, {}) ==
          "25 % of the samples are clipped; lower the gain");
    const auto result = run({}, dwells);
    CHECK(result.incidents.empty());
    const auto untold = result.detector->not_evaluated();
    const auto rf01 = std::ranges::find(untold, "RF01", &detector::NotEvaluated::rule);
    REQUIRE(rf01 != untold.end());
    CHECK(rf01->why == "held back by X12: 25 % of the samples are clipped; lower the gain");
  }
  SECTION("lost") {
    for (Dwell& dwell : dwells) dwell.listen.samples_lost = dwell.listen.samples / 4;
    CHECK(run({}, dwells).incidents.empty());
  }
  SECTION("decodes too near to noise") {
    for (Dwell& dwell : dwells) dwell.observations.back().lte()->mib_z = 9.0;
    CHECK(run({}, dwells).incidents.empty());
  }
  SECTION("too few decodes in all") {
    for (Dwell& dwell : dwells) dwell.observations.back().good_decodes = 0;
    dwells.front().observations.back().good_decodes = 2;
    CHECK(run({}, dwells).incidents.empty());
    dwells.front().observations.back().good_decodes = 3;
    CHECK(run({}, dwells).incidents.size() == 1);
  }
  SECTION("confirmed, but never yet: nothing is said") {
    for (Dwell& dwell : dwells) dwell.observations.back().state = CellState::kDecoded;
    CHECK(run({}, dwells).incidents.empty());
  }
  SECTION("below the SNR that someone asks for") {
    DetectorInputs inputs;
    inputs.rules.gate_min_snr_db = 6.0;
    for (Dwell& dwell : dwells) dwell.observations.back().signal.snr_db = 5.0;
    CHECK(run(inputs, dwells).incidents.empty());
  }
}

TEST_CASE("Cells that share a carrier are judged, though each is noise to the other", "[detector][gate]") {
  auto cells = cheap_rogue();
  for (SceneCell& cell : cells) cell.snr_db = -6.0;
  const auto result = run({}, steady({}, cells, 8));
  REQUIRE(result.of(99) != nullptr);
  CHECK(result.of(99)->findings.size() == 3);
  CHECK(result.of(99)->suppressed.empty());
  CHECK(result.detector->open_incidents().size() == 1);
  SECTION("and a note that something was held back goes once it counts") {
    auto dwells = steady({}, cells, 8);
    dwells.front().observations.back().good_decodes = 2;
    const auto later = run({}, dwells);
    REQUIRE(later.of(99) != nullptr);
    CHECK(later.of(99)->suppressed.empty());
  }
  SECTION("one that comes on above the others lowers their SNR, which accuses none of them") {
    auto dwells = steady({}, honest_cells(), 10);
    auto after = cheap_rogue();
    for (SceneCell& cell : after) cell.snr_db = cell.pci == 99 ? 6.0 : -8.0;
    for (const Dwell& dwell : steady({}, after, 10, 10)) dwells.push_back(dwell);
    const auto all = run({}, dwells);
    REQUIRE(all.detector->open_incidents().size() == 1);
    CHECK(all.detector->open_incidents().front().subject.latest.physical_id == 99);
  }
}

TEST_CASE("An honest place stays quiet", "[detector]") {
  const auto result = run({}, steady({}, honest_cells(), 300));
  CHECK(result.incidents.empty());
  const auto evaluated = [&](const std::string& id) {
    return std::ranges::none_of(result.not_evaluated, [&](const auto& one) { return one.rule == id; });
  };
  for (const char* id : {"RF01", "RF05", "RF06", "RF11", "BP22", "DY04", "DY15"}) CHECK(evaluated(id));
  CHECK_FALSE(evaluated("ID05"));
  CHECK(result.not_evaluated.size() == 120 - 7);
}

TEST_CASE("Two transmitters with one physical id are two subjects", "[detector]") {
  auto cells = honest_cells();
  cells.push_back({.pci = 10, .offset_ppm = 4.0, .bandwidth_rb = 25, .ports = 1});
  const auto result = run({}, steady({}, cells, 10));
  CHECK(result.detector->cells().size() == 5);
  REQUIRE(result.detector->open_incidents().size() == 1);
  CHECK(result.detector->open_incidents().front().subject.latest.lte()->mib->ports == 1);
}

TEST_CASE("A cell that another sensor of the place goes on hearing keeps its incident", "[detector]") {
  const auto is_told = GENERATE(true, false);
  Scene scene;
  auto dwells = steady(scene, with_one_odd_cell(), 30);
  scene.radio_ppm = -20.0;  // another radio, with another antenna
  scene.gain_db = 20.0;
  auto others = steady(scene, with_one_odd_cell(), 30, 30.37);
  for (Dwell& dwell : others) {
    dwell.listen.sensor = "other";
    for (Observation& seen : dwell.observations) {
      seen.sensor = "other";
      seen.signal.power_dbfs -= 12.0;
    }
  }
  detector::Detector detector({});
  std::set<std::string> opened;
  const auto take = [&](const Dwell& dwell) {
    for (const auto& incident : detector.add(dwell).incidents) opened.insert(incident.id);
  };
  for (const Dwell& dwell : dwells) take(dwell);
  REQUIRE(opened.size() == 1);
  for (const Observation& seen : others.front().observations) {
    if (is_told) detector.hand_over(seen, "test");
  }
  for (const Dwell& dwell : others) take(dwell);
  if (!is_told) {
    CHECK(opened.size() == 2);
    return;
  }
  CHECK(opened.size() == 1);
  CHECK(detector.cells().size() == 5);
  REQUIRE(detector.open_incidents().size() == 1);
  const auto subject = detector.open_incidents().front().subject;
  CHECK(subject.latest.physical_id == 99);
  CHECK(subject.latest.sensor == "other");
  CHECK(subject.first_seen_s == 0.0);
}

TEST_CASE("The order of a dwell's observations changes nothing", "[detector][determinism]") {
  const auto dwells = steady({}, cheap_rogue(), 12);
  auto turned = dwells;
  for (std::size_t i = 0; i < turned.size(); ++i) {
    auto& seen = turned[i].observations;
    std::rotate(seen.begin(), seen.begin() + static_cast<std::ptrdiff_t>(i % 5), seen.end());
  }
  const auto lines = all_lines({}, dwells);
  CHECK(all_lines({}, turned) == lines);
  CHECK(all_lines({}, dwells) == lines);
}

TEST_CASE("An observation log judged again says the same", "[detector][records][determinism]") {
  auto cells = cheap_rogue();
  cells[0].other_peaks = {{12.3456789, -3.21098, 41.77777, 9.87654}};
  Scene scene;
  scene.start =
      Time(std::chrono::sys_days(std::chrono::year(2026) / 11 / 1)) + std::chrono::nanoseconds(123456789);
  scene.radio_ppm = 12.3456789;
  auto dwells = steady(scene, cells, 40);
  for (Dwell& dwell : dwells) dwell.observations[1].receiver_at = GeoPoint{52.123456789, 13.1, 4.0};
  std::string log;
  for (const Dwell& dwell : dwells) {
    for (const std::string& line : records::to_json_lines(dwell)) log += line + '\n';
  }
  std::istringstream in(log);
  records::ObservationLogReader reader(in, "obs.jsonl");
  std::vector<Dwell> again;
  while (true) {
    auto dwell = reader.next();
    REQUIRE(dwell);
    if (!*dwell) break;
    again.push_back(**dwell);
  }
  REQUIRE(again.size() == dwells.size());
  CHECK(reader.counts().refused.empty());
  CHECK(reader.counts().unknown_keys.empty());
  std::string written_again;
  for (const Dwell& dwell : again) {
    for (const std::string& line : records::to_json_lines(dwell)) written_again += line + '\n';
  }
  CHECK(written_again == log);
  CHECK(all_lines({}, again) == all_lines({}, dwells));
}

TEST_CASE("Cells are told when they change, and once more at the end", "[detector]") {
  detector::Detector detector({});
  std::size_t told = 0;
  for (const Dwell& dwell : steady({}, honest_cells(), 30)) told += detector.add(dwell).cells.size();
  CHECK(told == 4);
  const auto last = detector.finish();
  REQUIRE(last.cells.size() == 4);
  CHECK(std::ranges::all_of(last.cells, &detector::CellRecord::is_final));
  CHECK(last.cells.front().first_seen_s == 0.0);
  CHECK(last.cells.front().last_seen_s == 30.0);
  CHECK(last.cells.front().good_decodes == 600);
}

TEST_CASE("A cell that is only detected is no cell yet", "[detector]") {
  detector::Detector detector({});
  CHECK(detector.add(Scene{}.dwell(0, {{.pci = 5, .state = CellState::kDetected}})).cells.empty());
  CHECK(detector.cells().empty());
}

TEST_CASE("An incident explains itself and accuses nobody", "[detector]") {
  const auto result = run({}, steady({}, cheap_rogue(), 8));
  REQUIRE(result.of(99) != nullptr);
  const std::string text = detector::explain(*result.of(99));
  CHECK(text.find(" ppm off the 4 other cells") != std::string::npos);
  detector::Incident incident = *result.of(99);
  incident.level = detector::Level::kWatch;
  CHECK(detector::explain(incident).find(
            "By itself that is no sign of a rogue base station; it is consistent with: ") !=
        std::string::npos);
  incident.level = detector::Level::kSuspect;
  CHECK(detector::explain(incident).find("consistent with a rogue base station, and also with: ") !=
        std::string::npos);
  CHECK(text.find("What would settle it: ") != std::string::npos);
  for (const auto& finding : result.of(99)->findings) {
    CAPTURE(finding.rule);
    CHECK_FALSE(finding.observed.empty());
    CHECK_FALSE(finding.expected.empty());
    CHECK_FALSE(finding.source.empty());
    CHECK(finding.benign.size() >= 2);
    CHECK_FALSE(finding.weight_basis.empty());
  }
}

TEST_CASE("A rule that is switched off is not evaluated, and says so", "[detector]") {
  DetectorInputs inputs;
  inputs.rules.disabled = {"RF01"};
  const auto result = run(inputs, steady({}, one_odd_carrier(), 10));
  CHECK(result.incidents.empty());
  const auto found = std::ranges::find(result.not_evaluated, "RF01", &detector::NotEvaluated::rule);
  REQUIRE(found != result.not_evaluated.end());
  CHECK(found->why == "switched off in the configuration");
}
