// The identity rules that ask GSM and LTE cells alike: lists, baselines, this run, band plans and licences.
#include "detector/rules/identity_rules.hpp"

#include "detector/rules/bands_in_use.hpp"
#include "detector/verdict/exculpation.hpp"
#include "tests/detector/lte_bench.hpp"
#include "tests/detector/national_data.hpp"

using namespace cellwarden;
using namespace cellwarden::test;
using detector::Outcome;
using detector::RuleContext;
using detector::Verdict;
namespace rules = detector::identity_rules;

namespace {

constexpr std::uint16_t kUnknownPci = 300;

bool passes(const Outcome& outcome) {
  UNSCOPED_INFO(outcome.why << outcome.text);
  return outcome.verdict == Verdict::kPass;
}

// Whether the list speaks for the cell (N1).
Outcome listed_match(const RuleContext& context) {
  for (const auto& one : detector::what_speaks_for(context)) {
    if (one.said.id == "N1") return detector::pass();
  }
  return detector::not_evaluated("no match");
}

// Many cells of the network, of one tracking area.
std::vector<towers::TowerRecord> many_rows(std::uint32_t tac, std::size_t count,
                                           std::optional<GeoPoint> at = {}) {
  std::vector<towers::TowerRecord> rows;
  for (std::uint32_t n = 0; n < count; ++n) {
    towers::TowerRecord row;
    row.rat = Rat::kLte;
    row.plmn = Plmn{262, 1, 2};
    row.area = tac;
    row.cell = 0x500000 + 256 * n;
    row.position = at;
    rows.push_back(row);
  }
  return rows;
}

}  // namespace

TEST_CASE("LTE ID05, ID06: an identity that is on no list") {
  LteBench bench;
  check_lacks(bench.ask(rules::unknown_in_trusted), "no tower list");
  bench.list_all();
  CHECK(passes(bench.ask(rules::unknown_in_trusted)));
  check_lacks(bench.ask(rules::unknown_in_crowd), "no row of any crowd list");
  // Its carrier and physical id are a listed cell's; its identity is not.
  bench.subject.sib1.cell_identity = Eci{0x777701};
  const Outcome unknown = bench.ask(rules::unknown_in_trusted);
  check_fires(unknown);
  CHECK(unknown.quality == Approx(0.8));  // the list has no date
  CHECK(unknown.text.find("ECI 7829249") != std::string::npos);
  // A new sector of a listed site is the commonest reason.
  bench.subject.sib1.cell_identity = Eci{0x1234F0};
  const Outcome sector = bench.ask(rules::unknown_in_trusted);
  check_fires(sector);
  CHECK(sector.quality == Approx(0.4));
  CHECK(sector.text.find("of its site") != std::string::npos);
}

TEST_CASE("LTE ID05: a listed identity on another carrier or physical id is other rules' matter") {
  LteBench bench;
  bench.list_all();
  bench.subject.radio.pci = kUnknownPci;
  bench.subject.radio.nominal_hz = 816e6;
  CHECK(passes(bench.ask(rules::unknown_in_trusted)));
}

TEST_CASE("LTE ID05: of a shared cell's networks one that fits is enough") {
  LteBench bench;
  bench.list_all();
  bench.subject.sib1.plmns.insert(bench.subject.sib1.plmns.begin(), {Plmn{262, 7, 2}, true, false});
  CHECK(passes(bench.ask(rules::unknown_in_trusted)));
}

TEST_CASE("LTE ID05: by carrier and physical id where the list or the cell tells no identity") {
  LteBench bench;
  towers::TowerRecord row;
  row.carrier_hz = bench.subject.radio.nominal_hz;
  row.physical_id = 17;
  bench.list({row});
  check_fires(bench.ask(rules::unknown_in_trusted));
  row.physical_id = bench.subject.radio.pci;
  bench.list({row});
  CHECK(passes(bench.ask(rules::unknown_in_trusted)));
}

