// Each rule about what LTE cells broadcast: it fires on what it is made for, passes otherwise, says what it
// lacks, and leaves alone what looks alike.
#include <fstream>
#include <functional>
#include <sstream>

#include "detector/rules/lte_rules.hpp"
#include "tests/detector/lte_bench.hpp"

using namespace cellwarden;
using namespace cellwarden::test;
using detector::Outcome;
using detector::RuleContext;
using detector::Verdict;
namespace rules = detector::lte_rules;

namespace {

using lte::SystemInformationBlock1;
using lte::SystemInformationBlock3;
using lte::SystemInformationBlock5;
using lte::SystemInformationBlock6;
using lte::SystemInformationBlock7;

constexpr std::array kAll{rules::plmn_foreign,          rules::plmn_test,
                          rules::area_minority,         rules::identity_structure,
                          rules::stock_identity,        rules::network_list_changed,
                          rules::few_messages,          rules::no_other_carriers,
                          rules::priority_trap,         rules::barred,
                          rules::changed_with_same_tag, rules::gsm_above_lte,
                          rules::utra_above_lte,        rules::only_older_neighbours,
                          rules::paging_poverty,        rules::paging_by_permanent_identity,
                          rules::closed_group_claim,    rules::access_threshold,
                          rules::emergency_flags};

}  // namespace

TEST_CASE("LTE: an ordinary cell among its like passes every rule") {
  for (std::size_t i = 0; i < kAll.size(); ++i) {
    CAPTURE(i);
    const Outcome outcome = LteBench{}.ask(kAll[i], 90);
    CAPTURE(outcome.why, outcome.text);
    CHECK(outcome.verdict == Verdict::kPass);
  }
}

TEST_CASE("LTE: without system information no rule guesses") {
  const Scene scene;
  history::CellTrack track(scene.observe({}, 0.0));
  track.add(scene.observe({}, 0.0), 30.0);
  const detector::RuleSettings settings;
  const Dwell dwell = scene.dwell(0.0, {});
  for (const auto rule : kAll) {
    check_lacks(rule(RuleContext{.settings = settings, .listen = dwell.listen, .cell = track, .others = {}}),
                "system information block 1");
  }
}

TEST_CASE("LTE ID01: a country that does not belong here") {
  LteBench bench;
  bench.subject.sib1.plmns = {{Plmn{310, 410, 3}, true, false}};
  check_fires(bench.ask(rules::plmn_foreign));
  // A shared cell: one network that fits is enough.
  bench.subject.sib1.plmns.push_back({Plmn{262, 2, 2}, true, false});
  CHECK(bench.ask(rules::plmn_foreign).verdict == Verdict::kPass);
  bench.subject.sib1.plmns = {{Plmn{310, 410, 3}, true, false}};
  bench.site.countries.clear();
  check_lacks(bench.ask(rules::plmn_foreign), "networks.countries");
}

TEST_CASE("LTE ID02, ID17: test networks and stock values") {
  LteBench bench;
  bench.subject.sib1.plmns = {{Plmn{1, 1, 2}, true, false}};
  check_fires(bench.ask(rules::plmn_test));
  bench.site.test_networks = {Plmn{1, 1, 2}};
  CHECK(bench.ask(rules::plmn_test).verdict == Verdict::kPass);

  LteBench stock;
  stock.subject.sib1.cell_identity = Eci{0x19B01};
  CHECK(stock.ask(rules::stock_identity).verdict == Verdict::kPass);  // one value may be anybody's
  stock.subject.sib1.tracking_area_code = Tac{7};
  const Outcome outcome = stock.ask(rules::stock_identity);
  check_fires(outcome);
  CHECK(outcome.quality == 1.0);
  stock.subject.sib1.plmns = {{Plmn{1, 1, 2}, true, false}};
  CHECK(stock.ask(rules::stock_identity).held_back == "X02");
}

