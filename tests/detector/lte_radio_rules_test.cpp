// Rules about how LTE cells send, and about the bands they are in: each fires on what it is made for, passes
// otherwise, says what it lacks, and leaves alone what looks alike.
#include <functional>
#include <string>
#include <vector>

#include "detector/rules/band_rules.hpp"
#include "detector/rules/lte_rules.hpp"
#include "tests/catch.hpp"
#include "tests/detector/lte_scene.hpp"

using namespace cellwarden;
using namespace cellwarden::test;
using detector::Outcome;
using detector::RuleContext;
using detector::Verdict;
namespace rules = detector::lte_rules;

namespace {

struct Sending {
  SceneCell radio{};
  LteBroadcasts broadcasts{};
  lte::DownlinkMeasurements measured{};
};

lte::DownlinkMeasurements ordinary_measurements() {
  return {.sib1 = {50, 0.1, 3.0},
          .si = {40, -0.1, 3.1},
          .paging = {90, 0.05, 2.9},
          .symbol_error = lte::SymbolError{5.0, 4.0, 150},
          .pss_db = 0.2,
          .sss_db = 0.1,
          .pbch_db = 0.0,
          .user_data = lte::UserData{0.3, 800}};
}

Sending sending(std::uint16_t pci, double nominal_hz, std::uint32_t eci) {
  Sending cell{.radio = {.pci = pci, .nominal_hz = nominal_hz}, .measured = ordinary_measurements()};
  cell.broadcasts.sib1.cell_identity = Eci{eci};
  return cell;
}

struct Bench {
  Scene scene{};
  Sending subject = sending(100, 806e6, 0x123401);
  std::vector<Sending> others{sending(101, 803e6, 0x123402), sending(102, 809e6, 0x123403)};
  detector::RuleSettings settings{};
  std::function<void(Sending&, int)> over_time = [](Sending&, int) {};
  std::function<bool(int)> is_on_air = [](int) { return true; };  // the subject, in a second
  bool is_followed = true;

  [[nodiscard]] Observation observe(const Sending& cell, double t_s) const {
    if (!is_followed) return scene.observe(cell.radio, t_s);
    Observation seen = test::observe(scene, cell.radio, cell.broadcasts, t_s);
    seen.lte()->downlink->measured = cell.measured;
    return seen;
  }

  template <class Rule>
  Outcome ask(Rule rule, int seconds = 3) {
    std::vector<history::CellTrack> tracks;
    tracks.emplace_back(observe(subject, 0.0));
    for (const Sending& other : others) tracks.emplace_back(observe(other, 0.0));
    for (int t = 0; t < seconds; ++t) {
      Sending now = subject;
      over_time(now, t);
      if (is_on_air(t)) tracks[0].add(observe(now, t), scene.gain_db);
      for (std::size_t i = 0; i < others.size(); ++i) tracks[i + 1].add(observe(others[i], t), scene.gain_db);
    }
    std::vector<const history::CellTrack*> all;
    for (const history::CellTrack& track : tracks) all.push_back(&track);
    const auto rest = std::span(all).subspan(1);
    const Dwell dwell = scene.dwell(seconds - 1, {});
    return rule(RuleContext{.settings = settings,
                            .listen = dwell.listen,
                            .cell = tracks[0],
                            .others = rest,
                            .recent = rest,
                            .heard = all});
  }
};

// What fires explains itself.
void check_fires(const Outcome& outcome) {
  CAPTURE(outcome.why);
  REQUIRE(outcome.verdict == Verdict::kFire);
  CHECK(outcome.quality > 0.0);
  CHECK_FALSE(outcome.observed.empty());
  CHECK_FALSE(outcome.expected.empty());
  CHECK_FALSE(outcome.source.empty());
  CHECK(outcome.text.ends_with('.'));
}

void check_lacks(const Outcome& outcome, const std::string& what) {
  CAPTURE(outcome.why, outcome.text);
  CHECK(outcome.verdict == Verdict::kNotEvaluated);
  CHECK(outcome.why.find(what) != std::string::npos);
}

// A window of 12 MHz around 806 MHz.
BandLevels quiet_band() {
  constexpr std::size_t kSteps = 33;
  return {806e6 - 16 * 360e3, 360e3, std::vector<double>(kSteps, -70.0), std::vector<double>(kSteps, -72.0)};
}

void raise(BandLevels& levels, std::size_t first, std::size_t last, double db) {
  for (std::size_t i = first; i < last; ++i) {
    levels.mean_dbfs[i] += db;
    levels.floor_dbfs[i] += db;
  }
}

Dwell dwell_of(const Scene& scene, double t_s, const std::vector<SceneCell>& cells,
               const BandLevels& levels) {
  Dwell dwell = scene.dwell(t_s, cells);
  dwell.listen.levels = levels;
  return dwell;
}

const detector::Finding* finding(const detector::Incident* incident, const std::string& rule) {
  if (incident == nullptr) return nullptr;
  for (const detector::Finding& one : incident->findings) {
    if (one.rule == rule) return &one;
  }
  return nullptr;
}

std::string why_not(const Run& run, const std::string& rule) {
  for (const detector::NotEvaluated& one : run.not_evaluated) {
    if (one.rule == rule) return one.why;
  }
  return {};
}

// So that what is weighed 8 or 12 points is seen as an incident.
detector::DetectorInputs easily_alarmed() {
  detector::DetectorInputs inputs;
  inputs.rules.watch_points = 5.0;
  return inputs;
}

}  // namespace

