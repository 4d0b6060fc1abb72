// Each rule about GSM cells: it fires on what it is made for, passes otherwise, says what it lacks, and
// leaves alone what looks alike.
#include <functional>
#include <sstream>

#include "detector/rules/catalogue.hpp"
#include "detector/rules/gsm_rules.hpp"
#include "detector/rules/identity_rules.hpp"
#include "detector/rules/network_codes.hpp"
#include "detector/verdict/exculpation.hpp"
#include "tests/catch.hpp"
#include "tests/detector/gsm_scene.hpp"
#include "tests/detector/known_list.hpp"
#include "tests/detector/national_data.hpp"
#include "tests/detector/scene.hpp"

using namespace cellwarden;
using namespace cellwarden::test;
using detector::Outcome;
using detector::RuleContext;
using detector::Verdict;
namespace rules = detector::gsm_rules;

namespace {

// One cell among others as a rule sees them after some seconds, without the detector around.
struct Bench {
  GsmScene scene{};
  GsmSceneCell subject = gsm_cell_on(20, 101, {35, 50, 62});
  std::vector<GsmSceneCell> others{gsm_cell_on(35, 102, {20, 50, 62}), gsm_cell_on(50, 103, {20, 35, 62}),
                                   gsm_cell_on(62, 104, {20, 35, 50})};
  detector::RuleSettings settings{};
  detector::Site site{};
  std::shared_ptr<const towers::KnownTowers> towers{};
  std::shared_ptr<const history::Baseline> baseline{};
  /// Changes the subject as time goes by.
  std::function<void(GsmSceneCell&, int)> over_time = [](GsmSceneCell&, int) {};
  /// Where the sensor listened.
  double low_hz = 921e6;
  double high_hz = 960e6;

  template <class Rule>
  auto ask(Rule rule, int seconds) {
    std::vector<history::CellTrack> tracks;
    GsmSceneCell now = subject;
    over_time(now, 0);
    tracks.emplace_back(scene.observe(now, 0.0));
    for (const GsmSceneCell& other : others) tracks.emplace_back(scene.observe(other, 0.0));
    for (int t = 0; t < seconds; ++t) {
      now = subject;
      over_time(now, t);
      tracks[0].add(scene.observe(now, t), scene.gain_db);
      tracks[0].set_cohort_ppm({now.offset_ppm, 0.002});
      for (std::size_t i = 0; i < others.size(); ++i) {
        tracks[i + 1].add(scene.observe(others[i], t), scene.gain_db);
        tracks[i + 1].set_cohort_ppm({others[i].offset_ppm + 1e-4 * (t % 2), 0.002});
      }
    }
    std::vector<const history::CellTrack*> pointers;
    for (std::size_t i = 1; i < tracks.size(); ++i) pointers.push_back(&tracks[i]);
    const Dwell dwell = scene.dwell(seconds - 1, {});
    const std::vector<detector::Covered> covered{
        {.rat = Rat::kGsm, .low_hz = low_hz, .high_hz = high_hz, .since_s = 0.0, .last_s = dwell.listen.t_s}};
    return rule(RuleContext{.settings = settings,
                            .listen = dwell.listen,
                            .cell = tracks[0],
                            .others = pointers,
                            .towers = towers.get(),
                            .baseline = baseline.get(),
                            .listening_since_s = 0.0,
                            .recent = pointers,
                            .covered = covered,
                            .site = &site});
  }
};

bool fires(const Outcome& outcome) {
  return outcome.verdict == Verdict::kFire && outcome.quality > 0.0 && !outcome.observed.empty() &&
         !outcome.expected.empty() && !outcome.source.empty() && !outcome.text.empty();
}
bool passes(const Outcome& outcome) {
  return outcome.verdict == Verdict::kPass;
}
bool is_silent(const Outcome& outcome, const std::string& why, const std::string& held_back = "") {
  CAPTURE(outcome.why);
  return outcome.verdict == Verdict::kNotEvaluated && outcome.why.find(why) != std::string::npos &&
         outcome.held_back == held_back;
}

std::shared_ptr<const towers::KnownTowers> list(const std::string& text) {
  return known_list(text);
}

constexpr int kSoon = 6;   // seconds until all of a cell's messages were heard
constexpr int kLong = 70;  // until what was not heard is not sent

std::vector<GsmSceneCell> six_others() {
  std::vector<GsmSceneCell> cells;
  for (const std::uint16_t arfcn : std::initializer_list<std::uint16_t>{35, 50, 62, 70, 80, 90}) {
    cells.push_back(gsm_cell_on(arfcn, static_cast<std::uint16_t>(100 + arfcn), {35, 50, 62, 70, 80, 90}));
  }
  return cells;
}

}  // namespace

TEST_CASE("every rule about GSM waits for an identity", "[gsm][rules]") {
  Bench bench;
  bench.subject.state = CellState::kDetected;
  for (const auto rule : {rules::plmn_foreign,
                          rules::plmn_test,
                          rules::area_minority,
                          rules::identity_twice,
                          rules::identity_structure,
                          rules::stock_identity,
                          rules::rat_retired,
                          rules::cro_bait,
                          rules::access_threshold,
                          rules::reselect_hysteresis,
                          rules::odd_t3212,
                          rules::no_neighbours,
                          rules::no_neighbour_heard,
                          rules::one_way_neighbour,
                          rules::missing_classes,
                          rules::stock_parameters,
                          rules::odd_rach,
                          rules::ncc_not_permitted,
                          rules::no_lte_return,
                          rules::area_rotation,
                          rules::cell_rotation,
                          rules::paging_poverty,
                          rules::paging_by_permanent_identity,
                          rules::never_hops,
                          rules::assignment_storm}) {
    CHECK(is_silent(bench.ask(rule, kSoon), "identity"));
  }
}

