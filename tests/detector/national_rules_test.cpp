// Rules that ask where countries are, and what their regulators have given to whom: of LTE cells.

#include "detector/rules/identity_rules.hpp"
#include "detector/rules/lte_rules.hpp"
#include "detector/rules/network_codes.hpp"
#include "detector/rules/network_rules.hpp"
#include "tests/detector/lte_bench.hpp"
#include "tests/detector/national_data.hpp"

using namespace cellwarden;
using namespace cellwarden::test;
using detector::Outcome;
using detector::Verdict;
namespace rules = detector::identity_rules;

namespace {

bool passes(const Outcome& outcome) {
  CAPTURE(outcome.why);
  CAPTURE(outcome.text);
  return outcome.verdict == Verdict::kPass;
}

// A cell of some network, heard at some place by a sensor whose configuration says nothing.
Outcome heard_at(const GeoPoint& place, std::uint16_t mcc, std::vector<std::uint16_t> countries = {}) {
  LteBench bench;
  bench.site.countries = std::move(countries);
  bench.site.outlines = shipped_outlines();
  bench.place = place;
  bench.subject.sib1.plmns = {{Plmn{mcc, 1, 2}, true, false}};
  return bench.ask(detector::lte_rules::plmn_foreign);
}

const GeoPoint kBerlin = at(52.52, 13.405);

NationalTable germany() {
  NationalTable table = table_of_country("de", 262);
  table.networks = {{{262, 1, 2}, "One"}, {{262, 2, 2}, "Two"}};
  table.licences = {
      {791e6, 821e6, {{{{262, 1, 2}, {262, 6, 2}}, 791e6, 811e6}, {{{262, 2, 2}}, 811e6, 821e6}}}};
  return table;
}

}  // namespace

TEST_CASE("LTE ID01: by where the sensor stands") {
  CHECK(passes(heard_at(kBerlin, 262)));
  const Outcome far = heard_at(kBerlin, 460);
  check_fires(far);
  CHECK(far.quality == 1.0);
  CHECK(far.text.find("China") != std::string::npos);
  CHECK(far.expected.find("DE") != std::string::npos);
  CHECK(far.source.find("Natural Earth") != std::string::npos);
  // 65 km from Poland, which is in reach with what is doubtful of position and outlines.
  CHECK(passes(heard_at(at(52.52, 13.405, 1000.0), 260)));
  check_fires(heard_at(at(52.4, 12.5, 10.0), 260));     // Brandenburg: 130 km
  CHECK(passes(heard_at(at(52.4, 12.5, 100e3), 260)));  // nobody knows where it stands
  CHECK(passes(heard_at(at(51.13, 1.31), 208)));        // Dover, of Calais
  CHECK(passes(heard_at(at(50.776, 6.084), 204)));      // Aachen
  CHECK(passes(heard_at(at(50.776, 6.084), 206)));
  CHECK(passes(heard_at(at(47.546, 7.589), 262)));  // Basel
  CHECK(passes(heard_at(at(46.204, 6.143), 208)));  // Geneva
  check_fires(heard_at(at(46.204, 6.143), 262));
  CHECK(passes(heard_at(at(31.76, -106.49), 334)));  // El Paso
  CHECK(passes(heard_at(at(22.32, 114.17), 454)));   // Hong Kong
  CHECK(passes(heard_at(at(22.32, 114.17), 460)));
  check_fires(heard_at(at(22.32, 114.17), 466));
  check_fires(heard_at(at(25.03, 121.56), 460));    // Taipei
  CHECK(passes(heard_at(at(1.352, 103.82), 502)));  // Singapore, of Malaysia
  CHECK(passes(heard_at(at(54.71, 20.51), 250)));   // Kaliningrad
  check_fires(heard_at(at(54.71, 20.51), 257));
  CHECK(passes(heard_at(at(-16.8, 179.99), 542)));  // Fiji
  CHECK(passes(heard_at(at(18.4, -66.1), 310)));    // Puerto Rico, by the United States' codes
  CHECK(passes(heard_at(at(49.2, -2.1), 234)));     // Jersey
}