TEST_CASE("LTE radio: an ordinary cell passes", "[lte][rules]") {
  for (const auto rule : {rules::content_conflict, rules::louder_subframes, rules::symbol_error}) {
    const Outcome outcome = Bench{}.ask(rule);
    CAPTURE(outcome.why, outcome.text);
    CHECK(outcome.verdict == Verdict::kPass);
  }
  const Outcome outcome = Bench{}.ask(rules::no_user_traffic, 320);
  CAPTURE(outcome.why, outcome.text);
  CHECK(outcome.verdict == Verdict::kPass);
}

TEST_CASE("LTE RF06: contents that flip back", "[lte][rules][RF06]") {
  Bench bench;
  const auto flips = [](Sending& cell, int t) {
    if (t == 5 || t == 6) cell.broadcasts.sib1.q_rx_lev_min_dbm = -70;
  };
  bench.over_time = flips;
  check_fires(bench.ask(rules::content_conflict, 12));
  CHECK(bench.ask(rules::content_conflict, 7).verdict == Verdict::kPass);  // a change that may stay
  bench.settings.rf06_window_s = 2.0;
  CHECK(bench.ask(rules::content_conflict, 12).verdict == Verdict::kPass);

  Bench message;
  message.over_time = [](Sending& cell, int t) {
    auto sib3 = ordinary_sib3();
    sib3.cell_reselection_priority = t == 4 ? 7 : 5;
    cell.broadcasts.messages[1] = {sib3, ordinary_sib4()};
  };
  const Outcome fired = message.ask(rules::content_conflict, 8);
  check_fires(fired);
  CHECK(fired.observed.find("3") != std::string::npos);

  Bench mib;
  mib.is_followed = false;
  mib.over_time = [](Sending& cell, int t) { cell.radio.bandwidth_rb = t == 4 ? 25 : 50; };
  check_fires(mib.ask(rules::content_conflict, 8));
}

TEST_CASE("LTE RF06: what is not a conflict", "[lte][rules][RF06]") {
  Bench once;  // a single reception may be a mistake
  once.over_time = [](Sending& cell, int t) {
    cell.broadcasts.times = t == 5 ? 1 : 5;
    if (t == 5) cell.broadcasts.sib1.q_rx_lev_min_dbm = -70;
  };
  CHECK(once.ask(rules::content_conflict, 12).verdict == Verdict::kPass);

  Bench in_turn;  // two cells of one PCI
  in_turn.over_time = [](Sending& cell, int t) {
    if (t != 5) return;
    cell.broadcasts.sib1.q_rx_lev_min_dbm = -70;
    cell.radio.sfn_shift = 300;
  };
  check_lacks(in_turn.ask(rules::content_conflict, 12), "heard in turn");

  Bench changed;  // and the new content stays
  changed.over_time = [](Sending& cell, int t) {
    if (t >= 5) cell.broadcasts.sib1.q_rx_lev_min_dbm = -120;
    if (t >= 9) cell.broadcasts.sib1.q_rx_lev_min_dbm = -118;
  };
  CHECK(changed.ask(rules::content_conflict, 20).verdict == Verdict::kPass);
}

namespace {

// Another cell of the PCI from one second to another, its frames counted from elsewhere.
bool is_other_cell(Sending& cell, int t, int from, int to) {
  if (t < from || t >= to) return false;
  cell.radio.sfn_shift = 300;
  return true;
}

}  // namespace