TEST_CASE("LTE ID05, ID06: by carrier and physical id, a row counts from its first day to its last one") {
  const bool is_crowd = GENERATE(false, true);
  const auto ask = [&](LteBench& bench) {
    return is_crowd ? bench.ask(rules::unknown_in_crowd) : bench.ask(rules::unknown_in_trusted);
  };
  LteBench bench;
  const std::chrono::sys_days today = day(2026, 6);
  bench.scene.start = Time(today + std::chrono::hours(12));
  bench.scene.knows_nominal = true;
  bench.subject.radio.nominal_hz = 1815.3e6;
  bench.subject.radio.pci = 301;
  bench.subject.is_sib1_read = false;
  towers::TowerRecord own;
  own.rat = Rat::kLte;
  own.carrier_hz = bench.subject.radio.nominal_hz;
  own.physical_id = bench.subject.radio.pci;
  towers::TowerRecord other = own;
  other.physical_id = 17;
  other.valid_from = today;
  const auto list = [&](const std::vector<towers::TowerRecord>& rows) {
    bench.lists.clear();
    bench.list(rows, is_crowd ? towers::Trust::kCrowd : towers::Trust::kOperator);
    bench.lists.back().first.date = today;
  };
  const auto week = std::chrono::days(7);
  SECTION("not on the list at all") {
    list({other});
    CHECK(ask(bench).quality == 1.0);
  }
  SECTION("on it today") {
    own.valid_from = today - week;
    own.valid_to = today + week;
    list({own, other});
    CHECK(passes(ask(bench)));
  }
  SECTION("from next week: it may be on trial") {
    own.valid_from = today + week;
    list({own, other});
    check_lacks(ask(bench), "on air only from 2026-06-08");
  }
  SECTION("until last week: it should be off, which often is late") {
    own.valid_to = today - week;
    list({own, other});
    const Outcome outcome = ask(bench);
    check_fires(outcome);
    CHECK(outcome.quality == 0.5);
    CHECK(outcome.observed == "PCI 301 on 1815.300 MHz");
    CHECK(outcome.expected == "test list has it on air until 2026-05-25");
    CHECK(outcome.text.find("calls itself PCI 301 on 1815.300 MHz;") != std::string::npos);
  }
  SECTION("until last week, and again from next week") {
    own.valid_to = today - week;
    towers::TowerRecord again = own;
    again.valid_from = today + week;
    again.valid_to.reset();
    list({again, own, other});
    check_lacks(ask(bench), "on air only from");
    list({own, again, other});
    check_lacks(ask(bench), "on air only from");
  }
  SECTION("until last week, and a row of today without a physical id could be it") {
    own.valid_to = today - week;
    other.physical_id.reset();
    list({own, other});
    check_lacks(ask(bench), "no physical cell id");
  }
  SECTION("others of another time say nothing of it") {
    own.valid_from = today + week;
    list({own});
    bench.subject.radio.pci = 302;
    check_lacks(ask(bench), "no row of any");
  }
}

TEST_CASE("LTE ID08: a known identity on another carrier") {
  LteBench bench;
  check_lacks(bench.ask(rules::other_carrier), "no list, baseline");
  bench.list_all();
  CHECK(passes(bench.ask(rules::other_carrier)));
  bench.subject.radio.nominal_hz = 816e6;
  const Outcome moved = bench.ask(rules::other_carrier);
  check_fires(moved);
  CHECK(moved.expected == "806.000 MHz");
  check_lacks(bench.ask(rules::other_carrier, 1), "one dwell");
  // On another carrier the physical id says no more.
  bench.subject.radio.pci = kUnknownPci;
  check_lacks(bench.ask(rules::other_physical_id), "tells the physical id");
}

