#include "tests/cell/lte/message_maker.hpp"

#include <initializer_list>
#include <iterator>
#include <type_traits>

namespace cellwarden::lte::test {
namespace {

class Maker {
 public:
  explicit Maker(synth::Random& random) : random_(random) {}

  template <class Number = int>
  Number pick(long long low, long long high) {
    const auto span = static_cast<std::uint64_t>(high - low) + 1;
    return static_cast<Number>(low + static_cast<long long>(random_.bits() % span));
  }
  bool coin() { return (random_.bits() >> 20U) % 2 == 0; }
  template <class Number>
  void number(Number& value, long long low, long long high) {
    value = pick<Number>(low, high);
  }
  template <class Number>
  void number(std::optional<Number>& value, long long low, long long high) {
    if (coin()) value = pick<Number>(low, high);
  }
  // Numbers that are sent in steps.
  template <class Number>
  void steps(Number& value, long long low, long long high, long long step, long long base = 0) {
    value = static_cast<Number>(step * pick<long long>(low, high) + base);
  }
  template <class Number>
  void steps(std::optional<Number>& value, long long low, long long high, long long step) {
    if (coin()) value = static_cast<Number>(step * pick<long long>(low, high));
  }
  void flag(bool& value) { value = coin(); }
  template <class Number>
  void one_of(Number& value, std::initializer_list<long long> values) {
    value = static_cast<Number>(
        *std::next(values.begin(), pick<std::ptrdiff_t>(0, static_cast<long long>(values.size()) - 1)));
  }
  template <class Number>
  void one_of(std::optional<Number>& value, std::initializer_list<long long> values) {
    if (coin()) one_of(value.emplace(), values);
  }
  template <class Part, class Make>
  void maybe(std::optional<Part>& part, Make make) {
    if (coin()) make(part.emplace());
  }
  // Short lists mostly, and long ones at times; `low` 0 may leave it empty.
  template <class Part, class Make>
  void list(std::vector<Part>& parts, std::size_t low, std::size_t high, Make make) {
    const std::size_t most = pick<int>(0, 7) == 0 ? high : std::min<std::size_t>(high, low + 2);
    const auto count = pick<std::size_t>(static_cast<long long>(low), static_cast<long long>(most));
    for (std::size_t i = 0; i < count; ++i) {
      Part part{};
      make(part);
      parts.push_back(part);
    }
  }
  std::uint64_t bits(unsigned count) { return random_.bits() >> (64U - count); }