TEST_CASE("ID01: a country code that does not belong here", "[gsm][rules][ID01]") {
  Bench bench;
  CHECK(is_silent(bench.ask(rules::plmn_foreign, kSoon), "networks.countries"));
  bench.site.countries = {272, 234};
  CHECK(passes(bench.ask(rules::plmn_foreign, kSoon)));
  bench.subject.says.plmn.mcc = 235;  // the United Kingdom's other code
  CHECK(passes(bench.ask(rules::plmn_foreign, kSoon)));
  bench.subject.says.plmn.mcc = 460;
  CHECK(fires(bench.ask(rules::plmn_foreign, kSoon)));
  bench.site.countries.clear();
  bench.subject.says.plmn.mcc = 299;  // nobody's: no place is needed to know that
  CHECK(fires(bench.ask(rules::plmn_foreign, kSoon)));
  bench.subject.says.plmn.mcc = 901;  // ships and aircraft
  CHECK(passes(bench.ask(rules::plmn_foreign, kSoon)));
  bench.subject.says.plmn.mcc = 1;  // ID02's business
  CHECK(passes(bench.ask(rules::plmn_foreign, kSoon)));
}

TEST_CASE("ID01: GSM reaches farther over the sea", "[gsm][rules][ID01]") {
  Bench bench;
  bench.site.outlines = shipped_outlines();
  const auto heard_at = [&](const GeoPoint& place, std::uint16_t mcc) {
    bench.scene.place = place;
    bench.subject.says.plmn.mcc = mcc;
    return bench.ask(rules::plmn_foreign, kSoon);
  };
  CHECK(passes(heard_at(at(51.28, 1.08), 208)));   // Canterbury: 53 km from France, over the sea
  CHECK(passes(heard_at(at(52.38, 14.05), 260)));  // 35 km from Poland
  CHECK(fires(heard_at(at(52.45, 13.7), 260)));    // 58 km of land
  CHECK(fires(heard_at(at(51.51, -0.12), 208)));   // London
  CHECK(is_silent(heard_at(at(45.0, -30.0), 208), "at sea", "X01"));
  // With an accuracy of its own the place counts so much less.
  CHECK(passes(heard_at(at(52.45, 13.7, 30e3), 260)));
}

TEST_CASE("network codes: what is assigned", "[gsm][rules]") {
  CHECK(detector::country_of(262) == "Germany");
  CHECK(detector::country_of(310) == detector::country_of(316));
  CHECK_FALSE(detector::country_of(1));
  CHECK_FALSE(detector::country_of(999));
  CHECK(detector::is_railway_network({262, 10, 2}));
  CHECK_FALSE(detector::is_railway_network({262, 1, 2}));
}

TEST_CASE("ID02: a test network", "[gsm][rules][ID02][X02]") {
  Bench bench;
  CHECK(passes(bench.ask(rules::plmn_test, kSoon)));
  bench.subject.says.plmn.mcc = 1;
  bench.subject.says.plmn.mnc = 1;
  CHECK(fires(bench.ask(rules::plmn_test, kSoon)));
  bench.site.test_networks = {{1, 1, 2}};
  CHECK(passes(bench.ask(rules::plmn_test, kSoon)));
}

TEST_CASE("X02: a laboratory's cell stays below suspect, unless its transmitter gives it away",
          "[gsm][rules][X02]") {
  GsmScene scene;
  auto cells = honest_gsm_cells();
  GsmSceneCell lab = gsm_cell_on(62, 6969, {});
  lab.says.plmn.mcc = 1;
  lab.says.plmn.mnc = 1;
  lab.says.lac = 1;
  lab.bsic = 63;
  const auto level_of = [&](double offset_ppm, detector::DetectorInputs inputs) {
    lab.offset_ppm = offset_ppm;
    auto all = cells;
    all.push_back(lab);
    inputs.towers = list("# trust: operator\nradio,mcc,net,area,cell\nGSM,1,1,9,9\n");
    return run(std::move(inputs), steady(scene, all, 20)).detector->open_incidents();
  };
  const auto quiet = level_of(0.0, {});
  REQUIRE(quiet.size() == 1);
  CHECK(quiet[0].level == detector::Level::kWatch);
  const auto off = level_of(1.2, {});
  REQUIRE(off.size() == 1);
  CHECK(off[0].level >= detector::Level::kSuspect);
}

