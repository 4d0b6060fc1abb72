#pragma once

/// \file
/// The fields of the other system information blocks, as lte_sib1_fields.hpp has those of the first. Private
/// to detector/records.

#include "cell/lte/system_information.hpp"
#include "detector/records/lte_sib1_fields.hpp"

namespace cellwarden::lte {

template <class Visitor>
void visit_fields(const UnreadBlock& of, Visitor visit) {
  visit("size_octets", of.size_octets);
}

template <class Visitor>
void visit_fields(const AccessBarring& of, Visitor visit) {
  visit("factor_percent", of.factor_percent);
  visit("time_s", of.time_s);
  visit("special_access_classes", of.special_access_classes);
}

template <class Visitor>
void visit_fields(const AccessBarringInfo& of, Visitor visit) {
  visit("is_emergency_barred", of.is_emergency_barred);
  visit("mo_signalling", of.mo_signalling);
  visit("mo_data", of.mo_data);
}

template <class Visitor>
void visit_fields(const PlmnAccessBarring& of, Visitor visit) {
  visit("plmn_index", of.plmn_index);
  visit("barring", of.barring);
  visit("skips_for_voice", of.skips_for_voice);
  visit("skips_for_video", of.skips_for_video);
  visit("skips_for_sms", of.skips_for_sms);
  visit("csfb", of.csfb);
  visit("voice", of.voice);
  visit("video", of.video);
}

template <class Visitor>
void visit_fields(const PreamblesGroupA& of, Visitor visit) {
  visit("preambles", of.preambles);
  visit("message_size_bits", of.message_size_bits);
  visit("power_offset_group_b_db", of.power_offset_group_b_db);
}

template <class Visitor>
void visit_fields(const ConnectionFailure& of, Visitor visit) {
  visit("count", of.count);
  visit("offset_validity_s", of.offset_validity_s);
  visit("offset_db", of.offset_db);
}

template <class Visitor>
void visit_fields(const RandomAccess& of, Visitor visit) {
  visit("preambles", of.preambles);
  visit("group_a", of.group_a);
  visit("power_ramping_step_db", of.power_ramping_step_db);
  visit("preamble_received_target_power_dbm", of.preamble_received_target_power_dbm);
  visit("preamble_trans_max", of.preamble_trans_max);
  visit("response_window_subframes", of.response_window_subframes);
  visit("contention_resolution_subframes", of.contention_resolution_subframes);
  visit("max_harq_msg3_tx", of.max_harq_msg3_tx);
  visit("connection_failure", of.connection_failure);
}

template <class Visitor>
void visit_fields(const Prach& of, Visitor visit) {
  visit("root_sequence_index", of.root_sequence_index);
  visit("config_index", of.config_index);
  visit("is_high_speed", of.is_high_speed);
  visit("zero_correlation_zone", of.zero_correlation_zone);
  visit("freq_offset_rb", of.freq_offset_rb);
}

template <class Visitor>
void visit_fields(const Pusch& of, Visitor visit) {
  visit("n_sb", of.n_sb);
  visit("hops_within_subframe", of.hops_within_subframe);
  visit("hopping_offset_rb", of.hopping_offset_rb);
  visit("has_64qam", of.has_64qam);
  visit("has_64qam_v1270", of.has_64qam_v1270);
  visit("is_group_hopping", of.is_group_hopping);
  visit("group_assignment", of.group_assignment);
  visit("is_sequence_hopping", of.is_sequence_hopping);
  visit("cyclic_shift", of.cyclic_shift);
}

template <class Visitor>
void visit_fields(const Pucch& of, Visitor visit) {
  visit("delta_shift", of.delta_shift);
  visit("n_rb_cqi", of.n_rb_cqi);
  visit("n_cs_an", of.n_cs_an);
  visit("n1_an", of.n1_an);
}

template <class Visitor>
void visit_fields(const SoundingReference& of, Visitor visit) {
  visit("bandwidth_config", of.bandwidth_config);
  visit("subframe_config", of.subframe_config);
  visit("is_simultaneous_with_ack", of.is_simultaneous_with_ack);
  visit("has_max_up_pts", of.has_max_up_pts);
}

template <class Visitor>
void visit_fields(const PucchPowerOffsets& of, Visitor visit) {
  visit("format_1_db", of.format_1_db);
  visit("format_1b_db", of.format_1b_db);
  visit("format_2_db", of.format_2_db);
  visit("format_2a_db", of.format_2a_db);
  visit("format_2b_db", of.format_2b_db);
}

template <class Visitor>
void visit_fields(const UplinkPowerExtension& of, Visitor visit) {
  visit("format_3_db", of.format_3_db);
  visit("format_1b_cs_db", of.format_1b_cs_db);
}

template <class Visitor>
void visit_fields(const UplinkPower& of, Visitor visit) {
  visit("p0_nominal_pusch_dbm", of.p0_nominal_pusch_dbm);
  visit("alpha_percent", of.alpha_percent);
  visit("p0_nominal_pucch_dbm", of.p0_nominal_pucch_dbm);
  visit("pucch", of.pucch);
  visit("delta_preamble_msg3_db", of.delta_preamble_msg3_db);
  visit("extension", of.extension);
}

template <class Visitor>
void visit_fields(const RadioResourceConfig& of, Visitor visit) {
  visit("random_access", of.random_access);
  visit("modification_period_coefficient", of.modification_period_coefficient);
  visit("has_modification_period_coefficient_64", of.has_modification_period_coefficient_64);
  visit("default_paging_cycle_frames", of.default_paging_cycle_frames);
  visit("n_b", of.n_b);
  visit("prach", of.prach);
  visit("reference_signal_power_dbm", of.reference_signal_power_dbm);
  visit("p_b", of.p_b);
  visit("pusch", of.pusch);
  visit("pucch", of.pucch);
  visit("sounding", of.sounding);
  visit("uplink_power", of.uplink_power);
  visit("is_uplink_cyclic_prefix_extended", of.is_uplink_cyclic_prefix_extended);
}

template <class Visitor>
void visit_fields(const TimersAndConstants& of, Visitor visit) {
  visit("t300_ms", of.t300_ms);
  visit("t301_ms", of.t301_ms);
  visit("t310_ms", of.t310_ms);
  visit("n310", of.n310);
  visit("t311_ms", of.t311_ms);
  visit("n311", of.n311);
  visit("t300_v1310_ms", of.t300_v1310_ms);
  visit("t301_v1310_ms", of.t301_v1310_ms);
  visit("t310_v1330_ms", of.t310_v1330_ms);
}

template <class Visitor>
void visit_fields(const MbsfnSubframes& of, Visitor visit) {
  visit("period_frames", of.period_frames);
  visit("offset_frames", of.offset_frames);
  visit("has_four_frames", of.has_four_frames);
  visit("allocation", of.allocation);
}

template <class Visitor>
void visit_fields(const MbsfnSubframesExtension& of, Visitor visit) {
  visit("has_four_frames", of.has_four_frames);
  visit("allocation", of.allocation);
}

template <class Visitor>
void visit_fields(const SystemInformationBlock2& of, Visitor visit) {
  visit("barring", of.barring);
  visit("radio", of.radio);
  visit("timers", of.timers);
  visit("uplink_earfcn", of.uplink_earfcn);
  visit("uplink_bandwidth_rb", of.uplink_bandwidth_rb);
  visit("additional_spectrum_emission", of.additional_spectrum_emission);
  visit("mbsfn", of.mbsfn);
  visit("time_alignment_subframes", of.time_alignment_subframes);
  visit("multi_band_emissions", of.multi_band_emissions);
  visit("uplink_earfcn_v9e0", of.uplink_earfcn_v9e0);
  visit("voice_barring", of.voice_barring);
  visit("video_barring", of.video_barring);
  visit("csfb_barring", of.csfb_barring);
  visit("skips_barring_for_voice", of.skips_barring_for_voice);
  visit("skips_barring_for_video", of.skips_barring_for_video);
  visit("skips_barring_for_sms", of.skips_barring_for_sms);
  visit("plmn_barring", of.plmn_barring);
  visit("has_voice_service_cause", of.has_voice_service_cause);
  visit("mbsfn_v1430", of.mbsfn_v1430);
  visit("has_video_service_cause", of.has_video_service_cause);
  visit("upper_layer_indications", of.upper_layer_indications);
}

template <class Visitor>
void visit_fields(const SpeedState& of, Visitor visit) {
  visit("t_evaluation_s", of.t_evaluation_s);
  visit("t_hyst_normal_s", of.t_hyst_normal_s);
  visit("n_cell_change_medium", of.n_cell_change_medium);
  visit("n_cell_change_high", of.n_cell_change_high);
  visit("q_hyst_medium_db", of.q_hyst_medium_db);
  visit("q_hyst_high_db", of.q_hyst_high_db);
}

template <class Visitor>
void visit_fields(const SearchThresholds& of, Visitor visit) {
  visit("p_db", of.p_db);
  visit("q_db", of.q_db);
}

template <class Visitor>
void visit_fields(const Redistribution& of, Visitor visit) {
  visit("serving_factor", of.serving_factor);
  visit("has_cell_factor", of.has_cell_factor);
  visit("t360_min", of.t360_min);
  visit("is_on_paging_only", of.is_on_paging_only);
}

template <class Visitor>
void visit_fields(const AlternativePriority& of, Visitor visit) {
  visit("priority", of.priority);
  visit("sub_priority_tenths", of.sub_priority_tenths);
}

template <class Visitor>
void visit_fields(const SystemInformationBlock3& of, Visitor visit) {
  visit("q_hyst_db", of.q_hyst_db);
  visit("speed_state", of.speed_state);
  visit("s_non_intra_search_db", of.s_non_intra_search_db);
  visit("thresh_serving_low_db", of.thresh_serving_low_db);
  visit("cell_reselection_priority", of.cell_reselection_priority);
  visit("q_rx_lev_min_dbm", of.q_rx_lev_min_dbm);
  visit("p_max_dbm", of.p_max_dbm);
  visit("s_intra_search_db", of.s_intra_search_db);
  visit("allowed_meas_bandwidth_rb", of.allowed_meas_bandwidth_rb);
  visit("has_antenna_port_1", of.has_antenna_port_1);
  visit("neighbour_cell_config", of.neighbour_cell_config);
  visit("t_reselection_s", of.t_reselection_s);
  visit("t_reselection_scale", of.t_reselection_scale);
  visit("s_intra_search_v920", of.s_intra_search_v920);
  visit("s_non_intra_search_v920", of.s_non_intra_search_v920);
  visit("q_qual_min_db", of.q_qual_min_db);
  visit("thresh_serving_low_q_db", of.thresh_serving_low_q_db);
  visit("q_qual_min_wb_db", of.q_qual_min_wb_db);
  visit("q_qual_min_all_symbols_db", of.q_qual_min_all_symbols_db);
  visit("sub_priority_tenths", of.sub_priority_tenths);
  visit("redistribution", of.redistribution);
  visit("enhanced_coverage", of.enhanced_coverage);
  visit("t_reselection_ce_s", of.t_reselection_ce_s);
  visit("enhanced_coverage_1", of.enhanced_coverage_1);
  visit("enhanced_coverage_1_delta_db", of.enhanced_coverage_1_delta_db);
  visit("s_search_delta_p_db", of.s_search_delta_p_db);
  visit("cell_equivalent_size", of.cell_equivalent_size);
  visit("alternative_priority", of.alternative_priority);
}

template <class Visitor>
void visit_fields(const NeighbourCell& of, Visitor visit) {
  visit("pci", of.pci);
  visit("q_offset_db", of.q_offset_db);
}

template <class Visitor>
void visit_fields(const SystemInformationBlock4& of, Visitor visit) {
  visit("neighbours", of.neighbours);
  visit("excluded", of.excluded);
  visit("csg_range", of.csg_range);
  visit("hsdn_cells", of.hsdn_cells);
}

template <class Visitor>
void visit_fields(const EutraCarrier& of, Visitor visit) {
  visit("earfcn", of.earfcn);
  visit("q_rx_lev_min_dbm", of.q_rx_lev_min_dbm);
  visit("p_max_dbm", of.p_max_dbm);
  visit("t_reselection_s", of.t_reselection_s);
  visit("t_reselection_scale", of.t_reselection_scale);
  visit("thresh_x_high_db", of.thresh_x_high_db);
  visit("thresh_x_low_db", of.thresh_x_low_db);
  visit("allowed_meas_bandwidth_rb", of.allowed_meas_bandwidth_rb);
  visit("has_antenna_port_1", of.has_antenna_port_1);
  visit("cell_reselection_priority", of.cell_reselection_priority);
  visit("neighbour_cell_config", of.neighbour_cell_config);
  visit("q_offset_freq_db", of.q_offset_freq_db);
  visit("neighbours", of.neighbours);
  visit("excluded", of.excluded);
  visit("q_qual_min_db", of.q_qual_min_db);
  visit("thresh_x_q", of.thresh_x_q);
  visit("q_qual_min_wb_db", of.q_qual_min_wb_db);
  visit("multi_bands", of.multi_bands);
  visit("has_reduced_measurement", of.has_reduced_measurement);
  visit("q_qual_min_all_symbols_db", of.q_qual_min_all_symbols_db);
}

template <class Visitor>
void visit_fields(const EutraCarrierV9e0& of, Visitor visit) {
  visit("earfcn", of.earfcn);
  visit("multi_bands", of.multi_bands);
}

template <class Visitor>
void visit_fields(const EutraCarrierV1250& of, Visitor visit) {
  visit("has_reduced_measurement", of.has_reduced_measurement);
  visit("q_qual_min_all_symbols_db", of.q_qual_min_all_symbols_db);
}

template <class Visitor>
void visit_fields(const RedistributionCell& of, Visitor visit) {
  visit("pci", of.pci);
  visit("factor", of.factor);
}

template <class Visitor>
void visit_fields(const CarrierRedistribution& of, Visitor visit) {
  visit("factor", of.factor);
  visit("cells", of.cells);
}

template <class Visitor>
void visit_fields(const EutraCarrierV1310& of, Visitor visit) {
  visit("sub_priority_tenths", of.sub_priority_tenths);
  visit("redistribution", of.redistribution);
  visit("enhanced_coverage", of.enhanced_coverage);
  visit("t_reselection_ce_s", of.t_reselection_ce_s);
}

template <class Visitor>
void visit_fields(const EutraCarrierExtensions& of, Visitor visit) {
  visit("v1310", of.v1310);
  visit("v1350", of.v1350);
}

template <class Visitor>
void visit_fields(const SystemInformationBlock5& of, Visitor visit) {
  visit("carriers", of.carriers);
  visit("more_carriers", of.more_carriers);
  visit("multi_bands", of.multi_bands);
  visit("v9e0", of.v9e0);
  visit("v1250", of.v1250);
  visit("carrier_extensions", of.carrier_extensions);
  visit("more_carrier_extensions", of.more_carrier_extensions);
  visit("scptm_freq_offset", of.scptm_freq_offset);
}

template <class Visitor>
void visit_fields(const UtraCarrier& of, Visitor visit) {
  visit("uarfcn", of.uarfcn);
  visit("cell_reselection_priority", of.cell_reselection_priority);
  visit("thresh_x_high_db", of.thresh_x_high_db);
  visit("thresh_x_low_db", of.thresh_x_low_db);
  visit("q_rx_lev_min_dbm", of.q_rx_lev_min_dbm);
  visit("p_max_dbm", of.p_max_dbm);
  visit("q_qual_min_db", of.q_qual_min_db);
  visit("thresh_x_q", of.thresh_x_q);
  visit("multi_bands", of.multi_bands);
  visit("has_reduced_measurement", of.has_reduced_measurement);
}

template <class Visitor>
void visit_fields(const SystemInformationBlock6& of, Visitor visit) {
  visit("fdd", of.fdd);
  visit("tdd", of.tdd);
  visit("t_reselection_s", of.t_reselection_s);
  visit("t_reselection_scale", of.t_reselection_scale);
  visit("fdd_multi_bands", of.fdd_multi_bands);
  visit("fdd_reduced_measurement", of.fdd_reduced_measurement);
  visit("tdd_reduced_measurement", of.tdd_reduced_measurement);
  visit("more_fdd", of.more_fdd);
  visit("more_tdd", of.more_tdd);
}

template <class Visitor>
void visit_fields(const EquallySpacedArfcns& of, Visitor visit) {
  visit("spacing", of.spacing);
  visit("following", of.following);
}

template <class Visitor>
void visit_fields(const ArfcnBitmap& of, Visitor visit) {
  visit("octets", as_octets(of.octets));
}

template <class Visitor>
void visit_fields(const GeranCarriers& of, Visitor visit) {
  visit("starting_arfcn", of.starting_arfcn);
  visit("is_band_1900", of.is_band_1900);
  visit("following", of.following);
  visit("cell_reselection_priority", of.cell_reselection_priority);
  visit("ncc_permitted", of.ncc_permitted);
  visit("q_rx_lev_min_dbm", of.q_rx_lev_min_dbm);
  visit("p_max_dbm", of.p_max_dbm);
  visit("thresh_x_high_db", of.thresh_x_high_db);
  visit("thresh_x_low_db", of.thresh_x_low_db);
}

template <class Visitor>
void visit_fields(const SystemInformationBlock7& of, Visitor visit) {
  visit("t_reselection_s", of.t_reselection_s);
  visit("t_reselection_scale", of.t_reselection_scale);
  visit("carriers", of.carriers);
}

template <class Visitor>
void visit_fields(const Cdma2000Time& of, Visitor visit) {
  visit("is_synchronous", of.is_synchronous);
  visit("is_asynchronous_time", of.is_asynchronous_time);
  visit("count", of.count);
}

template <class Visitor>
void visit_fields(const Cdma2000Carrier& of, Visitor visit) {
  visit("arfcn", of.arfcn);
  visit("pn_offsets", of.pn_offsets);
}

template <class Visitor>
void visit_fields(const Cdma2000Neighbours& of, Visitor visit) {
  visit("band_class", of.band_class);
  visit("carriers", of.carriers);
}

template <class Visitor>
void visit_fields(const Cdma2000BandClass& of, Visitor visit) {
  visit("band_class", of.band_class);
  visit("cell_reselection_priority", of.cell_reselection_priority);
  visit("thresh_x_high", of.thresh_x_high);
  visit("thresh_x_low", of.thresh_x_low);
}

template <class Visitor>
void visit_fields(const Cdma2000Reselection& of, Visitor visit) {
  visit("band_classes", of.band_classes);
  visit("neighbours", of.neighbours);
  visit("t_reselection_s", of.t_reselection_s);
  visit("t_reselection_scale", of.t_reselection_scale);
}

template <class Visitor>
void visit_fields(const HrpdParameters& of, Visitor visit) {
  visit("is_pre_registration_allowed", of.is_pre_registration_allowed);
  visit("pre_registration_zone", of.pre_registration_zone);
  visit("secondary_zones", of.secondary_zones);
  visit("reselection", of.reselection);
}

template <class Visitor>
void visit_fields(const OneXRegistration& of, Visitor visit) {
  visit("sid", of.sid);
  visit("nid", of.nid);
  visit("multiple_sid", of.multiple_sid);
  visit("multiple_nid", of.multiple_nid);
  visit("home_reg", of.home_reg);
  visit("foreign_sid_reg", of.foreign_sid_reg);
  visit("foreign_nid_reg", of.foreign_nid_reg);
  visit("parameter_reg", of.parameter_reg);
  visit("power_up_reg", of.power_up_reg);
  visit("registration_period", of.registration_period);
  visit("registration_zone", of.registration_zone);
  visit("total_zone", of.total_zone);
  visit("zone_timer", of.zone_timer);
}

template <class Visitor>
void visit_fields(const OneXParameters& of, Visitor visit) {
  visit("registration", of.registration);
  visit("long_code_state", of.long_code_state);
  visit("reselection", of.reselection);
}

template <class Visitor>
void visit_fields(const SystemInformationBlock8& of, Visitor visit) {
  visit("time", of.time);
  visit("search_window_size", of.search_window_size);
  visit("hrpd", of.hrpd);
  visit("one_x", of.one_x);
}

template <class Visitor>
void visit_fields(const SystemInformationBlock9& of, Visitor visit) {
  visit("hnb_name", of.hnb_name);
}

template <class Visitor>
void visit_fields(const SystemInformationBlock10& of, Visitor visit) {
  visit("message_identifier", of.message_identifier);
  visit("serial_number", of.serial_number);
  visit("warning_type", of.warning_type);
  visit("security_info", as_octets(of.security_info));
}

template <class Visitor>
void visit_fields(const WarningSegment& of, Visitor visit) {
  visit("message_identifier", of.message_identifier);
  visit("serial_number", of.serial_number);
  visit("is_last", of.is_last);
  visit("number", of.number);
  visit("octets", as_octets(of.octets));
  visit("data_coding_scheme", of.data_coding_scheme);
}

template <class Visitor>
void visit_fields(const SystemInformationBlock11& of, Visitor visit) {
  visit("segment", of.segment);
}

template <class Visitor>
void visit_fields(const SystemInformationBlock12& of, Visitor visit) {
  visit("segment", of.segment);
  visit("area_coordinates", as_octets(of.area_coordinates));
}

template <class Visitor>
void visit_fields(const MulticastAreaR14::Control& of, Visitor visit) {
  visit("repetition_frames", of.repetition_frames);
  visit("modification_frames", of.modification_frames);
}

template <class Visitor>
void visit_fields(const MulticastAreaR14& of, Visitor visit) {
  visit("control", of.control);
  visit("subcarrier_spacing_hz", of.subcarrier_spacing_hz);
}

template <class Visitor>
void visit_fields(const MulticastArea& of, Visitor visit) {
  visit("area_id", of.area_id);
  visit("non_mbsfn_region_symbols", of.non_mbsfn_region_symbols);
  visit("notification_indicator", of.notification_indicator);
  visit("repetition_frames", of.repetition_frames);
  visit("offset_frames", of.offset_frames);
  visit("modification_frames", of.modification_frames);
  visit("subframe_allocation", of.subframe_allocation);
  visit("signalling_mcs", of.signalling_mcs);
  visit("release_14", of.release_14);
}

template <class Visitor>
void visit_fields(const SystemInformationBlock13& of, Visitor visit) {
  visit("areas", of.areas);
  visit("notification_repetition_coefficient", of.notification_repetition_coefficient);
  visit("notification_offset_frames", of.notification_offset_frames);
  visit("notification_subframe_index", of.notification_subframe_index);
  visit("notification_subframe_index_v1430", of.notification_subframe_index_v1430);
}

template <class Visitor>
void visit_fields(const TimeInfo& of, Visitor visit) {
  visit("utc_10ms", of.utc_10ms);
  visit("daylight_saving_h", of.daylight_saving_h);
  visit("leap_seconds_s", of.leap_seconds_s);
  visit("local_time_offset_15min", of.local_time_offset_15min);
}

template <class Visitor>
void visit_fields(const TimeReference& of, Visitor visit) {
  visit("days", of.days);
  visit("seconds_s", of.seconds_s);
  visit("milliseconds_ms", of.milliseconds_ms);
  visit("quarter_microseconds", of.quarter_microseconds);
  visit("uncertainty", of.uncertainty);
  visit("is_local_clock", of.is_local_clock);
  visit("reference_sfn", of.reference_sfn);
}

template <class Visitor>
void visit_fields(const SystemInformationBlock16& of, Visitor visit) {
  visit("time", of.time);
  visit("reference", of.reference);
}

template <class Visitor>
void visit_fields(const NrMeasurementTiming& of, Visitor visit) {
  visit("period_subframes", of.period_subframes);
  visit("offset_subframes", of.offset_subframes);
  visit("duration_subframes", of.duration_subframes);
}

template <class Visitor>
void visit_fields(const NrRssiMeasurement& of, Visitor visit) {
  visit("slots", of.slots);
  visit("end_symbol", of.end_symbol);
}

template <class Visitor>
void visit_fields(const NrNsPmax& of, Visitor visit) {
  visit("additional_p_max_dbm", of.additional_p_max_dbm);
  visit("additional_spectrum_emission", of.additional_spectrum_emission);
}

template <class Visitor>
void visit_fields(const NrBeamThresholds& of, Visitor visit) {
  visit("rsrp", of.rsrp);
  visit("rsrq", of.rsrq);
  visit("sinr", of.sinr);
}

template <class Visitor>
void visit_fields(const NrSsbBitmap& of, Visitor visit) {
  visit("bits", of.bits);
  visit("bitmap", of.bitmap);
}

template <class Visitor>
void visit_fields(const NrCarrier& of, Visitor visit) {
  visit("nr_arfcn", of.nr_arfcn);
  visit("multi_bands", of.multi_bands);
  visit("sul_multi_bands", of.sul_multi_bands);
  visit("measurement_timing", of.measurement_timing);
  visit("ssb_subcarrier_spacing_khz", of.ssb_subcarrier_spacing_khz);
  visit("rssi_measurement", of.rssi_measurement);
  visit("cell_reselection_priority", of.cell_reselection_priority);
  visit("sub_priority_tenths", of.sub_priority_tenths);
  visit("thresh_x_high_db", of.thresh_x_high_db);
  visit("thresh_x_low_db", of.thresh_x_low_db);
  visit("thresh_x_q", of.thresh_x_q);
  visit("q_rx_lev_min_dbm", of.q_rx_lev_min_dbm);
  visit("q_rx_lev_min_sul_dbm", of.q_rx_lev_min_sul_dbm);
  visit("p_max_dbm", of.p_max_dbm);
  visit("ns_p_max", of.ns_p_max);
  visit("q_qual_min_db", of.q_qual_min_db);
  visit("is_ssb_index_from_cell", of.is_ssb_index_from_cell);
  visit("max_beams_averaged", of.max_beams_averaged);
  visit("beam_thresholds", of.beam_thresholds);
  visit("multi_band_ns_p_max", of.multi_band_ns_p_max);
  visit("sul_multi_band_ns_p_max", of.sul_multi_band_ns_p_max);
  visit("ssb_to_measure", of.ssb_to_measure);
}

template <class Visitor>
void visit_fields(const SystemInformationBlock24& of, Visitor visit) {
  visit("carriers", of.carriers);
  visit("t_reselection_s", of.t_reselection_s);
  visit("t_reselection_scale", of.t_reselection_scale);
}

}  // namespace cellwarden::lte
