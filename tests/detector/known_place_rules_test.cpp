// ID07 and RF21: a listed cell heard where, or as loud as, it cannot be. And what a list's word is worth.

#include "detector/rules/identity_rules.hpp"
#include "detector/rules/list_worth.hpp"
#include "detector/verdict/exculpation.hpp"
#include "tests/detector/lte_bench.hpp"
#include "tests/detector/national_data.hpp"

using namespace cellwarden;
using namespace cellwarden::test;
using detector::Asked;
using detector::Outcome;
using detector::RuleContext;
using detector::Verdict;
using towers::Trust;
namespace rules = detector::identity_rules;

namespace {

constexpr double kDegree_m = 111195.0;  // of latitude
const GeoPoint kHere = at(48.1, 11.5);

bool passes(const Outcome& outcome) {
  UNSCOPED_INFO(outcome.why << outcome.text);
  return outcome.verdict == Verdict::kPass;
}

GeoPoint north_of_here(double away_m, std::optional<double> accuracy_m = {}) {
  return at(kHere.latitude_deg + away_m / kDegree_m, kHere.longitude_deg, accuracy_m);
}

struct PlaceBench : LteBench {
  PlaceBench() { place = kHere; }

  // With a neighbour that is heard where it is listed: it vouches for the sensor's place.
  void list(std::vector<towers::TowerRecord> rows, Trust trust = Trust::kOperator) {
    rows.push_back(row_of(others[2]));
    rows.back().position = kHere;
    LteBench::list(rows, trust);
  }

  // The subject's row, so far away.
  [[nodiscard]] towers::TowerRecord row_at(double away_m, std::uint32_t samples = 0) const {
    towers::TowerRecord row = row_of(subject);
    row.position = north_of_here(away_m);
    row.samples = samples;
    return row;
  }
  Outcome far() { return ask(rules::known_far_away); }
  Outcome loud() { return ask(rules::level_geometry); }
};

std::chrono::sys_days day_of(int year, unsigned month, unsigned day) {
  return std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
}

Outcome speaks_for(const RuleContext& context) {
  for (const auto& one : detector::what_speaks_for(context)) {
    if (one.said.id == "N1") return detector::pass();
  }
  return detector::not_evaluated("no match");
}

}  // namespace

TEST_CASE("ID07: what it needs", "[ID07]") {
  PlaceBench bench;
  check_lacks(bench.far(), "no tower list");
  bench.list_all();
  check_lacks(bench.far(), "no list has a place");
  bench.place.reset();
  check_lacks(bench.far(), "sensor's position");
  bench.place = kHere;
  bench.lists.clear();
  bench.list({bench.row_of(bench.others[0])});
  check_lacks(bench.far(), "no list has its identity");
}