TEST_CASE("ID05, ID06: an identity that is on no list", "[gsm][rules][ID05][ID06]") {
  Bench bench;
  CHECK(is_silent(bench.ask(detector::identity_rules::unknown_in_trusted, kSoon), "no tower list"));
  bench.towers = list("# trust: operator\nradio,mcc,net,area,cell,bsic,carrier_hz\nGSM,262,1,4711,101,,\n");
  CHECK(is_silent(bench.ask(detector::identity_rules::unknown_in_trusted, kSoon), "272-77"));
  SECTION("listed") {
    bench.towers = list(
        "# trust: operator\nradio,mcc,net,area,cell,bsic,carrier_hz\nGSM,272,77,4711,101,28,939000000\n");
    CHECK(passes(bench.ask(detector::identity_rules::unknown_in_trusted, kSoon)));
    CHECK(is_silent(bench.ask(detector::identity_rules::unknown_in_crowd, kSoon), "crowd list"));
    const auto speaks =
        bench.ask([](const RuleContext& context) { return detector::what_speaks_for(context); }, kSoon);
    REQUIRE(speaks.size() == 1);
    CHECK(speaks[0].exculpation.id == "N1");
  }
  SECTION("not listed") {
    bench.towers = list("# trust: operator\nradio,mcc,net,area,cell\nGSM,272,77,4711,999\n");
    CHECK(fires(bench.ask(detector::identity_rules::unknown_in_trusted, kSoon)));
    bench.subject.says.arfcn = 975;  // a railway's carrier
    bench.subject.says.plmn.mcc = 262;
    bench.subject.says.plmn.mnc = 10;
    CHECK(is_silent(bench.ask(detector::identity_rules::unknown_in_trusted, kSoon), "railway", "X03"));
  }
  SECTION("listed elsewhere: a copy") {
    bench.towers = list(
        "# trust: operator\nradio,mcc,net,area,cell,bsic,carrier_hz\nGSM,272,77,4711,101,28,951000000\n");
    CHECK(passes(bench.ask(detector::identity_rules::unknown_in_trusted, kSoon)));
    CHECK(fires(bench.ask(detector::identity_rules::other_carrier, kSoon)));
    CHECK(is_silent(bench.ask(detector::identity_rules::other_physical_id, kSoon), "physical id"));
  }
  SECTION("listed with another colour code") {
    bench.towers = list(
        "# trust: operator\nradio,mcc,net,area,cell,bsic,carrier_hz\nGSM,272,77,4711,101,35,939000000\n");
    CHECK(fires(bench.ask(detector::identity_rules::other_physical_id, kSoon)));
    CHECK(passes(bench.ask(detector::identity_rules::other_carrier, kSoon)));
  }
  SECTION("crowd") {
    bench.towers = list("radio,mcc,net,area,cell\nGSM,272,77,4711,999\n");
    CHECK(fires(bench.ask(detector::identity_rules::unknown_in_crowd, kSoon)));
    CHECK(is_silent(bench.ask(detector::identity_rules::unknown_in_trusted, kSoon), "trusted list"));
  }
}

TEST_CASE("ID12: an area code of its own", "[gsm][rules][ID12]") {
  Bench bench;
  CHECK(passes(bench.ask(rules::area_minority, kSoon)));
  bench.subject.says.lac = 65000;
  CHECK(fires(bench.ask(rules::area_minority, kSoon)));
  SECTION("at a border two areas are shared") {
    bench.others[0].says.lac = 65000;
    CHECK(passes(bench.ask(rules::area_minority, kSoon)));
  }
  SECTION("each for himself is nobody's minority") {
    bench.others[0].says.lac = 65001;
    CHECK(is_silent(bench.ask(rules::area_minority, kSoon), "share an area code"));
  }
  SECTION("another network's areas say nothing") {
    for (auto& other : bench.others) other.says.plmn.mnc = 78;
    CHECK(is_silent(bench.ask(rules::area_minority, kSoon), "only 0 other cells"));
  }
}

TEST_CASE("ID13: one identity on two carriers", "[gsm][rules][ID13]") {
  Bench bench;
  CHECK(passes(bench.ask(rules::identity_twice, kSoon)));
  bench.others[0].says.ci = 101;
  CHECK(fires(bench.ask(rules::identity_twice, kSoon)));
  SECTION("an image in the receiver has the very same timing") {
    bench.others[0].bsic = bench.subject.bsic;
    bench.others[0].first_frame = bench.subject.first_frame;
    CHECK(is_silent(bench.ask(rules::identity_twice, kSoon), "image", "X13"));
  }
  SECTION("identity 0 is everyone's") {
    bench.subject.says.ci = 0;
    bench.others[0].says.ci = 0;
    CHECK(passes(bench.ask(rules::identity_twice, kSoon)));
  }
  SECTION("near the noise it is doubtful") {
    bench.others[0].snr_db = 4.0;
    CHECK(passes(bench.ask(rules::identity_twice, kSoon)));
  }
}

TEST_CASE("ID16: an identity that nobody gives", "[gsm][rules][ID16]") {
  Bench bench;
  CHECK(passes(bench.ask(rules::identity_structure, kSoon)));
  bench.subject.says.ci = 0;
  CHECK(bench.ask(rules::identity_structure, kSoon).quality == 0.5);
  bench.subject.says.lac = 0xFFFE;
  CHECK(bench.ask(rules::identity_structure, kSoon).quality == 1.0);
}

TEST_CASE("ID17, BP16: what public programs come with", "[gsm][rules][ID17][BP16]") {
  Bench bench;
  CHECK(passes(bench.ask(rules::stock_identity, kSoon)));
  CHECK(passes(bench.ask(rules::stock_parameters, kSoon)));
  SECTION("osmo-bsc's cell and area") {
    bench.subject.says.ci = 6969;
    CHECK(passes(bench.ask(rules::stock_identity, kSoon)));  // one value is anybody's
    bench.subject.bsic = 63;
    CHECK(bench.ask(rules::stock_identity, kSoon).quality == 0.5);
    bench.subject.says.lac = 1;
    CHECK(bench.ask(rules::stock_identity, kSoon).quality == 1.0);
    bench.subject.says.plmn.mcc = 1;
    CHECK(is_silent(bench.ask(rules::stock_identity, kSoon), "test network", "X02"));
  }
  SECTION("OpenBTS's parameters") {
    bench.subject.says.max_retransmissions = 2;
    bench.subject.says.t3212 = 0;
    bench.subject.says.hysteresis_db = 6;
    bench.subject.says.rxlev_access_min = 0;
    CHECK(passes(bench.ask(rules::stock_parameters, kSoon)));
    bench.subject.says.paging_multiframes = 2;
    bench.subject.says.tx_integer = 14;
    CHECK(fires(bench.ask(rules::stock_parameters, kSoon)));
  }
}