TEST_CASE("LTE ID08: an identity that is on air on another carrier already") {
  LteBench bench;
  LteSceneCell double_of = bench.subject;
  double_of.radio.nominal_hz = 816e6;
  double_of.radio.pci = kUnknownPci;
  double_of.radio.sfn_shift = 100.0;
  bench.others.push_back(double_of);
  bench.subject_from = 5;
  const Outcome outcome = bench.ask(rules::other_carrier, 10);
  check_fires(outcome);
  CHECK(outcome.quality == 0.5);             // which of the two is false is not known
  CHECK(outcome.expected == "816.010 MHz");  // by this radio's clock
  // In another area, as who draws phones to himself would have it.
  bench.others.back().sib1.tracking_area_code = Tac{6541};
  check_fires(bench.ask(rules::other_carrier, 10));
  // One transmitter heard twice: an image in this receiver.
  bench.others.back() = bench.subject;
  bench.others.back().radio.nominal_hz = 816e6;
  check_lacks(bench.ask(rules::other_carrier, 10), "no list, baseline");
}

TEST_CASE("LTE ID08, X05: a network that moves many cells at once") {
  LteBench bench;
  bench.list_all();
  bench.subject.radio.nominal_hz = 816e6;
  bench.others[0].radio.nominal_hz = 816e6;
  check_fires(bench.ask(rules::other_carrier));  // two cells are no network
  bench.others[2].radio.nominal_hz = 816e6;      // of another site
  CHECK(bench.ask(rules::other_carrier).held_back == "X05");
}

TEST_CASE("LTE ID09: a known identity with another physical id") {
  LteBench bench;
  bench.list_all();
  bench.subject.radio.pci = kUnknownPci;
  const Outcome outcome = bench.ask(rules::other_physical_id);
  check_fires(outcome);
  CHECK(outcome.quality == Approx(0.8));
  CHECK(outcome.expected == "PCI 100");
  LteBench crowd;
  crowd.list_all(towers::Trust::kCrowd);
  crowd.subject.radio.pci = kUnknownPci;
  CHECK(crowd.ask(rules::other_physical_id).quality == Approx(0.8 / 3.0));
  // A physical id that the list leaves open says nothing.
  LteBench open;
  auto row = open.row_of(open.subject);
  row.physical_id.reset();
  open.list({row});
  check_lacks(open.ask(rules::other_physical_id), "tells the physical id");
}

TEST_CASE("LTE ID08, ID09, ID10: the baseline knows the cell too") {
  LteBench bench;
  bench.learn(bench.subject);
  CHECK(passes(bench.ask(rules::other_carrier)));
  CHECK(passes(bench.ask(rules::other_physical_id)));
  CHECK(passes(bench.ask(rules::other_area)));
  LteBench moved = bench;
  moved.subject.radio.nominal_hz = 816e6;
  const Outcome outcome = moved.ask(rules::other_carrier);
  check_fires(outcome);
  CHECK(outcome.source.find("baseline (120 dwells)") != std::string::npos);
  bench.subject.radio.pci = kUnknownPci;
  bench.subject.sib1.tracking_area_code = Tac{6541};
  check_fires(bench.ask(rules::other_physical_id));
  check_fires(bench.ask(rules::other_area));
  // A list that is newer than the baseline and agrees settles it.
  bench.list({bench.row_of(bench.subject)});
  CHECK(passes(bench.ask(rules::other_physical_id)));
  CHECK(passes(bench.ask(rules::other_area)));
}

TEST_CASE("LTE ID10: a known identity in another area") {
  LteBench bench;
  bench.list_all();
  bench.subject.sib1.tracking_area_code = Tac{6541};
  const Outcome outcome = bench.ask(rules::other_area);
  check_fires(outcome);
  CHECK(outcome.quality == Approx(0.8));  // its site's other cells stayed in theirs
  CHECK(outcome.expected == "TAC 4711");
  CHECK(passes(bench.ask(rules::unknown_in_trusted)));  // an LTE cell is named without its area
  LteBench alone = bench;
  alone.others = {bench.others[2]};  // of another site
  CHECK(alone.ask(rules::other_area).quality == Approx(0.8 * 0.6));
  bench.others[0].sib1.tracking_area_code = Tac{6541};  // the site was moved to another area
  CHECK(bench.ask(rules::other_area).held_back == "X05");
}

