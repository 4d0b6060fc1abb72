#pragma once

/// \file
/// LTE cells of one network around one sensor, for tests of rules that look at several of them over minutes:
/// one cell that is asked about, and three others that are in order.

#include <functional>
#include <span>
#include <string_view>

#include "detector/rules/rule.hpp"
#include "tests/catch.hpp"
#include "tests/detector/lte_scene.hpp"

namespace cellwarden::test {

using Block = lte::SystemInformationBlock;
using Octets = std::vector<std::uint8_t>;

/// What a cell is heard to send in a second.
struct TownCell {
  SceneCell radio{};
  lte::SystemInformationBlock1 sib1{};
  std::vector<std::vector<Block>> messages{};  ///< but for SIB2, which comes with the first of them
  std::vector<Octets> more{};                  ///< messages as they are
  std::optional<Octets> sib1_octets{};         ///< in place of sib1
  lte::PagingReport paging{};
  std::uint32_t answered = 3;
  std::vector<lte::SiWindowCounts> si_windows{};
  std::uint32_t sib1_combined = 0;  ///< of ten
  unsigned first_frame = 0;         ///< of a second, in which SIB1 and messages are first heard
  unsigned last_frame = 98;
  double first_t_s = 0.0;   ///< not on air before
  bool is_followed = true;  ///< else only its MIB is heard
};

inline lte::PagingReport ordinary_paging() {
  lte::PagingReport paging;
  paging.counts = {.messages = 20, .records = 30, .s_tmsi_count = 30, .ps_records = 30};
  return paging;
}

inline lte::EutraCarrier lte_neighbours(std::uint8_t priority) {
  lte::EutraCarrier carrier;
  carrier.earfcn = 1300;
  carrier.q_rx_lev_min_dbm = -124;
  carrier.allowed_meas_bandwidth_rb = 50;
  carrier.cell_reselection_priority = priority;
  return carrier;
}

inline lte::SystemInformationBlock7 gsm_neighbours(std::uint8_t priority) {
  lte::GeranCarriers carriers;
  carriers.starting_arfcn = 20;
  carriers.following = std::vector<std::uint16_t>{35};
  carriers.q_rx_lev_min_dbm = -105;
  carriers.cell_reselection_priority = priority;
  lte::SystemInformationBlock7 sib7;
  sib7.carriers.push_back(std::move(carriers));
  return sib7;
}

inline TownCell town_cell(std::uint16_t pci, std::uint32_t eci) {
  TownCell cell;
  cell.radio.pci = pci;
  cell.sib1 = ordinary_sib1();
  cell.sib1.plmns[0].plmn = Plmn{262, 1, 2};
  cell.sib1.cell_identity = Eci{eci};
  lte::SystemInformationBlock3 sib3 = ordinary_sib3();
  sib3.s_non_intra_search_db = 10;
  lte::SystemInformationBlock5 sib5;
  sib5.carriers.push_back(lte_neighbours(6));
  cell.messages = {{sib3}, {sib5}, {gsm_neighbours(1)}};
  cell.paging = ordinary_paging();
  return cell;
}

struct Town {
  Scene scene{};
  TownCell subject = town_cell(100, 0x123401);
  std::vector<TownCell> others{town_cell(101, 0x123402), town_cell(102, 0x123403), town_cell(103, 0x123501)};
  detector::RuleSettings settings{};
  detector::Site site{.countries = {262}, .test_networks = {}, .licences = {}};
  double points_without_warnings = 0.0;
  /// Changes the subject as time goes by.
  std::function<void(TownCell&, int)> over_time = [](TownCell&, int) {};
  /// Changes all others, and the last of them.
  std::function<void(TownCell&, int)> over_time_of_others = [](TownCell&, int) {};
  std::function<void(TownCell&, int)> over_time_of_last = [](TownCell&, int) {};

