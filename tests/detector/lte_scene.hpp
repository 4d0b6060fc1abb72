#pragma once

/// \file
/// What an ordinary LTE cell broadcasts, and reports of it as a receiver would make them: for the detector's
/// tests.

#include <vector>

#include "tests/cell/lte/ordinary_sib2.hpp"
#include "tests/detector/scene.hpp"
#include "tests/synth/lte_rrc_encoder.hpp"

namespace cellwarden::test {

inline constexpr lte::SibType sib_type(unsigned number) {
  return static_cast<lte::SibType>(number);
}

inline lte::SystemInformationBlock1 ordinary_sib1() {
  lte::SystemInformationBlock1 sib1;
  sib1.plmns = {{.plmn = Plmn{.mcc = 272, .mnc = 77, .mnc_digits = 2}, .is_mcc_sent = true}};
  sib1.tracking_area_code = {4711};
  sib1.cell_identity = {(1234U << 8U) | 5U};
  sib1.is_intra_freq_reselection_allowed = true;
  sib1.q_rx_lev_min_dbm = -124;
  sib1.freq_band_indicator = 20;
  sib1.scheduling = {{.periodicity_frames = 16, .sibs = {}},
                     {.periodicity_frames = 32, .sibs = {sib_type(3), sib_type(4)}}};
  sib1.si_window_length_ms = 20;
  sib1.system_info_value_tag = 7;
  return sib1;
}

inline lte::SystemInformationBlock3 ordinary_sib3() {
  lte::SystemInformationBlock3 sib3;
  sib3.q_hyst_db = 4;
  sib3.thresh_serving_low_db = 4;
  sib3.cell_reselection_priority = 5;
  sib3.q_rx_lev_min_dbm = -124;
  sib3.t_reselection_s = 1;
  return sib3;
}

inline lte::SystemInformationBlock4 ordinary_sib4() {
  lte::SystemInformationBlock4 sib4;
  sib4.neighbours = {{.pci = {11}, .q_offset_db = 0}, {.pci = {12}, .q_offset_db = -2}};
  return sib4;
}

inline std::vector<std::uint8_t> octets_of(const lte::SystemInformationBlock1& sib1) {
  return synth::write_bcch_dl_sch({sib1, {}}).octets();
}
inline std::vector<std::uint8_t> octets_of(std::vector<lte::SystemInformationBlock> blocks) {
  return synth::write_bcch_dl_sch({lte::SystemInformation{std::move(blocks)}, {}}).octets();
}

/// What a cell is heard to broadcast in a second.
struct LteBroadcasts {
  lte::SystemInformationBlock1 sib1 = ordinary_sib1();
  std::vector<std::vector<lte::SystemInformationBlock>> messages = {{ordinary_sib2()},
                                                                    {ordinary_sib3(), ordinary_sib4()}};
  std::uint32_t times = 5;  ///< of each message
};

inline lte::DownlinkReport downlink_of(const LteBroadcasts& broadcasts, std::uint16_t first_sfn) {
  const auto sfn = [&](unsigned later) { return static_cast<std::uint16_t>((first_sfn + later) % 1024U); };
  lte::DownlinkReport report;
  report.subframes = 1000;
  report.by_control_format = {600, 300, 100};
  report.sib1 = {.good = broadcasts.times, .combined = 1, .bad = 0};
  report.messages.push_back(
      {octets_of(broadcasts.sib1), sfn(first_sfn % 2 == 0 ? 98 : 99), 5, broadcasts.times});
  for (unsigned n = 0; n < broadcasts.messages.size(); ++n) {
    report.messages.push_back({octets_of(broadcasts.messages[n]), sfn(80 + n), 1, broadcasts.times});
    report.si.good += broadcasts.times;
  }
  report.paging_blocks = {.good = 20, .combined = 0, .bad = 5};
  report.paging.counts = {
      .messages = 20, .records = 30, .s_tmsi_count = 29, .imsi_count = 1, .ps_records = 30};
  report.random_access_responses = 3;
  return report;
}

/// A cell of Scene whose whole bandwidth is heard.
inline Observation observe(const Scene& scene, const SceneCell& cell, const LteBroadcasts& broadcasts,
                           double t_s) {
  Observation seen = scene.observe(cell, t_s);
  lte::CellReport* report = seen.lte();
  report->downlink = downlink_of(broadcasts, report->mib ? report->mib->sfn : 0);
  return seen;
}

}  // namespace cellwarden::test
