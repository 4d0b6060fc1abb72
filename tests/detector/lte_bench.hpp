#pragma once

/// \file
/// An LTE cell among others of its network, and a rule that is asked about it: for the tests of rules.

#include <functional>
#include <string>
#include <vector>

#include "detector/rules/rule.hpp"
#include "tests/catch.hpp"
#include "tests/detector/known_list.hpp"
#include "tests/detector/lte_scene.hpp"

namespace cellwarden::test {

// A cell and what it says. SIB1 announces the messages that it sends.
struct LteSceneCell {
  SceneCell radio{};
  lte::SystemInformationBlock1 sib1{};
  std::vector<std::vector<lte::SystemInformationBlock>>
      messages{};                  // but for SIB2, which the first one holds
  unsigned paged = 30;             // in a second
  unsigned imsi = 0;               // of them
  std::uint32_t paging_good = 30;  // blocks, in a second
  std::uint32_t paging_bad = 0;
  bool is_sib1_read = true;
  std::uint32_t sib1_combined = 0;  // of two receptions
};

inline lte::EutraCarrier carrier_of_priority(std::uint8_t priority) {
  lte::EutraCarrier carrier;
  carrier.earfcn = 1300;
  carrier.q_rx_lev_min_dbm = -124;
  carrier.allowed_meas_bandwidth_rb = 50;
  carrier.cell_reselection_priority = priority;
  return carrier;
}

inline lte::SystemInformationBlock7 gsm_neighbours() {
  lte::GeranCarriers carriers;
  carriers.starting_arfcn = 20;
  carriers.following = std::vector<std::uint16_t>{35};
  carriers.q_rx_lev_min_dbm = -105;
  lte::SystemInformationBlock7 sib7;
  sib7.carriers.push_back(std::move(carriers));
  return sib7;
}

inline LteSceneCell lte_cell(std::uint16_t pci, std::uint32_t eci, double nominal_hz = 806e6) {
  LteSceneCell cell;
  cell.radio.pci = pci;
  cell.radio.nominal_hz = nominal_hz;
  cell.sib1 = ordinary_sib1();
  cell.sib1.plmns[0].plmn = Plmn{262, 1, 2};
  cell.sib1.cell_identity = Eci{eci};
  lte::SystemInformationBlock3 sib3 = ordinary_sib3();
  sib3.s_non_intra_search_db = 10;
  lte::SystemInformationBlock5 sib5;
  sib5.carriers.push_back(carrier_of_priority(6));
  cell.messages = {{sib3}, {sib5}};
  return cell;
}

// A second of it. SIB1 announces just the messages that are sent.
inline lte::DownlinkReport second_of(const LteSceneCell& cell, std::uint16_t sfn) {
  LteBroadcasts says{.sib1 = cell.sib1, .messages = {}, .times = 2};
  says.sib1.scheduling.clear();
  for (const auto& blocks : cell.messages) {
    lte::SiSchedule schedule{16, {}};
    auto& message = says.messages.emplace_back();
    if (says.messages.size() == 1) message.push_back(ordinary_sib2());
    for (const auto& block : blocks) {
      schedule.sibs.push_back(type_of(block));
      message.push_back(block);
    }
    says.sib1.scheduling.push_back(schedule);
  }
  lte::DownlinkReport report = downlink_of(says, sfn);
  report.paging = {};
  report.paging.counts.records = cell.paged;
  report.paging.counts.imsi_count = cell.imsi;
  report.paging_blocks = {
      .good = cell.paged > 0 ? cell.paging_good : 0, .combined = 0, .bad = cell.paging_bad};
  report.sib1.combined = cell.sib1_combined;
  if (!cell.is_sib1_read) report.messages.erase(report.messages.begin());
  return report;
}

struct LteBench {
  Scene scene{};
  LteSceneCell subject = lte_cell(100, 0x123401);
  std::vector<LteSceneCell> others{lte_cell(101, 0x123402), lte_cell(102, 0x123403), lte_cell(103, 0x123501)};
  detector::RuleSettings settings{};
  detector::Site site{.countries = {262}, .test_networks = {}, .licences = {}};
  std::vector<RowsOfSource> lists{};
  history::Baseline baseline{};
  std::optional<GeoPoint> place{};  // of the sensor
  double drives_m_s = 0.0;          // northwards from there
  int subject_from = 0;             // second in which the subject is first heard
  /// Changes the subject as time goes by.
  std::function<void(LteSceneCell&, int)> over_time = [](LteSceneCell&, int) {};