TEST_CASE("LTE ID10: an area that changes while the cell is heard") {
  LteBench bench;
  check_lacks(bench.ask(rules::other_area), "no list, baseline");
  bench.over_time = [](LteSceneCell& cell, int t) {
    if (t >= 3) cell.sib1.tracking_area_code = Tac{6541};
  };
  const Outcome outcome = bench.ask(rules::other_area, 6);
  check_fires(outcome);
  CHECK(outcome.source.find("earlier in this run") != std::string::npos);
}

TEST_CASE("LTE ID08 to ID10: a sensor that moves changes no cell") {
  LteBench bench;
  bench.place = GeoPoint{.latitude_deg = 48.1, .longitude_deg = 11.5, .accuracy_m = {}};
  auto near = bench.row_of(bench.subject);
  near.position = bench.place;
  bench.list({near});
  bench.place->latitude_deg = 48.2;  // 11 km on
  CHECK(passes(bench.ask(rules::other_area)));
  CHECK(passes(bench.ask(rules::other_carrier)));
  // A row of a place far away is of another cell, or of a copied one: no witness of this one.
  bench.place->latitude_deg = 52.0;
  bench.subject.sib1.tracking_area_code = Tac{6541};
  check_lacks(bench.ask(rules::other_area), "no list, baseline");
}

TEST_CASE("LTE ID11: an area code that the network never used here") {
  LteBench bench;
  check_lacks(bench.ask(rules::area_never_used), "neither a tower list nor a baseline");
  bench.list_all();
  CHECK(passes(bench.ask(rules::area_never_used)));
  bench.subject.sib1.tracking_area_code = Tac{6541};
  check_lacks(bench.ask(rules::area_never_used), "4 cells of 262-01");  // too few to know
  bench.list(many_rows(4712, 120));
  const Outcome outcome = bench.ask(rules::area_never_used);
  check_fires(outcome);
  CHECK(outcome.observed == "TAC 6541");
  check_lacks(bench.ask(rules::area_never_used, 1), "one dwell");
  // Where its neighbours have new areas as well the network is being planned anew.
  bench.others[0].sib1.tracking_area_code = Tac{6542};
  bench.others[2].sib1.tracking_area_code = Tac{6542};
  CHECK(bench.ask(rules::area_never_used).held_back == "X05");
}

TEST_CASE("LTE ID11: each list speaks for itself") {
  LteBench bench;
  bench.list_all();
  bench.subject.sib1.tracking_area_code = Tac{6541};
  bench.list(many_rows(4712, 99), towers::Trust::kCrowd);
  bench.list(many_rows(4712, 1));
  check_lacks(bench.ask(rules::area_never_used), "would know its areas");
  bench.list(many_rows(4712, 120), towers::Trust::kCrowd);
  bench.list(many_rows(4712, 1));
  const Outcome crowd = bench.ask(rules::area_never_used);
  check_fires(crowd);
  CHECK(crowd.quality == Approx(0.8 * 0.5));
  CHECK(crowd.source.find("crowd") != std::string::npos);
  bench.list(many_rows(4712, 120));  // the best of those that know
  CHECK(bench.ask(rules::area_never_used).quality == Approx(0.8));
}

TEST_CASE("LTE ID11: areas of another region are not this one's") {
  LteBench bench;
  const GeoPoint here{.latitude_deg = 48.1, .longitude_deg = 11.5, .accuracy_m = {}};
  const GeoPoint far{.latitude_deg = 52.5, .longitude_deg = 13.4, .accuracy_m = {}};
  bench.place = here;
  bench.subject.sib1.tracking_area_code = Tac{6541};
  bench.list(many_rows(6541, 120, far));
  check_lacks(bench.ask(rules::area_never_used), "would know its areas");
  bench.list(many_rows(4711, 120, here), towers::Trust::kCrowd);
  const Outcome outcome = bench.ask(rules::area_never_used);
  check_fires(outcome);
  CHECK(outcome.quality == Approx(0.8 * 0.5));  // a crowd's undated list
  bench.list(many_rows(6541, 1, here), towers::Trust::kCrowd);
  CHECK(passes(bench.ask(rules::area_never_used)));
}

