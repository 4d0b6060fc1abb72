#include "tests/synth/lte_rrc_encoder.hpp"

#include <array>
#include <functional>
#include <initializer_list>
#include <stdexcept>

namespace cellwarden::synth {
namespace {

using namespace cellwarden::lte;
using Sent = std::vector<std::optional<PerWriter>>;

// An ENUMERATED's values in the standard's order, and the place of one of them.
std::size_t place_of(long value, std::initializer_list<long> values) {
  std::size_t i = 0;
  for (const long one : values) {
    if (one == value) return i;
    ++i;
  }
  throw std::out_of_range("no such value: " + std::to_string(value));
}

// A part of a message that is written apart, where it is to be sent.
template <class Write>
std::optional<PerWriter> part_if(bool is_sent, Write write) {
  if (!is_sent) return std::nullopt;
  PerWriter part;
  write(part);
  return part;
}

// OCTET STRING (CONTAINING) among extension additions.
template <class Write>
std::optional<PerWriter> contained_if(bool is_sent, Write write) {
  return part_if(is_sent, [&](PerWriter& w) {
    PerWriter inner;
    write(inner);
    w.open_type(inner);
  });
}

bool is_any(const Sent& sent) {
  for (const auto& one : sent) {
    if (one) return true;
  }
  return false;
}

template <class List, class Write>
void write_list(PerWriter& w, const std::string& name, std::size_t low, std::size_t high, const List& list,
                Write write) {
  w.size(name, list.size(), low, high);
  for (const auto& item : list) write(w, item);
}

// One of the parts that nonCriticalExtension chains: whether it has content, and its writer.
struct Link {
  bool has_content;
  std::function<void(PerWriter&, bool has_next)> write;
};

void write_chain(PerWriter& w, const std::vector<Link>& links) {
  std::size_t count = links.size();
  while (count > 1 && !links[count - 1].has_content) --count;
  for (std::size_t i = 0; i < count; ++i) links[i].write(w, i + 1 < count);
}

bool has_content(const std::vector<Link>& links) {
  for (const Link& link : links) {
    if (link.has_content) return true;
  }
  return false;
}

// Fields in common.

void write_digits(PerWriter& w, unsigned number, unsigned count) {
  for (unsigned divisor = count == 3 ? 100 : 10; divisor > 0; divisor /= 10)
    w.integer("MCC_MNC_Digit", number / divisor % 10, 0, 9);
}

void write_plmn(PerWriter& w, const PlmnEntry& entry) {
  const Plmn& plmn = entry.plmn.value();
  w.flag(entry.is_mcc_sent);
  if (entry.is_mcc_sent) {
    w.show("mcc", "3");
    write_digits(w, plmn.mcc, 3);
  }
  w.size("mnc", plmn.mnc_digits, 2, 3);
  write_digits(w, plmn.mnc, plmn.mnc_digits);
}

void write_plmn_list(PerWriter& w, const std::string& name, const std::vector<PlmnEntry>& list) {
  write_list(w, name, 1, 6, list, [](PerWriter& out, const PlmnEntry& entry) {
    write_plmn(out, entry);
    out.enumerated("cellReservedForOperatorUse", entry.is_reserved_for_operator_use ? 0 : 1, 2);
  });
}

void write_pci_range(PerWriter& w, const PciRange& range) {
  w.flag(range.cells.has_value());
  w.integer("start", range.start.value, 0, 503);
  if (range.cells)
    w.enumerated("range", place_of(*range.cells, {4, 8, 12, 16, 24, 32, 48, 64, 84, 96, 128, 168, 252, 504}),
                 16);
}

void write_scale(PerWriter& w, const SpeedScale& scale) {
  w.enumerated("sf_Medium", place_of(scale.medium_quarters, {1, 2, 3, 4}), 4);
  w.enumerated("sf_High", place_of(scale.high_quarters, {1, 2, 3, 4}), 4);
}

void write_level(PerWriter& w, const std::string& name, int dbm) {
  w.integer(name, dbm / 2, -70, -22);
}

void write_quality(PerWriter& w, const std::string& name, int db) {
  w.integer(name, db, -34, -3);
}

void write_threshold(PerWriter& w, const std::string& name, unsigned db) {
  w.integer(name, db / 2, 0, 31);
}

void write_quality_thresholds(PerWriter& w, const std::string& release, const QualityThresholds& thresholds) {
  w.integer("threshX_HighQ_" + release, thresholds.high_db, 0, 31);
  w.integer("threshX_LowQ_" + release, thresholds.low_db, 0, 31);
}

void write_bandwidth(PerWriter& w, const std::string& name, unsigned rb) {
  w.enumerated(name, place_of(static_cast<long>(rb), {6, 15, 25, 50, 75, 100}), 6);
}

void write_sub_priority(PerWriter& w, const std::string& name, unsigned tenths) {
  w.enumerated(name, place_of(static_cast<long>(tenths), {2, 4, 6, 8}), 4);
}

void write_offset(PerWriter& w, const std::string& name, int db) {
  w.enumerated(name, place_of(db, {-24, -22, -20, -18, -16, -14, -12, -10, -8, -6, -5, -4, -3, -2, -1, 0,
                                   1,   2,   3,   4,   5,   6,   8,   10,  12, 14, 16, 18, 20, 22, 24}),
               31);
}

void write_ns_pmax_list(PerWriter& w, const std::string& name, const NsPmaxList& list) {
  write_list(w, name, 1, 8, list, [](PerWriter& out, const NsPmax& value) {
    out.flag(value.additional_p_max_dbm.has_value());
    if (value.additional_p_max_dbm) out.integer("additionalPmax_r10", *value.additional_p_max_dbm, -30, 33);
    out.integer("additionalSpectrumEmission", value.additional_spectrum_emission, 1, 32);
  });
}

void write_ns_pmax_extension(PerWriter& w, const std::string& name, const NsPmaxListExtension& list) {
  write_list(w, name, 1, 8, list, [](PerWriter& out, const std::optional<std::uint16_t>& value) {
    out.flag(value.has_value());
    if (value) out.integer("additionalSpectrumEmission_v10l0", *value, 33, 288);
  });
}

template <class List>
void write_bands(PerWriter& w, const std::string& list_name, const std::string& name, std::size_t most,
                 const List& bands, int highest) {
  write_list(w, list_name, 1, most, bands,
             [&](PerWriter& out, auto band) { out.integer(name, band, 1, highest); });
}

void write_band_extension(PerWriter& w, const std::vector<std::optional<std::uint16_t>>& bands) {
  write_list(w, "multiBandInfoList_v9e0", 1, 8, bands,
             [](PerWriter& out, const std::optional<std::uint16_t>& band) {
               out.flag(band.has_value());
               if (band) out.integer("freqBandIndicator_v9e0", *band, 65, 256);
             });
}

void write_coverage(PerWriter& w, const std::string& which, const EnhancedCoverageSelection& selection) {
  w.flag(selection.q_qual_min_db.has_value());
  write_level(w, "q_RxLevMin" + which + "_r13", selection.q_rx_lev_min_dbm);
  if (selection.q_qual_min_db) write_quality(w, "q_QualMinRSRQ_" + which + "_r13", *selection.q_qual_min_db);
}

// SystemInformationBlockType1.

std::size_t place_of_period(unsigned frames) {
  return place_of(static_cast<long>(frames), {8, 16, 32, 64, 128, 256, 512});
}

std::size_t place_after_18(SibType type) {
  return place_of(static_cast<long>(type),
                  {19, 20, 21, 24, 25, 26, static_cast<long>(SibType::kSib26a), 27, 28, 29, 30, 31, 32});
}

void write_sib_type(PerWriter& w, SibType type) {
  const auto number = static_cast<std::size_t>(type);
  w.extensible("SIB_Type", number <= 18 ? number - 3 : 16 + place_after_18(type), 16);
}

void write_mapping_v12j0(PerWriter& w, const std::string& name, const std::vector<SibType>& sibs) {
  write_list(w, name, 1, 31, sibs, [](PerWriter& out, SibType type) {
    out.extensible("SIB_Type_v12j0", place_after_18(type), 16);
  });
}

void write_schedule(PerWriter& w, const SiSchedule& schedule) {
  w.enumerated("si_Periodicity", place_of_period(schedule.periodicity_frames), 7);
  write_list(w, "sib_MappingInfo", 0, 31, schedule.sibs, write_sib_type);
}

void write_access(PerWriter& w, const SystemInformationBlock1& s) {
  w.flag(s.csg_identity.has_value());
  write_plmn_list(w, "plmn_IdentityList", s.plmns);
  w.bit_string("trackingAreaCode", s.tracking_area_code.value, 16);
  w.bit_string("cellIdentity", s.cell_identity.value, 28);
  w.enumerated("cellBarred", s.is_cell_barred ? 0 : 1, 2);
  w.enumerated("intraFreqReselection", s.is_intra_freq_reselection_allowed ? 0 : 1, 2);
  w.boolean("csg_Indication", s.is_csg);
  if (s.csg_identity) w.bit_string("csg_Identity", *s.csg_identity, 27);
}

void write_sib1_release_8(PerWriter& w, const SystemInformationBlock1& s, bool has_next) {
  w.flag(s.p_max_dbm.has_value());
  w.flag(s.tdd.has_value());
  w.flag(has_next);
  write_access(w, s);
  w.flag(s.q_rx_lev_min_offset_db.has_value());
  write_level(w, "q_RxLevMin", s.q_rx_lev_min_dbm);
  if (s.q_rx_lev_min_offset_db) w.integer("q_RxLevMinOffset", *s.q_rx_lev_min_offset_db / 2, 1, 8);
  if (s.p_max_dbm) w.integer("p_Max", *s.p_max_dbm, -30, 33);
  w.integer("freqBandIndicator", s.freq_band_indicator, 1, 64);
  write_list(w, "schedulingInfoList", 1, 32, s.scheduling, write_schedule);
  if (s.tdd) {
    w.enumerated("subframeAssignment", s.tdd->subframe_assignment, 7);
    w.enumerated("specialSubframePatterns", s.tdd->special_subframe_pattern, 9);
  }
  w.enumerated("si_WindowLength", place_of(s.si_window_length_ms, {1, 2, 5, 10, 15, 20, 40}), 7);
  w.integer("systemInfoValueTag", s.system_info_value_tag, 0, 31);
}

std::vector<Link> sib1_late_links(const SystemInformationBlock1& s) {
  std::vector<Link> links;
  links.push_back({!s.multi_bands.empty(), [&s](PerWriter& w, bool has_next) {
                     w.flag(!s.multi_bands.empty());
                     w.flag(has_next);
                     if (!s.multi_bands.empty())
                       write_bands(w, "multiBandInfoList", "FreqBandIndicator", 8, s.multi_bands, 64);
                   }});
  links.push_back(
      {s.freq_band_indicator_v9e0 || !s.multi_bands_v9e0.empty(), [&s](PerWriter& w, bool has_next) {
         w.flag(s.freq_band_indicator_v9e0.has_value());
         w.flag(!s.multi_bands_v9e0.empty());
         w.flag(has_next);
         if (s.freq_band_indicator_v9e0)
           w.integer("freqBandIndicator_v9e0", *s.freq_band_indicator_v9e0, 65, 256);
         if (!s.multi_bands_v9e0.empty()) write_band_extension(w, s.multi_bands_v9e0);
       }});
  links.push_back(
      {!s.freq_band_info.empty() || !s.multi_band_info.empty(), [&s](PerWriter& w, bool has_next) {
         w.flag(!s.freq_band_info.empty());
         w.flag(!s.multi_band_info.empty());
         w.flag(has_next);
         if (!s.freq_band_info.empty()) write_ns_pmax_list(w, "freqBandInfo_r10", s.freq_band_info);
         if (!s.multi_band_info.empty())
           write_list(w, "multiBandInfoList_v10j0", 1, 8, s.multi_band_info,
                      [](PerWriter& out, const NsPmaxList& list) {
                        write_ns_pmax_list(out, "NS_PmaxList_r10", list);
                      });
       }});
  links.push_back({!s.freq_band_info_v10l0.empty() || !s.multi_band_info_v10l0.empty(),
                   [&s](PerWriter& w, bool has_next) {
                     w.flag(!s.freq_band_info_v10l0.empty());
                     w.flag(!s.multi_band_info_v10l0.empty());
                     w.flag(has_next);
                     if (!s.freq_band_info_v10l0.empty())
                       write_ns_pmax_extension(w, "freqBandInfo_v10l0", s.freq_band_info_v10l0);
                     if (!s.multi_band_info_v10l0.empty())
                       write_list(w, "multiBandInfoList_v10l0", 1, 8, s.multi_band_info_v10l0,
                                  [](PerWriter& out, const NsPmaxListExtension& list) {
                                    write_ns_pmax_extension(out, "NS_PmaxList_v10l0", list);
                                  });
                   }});
  links.push_back({false, [](PerWriter& w, bool has_next) {  // v10x0
                     w.flag(false);
                     w.flag(has_next);
                   }});
  links.push_back(
      {!s.scheduling_v12j0.empty() || !s.scheduling_ext.empty(), [&s](PerWriter& w, bool has_next) {
         w.flag(!s.scheduling_v12j0.empty());
         w.flag(!s.scheduling_ext.empty());
         w.flag(has_next);
         if (!s.scheduling_v12j0.empty())
           write_list(w, "schedulingInfoList_v12j0", 1, 32, s.scheduling_v12j0,
                      [](PerWriter& out, const std::vector<SibType>& sibs) {
                        out.flag(!sibs.empty());
                        if (!sibs.empty()) write_mapping_v12j0(out, "sib_MappingInfo_v12j0", sibs);
                      });
         if (!s.scheduling_ext.empty())
           write_list(w, "schedulingInfoListExt_r12", 1, 32, s.scheduling_ext,
                      [](PerWriter& out, const SiSchedule& schedule) {
                        out.enumerated("si_Periodicity_r12", place_of_period(schedule.periodicity_frames), 7);
                        write_mapping_v12j0(out, "sib_MappingInfo_r12", schedule.sibs);
                      });
       }});
  return links;
}

void write_v890(PerWriter& w, const SystemInformationBlock1& s, bool has_next) {
  const auto links = sib1_late_links(s);
  w.flag(has_content(links));
  w.flag(has_next);
  if (!has_content(links)) return;
  PerWriter late;
  write_chain(late, links);
  w.open_type(late);
}

void write_v920(PerWriter& w, const SystemInformationBlock1& s, bool has_next) {
  w.mark("ims_EmergencySupport_r9", s.has_ims_emergency_support);
  w.flag(s.quality_selection.has_value());
  w.flag(has_next);
  if (!s.quality_selection) return;
  w.flag(s.quality_selection->q_qual_min_offset_db.has_value());
  write_quality(w, "q_QualMin_r9", s.quality_selection->q_qual_min_db);
  if (s.quality_selection->q_qual_min_offset_db)
    w.integer("q_QualMinOffset_r9", *s.quality_selection->q_qual_min_offset_db, 1, 8);
}

void write_v1130(PerWriter& w, const SystemInformationBlock1& s, bool has_next) {
  w.flag(s.special_subframe_v1130.has_value());
  w.flag(s.q_qual_min_wb_db.has_value());
  w.flag(has_next);
  if (s.special_subframe_v1130)
    w.enumerated("specialSubframePatterns_v1130", place_of(*s.special_subframe_v1130, {7, 9}), 2);
  if (s.q_qual_min_wb_db) write_quality(w, "q_QualMinWB_r11", *s.q_qual_min_wb_db);
}

void write_v1250(PerWriter& w, const SystemInformationBlock1& s, bool has_next) {
  w.flag(s.q_qual_min_all_symbols_db.has_value());
  w.mark("freqBandIndicatorPriority_r12", s.has_freq_band_indicator_priority);
  w.flag(has_next);
  w.mark("category0Allowed_r12", s.is_category_0_allowed);
  if (s.q_qual_min_all_symbols_db)
    write_quality(w, "q_QualMinRSRQ_OnAllSymbols_r12", *s.q_qual_min_all_symbols_db);
}

void write_bandwidth_reduced(PerWriter& w, const BandwidthReducedAccess& b) {
  w.flag(!b.scheduling.empty());
  w.flag(b.subframe_bitmap.has_value());
  w.flag(b.uplink_subframe_bitmap.has_value());
  w.mark("si_ValidityTime_r13", b.has_si_validity_time);
  w.flag(!b.value_tags.empty());
  w.enumerated("si_WindowLength_BR_r13", place_of(b.si_window_length_ms, {20, 40, 60, 80, 120, 160, 200}), 8);
  w.enumerated("si_RepetitionPattern_r13", place_of(b.si_repetition_frames, {1, 2, 4, 8}), 4);
  if (!b.scheduling.empty())
    write_list(
        w, "schedulingInfoList_BR_r13", 1, 32, b.scheduling, [](PerWriter& out, const SiScheduleBr& one) {
          out.integer("si_Narrowband_r13", one.narrowband, 1, 16);
          out.enumerated("si_TBS_r13",
                         place_of(one.transport_bits, {152, 208, 256, 328, 408, 504, 600, 712, 808, 936}),
                         10);
        });
  if (b.subframe_bitmap) {
    const bool is_long = b.subframe_bitmap->bits == 40;
    w.enumerated("fdd_DownlinkOrTddSubframeBitmapBR_r13", is_long ? 1 : 0, 2);
    w.bit_string(is_long ? "subframePattern40_r13" : "subframePattern10_r13", b.subframe_bitmap->bitmap,
                 b.subframe_bitmap->bits);
  }
  if (b.uplink_subframe_bitmap) w.bit_string("fdd_UplinkSubframeBitmapBR_r13", *b.uplink_subframe_bitmap, 10);
  w.integer("startSymbolBR_r13", b.start_symbol, 1, 4);
  w.enumerated("si_HoppingConfigCommon_r13", b.is_si_hopping ? 0 : 1, 2);
  if (!b.value_tags.empty())
    write_list(w, "systemInfoValueTagList_r13", 1, 32, b.value_tags,
               [](PerWriter& out, std::uint8_t tag) { out.integer("SystemInfoValueTagSI_r13", tag, 0, 3); });
}

void write_v1310(PerWriter& w, const SystemInformationBlock1& s, bool has_next) {
  w.flag(s.hyper_sfn.has_value());
  w.mark("eDRX_Allowed_r13", s.is_edrx_allowed);
  w.flag(s.enhanced_coverage.has_value());
  w.flag(s.bandwidth_reduced.has_value());
  w.flag(has_next);
  if (s.hyper_sfn) w.bit_string("hyperSFN_r13", *s.hyper_sfn, 10);
  if (s.enhanced_coverage) write_coverage(w, "CE", *s.enhanced_coverage);
  if (s.bandwidth_reduced) write_bandwidth_reduced(w, *s.bandwidth_reduced);
}

void write_interval(PerWriter& w, const std::string& name, const HoppingInterval& interval) {
  w.enumerated(name, interval.is_tdd ? 1 : 0, 2);
  w.enumerated(interval.is_tdd ? "interval_TDD_r13" : "interval_FDD_r13", interval.code, 4);
}

void write_v1320(PerWriter& w, const SystemInformationBlock1& s, bool has_next) {
  w.flag(s.hopping.has_value());
  w.flag(has_next);
  if (!s.hopping) return;
  w.flag(s.hopping->narrowbands.has_value());
  w.flag(s.hopping->mode_a.has_value());
  w.flag(s.hopping->mode_b.has_value());
  w.flag(s.hopping->offset.has_value());
  if (s.hopping->narrowbands)
    w.enumerated("mpdcch_pdsch_HoppingNB_r13", place_of(*s.hopping->narrowbands, {2, 4}), 2);
  if (s.hopping->mode_a) write_interval(w, "interval_DLHoppingConfigCommonModeA_r13", *s.hopping->mode_a);
  if (s.hopping->mode_b) write_interval(w, "interval_DLHoppingConfigCommonModeB_r13", *s.hopping->mode_b);
  if (s.hopping->offset) w.integer("mpdcch_pdsch_HoppingOffset_r13", *s.hopping->offset, 1, 16);
}

void write_v1430(PerWriter& w, const SystemInformationBlock1& s, bool has_next) {
  w.mark("eCallOverIMS_Support_r14", s.has_ecall_over_ims);
  w.flag(s.has_special_subframe_10);
  w.flag(!s.other_accesses.empty());
  w.flag(has_next);
  if (s.has_special_subframe_10) w.show("specialSubframePatterns_v1430", "0");
  if (s.other_accesses.empty()) return;
  write_list(w, "cellAccessRelatedInfoList_r14", 1, 5, s.other_accesses,
             [](PerWriter& out, const CellAccess& access) {
               write_plmn_list(out, "plmn_IdentityList_r14", access.plmns);
               out.bit_string("trackingAreaCode_r14", access.tracking_area_code.value, 16);
               out.bit_string("cellIdentity_r14", access.cell_identity.value, 28);
             });
}

void write_positioning_sib(PerWriter& w, const PositioningSib& sib) {
  w.flag(false);
  w.mark("encrypted_r15", sib.is_encrypted);
  w.flag(sib.gnss.has_value());
  w.flag(sib.sbas.has_value());
  if (sib.gnss) {
    w.flag(false);
    w.extensible("gnss_id_r15", *sib.gnss, 6);
  }
  if (sib.sbas) {
    w.flag(false);
    w.extensible("sbas_id_r15", *sib.sbas, 4);
  }
  w.extensible("posSibType_r15", sib.type, 27);
}

void write_5gc_access(PerWriter& w, const CellAccess5gc& access) {
  w.flag(access.ran_area_code.has_value());
  write_list(w, "plmn_IdentityList_r15", 1, 6, access.plmns, [](PerWriter& out, const PlmnEntry5gc& entry) {
    out.enumerated("plmn_Identity_5GC_r15", entry.plmn.index(), 2);
    if (const auto* index = std::get_if<std::uint8_t>(&entry.plmn)) {
      out.integer("plmn_Index_r15", *index, 1, 6);
    } else {
      write_plmn(out, std::get<PlmnEntry>(entry.plmn));
    }
    out.enumerated("cellReservedForOperatorUse_r15", entry.is_reserved_for_operator_use ? 0 : 1, 2);
    out.enumerated("cellReservedForOperatorUse_CRS_r15", entry.is_reserved_for_operator_use_crs ? 0 : 1, 2);
  });
  if (access.ran_area_code) w.integer("ran_AreaCode_r15", *access.ran_area_code, 0, 255);
  w.bit_string("trackingAreaCode_5GC_r15", access.tracking_area_code.value, 24);
  w.enumerated("cellIdentity_5GC_r15", access.cell_identity.index(), 2);
  if (const auto* index = std::get_if<std::uint8_t>(&access.cell_identity)) {
    w.integer("cellId_Index_r15", *index, 1, 6);
  } else {
    w.bit_string("cellIdentity_r15", std::get<Eci>(access.cell_identity).value, 28);
  }
}

void write_v1530(PerWriter& w, const SystemInformationBlock1& s, bool has_next) {
  w.mark("hsdn_Cell_r15", s.is_hsdn_cell);
  w.flag(s.power_class_14dbm_offset_db.has_value());
  w.flag(s.crs_mitigation.has_value());
  w.flag(!s.reserved_for_operator_use_crs.empty());
  w.flag(!s.positioning.empty());
  w.flag(s.access_5gc.has_value());
  w.mark("ims_EmergencySupport5GC_r15", s.has_ims_emergency_support_5gc);
  w.mark("eCallOverIMS_Support5GC_r15", s.has_ecall_over_ims_5gc);
  w.flag(has_next);
  if (s.power_class_14dbm_offset_db)
    w.enumerated("powerClass14dBm_Offset_r15",
                 place_of(*s.power_class_14dbm_offset_db, {-6, -3, 3, 6, 9, 12}), 6);
  if (s.crs_mitigation) {
    const auto& rb = s.crs_mitigation->bandwidth_rb;
    w.enumerated("crs_IntfMitigConfig_r15", rb ? 1 : 0, 2);
    if (rb) w.enumerated("crs_IntfMitigNumPRBs", place_of(*rb, {6, 24}), 2);
  }
  w.enumerated("cellBarred_CRS_r15", s.is_cell_barred_crs.value() ? 0 : 1, 2);
  if (!s.reserved_for_operator_use_crs.empty())
    write_list(w, "plmn_IdentityList_v1530", 1, 6, s.reserved_for_operator_use_crs,
               [](PerWriter& out, bool is_reserved) {
                 out.enumerated("cellReservedForOperatorUse_CRS_r15", is_reserved ? 0 : 1, 2);
               });
  if (!s.positioning.empty())
    write_list(w, "posSchedulingInfoList_r15", 1, 32, s.positioning,
               [](PerWriter& out, const PositioningSchedule& one) {
                 out.enumerated("posSI_Periodicity_r15", place_of_period(one.periodicity_frames), 7);
                 write_list(out, "posSIB_MappingInfo_r15", 1, 32, one.sibs, write_positioning_sib);
               });
  if (!s.access_5gc) return;
  w.enumerated("cellBarred_5GC_r15", s.access_5gc->is_cell_barred ? 0 : 1, 2);
  w.enumerated("cellBarred_5GC_CRS_r15", s.access_5gc->is_cell_barred_crs ? 0 : 1, 2);
  write_list(w, "cellAccessRelatedInfoList_5GC_r15", 1, 6, s.access_5gc->cells, write_5gc_access);
}

void write_v1610(PerWriter& w, const SystemInformationBlock1& s, bool has_next) {
  w.mark("eDRX_Allowed_5GC_r16", s.is_edrx_allowed_5gc);
  w.mark("transmissionInControlChRegion_r16", s.is_control_channel_region_used);
  w.mark("campingAllowedInCE_r16", s.is_camping_in_ce_allowed);
  w.flag(!s.plmn_features.empty());
  w.flag(has_next);
  if (s.plmn_features.empty()) return;
  write_list(w, "plmn_IdentityList_v1610", 1, 6, s.plmn_features,
             [](PerWriter& out, const PlmnFeatures& features) {
               out.mark("cp_CIoT_5GS_Optimisation_r16", features.has_cp_ciot_5gs);
               out.mark("up_CIoT_5GS_Optimisation_r16", features.has_up_ciot_5gs);
               out.mark("iab_Support_r16", features.has_iab);
             });
}

void write_v1700(PerWriter& w, const SystemInformationBlock1& s, bool has_next) {
  w.flag(s.satellite.has_value());
  w.flag(has_next);
  if (!s.satellite) return;
  w.flag(!s.satellite->tracking_areas.empty());
  w.enumerated("cellBarred_NTN_r17", s.satellite->is_cell_barred ? 0 : 1, 2);
  if (s.satellite->tracking_areas.empty()) return;
  write_list(w, "plmn_IdentityList_v1700", 1, 6, s.satellite->tracking_areas,
             [](PerWriter& out, const std::vector<Tac>& areas) {
               out.flag(!areas.empty());
               if (areas.empty()) return;
               write_list(out, "trackingAreaList_r17", 1, 12, areas, [](PerWriter& item, Tac area) {
                 item.bit_string("TrackingAreaCode", area.value, 16);
               });
             });
}

template <class Write>
Link link(const SystemInformationBlock1& s, bool has_any, Write write) {
  return {has_any, [&s, write](PerWriter& w, bool has_next) { write(w, s, has_next); }};
}

void write_block(PerWriter& w, const SystemInformationBlock1& s) {
  const auto write_v1350 = [](PerWriter& out, const SystemInformationBlock1& sib, bool has_next) {
    out.flag(sib.enhanced_coverage_1.has_value());
    out.flag(has_next);
    if (sib.enhanced_coverage_1) write_coverage(out, "CE1", *sib.enhanced_coverage_1);
  };
  const auto write_v1360 = [](PerWriter& out, const SystemInformationBlock1& sib, bool has_next) {
    out.flag(sib.enhanced_coverage_1_delta_db.has_value());
    out.flag(has_next);
    if (sib.enhanced_coverage_1_delta_db)
      out.integer("delta_RxLevMinCE1_v1360", *sib.enhanced_coverage_1_delta_db / 2, -8, -1);
  };
  const auto write_v1450 = [](PerWriter& out, const SystemInformationBlock1& sib, bool has_next) {
    out.flag(sib.has_special_subframe_10_less_crs);
    out.flag(has_next);
    if (sib.has_special_subframe_10_less_crs) out.show("specialSubframePatterns_v1450", "0");
  };
  const auto write_v1540 = [](PerWriter& out, const SystemInformationBlock1& sib, bool has_next) {
    out.mark("si_posOffset_r15", sib.has_si_positioning_offset);
    out.flag(has_next);
  };
  write_chain(
      w,
      {link(s, true, write_sib1_release_8), link(s, has_content(sib1_late_links(s)), write_v890),
       link(s, s.has_ims_emergency_support || s.quality_selection, write_v920),
       link(s, s.special_subframe_v1130 || s.q_qual_min_wb_db, write_v1130),
       link(s, s.is_category_0_allowed || s.q_qual_min_all_symbols_db || s.has_freq_band_indicator_priority,
            write_v1250),
       link(s, s.hyper_sfn || s.is_edrx_allowed || s.enhanced_coverage || s.bandwidth_reduced, write_v1310),
       link(s, s.hopping.has_value(), write_v1320), link(s, s.enhanced_coverage_1.has_value(), write_v1350),
       link(s, s.enhanced_coverage_1_delta_db.has_value(), write_v1360),
       link(s, s.has_ecall_over_ims || s.has_special_subframe_10 || !s.other_accesses.empty(), write_v1430),
       link(s, s.has_special_subframe_10_less_crs, write_v1450),
       link(s, s.is_cell_barred_crs.has_value(), write_v1530),
       link(s, s.has_si_positioning_offset, write_v1540),
       link(s,
            s.is_edrx_allowed_5gc || s.is_control_channel_region_used || s.is_camping_in_ce_allowed ||
                !s.plmn_features.empty(),
            write_v1610),
       link(s, s.satellite.has_value(), write_v1700)});
}

// SystemInformationBlockType2.

void write_barring(PerWriter& w, const AccessBarring& barring) {
  w.enumerated(
      "ac_BarringFactor",
      place_of(barring.factor_percent, {0, 5, 10, 15, 20, 25, 30, 40, 50, 60, 70, 75, 80, 85, 90, 95}), 16);
  w.enumerated("ac_BarringTime", place_of(barring.time_s, {4, 8, 16, 32, 64, 128, 256, 512}), 8);
  w.bit_string("ac_BarringForSpecialAC", barring.special_access_classes, 5);
}

void write_barring_info(PerWriter& w, const std::string& release, const AccessBarringInfo& info) {
  w.flag(info.mo_signalling.has_value());
  w.flag(info.mo_data.has_value());
  w.boolean("ac_BarringForEmergency" + release, info.is_emergency_barred);
  if (info.mo_signalling) write_barring(w, *info.mo_signalling);
  if (info.mo_data) write_barring(w, *info.mo_data);
}

void write_plmn_barring(PerWriter& w, const PlmnAccessBarring& barring) {
  w.flag(barring.barring.has_value());
  // The marks' values stand where their fields do.
  w.flag(barring.skips_for_voice);
  w.flag(barring.skips_for_video);
  w.flag(barring.skips_for_sms);
  w.flag(barring.csfb.has_value());
  w.flag(barring.voice.has_value());
  w.flag(barring.video.has_value());
  w.integer("plmn_IdentityIndex_r12", barring.plmn_index, 1, 6);
  if (barring.barring) write_barring_info(w, "_r12", *barring.barring);
  if (barring.skips_for_voice) w.show("ac_BarringSkipForMMTELVoice_r12", "0");
  if (barring.skips_for_video) w.show("ac_BarringSkipForMMTELVideo_r12", "0");
  if (barring.skips_for_sms) w.show("ac_BarringSkipForSMS_r12", "0");
  if (barring.csfb) write_barring(w, *barring.csfb);
  if (barring.voice) write_barring(w, *barring.voice);
  if (barring.video) write_barring(w, *barring.video);
}

void write_random_access(PerWriter& w, const RandomAccess& access) {
  w.flag(false);
  w.flag(access.group_a.has_value());
  w.enumerated("numberOfRA_Preambles", access.preambles / 4U - 1, 16);
  if (access.group_a) {
    w.flag(false);
    w.enumerated("sizeOfRA_PreamblesGroupA", access.group_a->preambles / 4U - 1, 15);
    w.enumerated("messageSizeGroupA", place_of(access.group_a->message_size_bits, {56, 144, 208, 256}), 4);
    const auto& offset_db = access.group_a->power_offset_group_b_db;
    w.enumerated("messagePowerOffsetGroupB",
                 offset_db ? 1 + place_of(*offset_db, {0, 5, 8, 10, 12, 15, 18}) : 0, 8);
  }
  w.enumerated("powerRampingStep", place_of(access.power_ramping_step_db, {0, 2, 4, 6}), 4);
  w.enumerated("preambleInitialReceivedTargetPower",
               static_cast<std::size_t>(access.preamble_received_target_power_dbm + 120) / 2, 16);
  w.enumerated("preambleTransMax",
               place_of(access.preamble_trans_max, {3, 4, 5, 6, 7, 8, 10, 20, 50, 100, 200}), 11);
  w.enumerated("ra_ResponseWindowSize", place_of(access.response_window_subframes, {2, 3, 4, 5, 6, 7, 8, 10}),
               8);
  w.enumerated("mac_ContentionResolutionTimer",
               place_of(access.contention_resolution_subframes, {8, 16, 24, 32, 40, 48, 56, 64}), 8);
  w.integer("maxHARQ_Msg3Tx", access.max_harq_msg3_tx, 1, 8);
}

void write_uplink_power(PerWriter& w, const UplinkPower& power) {
  w.integer("p0_NominalPUSCH", power.p0_nominal_pusch_dbm, -126, 24);
  w.enumerated("alpha", place_of(power.alpha_percent, {0, 40, 50, 60, 70, 80, 90, 100}), 8);
  w.integer("p0_NominalPUCCH", power.p0_nominal_pucch_dbm, -127, -96);
  w.enumerated("deltaF_PUCCH_Format1", place_of(power.pucch.format_1_db, {-2, 0, 2}), 3);
  w.enumerated("deltaF_PUCCH_Format1b", place_of(power.pucch.format_1b_db, {1, 3, 5}), 3);
  w.enumerated("deltaF_PUCCH_Format2", place_of(power.pucch.format_2_db, {-2, 0, 1, 2}), 4);
  w.enumerated("deltaF_PUCCH_Format2a", place_of(power.pucch.format_2a_db, {-2, 0, 2}), 3);
  w.enumerated("deltaF_PUCCH_Format2b", place_of(power.pucch.format_2b_db, {-2, 0, 2}), 3);
  w.integer("deltaPreambleMsg3", power.delta_preamble_msg3_db / 2, -1, 6);
}

void write_pusch(PerWriter& w, const Pusch& pusch) {
  w.integer("n_SB", pusch.n_sb, 1, 4);
  w.enumerated("hoppingMode", pusch.hops_within_subframe ? 1 : 0, 2);
  w.integer("pusch_HoppingOffset", pusch.hopping_offset_rb, 0, 98);
  w.boolean("enable64QAM", pusch.has_64qam);
  w.boolean("groupHoppingEnabled", pusch.is_group_hopping);
  w.integer("groupAssignmentPUSCH", pusch.group_assignment, 0, 29);
  w.boolean("sequenceHoppingEnabled", pusch.is_sequence_hopping);
  w.integer("cyclicShift", pusch.cyclic_shift, 0, 7);
}

void write_sounding(PerWriter& w, const std::optional<SoundingReference>& sounding) {
  w.enumerated("soundingRS_UL_ConfigCommon", sounding ? 1 : 0, 2);
  if (!sounding) return;
  w.flag(sounding->has_max_up_pts);
  w.enumerated("srs_BandwidthConfig", sounding->bandwidth_config, 8);
  w.enumerated("srs_SubframeConfig", sounding->subframe_config, 16);
  w.boolean("ackNackSRS_SimultaneousTransmission", sounding->is_simultaneous_with_ack);
  if (sounding->has_max_up_pts) w.show("srs_MaxUpPts", "0");
}

Sent radio_additions(const RadioResourceConfig& radio) {
  const auto& extension = radio.uplink_power.extension;
  const auto& failure = radio.random_access.connection_failure;
  return {
      part_if(extension.has_value(),
              [&](PerWriter& w) {
                w.flag(true);
                w.enumerated("deltaF_PUCCH_Format3_r10", static_cast<std::size_t>(extension->format_3_db + 1),
                             8);
                w.enumerated("deltaF_PUCCH_Format1bCS_r10", place_of(extension->format_1b_cs_db, {1, 2}), 4);
              }),
      part_if(failure.has_value(),
              [&](PerWriter& w) {
                w.flag(true);
                w.flag(failure->offset_db.has_value());
                w.enumerated("connEstFailCount_r12", failure->count - 1U, 4);
                w.enumerated("connEstFailOffsetValidity_r12",
                             place_of(failure->offset_validity_s, {30, 60, 120, 240, 300, 420, 600, 900}), 8);
                if (failure->offset_db) w.integer("connEstFailOffset_r12", *failure->offset_db, 0, 15);
              }),
      part_if(radio.pusch.has_64qam_v1270,
              [](PerWriter& w) {
                w.flag(true);
                w.show("enable64QAM_v1270", "0");
              }),
      part_if(radio.has_modification_period_coefficient_64, [](PerWriter& w) {
        w.flag(true);
        w.bits(0, 6);
        w.show("modificationPeriodCoeff_v1310", "0");
      })};
}

void write_radio(PerWriter& w, const RadioResourceConfig& radio) {
  const Sent sent = radio_additions(radio);
  w.flag(is_any(sent));
  write_random_access(w, radio.random_access);
  w.enumerated("modificationPeriodCoeff", place_of(radio.modification_period_coefficient, {2, 4, 8, 16}), 4);
  w.enumerated("defaultPagingCycle", place_of(radio.default_paging_cycle_frames, {32, 64, 128, 256}), 4);
  w.enumerated("nB", radio.n_b, 8);
  w.integer("rootSequenceIndex", radio.prach.root_sequence_index, 0, 837);
  w.integer("prach_ConfigIndex", radio.prach.config_index, 0, 63);
  w.boolean("highSpeedFlag", radio.prach.is_high_speed);
  w.integer("zeroCorrelationZoneConfig", radio.prach.zero_correlation_zone, 0, 15);
  w.integer("prach_FreqOffset", radio.prach.freq_offset_rb, 0, 94);
  w.integer("referenceSignalPower", radio.reference_signal_power_dbm, -60, 50);
  w.integer("p_b", radio.p_b, 0, 3);
  write_pusch(w, radio.pusch);
  w.enumerated("deltaPUCCH_Shift", radio.pucch.delta_shift - 1U, 3);
  w.integer("nRB_CQI", radio.pucch.n_rb_cqi, 0, 98);
  w.integer("nCS_AN", radio.pucch.n_cs_an, 0, 7);
  w.integer("n1PUCCH_AN", radio.pucch.n1_an, 0, 2047);
  write_sounding(w, radio.sounding);
  write_uplink_power(w, radio.uplink_power);
  w.enumerated("ul_CyclicPrefixLength", radio.is_uplink_cyclic_prefix_extended ? 1 : 0, 2);
  w.additions(sent);
}

std::size_t place_of_long_timer(unsigned ms) {
  return place_of(static_cast<long>(ms), {2500, 3000, 3500, 4000, 5000, 6000, 8000, 10000});
}

void write_timers(PerWriter& w, const TimersAndConstants& timers) {
  const Sent sent{part_if(timers.t300_v1310_ms || timers.t301_v1310_ms,
                          [&](PerWriter& out) {
                            out.flag(timers.t300_v1310_ms.has_value());
                            out.flag(timers.t301_v1310_ms.has_value());
                            if (timers.t300_v1310_ms)
                              out.enumerated("t300_v1310", place_of_long_timer(*timers.t300_v1310_ms), 8);
                            if (timers.t301_v1310_ms)
                              out.enumerated("t301_v1310", place_of_long_timer(*timers.t301_v1310_ms), 8);
                          }),
                  part_if(timers.t310_v1330_ms.has_value(), [&](PerWriter& out) {
                    out.flag(true);
                    out.enumerated("t310_v1330", place_of(*timers.t310_v1330_ms, {4000, 6000}), 2);
                  })};
  w.flag(is_any(sent));
  w.enumerated("t300", place_of(timers.t300_ms, {100, 200, 300, 400, 600, 1000, 1500, 2000}), 8);
  w.enumerated("t301", place_of(timers.t301_ms, {100, 200, 300, 400, 600, 1000, 1500, 2000}), 8);
  w.enumerated("t310", place_of(timers.t310_ms, {0, 50, 100, 200, 500, 1000, 2000}), 7);
  w.enumerated("n310", place_of(timers.n310, {1, 2, 3, 4, 6, 8, 10, 20}), 8);
  w.enumerated("t311", place_of(timers.t311_ms, {1000, 3000, 5000, 10000, 15000, 20000, 30000}), 7);
  w.enumerated("n311", place_of(timers.n311, {1, 2, 3, 4, 5, 6, 8, 10}), 8);
  w.additions(sent);
}

Sent sib2_additions(const SystemInformationBlock2& s) {
  const bool has_late_part = !s.multi_band_emissions.empty() || s.uplink_earfcn_v9e0;
  const auto write_late_part = [&](PerWriter& w) {
    w.flag(!s.multi_band_emissions.empty());
    w.flag(s.uplink_earfcn_v9e0.has_value());
    if (!s.multi_band_emissions.empty())
      write_bands(w, "multiBandInfoList", "AdditionalSpectrumEmission", 8, s.multi_band_emissions, 32);
    if (!s.uplink_earfcn_v9e0) return;
    w.flag(true);
    w.flag(false);
    w.integer("ul_CarrierFreq_v9e0", *s.uplink_earfcn_v9e0, 65536, 262143);
  };
  return {contained_if(has_late_part, write_late_part),
          part_if(s.voice_barring || s.video_barring,
                  [&](PerWriter& w) {
                    w.flag(s.voice_barring.has_value());
                    w.flag(s.video_barring.has_value());
                    if (s.voice_barring) write_barring(w, *s.voice_barring);
                    if (s.video_barring) write_barring(w, *s.video_barring);
                  }),
          part_if(s.csfb_barring.has_value(),
                  [&](PerWriter& w) {
                    w.flag(true);
                    write_barring(w, *s.csfb_barring);
                  }),
          part_if(s.skips_barring_for_voice || s.skips_barring_for_video || s.skips_barring_for_sms ||
                      !s.plmn_barring.empty(),
                  [&](PerWriter& w) {
                    w.mark("ac_BarringSkipForMMTELVoice_r12", s.skips_barring_for_voice);
                    w.mark("ac_BarringSkipForMMTELVideo_r12", s.skips_barring_for_video);
                    w.mark("ac_BarringSkipForSMS_r12", s.skips_barring_for_sms);
                    w.flag(!s.plmn_barring.empty());
                    if (!s.plmn_barring.empty())
                      write_list(w, "ac_BarringPerPLMN_List_r12", 1, 6, s.plmn_barring, write_plmn_barring);
                  }),
          part_if(s.has_voice_service_cause,
                  [](PerWriter& w) { w.mark("voiceServiceCauseIndication_r12", true); }),
          std::nullopt,
          std::nullopt,
          std::nullopt,
          part_if(!s.mbsfn_v1430.empty() || s.has_video_service_cause,
                  [&](PerWriter& w) {
                    w.flag(!s.mbsfn_v1430.empty());
                    w.mark("videoServiceCauseIndication_r14", s.has_video_service_cause);
                    if (s.mbsfn_v1430.empty()) return;
                    write_list(w, "mbsfn_SubframeConfigList_v1430", 1, 8, s.mbsfn_v1430,
                               [](PerWriter& out, const MbsfnSubframesExtension& one) {
                                 out.enumerated("subframeAllocation_v1430", one.has_four_frames ? 1 : 0, 2);
                                 out.bit_string(one.has_four_frames ? "fourFrames_v1430" : "oneFrame_v1430",
                                                one.allocation, one.has_four_frames ? 8 : 2);
                               });
                  }),
          part_if(!s.upper_layer_indications.empty(), [&](PerWriter& w) {
            w.flag(true);
            write_list(w, "plmn_InfoList_r15", 1, 6, s.upper_layer_indications,
                       [](PerWriter& out, bool is_sent) { out.mark("upperLayerIndication_r15", is_sent); });
          })};
}

void write_block(PerWriter& w, const SystemInformationBlock2& s) {
  const Sent sent = sib2_additions(s);
  w.flag(is_any(sent));
  w.flag(s.barring.has_value());
  w.flag(!s.mbsfn.empty());
  if (s.barring) write_barring_info(w, "", *s.barring);
  write_radio(w, s.radio);
  write_timers(w, s.timers);
  w.flag(s.uplink_earfcn.has_value());
  w.flag(s.uplink_bandwidth_rb.has_value());
  if (s.uplink_earfcn) w.integer("ul_CarrierFreq", *s.uplink_earfcn, 0, 65535);
  if (s.uplink_bandwidth_rb) write_bandwidth(w, "ul_Bandwidth", *s.uplink_bandwidth_rb);
  w.integer("additionalSpectrumEmission", s.additional_spectrum_emission, 1, 32);
  if (!s.mbsfn.empty())
    write_list(w, "mbsfn_SubframeConfigList", 1, 8, s.mbsfn, [](PerWriter& out, const MbsfnSubframes& one) {
      out.enumerated("radioframeAllocationPeriod", place_of(one.period_frames, {1, 2, 4, 8, 16, 32}), 6);
      out.integer("radioframeAllocationOffset", one.offset_frames, 0, 7);
      out.enumerated("subframeAllocation", one.has_four_frames ? 1 : 0, 2);
      out.bit_string(one.has_four_frames ? "fourFrames" : "oneFrame", one.allocation,
                     one.has_four_frames ? 24 : 6);
    });
  const auto& alignment = s.time_alignment_subframes;
  w.enumerated("timeAlignmentTimerCommon",
               alignment ? place_of(*alignment, {500, 750, 1280, 1920, 2560, 5120, 10240}) : 7, 8);
  w.additions(sent);
}

// SystemInformationBlockType3 to 7.

void write_search_thresholds(PerWriter& w, const std::string& name, const SearchThresholds& thresholds) {
  write_threshold(w, name + "P_r9", thresholds.p_db);
  w.integer(name + "Q_r9", thresholds.q_db, 0, 31);
}

void write_speed_state(PerWriter& w, const SpeedState& state) {
  w.enumerated("t_Evaluation", place_of(state.t_evaluation_s, {30, 60, 120, 180, 240}), 8);
  w.enumerated("t_HystNormal", place_of(state.t_hyst_normal_s, {30, 60, 120, 180, 240}), 8);
  w.integer("n_CellChangeMedium", state.n_cell_change_medium, 1, 16);
  w.integer("n_CellChangeHigh", state.n_cell_change_high, 1, 16);
  // Of another type than the scale factors, but of the same name.
  w.enumerated("sf_Medium", place_of(state.q_hyst_medium_db, {-6, -4, -2, 0}), 4);
  w.enumerated("sf_High", place_of(state.q_hyst_high_db, {-6, -4, -2, 0}), 4);
}

void write_redistribution(PerWriter& w, const Redistribution& redistribution) {
  w.flag(redistribution.has_cell_factor);
  w.flag(redistribution.is_on_paging_only);
  w.integer("redistributionFactorServing_r13", redistribution.serving_factor, 0, 10);
  if (redistribution.has_cell_factor) w.show("redistributionFactorCell_r13", "0");
  w.enumerated("t360_r13", redistribution.t360_min ? place_of(*redistribution.t360_min, {4, 8, 16, 32}) : 4,
               8);
  if (redistribution.is_on_paging_only) w.show("redistrOnPagingOnly_r13", "0");
}

Sent sib3_additions(const SystemInformationBlock3& s) {
  const auto quality = [](const std::optional<std::int8_t>& db, const std::string& name) {
    return part_if(db.has_value(), [&](PerWriter& w) {
      w.flag(true);
      write_quality(w, name, *db);
    });
  };
  return {std::nullopt,
          part_if(s.s_intra_search_v920 || s.s_non_intra_search_v920 || s.q_qual_min_db ||
                      s.thresh_serving_low_q_db,
                  [&](PerWriter& w) {
                    w.flag(s.s_intra_search_v920.has_value());
                    w.flag(s.s_non_intra_search_v920.has_value());
                    w.flag(s.q_qual_min_db.has_value());
                    w.flag(s.thresh_serving_low_q_db.has_value());
                    if (s.s_intra_search_v920)
                      write_search_thresholds(w, "s_IntraSearch", *s.s_intra_search_v920);
                    if (s.s_non_intra_search_v920)
                      write_search_thresholds(w, "s_NonIntraSearch", *s.s_non_intra_search_v920);
                    if (s.q_qual_min_db) write_quality(w, "q_QualMin_r9", *s.q_qual_min_db);
                    if (s.thresh_serving_low_q_db)
                      w.integer("threshServingLowQ_r9", *s.thresh_serving_low_q_db, 0, 31);
                  }),
          quality(s.q_qual_min_wb_db, "q_QualMinWB_r11"),
          quality(s.q_qual_min_all_symbols_db, "q_QualMinRSRQ_OnAllSymbols_r12"),
          part_if(s.sub_priority_tenths || s.redistribution || s.enhanced_coverage || s.t_reselection_ce_s,
                  [&](PerWriter& w) {
                    w.flag(s.sub_priority_tenths.has_value());
                    w.flag(s.redistribution.has_value());
                    w.flag(s.enhanced_coverage.has_value());
                    w.flag(s.t_reselection_ce_s.has_value());
                    if (s.sub_priority_tenths)
                      write_sub_priority(w, "cellReselectionSubPriority_r13", *s.sub_priority_tenths);
                    if (s.redistribution) write_redistribution(w, *s.redistribution);
                    if (s.enhanced_coverage) write_coverage(w, "CE", *s.enhanced_coverage);
                    if (s.t_reselection_ce_s)
                      w.integer("t_ReselectionEUTRA_CE_r13", *s.t_reselection_ce_s, 0, 15);
                  }),
          part_if(s.enhanced_coverage_1.has_value(),
                  [&](PerWriter& w) {
                    w.flag(true);
                    write_coverage(w, "CE1", *s.enhanced_coverage_1);
                  }),
          part_if(s.enhanced_coverage_1_delta_db.has_value(),
                  [&](PerWriter& w) {
                    w.flag(true);
                    w.integer("delta_RxLevMinCE1_v1360", *s.enhanced_coverage_1_delta_db / 2, -8, -1);
                  }),
          part_if(s.s_search_delta_p_db.has_value(),
                  [&](PerWriter& w) {
                    w.flag(true);
                    w.enumerated("s_SearchDeltaP_r14", place_of(*s.s_search_delta_p_db, {6, 9, 12, 15}), 4);
                  }),
          part_if(s.cell_equivalent_size.has_value(),
                  [&](PerWriter& w) {
                    w.flag(true);
                    w.bits(0, 2);
                    w.integer("cellEquivalentSize_r15", *s.cell_equivalent_size, 2, 16);
                  }),
          part_if(s.alternative_priority.has_value(), [&](PerWriter& w) {
            const auto& alternative = *s.alternative_priority;
            w.flag(true);
            w.flag(alternative.priority.has_value());
            w.flag(alternative.sub_priority_tenths.has_value());
            if (alternative.priority)
              w.integer("altCellReselectionPriority_r16", *alternative.priority, 0, 7);
            if (alternative.sub_priority_tenths)
              write_sub_priority(w, "altCellReselectionSubPriority_r16", *alternative.sub_priority_tenths);
          })};
}

void write_block(PerWriter& w, const SystemInformationBlock3& s) {
  const Sent sent = sib3_additions(s);
  w.flag(is_any(sent));
  w.flag(s.speed_state.has_value());
  w.enumerated("q_Hyst", place_of(s.q_hyst_db, {0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24}), 16);
  if (s.speed_state) write_speed_state(w, *s.speed_state);
  w.flag(s.s_non_intra_search_db.has_value());
  if (s.s_non_intra_search_db) write_threshold(w, "s_NonIntraSearch", *s.s_non_intra_search_db);
  write_threshold(w, "threshServingLow", s.thresh_serving_low_db);
  w.integer("cellReselectionPriority", s.cell_reselection_priority, 0, 7);
  w.flag(s.p_max_dbm.has_value());
  w.flag(s.s_intra_search_db.has_value());
  w.flag(s.allowed_meas_bandwidth_rb.has_value());
  w.flag(s.t_reselection_scale.has_value());
  write_level(w, "q_RxLevMin", s.q_rx_lev_min_dbm);
  if (s.p_max_dbm) w.integer("p_Max", *s.p_max_dbm, -30, 33);
  if (s.s_intra_search_db) write_threshold(w, "s_IntraSearch", *s.s_intra_search_db);
  if (s.allowed_meas_bandwidth_rb) write_bandwidth(w, "allowedMeasBandwidth", *s.allowed_meas_bandwidth_rb);
  w.boolean("presenceAntennaPort1", s.has_antenna_port_1);
  w.bits(s.neighbour_cell_config, 2);
  w.show("neighCellConfig", std::to_string(s.neighbour_cell_config));
  w.integer("t_ReselectionEUTRA", s.t_reselection_s, 0, 7);
  if (s.t_reselection_scale) write_scale(w, *s.t_reselection_scale);
  w.additions(sent);
}

void write_neighbour(PerWriter& w, const NeighbourCell& cell) {
  w.integer("physCellId", cell.pci.value, 0, 503);
  write_offset(w, "q_OffsetCell", cell.q_offset_db);
}

void write_block(PerWriter& w, const SystemInformationBlock4& s) {
  const Sent sent{std::nullopt, part_if(!s.hsdn_cells.empty(), [&](PerWriter& out) {
                    out.flag(true);
                    write_list(out, "intraFreqNeighHSDN_CellList_r15", 1, 16, s.hsdn_cells, write_pci_range);
                  })};
  w.flag(is_any(sent));
  w.flag(!s.neighbours.empty());
  w.flag(!s.excluded.empty());
  w.flag(s.csg_range.has_value());
  if (!s.neighbours.empty())
    write_list(w, "intraFreqNeighCellList", 1, 16, s.neighbours,
               [](PerWriter& out, const NeighbourCell& cell) {
                 out.flag(false);
                 write_neighbour(out, cell);
               });
  if (!s.excluded.empty()) write_list(w, "intraFreqExcludedCellList", 1, 16, s.excluded, write_pci_range);
  if (s.csg_range) write_pci_range(w, *s.csg_range);
  w.additions(sent);
}

void write_carrier_presence(PerWriter& w, const EutraCarrier& carrier) {
  w.flag(carrier.p_max_dbm.has_value());
  w.flag(carrier.t_reselection_scale.has_value());
  w.flag(carrier.cell_reselection_priority.has_value());
  w.flag(carrier.q_offset_freq_db.has_value());
  w.flag(!carrier.neighbours.empty());
  w.flag(!carrier.excluded.empty());
}

// `release` ends the names: "" or "_r12".
void write_carrier_common(PerWriter& w, const std::string& release, const EutraCarrier& carrier) {
  write_level(w, "q_RxLevMin" + release, carrier.q_rx_lev_min_dbm);
  if (carrier.p_max_dbm) w.integer("p_Max" + release, *carrier.p_max_dbm, -30, 33);
  w.integer("t_ReselectionEUTRA" + release, carrier.t_reselection_s, 0, 7);
  if (carrier.t_reselection_scale) write_scale(w, *carrier.t_reselection_scale);
  write_threshold(w, "threshX_High" + release, carrier.thresh_x_high_db);
  write_threshold(w, "threshX_Low" + release, carrier.thresh_x_low_db);
  write_bandwidth(w, "allowedMeasBandwidth" + release, carrier.allowed_meas_bandwidth_rb);
  w.boolean("presenceAntennaPort1" + release, carrier.has_antenna_port_1);
  if (carrier.cell_reselection_priority)
    w.integer("cellReselectionPriority" + release, *carrier.cell_reselection_priority, 0, 7);
  w.bits(carrier.neighbour_cell_config, 2);
  w.show("neighCellConfig" + release, std::to_string(carrier.neighbour_cell_config));
  if (carrier.q_offset_freq_db) write_offset(w, "q_OffsetFreq" + release, *carrier.q_offset_freq_db);
  if (!carrier.neighbours.empty())
    write_list(w, "interFreqNeighCellList" + release, 1, 16, carrier.neighbours, write_neighbour);
  if (!carrier.excluded.empty())
    write_list(w, "interFreqExcludedCellList" + release, 1, 16, carrier.excluded, write_pci_range);
}

void write_carrier(PerWriter& w, const EutraCarrier& carrier) {
  const Sent sent{part_if(carrier.q_qual_min_db || carrier.thresh_x_q,
                          [&](PerWriter& out) {
                            out.flag(carrier.q_qual_min_db.has_value());
                            out.flag(carrier.thresh_x_q.has_value());
                            if (carrier.q_qual_min_db)
                              write_quality(out, "q_QualMin_r9", *carrier.q_qual_min_db);
                            if (carrier.thresh_x_q) write_quality_thresholds(out, "r9", *carrier.thresh_x_q);
                          }),
                  part_if(carrier.q_qual_min_wb_db.has_value(), [&](PerWriter& out) {
                    out.flag(true);
                    write_quality(out, "q_QualMinWB_r11", *carrier.q_qual_min_wb_db);
                  })};
  w.flag(is_any(sent));
  write_carrier_presence(w, carrier);
  w.integer("dl_CarrierFreq", carrier.earfcn, 0, 65535);
  write_carrier_common(w, "", carrier);
  w.additions(sent);
}

void write_carrier_r12(PerWriter& w, const EutraCarrier& carrier) {
  w.flag(false);
  write_carrier_presence(w, carrier);
  w.flag(carrier.q_qual_min_db.has_value());
  w.flag(carrier.thresh_x_q.has_value());
  w.flag(carrier.q_qual_min_wb_db.has_value());
  w.flag(!carrier.multi_bands.empty());
  w.flag(carrier.has_reduced_measurement);
  w.flag(carrier.q_qual_min_all_symbols_db.has_value());
  w.integer("dl_CarrierFreq_r12", carrier.earfcn, 0, 262143);
  write_carrier_common(w, "_r12", carrier);
  if (carrier.q_qual_min_db) write_quality(w, "q_QualMin_r12", *carrier.q_qual_min_db);
  if (carrier.thresh_x_q) write_quality_thresholds(w, "r12", *carrier.thresh_x_q);
  if (carrier.q_qual_min_wb_db) write_quality(w, "q_QualMinWB_r12", *carrier.q_qual_min_wb_db);
  if (!carrier.multi_bands.empty())
    write_bands(w, "multiBandInfoList_r12", "FreqBandIndicator_r11", 8, carrier.multi_bands, 256);
  if (carrier.has_reduced_measurement) w.show("interFreqCarrierFreqInfo_r12.reducedMeasPerformance_r12", "0");
  if (carrier.q_qual_min_all_symbols_db)
    write_quality(w, "q_QualMinRSRQ_OnAllSymbols_r12", *carrier.q_qual_min_all_symbols_db);
}

void write_carrier_v1310(PerWriter& w, const EutraCarrierV1310& entry) {
  w.flag(entry.sub_priority_tenths.has_value());
  w.flag(entry.redistribution.has_value());
  w.flag(entry.enhanced_coverage.has_value());
  w.flag(entry.t_reselection_ce_s.has_value());
  if (entry.sub_priority_tenths)
    write_sub_priority(w, "cellReselectionSubPriority_r13", *entry.sub_priority_tenths);
  if (entry.redistribution) {
    const auto& redistribution = *entry.redistribution;
    w.flag(redistribution.factor.has_value());
    w.flag(!redistribution.cells.empty());
    if (redistribution.factor) w.integer("redistributionFactorFreq_r13", *redistribution.factor, 1, 10);
    if (!redistribution.cells.empty())
      write_list(w, "redistributionNeighCellList_r13", 1, 16, redistribution.cells,
                 [](PerWriter& out, const RedistributionCell& cell) {
                   out.integer("physCellId_r13", cell.pci.value, 0, 503);
                   out.integer("redistributionFactorCell_r13", cell.factor, 1, 10);
                 });
  }
  if (entry.enhanced_coverage) write_coverage(w, "CE", *entry.enhanced_coverage);
  if (entry.t_reselection_ce_s) w.integer("t_ReselectionEUTRA_CE_r13", *entry.t_reselection_ce_s, 0, 15);
}

void write_sib5_late_part(PerWriter& w, const SystemInformationBlock5& s) {
  w.flag(!s.multi_bands.empty());
  w.flag(!s.v9e0.empty());
  if (!s.multi_bands.empty())
    write_list(w, "interFreqCarrierFreqList_v8h0", 1, 8, s.multi_bands,
               [](PerWriter& out, const std::vector<std::uint16_t>& bands) {
                 out.flag(!bands.empty());
                 if (!bands.empty()) write_bands(out, "multiBandInfoList", "FreqBandIndicator", 8, bands, 64);
               });
  if (s.v9e0.empty()) return;
  w.flag(true);
  w.flag(false);
  write_list(w, "interFreqCarrierFreqList_v9e0", 1, 8, s.v9e0,
             [](PerWriter& out, const EutraCarrierV9e0& entry) {
               out.flag(entry.earfcn.has_value());
               out.flag(!entry.multi_bands.empty());
               if (entry.earfcn) out.integer("dl_CarrierFreq_v9e0", *entry.earfcn, 65536, 262143);
               if (!entry.multi_bands.empty()) write_band_extension(out, entry.multi_bands);
             });
}

Sent sib5_additions(const SystemInformationBlock5& s) {
  const auto both = [](const std::string& release, const auto& list, const auto& more, auto write) {
    return part_if(!list.empty() || !more.empty(), [&](PerWriter& w) {
      w.flag(!list.empty());
      w.flag(!more.empty());
      if (!list.empty()) write_list(w, "interFreqCarrierFreqList_" + release, 1, 8, list, write);
      if (!more.empty()) write_list(w, "interFreqCarrierFreqListExt_" + release, 1, 8, more, write);
    });
  };
  return {contained_if(!s.multi_bands.empty() || !s.v9e0.empty(),
                       [&](PerWriter& w) { write_sib5_late_part(w, s); }),
          part_if(!s.v1250.empty() || !s.more_carriers.empty(),
                  [&](PerWriter& w) {
                    w.flag(!s.v1250.empty());
                    w.flag(!s.more_carriers.empty());
                    if (!s.v1250.empty())
                      write_list(w, "interFreqCarrierFreqList_v1250", 1, 8, s.v1250,
                                 [](PerWriter& out, const EutraCarrierV1250& entry) {
                                   out.mark("reducedMeasPerformance_r12", entry.has_reduced_measurement);
                                   out.flag(entry.q_qual_min_all_symbols_db.has_value());
                                   if (entry.q_qual_min_all_symbols_db)
                                     write_quality(out, "q_QualMinRSRQ_OnAllSymbols_r12",
                                                   *entry.q_qual_min_all_symbols_db);
                                 });
                    if (!s.more_carriers.empty())
                      write_list(w, "interFreqCarrierFreqListExt_r12", 1, 8, s.more_carriers,
                                 write_carrier_r12);
                  }),
          std::nullopt,
          both("v1310", s.carrier_extensions.v1310, s.more_carrier_extensions.v1310, write_carrier_v1310),
          both("v1350", s.carrier_extensions.v1350, s.more_carrier_extensions.v1350,
               [](PerWriter& out, const std::optional<EnhancedCoverageSelection>& entry) {
                 out.flag(entry.has_value());
                 if (entry) write_coverage(out, "CE1", *entry);
               }),
          std::nullopt,
          part_if(s.scptm_freq_offset.has_value(), [&](PerWriter& w) {
            w.flag(true);
            w.integer("scptm_FreqOffset_r14", *s.scptm_freq_offset, 1, 8);
          })};
}

void write_block(PerWriter& w, const SystemInformationBlock5& s) {
  const Sent sent = sib5_additions(s);
  w.flag(is_any(sent));
  write_list(w, "interFreqCarrierFreqList", 1, 8, s.carriers, write_carrier);
  w.additions(sent);
}

void write_utra_common(PerWriter& w, const std::string& release, const UtraCarrier& carrier) {
  w.integer("carrierFreq" + release, carrier.uarfcn, 0, 16383);
  if (carrier.cell_reselection_priority)
    w.integer("cellReselectionPriority" + release, *carrier.cell_reselection_priority, 0, 7);
  write_threshold(w, "threshX_High" + release, carrier.thresh_x_high_db);
  write_threshold(w, "threshX_Low" + release, carrier.thresh_x_low_db);
  w.integer("utra_q_RxLevMin" + release, (carrier.q_rx_lev_min_dbm - 1) / 2, -60, -13);
  w.integer("p_MaxUTRA" + release, carrier.p_max_dbm, -50, 33);
}

void write_utra(PerWriter& w, const UtraCarrier& carrier) {
  const Sent sent{part_if(carrier.thresh_x_q.has_value(), [&](PerWriter& out) {
    out.flag(true);
    write_quality_thresholds(out, "r9", *carrier.thresh_x_q);
  })};
  w.flag(is_any(sent));
  w.flag(carrier.cell_reselection_priority.has_value());
  write_utra_common(w, "", carrier);
  if (carrier.q_qual_min_db) w.integer("q_QualMin", *carrier.q_qual_min_db, -24, 0);
  w.additions(sent);
}

void write_utra_bands(PerWriter& w, const std::string& name, const std::vector<std::uint8_t>& bands) {
  write_bands(w, name, "FreqBandIndicator_UTRA_FDD", 8, bands, 86);
}

void write_utra_fdd_r12(PerWriter& w, const UtraCarrier& carrier) {
  w.flag(false);
  w.flag(carrier.cell_reselection_priority.has_value());
  w.flag(carrier.thresh_x_q.has_value());
  w.flag(!carrier.multi_bands.empty());
  w.flag(carrier.has_reduced_measurement);
  write_utra_common(w, "_r12", carrier);
  w.integer("q_QualMin_r12", carrier.q_qual_min_db.value(), -24, 0);
  if (carrier.thresh_x_q) write_quality_thresholds(w, "r12", *carrier.thresh_x_q);
  if (!carrier.multi_bands.empty()) write_utra_bands(w, "multiBandInfoList_r12", carrier.multi_bands);
  if (carrier.has_reduced_measurement) w.show("carrierFreqUTRA_FDD_Ext_r12.reducedMeasPerformance_r12", "0");
}

void write_utra_tdd_r12(PerWriter& w, const UtraCarrier& carrier) {
  w.flag(false);
  w.flag(carrier.cell_reselection_priority.has_value());
  w.flag(carrier.has_reduced_measurement);
  write_utra_common(w, "_r12", carrier);
  if (carrier.has_reduced_measurement) w.show("carrierFreqUTRA_TDD_r12.reducedMeasPerformance_r12", "0");
}

Sent sib6_additions(const SystemInformationBlock6& s) {
  const auto write_mark = [](PerWriter& w, bool is_sent) {
    w.mark("carrierFreqInfoUTRA_v1250.reducedMeasPerformance_r12", is_sent);
  };
  return {contained_if(!s.fdd_multi_bands.empty(),
                       [&](PerWriter& w) {
                         w.flag(true);
                         w.flag(false);
                         write_list(w, "carrierFreqListUTRA_FDD_v8h0", 1, 16, s.fdd_multi_bands,
                                    [](PerWriter& out, const std::vector<std::uint8_t>& bands) {
                                      out.flag(!bands.empty());
                                      if (!bands.empty()) write_utra_bands(out, "multiBandInfoList", bands);
                                    });
                       }),
          part_if(!s.fdd_reduced_measurement.empty() || !s.tdd_reduced_measurement.empty() ||
                      !s.more_fdd.empty() || !s.more_tdd.empty(),
                  [&](PerWriter& w) {
                    w.flag(!s.fdd_reduced_measurement.empty());
                    w.flag(!s.tdd_reduced_measurement.empty());
                    w.flag(!s.more_fdd.empty());
                    w.flag(!s.more_tdd.empty());
                    if (!s.fdd_reduced_measurement.empty())
                      write_list(w, "carrierFreqListUTRA_FDD_v1250", 1, 16, s.fdd_reduced_measurement,
                                 write_mark);
                    if (!s.tdd_reduced_measurement.empty())
                      write_list(w, "carrierFreqListUTRA_TDD_v1250", 1, 16, s.tdd_reduced_measurement,
                                 write_mark);
                    if (!s.more_fdd.empty())
                      write_list(w, "carrierFreqListUTRA_FDD_Ext_r12", 1, 16, s.more_fdd, write_utra_fdd_r12);
                    if (!s.more_tdd.empty())
                      write_list(w, "carrierFreqListUTRA_TDD_Ext_r12", 1, 16, s.more_tdd, write_utra_tdd_r12);
                  })};
}

void write_block(PerWriter& w, const SystemInformationBlock6& s) {
  const Sent sent = sib6_additions(s);
  w.flag(is_any(sent));
  w.flag(!s.fdd.empty());
  w.flag(!s.tdd.empty());
  w.flag(s.t_reselection_scale.has_value());
  if (!s.fdd.empty()) write_list(w, "carrierFreqListUTRA_FDD", 1, 16, s.fdd, write_utra);
  if (!s.tdd.empty()) write_list(w, "carrierFreqListUTRA_TDD", 1, 16, s.tdd, write_utra);
  w.integer("t_ReselectionUTRA", s.t_reselection_s, 0, 7);
  if (s.t_reselection_scale) write_scale(w, *s.t_reselection_scale);
  w.additions(sent);
}

void write_geran(PerWriter& w, const GeranCarriers& carriers) {
  w.flag(false);
  w.integer("startingARFCN", carriers.starting_arfcn, 0, 1023);
  w.enumerated("bandIndicator", carriers.is_band_1900 ? 1 : 0, 2);
  w.enumerated("followingARFCNs", carriers.following.index(), 3);
  if (const auto* list = std::get_if<std::vector<std::uint16_t>>(&carriers.following)) {
    write_list(w, "explicitListOfARFCNs", 0, 31, *list,
               [](PerWriter& out, std::uint16_t arfcn) { out.integer("ARFCN_ValueGERAN", arfcn, 0, 1023); });
  } else if (const auto* spaced = std::get_if<EquallySpacedArfcns>(&carriers.following)) {
    w.integer("arfcn_Spacing", spaced->spacing, 1, 8);
    w.integer("numberOfFollowingARFCNs", spaced->following, 0, 31);
  } else {
    const auto& octets = std::get<ArfcnBitmap>(carriers.following).octets;
    w.bits(octets.size() - 1, 4);
    w.octets("variableBitMapOfARFCNs", octets);
  }
  w.flag(carriers.cell_reselection_priority.has_value());
  w.flag(carriers.p_max_dbm.has_value());
  if (carriers.cell_reselection_priority)
    w.integer("cellReselectionPriority", *carriers.cell_reselection_priority, 0, 7);
  w.bit_string("ncc_Permitted", carriers.ncc_permitted, 8);
  w.integer("geran_q_RxLevMin", (carriers.q_rx_lev_min_dbm + 115) / 2, 0, 45);
  if (carriers.p_max_dbm) w.integer("p_MaxGERAN", *carriers.p_max_dbm, 0, 39);
  write_threshold(w, "threshX_High", carriers.thresh_x_high_db);
  write_threshold(w, "threshX_Low", carriers.thresh_x_low_db);
}

void write_block(PerWriter& w, const SystemInformationBlock7& s) {
  w.flag(false);
  w.flag(s.t_reselection_scale.has_value());
  w.flag(!s.carriers.empty());
  w.integer("t_ReselectionGERAN", s.t_reselection_s, 0, 7);
  if (s.t_reselection_scale) write_scale(w, *s.t_reselection_scale);
  if (!s.carriers.empty()) write_list(w, "carrierFreqsInfoList", 1, 16, s.carriers, write_geran);
}

// SystemInformationBlockType8.

void write_band_class(PerWriter& w, unsigned band_class) {
  w.extensible("bandClass", band_class, 32);
}

void write_reselection(PerWriter& w, const Cdma2000Reselection& reselection) {
  w.flag(reselection.t_reselection_scale.has_value());
  write_list(w, "bandClassList", 1, 32, reselection.band_classes,
             [](PerWriter& out, const Cdma2000BandClass& one) {
               out.flag(false);
               out.flag(one.cell_reselection_priority.has_value());
               write_band_class(out, one.band_class);
               if (one.cell_reselection_priority)
                 out.integer("cellReselectionPriority", *one.cell_reselection_priority, 0, 7);
               out.integer("threshX_High", one.thresh_x_high, 0, 63);
               out.integer("threshX_Low", one.thresh_x_low, 0, 63);
             });
  write_list(w, "neighCellList", 1, 16, reselection.neighbours,
             [](PerWriter& out, const Cdma2000Neighbours& one) {
               write_band_class(out, one.band_class);
               write_list(out, "neighCellsPerFreqList", 1, 16, one.carriers,
                          [](PerWriter& item, const Cdma2000Carrier& carrier) {
                            item.integer("arfcn", carrier.arfcn, 0, 2047);
                            write_list(item, "physCellIdList", 1, 16, carrier.pn_offsets,
                                       [](PerWriter& cell, std::uint16_t offset) {
                                         cell.integer("PhysCellIdCDMA2000", offset, 0, 511);
                                       });
                          });
             });
  w.integer("t_ReselectionCDMA2000", reselection.t_reselection_s, 0, 7);
  if (reselection.t_reselection_scale) write_scale(w, *reselection.t_reselection_scale);
}

void write_hrpd(PerWriter& w, const HrpdParameters& hrpd) {
  w.flag(hrpd.reselection.has_value());
  w.flag(hrpd.pre_registration_zone.has_value());
  w.flag(!hrpd.secondary_zones.empty());
  w.boolean("preRegistrationAllowed", hrpd.is_pre_registration_allowed);
  if (hrpd.pre_registration_zone) w.integer("preRegistrationZoneId", *hrpd.pre_registration_zone, 0, 255);
  if (!hrpd.secondary_zones.empty())
    write_list(
        w, "secondaryPreRegistrationZoneIdList", 1, 2, hrpd.secondary_zones,
        [](PerWriter& out, std::uint8_t zone) { out.integer("PreRegistrationZoneIdHRPD", zone, 0, 255); });
  if (hrpd.reselection) write_reselection(w, *hrpd.reselection);
}

void write_one_x(PerWriter& w, const OneXParameters& one_x) {
  w.flag(one_x.registration.has_value());
  w.flag(one_x.long_code_state.has_value());
  w.flag(one_x.reselection.has_value());
  if (one_x.registration) {
    const OneXRegistration& r = *one_x.registration;
    w.bit_string("sid", r.sid, 15);
    w.bit_string("nid", r.nid, 16);
    w.boolean("multipleSID", r.multiple_sid);
    w.boolean("multipleNID", r.multiple_nid);
    w.boolean("homeReg", r.home_reg);
    w.boolean("foreignSIDReg", r.foreign_sid_reg);
    w.boolean("foreignNIDReg", r.foreign_nid_reg);
    w.boolean("parameterReg", r.parameter_reg);
    w.boolean("powerUpReg", r.power_up_reg);
    w.bit_string("registrationPeriod", r.registration_period, 7);
    w.bit_string("registrationZone", r.registration_zone, 12);
    w.bit_string("totalZone", r.total_zone, 3);
    w.bit_string("zoneTimer", r.zone_timer, 3);
  }
  if (one_x.long_code_state) w.bit_string("longCodeState1XRTT", *one_x.long_code_state, 42);
  if (one_x.reselection) write_reselection(w, *one_x.reselection);
}

void write_block(PerWriter& w, const SystemInformationBlock8& s) {
  w.flag(false);
  w.flag(s.time.has_value());
  w.flag(s.search_window_size.has_value());
  w.flag(s.hrpd.has_value());
  w.flag(s.one_x.has_value());
  if (s.time) {
    const bool is_asynchronous = s.time->is_asynchronous_time;
    w.boolean("cdma_EUTRA_Synchronisation", s.time->is_synchronous);
    w.enumerated("cdma_SystemTime", is_asynchronous ? 1 : 0, 2);
    w.bit_string(is_asynchronous ? "asynchronousSystemTime" : "synchronousSystemTime", s.time->count,
                 is_asynchronous ? 49 : 39);
  }
  if (s.search_window_size) w.integer("searchWindowSize", *s.search_window_size, 0, 15);
  if (s.hrpd) write_hrpd(w, *s.hrpd);
  if (s.one_x) write_one_x(w, *s.one_x);
}

// SystemInformationBlockType9 to 12.

void write_block(PerWriter& w, const SystemInformationBlock9& s) {
  w.flag(false);
  w.flag(s.hnb_name.has_value());
  if (!s.hnb_name) return;
  w.bits(s.hnb_name->size() - 1, 6);
  for (const char c : *s.hnb_name) w.bits(static_cast<std::uint8_t>(c), 8);
  w.show("hnb_Name", *s.hnb_name);
}

void write_number(PerWriter& w, const std::string& name, std::uint64_t value, std::size_t bits) {
  w.bits(value, bits);
  w.show(name, std::to_string(value));
}

void write_block(PerWriter& w, const SystemInformationBlock10& s) {
  w.flag(false);
  w.flag(s.security_info.has_value());
  write_number(w, "messageIdentifier", s.message_identifier, 16);
  w.bit_string("serialNumber", s.serial_number, 16);
  w.bit_string("warningType", s.warning_type, 16);
  if (s.security_info) w.octets("systemInformationBlockType10.dummy", *s.security_info);
}

void write_segment(PerWriter& w, const std::string& release, const WarningSegment& segment) {
  write_number(w, "messageIdentifier" + release, segment.message_identifier, 16);
  w.bit_string("serialNumber" + release, segment.serial_number, 16);
  w.enumerated("warningMessageSegmentType" + release, segment.is_last ? 1 : 0, 2);
  w.integer("warningMessageSegmentNumber" + release, segment.number, 0, 63);
  w.octet_string("warningMessageSegment" + release, segment.octets);
  if (segment.data_coding_scheme) w.bit_string("dataCodingScheme" + release, *segment.data_coding_scheme, 8);
}

void write_block(PerWriter& w, const SystemInformationBlock11& s) {
  w.flag(false);
  w.flag(s.segment.data_coding_scheme.has_value());
  write_segment(w, "", s.segment);
}

void write_block(PerWriter& w, const SystemInformationBlock12& s) {
  const Sent sent{part_if(s.area_coordinates.has_value(), [&](PerWriter& out) {
    out.flag(true);
    out.octet_string("warningAreaCoordinatesSegment_r15", *s.area_coordinates);
  })};
  w.flag(is_any(sent));
  w.flag(s.segment.data_coding_scheme.has_value());
  w.flag(false);
  write_segment(w, "_r9", s.segment);
  w.additions(sent);
}

// SystemInformationBlockType13, 16 and 24.

void write_area(PerWriter& w, const MulticastArea& area) {
  const auto& release_14 = area.release_14;
  const Sent sent{part_if(release_14.has_value(), [&](PerWriter& out) {
    out.flag(release_14->control.has_value());
    out.flag(release_14->subcarrier_spacing_hz.has_value());
    if (const auto& control = release_14->control) {
      out.flag(control->repetition_frames.has_value());
      out.flag(control->modification_frames.has_value());
      if (control->repetition_frames)
        out.enumerated("mcch_RepetitionPeriod_v1430", place_of(*control->repetition_frames, {1, 2, 4, 8, 16}),
                       5);
      if (control->modification_frames)
        out.enumerated("mcch_ModificationPeriod_v1430",
                       place_of(*control->modification_frames, {1, 2, 4, 8, 16, 32, 64, 128, 256}), 10);
    }
    if (release_14->subcarrier_spacing_hz)
      out.enumerated("subcarrierSpacingMBMS_r14", place_of(*release_14->subcarrier_spacing_hz, {7500, 1250}),
                     2);
  })};
  w.flag(is_any(sent));
  w.integer("mbsfn_AreaId_r9", area.area_id, 0, 255);
  w.enumerated("non_MBSFNregionLength", area.non_mbsfn_region_symbols - 1U, 2);
  w.integer("notificationIndicator_r9", area.notification_indicator, 0, 7);
  w.enumerated("mcch_RepetitionPeriod_r9", place_of(area.repetition_frames, {32, 64, 128, 256}), 4);
  w.integer("mcch_Offset_r9", area.offset_frames, 0, 10);
  w.enumerated("mcch_ModificationPeriod_r9", place_of(area.modification_frames, {512, 1024}), 2);
  w.bit_string("sf_AllocInfo_r9", area.subframe_allocation, 6);
  w.enumerated("signallingMCS_r9", place_of(area.signalling_mcs, {2, 7, 13, 19}), 4);
  w.additions(sent);
}

void write_block(PerWriter& w, const SystemInformationBlock13& s) {
  const Sent sent{part_if(s.notification_subframe_index_v1430.has_value(), [&](PerWriter& out) {
    out.flag(true);
    out.integer("notificationSF_Index_v1430", *s.notification_subframe_index_v1430, 7, 10);
  })};
  w.flag(is_any(sent));
  w.flag(false);
  write_list(w, "mbsfn_AreaInfoList_r9", 1, 8, s.areas, write_area);
  w.enumerated("notificationRepetitionCoeff_r9", place_of(s.notification_repetition_coefficient, {2, 4}), 2);
  w.integer("notificationOffset_r9", s.notification_offset_frames, 0, 10);
  w.integer("notificationSF_Index_r9", s.notification_subframe_index, 1, 6);
  w.additions(sent);
}

void write_reference(PerWriter& w, const TimeReference& reference) {
  w.flag(true);
  w.flag(reference.uncertainty.has_value());
  w.flag(reference.is_local_clock);
  w.flag(reference.reference_sfn.has_value());
  w.integer("refDays_r15", reference.days, 0, 72999);
  w.integer("refSeconds_r15", reference.seconds_s, 0, 86399);
  w.integer("refMilliSeconds_r15", reference.milliseconds_ms, 0, 999);
  w.integer("refQuarterMicroSeconds_r15", reference.quarter_microseconds, 0, 3999);
  if (reference.uncertainty) w.integer("uncertainty_r15", *reference.uncertainty, 0, 12);
  if (reference.is_local_clock) w.show("timeInfoType_r15", "0");
  if (reference.reference_sfn) w.integer("referenceSFN_r15", *reference.reference_sfn, 0, 1023);
}

void write_block(PerWriter& w, const SystemInformationBlock16& s) {
  const Sent sent{
      part_if(s.reference.has_value(), [&](PerWriter& out) { write_reference(out, *s.reference); })};
  w.flag(is_any(sent));
  w.flag(s.time.has_value());
  w.flag(false);
  if (s.time) {
    w.flag(s.time->daylight_saving_h.has_value());
    w.flag(s.time->leap_seconds_s.has_value());
    w.flag(s.time->local_time_offset_15min.has_value());
    w.integer("timeInfoUTC_r11", static_cast<std::int64_t>(s.time->utc_10ms), 0, 549755813887);
    if (s.time->daylight_saving_h) write_number(w, "dayLightSavingTime_r11", *s.time->daylight_saving_h, 2);
    if (s.time->leap_seconds_s) w.integer("leapSeconds_r11", *s.time->leap_seconds_s, -127, 128);
    if (s.time->local_time_offset_15min)
      w.integer("localTimeOffset_r11", *s.time->local_time_offset_15min, -63, 64);
  }
  w.additions(sent);
}

void write_nr_powers(PerWriter& w, const std::string& name, const std::vector<NrNsPmax>& list) {
  write_list(w, name, 1, 8, list, [](PerWriter& out, const NrNsPmax& value) {
    out.flag(value.additional_p_max_dbm.has_value());
    if (value.additional_p_max_dbm) out.integer("additionalPmaxNR_r15", *value.additional_p_max_dbm, -30, 33);
    out.integer("additionalSpectrumEmissionNR_r15", value.additional_spectrum_emission, 0, 7);
  });
}

void write_nr_timing(PerWriter& w, const NrMeasurementTiming& timing) {
  constexpr std::array<const char*, 6> kNames{"sf5_r15",  "sf10_r15", "sf20_r15",
                                              "sf40_r15", "sf80_r15", "sf160_r15"};
  const std::size_t place = place_of(timing.period_subframes, {5, 10, 20, 40, 80, 160});
  w.enumerated("periodicityAndOffset_r15", place, 6);
  w.integer(kNames.at(place), timing.offset_subframes, 0, timing.period_subframes - 1);
  w.enumerated("ssb_Duration_r15", timing.duration_subframes - 1U, 5);
}

Sent nr_carrier_additions(const NrCarrier& carrier) {
  const auto write_powers = [](PerWriter& out, const std::vector<NrNsPmax>& list) {
    write_nr_powers(out, "NS_PmaxListNR_r15", list);
  };
  return {part_if(
      !carrier.multi_band_ns_p_max.empty() || !carrier.sul_multi_band_ns_p_max.empty() ||
          carrier.ssb_to_measure,
      [&](PerWriter& w) {
        w.flag(!carrier.multi_band_ns_p_max.empty());
        w.flag(!carrier.sul_multi_band_ns_p_max.empty());
        w.flag(carrier.ssb_to_measure.has_value());
        if (!carrier.multi_band_ns_p_max.empty())
          write_list(w, "multiBandNsPmaxListNR_v1550", 1, 31, carrier.multi_band_ns_p_max, write_powers);
        if (!carrier.sul_multi_band_ns_p_max.empty())
          write_list(w, "multiBandNsPmaxListNR_SUL_v1550", 1, 32, carrier.sul_multi_band_ns_p_max,
                     write_powers);
        if (!carrier.ssb_to_measure) return;
        constexpr std::array<const char*, 3> kNames{"shortBitmap_r15", "mediumBitmap_r15", "longBitmap_r15"};
        const std::size_t place = place_of(carrier.ssb_to_measure->bits, {4, 8, 64});
        w.enumerated("ssb_ToMeasure_r15", place, 3);
        w.bit_string(kNames.at(place), carrier.ssb_to_measure->bitmap, carrier.ssb_to_measure->bits);
      })};
}

void write_nr_rssi(PerWriter& w, const NrRssiMeasurement& measurement) {
  w.bits(measurement.slots.size() - 1, 7);
  PerWriter slots;
  for (const bool slot : measurement.slots) {
    w.flag(slot);
    slots.flag(slot);
  }
  const auto octets = slots.octets();
  PerWriter shown;
  shown.octets("measurementSlots_r15", octets);
  w.show("measurementSlots_r15", shown.shown().at("measurementSlots_r15").front());
  w.integer("endSymbol_r15", measurement.end_symbol, 0, 3);
}

void write_nr_beams(PerWriter& w, const NrBeamThresholds& thresholds) {
  w.flag(thresholds.rsrp.has_value());
  w.flag(thresholds.rsrq.has_value());
  w.flag(thresholds.sinr.has_value());
  if (thresholds.rsrp) w.integer("nr_RSRP_r15", *thresholds.rsrp, 0, 127);
  if (thresholds.rsrq) w.integer("nr_RSRQ_r15", *thresholds.rsrq, 0, 127);
  if (thresholds.sinr) w.integer("nr_SINR_r15", *thresholds.sinr, 0, 127);
}

void write_nr_presence(PerWriter& w, const NrCarrier& carrier) {
  w.flag(!carrier.multi_bands.empty());
  w.flag(!carrier.sul_multi_bands.empty());
  w.flag(carrier.measurement_timing.has_value());
  w.flag(carrier.rssi_measurement.has_value());
  w.flag(carrier.cell_reselection_priority.has_value());
  w.flag(carrier.sub_priority_tenths.has_value());
  w.flag(carrier.thresh_x_q.has_value());
  w.flag(carrier.q_rx_lev_min_sul_dbm.has_value());
  w.flag(!carrier.ns_p_max.empty());
  w.flag(carrier.q_qual_min_db.has_value());
  w.flag(carrier.max_beams_averaged.has_value());
  w.flag(carrier.beam_thresholds.has_value());
}

void write_nr_carrier(PerWriter& w, const NrCarrier& carrier) {
  const Sent sent = nr_carrier_additions(carrier);
  w.flag(is_any(sent));
  write_nr_presence(w, carrier);
  w.integer("carrierFreq_r15", carrier.nr_arfcn, 0, 3279165);
  if (!carrier.multi_bands.empty())
    write_bands(w, "multiBandInfoList_r15", "FreqBandIndicatorNR_r15", 32, carrier.multi_bands, 1024);
  if (!carrier.sul_multi_bands.empty())
    write_bands(w, "multiBandInfoListSUL_r15", "FreqBandIndicatorNR_r15", 32, carrier.sul_multi_bands, 1024);
  if (carrier.measurement_timing) write_nr_timing(w, *carrier.measurement_timing);
  w.enumerated("subcarrierSpacingSSB_r15", place_of(carrier.ssb_subcarrier_spacing_khz, {15, 30, 120, 240}),
               4);
  if (carrier.rssi_measurement) write_nr_rssi(w, *carrier.rssi_measurement);
  if (carrier.cell_reselection_priority)
    w.integer("cellReselectionPriority_r15", *carrier.cell_reselection_priority, 0, 7);
  if (carrier.sub_priority_tenths)
    write_sub_priority(w, "cellReselectionSubPriority_r15", *carrier.sub_priority_tenths);
  write_threshold(w, "threshX_High_r15", carrier.thresh_x_high_db);
  write_threshold(w, "threshX_Low_r15", carrier.thresh_x_low_db);
  if (carrier.thresh_x_q) write_quality_thresholds(w, "r15", *carrier.thresh_x_q);
  write_level(w, "q_RxLevMin_r15", carrier.q_rx_lev_min_dbm);
  if (carrier.q_rx_lev_min_sul_dbm) write_level(w, "q_RxLevMinSUL_r15", *carrier.q_rx_lev_min_sul_dbm);
  w.integer("p_MaxNR_r15", carrier.p_max_dbm, -30, 33);
  if (!carrier.ns_p_max.empty()) write_nr_powers(w, "ns_PmaxListNR_r15", carrier.ns_p_max);
  if (carrier.q_qual_min_db) w.integer("q_QualMin_r15", *carrier.q_qual_min_db, -43, -12);
  w.boolean("deriveSSB_IndexFromCell_r15", carrier.is_ssb_index_from_cell);
  if (carrier.max_beams_averaged) w.integer("maxRS_IndexCellQual_r15", *carrier.max_beams_averaged, 1, 16);
  if (carrier.beam_thresholds) write_nr_beams(w, *carrier.beam_thresholds);
  w.additions(sent);
}

void write_block(PerWriter& w, const SystemInformationBlock24& s) {
  w.flag(false);
  w.flag(!s.carriers.empty());
  w.flag(s.t_reselection_scale.has_value());
  w.flag(false);
  if (!s.carriers.empty()) write_list(w, "carrierFreqListNR_r15", 1, 8, s.carriers, write_nr_carrier);
  w.integer("t_ReselectionNR_r15", s.t_reselection_s, 0, 7);
  if (s.t_reselection_scale) write_scale(w, *s.t_reselection_scale);
}

void write_block(PerWriter& w, const UnreadBlock& block) {
  for (unsigned i = 0; i < block.size_octets; ++i) w.bits(0, 8);
}

// The place of a block among the alternatives of sib-TypeAndInfo.
std::size_t alternative_of(SibType type) {
  constexpr std::size_t kRoot = 10;
  const auto number = static_cast<std::size_t>(type);
  if (number <= 11) return number - 2;
  return kRoot +
         place_of(static_cast<long>(type),
                  {12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 24, 25, 26, static_cast<long>(SibType::kSib26a),
                   27, 28, 29, 30, 31, 32});
}

void write_any_block(PerWriter& w, const SystemInformationBlock& block) {
  const std::size_t alternative = alternative_of(type_of(block));
  w.extensible("sib_TypeAndInfo_item", alternative, 10);
  PerWriter content;
  std::visit([&content](const auto& one) { write_block(content, one); }, block);
  if (alternative >= 10) {
    w.open_type(content);
  } else {
    std::visit([&w](const auto& one) { write_block(w, one); }, block);
  }
}

void write_record(PerWriter& w, const PagedRecord& record) {
  w.flag(false);
  const bool is_extension =
      record.kind == PagedRecord::Kind::kNg5gSTmsi || record.kind == PagedRecord::Kind::kIRnti;
  w.flag(is_extension);
  if (is_extension) {
    const bool is_rnti = record.kind == PagedRecord::Kind::kIRnti;
    w.small_number(is_rnti ? 1 : 0);
    PerWriter content;
    content.bits(record.filler, is_rnti ? 40 : 48);
    w.open_type(content);
  } else if (record.kind == PagedRecord::Kind::kDigits) {
    w.flag(true);
    w.bits(record.digits - 6, 4);
    for (std::size_t i = 0; i < record.digits; ++i) w.bits((record.filler >> i) & 7U, 4);
  } else {
    w.flag(false);
    w.bits(record.filler, 40);
  }
  w.show("ue_Identity", std::to_string(static_cast<unsigned>(record.kind)));
  w.enumerated("cn_Domain", record.is_cs ? 1 : 0, 2);
}

}  // namespace

PerWriter write_bcch_dl_sch(const BroadcastMessage& message) {
  PerWriter w;
  w.enumerated("bCCH_DL_SCH_Message.message", 0, 2);
  if (const auto* sib1 = std::get_if<SystemInformationBlock1>(&message.content)) {
    w.enumerated("c1", 1, 2);
    write_block(w, *sib1);
    return w;
  }
  w.enumerated("c1", 0, 2);
  w.enumerated("criticalExtensions", 0, 2);
  w.flag(false);
  write_list(w, "sib_TypeAndInfo", 1, 32, std::get<SystemInformation>(message.content).blocks,
             write_any_block);
  return w;
}

PerWriter write_pcch(const PagingPlan& plan) {
  PerWriter w;
  w.enumerated("pCCH_Message.message", 0, 2);
  w.show("c1", "0");
  const std::vector<Link> links{
      {true,
       [&](PerWriter& out, bool has_next) {
         out.flag(!plan.records.empty());
         out.mark("systemInfoModification", plan.system_info_modification);
         out.mark("etws_Indication", plan.etws);
         out.flag(has_next);
         if (!plan.records.empty()) write_list(out, "pagingRecordList", 1, 16, plan.records, write_record);
       }},
      {false,
       [](PerWriter& out, bool has_next) {
         out.flag(false);
         out.flag(has_next);
       }},
      {plan.cmas,
       [&](PerWriter& out, bool has_next) {
         out.mark("cmas_Indication_r9", plan.cmas);
         out.flag(has_next);
       }},
      {plan.eab,
       [&](PerWriter& out, bool has_next) {
         out.mark("eab_ParamModification_r11", plan.eab);
         out.flag(has_next);
       }},
      {plan.redistribution || plan.edrx,
       [&](PerWriter& out, bool has_next) {
         out.mark("redistributionIndication_r13", plan.redistribution);
         out.mark("systemInfoModification_eDRX_r13", plan.edrx);
         out.flag(has_next);
       }},
      {plan.non_3gpp,
       [&](PerWriter& out, bool has_next) {
         out.mark("accessType", plan.non_3gpp);
         out.flag(has_next);
       }},
      {!plan.non_3gpp_records.empty() || plan.uac,
       [&](PerWriter& out, bool has_next) {
         out.flag(!plan.non_3gpp_records.empty());
         out.mark("uac_ParamModification_r16", plan.uac);
         out.flag(has_next);
         if (!plan.non_3gpp_records.empty())
           write_list(out, "pagingRecordList_v1610", 1, 16, plan.non_3gpp_records,
                      [](PerWriter& item, bool is_sent) {
                        item.mark("accessType_r16", is_sent);
                        item.flag(false);
                      });
       }},
      {!plan.voice_records.empty(), [&](PerWriter& out, bool has_next) {
         out.flag(!plan.voice_records.empty());
         out.flag(has_next);
         if (!plan.voice_records.empty())
           write_list(out, "pagingRecordList_v1700", 1, 16, plan.voice_records,
                      [](PerWriter& item, bool is_sent) { item.mark("pagingCause_r17", is_sent); });
       }}};
  write_chain(w, links);
  return w;
}

}  // namespace cellwarden::synth