  /// A list's row of a cell as it is heard.
  [[nodiscard]] towers::TowerRecord row_of(const LteSceneCell& cell) const {
    towers::TowerRecord row;
    row.rat = Rat::kLte;
    row.plmn = cell.sib1.plmns[0].plmn;
    row.area = cell.sib1.tracking_area_code.value;
    row.cell = cell.sib1.cell_identity.value;
    row.physical_id = cell.radio.pci;
    row.carrier_hz = cell.radio.nominal_hz;
    return row;
  }
  /// Lists rows in a source of their own.
  void list(const std::vector<towers::TowerRecord>& rows, towers::Trust trust = towers::Trust::kOperator) {
    const std::string number = lists.empty() ? "" : " " + std::to_string(lists.size() + 1);
    lists.emplace_back(towers::Source{.name = "test list" + number, .trust = trust}, rows);
  }
  /// Lists all cells as they are heard now.
  void list_all(towers::Trust trust = towers::Trust::kOperator) {
    std::vector<towers::TowerRecord> rows{row_of(subject)};
    for (const LteSceneCell& other : others) rows.push_back(row_of(other));
    list(rows, trust);
  }
  /// The baseline hears a cell for two minutes.
  void learn(const LteSceneCell& cell) {
    history::CellTrack track(observe(cell, 0.0));
    for (int t = 0; t < 120; ++t) {
      track.add(observe(cell, t), scene.gain_db);
      baseline.add_cell(history::known_cell_of(track.latest(), nullptr, track.lte(), scene.gain_db, {}),
                        100.0);
    }
  }

  [[nodiscard]] Observation observe(const LteSceneCell& cell, double t_s) const {
    Observation seen = scene.observe(cell.radio, t_s);
    constexpr double kDegree_m = 111e3;
    seen.receiver_at = place;
    if (place) seen.receiver_at->latitude_deg += drives_m_s * t_s / kDegree_m;
    seen.lte()->downlink = second_of(cell, seen.lte()->mib ? seen.lte()->mib->sfn : 0);
    return seen;
  }

  template <class Rule>
  detector::Outcome ask(Rule rule, int seconds = 3) {
    std::vector<history::CellTrack> tracks;
    tracks.emplace_back(observe(subject, subject_from));
    for (const LteSceneCell& other : others) tracks.emplace_back(observe(other, 0.0));
    for (int t = 0; t < seconds; ++t) {
      LteSceneCell now = subject;
      over_time(now, t);
      if (t >= subject_from) tracks[0].add(observe(now, t), scene.gain_db);
      for (std::size_t i = 0; i < others.size(); ++i) tracks[i + 1].add(observe(others[i], t), scene.gain_db);
    }
    std::vector<const history::CellTrack*> pointers;
    for (std::size_t i = 1; i < tracks.size(); ++i) pointers.push_back(&tracks[i]);
    const Dwell dwell = scene.dwell(seconds - 1, {});
    const auto towers = lists.empty() ? nullptr : known_rows(lists);
    return rule(detector::RuleContext{.settings = settings,
                                      .listen = dwell.listen,
                                      .cell = tracks[0],
                                      .others = pointers,
                                      .towers = towers.get(),
                                      .baseline = baseline.cells.empty() ? nullptr : &baseline,
                                      .listening_since_s = 0.0,
                                      .recent = pointers,
                                      .site = &site});
  }
};

// What fires explains itself.
inline void check_fires(const detector::Outcome& outcome) {
  CAPTURE(outcome.why);
  REQUIRE(outcome.verdict == detector::Verdict::kFire);
  CHECK(outcome.quality > 0.0);
  CHECK_FALSE(outcome.observed.empty());
  CHECK_FALSE(outcome.expected.empty());
  CHECK_FALSE(outcome.source.empty());
  CHECK(outcome.text.ends_with('.'));
}

inline void check_lacks(const detector::Outcome& outcome, const std::string& what) {
  CHECK(outcome.verdict == detector::Verdict::kNotEvaluated);
  CHECK(outcome.why.find(what) != std::string::npos);
}

}  // namespace cellwarden::test