TEST_CASE("ID07: an operator's cell heard where it cannot be", "[ID07]") {
  PlaceBench bench;
  bench.list({bench.row_at(300e3)});
  const Outcome outcome = bench.far();
  check_fires(outcome);
  CHECK(outcome.quality == Approx(0.8));  // the list has no date
  CHECK(outcome.text.find("300 km") != std::string::npos);
  CHECK(outcome.source == "test list (operator, of unknown age): 300 km away");
  check_lacks(bench.ask(rules::known_far_away, 1), "one dwell");
  SECTION("by less than twice as far: half") {
    bench.lists.clear();
    bench.list({bench.row_at(100e3)});
    CHECK(bench.far().quality == Approx(0.4));
  }
  SECTION("within reach") {
    bench.lists.clear();
    bench.list({bench.row_at(59e3)});
    CHECK(passes(bench.far()));
  }
  SECTION("the range and the doubt of both positions are added") {
    towers::TowerRecord row = bench.row_at(82e3);
    row.range_m = 10e3;
    row.position->accuracy_m = 7e3;
    bench.lists.clear();
    bench.list({row});
    check_fires(bench.far());
    bench.place->accuracy_m = 6e3;
    CHECK(passes(bench.far()));
  }
  SECTION("of rows that disagree, the nearest that explains the cell is right") {
    bench.list({bench.row_at(20e3)}, Trust::kSurvey);
    CHECK(passes(bench.far()));
  }
  SECTION("a crowd reports imitators too: half") {
    bench.list({bench.row_at(20e3, 1)}, Trust::kCrowd);
    CHECK(bench.far().quality == Approx(0.4));
    CHECK(bench.far().text.find("300 km from here") != std::string::npos);
    CHECK(bench.far().text.find("A crowd's list has it here") != std::string::npos);
  }
  SECTION("where no other cell vouches for the sensor's place: half") {
    bench.lists.clear();
    bench.LteBench::list({bench.row_at(300e3)});
    CHECK(bench.far().quality == Approx(0.4));
  }
  SECTION("a row without a standard may be another cell's") {
    towers::TowerRecord row = bench.row_at(300e3);
    row.rat.reset();
    bench.lists.clear();
    bench.list({row});
    check_lacks(bench.far(), "may be another cell's");
  }
  SECTION("of many cells of many sites that are listed elsewhere, none is accused") {
    std::vector<towers::TowerRecord> rows{bench.row_at(300e3)};
    for (std::size_t i = 0; i < 2; ++i) {
      rows.push_back(bench.row_of(bench.others[i]));
      rows.back().position = north_of_here(301e3);
    }
    bench.lists.clear();
    bench.list(rows);
    CHECK(bench.far().verdict == Verdict::kNotEvaluated);
  }
  SECTION("sources that are as far are both named") {
    bench.list({bench.row_at(310e3, 40)}, Trust::kCrowd);
    const Outcome both = bench.far();
    check_fires(both);
    CHECK(both.quality == Approx(0.8));
    CHECK(both.source.find("test list (operator") != std::string::npos);
    CHECK(both.source.find("test list 2 (crowd, of unknown age): 310 km away, by 40 reports") !=
          std::string::npos);
  }
}

TEST_CASE("ID07: a crowd's place is a centroid of reports, and counts as such", "[ID07]") {
  PlaceBench bench;
  bench.list({bench.row_at(300e3, 4)}, Trust::kCrowd);
  check_lacks(bench.far(), "by 4 reports; 5 are needed");
  bench.lists.clear();
  bench.list({bench.row_at(300e3, 5)}, Trust::kCrowd);
  CHECK(bench.far().quality == Approx(0.8 / 3.0 * 0.25));
  bench.lists.clear();
  bench.list({bench.row_at(300e3, 500)}, Trust::kCrowd);
  CHECK(bench.far().quality == Approx(0.8 / 3.0));
  SECTION("one identity in two places is not one cell") {
    bench.list({bench.row_at(900e3, 500)}, Trust::kCrowd);
    check_lacks(bench.far(), "several places");
  }
  SECTION("the site's own baseline knows better") {
    bench.learn(bench.subject);
    CHECK(passes(bench.far()));
    bench.list({bench.row_at(300e3)}, Trust::kOperator);  // and not better than the operator
    check_fires(bench.far());
  }
}

TEST_CASE("ID07: a wrong position of the sensor accuses nobody", "[ID07]") {
  PlaceBench bench;
  std::vector<towers::TowerRecord> rows{bench.row_at(300e3)};
  for (const LteSceneCell& other : bench.others) {
    rows.push_back(bench.row_of(other));
    rows.back().position = north_of_here(301e3);
  }
  bench.LteBench::list(rows);
  check_lacks(bench.far(), "sensor's position or the list is wrong");
  // Most of the others are where they should be.
  rows[1].position = rows[2].position = kHere;
  bench.lists.clear();
  bench.LteBench::list(rows);
  check_fires(bench.far());
  // One other cell, and it does not fit either.
  bench.lists.clear();
  bench.LteBench::list({rows[0], rows.back()});
  check_lacks(bench.far(), "sensor's position or the list is wrong");
}