TEST_CASE("LTE ID12: an area of its own") {
  LteBench bench;
  bench.subject.sib1.tracking_area_code = Tac{6541};
  check_fires(bench.ask(rules::area_minority));
  bench.others.pop_back();
  check_lacks(bench.ask(rules::area_minority), "3");
  bench = LteBench{};
  bench.subject.sib1.tracking_area_code = Tac{6541};
  bench.others[0].sib1.tracking_area_code = Tac{6541};  // the border of two areas
  CHECK(bench.ask(rules::area_minority).verdict == Verdict::kPass);
}

TEST_CASE("LTE ID16: identities that nobody gives") {
  LteBench bench;
  bench.subject.sib1.tracking_area_code = Tac{0xFFFE};
  CHECK(bench.ask(rules::identity_structure).quality == 1.0);
  bench = LteBench{};
  bench.subject.sib1.cell_identity = Eci{0};
  CHECK(bench.ask(rules::identity_structure).quality == 0.5);
  bench.subject.sib1.cell_identity = Eci{0x8000001};  // home cells use all 28 bits
  CHECK(bench.ask(rules::identity_structure).verdict == Verdict::kPass);
}

TEST_CASE("LTE ID16: numbers unlike those that a trusted list has") {
  // Forty eNodeBs of three cells each, numbers 0x1200 to 0x1227; the subject calls itself one between them.
  const auto rows_of = [](std::size_t sites) {
    std::vector<towers::TowerRecord> rows;
    for (std::uint32_t site = 0; site < sites; ++site) {
      for (std::uint32_t number = 1; number <= 3; ++number) {
        towers::TowerRecord row;
        row.rat = Rat::kLte;
        row.plmn = Plmn{262, 1, 2};
        row.area = 4711;
        row.cell = (0x1200 + 2 * site) * 256 + number;
        rows.push_back(row);
      }
    }
    return rows;
  };
  const auto asked = [&](std::uint32_t eci, towers::Trust trust, std::size_t sites = 40) {
    LteBench bench;
    bench.subject.sib1.cell_identity = Eci{eci};
    bench.list(rows_of(sites), trust);
    return bench.ask(rules::identity_structure);
  };
  using towers::Trust;
  CHECK(asked(0x120103, Trust::kOperator).verdict == Verdict::kPass);  // a new site, numbered like the others
  const Outcome number = asked(0x120133, Trust::kOperator);
  check_fires(number);
  CHECK(number.quality == Approx(0.4));
  CHECK(number.text.find("cell number 51 within its eNodeB") != std::string::npos);
  const Outcome site = asked(0x900001, Trust::kOperator);
  check_fires(site);
  CHECK(site.text.find("eNodeB number 36864") != std::string::npos);
  CHECK(asked(0x900001, Trust::kSurvey).quality == Approx(0.2));
  CHECK(asked(0x900001, Trust::kCrowd).verdict == Verdict::kPass);         // which does not know
  CHECK(asked(0x900001, Trust::kOperator, 33).verdict == Verdict::kPass);  // 99 cells: not enough
  LteBench home;
  home.subject.sib1.cell_identity = Eci{0x900001};
  home.subject.sib1.is_csg = true;
  home.list(rows_of(40));
  CHECK(home.ask(rules::identity_structure).verdict == Verdict::kPass);  // all bits are its own
  LteBench listed;
  listed.subject.sib1.cell_identity = Eci{0x900001};
  listed.list(rows_of(40));
  listed.list({listed.row_of(listed.subject)});
  CHECK(listed.ask(rules::identity_structure).verdict == Verdict::kPass);
}

TEST_CASE("LTE ID12: an area that lists have near here") {
  LteBench bench;
  bench.subject.sib1.tracking_area_code = Tac{6541};
  bench.place = GeoPoint{.latitude_deg = 48.1, .longitude_deg = 11.5, .accuracy_m = {}};
  auto row = bench.row_of(bench.others[0]);
  row.area = 6541;
  row.position = bench.place;
  CHECK(bench.ask(rules::area_minority).quality == 1.0);
  bench.list({row}, towers::Trust::kCrowd);
  CHECK(bench.ask(rules::area_minority).quality == 0.5);
  bench.place->latitude_deg = 50.0;
  CHECK(bench.ask(rules::area_minority).quality == 1.0);
}

