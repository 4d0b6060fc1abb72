#pragma once

/// \file
/// SystemInformationBlockType1: who the cell is, who may use it, and when its other blocks are sent
/// (TS 36.331, section 6.2.2, up to Release 17; late extensions up to Release 12).
///
/// In: the reader at the block, which it leaves behind it. Values are in the units that their names tell, and
/// codes as sent where a name has no unit. What a cell does not send is absent.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cell/lte/common_fields.hpp"

namespace cellwarden::lte {

/// A system information block's type by its number, 2…32; 26a has one of its own.
enum class SibType : std::uint8_t { kUnknown = 0, kSib26a = 126 };
/// "sib3", "sib26a"; "unknown" for one of a later release.
[[nodiscard]] std::string to_string(SibType type);
/// SIB-Type or SIB-Type-v12j0 as the standard numbers the extensions that both have in common.
[[nodiscard]] SibType sib_type_after_18(std::size_t index) noexcept;

/// SchedulingInfo: one SI message. The first of the list also holds SIB2, which is not named.
struct SiSchedule {
  std::uint16_t periodicity_frames{};  ///< 8…512
  std::vector<SibType> sibs;
  bool operator==(const SiSchedule&) const = default;
};

/// TDD-Config.
struct TddConfig {
  std::uint8_t subframe_assignment{};       ///< 0…6
  std::uint8_t special_subframe_pattern{};  ///< 0…8
  bool operator==(const TddConfig&) const = default;
};

/// CellSelectionInfo-v920.
struct QualitySelection {
  std::int8_t q_qual_min_db{};
  std::optional<std::uint8_t> q_qual_min_offset_db;  ///< 1…8
  bool operator==(const QualitySelection&) const = default;
};

/// CellAccessRelatedInfo-r14: another operator's view of a shared cell.
struct CellAccess {
  std::vector<PlmnEntry> plmns;
  Tac tracking_area_code;
  Eci cell_identity;
  bool operator==(const CellAccess&) const = default;
};

/// PLMN-IdentityInfo-r15.
struct PlmnEntry5gc {
  /// A name, or its place in the first PLMN list, 1…6.
  std::variant<PlmnEntry, std::uint8_t> plmn;
  bool is_reserved_for_operator_use{}, is_reserved_for_operator_use_crs{};
  bool operator==(const PlmnEntry5gc&) const = default;
};

/// CellAccessRelatedInfo-5GC-r15.
struct CellAccess5gc {
  std::vector<PlmnEntry5gc> plmns;
  std::optional<std::uint8_t> ran_area_code;
  Tac tracking_area_code;  ///< 24 bits
  /// A cell identity, or its place in the lists before, 1…6.
  std::variant<Eci, std::uint8_t> cell_identity;
  bool operator==(const CellAccess5gc&) const = default;
};

/// cellAccessRelatedInfo-5GC-r15: the cell is connected to a 5G core.
struct Access5gc {
  bool is_cell_barred{}, is_cell_barred_crs{};
  std::vector<CellAccess5gc> cells;
  bool operator==(const Access5gc&) const = default;
};

/// SchedulingInfo-BR-r13.
struct SiScheduleBr {
  std::uint8_t narrowband{};       ///< 1…16
  std::uint16_t transport_bits{};  ///< 152…936
  bool operator==(const SiScheduleBr&) const = default;
};

/// fdd-DownlinkOrTddSubframeBitmapBR-r13; the bitmap's last bit is the last sent.
struct SubframeBitmap {
  std::uint8_t bits{};  ///< 10 or 40
  std::uint64_t bitmap{};
  bool operator==(const SubframeBitmap&) const = default;
};

/// bandwidthReducedAccessRelatedInfo-r13: for mobiles of categories M1 and M2.
struct BandwidthReducedAccess {
  std::uint8_t si_window_length_ms{};   ///< 20…200
  std::uint8_t si_repetition_frames{};  ///< in every 1st, 2nd, 4th or 8th frame
  std::vector<SiScheduleBr> scheduling;
  std::optional<SubframeBitmap> subframe_bitmap;
  std::optional<std::uint16_t> uplink_subframe_bitmap;
  std::uint8_t start_symbol{};  ///< 1…4
  bool is_si_hopping{};
  bool has_si_validity_time{};  ///< 3 hours instead of 24
  std::vector<std::uint8_t> value_tags;
  bool operator==(const BandwidthReducedAccess&) const = default;
};

/// freqHoppingParametersDL-r13: codes as sent, intervals with whether they are of the TDD alternative.
struct HoppingInterval {
  bool is_tdd{};
  std::uint8_t code{};
  bool operator==(const HoppingInterval&) const = default;
};
struct DownlinkHopping {
  std::optional<std::uint8_t> narrowbands;  ///< 2 or 4
  std::optional<HoppingInterval> mode_a, mode_b;
  std::optional<std::uint8_t> offset;  ///< 1…16
  bool operator==(const DownlinkHopping&) const = default;
};

/// PosSIB-Type-r15: a block of positioning assistance.
struct PositioningSib {
  bool is_encrypted{};
  std::optional<std::uint8_t> gnss;  ///< code: GPS, SBAS, QZSS, Galileo, GLONASS, BDS, NavIC
  std::optional<std::uint8_t> sbas;  ///< code: WAAS, EGNOS, MSAS, GAGAN
  std::uint8_t type{};               ///< in the order of the standard, from 0 (posSibType1-1)
  bool operator==(const PositioningSib&) const = default;
};
struct PositioningSchedule {
  std::uint16_t periodicity_frames{};
  std::vector<PositioningSib> sibs;
  bool operator==(const PositioningSchedule&) const = default;
};

/// PLMN-IdentityInfo-v1610.
struct PlmnFeatures {
  bool has_cp_ciot_5gs{}, has_up_ciot_5gs{}, has_iab{};
  bool operator==(const PlmnFeatures&) const = default;
};

/// cellAccessRelatedInfo-NTN-r17: the cell is a satellite's.
struct NtnAccess {
  bool is_cell_barred{};
  std::vector<std::vector<Tac>> tracking_areas;  ///< by PLMN; empty where that of the cell holds
  bool operator==(const NtnAccess&) const = default;
};

/// crs-IntfMitigConfig-r15: reference signals are muted outside so many resource blocks, where told.
struct CrsMitigation {
  std::optional<std::uint8_t> bandwidth_rb;  ///< 6 or 24
  bool operator==(const CrsMitigation&) const = default;
};

// In the order in which the standard has them, which says more than 32 octets cost.
// NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding)
struct SystemInformationBlock1 {
  std::vector<PlmnEntry> plmns;
  Tac tracking_area_code;
  Eci cell_identity;
  bool is_cell_barred{};
  bool is_intra_freq_reselection_allowed{};   ///< while the cell is barred
  bool is_csg{};                              ///< csg-Indication
  std::optional<std::uint32_t> csg_identity;  ///< 27 bits