TEST_CASE("LTE N1: every listed value must agree") {
  LteBench bench;
  bench.list_all();
  CHECK(passes(bench.ask(listed_match)));
  LteBench area = bench;
  area.subject.sib1.tracking_area_code = Tac{6541};
  check_lacks(area.ask(listed_match), "no match");
  LteBench moved = bench;
  moved.subject.radio.nominal_hz = 816e6;
  check_lacks(moved.ask(listed_match), "no match");
  // The carrier and physical id of a listed cell with another identity are no match any more.
  LteBench copied = bench;
  copied.subject.sib1.cell_identity = Eci{0x777701};
  check_lacks(copied.ask(listed_match), "no match");
  LteBench crowd;
  crowd.list_all(towers::Trust::kCrowd);
  check_lacks(crowd.ask(listed_match), "no match");
}

TEST_CASE("LTE ID04: bands that a country does not have") {
  LteBench bench;
  CHECK(passes(bench.ask(rules::band_impossible)));  // band 20 in Germany
  bench.subject.sib1.freq_band_indicator = 13;
  const Outcome outcome = bench.ask(rules::band_impossible);
  check_fires(outcome);
  CHECK(outcome.text.find("band 13") != std::string::npos);
  bench.subject.sib1.multi_bands = {28};  // one band that may be is enough
  CHECK(passes(bench.ask(rules::band_impossible)));
  bench.subject.sib1.multi_bands.clear();
  bench.subject.sib1.plmns = {{Plmn{1, 1, 2}, true, false}};
  CHECK(bench.ask(rules::band_impossible).held_back == "X02");
  bench.subject.sib1.plmns = {{Plmn{724, 5, 2}, true, false}};  // Brazil: mixed plans
  check_lacks(bench.ask(rules::band_impossible), "724 (Brazil)");
}

TEST_CASE("ID04: band plans") {
  using detector::is_band_impossible;
  CHECK(is_band_impossible(Rat::kLte, 310, 7));  // a stock eNodeB's carrier under an American code
  CHECK(is_band_impossible(Rat::kLte, 311, 20));
  CHECK_FALSE(is_band_impossible(Rat::kLte, 302, 7));  // in Canada it is used
  CHECK_FALSE(is_band_impossible(Rat::kLte, 310, 8));  // a private network's
  CHECK(is_band_impossible(Rat::kGsm, 262, 850));
  CHECK(is_band_impossible(Rat::kGsm, 310, 900));
  CHECK_FALSE(is_band_impossible(Rat::kGsm, 262, 1800));
  CHECK_FALSE(is_band_impossible(Rat::kLte, 460, 3));
  CHECK_FALSE(is_band_impossible(Rat::kLte, 262, 0));
  CHECK_FALSE(is_band_impossible(Rat::kLte, 250, 13));  // nothing is said of Russia
  CHECK_FALSE(detector::is_band_plan_known(Rat::kNr, 262));
}

TEST_CASE("LTE ID03: spectrum that the network does not have") {
  LteBench bench;
  check_lacks(bench.ask(rules::not_licensed_here), "networks.licences");
  const auto day = [](int year) { return std::chrono::sys_days(std::chrono::year(year) / 1 / 1); };
  bench.site.licences = {{Plmn{262, 1, 2}, 801e6, 811e6, day(2026)},
                         {Plmn{262, 2, 2}, 811e6, 821e6, day(2026)}};
  CHECK(passes(bench.ask(rules::not_licensed_here)));
  bench.subject.radio.nominal_hz = 816e6;
  const Outcome undated = bench.ask(rules::not_licensed_here);
  check_fires(undated);
  CHECK(undated.quality == Approx(0.8));
  CHECK(undated.expected == "801 to 811 MHz");
  bench.scene.start = Time(day(2026)) + std::chrono::hours(24 * 100);
  CHECK(bench.ask(rules::not_licensed_here).quality == Approx(1.0));
  bench.scene.start = Time(day(2026)) + std::chrono::hours(24 * 400);
  CHECK(bench.ask(rules::not_licensed_here).quality == Approx(0.5));
  // A carrier that reaches over the edge of its block.
  bench.subject.radio.nominal_hz = 808e6;
  check_fires(bench.ask(rules::not_licensed_here));
  // Of a shared cell any network may be the host.
  bench.subject.radio.nominal_hz = 816e6;
  bench.subject.sib1.plmns.push_back({Plmn{262, 3, 2}, true, false});
  check_lacks(bench.ask(rules::not_licensed_here), "262-03");
  bench.subject.sib1.plmns.back() = {Plmn{262, 2, 2}, true, false};
  CHECK(passes(bench.ask(rules::not_licensed_here)));
}