TEST_CASE("LTE ID01: what is listed passes, and what is not certain is not told") {
  CHECK(passes(heard_at(kBerlin, 460, {460})));
  CHECK(passes(heard_at(at(50.776, 6.084), 204, {262})));  // the place is asked of what is not listed
  check_fires(heard_at(kBerlin, 460, {262}));
  const GeoPoint ocean = at(35.0, -40.0);
  CHECK(heard_at(ocean, 262).held_back == "X01");
  check_fires(heard_at(ocean, 262, {310}));  // the configuration says so
  const GeoPoint simferopol = at(44.95, 34.1);
  check_lacks(heard_at(simferopol, 250), "networks.countries");
  check_lacks(heard_at(simferopol, 255), "not certain here");
  check_fires(heard_at(simferopol, 262));
  check_lacks(heard_at(kBerlin, 554), "not certain");  // Tokelau has no outline
  check_fires(heard_at(kBerlin, 299));                 // nobody's
  // Neither place nor outlines: as the configuration says.
  LteBench bench;
  bench.site.countries.clear();
  bench.site.outlines = shipped_outlines();
  check_lacks(bench.ask(detector::lte_rules::plmn_foreign), "position");
  bench.site.outlines = nullptr;
  bench.place = kBerlin;
  check_lacks(bench.ask(detector::lte_rules::plmn_foreign), "networks.countries");
  // A shared cell: one network that fits is enough.
  bench.site.outlines = shipped_outlines();
  bench.subject.sib1.plmns = {{Plmn{460, 0, 2}, true, false}, {Plmn{262, 1, 2}, true, false}};
  CHECK(passes(bench.ask(detector::lte_rules::plmn_foreign)));
  bench.subject.sib1.plmns[1].plmn = Plmn{466, 1, 2};
  check_fires(bench.ask(detector::lte_rules::plmn_foreign));
}

TEST_CASE("network codes name places that there are outlines of") {
  std::size_t known = 0;
  for (std::uint16_t mcc = 200; mcc < 800; ++mcc) {
    if (!detector::country_of(mcc)) continue;
    const auto places = detector::places_of(mcc);
    CAPTURE(mcc);
    CHECK_FALSE(places.empty());
    // A place that is nobody's part of the world.
    if (shipped_outlines()->nearest_of(places, at(30.0, -40.0))) ++known;
  }
  CHECK(known > 225);
  CHECK(detector::places_of(310).size() == 6);
  CHECK(detector::places_of(1).empty());
}

TEST_CASE("LTE ID02: a code that its country has not assigned") {
  namespace lte = detector::lte_rules;
  LteBench bench;
  bench.subject.sib1.plmns = {{Plmn{262, 55, 2}, true, false}};
  CHECK(passes(bench.ask(lte::plmn_test)));  // without a table
  NationalTable table = germany();
  bench.site.tables = tables_of({table});
  CHECK(passes(bench.ask(lte::plmn_test)));  // which does not say that these are all
  table.has_all_networks = true;
  bench.site.tables = tables_of({table});
  const Outcome undated = bench.ask(lte::plmn_test);
  check_fires(undated);
  CHECK(undated.quality == Approx(0.8));
  CHECK(undated.source.find("2026-01-01") != std::string::npos);
  bench.scene.start = Time(day(2026, 6));
  CHECK(bench.ask(lte::plmn_test).quality == Approx(1.0));
  bench.scene.start = Time(day(2027, 6));
  CHECK(bench.ask(lte::plmn_test).quality == Approx(0.5));
  bench.scene.start = Time(day(2012));
  CHECK(bench.ask(lte::plmn_test).quality == Approx(0.5));
  bench.site.test_networks = {Plmn{262, 55, 2}};
  CHECK(passes(bench.ask(lte::plmn_test)));
  bench.site.test_networks.clear();
  bench.subject.sib1.plmns.push_back({Plmn{262, 1, 2}, true, false});
  CHECK(passes(bench.ask(lte::plmn_test)));
  bench.subject.sib1.plmns = {{Plmn{262, 10, 2}, true, false}};  // a railway's
  CHECK(passes(bench.ask(lte::plmn_test)));
  bench.subject.sib1.plmns = {{Plmn{208, 55, 2}, true, false}};  // of which the table does not speak
  CHECK(passes(bench.ask(lte::plmn_test)));
}