TEST_CASE("ID18: GSM where it has ended", "[gsm][rules][ID18]") {
  Bench bench;
  CHECK(is_silent(bench.ask(rules::rat_retired, kSoon), "no national table"));
  NationalTable ireland = table_of_country("ie", 272);
  NationalTable australia = table_of_country("au", 505);
  australia.sunsets = {{Rat::kUmts, {}, day(2010)}, {Rat::kGsm, {}, day(2018)}};
  bench.site.tables = tables_of({ireland, australia});
  CHECK(passes(bench.ask(rules::rat_retired, kSoon)));
  bench.subject.says.plmn.mcc = 505;
  CHECK(bench.ask(rules::rat_retired, kSoon).quality == 0.5);  // no date
  bench.scene.start = Time(std::chrono::sys_days(std::chrono::year(2026) / 11 / 1));
  CHECK(bench.ask(rules::rat_retired, kSoon).quality == 1.0);
  bench.scene.clock = ClockQuality{.source = ClockSource::kNone};
  CHECK(bench.ask(rules::rat_retired, kSoon).quality == 0.5);  // whatever it says is no date
  bench.scene.clock = ClockQuality{.source = ClockSource::kNtp, .error_s = 5.0};
  CHECK(bench.ask(rules::rat_retired, kSoon).quality == 1.0);
  bench.scene.start = Time(std::chrono::sys_days(std::chrono::year(2012) / 6 / 15));
  CHECK(passes(bench.ask(rules::rat_retired, kSoon)));
  bench.subject.says.plmn.mnc = 13;  // a railway's
  CHECK(is_silent(bench.ask(rules::rat_retired, kSoon), "railway", "X03"));
}

TEST_CASE("ID18: of one network", "[gsm][rules][ID18]") {
  Bench bench;
  bench.scene.start = Time(day(2026));
  NationalTable states = table_of_country("us", 310);
  states.sunsets = {{Rat::kGsm, {{310, 410, 3}}, day(2017)}, {Rat::kGsm, {{310, 4, 3}}, {}}};
  bench.site.tables = tables_of({states});
  bench.site.outlines = shipped_outlines();
  bench.subject.says.plmn = {310, 260, 3};
  CHECK(passes(bench.ask(rules::rat_retired, kSoon)));
  bench.subject.says.plmn = {310, 4, 3};
  const Outcome never = bench.ask(rules::rat_retired, kSoon);
  CHECK(fires(never));
  CHECK(never.text.find("this network has none") != std::string::npos);
  bench.subject.says.plmn = {310, 410, 3};
  for (const GeoPoint& place : {at(39.1, -94.6), at(31.76, -106.49), at(18.4, -66.1)}) {
    bench.scene.place = place;  // Kansas City; El Paso, beside Mexico; Puerto Rico: of one network
    CHECK(bench.ask(rules::rat_retired, kSoon).quality == 1.0);
  }
  bench.site.outlines = nullptr;
  CHECK(fires(bench.ask(rules::rat_retired, kSoon)));
}

TEST_CASE("ID18: a neighbour's GSM is no excuse, the neighbour's code is", "[gsm][rules][ID18][X01]") {
  Bench bench;
  bench.scene.start = Time(day(2026));
  bench.site.outlines = shipped_outlines();
  const auto ended = [](const char* country, std::uint16_t mcc) {
    NationalTable table = table_of_country(country, mcc);
    table.sunsets = {{Rat::kGsm, {}, day(2017)}};
    return table;
  };
  bench.site.tables =
      tables_of({ended("sg", 525), ended("ch", 228), ended("gb", 234), table_of_country("fr", 208)});
  const auto claims = [&](std::uint16_t mcc, const GeoPoint& place) {
    bench.subject.says.plmn = {mcc, 1, 2};
    bench.scene.place = place;
    return bench.ask(rules::rat_retired, kSoon);
  };
  CHECK(fires(claims(525, at(1.352, 103.82))));  // Singapore, beside Johor
  CHECK(fires(claims(228, at(47.546, 7.589))));  // Basel
  CHECK(fires(claims(228, at(46.204, 6.143))));  // Geneva
  CHECK(passes(claims(208, at(46.204, 6.143))));
  CHECK(fires(claims(525, at(1.49, 103.74))));  // and in Johor itself
  // Jersey has the code of the United Kingdom, whose table does not speak of it.
  CHECK(is_silent(claims(234, at(49.2, -2.1)), "is within reach", "X01"));
  CHECK(fires(claims(234, at(51.5, -0.1))));
  bench.site.tables = tables_of({ended("gb", 234), ended("je", 998), ended("gg", 997)});
  CHECK(fires(claims(234, at(49.2, -2.1))));
}

TEST_CASE("X02: a cell of a code of nobody's stays below suspect", "[gsm][rules][X02][ID02]") {
  GsmScene scene;
  scene.start = Time(day(2026, 6));
  auto cells = honest_gsm_cells();
  GsmSceneCell made_up = gsm_cell_on(62, 6969, {});
  made_up.says.plmn = {460, 55, 2};
  made_up.says.lac = 1;
  NationalTable china = table_of_country("cn", 460);
  china.networks = {{{460, 0, 2}, "One"}};
  china.has_all_networks = true;
  const auto highest = [&](double offset_ppm) {
    made_up.offset_ppm = offset_ppm;
    auto all = cells;
    all.push_back(made_up);
    detector::DetectorInputs inputs;
    inputs.site.tables = tables_of({china});
    inputs.site.countries = {272};
    const auto incidents = run(std::move(inputs), steady(scene, all, 20)).detector->open_incidents();
    REQUIRE(incidents.size() == 1);
    return incidents[0].level;
  };
  CHECK(highest(0.0) == detector::Level::kWatch);
  CHECK(highest(1.2) >= detector::Level::kSuspect);
}