namespace {

// Half a minute as itself, half as another, and back.
void visit(LteSceneCell& cell, int t) {
  if (t >= 5 && t < 10) cell.sib1.cell_identity = Eci{0x777701};
}

}  // namespace

TEST_CASE("LTE ID15: another identity comes and goes") {
  LteBench bench;
  bench.over_time = visit;
  CHECK(passes(bench.ask(rules::swapped_identity, 9)));  // it has not come back
  const Outcome same = bench.ask(rules::swapped_identity, 15);
  check_fires(same);
  CHECK(same.quality == 1.0);  // the frame count ran on
  // A louder transmitter of the same physical id.
  bench.over_time = [](LteSceneCell& cell, int t) {
    visit(cell, t);
    if (t >= 5 && t < 10) {
      cell.radio.power_dbfs += 15.0;
      cell.radio.sfn_shift = 300.0;
    }
  };
  const Outcome louder = bench.ask(rules::swapped_identity, 15);
  check_fires(louder);
  CHECK(louder.quality == Approx(0.8));
  // Two cells heard in turn: the count breaks, and the other is no louder.
  bench.over_time = [](LteSceneCell& cell, int t) {
    visit(cell, t);
    if (t >= 5 && t < 10) cell.radio.sfn_shift = 300.0;
  };
  check_lacks(bench.ask(rules::swapped_identity, 15), "heard in turn");
}

TEST_CASE("LTE ID15: what is no swap") {
  // Nothing tells whether the frame count ran on.
  LteBench unread;
  unread.over_time = [](LteSceneCell& cell, int t) {
    visit(cell, t);
    if (t == 5 || t == 10) cell.radio.state = CellState::kDetected;
  };
  check_lacks(unread.ask(rules::swapped_identity, 15), "heard in turn");
  // The break is seen a dwell before the identity is.
  LteBench late;
  late.over_time = [](LteSceneCell& cell, int t) {
    visit(cell, t);
    if (t >= 4 && t < 9) cell.radio.sfn_shift = 300.0;
    if (t == 4 || t == 9) cell.is_sib1_read = false;
  };
  check_lacks(late.ask(rules::swapped_identity, 15), "heard in turn");
  // Cells of one physical id along a road.
  LteBench drive;
  drive.place = GeoPoint{.latitude_deg = 48.1, .longitude_deg = 11.5, .accuracy_m = {}};
  drive.over_time = [](LteSceneCell& cell, int t) {
    visit(cell, t);
    if (t >= 5 && t < 10) {
      cell.radio.power_dbfs += 15.0;
      cell.radio.sfn_shift = 300.0;
    }
  };
  check_fires(drive.ask(rules::swapped_identity, 15));
  drive.drives_m_s = 300.0;
  CHECK(passes(drive.ask(rules::swapped_identity, 15)));
}

TEST_CASE("LTE ID15: several come before the first one is back") {
  LteBench bench;
  bench.over_time = [](LteSceneCell& cell, int t) {
    if (t >= 5 && t < 10) cell.sib1.cell_identity = Eci{0x777701};
    if (t >= 10 && t < 15) cell.sib1.cell_identity = Eci{0x777702};
    // It is the return that breaks the count, and no guest was louder.
    if (t >= 15) cell.radio.sfn_shift = 300.0;
  };
  check_lacks(bench.ask(rules::swapped_identity, 20), "heard in turn");
}