  std::int16_t q_rx_lev_min_dbm{};
  std::optional<std::uint8_t> q_rx_lev_min_offset_db;  ///< 2…16
  std::optional<std::int8_t> p_max_dbm;
  std::uint8_t freq_band_indicator{};  ///< 1…64; 64: see freq_band_indicator_v9e0
  std::vector<SiSchedule> scheduling;
  std::optional<TddConfig> tdd;
  std::uint8_t si_window_length_ms{};    ///< 1…40
  std::uint8_t system_info_value_tag{};  ///< 0…31

  // Late extensions.
  std::vector<std::uint16_t> multi_bands;                      ///< multiBandInfoList, v8h0
  std::optional<std::uint16_t> freq_band_indicator_v9e0;       ///< 65…256
  std::vector<std::optional<std::uint16_t>> multi_bands_v9e0;  ///< in place of 64 in multi_bands
  NsPmaxList freq_band_info;                                   ///< freqBandInfo-r10
  std::vector<NsPmaxList> multi_band_info;                     ///< multiBandInfoList-v10j0
  NsPmaxListExtension freq_band_info_v10l0;
  std::vector<NsPmaxListExtension> multi_band_info_v10l0;
  std::vector<std::vector<SibType>> scheduling_v12j0;  ///< more blocks of the messages of `scheduling`
  std::vector<SiSchedule> scheduling_ext;              ///< schedulingInfoListExt-r12

  bool has_ims_emergency_support{};
  std::optional<QualitySelection> quality_selection;     ///< v920
  std::optional<std::uint8_t> special_subframe_v1130;    ///< 7 or 9
  std::optional<std::int8_t> q_qual_min_wb_db;           ///< v1130
  bool is_category_0_allowed{};                          ///< v1250
  std::optional<std::int8_t> q_qual_min_all_symbols_db;  ///< v1250
  bool has_freq_band_indicator_priority{};

  std::optional<std::uint16_t> hyper_sfn;  ///< 0…1023
  bool is_edrx_allowed{};
  std::optional<EnhancedCoverageSelection> enhanced_coverage;
  std::optional<BandwidthReducedAccess> bandwidth_reduced;
  std::optional<DownlinkHopping> hopping;
  std::optional<EnhancedCoverageSelection> enhanced_coverage_1;
  std::optional<std::int8_t> enhanced_coverage_1_delta_db;  ///< -16…-2, added to its q_rx_lev_min_dbm

  bool has_ecall_over_ims{};
  bool has_special_subframe_10{};           ///< tdd-Config-v1430
  std::vector<CellAccess> other_accesses;   ///< cellAccessRelatedInfoList-r14
  bool has_special_subframe_10_less_crs{};  ///< tdd-Config-v1450

  // Release 15.
  bool is_hsdn_cell{};                                     ///< for fast trains
  std::optional<std::int8_t> power_class_14dbm_offset_db;  ///< cellSelectionInfoCE-v1530
  std::optional<CrsMitigation> crs_mitigation;
  std::optional<bool> is_cell_barred_crs;           ///< absent where Release 15's part is
  std::vector<bool> reserved_for_operator_use_crs;  ///< plmn-IdentityList-v1530
  std::vector<PositioningSchedule> positioning;
  std::optional<Access5gc> access_5gc;
  bool has_ims_emergency_support_5gc{};
  bool has_ecall_over_ims_5gc{};
  bool has_si_positioning_offset{};

  // Releases 16 and 17.
  bool is_edrx_allowed_5gc{};
  bool is_control_channel_region_used{};
  bool is_camping_in_ce_allowed{};
  std::vector<PlmnFeatures> plmn_features;
  std::optional<NtnAccess> satellite;

  /// The band that the cell names: 1…256.
  [[nodiscard]] std::uint16_t band() const noexcept {
    return freq_band_indicator_v9e0.value_or(freq_band_indicator);
  }
  bool operator==(const SystemInformationBlock1&) const = default;
};

[[nodiscard]] SystemInformationBlock1 read_system_information_block_1(PerReader& in);

}  // namespace cellwarden::lte