TEST_CASE("LTE ID03: spectrum by the national table") {
  LteBench bench;
  check_lacks(bench.ask(rules::not_licensed_here), "national table");
  bench.site.tables = tables_of({germany()});
  bench.scene.start = Time(day(2026, 6));
  CHECK(passes(bench.ask(rules::not_licensed_here)));  // 262-01 on 806 MHz
  bench.subject.radio.nominal_hz = 816e6;
  const Outcome outcome = bench.ask(rules::not_licensed_here);
  check_fires(outcome);
  CHECK(outcome.quality == Approx(1.0));
  CHECK(outcome.expected == "791 to 811 MHz");
  CHECK(outcome.source.find("national table de of 2026-01-01") != std::string::npos);
  SECTION("an old table counts half, and none against an older recording") {
    bench.scene.start = Time(day(2027, 6));
    CHECK(bench.ask(rules::not_licensed_here).quality == Approx(0.5));
    bench.scene.start.reset();
    CHECK(bench.ask(rules::not_licensed_here).quality == Approx(0.8));
    bench.scene.start = Time(day(2012));
    check_lacks(bench.ask(rules::not_licensed_here), "262-01");
  }
  SECTION("the configuration goes before it, network by network") {
    bench.site.licences = {{Plmn{262, 1, 2}, 811e6, 821e6, day(2026)}};
    CHECK(passes(bench.ask(rules::not_licensed_here)));
    bench.site.licences = {{Plmn{262, 3, 2}, 791e6, 801e6, day(2026)}};
    check_fires(bench.ask(rules::not_licensed_here));
  }
  SECTION("a shared cell: any network may be the host") {
    bench.subject.sib1.plmns.push_back({Plmn{262, 2, 2}, true, false});
    CHECK(passes(bench.ask(rules::not_licensed_here)));
    bench.subject.sib1.plmns[1].plmn = Plmn{262, 43, 2};
    check_lacks(bench.ask(rules::not_licensed_here), "262-43");
  }
  SECTION("a network without spectrum of its own is somebody's guest") {
    bench.subject.sib1.plmns = {{Plmn{262, 43, 2}, true, false}};
    check_lacks(bench.ask(rules::not_licensed_here), "262-43");
  }
  SECTION("outside the ranges that the table knows nothing is said") {
    bench.subject.radio.nominal_hz = 947e6;
    check_lacks(bench.ask(rules::not_licensed_here), "national table");
    bench.subject.radio.nominal_hz = 819e6;  // reaches over the edge
    check_lacks(bench.ask(rules::not_licensed_here), "national table");
  }
  SECTION("a network that has none of a range") {
    NationalTable table = germany();
    table.licences.push_back({1805e6, 1880e6, {{{{262, 2, 2}}, 1805e6, 1880e6}}});
    bench.site.tables = tables_of({table});
    bench.subject.radio.nominal_hz = 1850e6;
    const Outcome none = bench.ask(rules::not_licensed_here);
    check_fires(none);
    CHECK(none.expected == "no block there");
  }
}

TEST_CASE("LTE ID04: bands by the national table") {
  LteBench bench;
  NationalTable table = germany();
  bench.site.tables = tables_of({table});
  bench.subject.sib1.freq_band_indicator = 13;
  CHECK(bench.ask(rules::band_impossible).quality == 1.0);  // by the built-in plans: the table says nothing
  table.lte_bands = {3, 20};
  bench.site.tables = tables_of({table});
  const Outcome impossible = bench.ask(rules::band_impossible);
  check_fires(impossible);
  CHECK(impossible.quality == 1.0);
  CHECK(impossible.source.find("national table de") != std::string::npos);
  bench.subject.sib1.freq_band_indicator = 20;
  CHECK(passes(bench.ask(rules::band_impossible)));
  bench.subject.sib1.freq_band_indicator = 8;
  CHECK(bench.ask(rules::band_impossible).quality == Approx(0.5));  // it might be, and is not listed
  table.lte_bands = {13};
  bench.site.tables = tables_of({table});
  bench.subject.sib1.freq_band_indicator = 13;
  CHECK(passes(bench.ask(rules::band_impossible)));  // the table knows better
  NationalTable brazil = table_of_country("br", 724);
  brazil.lte_bands = {3};
  bench.site.tables = tables_of({brazil});
  bench.subject.sib1.plmns = {{Plmn{724, 5, 2}, true, false}};
  check_fires(bench.ask(rules::band_impossible));
}