 private:
  synth::Random& random_;
};

void make_plmns(Maker& m, std::vector<PlmnEntry>& plmns, std::size_t most) {
  std::uint16_t mcc = 0;
  m.list(plmns, 1, most, [&](PlmnEntry& entry) {
    entry.is_mcc_sent = plmns.empty() || m.coin();
    if (entry.is_mcc_sent) mcc = m.pick<std::uint16_t>(0, 999);
    const auto digits = m.pick<std::uint8_t>(2, 3);
    entry.plmn = Plmn{mcc, m.pick<std::uint16_t>(0, digits == 2 ? 99 : 999), digits};
    m.flag(entry.is_reserved_for_operator_use);
  });
}

void make_range(Maker& m, PciRange& range) {
  range.start = Pci{m.pick<std::uint16_t>(0, 503)};
  m.one_of(range.cells, {4, 8, 12, 16, 24, 32, 48, 64, 84, 96, 128, 168, 252, 504});
}

void make_scale(Maker& m, SpeedScale& scale) {
  m.number(scale.medium_quarters, 1, 4);
  m.number(scale.high_quarters, 1, 4);
}

void make_coverage(Maker& m, EnhancedCoverageSelection& selection) {
  m.steps(selection.q_rx_lev_min_dbm, -70, -22, 2);
  m.number(selection.q_qual_min_db, -34, -3);
}

void make_thresholds(Maker& m, QualityThresholds& thresholds) {
  m.number(thresholds.high_db, 0, 31);
  m.number(thresholds.low_db, 0, 31);
}

void make_ns_pmax(Maker& m, NsPmax& value) {
  m.number(value.additional_p_max_dbm, -30, 33);
  m.number(value.additional_spectrum_emission, 1, 32);
}

void make_long_type(Maker& m, SibType& type) {
  m.one_of(type, {19, 20, 21, 24, 25, 26, static_cast<long long>(SibType::kSib26a), 27, 28, 29});
}

void make_type(Maker& m, SibType& type) {
  if (m.pick(0, 3) == 0) {
    make_long_type(m, type);
  } else {
    type = m.pick<SibType>(3, 18);
  }
}

void make_period(Maker& m, std::uint16_t& frames) {
  m.one_of(frames, {8, 16, 32, 64, 128, 256, 512});
}

void make_late(Maker& m, SystemInformationBlock1& s) {
  m.list(s.multi_bands, 0, 8, [&](std::uint16_t& band) { m.number(band, 1, 64); });
  m.number(s.freq_band_indicator_v9e0, 65, 256);
  m.list(s.multi_bands_v9e0, 0, 8, [&](std::optional<std::uint16_t>& band) { m.number(band, 65, 256); });
  m.list(s.freq_band_info, 0, 8, [&](NsPmax& value) { make_ns_pmax(m, value); });
  m.list(s.multi_band_info, 0, 8,
         [&](NsPmaxList& list) { m.list(list, 1, 8, [&](NsPmax& value) { make_ns_pmax(m, value); }); });
  const auto make_extension = [&](std::optional<std::uint16_t>& value) { m.number(value, 33, 288); };
  m.list(s.freq_band_info_v10l0, 0, 8, make_extension);
  m.list(s.multi_band_info_v10l0, 0, 8,
         [&](NsPmaxListExtension& list) { m.list(list, 1, 8, make_extension); });
  const auto make_long = [&](SibType& type) { make_long_type(m, type); };
  m.list(s.scheduling_v12j0, 0, 32, [&](std::vector<SibType>& sibs) { m.list(sibs, 0, 31, make_long); });
  m.list(s.scheduling_ext, 0, 32, [&](SiSchedule& schedule) {
    make_period(m, schedule.periodicity_frames);
    m.list(schedule.sibs, 1, 31, make_long);
  });
}

void make_bandwidth_reduced(Maker& m, BandwidthReducedAccess& b) {
  m.one_of(b.si_window_length_ms, {20, 40, 60, 80, 120, 160, 200});
  m.one_of(b.si_repetition_frames, {1, 2, 4, 8});
  m.list(b.scheduling, 0, 32, [&](SiScheduleBr& one) {
    m.number(one.narrowband, 1, 16);
    m.one_of(one.transport_bits, {152, 208, 256, 328, 408, 504, 600, 712, 808, 936});
  });
  m.maybe(b.subframe_bitmap, [&](SubframeBitmap& bitmap) {
    m.one_of(bitmap.bits, {10, 40});
    bitmap.bitmap = m.bits(bitmap.bits);
  });
  m.number(b.uplink_subframe_bitmap, 0, 1023);
  m.number(b.start_symbol, 1, 4);
  m.flag(b.is_si_hopping);
  m.flag(b.has_si_validity_time);
  m.list(b.value_tags, 0, 32, [&](std::uint8_t& tag) { m.number(tag, 0, 3); });
}

void make_releases_9_to_14(Maker& m, SystemInformationBlock1& s) {
  m.flag(s.has_ims_emergency_support);
  m.maybe(s.quality_selection, [&](QualitySelection& selection) {
    m.number(selection.q_qual_min_db, -34, -3);
    m.number(selection.q_qual_min_offset_db, 1, 8);
  });
  m.one_of(s.special_subframe_v1130, {7, 9});
  m.number(s.q_qual_min_wb_db, -34, -3);
  m.flag(s.is_category_0_allowed);
  m.number(s.q_qual_min_all_symbols_db, -34, -3);
  m.flag(s.has_freq_band_indicator_priority);
  m.number(s.hyper_sfn, 0, 1023);
  m.flag(s.is_edrx_allowed);
  m.maybe(s.enhanced_coverage, [&](EnhancedCoverageSelection& selection) { make_coverage(m, selection); });
  m.maybe(s.bandwidth_reduced, [&](BandwidthReducedAccess& access) { make_bandwidth_reduced(m, access); });
  m.maybe(s.hopping, [&](DownlinkHopping& hopping) {
    const auto make_interval = [&](HoppingInterval& interval) {
      m.flag(interval.is_tdd);
      m.number(interval.code, 0, 3);
    };
    m.one_of(hopping.narrowbands, {2, 4});
    m.maybe(hopping.mode_a, make_interval);
    m.maybe(hopping.mode_b, make_interval);
    m.number(hopping.offset, 1, 16);
  });
  m.maybe(s.enhanced_coverage_1, [&](EnhancedCoverageSelection& selection) { make_coverage(m, selection); });
  m.steps(s.enhanced_coverage_1_delta_db, -8, -1, 2);
  m.flag(s.has_ecall_over_ims);
  m.flag(s.has_special_subframe_10);
  m.list(s.other_accesses, 0, 5, [&](CellAccess& access) {
    make_plmns(m, access.plmns, 6);
    access.tracking_area_code = Tac{m.pick<std::uint32_t>(0, 65535)};
    access.cell_identity = Eci{m.pick<std::uint32_t>(0, (1 << 28) - 1)};
  });
  m.flag(s.has_special_subframe_10_less_crs);
}

void make_access_5gc(Maker& m, CellAccess5gc& access) {
  std::vector<PlmnEntry> plmns;
  make_plmns(m, plmns, 6);
  for (PlmnEntry& entry : plmns) {
    entry.is_reserved_for_operator_use = false;
    PlmnEntry5gc one;
    one.plmn = entry;
    access.plmns.push_back(one);
  }
  if (access.plmns.size() < 6 && m.coin()) access.plmns.push_back({m.pick<std::uint8_t>(1, 6), false, false});
  for (PlmnEntry5gc& entry : access.plmns) {
    m.flag(entry.is_reserved_for_operator_use);
    m.flag(entry.is_reserved_for_operator_use_crs);
  }
  m.number(access.ran_area_code, 0, 255);
  access.tracking_area_code = Tac{m.pick<std::uint32_t>(0, 0xFFFFFF)};
  if (m.coin()) {
    access.cell_identity = m.pick<std::uint8_t>(1, 6);
  } else {
    access.cell_identity = Eci{m.pick<std::uint32_t>(0, (1 << 28) - 1)};
  }
}

void make_release_15(Maker& m, SystemInformationBlock1& s) {
  s.is_cell_barred_crs = m.coin();
  m.flag(s.is_hsdn_cell);
  m.one_of(s.power_class_14dbm_offset_db, {-6, -3, 3, 6, 9, 12});
  m.maybe(s.crs_mitigation, [&](CrsMitigation& mitigation) { m.one_of(mitigation.bandwidth_rb, {6, 24}); });
  m.list(s.reserved_for_operator_use_crs, 0, 6, [&](auto& value) { value = m.coin(); });
  m.list(s.positioning, 0, 32, [&](PositioningSchedule& schedule) {
    make_period(m, schedule.periodicity_frames);
    m.list(schedule.sibs, 1, 32, [&](PositioningSib& sib) {
      m.flag(sib.is_encrypted);
      m.number(sib.gnss, 0, 6);
      m.number(sib.sbas, 0, 3);
      m.number(sib.type, 0, 35);
    });
  });
  m.maybe(s.access_5gc, [&](Access5gc& access) {
    m.flag(access.is_cell_barred);
    m.flag(access.is_cell_barred_crs);
    m.list(access.cells, 1, 6, [&](CellAccess5gc& cell) { make_access_5gc(m, cell); });
  });
  m.flag(s.has_ims_emergency_support_5gc);
  m.flag(s.has_ecall_over_ims_5gc);
}

void make_releases_16_and_17(Maker& m, SystemInformationBlock1& s) {
  m.flag(s.has_si_positioning_offset);
  m.flag(s.is_edrx_allowed_5gc);
  m.flag(s.is_control_channel_region_used);
  m.flag(s.is_camping_in_ce_allowed);
  m.list(s.plmn_features, 0, 6, [&](PlmnFeatures& features) {
    m.flag(features.has_cp_ciot_5gs);
    m.flag(features.has_up_ciot_5gs);
    m.flag(features.has_iab);
  });
  m.maybe(s.satellite, [&](NtnAccess& access) {
    m.flag(access.is_cell_barred);
    m.list(access.tracking_areas, 0, 6, [&](std::vector<Tac>& areas) {
      m.list(areas, 0, 12, [&](Tac& area) { m.number(area.value, 0, 65535); });
    });
  });
}

void make_barring(Maker& m, AccessBarring& barring) {
  m.one_of(barring.factor_percent, {0, 5, 10, 15, 20, 25, 30, 40, 50, 60, 70, 75, 80, 85, 90, 95});
  m.one_of(barring.time_s, {4, 8, 16, 32, 64, 128, 256, 512});
  m.number(barring.special_access_classes, 0, 31);
}

void make_barring_info(Maker& m, AccessBarringInfo& info) {
  const auto make = [&](AccessBarring& barring) { make_barring(m, barring); };
  m.flag(info.is_emergency_barred);
  m.maybe(info.mo_signalling, make);
  m.maybe(info.mo_data, make);
}

void make_random_access(Maker& m, RandomAccess& access) {
  m.steps(access.preambles, 1, 16, 4);
  m.maybe(access.group_a, [&](PreamblesGroupA& group) {
    m.steps(group.preambles, 1, 15, 4);
    m.one_of(group.message_size_bits, {56, 144, 208, 256});
    m.one_of(group.power_offset_group_b_db, {0, 5, 8, 10, 12, 15, 18});
  });
  m.one_of(access.power_ramping_step_db, {0, 2, 4, 6});
  m.steps(access.preamble_received_target_power_dbm, -60, -45, 2);
  m.one_of(access.preamble_trans_max, {3, 4, 5, 6, 7, 8, 10, 20, 50, 100, 200});
  m.one_of(access.response_window_subframes, {2, 3, 4, 5, 6, 7, 8, 10});
  m.steps(access.contention_resolution_subframes, 1, 8, 8);
  m.number(access.max_harq_msg3_tx, 1, 8);
  m.maybe(access.connection_failure, [&](ConnectionFailure& failure) {
    m.number(failure.count, 1, 4);
    m.one_of(failure.offset_validity_s, {30, 60, 120, 240, 300, 420, 600, 900});
    m.number(failure.offset_db, 0, 15);
  });
}

void make_uplink_power(Maker& m, UplinkPower& power) {
  m.number(power.p0_nominal_pusch_dbm, -126, 24);
  m.one_of(power.alpha_percent, {0, 40, 50, 60, 70, 80, 90, 100});
  m.number(power.p0_nominal_pucch_dbm, -127, -96);
  m.one_of(power.pucch.format_1_db, {-2, 0, 2});
  m.one_of(power.pucch.format_1b_db, {1, 3, 5});
  m.one_of(power.pucch.format_2_db, {-2, 0, 1, 2});
  m.one_of(power.pucch.format_2a_db, {-2, 0, 2});
  m.one_of(power.pucch.format_2b_db, {-2, 0, 2});
  m.steps(power.delta_preamble_msg3_db, -1, 6, 2);
  m.maybe(power.extension, [&](UplinkPowerExtension& extension) {
    m.number(extension.format_3_db, -1, 6);
    m.number(extension.format_1b_cs_db, 1, 2);
  });
}

void make_radio(Maker& m, RadioResourceConfig& radio) {
  make_random_access(m, radio.random_access);
  m.one_of(radio.modification_period_coefficient, {2, 4, 8, 16});
  m.flag(radio.has_modification_period_coefficient_64);
  m.one_of(radio.default_paging_cycle_frames, {32, 64, 128, 256});
  m.number(radio.n_b, 0, 7);
  m.number(radio.prach.root_sequence_index, 0, 837);
  m.number(radio.prach.config_index, 0, 63);
  m.flag(radio.prach.is_high_speed);
  m.number(radio.prach.zero_correlation_zone, 0, 15);
  m.number(radio.prach.freq_offset_rb, 0, 94);
  m.number(radio.reference_signal_power_dbm, -60, 50);
  m.number(radio.p_b, 0, 3);
  m.number(radio.pusch.n_sb, 1, 4);
  m.flag(radio.pusch.hops_within_subframe);
  m.number(radio.pusch.hopping_offset_rb, 0, 98);
  m.flag(radio.pusch.has_64qam);
  m.flag(radio.pusch.has_64qam_v1270);
  m.flag(radio.pusch.is_group_hopping);
  m.number(radio.pusch.group_assignment, 0, 29);
  m.flag(radio.pusch.is_sequence_hopping);
  m.number(radio.pusch.cyclic_shift, 0, 7);
  m.number(radio.pucch.delta_shift, 1, 3);
  m.number(radio.pucch.n_rb_cqi, 0, 98);
  m.number(radio.pucch.n_cs_an, 0, 7);
  m.number(radio.pucch.n1_an, 0, 2047);
  m.maybe(radio.sounding, [&](SoundingReference& sounding) {
    m.number(sounding.bandwidth_config, 0, 7);
    m.number(sounding.subframe_config, 0, 15);
    m.flag(sounding.is_simultaneous_with_ack);
    m.flag(sounding.has_max_up_pts);
  });
  make_uplink_power(m, radio.uplink_power);
  m.flag(radio.is_uplink_cyclic_prefix_extended);
}

void make_timers(Maker& m, TimersAndConstants& timers) {
  m.one_of(timers.t300_ms, {100, 200, 300, 400, 600, 1000, 1500, 2000});
  m.one_of(timers.t301_ms, {100, 200, 300, 400, 600, 1000, 1500, 2000});
  m.one_of(timers.t310_ms, {0, 50, 100, 200, 500, 1000, 2000});
  m.one_of(timers.n310, {1, 2, 3, 4, 6, 8, 10, 20});
  m.one_of(timers.t311_ms, {1000, 3000, 5000, 10000, 15000, 20000, 30000});
  m.one_of(timers.n311, {1, 2, 3, 4, 5, 6, 8, 10});
  m.one_of(timers.t300_v1310_ms, {2500, 3000, 3500, 4000, 5000, 6000, 8000, 10000});
  m.one_of(timers.t301_v1310_ms, {2500, 3000, 3500, 4000, 5000, 6000, 8000, 10000});
  m.one_of(timers.t310_v1330_ms, {4000, 6000});
}

SystemInformationBlock2 make_sib2(Maker& m) {
  SystemInformationBlock2 s;
  const auto make_one = [&](AccessBarring& barring) { make_barring(m, barring); };
  const auto make_info = [&](AccessBarringInfo& info) { make_barring_info(m, info); };
  m.maybe(s.barring, make_info);
  make_radio(m, s.radio);
  make_timers(m, s.timers);
  m.number(s.uplink_earfcn, 0, 65535);
  m.one_of(s.uplink_bandwidth_rb, {6, 15, 25, 50, 75, 100});
  m.number(s.additional_spectrum_emission, 1, 32);
  m.list(s.mbsfn, 0, 8, [&](MbsfnSubframes& one) {
    m.one_of(one.period_frames, {1, 2, 4, 8, 16, 32});
    m.number(one.offset_frames, 0, 7);
    m.flag(one.has_four_frames);
    one.allocation = static_cast<std::uint32_t>(m.bits(one.has_four_frames ? 24 : 6));
  });
  m.one_of(s.time_alignment_subframes, {500, 750, 1280, 1920, 2560, 5120, 10240});
  m.list(s.multi_band_emissions, 0, 8, [&](std::uint8_t& emission) { m.number(emission, 1, 32); });
  m.number(s.uplink_earfcn_v9e0, 65536, 262143);
  m.maybe(s.voice_barring, make_one);
  m.maybe(s.video_barring, make_one);
  m.maybe(s.csfb_barring, make_one);
  m.flag(s.skips_barring_for_voice);
  m.flag(s.skips_barring_for_video);
  m.flag(s.skips_barring_for_sms);
  m.list(s.plmn_barring, 0, 6, [&](PlmnAccessBarring& barring) {
    m.number(barring.plmn_index, 1, 6);
    m.maybe(barring.barring, make_info);
    m.flag(barring.skips_for_voice);
    m.flag(barring.skips_for_video);
    m.flag(barring.skips_for_sms);
    m.maybe(barring.csfb, make_one);
    m.maybe(barring.voice, make_one);
    m.maybe(barring.video, make_one);
  });
  m.flag(s.has_voice_service_cause);
  m.list(s.mbsfn_v1430, 0, 8, [&](MbsfnSubframesExtension& one) {
    m.flag(one.has_four_frames);
    one.allocation = static_cast<std::uint8_t>(m.bits(one.has_four_frames ? 8 : 2));
  });
  m.flag(s.has_video_service_cause);
  m.list(s.upper_layer_indications, 0, 6, [&](auto& value) { value = m.coin(); });
  return s;
}

void make_search(Maker& m, SearchThresholds& thresholds) {
  m.steps(thresholds.p_db, 0, 31, 2);
  m.number(thresholds.q_db, 0, 31);
}

SystemInformationBlock3 make_sib3(Maker& m) {
  SystemInformationBlock3 s;
  m.one_of(s.q_hyst_db, {0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24});
  m.maybe(s.speed_state, [&](SpeedState& state) {
    m.one_of(state.t_evaluation_s, {30, 60, 120, 180, 240});
    m.one_of(state.t_hyst_normal_s, {30, 60, 120, 180, 240});
    m.number(state.n_cell_change_medium, 1, 16);
    m.number(state.n_cell_change_high, 1, 16);
    m.one_of(state.q_hyst_medium_db, {-6, -4, -2, 0});
    m.one_of(state.q_hyst_high_db, {-6, -4, -2, 0});
  });
  m.steps(s.s_non_intra_search_db, 0, 31, 2);
  m.steps(s.thresh_serving_low_db, 0, 31, 2);
  m.number(s.cell_reselection_priority, 0, 7);
  m.steps(s.q_rx_lev_min_dbm, -70, -22, 2);
  m.number(s.p_max_dbm, -30, 33);
  m.steps(s.s_intra_search_db, 0, 31, 2);
  m.one_of(s.allowed_meas_bandwidth_rb, {6, 15, 25, 50, 75, 100});
  m.flag(s.has_antenna_port_1);
  m.number(s.neighbour_cell_config, 0, 3);
  m.number(s.t_reselection_s, 0, 7);
  m.maybe(s.t_reselection_scale, [&](SpeedScale& scale) { make_scale(m, scale); });
  m.maybe(s.s_intra_search_v920, [&](SearchThresholds& search) { make_search(m, search); });
  m.maybe(s.s_non_intra_search_v920, [&](SearchThresholds& search) { make_search(m, search); });
  m.number(s.q_qual_min_db, -34, -3);
  m.number(s.thresh_serving_low_q_db, 0, 31);
  m.number(s.q_qual_min_wb_db, -34, -3);
  m.number(s.q_qual_min_all_symbols_db, -34, -3);
  m.one_of(s.sub_priority_tenths, {2, 4, 6, 8});
  m.maybe(s.redistribution, [&](Redistribution& redistribution) {
    m.number(redistribution.serving_factor, 0, 10);
    m.flag(redistribution.has_cell_factor);
    m.one_of(redistribution.t360_min, {4, 8, 16, 32});
    m.flag(redistribution.is_on_paging_only);
  });
  m.maybe(s.enhanced_coverage, [&](EnhancedCoverageSelection& selection) { make_coverage(m, selection); });
  m.number(s.t_reselection_ce_s, 0, 15);
  m.maybe(s.enhanced_coverage_1, [&](EnhancedCoverageSelection& selection) { make_coverage(m, selection); });
  m.steps(s.enhanced_coverage_1_delta_db, -8, -1, 2);
  m.one_of(s.s_search_delta_p_db, {6, 9, 12, 15});
  m.number(s.cell_equivalent_size, 2, 16);
  m.maybe(s.alternative_priority, [&](AlternativePriority& alternative) {
    m.number(alternative.priority, 0, 7);
    m.one_of(alternative.sub_priority_tenths, {2, 4, 6, 8});
  });
  return s;
}

void make_q_offset(Maker& m, std::int8_t& db) {
  m.one_of(db, {-24, -22, -20, -18, -16, -14, -12, -10, -8, -6, -5, -4, -3, -2, -1, 0,
                1,   2,   3,   4,   5,   6,   8,   10,  12, 14, 16, 18, 20, 22, 24});
}

void make_neighbour(Maker& m, NeighbourCell& cell) {
  cell.pci = Pci{m.pick<std::uint16_t>(0, 503)};
  make_q_offset(m, cell.q_offset_db);
}

SystemInformationBlock4 make_sib4(Maker& m) {
  SystemInformationBlock4 s;
  const auto make = [&](PciRange& range) { make_range(m, range); };
  m.list(s.neighbours, 0, 16, [&](NeighbourCell& cell) { make_neighbour(m, cell); });
  m.list(s.excluded, 0, 16, make);
  m.maybe(s.csg_range, make);
  m.list(s.hsdn_cells, 0, 16, make);
  return s;
}

void make_carrier(Maker& m, EutraCarrier& carrier) {
  m.number(carrier.earfcn, 0, 65535);
  m.steps(carrier.q_rx_lev_min_dbm, -70, -22, 2);
  m.number(carrier.p_max_dbm, -30, 33);
  m.number(carrier.t_reselection_s, 0, 7);
  m.maybe(carrier.t_reselection_scale, [&](SpeedScale& scale) { make_scale(m, scale); });
  m.steps(carrier.thresh_x_high_db, 0, 31, 2);
  m.steps(carrier.thresh_x_low_db, 0, 31, 2);
  m.one_of(carrier.allowed_meas_bandwidth_rb, {6, 15, 25, 50, 75, 100});
  m.flag(carrier.has_antenna_port_1);
  m.number(carrier.cell_reselection_priority, 0, 7);
  m.number(carrier.neighbour_cell_config, 0, 3);
  m.maybe(carrier.q_offset_freq_db, [&](std::int8_t& db) { make_q_offset(m, db); });
  m.list(carrier.neighbours, 0, 16, [&](NeighbourCell& cell) { make_neighbour(m, cell); });
  m.list(carrier.excluded, 0, 16, [&](PciRange& range) { make_range(m, range); });
  m.number(carrier.q_qual_min_db, -34, -3);
  m.maybe(carrier.thresh_x_q, [&](QualityThresholds& thresholds) { make_thresholds(m, thresholds); });
  m.number(carrier.q_qual_min_wb_db, -34, -3);
}

void make_extensions(Maker& m, EutraCarrierExtensions& extensions) {
  m.list(extensions.v1310, 0, 8, [&](EutraCarrierV1310& entry) {
    m.one_of(entry.sub_priority_tenths, {2, 4, 6, 8});
    m.maybe(entry.redistribution, [&](CarrierRedistribution& redistribution) {
      m.number(redistribution.factor, 1, 10);
      m.list(redistribution.cells, 0, 16, [&](RedistributionCell& cell) {
        cell.pci = Pci{m.pick<std::uint16_t>(0, 503)};
        m.number(cell.factor, 1, 10);
      });
    });
    m.maybe(entry.enhanced_coverage,
            [&](EnhancedCoverageSelection& selection) { make_coverage(m, selection); });
    m.number(entry.t_reselection_ce_s, 0, 15);
  });
  m.list(extensions.v1350, 0, 8, [&](std::optional<EnhancedCoverageSelection>& entry) {
    m.maybe(entry, [&](EnhancedCoverageSelection& selection) { make_coverage(m, selection); });
  });
}

SystemInformationBlock5 make_sib5(Maker& m) {
  SystemInformationBlock5 s;
  m.list(s.carriers, 1, 8, [&](EutraCarrier& carrier) { make_carrier(m, carrier); });
  m.list(s.more_carriers, 0, 8, [&](EutraCarrier& carrier) {
    make_carrier(m, carrier);
    m.number(carrier.earfcn, 0, 262143);
    m.list(carrier.multi_bands, 0, 8, [&](std::uint16_t& band) { m.number(band, 1, 256); });
    m.flag(carrier.has_reduced_measurement);
    m.number(carrier.q_qual_min_all_symbols_db, -34, -3);
  });
  m.list(s.multi_bands, 0, 8, [&](std::vector<std::uint16_t>& bands) {
    m.list(bands, 0, 8, [&](std::uint16_t& band) { m.number(band, 1, 64); });
  });
  m.list(s.v9e0, 0, 8, [&](EutraCarrierV9e0& entry) {
    m.number(entry.earfcn, 65536, 262143);
    m.list(entry.multi_bands, 0, 8, [&](std::optional<std::uint16_t>& band) { m.number(band, 65, 256); });
  });
  m.list(s.v1250, 0, 8, [&](EutraCarrierV1250& entry) {
    m.flag(entry.has_reduced_measurement);
    m.number(entry.q_qual_min_all_symbols_db, -34, -3);
  });
  make_extensions(m, s.carrier_extensions);
  make_extensions(m, s.more_carrier_extensions);
  m.number(s.scptm_freq_offset, 1, 8);
  return s;
}

void make_utra(Maker& m, UtraCarrier& carrier, bool is_fdd, bool is_release_12) {
  m.number(carrier.uarfcn, 0, 16383);
  m.number(carrier.cell_reselection_priority, 0, 7);
  m.steps(carrier.thresh_x_high_db, 0, 31, 2);
  m.steps(carrier.thresh_x_low_db, 0, 31, 2);
  m.steps(carrier.q_rx_lev_min_dbm, -60, -13, 2, 1);
  m.number(carrier.p_max_dbm, -50, 33);
  if (is_fdd) {
    carrier.q_qual_min_db = m.pick<std::int8_t>(-24, 0);
    m.maybe(carrier.thresh_x_q, [&](QualityThresholds& thresholds) { make_thresholds(m, thresholds); });
  }
  if (!is_release_12) return;
  m.flag(carrier.has_reduced_measurement);
  if (is_fdd) m.list(carrier.multi_bands, 0, 8, [&](std::uint8_t& band) { m.number(band, 1, 86); });
}

SystemInformationBlock6 make_sib6(Maker& m) {
  SystemInformationBlock6 s;
  m.list(s.fdd, 0, 16, [&](UtraCarrier& carrier) { make_utra(m, carrier, true, false); });
  m.list(s.tdd, 0, 16, [&](UtraCarrier& carrier) { make_utra(m, carrier, false, false); });
  m.number(s.t_reselection_s, 0, 7);
  m.maybe(s.t_reselection_scale, [&](SpeedScale& scale) { make_scale(m, scale); });
  m.list(s.fdd_multi_bands, 0, 16, [&](std::vector<std::uint8_t>& bands) {
    m.list(bands, 0, 8, [&](std::uint8_t& band) { m.number(band, 1, 86); });
  });
  m.list(s.fdd_reduced_measurement, 0, 16, [&](auto& value) { value = m.coin(); });
  m.list(s.tdd_reduced_measurement, 0, 16, [&](auto& value) { value = m.coin(); });
  m.list(s.more_fdd, 0, 16, [&](UtraCarrier& carrier) { make_utra(m, carrier, true, true); });
  m.list(s.more_tdd, 0, 16, [&](UtraCarrier& carrier) { make_utra(m, carrier, false, true); });
  return s;
}

SystemInformationBlock7 make_sib7(Maker& m) {
  SystemInformationBlock7 s;
  m.number(s.t_reselection_s, 0, 7);
  m.maybe(s.t_reselection_scale, [&](SpeedScale& scale) { make_scale(m, scale); });
  m.list(s.carriers, 0, 16, [&](GeranCarriers& carriers) {
    m.number(carriers.starting_arfcn, 0, 1023);
    m.flag(carriers.is_band_1900);
    switch (m.pick(0, 2)) {
      case 0: {
        std::vector<std::uint16_t> arfcns;
        m.list(arfcns, 0, 31, [&](std::uint16_t& arfcn) { m.number(arfcn, 0, 1023); });
        carriers.following = arfcns;
        break;
      }
      case 1:
        carriers.following = EquallySpacedArfcns{m.pick<std::uint8_t>(1, 8), m.pick<std::uint8_t>(0, 31)};
        break;
      default: {
        ArfcnBitmap bitmap;
        m.list(bitmap.octets, 1, 16, [&](std::uint8_t& octet) { m.number(octet, 0, 255); });
        carriers.following = bitmap;
      }
    }
    m.number(carriers.cell_reselection_priority, 0, 7);
    m.number(carriers.ncc_permitted, 0, 255);
    m.steps(carriers.q_rx_lev_min_dbm, 0, 45, 2, -115);
    m.number(carriers.p_max_dbm, 0, 39);
    m.steps(carriers.thresh_x_high_db, 0, 31, 2);
    m.steps(carriers.thresh_x_low_db, 0, 31, 2);
  });
  return s;
}

void make_cdma2000(Maker& m, Cdma2000Reselection& reselection) {
  m.list(reselection.band_classes, 1, 32, [&](Cdma2000BandClass& one) {
    m.number(one.band_class, 0, 31);
    m.number(one.cell_reselection_priority, 0, 7);
    m.number(one.thresh_x_high, 0, 63);
    m.number(one.thresh_x_low, 0, 63);
  });
  m.list(reselection.neighbours, 1, 4, [&](Cdma2000Neighbours& one) {
    m.number(one.band_class, 0, 31);
    m.list(one.carriers, 1, 4, [&](Cdma2000Carrier& carrier) {
      m.number(carrier.arfcn, 0, 2047);
      m.list(carrier.pn_offsets, 1, 16, [&](std::uint16_t& offset) { m.number(offset, 0, 511); });
    });
  });
  m.number(reselection.t_reselection_s, 0, 7);
  m.maybe(reselection.t_reselection_scale, [&](SpeedScale& scale) { make_scale(m, scale); });
}

void make_registration(Maker& m, OneXRegistration& registration) {
  m.number(registration.sid, 0, 32767);
  m.number(registration.nid, 0, 65535);
  m.flag(registration.multiple_sid);
  m.flag(registration.multiple_nid);
  m.flag(registration.home_reg);
  m.flag(registration.foreign_sid_reg);
  m.flag(registration.foreign_nid_reg);
  m.flag(registration.parameter_reg);
  m.flag(registration.power_up_reg);
  m.number(registration.registration_period, 0, 127);
  m.number(registration.registration_zone, 0, 4095);
  m.number(registration.total_zone, 0, 7);
  m.number(registration.zone_timer, 0, 7);
}

SystemInformationBlock8 make_sib8(Maker& m) {
  SystemInformationBlock8 s;
  m.maybe(s.time, [&](Cdma2000Time& time) {
    m.flag(time.is_synchronous);
    m.flag(time.is_asynchronous_time);
    time.count = m.bits(time.is_asynchronous_time ? 49 : 39);
  });
  m.number(s.search_window_size, 0, 15);
  m.maybe(s.hrpd, [&](HrpdParameters& hrpd) {
    m.flag(hrpd.is_pre_registration_allowed);
    m.number(hrpd.pre_registration_zone, 0, 255);
    m.list(hrpd.secondary_zones, 0, 2, [&](std::uint8_t& zone) { m.number(zone, 0, 255); });
    m.maybe(hrpd.reselection, [&](Cdma2000Reselection& reselection) { make_cdma2000(m, reselection); });
  });
  m.maybe(s.one_x, [&](OneXParameters& one_x) {
    m.maybe(one_x.registration, [&](OneXRegistration& registration) { make_registration(m, registration); });
    if (m.coin()) one_x.long_code_state = m.bits(42);
    m.maybe(one_x.reselection, [&](Cdma2000Reselection& reselection) { make_cdma2000(m, reselection); });
  });
  return s;
}

SystemInformationBlock9 make_sib9(Maker& m) {
  SystemInformationBlock9 s;
  m.maybe(s.hnb_name, [&](std::string& name) {
    std::vector<std::uint8_t> letters;
    m.list(letters, 1, 48, [&](std::uint8_t& letter) { m.number(letter, 'a', 'z'); });
    name.assign(letters.begin(), letters.end());
  });
  return s;
}

SystemInformationBlock10 make_sib10(Maker& m) {
  SystemInformationBlock10 s;
  m.number(s.message_identifier, 0, 65535);
  m.number(s.serial_number, 0, 65535);
  m.number(s.warning_type, 0, 65535);
  if (m.coin()) {
    auto& octets = s.security_info.emplace();
    for (int i = 0; i < 50; ++i) octets.push_back(m.pick<std::uint8_t>(0, 255));
  }
  return s;
}

void make_segment(Maker& m, WarningSegment& segment) {
  m.number(segment.message_identifier, 0, 65535);
  m.number(segment.serial_number, 0, 65535);
  m.flag(segment.is_last);
  m.number(segment.number, 0, 63);
  m.list(segment.octets, 1, 200, [&](std::uint8_t& octet) { m.number(octet, 0, 255); });
  m.number(segment.data_coding_scheme, 0, 255);
}

SystemInformationBlock12 make_sib12(Maker& m) {
  SystemInformationBlock12 s;
  make_segment(m, s.segment);
  m.maybe(s.area_coordinates, [&](std::vector<std::uint8_t>& octets) {
    m.list(octets, 1, 100, [&](std::uint8_t& octet) { m.number(octet, 0, 255); });
  });
  return s;
}

SystemInformationBlock13 make_sib13(Maker& m) {
  SystemInformationBlock13 s;
  m.list(s.areas, 1, 8, [&](MulticastArea& area) {
    m.number(area.area_id, 0, 255);
    m.number(area.non_mbsfn_region_symbols, 1, 2);
    m.number(area.notification_indicator, 0, 7);
    m.one_of(area.repetition_frames, {32, 64, 128, 256});
    m.number(area.offset_frames, 0, 10);
    m.one_of(area.modification_frames, {512, 1024});
    m.number(area.subframe_allocation, 0, 63);
    m.one_of(area.signalling_mcs, {2, 7, 13, 19});
    m.maybe(area.release_14, [&](MulticastAreaR14& addition) {
      m.maybe(addition.control, [&](MulticastAreaR14::Control& control) {
        m.one_of(control.repetition_frames, {1, 2, 4, 8, 16});
        m.one_of(control.modification_frames, {1, 2, 4, 8, 16, 32, 64, 128, 256});
      });
      m.one_of(addition.subcarrier_spacing_hz, {7500, 1250});
    });
  });
  m.one_of(s.notification_repetition_coefficient, {2, 4});
  m.number(s.notification_offset_frames, 0, 10);
  m.number(s.notification_subframe_index, 1, 6);
  m.number(s.notification_subframe_index_v1430, 7, 10);
  return s;
}

SystemInformationBlock16 make_sib16(Maker& m) {
  SystemInformationBlock16 s;
  m.maybe(s.time, [&](TimeInfo& time) {
    m.number(time.utc_10ms, 0, 549755813887);
    m.number(time.daylight_saving_h, 0, 3);
    m.number(time.leap_seconds_s, -127, 128);
    m.number(time.local_time_offset_15min, -63, 64);
  });
  m.maybe(s.reference, [&](TimeReference& reference) {
    m.number(reference.days, 0, 72999);
    m.number(reference.seconds_s, 0, 86399);
    m.number(reference.milliseconds_ms, 0, 999);
    m.number(reference.quarter_microseconds, 0, 3999);
    m.number(reference.uncertainty, 0, 12);
    m.flag(reference.is_local_clock);
    m.number(reference.reference_sfn, 0, 1023);
  });
  return s;
}

void make_nr_carrier(Maker& m, NrCarrier& carrier) {
  const auto make_band = [&](std::uint16_t& band) { m.number(band, 1, 1024); };
  const auto make_power = [&](NrNsPmax& value) {
    m.number(value.additional_p_max_dbm, -30, 33);
    m.number(value.additional_spectrum_emission, 0, 7);
  };
  const auto make_powers = [&](std::vector<NrNsPmax>& list) { m.list(list, 1, 8, make_power); };
  m.number(carrier.nr_arfcn, 0, 3279165);
  m.list(carrier.multi_bands, 0, 32, make_band);
  m.list(carrier.sul_multi_bands, 0, 32, make_band);
  m.maybe(carrier.measurement_timing, [&](NrMeasurementTiming& timing) {
    m.one_of(timing.period_subframes, {5, 10, 20, 40, 80, 160});
    m.number(timing.offset_subframes, 0, timing.period_subframes - 1);
    m.number(timing.duration_subframes, 1, 5);
  });
  m.one_of(carrier.ssb_subcarrier_spacing_khz, {15, 30, 120, 240});
  m.maybe(carrier.rssi_measurement, [&](NrRssiMeasurement& measurement) {
    m.list(measurement.slots, 1, 80, [&](auto& value) { value = m.coin(); });
    m.number(measurement.end_symbol, 0, 3);
  });
  m.number(carrier.cell_reselection_priority, 0, 7);
  m.one_of(carrier.sub_priority_tenths, {2, 4, 6, 8});
  m.steps(carrier.thresh_x_high_db, 0, 31, 2);
  m.steps(carrier.thresh_x_low_db, 0, 31, 2);
  m.maybe(carrier.thresh_x_q, [&](QualityThresholds& thresholds) { make_thresholds(m, thresholds); });
  m.steps(carrier.q_rx_lev_min_dbm, -70, -22, 2);
  m.steps(carrier.q_rx_lev_min_sul_dbm, -70, -22, 2);
  m.number(carrier.p_max_dbm, -30, 33);
  m.list(carrier.ns_p_max, 0, 8, make_power);
  m.number(carrier.q_qual_min_db, -43, -12);
  m.flag(carrier.is_ssb_index_from_cell);
  m.number(carrier.max_beams_averaged, 1, 16);
  m.maybe(carrier.beam_thresholds, [&](NrBeamThresholds& thresholds) {
    m.number(thresholds.rsrp, 0, 127);
    m.number(thresholds.rsrq, 0, 127);
    m.number(thresholds.sinr, 0, 127);
  });
  m.list(carrier.multi_band_ns_p_max, 0, 31, make_powers);
  m.list(carrier.sul_multi_band_ns_p_max, 0, 32, make_powers);
  m.maybe(carrier.ssb_to_measure, [&](NrSsbBitmap& bitmap) {
    m.one_of(bitmap.bits, {4, 8, 64});
    bitmap.bitmap = m.bits(bitmap.bits);
  });
}

SystemInformationBlock24 make_sib24(Maker& m) {
  SystemInformationBlock24 s;
  m.list(s.carriers, 0, 8, [&](NrCarrier& carrier) { make_nr_carrier(m, carrier); });
  m.number(s.t_reselection_s, 0, 7);
  m.maybe(s.t_reselection_scale, [&](SpeedScale& scale) { make_scale(m, scale); });
  return s;
}

}  // namespace

SystemInformationBlock1 make_sib1(synth::Random& random) {
  Maker m(random);
  SystemInformationBlock1 s;
  make_plmns(m, s.plmns, 6);
  s.tracking_area_code = Tac{m.pick<std::uint32_t>(0, 65535)};
  s.cell_identity = Eci{m.pick<std::uint32_t>(0, (1 << 28) - 1)};
  m.flag(s.is_cell_barred);
  m.flag(s.is_intra_freq_reselection_allowed);
  m.flag(s.is_csg);
  m.number(s.csg_identity, 0, (1 << 27) - 1);
  m.steps(s.q_rx_lev_min_dbm, -70, -22, 2);
  m.steps(s.q_rx_lev_min_offset_db, 1, 8, 2);
  m.number(s.p_max_dbm, -30, 33);
  m.number(s.freq_band_indicator, 1, 64);
  m.list(s.scheduling, 1, 32, [&](SiSchedule& schedule) {
    make_period(m, schedule.periodicity_frames);
    m.list(schedule.sibs, 0, 31, [&](SibType& type) { make_type(m, type); });
  });
  m.maybe(s.tdd, [&](TddConfig& tdd) {
    m.number(tdd.subframe_assignment, 0, 6);
    m.number(tdd.special_subframe_pattern, 0, 8);
  });
  m.one_of(s.si_window_length_ms, {1, 2, 5, 10, 15, 20, 40});
  m.number(s.system_info_value_tag, 0, 31);
  // Releases come one after another; late extensions on their own.
  const int release = m.pick(0, 5);
  if (m.coin()) make_late(m, s);
  if (release >= 1) make_releases_9_to_14(m, s);
  if (release >= 2) make_release_15(m, s);
  if (release >= 3) make_releases_16_and_17(m, s);
  return s;
}

SystemInformationBlock make_block(synth::Random& random, std::size_t kind) {
  Maker m(random);
  switch (kind) {
    case 0:
      return make_sib2(m);
    case 1:
      return make_sib3(m);
    case 2:
      return make_sib4(m);
    case 3:
      return make_sib5(m);
    case 4:
      return make_sib6(m);
    case 5:
      return make_sib7(m);
    case 6:
      return make_sib8(m);
    case 7:
      return make_sib9(m);
    case 8:
      return make_sib10(m);
    case 9: {
      SystemInformationBlock11 s;
      make_segment(m, s.segment);
      return s;
    }
    case 10:
      return make_sib12(m);
    case 11:
      return make_sib13(m);
    case 12:
      return make_sib16(m);
    default:
      return make_sib24(m);
  }
}

synth::PagingPlan make_paging(synth::Random& random) {
  Maker m(random);
  synth::PagingPlan plan;
  m.list(plan.records, 0, 16, [&](synth::PagedRecord& record) {
    record.kind = m.pick<synth::PagedRecord::Kind>(0, 3);
    m.number(record.digits, 6, 21);
    record.filler = m.bits(48);
    m.flag(record.is_cs);
  });
  m.flag(plan.system_info_modification);
  m.flag(plan.etws);
  m.flag(plan.cmas);
  m.flag(plan.eab);
  m.flag(plan.redistribution);
  m.flag(plan.edrx);
  m.flag(plan.non_3gpp);
  m.flag(plan.uac);
  m.list(plan.non_3gpp_records, 0, 16, [&](auto& value) { value = m.coin(); });
  m.list(plan.voice_records, 0, 16, [&](auto& value) { value = m.coin(); });
  return plan;
}

}  // namespace cellwarden::lte::test