TEST_CASE("BP01: a bait", "[gsm][rules][BP01]") {
  Bench bench;
  CHECK(passes(bench.ask(rules::cro_bait, kSoon)));
  bench.subject.says.reselection = synth::GsmReselection{.offset_db = 126};
  CHECK(bench.ask(rules::cro_bait, kSoon).quality == 1.0);
  SECTION("without siblings it is one as well") {
    bench.others.clear();
    CHECK(fires(bench.ask(rules::cro_bait, kSoon)));
  }
  SECTION("a penalty time of 31 turns the sign") {
    bench.subject.says.reselection->penalty_time = 31;
    CHECK(passes(bench.ask(rules::cro_bait, kSoon)));
  }
  SECTION("a microcell layer has it too") {
    bench.others[2].says.reselection = synth::GsmReselection{.offset_db = 126};
    CHECK(passes(bench.ask(rules::cro_bait, kSoon)));
  }
  SECTION("above its siblings") {
    bench.subject.says.reselection->offset_db = 30;
    CHECK(bench.ask(rules::cro_bait, kSoon).quality == 0.5);
    bench.subject.says.reselection->offset_db = 20;
    CHECK(passes(bench.ask(rules::cro_bait, kSoon)));
  }
}

TEST_CASE("BP02, BP03: thresholds unlike the siblings'", "[gsm][rules][BP02][BP03]") {
  Bench bench;
  CHECK(passes(bench.ask(rules::access_threshold, kSoon)));
  CHECK(passes(bench.ask(rules::reselect_hysteresis, kSoon)));
  bench.subject.says.rxlev_access_min = 0;
  bench.subject.says.hysteresis_db = 0;
  CHECK(fires(bench.ask(rules::access_threshold, kSoon)));
  CHECK(fires(bench.ask(rules::reselect_hysteresis, kSoon)));
  SECTION("usual there") {
    bench.others[1].says.rxlev_access_min = 0;
    bench.others[1].says.hysteresis_db = 0;
    CHECK(passes(bench.ask(rules::access_threshold, kSoon)));
    CHECK(passes(bench.ask(rules::reselect_hysteresis, kSoon)));
  }
  SECTION("nobody to compare with") {
    bench.others.resize(1);
    CHECK(is_silent(bench.ask(rules::access_threshold, kSoon), "only 1 other cell"));
    CHECK(is_silent(bench.ask(rules::reselect_hysteresis, kSoon), "only 1 other cell"));
  }
}

TEST_CASE("BP04: a timer that makes phones report often", "[gsm][rules][BP04]") {
  Bench bench;
  CHECK(passes(bench.ask(rules::odd_t3212, kSoon)));
  bench.subject.says.t3212 = 1;
  CHECK(bench.ask(rules::odd_t3212, kSoon).quality == 1.0);
  bench.subject.says.t3212 = 6;
  CHECK(bench.ask(rules::odd_t3212, kSoon).quality < 0.5);
  bench.subject.says.t3212 = 10;
  CHECK(passes(bench.ask(rules::odd_t3212, kSoon)));
  bench.subject.says.t3212 = 0;
  CHECK(bench.ask(rules::odd_t3212, kSoon).quality == 0.5);
  bench.others[0].says.t3212 = 0;  // some rural networks
  CHECK(passes(bench.ask(rules::odd_t3212, kSoon)));
  bench.others.clear();
  CHECK(is_silent(bench.ask(rules::odd_t3212, kSoon), "only 0 other cells"));
}

TEST_CASE("BP05: no neighbours", "[gsm][rules][BP05]") {
  Bench bench;
  CHECK(passes(bench.ask(rules::no_neighbours, kSoon)));
  bench.subject.says.neighbours = {20};  // itself
  CHECK(fires(bench.ask(rules::no_neighbours, kSoon)));
  bench.subject.says.neighbours.clear();
  CHECK(fires(bench.ask(rules::no_neighbours, kSoon)));
  SECTION("the rest of the list is still to come") {
    bench.subject.says.neighbours_ter = {700, 701};
    CHECK(passes(bench.ask(rules::no_neighbours, kSoon)));
  }
  SECTION("an operator of single cells") {
    for (auto& other : bench.others) other.says.neighbours.clear();
    CHECK(is_silent(bench.ask(rules::no_neighbours, kSoon), "neighbour lists"));
  }
  SECTION("a railway line") {
    bench.subject.says.plmn.mcc = 262;
    bench.subject.says.plmn.mnc = 10;
    CHECK(is_silent(bench.ask(rules::no_neighbours, kSoon), "railway", "X03"));
  }
}

TEST_CASE("BP06: none of its neighbours is on air", "[gsm][rules][BP06]") {
  Bench bench;
  bench.others = six_others();
  bench.subject.says.neighbours = {35, 50, 110, 112};
  CHECK(passes(bench.ask(rules::no_neighbour_heard, kSoon)));
  bench.subject.says.neighbours = {110, 112, 114, 116};
  CHECK(fires(bench.ask(rules::no_neighbour_heard, kSoon)));
  SECTION("nobody listened there") {
    bench.high_hz = 956e6;
    CHECK(is_silent(bench.ask(rules::no_neighbour_heard, kSoon), "0 listed neighbours"));
  }
  SECTION("a far cell") {
    bench.subject.snr_db = 12.0;
    CHECK(is_silent(bench.ask(rules::no_neighbour_heard, kSoon), "12 dB above noise"));
  }
  SECTION("a deaf sensor") {
    bench.others.resize(4);
    CHECK(is_silent(bench.ask(rules::no_neighbour_heard, kSoon), "only 4 other cells"));
  }
  SECTION("a cell there whose identity was not read may be the one") {
    bench.others.push_back(gsm_cell_on(112, 999, {}));
    bench.others.back().state = CellState::kDetected;
    CHECK(passes(bench.ask(rules::no_neighbour_heard, kSoon)));
  }
}

TEST_CASE("BP07: nobody names it", "[gsm][rules][BP07]") {
  Bench bench;
  bench.others = six_others();
  CHECK(fires(bench.ask(rules::one_way_neighbour, kSoon)));
  bench.others[3].says.neighbours.push_back(20);
  CHECK(passes(bench.ask(rules::one_way_neighbour, kSoon)));
  bench.others.resize(3);
  CHECK(is_silent(bench.ask(rules::one_way_neighbour, kSoon), "whole neighbour lists"));
  bench.subject.snr_db = 10.0;
  CHECK(is_silent(bench.ask(rules::one_way_neighbour, kSoon), "10 dB above noise"));
}