TEST_CASE("ID07: cells that move, and identities that are anybody's", "[ID07][X08]") {
  PlaceBench bench;
  bench.subject.sib1.plmns = {{Plmn{901, 12, 2}, true, false}};
  bench.list({bench.row_at(3000e3)});
  CHECK(bench.far().held_back == "X08");
  // A network of the land beside it moves no mast.
  bench.subject.sib1.plmns.push_back({Plmn{262, 1, 2}, true, false});
  check_fires(bench.far());
  bench.subject.sib1.plmns = {{Plmn{1, 1, 2}, true, false}};
  bench.lists.clear();
  bench.list({bench.row_at(3000e3)});
  CHECK(bench.far().held_back == "X02");
}

TEST_CASE("Rows of another time neither support a cell nor accuse it", "[towers][validity]") {
  PlaceBench bench;
  bench.scene.start = Time(day_of(2026, 6, 15));
  towers::TowerRecord row = bench.row_at(1e3);
  row.valid_from = day_of(2026, 1, 1);
  row.valid_to = day_of(2026, 12, 31);
  const auto relist = [&](const std::vector<towers::TowerRecord>& rows) {
    bench.lists.clear();
    bench.list(rows);
  };
  std::vector<towers::TowerRecord> rows{row};
  relist(rows);
  CHECK(passes(bench.ask(rules::unknown_in_trusted)));
  CHECK(passes(bench.ask(speaks_for)));
  CHECK(passes(bench.far()));
  SECTION("over: its identity is known, and out of use") {
    rows[0].valid_to = day_of(2026, 6, 1);
    relist(rows);
    const Outcome unknown = bench.ask(rules::unknown_in_trusted);
    check_fires(unknown);
    CHECK(unknown.quality == Approx(0.4));
    CHECK(unknown.text.find("on air until 2026-06-01") != std::string::npos);
    check_lacks(bench.ask(speaks_for), "no match");
    check_lacks(bench.ask(rules::other_area), "on air until 2026-06-01");
    check_lacks(bench.far(), "on air until 2026-06-01");
    bench.scene.start.reset();  // nobody knows when this is
    CHECK(passes(bench.ask(rules::unknown_in_trusted)));
  }
  SECTION("its last day is a local one") {
    rows[0].valid_to = day_of(2026, 6, 14);
    relist(rows);
    CHECK(passes(bench.ask(rules::unknown_in_trusted)));
  }
  SECTION("not yet: it may be on trial") {
    rows[0].valid_from = day_of(2026, 7, 1);
    relist(rows);
    check_lacks(bench.ask(rules::unknown_in_trusted), "on air only from 2026-07-01");
    check_lacks(bench.far(), "on air only from 2026-07-01");
  }
  SECTION("moved: where it stood once excuses it in part") {
    rows[0].valid_to = day_of(2026, 6, 1);
    towers::TowerRecord moved = bench.row_at(300e3);
    moved.valid_from = day_of(2026, 6, 2);
    rows.push_back(moved);
    relist(rows);
    const Outcome outcome = bench.far();
    check_fires(outcome);
    CHECK(outcome.quality == Approx(0.4));
    CHECK(outcome.text.find("At another time it stands here") != std::string::npos);
    CHECK(passes(bench.ask(rules::unknown_in_trusted)));
  }
}

TEST_CASE("RF21: what it needs", "[RF21]") {
  PlaceBench bench;
  check_lacks(bench.loud(), "no tower list");
  towers::TowerRecord row = bench.row_at(2e3);
  bench.list({row});
  check_lacks(bench.loud(), "radiated power");
  row.eirp_dbm = 30.0;
  bench.lists.clear();
  bench.list({row}, Trust::kCrowd);
  check_lacks(bench.loud(), "radiated power");  // a crowd does not know that
  bench.lists.clear();
  bench.list({row});
  CHECK(passes(bench.loud()));
  bench.place.reset();
  check_lacks(bench.loud(), "sensor's position");
}