  [[nodiscard]] static lte::DownlinkReport second_of(const TownCell& cell, std::uint16_t first_sfn) {
    const auto sfn = [&](unsigned frame) {
      return static_cast<std::uint16_t>((first_sfn + frame + (first_sfn + frame) % 2) % 1024U);
    };
    lte::SystemInformationBlock1 sib1 = cell.sib1;
    sib1.scheduling.clear();
    lte::DownlinkReport report;
    std::vector<Octets> sent;
    for (const auto& blocks : cell.messages) {
      lte::SiSchedule schedule{16, {}};
      for (const Block& block : blocks) schedule.sibs.push_back(type_of(block));
      std::vector<Block> message = blocks;
      if (sib1.scheduling.empty()) message.insert(message.begin(), ordinary_sib2());
      if (!message.empty()) sent.push_back(octets_of(std::move(message)));
      sib1.scheduling.push_back(std::move(schedule));
    }
    for (const lte::SiSchedule& one : cell.sib1.scheduling) {
      if (std::ranges::any_of(one.sibs, [](auto type) { return static_cast<unsigned>(type) >= 10; })) {
        sib1.scheduling.push_back(one);
      }
    }
    sent.insert(sent.end(), cell.more.begin(), cell.more.end());
    constexpr std::uint32_t kTimes = 5;
    report.subframes = 1000;
    report.by_control_format = {600, 300, 100};
    report.sib1 = {.good = 10, .combined = cell.sib1_combined, .bad = 0};
    report.messages.push_back(
        {cell.sib1_octets.value_or(octets_of(sib1)), sfn(cell.last_frame), 5, kTimes, sfn(cell.first_frame)});
    for (const Octets& octets : sent) {
      report.messages.push_back({octets, sfn(cell.last_frame), 1, kTimes, sfn(cell.first_frame)});
      report.si.good += kTimes;
    }
    report.paging = cell.paging;
    report.paging_blocks = {.good = cell.paging.counts.messages, .combined = 0, .bad = 0};
    report.random_access_responses = cell.answered;
    report.si_windows = cell.si_windows;
    return report;
  }

  [[nodiscard]] Observation observe(const TownCell& cell, double t_s) const {
    Observation seen = scene.observe(cell.radio, t_s);
    if (cell.is_followed) seen.lte()->downlink = second_of(cell, seen.lte()->mib->sfn);
    return seen;
  }

  [[nodiscard]] TownCell subject_at(int t) const {
    TownCell now = subject;
    over_time(now, t);
    return now;
  }

  [[nodiscard]] TownCell other_at(std::size_t place, int t) const {
    TownCell now = others[place];
    over_time_of_others(now, t);
    if (place + 1 == others.size()) over_time_of_last(now, t);
    return now;
  }

  /// One rule's answer after some seconds.
  [[nodiscard]] detector::Outcome ask(std::string_view id, int seconds) const {
    std::vector<history::CellTrack> tracks;
    tracks.emplace_back(observe(subject_at(0), 0.0));
    for (const TownCell& other : others) tracks.emplace_back(observe(other, 0.0));
    for (int t = 0; t < seconds; ++t) {
      if (t >= subject.first_t_s) tracks[0].add(observe(subject_at(t), t), scene.gain_db);
      for (std::size_t i = 0; i < others.size(); ++i) {
        if (t >= others[i].first_t_s) tracks[i + 1].add(observe(other_at(i, t), t), scene.gain_db);
      }
    }
    std::vector<const history::CellTrack*> pointers;
    for (std::size_t i = 1; i < tracks.size(); ++i) pointers.push_back(&tracks[i]);
    const Dwell dwell = scene.dwell(seconds - 1, {});
    return rule(id).evaluate(detector::RuleContext{.settings = settings,
                                                   .listen = dwell.listen,
                                                   .cell = tracks[0],
                                                   .others = pointers,
                                                   .listening_since_s = 0.0,
                                                   .recent = pointers,
                                                   .site = &site,
                                                   .points_without_warnings = points_without_warnings});
  }

  [[nodiscard]] static const detector::Rule& rule(std::string_view id) {
    for (const auto family : {detector::id_rules(), detector::bp_rules(), detector::dg_rules(),
                              detector::dy_rules(), detector::rf_rules(), detector::wm_rules()}) {
      const auto found = std::ranges::find(family, id, &detector::Rule::id);
      if (found != family.end()) return *found;
    }
    FAIL("no rule " << id);
    std::abort();
  }

  /// The whole detector over some seconds.
  [[nodiscard]] std::vector<Dwell> dwells(int seconds) const {
    std::vector<Dwell> all;
    for (int t = 0; t < seconds; ++t) {
      Dwell dwell = scene.dwell(t, {});
      dwell.observations.push_back(observe(subject_at(t), t));
      for (const TownCell& other : others) {
        if (t >= other.first_t_s) dwell.observations.push_back(observe(other, t));
      }
      all.push_back(std::move(dwell));
    }
    return all;
  }
};

}  // namespace cellwarden::test