TEST_CASE("BP08, DG04: what its siblings send and it does not", "[gsm][rules][BP08][DG04]") {
  Bench bench;
  CHECK(passes(bench.ask(rules::missing_classes, kSoon)));
  CHECK(passes(bench.ask(rules::no_lte_return, kSoon)));
  bench.subject.says.gprs = false;
  bench.subject.says.lte_neighbours.clear();
  CHECK(is_silent(bench.ask(rules::missing_classes, kSoon), "for long enough"));
  CHECK(is_silent(bench.ask(rules::no_lte_return, kSoon), "for long enough"));
  CHECK(fires(bench.ask(rules::missing_classes, kLong)));
  CHECK(fires(bench.ask(rules::no_lte_return, kLong)));
  SECTION("usual there") {
    for (auto& other : bench.others) {
      other.says.gprs = false;
      other.says.lte_neighbours.clear();
    }
    CHECK(passes(bench.ask(rules::missing_classes, kLong)));
    CHECK(passes(bench.ask(rules::no_lte_return, kLong)));
  }
  SECTION("nobody to compare with") {
    bench.others.resize(2);
    CHECK(is_silent(bench.ask(rules::missing_classes, kLong), "only 2 other cells"));
    CHECK(is_silent(bench.ask(rules::no_lte_return, kLong), "only 2 other cells"));
  }
}

TEST_CASE("BP19, BP20: channels and colours unlike the siblings'", "[gsm][rules][BP19][BP20]") {
  Bench bench;
  CHECK(passes(bench.ask(rules::odd_rach, kSoon)));
  CHECK(passes(bench.ask(rules::ncc_not_permitted, kSoon)));
  SECTION("the smallest control channel") {
    bench.subject.says.ccch_conf = 1;
    bench.subject.says.paging_multiframes = 2;
    CHECK(fires(bench.ask(rules::odd_rach, kSoon)));
    bench.others[0].says.ccch_conf = 1;  // small cells
    CHECK(passes(bench.ask(rules::odd_rach, kSoon)));
    bench.others.resize(2);
    CHECK(is_silent(bench.ask(rules::odd_rach, kSoon), "only 2 other cells"));
  }
  SECTION("a colour that nobody permits") {
    bench.subject.bsic = 5 * 8;
    CHECK(fires(bench.ask(rules::ncc_not_permitted, kSoon)));
    bench.others[2].says.ncc_permitted = 0xFF;
    CHECK(passes(bench.ask(rules::ncc_not_permitted, kSoon)));
    bench.others.resize(2);
    CHECK(is_silent(bench.ask(rules::ncc_not_permitted, kSoon), "system information 2"));
  }
}

TEST_CASE("DY06, DY07: identities that rotate", "[gsm][rules][DY06][DY07]") {
  Bench bench;
  CHECK(passes(bench.ask(rules::area_rotation, 40)));
  CHECK(passes(bench.ask(rules::cell_rotation, 40)));
  SECTION("area codes, on one clock") {
    bench.over_time = [](GsmSceneCell& cell, int t) {
      cell.says.lac = static_cast<std::uint16_t>(65000 + t / 12);
      cell.says.ci = static_cast<std::uint16_t>(1 + t / 12);
    };
    CHECK(passes(bench.ask(rules::area_rotation, 22)));  // one change is a re-plan
    CHECK(bench.ask(rules::area_rotation, 36).quality == 1.0);
    CHECK(bench.ask(rules::cell_rotation, 36).quality == 1.0);
  }
  SECTION("restarted each time: half") {
    bench.over_time = [](GsmSceneCell& cell, int t) {
      cell.says.lac = static_cast<std::uint16_t>(65000 + t / 12);
      cell.first_frame += 5000U * static_cast<unsigned>(t / 12);
    };
    CHECK(bench.ask(rules::area_rotation, 36).quality == 0.5);
  }
  SECTION("two cells of one BSIC on one carrier, heard in turn") {
    bench.over_time = [](GsmSceneCell& cell, int t) {
      if (t / 12 % 2 == 0) return;
      cell.says.lac = 9999;
      cell.first_frame += 5000U;
    };
    CHECK(is_silent(bench.ask(rules::area_rotation, 40), "in turn"));
  }
}

TEST_CASE("DY09: a cell that calls nobody", "[gsm][rules][DY09]") {
  Bench bench;
  CHECK(passes(bench.ask(rules::paging_poverty, 40)));
  bench.subject.paged_per_s = 0;
  CHECK(is_silent(bench.ask(rules::paging_poverty, 20), "20 s only"));
  CHECK(bench.ask(rules::paging_poverty, 40).quality == 1.0);
  SECTION("blocks that were not read are no silence") {
    bench.subject.bad_ccch = 36 * 9;
    CHECK(is_silent(bench.ask(rules::paging_poverty, 40), "4 s only"));
  }
  SECTION("a quiet place") {
    for (auto& other : bench.others) other.paged_per_s = 1;
    CHECK(passes(bench.ask(rules::paging_poverty, 40)));
  }
  SECTION("alone, silence counts half, and little paging nothing") {
    bench.others.clear();
    CHECK(bench.ask(rules::paging_poverty, 40).quality == 0.5);
    bench.subject.paged_per_s = 1;
    CHECK(is_silent(bench.ask(rules::paging_poverty, 40), "baseline"));
  }
}

