#pragma once

/// \file
/// A system information block 2 as an ordinary cell sends it.

#include "cell/lte/radio_resource_config.hpp"

namespace cellwarden::test {

inline lte::SystemInformationBlock2 ordinary_sib2() {
  lte::SystemInformationBlock2 sib2;
  sib2.radio.random_access.preambles = 52;
  sib2.radio.random_access.preamble_received_target_power_dbm = -104;
  sib2.radio.random_access.preamble_trans_max = 10;
  sib2.radio.random_access.response_window_subframes = 10;
  sib2.radio.random_access.contention_resolution_subframes = 64;
  sib2.radio.random_access.max_harq_msg3_tx = 5;
  sib2.radio.modification_period_coefficient = 4;
  sib2.radio.default_paging_cycle_frames = 128;
  sib2.radio.prach.root_sequence_index = 22;
  sib2.radio.reference_signal_power_dbm = 15;
  sib2.radio.pusch.n_sb = 4;
  sib2.radio.pucch.delta_shift = 1;
  sib2.radio.uplink_power = {.p0_nominal_pusch_dbm = -80,
                             .alpha_percent = 80,
                             .p0_nominal_pucch_dbm = -110,
                             .pucch = {},
                             .delta_preamble_msg3_db = 4,
                             .extension = {}};
  sib2.radio.uplink_power.pucch = {
      .format_1_db = 0, .format_1b_db = 1, .format_2_db = 0, .format_2a_db = 0, .format_2b_db = 0};
  sib2.timers = {.t300_ms = 400,
                 .t301_ms = 400,
                 .t310_ms = 1000,
                 .n310 = 10,
                 .t311_ms = 10000,
                 .n311 = 1,
                 .t300_v1310_ms = {},
                 .t301_v1310_ms = {},
                 .t310_v1330_ms = {}};
  sib2.additional_spectrum_emission = 1;
  return sib2;
}

}  // namespace cellwarden::test