TEST_CASE("LTE RF06: two cells of one PCI heard in turn, however they differ", "[lte][rules][RF06]") {
  Bench ports;
  ports.over_time = [](Sending& cell, int t) {
    if (!is_other_cell(cell, t, 5, 7)) return;
    cell.radio.ports = 4;
    cell.broadcasts.sib1.q_rx_lev_min_dbm = -70;
  };
  check_lacks(ports.ask(rules::content_conflict, 12), "heard in turn");

  Bench mib;
  mib.is_followed = false;
  mib.over_time = [](Sending& cell, int t) {
    if (is_other_cell(cell, t, 4, 5)) cell.radio.bandwidth_rb = 25;
  };
  check_lacks(mib.ask(rules::content_conflict, 8), "heard in turn");

  Bench
      late;  // the differing message is read a dwell after the master information block told of another cell
  late.over_time = [](Sending& cell, int t) {
    const bool is_other = is_other_cell(cell, t, 4, 8);
    auto sib3 = ordinary_sib3();
    sib3.cell_reselection_priority = is_other ? 7 : 5;
    cell.broadcasts.messages[1] = {sib3, ordinary_sib4()};
    if (t == 4 || t == 8) cell.broadcasts.messages.pop_back();
  };
  check_lacks(late.ask(rules::content_conflict, 12), "heard in turn");
}

TEST_CASE("LTE RF06: no conflict where nothing tells whose frames they were", "[lte][rules][RF06]") {
  Bench unread;  // the other's master information block is never read
  unread.over_time = [](Sending& cell, int t) {
    if (!is_other_cell(cell, t, 4, 7)) return;
    cell.radio.state = CellState::kDetected;
    cell.broadcasts.sib1.q_rx_lev_min_dbm = -70;
  };
  check_lacks(unread.ask(rules::content_conflict, 12), "frame count");
}

TEST_CASE("LTE RF06: what a network takes back by its rules", "[lte][rules][RF06]") {
  Bench tagged;  // each change with a new value tag
  tagged.over_time = [](Sending& cell, int t) {
    auto sib3 = ordinary_sib3();
    sib3.cell_reselection_priority = t == 4 || t == 5 ? 7 : 5;
    cell.broadcasts.messages[1] = {sib3, ordinary_sib4()};
    cell.broadcasts.sib1.system_info_value_tag = static_cast<std::uint8_t>(t < 4 ? 7 : t < 6 ? 8 : 9);
  };
  for (int seconds = 5; seconds < 12; ++seconds)
    CHECK(tagged.ask(rules::content_conflict, seconds).verdict == Verdict::kPass);

  Bench warning;  // one that is on air for some seconds
  warning.over_time = [](Sending& cell, int t) {
    if (t >= 4 && t < 9) cell.broadcasts.sib1.scheduling.push_back({64, {sib_type(12)}});
  };
  CHECK(warning.ask(rules::content_conflict, 12).verdict == Verdict::kPass);

  Bench barring;
  barring.over_time = [](Sending& cell, int t) {
    if (t < 4 || t >= 6) return;
    auto sib2 = ordinary_sib2();
    sib2.barring = lte::AccessBarringInfo{.is_emergency_barred = true, .mo_signalling = {}, .mo_data = {}};
    cell.broadcasts.messages[0] = {sib2};
  };
  CHECK(barring.ask(rules::content_conflict, 12).verdict == Verdict::kPass);
}

TEST_CASE("LTE RF07: subframes sent over", "[lte][rules][RF07]") {
  Bench bench;
  bench.subject.measured.sib1 = {50, 4.5, 3.0};
  check_fires(bench.ask(rules::louder_subframes));
  bench.subject.measured.sib1.reference_db = 2.5;
  CHECK(bench.ask(rules::louder_subframes).verdict == Verdict::kPass);
  // Too few to say so.
  bench.subject.measured = {.sib1 = {3, 6.0, 3.0}};
  check_lacks(bench.ask(rules::louder_subframes), "fewer than 8");
  // Data alone that is sent louder is the network's choice.
  bench.subject.measured.sib1 = {50, 0.0, 9.0};
  CHECK(bench.ask(rules::louder_subframes).verdict == Verdict::kPass);
  bench.is_followed = false;
  check_lacks(bench.ask(rules::louder_subframes), "as wide as the cell");
}

