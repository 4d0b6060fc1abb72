// Three honest GSM cells and a rogue that draws phones in and changes its area code to make them report: what
// the detector says, when, and of whom; and that it accuses nobody among real cells.
#include <map>
#include <set>
#include <sstream>

#include "tests/catch.hpp"
#include "tests/detector/gsm_scene.hpp"
#include "tests/detector/known_list.hpp"
#include "tests/detector/scene.hpp"

using namespace cellwarden;
using namespace cellwarden::test;
using detector::Level;

namespace {

constexpr double kAppears_s = 20.0;
constexpr double kFirstChange_s = 50.0;
constexpr double kSecondChange_s = 70.0;
constexpr int kEnd_s = 120;
constexpr std::uint16_t kRogueArfcn = 62;

GsmSceneCell rogue(double t_s, unsigned paged_per_s) {
  GsmSceneCell cell = gsm_cell_on(kRogueArfcn, 666, {});
  cell.says.cell_allocation = {kRogueArfcn};
  cell.says.lte_neighbours.clear();
  cell.says.gprs = false;
  cell.says.lac = static_cast<std::uint16_t>(t_s < kFirstChange_s    ? 65000
                                             : t_s < kSecondChange_s ? 65001
                                                                     : 65002);
  cell.says.reselection = synth::GsmReselection{.offset_db = 126};
  cell.offset_ppm = 1.2;
  cell.power_dbfs = -30.0;
  cell.paged_per_s = paged_per_s;
  cell.hops = false;
  cell.timing_advance = 0;
  return cell;
}

struct Story {
  std::map<std::uint32_t, std::map<Level, double>> reached;  // by ARFCN: when first
  std::vector<detector::Incident> open;
  std::vector<detector::NotEvaluated> not_evaluated;
};

Story tell(detector::DetectorInputs inputs, unsigned paged_per_s) {
  GsmScene scene;
  detector::Detector detector(std::move(inputs));
  Story story;
  for (int t = 0; t < kEnd_s; ++t) {
    auto cells = honest_gsm_cells();
    if (t >= kAppears_s) cells.push_back(rogue(t, paged_per_s));
    for (const auto& incident : detector.add(scene.dwell(t, cells)).incidents) {
      story.reached[*incident.subject.latest.carrier.channel].try_emplace(incident.level, incident.t_s);
    }
  }
  story.open = detector.open_incidents();
  story.not_evaluated = detector.not_evaluated();
  return story;
}

std::shared_ptr<const towers::KnownTowers> list_of_the_honest() {
  return known_list(
      "# trust: operator\nradio,mcc,net,area,cell,bsic,carrier_hz\n"
      "GSM,272,77,4711,101,28,939000000\nGSM,272,77,4711,102,27,942000000\nGSM,272,77,4711,103,26,"
      "945000000\n");
}

// When the level, or a higher one, was first reached.
std::optional<double> when(const Story& story, Level level) {
  const auto found = story.reached.find(kRogueArfcn);
  if (found == story.reached.end()) return std::nullopt;
  std::optional<double> first;
  for (const auto& [reached, t_s] : found->second) {
    if (reached >= level && (!first || t_s < *first)) first = t_s;
  }
  return first;
}

std::set<std::string> rules_of(const detector::Incident& incident) {
  std::set<std::string> rules;
  for (const auto& finding : incident.findings) rules.insert(finding.rule);
  return rules;
}

}  // namespace

TEST_CASE("the GSM demo: suspect at once, alert by the second change of area, nothing on the others",
          "[gsm][demo]") {
  detector::DetectorInputs inputs;
  inputs.towers = list_of_the_honest();
  const unsigned paged_per_s = GENERATE(0U, 40U);
  const Story story = tell(inputs, paged_per_s);
  CHECK(story.reached.size() == 1);
  REQUIRE(when(story, Level::kSuspect));
  CHECK(*when(story, Level::kSuspect) - kAppears_s <= 5.0);
  REQUIRE(when(story, Level::kAlert));
  CHECK(*when(story, Level::kAlert) - kSecondChange_s <= 5.0);
  REQUIRE(story.open.size() == 1);
  const auto rules = rules_of(story.open[0]);
  CAPTURE(Catch::Detail::stringify(rules));
  for (const char* rule : {"ID05", "ID12", "BP01", "BP05", "DY06", "RF01"}) {
    CAPTURE(rule);
    CHECK(rules.contains(rule));
  }
  CHECK(rules.contains("DY09") == (paged_per_s == 0));
  // One that pages as others do is found out by nothing but what it is on air for.
  if (paged_per_s > 0) CHECK(*when(story, Level::kAlert) >= kSecondChange_s);
}

TEST_CASE("the GSM demo without a list: suspect, and what is missing is said", "[gsm][demo]") {
  const Story story = tell({}, 0);
  CHECK(story.reached.size() == 1);
  REQUIRE(when(story, Level::kSuspect));
  CHECK(*when(story, Level::kSuspect) < kFirstChange_s);
  const auto& missing = story.not_evaluated;
  const auto id05 = std::ranges::find(missing, "ID05", &detector::NotEvaluated::rule);
  REQUIRE(id05 != missing.end());
  CHECK(id05->why == "no tower list was given");
  const auto id01 = std::ranges::find(missing, "ID01", &detector::NotEvaluated::rule);
  REQUIRE(id01 != missing.end());
  CHECK(id01->why.find("networks.countries") != std::string::npos);
}

TEST_CASE("the GSM demo's honest cells alone are nothing to speak of", "[gsm][demo]") {
  GsmScene scene;
  scene.radio_ppm = GENERATE(-28.0, 0.0, 28.0);
  CHECK(run({}, steady(scene, honest_gsm_cells(), 120)).incidents.empty());
}