TEST_CASE("LTE ID20: a list of networks that changes") {
  LteBench bench;
  bench.over_time = [](LteSceneCell& cell, int t) {
    if (t >= 3) cell.sib1.plmns.push_back({Plmn{262, 7, 2}, true, false});
  };
  CHECK(bench.ask(rules::network_list_changed, 2).verdict == Verdict::kPass);
  check_fires(bench.ask(rules::network_list_changed, 6));
}

TEST_CASE("LTE BP09: hardly any system information") {
  LteBench bench;
  bench.subject.messages.pop_back();
  const Outcome at_once = bench.ask(rules::few_messages);
  check_fires(at_once);
  CHECK(at_once.quality == 0.5);
  CHECK(bench.ask(rules::few_messages, 70).quality == 1.0);
  bench.subject.sib1.plmns = {{Plmn{999, 99, 2}, true, false}};
  CHECK(bench.ask(rules::few_messages).held_back == "X02");
}

TEST_CASE("LTE BP11, DG03: no other carriers") {
  LteBench bench;
  SystemInformationBlock7 sib7 = gsm_neighbours();
  bench.subject.messages = {{ordinary_sib3()}, {sib7}};
  check_lacks(bench.ask(rules::no_other_carriers), "0 other cells");  // none is heard on another carrier
  check_fires(bench.ask(rules::only_older_neighbours));
  bench.others[0].radio.nominal_hz = 816e6;
  check_fires(bench.ask(rules::no_other_carriers));
}

TEST_CASE("LTE BP12: priorities that draw and hold") {
  LteBench bench;
  SystemInformationBlock3 sib3 = ordinary_sib3();
  sib3.cell_reselection_priority = 7;
  sib3.s_non_intra_search_db = 0;
  sib3.thresh_serving_low_db = 0;
  SystemInformationBlock5 sib5;
  sib5.carriers.push_back(carrier_of_priority(1));
  bench.subject.messages = {{sib3}, {sib5}};
  check_fires(bench.ask(rules::priority_trap));
  for (LteSceneCell& other : bench.others) other.messages = bench.subject.messages;
  CHECK(bench.ask(rules::priority_trap).verdict == Verdict::kPass);  // the network's policy
}

TEST_CASE("LTE BP13: barred with its carrier") {
  LteBench bench;
  bench.subject.sib1.is_cell_barred = true;
  bench.subject.sib1.is_intra_freq_reselection_allowed = false;
  check_fires(bench.ask(rules::barred));
  bench.subject.sib1.is_intra_freq_reselection_allowed = true;
  CHECK(bench.ask(rules::barred).verdict == Verdict::kPass);
  bench.subject.sib1.is_intra_freq_reselection_allowed = false;
  bench.others[1].sib1.is_cell_barred = true;
  CHECK(bench.ask(rules::barred).verdict == Verdict::kPass);
  bench.others.clear();
  check_lacks(bench.ask(rules::barred), "needed");
}

TEST_CASE("LTE BP14: content that changes while its tag stays") {
  LteBench bench;
  const auto change = [](LteSceneCell& cell) {
    auto& sib3 = std::get<SystemInformationBlock3>(cell.messages[0][0]);
    sib3.cell_reselection_priority = 7;
  };
  bench.over_time = [&](LteSceneCell& cell, int t) {
    if (t >= 3) change(cell);
  };
  check_fires(bench.ask(rules::changed_with_same_tag, 7));
  bench.over_time = [&](LteSceneCell& cell, int t) {
    if (t < 3) return;
    change(cell);
    cell.sib1.system_info_value_tag = 4;
  };
  CHECK(bench.ask(rules::changed_with_same_tag, 7).verdict == Verdict::kPass);
}