TEST_CASE("LTE RF14: symbols that are off", "[lte][rules][RF14]") {
  Bench bench;
  bench.subject.measured.symbol_error = lte::SymbolError{16.0, 4.0, 150};
  check_fires(bench.ask(rules::symbol_error));
  bench.subject.measured.symbol_error = lte::SymbolError{16.0, 8.0, 150};
  check_lacks(bench.ask(rules::symbol_error), "noise stands less than 25 dB");
  bench.subject.measured.symbol_error = lte::SymbolError{16.0, 4.0, 3};
  check_lacks(bench.ask(rules::symbol_error), "too few");
  bench.is_followed = false;
  check_lacks(bench.ask(rules::symbol_error), "as wide as the cell");

  // Another cell on the carrier, or this receiver.
  Bench shared;
  shared.subject.measured.symbol_error = lte::SymbolError{16.0, 4.0, 150};
  shared.others[0].radio.nominal_hz = 806e6;
  shared.others[0].radio.power_dbfs = shared.subject.radio.power_dbfs - 15.0;
  check_lacks(shared.ask(rules::symbol_error), "15 dB weaker");
  shared.others[0].radio.power_dbfs = shared.subject.radio.power_dbfs - 30.0;
  check_fires(shared.ask(rules::symbol_error));
  for (Sending& other : shared.others) other.measured.symbol_error = lte::SymbolError{18.0, 4.0, 150};
  check_lacks(shared.ask(rules::symbol_error), "this receiver's own");
}

TEST_CASE("LTE DY12: nobody is served", "[lte][rules][DY12]") {
  Bench bench;
  bench.subject.measured.user_data = lte::UserData{0.004, 800};
  check_fires(bench.ask(rules::no_user_traffic, 320));
  check_lacks(bench.ask(rules::no_user_traffic, 100), "heard for 100 s only");
  check_lacks(bench.ask(rules::no_user_traffic, 2), "stood clear of noise");
  // A quiet night: the others are nearly idle too.
  for (Sending& other : bench.others) other.measured.user_data = lte::UserData{0.03, 800};
  CHECK(bench.ask(rules::no_user_traffic, 320).verdict == Verdict::kPass);
  for (Sending& other : bench.others) other.measured.user_data.reset();
  check_lacks(bench.ask(rules::no_user_traffic, 320), "only 0 other cells");
}

TEST_CASE("LTE DY12: five minutes of listening, not two moments far apart", "[lte][rules][DY12]") {
  Bench bench;
  bench.subject.measured.user_data = lte::UserData{0.004, 800};
  bench.is_on_air = [](int t) { return t == 0 || t >= 316; };
  const Outcome hardly = bench.ask(rules::no_user_traffic, 320);
  CAPTURE(hardly.why, hardly.text);
  CHECK(hardly.verdict == Verdict::kNotEvaluated);
  bench.is_on_air = [](int t) { return t % 20 == 0; };  // one tuning among others
  check_fires(bench.ask(rules::no_user_traffic, 321));
}

TEST_CASE("RF17: a band whose noise rises", "[lte][rules][RF17]") {
  const Scene scene;
  const auto cells = honest_cells();
  std::vector<Dwell> dwells;
  for (int t = 0; t < 180; ++t) {
    BandLevels levels = quiet_band();
    if (t >= 100) raise(levels, 5, 20, 12.0);  // 5.4 MHz
    dwells.push_back(dwell_of(scene, t, cells, levels));
  }
  const Run jammed = run(easily_alarmed(), dwells);
  // Told of the strongest cell, once, and not before it lasted.
  const auto* told = finding(jammed.of(10), "RF17");
  REQUIRE(told != nullptr);
  CHECK(told->observed.find("12 dB") != std::string::npos);
  CHECK(jammed.of(11) == nullptr);
  CHECK(jammed.incidents.front().t_s >= 119.0);

  // No cell is heard any more: of the strongest that was.
  for (std::size_t t = 100; t < dwells.size(); ++t) dwells[t].observations.clear();
  const Run silenced = run(easily_alarmed(), dwells);
  CHECK(finding(silenced.of(10), "RF17") != nullptr);
}

