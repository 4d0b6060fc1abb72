#pragma once

/// \file
/// The fields of SystemInformationBlockType1, and of what the blocks have in common, by their names in
/// cell/lte: visit_fields(block, visit) calls visit(name, value) for each, in the order of the struct.
/// Private to detector/records.

#include <optional>
#include <span>
#include <vector>

#include "cell/lte/system_information_block_1.hpp"

namespace cellwarden::lte {

/// Octets that are no list of numbers.
struct OctetsField {
  std::span<const std::uint8_t> octets;
};
[[nodiscard]] inline OctetsField as_octets(const std::vector<std::uint8_t>& octets) noexcept {
  return {octets};
}
[[nodiscard]] inline std::optional<OctetsField> as_octets(
    const std::optional<std::vector<std::uint8_t>>& octets) noexcept {
  if (!octets) return std::nullopt;
  return OctetsField{*octets};
}

template <class Visitor>
void visit_fields(const PlmnEntry& of, Visitor visit) {
  visit("plmn", of.plmn);
  visit("is_mcc_sent", of.is_mcc_sent);
  visit("is_reserved_for_operator_use", of.is_reserved_for_operator_use);
}

template <class Visitor>
void visit_fields(const PciRange& of, Visitor visit) {
  visit("start", of.start);
  visit("cells", of.cells);
}

template <class Visitor>
void visit_fields(const SpeedScale& of, Visitor visit) {
  visit("medium_quarters", of.medium_quarters);
  visit("high_quarters", of.high_quarters);
}

template <class Visitor>
void visit_fields(const NsPmax& of, Visitor visit) {
  visit("additional_p_max_dbm", of.additional_p_max_dbm);
  visit("additional_spectrum_emission", of.additional_spectrum_emission);
}

template <class Visitor>
void visit_fields(const QualityThresholds& of, Visitor visit) {
  visit("high_db", of.high_db);
  visit("low_db", of.low_db);
}

template <class Visitor>
void visit_fields(const EnhancedCoverageSelection& of, Visitor visit) {
  visit("q_rx_lev_min_dbm", of.q_rx_lev_min_dbm);
  visit("q_qual_min_db", of.q_qual_min_db);
}

template <class Visitor>
void visit_fields(const SiSchedule& of, Visitor visit) {
  visit("periodicity_frames", of.periodicity_frames);
  visit("sibs", of.sibs);
}

template <class Visitor>
void visit_fields(const TddConfig& of, Visitor visit) {
  visit("subframe_assignment", of.subframe_assignment);
  visit("special_subframe_pattern", of.special_subframe_pattern);
}

template <class Visitor>
void visit_fields(const QualitySelection& of, Visitor visit) {
  visit("q_qual_min_db", of.q_qual_min_db);
  visit("q_qual_min_offset_db", of.q_qual_min_offset_db);
}

template <class Visitor>
void visit_fields(const CellAccess& of, Visitor visit) {
  visit("plmns", of.plmns);
  visit("tracking_area_code", of.tracking_area_code);
  visit("cell_identity", of.cell_identity);
}

template <class Visitor>
void visit_fields(const PlmnEntry5gc& of, Visitor visit) {
  visit("plmn", of.plmn);
  visit("is_reserved_for_operator_use", of.is_reserved_for_operator_use);
  visit("is_reserved_for_operator_use_crs", of.is_reserved_for_operator_use_crs);
}

template <class Visitor>
void visit_fields(const CellAccess5gc& of, Visitor visit) {
  visit("plmns", of.plmns);
  visit("ran_area_code", of.ran_area_code);
  visit("tracking_area_code", of.tracking_area_code);
  visit("cell_identity", of.cell_identity);
}

template <class Visitor>
void visit_fields(const Access5gc& of, Visitor visit) {
  visit("is_cell_barred", of.is_cell_barred);
  visit("is_cell_barred_crs", of.is_cell_barred_crs);
  visit("cells", of.cells);
}

template <class Visitor>
void visit_fields(const SiScheduleBr& of, Visitor visit) {
  visit("narrowband", of.narrowband);
  visit("transport_bits", of.transport_bits);
}

template <class Visitor>
void visit_fields(const SubframeBitmap& of, Visitor visit) {
  visit("bits", of.bits);
  visit("bitmap", of.bitmap);
}

template <class Visitor>
void visit_fields(const BandwidthReducedAccess& of, Visitor visit) {
  visit("si_window_length_ms", of.si_window_length_ms);
  visit("si_repetition_frames", of.si_repetition_frames);
  visit("scheduling", of.scheduling);
  visit("subframe_bitmap", of.subframe_bitmap);
  visit("uplink_subframe_bitmap", of.uplink_subframe_bitmap);
  visit("start_symbol", of.start_symbol);
  visit("is_si_hopping", of.is_si_hopping);
  visit("has_si_validity_time", of.has_si_validity_time);
  visit("value_tags", of.value_tags);
}

template <class Visitor>
void visit_fields(const HoppingInterval& of, Visitor visit) {
  visit("is_tdd", of.is_tdd);
  visit("code", of.code);
}

template <class Visitor>
void visit_fields(const DownlinkHopping& of, Visitor visit) {
  visit("narrowbands", of.narrowbands);
  visit("mode_a", of.mode_a);
  visit("mode_b", of.mode_b);
  visit("offset", of.offset);
}

template <class Visitor>
void visit_fields(const PositioningSib& of, Visitor visit) {
  visit("is_encrypted", of.is_encrypted);
  visit("gnss", of.gnss);
  visit("sbas", of.sbas);
  visit("type", of.type);
}

template <class Visitor>
void visit_fields(const PositioningSchedule& of, Visitor visit) {
  visit("periodicity_frames", of.periodicity_frames);
  visit("sibs", of.sibs);
}

template <class Visitor>
void visit_fields(const PlmnFeatures& of, Visitor visit) {
  visit("has_cp_ciot_5gs", of.has_cp_ciot_5gs);
  visit("has_up_ciot_5gs", of.has_up_ciot_5gs);
  visit("has_iab", of.has_iab);
}

template <class Visitor>
void visit_fields(const NtnAccess& of, Visitor visit) {
  visit("is_cell_barred", of.is_cell_barred);
  visit("tracking_areas", of.tracking_areas);
}

template <class Visitor>
void visit_fields(const CrsMitigation& of, Visitor visit) {
  visit("bandwidth_rb", of.bandwidth_rb);
}

template <class Visitor>
void visit_fields(const SystemInformationBlock1& of, Visitor visit) {
  visit("plmns", of.plmns);
  visit("tracking_area_code", of.tracking_area_code);
  visit("cell_identity", of.cell_identity);
  visit("is_cell_barred", of.is_cell_barred);
  visit("is_intra_freq_reselection_allowed", of.is_intra_freq_reselection_allowed);
  visit("is_csg", of.is_csg);
  visit("csg_identity", of.csg_identity);
  visit("q_rx_lev_min_dbm", of.q_rx_lev_min_dbm);
  visit("q_rx_lev_min_offset_db", of.q_rx_lev_min_offset_db);
  visit("p_max_dbm", of.p_max_dbm);
  visit("freq_band_indicator", of.freq_band_indicator);
  visit("scheduling", of.scheduling);
  visit("tdd", of.tdd);
  visit("si_window_length_ms", of.si_window_length_ms);
  visit("system_info_value_tag", of.system_info_value_tag);
  visit("multi_bands", of.multi_bands);
  visit("freq_band_indicator_v9e0", of.freq_band_indicator_v9e0);
  visit("multi_bands_v9e0", of.multi_bands_v9e0);
  visit("freq_band_info", of.freq_band_info);
  visit("multi_band_info", of.multi_band_info);
  visit("freq_band_info_v10l0", of.freq_band_info_v10l0);
  visit("multi_band_info_v10l0", of.multi_band_info_v10l0);
  visit("scheduling_v12j0", of.scheduling_v12j0);
  visit("scheduling_ext", of.scheduling_ext);
  visit("has_ims_emergency_support", of.has_ims_emergency_support);
  visit("quality_selection", of.quality_selection);
  visit("special_subframe_v1130", of.special_subframe_v1130);
  visit("q_qual_min_wb_db", of.q_qual_min_wb_db);
  visit("is_category_0_allowed", of.is_category_0_allowed);
  visit("q_qual_min_all_symbols_db", of.q_qual_min_all_symbols_db);
  visit("has_freq_band_indicator_priority", of.has_freq_band_indicator_priority);
  visit("hyper_sfn", of.hyper_sfn);
  visit("is_edrx_allowed", of.is_edrx_allowed);
  visit("enhanced_coverage", of.enhanced_coverage);
  visit("bandwidth_reduced", of.bandwidth_reduced);
  visit("hopping", of.hopping);
  visit("enhanced_coverage_1", of.enhanced_coverage_1);
  visit("enhanced_coverage_1_delta_db", of.enhanced_coverage_1_delta_db);
  visit("has_ecall_over_ims", of.has_ecall_over_ims);
  visit("has_special_subframe_10", of.has_special_subframe_10);
  visit("other_accesses", of.other_accesses);
  visit("has_special_subframe_10_less_crs", of.has_special_subframe_10_less_crs);
  visit("is_hsdn_cell", of.is_hsdn_cell);
  visit("power_class_14dbm_offset_db", of.power_class_14dbm_offset_db);
  visit("crs_mitigation", of.crs_mitigation);
  visit("is_cell_barred_crs", of.is_cell_barred_crs);
  visit("reserved_for_operator_use_crs", of.reserved_for_operator_use_crs);
  visit("positioning", of.positioning);
  visit("access_5gc", of.access_5gc);
  visit("has_ims_emergency_support_5gc", of.has_ims_emergency_support_5gc);
  visit("has_ecall_over_ims_5gc", of.has_ecall_over_ims_5gc);
  visit("has_si_positioning_offset", of.has_si_positioning_offset);
  visit("is_edrx_allowed_5gc", of.is_edrx_allowed_5gc);
  visit("is_control_channel_region_used", of.is_control_channel_region_used);
  visit("is_camping_in_ce_allowed", of.is_camping_in_ce_allowed);
  visit("plmn_features", of.plmn_features);
  visit("satellite", of.satellite);
}

}  // namespace cellwarden::lte