TEST_CASE("LTE BP14: two cells of one physical id and carrier, and what is long past") {
  LteBench bench;
  const auto change = [](LteSceneCell& cell) {
    std::get<SystemInformationBlock3>(cell.messages[0][0]).cell_reselection_priority = 7;
  };
  bench.over_time = [&](LteSceneCell& cell, int t) {
    if (t < 3) return;
    change(cell);
    cell.sib1.cell_identity = Eci{0x777701};
  };
  CHECK(bench.ask(rules::changed_with_same_tag, 7).verdict == Verdict::kPass);

  history::CellTrack track(bench.observe(bench.subject, 0.0));
  const auto verdict_at = [&](double t_s) {
    track.add(bench.observe(bench.subject, t_s), 30.0);
    const Dwell dwell = bench.scene.dwell(t_s, {});
    return rules::changed_with_same_tag(
               detector::RuleContext{
                   .settings = bench.settings, .listen = dwell.listen, .cell = track, .others = {}})
        .verdict;
  };
  CHECK(verdict_at(0.0) == Verdict::kPass);
  change(bench.subject);
  CHECK(verdict_at(1.0) == Verdict::kFire);
  CHECK(verdict_at(3.0 * 3600.0 - 1.0) == Verdict::kFire);
  CHECK(verdict_at(3.0 * 3600.0 + 2.0) == Verdict::kPass);
}

TEST_CASE("LTE DY10: a weak cell is not a silent one") {
  LteBench bench;
  bench.subject.paged = 0;
  bench.subject.paging_bad = 8;
  check_lacks(bench.ask(rules::paging_poverty, 90), "0 s only");
  bench.subject.paging_bad = 0;
  bench.subject.sib1_combined = 1;
  check_lacks(bench.ask(rules::paging_poverty, 90), "read alone in 50 %");
}

TEST_CASE("LTE DG01, DG02: older standards above all of LTE") {
  LteBench bench;
  SystemInformationBlock7 sib7 = gsm_neighbours();
  sib7.carriers[0].cell_reselection_priority = 7;
  bench.subject.messages.push_back({sib7});
  check_fires(bench.ask(rules::gsm_above_lte));
  CHECK(bench.ask(rules::utra_above_lte).verdict == Verdict::kPass);
  sib7.carriers[0].cell_reselection_priority = 2;
  bench.subject.messages.back() = {sib7};
  CHECK(bench.ask(rules::gsm_above_lte).verdict == Verdict::kPass);
  SystemInformationBlock6 sib6;
  lte::UtraCarrier utra;
  utra.uarfcn = 10588;
  utra.cell_reselection_priority = 7;
  utra.q_rx_lev_min_dbm = -115;
  sib6.fdd.push_back(utra);
  bench.subject.messages.push_back({sib6});
  check_fires(bench.ask(rules::utra_above_lte));
}

TEST_CASE("LTE DY10, DY11: paging that is missing, or names whom it should not") {
  LteBench bench;
  bench.subject.paged = 0;
  check_lacks(bench.ask(rules::paging_poverty, 10), "60");
  check_fires(bench.ask(rules::paging_poverty, 90));
  for (LteSceneCell& other : bench.others) other.paged = 0;  // a quiet place
  CHECK(bench.ask(rules::paging_poverty, 90).verdict == Verdict::kPass);

  LteBench by_imsi;
  by_imsi.subject.imsi = 20;
  check_lacks(by_imsi.ask(rules::paging_by_permanent_identity, 1), "paged so far");
  check_fires(by_imsi.ask(rules::paging_by_permanent_identity, 10));
  for (LteSceneCell& other : by_imsi.others) other.imsi = 10;  // a network that always does
  CHECK(by_imsi.ask(rules::paging_by_permanent_identity, 10).verdict == Verdict::kPass);
}