TEST_CASE("RF17: what is no jammer", "[lte][rules][RF17]") {
  const Scene scene;
  const auto quiet_then = [&](const std::function<void(Dwell&, BandLevels&)>& change) {
    std::vector<Dwell> dwells;
    for (int t = 0; t < 180; ++t) {
      BandLevels levels = quiet_band();
      Dwell dwell = scene.dwell(t, honest_cells());
      if (t >= 100) change(dwell, levels);
      dwell.listen.levels = levels;
      dwells.push_back(std::move(dwell));
    }
    return run(easily_alarmed(), dwells);
  };
  const auto narrow = quiet_then([](Dwell&, BandLevels& levels) { raise(levels, 5, 17, 15.0); });
  CHECK(narrow.incidents.empty());
  const auto weak = quiet_then([](Dwell&, BandLevels& levels) { raise(levels, 5, 25, 8.0); });
  CHECK(weak.incidents.empty());
  const auto gain = quiet_then([](Dwell& dwell, BandLevels& levels) {
    raise(levels, 0, 33, 15.0);
    dwell.listen.gain_db = 45.0;
  });
  CHECK(gain.incidents.empty());
  const auto all = quiet_then([](Dwell&, BandLevels& levels) { raise(levels, 0, 33, 15.0); });
  CHECK(all.incidents.empty());
  const auto clipped = quiet_then([](Dwell& dwell, BandLevels& levels) {
    raise(levels, 5, 25, 15.0);
    dwell.listen.samples_clipped = dwell.listen.samples / 10;
  });
  CHECK(clipped.incidents.empty());
  // A cell of 10 MHz is switched on.
  const auto cell = quiet_then([&](Dwell& dwell, BandLevels& levels) {
    raise(levels, 4, 29, 20.0);
    dwell.observations.push_back(scene.observe({.pci = 44, .nominal_hz = 806e6}, dwell.listen.t_s));
  });
  CHECK(cell.incidents.empty());
}

TEST_CASE("RF17: another sensor's windows say nothing of this one's", "[lte][rules][RF17]") {
  history::BandHistory band;
  const auto hear = [&](const std::string& sensor, double t_s, double raised_db) {
    Listen listen;
    listen.sensor = sensor;
    listen.t_s = t_s;
    BandLevels levels = quiet_band();
    if (sensor == "b") levels.first_hz += 50e6;
    raise(levels, 0, levels.floor_dbfs.size(), raised_db);
    listen.levels = levels;
    band.add(listen);
  };
  for (int t = 0; t < 120; ++t) {
    hear("b", t, 0.0);
    hear("a", t + 0.5, t >= 90 ? 12.0 : 0.0);
  }
  CHECK_FALSE(band.is_elsewhere_usual(100.0, 3.0));
}

TEST_CASE("RF17 acts with every setting that is allowed", "[lte][rules][RF17]") {
  detector::RuleSettings settings;
  const auto* after = detector::find_setting("rf17.after_s");
  REQUIRE(after != nullptr);
  settings.rf17_after_s = after->max;
  CHECK(detector::problems(settings).empty());
  const Scene scene;
  std::vector<Dwell> dwells;
  for (int t = 0; t < 180; ++t) {
    BandLevels levels = quiet_band();
    if (t >= 100) raise(levels, 5, 20, 12.0);
    dwells.push_back(dwell_of(scene, 1.05 * t, honest_cells(), levels));
  }
  auto inputs = easily_alarmed();
  inputs.rules.rf17_after_s = after->max;
  CHECK(finding(run(std::move(inputs), dwells).of(10), "RF17") != nullptr);
}

TEST_CASE("RF17, RF18: what they lack is said", "[lte][rules][RF17][RF18]") {
  const Scene scene;
  const Run without = run({}, steady(scene, honest_cells(), 30));
  CHECK(why_not(without, "RF17").find("levels of the band") != std::string::npos);
  CHECK(why_not(without, "RF18").find("levels of the band") != std::string::npos);
  std::vector<Dwell> dwells;
  for (int t = 0; t < 30; ++t) dwells.push_back(dwell_of(scene, t, {honest_cells()[0]}, quiet_band()));
  CHECK(why_not(run({}, dwells), "RF17").find("not known for a minute") != std::string::npos);
}

TEST_CASE("RF18: a carrier's middle is jammed", "[lte][rules][RF18]") {
  const Scene scene;
  const auto scenario = [&](double db, std::size_t heard_after) {
    std::vector<Dwell> dwells;
    for (int t = 0; t < 60; ++t) {
      auto cells = honest_cells();
      BandLevels levels = quiet_band();
      raise(levels, 4, 29, 10.0);  // the carrier
      if (t >= 40) {
        raise(levels, 15, 18, db);
        cells.resize(heard_after);
      }
      dwells.push_back(dwell_of(scene, t, cells, levels));
    }
    return run(easily_alarmed(), dwells);
  };
  const Run one_left = scenario(15.0, 1);
  const auto* told = finding(one_left.of(10), "RF18");
  REQUIRE(told != nullptr);
  CHECK(told->observed.find("3 cells") != std::string::npos);
  CHECK(finding(scenario(15.0, 0).of(10), "RF18") != nullptr);
  CHECK(scenario(15.0, 2).incidents.empty());  // two lost only
  CHECK(scenario(15.0, 4).incidents.empty());  // none lost
  CHECK(scenario(7.0, 0).incidents.empty());   // a site that was switched off
}