TEST_CASE("DY11: paged by the permanent identity", "[gsm][rules][DY11]") {
  Bench bench;
  CHECK(passes(bench.ask(rules::paging_by_permanent_identity, kSoon)));
  bench.subject.imsi_per_s = 20;
  CHECK(fires(bench.ask(rules::paging_by_permanent_identity, kSoon)));
  SECTION("usual there") {
    for (auto& other : bench.others) other.imsi_per_s = 10;
    CHECK(passes(bench.ask(rules::paging_by_permanent_identity, kSoon)));
  }
  SECTION("nobody to compare with, or too few paged") {
    bench.others.clear();
    CHECK(is_silent(bench.ask(rules::paging_by_permanent_identity, kSoon), "neither the baseline"));
    bench.subject.paged_per_s = 2;
    bench.subject.imsi_per_s = 2;
    CHECK(is_silent(bench.ask(rules::paging_by_permanent_identity, kSoon), "only 12 mobiles"));
  }
}

TEST_CASE("DY13: never hops", "[gsm][rules][DY13]") {
  Bench bench;
  CHECK(passes(bench.ask(rules::never_hops, 20)));
  bench.subject.hops = false;
  CHECK(bench.ask(rules::never_hops, 20).quality == 1.0);
  CHECK(is_silent(bench.ask(rules::never_hops, 5), "only 5 channels"));
  bench.subject.says.cell_allocation = {20};  // one carrier
  CHECK(bench.ask(rules::never_hops, 20).quality < 0.5);
  for (auto& other : bench.others) other.hops = false;
  CHECK(passes(bench.ask(rules::never_hops, 20)));
  bench.others.clear();
  CHECK(is_silent(bench.ask(rules::never_hops, 20), "no other cell"));
}

TEST_CASE("DY17: phones made to report", "[gsm][rules][DY17]") {
  Bench bench;
  CHECK(passes(bench.ask(rules::assignment_storm, 120)));
  bench.over_time = [](GsmSceneCell& cell, int t) { cell.assigned_per_s = t >= 88 ? 10 : 1; };
  CHECK(fires(bench.ask(rules::assignment_storm, 120)));
  CHECK(is_silent(bench.ask(rules::assignment_storm, 40), "neither the minutes before"));
  CHECK(is_silent(bench.ask(rules::assignment_storm, 10), "10 s only"));
  SECTION("a crowd is called as well") {
    bench.over_time = [](GsmSceneCell& cell, int t) {
      cell.assigned_per_s = t >= 88 ? 10 : 1;
      if (t >= 88) cell.paged_per_s *= 4;
    };
    CHECK(passes(bench.ask(rules::assignment_storm, 120)));
  }
}

TEST_CASE("RF03: a carrier that wanders or warms up", "[gsm][rules][RF03]") {
  Bench bench;
  CHECK(passes(bench.ask(rules::carrier_instability, 120)));
  CHECK(is_silent(bench.ask(rules::carrier_instability, 30), "a minute"));
  SECTION("wanders") {
    bench.over_time = [](GsmSceneCell& cell, int t) { cell.offset_ppm = t / 10 % 2 == 0 ? 0.1 : -0.1; };
    CHECK(fires(bench.ask(rules::carrier_instability, 120)));
    bench.others.resize(1);
    CHECK(is_silent(bench.ask(rules::carrier_instability, 120), "fewer than two"));
  }
  SECTION("warms up") {
    bench.over_time = [](GsmSceneCell& cell, int t) { cell.offset_ppm = 0.001 * t; };
    CHECK(fires(bench.ask(rules::carrier_instability, 200)));
  }
  SECTION("its own measurement's scatter is no wander") {
    bench.over_time = [](GsmSceneCell& cell, int t) { cell.offset_ppm = t % 2 == 0 ? 0.05 : -0.05; };
    CHECK(passes(bench.ask(rules::carrier_instability, 120)));
  }
}

TEST_CASE("RF14: a phase that trembles", "[gsm][rules][RF14]") {
  Bench bench;
  CHECK(is_silent(bench.ask(rules::phase_error, kSoon), "not measured"));
  bench.subject.quality.phase_error_rms_deg = Measured{3.0, 0.2};
  CHECK(passes(bench.ask(rules::phase_error, kSoon)));
  bench.subject.quality.phase_error_rms_deg = Measured{9.0, 0.5};
  CHECK(fires(bench.ask(rules::phase_error, kSoon)));
  SECTION("so do others: it is this receiver's") {
    bench.others[0].quality.phase_error_rms_deg = Measured{8.0, 0.5};
    CHECK(is_silent(bench.ask(rules::phase_error, kSoon), "this receiver's own"));
  }
  SECTION("in noise") {
    bench.subject.snr_db = 15.0;
    CHECK(is_silent(bench.ask(rules::phase_error, kSoon), "the noise's"));
  }
}

TEST_CASE("RF15: a beacon with pauses", "[gsm][rules][RF15]") {
  Bench bench;
  CHECK(is_silent(bench.ask(rules::carrier_pauses, kSoon), "not measured"));
  bench.subject.quality.weakest_slot_db = -4.0;  // power saving
  CHECK(passes(bench.ask(rules::carrier_pauses, kSoon)));
  bench.subject.quality.weakest_slot_db = -25.0;
  CHECK(fires(bench.ask(rules::carrier_pauses, kSoon)));
}

TEST_CASE("RF16: a training sequence of another colour", "[gsm][rules][RF16]") {
  Bench bench;
  CHECK(is_silent(bench.ask(rules::training_sequence, kSoon), "too few"));
  bench.subject.quality.training_bursts = 40;
  bench.subject.quality.training_sequence = static_cast<std::uint8_t>(bench.subject.bsic % 8);
  CHECK(passes(bench.ask(rules::training_sequence, kSoon)));
  bench.subject.quality.training_sequence = static_cast<std::uint8_t>((bench.subject.bsic + 1) % 8);
  CHECK(fires(bench.ask(rules::training_sequence, kSoon)));
  bench.subject.quality.training_bursts = 8;
  CHECK(is_silent(bench.ask(rules::training_sequence, kSoon), "too few"));
}