TEST_CASE("RF21: louder than free space lets through", "[RF21]") {
  // 30 dBm, 20 km at 806 MHz: 30 - 116.6 + 10 dBi = -76.6 dBm. The noise, -60 dBFS in 1.08 MHz, is -113.7 dBm
  // or more, so that with 6 dB to spare -17 dBFS is too much.
  PlaceBench bench;
  towers::TowerRecord row = bench.row_at(20e3);
  row.eirp_dbm = 30.0;
  bench.list({row});
  bench.subject.radio.snr_db = 60.0;
  bench.others[0].radio.snr_db = 60.0;
  bench.subject.radio.power_dbfs = -18.0;
  CHECK(passes(bench.loud()));
  bench.subject.radio.power_dbfs = -15.0;
  const Outcome outcome = bench.loud();
  check_fires(outcome);
  CHECK(outcome.quality == Approx(0.8));
  CHECK(outcome.text.find("-69 dBm or more") != std::string::npos);
  CHECK(outcome.text.find("no more than -77 dBm") != std::string::npos);
  SECTION("what the position leaves open counts for the cell") {
    bench.place->accuracy_m = 12e3;
    CHECK(passes(bench.loud()));
  }
  SECTION("the noise beside it is more than the quietest of the band") {
    bench.subject.radio.snr_db = 30.0;
    CHECK(passes(bench.loud()));
  }
  SECTION("any row that explains it is enough") {
    row.position = north_of_here(5e3);
    bench.list({row});
    CHECK(passes(bench.loud()));
  }
  SECTION("where others are too loud as well it is the receiver") {
    towers::TowerRecord other = bench.row_of(bench.others[0]);
    other.position = north_of_here(20e3);
    other.eirp_dbm = 10.0;
    bench.others[0].radio.power_dbfs = -20.0;
    bench.list({other});
    check_lacks(bench.loud(), "it is the receiver");
  }
}

TEST_CASE("What a list's word is worth, by trust, question and age", "[towers][worth]") {
  PlaceBench bench;
  bench.scene.start = Time(day(2026, 6));
  struct Case {
    Asked asked;
    double crowd, survey, regulator, network;
  };
  constexpr double kThird = 1.0 / 3.0;
  const std::vector<Case> cases{
      {Asked::kHasCell, 1.0, 0.5, 1.0, 1.0},       {Asked::kHasArea, 0.5, 1.0, 1.0, 1.0},
      {Asked::kSays, kThird, 1.0, 1.0, 1.0},       {Asked::kPlace, kThird, 1.0, 1.0, 1.0},
      {Asked::kPower, 0.0, 0.0, 1.0, 1.0},         {Asked::kNumbers, 0.0, 0.5, 1.0, 1.0},
      {Asked::kConfiguration, 0.0, 1.0, 1.0, 1.0},
  };
  bench.ask([&](const RuleContext& context) {
    const auto worth = [&](Trust trust, Asked asked, std::optional<std::chrono::sys_days> date) {
      return detector::worth_of(towers::Source{.name = "list", .trust = trust, .date = date}, asked, context);
    };
    const auto young = day_of(2026, 5, 20);
    for (const Case& one : cases) {
      CAPTURE(static_cast<int>(one.asked));
      CHECK(worth(Trust::kCrowd, one.asked, young).quality == Approx(one.crowd));
      CHECK(worth(Trust::kSurvey, one.asked, young).quality == Approx(one.survey));
      CHECK(worth(Trust::kRegulator, one.asked, young).quality == Approx(one.regulator));
      CHECK(worth(Trust::kOperator, one.asked, young).quality == Approx(one.network));
      CHECK(worth(Trust::kOperator, one.asked, day(2026)).quality == Approx(0.5 * one.network));
      CHECK(worth(Trust::kOperator, one.asked, day(2027)).quality == Approx(0.5 * one.network));
      CHECK(worth(Trust::kOperator, one.asked, {}).quality == Approx(0.8 * one.network));
    }
    CHECK(worth(Trust::kOperator, Asked::kSays, young).name == "list (operator, 12 days old)");
    CHECK(worth(Trust::kCrowd, Asked::kSays, {}).name == "list (crowd, of unknown age)");
    return detector::pass();
  });
}