TEST_CASE("ID07, RF21: a listed GSM cell heard far away, and too loud", "[gsm][rules][ID07][RF21]") {
  Bench bench;
  const std::string head = "# trust: operator\nradio,mcc,net,area,cell,lon,lat,range,eirp_dbm\n";
  bench.towers = list(head + "GSM,272,77,4711,101,-6.2,53.4,2000,20\n");
  CHECK(is_silent(bench.ask(detector::identity_rules::known_far_away, kSoon), "sensor's position"));
  bench.scene.place = GeoPoint{53.1, -6.2, 10.0};  // 33 km south of it
  CHECK(passes(bench.ask(detector::identity_rules::known_far_away, kSoon)));
  // 20 dBm, 33 km at 939 MHz: 20 - 122.3 + 10 dBi; the noise is -121 dBm or more, and stands at -75 dBFS.
  bench.subject.snr_db = 60.0;
  bench.subject.power_dbfs = -42.0;
  CHECK(passes(bench.ask(detector::identity_rules::level_geometry, kSoon)));
  bench.subject.power_dbfs = -37.0;
  CHECK(fires(bench.ask(detector::identity_rules::level_geometry, kSoon)));
  bench.scene.place = GeoPoint{53.0, -6.2, 10.0};  // 44 km, where an LTE cell might still be heard
  const Outcome outcome = bench.ask(detector::identity_rules::known_far_away, kSoon);
  CHECK(fires(outcome));
  CHECK(outcome.quality == Approx(0.2));  // no date, not so far, and nobody vouches for the sensor's place
  // A GSM cell is named by its area as well.
  bench.subject.says.lac = 4712;
  CHECK(is_silent(bench.ask(detector::identity_rules::known_far_away, kSoon), "no list has its identity"));
}

TEST_CASE("RF22: phones too near for where it should be", "[gsm][rules][RF22]") {
  Bench bench;
  bench.subject.timing_advance = 0;
  CHECK(is_silent(bench.ask(rules::timing_advances, 20), "no tower list"));
  bench.towers = list("# trust: operator\nradio,mcc,net,area,cell,lon,lat\nGSM,272,77,4711,101,-6.2,53.4\n");
  CHECK(is_silent(bench.ask(rules::timing_advances, 20), "position"));
  bench.scene.place = GeoPoint{53.35, -6.2, 10.0};  // 5.6 km south of it
  CHECK(fires(bench.ask(rules::timing_advances, 20)));
  CHECK(is_silent(bench.ask(rules::timing_advances, 5), "only 5 channels"));
  SECTION("phones all around") {
    bench.subject.timing_advance = 8;
    CHECK(passes(bench.ask(rules::timing_advances, 20)));
  }
  SECTION("a crowd's place for it") {
    const auto by_reports = [](const std::string& reports) {
      return list("radio,mcc,net,area,cell,lon,lat,samples\nGSM,272,77,4711,101,-6.2,53.4," + reports + "\n");
    };
    bench.towers = by_reports("4");
    CHECK(is_silent(bench.ask(rules::timing_advances, 20), "enough reports"));
    bench.towers = by_reports("40");
    CHECK(bench.ask(rules::timing_advances, 20).quality == Approx(0.8 / 3.0));
  }
  SECTION("beside the site") {
    bench.scene.place = GeoPoint{53.399, -6.2, 10.0};
    CHECK(passes(bench.ask(rules::timing_advances, 20)));
  }
}

namespace {

// What a place heard of the bench's subject on `days` days, a hundred dwells each.
std::shared_ptr<const history::Baseline> baseline_of(const Bench& bench, int days) {
  constexpr int kDwells = 100;
  const Time november = Time(std::chrono::sys_days(std::chrono::year(2026) / 11 / 1));
  history::Baseline all;
  for (int day = 0; day < days; ++day) {
    GsmScene scene = bench.scene;
    scene.start = november - std::chrono::hours(24 * (days - day));
    all.merge(run({}, steady(scene, {bench.subject}, kDwells)).detector->learned_baseline(), 100.0);
  }
  return std::make_shared<const history::Baseline>(all);
}

}  // namespace

TEST_CASE("a baseline tells what a GSM cell alone is like", "[gsm][rules][baseline]") {
  Bench bench;
  bench.others.clear();
  bench.baseline = baseline_of(bench, 1);
  SECTION("DY09: it paged before") {
    bench.subject.paged_per_s = 1;
    const Outcome poor = bench.ask(rules::paging_poverty, 40);
    CHECK(fires(poor));
    CHECK(poor.source == "this cell in the baseline");
  }
  SECTION("DY11: it called nobody by a permanent identity before") {
    bench.subject.imsi_per_s = 20;
    CHECK(fires(bench.ask(rules::paging_by_permanent_identity, kSoon)));
  }
  SECTION("DY17: it gave a channel a second before") {
    CHECK(passes(bench.ask(rules::assignment_storm, 40)));
    bench.subject.assigned_per_s = 8;
    CHECK(fires(bench.ask(rules::assignment_storm, 40)));
  }
}

TEST_CASE("N2: two weeks unchanged speak for a GSM cell, a changed parameter does not", "[gsm][rules][N2]") {
  Bench bench;
  bench.others.clear();
  bench.baseline = baseline_of(bench, 16);
  const auto spoken = [&] {
    return bench.ask([](const RuleContext& context) { return detector::what_speaks_for(context); }, kSoon);
  };
  REQUIRE(spoken().size() == 1);
  CHECK(spoken()[0].exculpation.id == "N2");
  bench.subject.says.t3212 = 1;
  CHECK(spoken().empty());
}
