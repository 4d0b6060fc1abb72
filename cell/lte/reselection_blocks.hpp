#pragma once

/// \file
/// SystemInformationBlockType3 to 7: how mobiles that stay on this cell move to cells of the same carrier, of
/// others, of UMTS and of GSM (TS 36.331, section 6.3.1; TS 36.304, section 5.2.4). Of their extensions those
/// are read that a rule can use, as far as Release 16; the rest is counted as skipped.
///
/// In: the reader at the block, which it leaves behind it. Values are in the units that their names tell, and
/// codes as sent where a name has no unit. What a cell does not send is absent.

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "cell/lte/common_fields.hpp"

namespace cellwarden::lte {

/// speedStateReselectionPars: when a mobile counts as moving, and what that takes off q-Hyst.
struct SpeedState {
  std::uint8_t t_evaluation_s{}, t_hyst_normal_s{};           ///< 30…240
  std::uint8_t n_cell_change_medium{}, n_cell_change_high{};  ///< 1…16
  std::int8_t q_hyst_medium_db{}, q_hyst_high_db{};           ///< -6…0
  bool operator==(const SpeedState&) const = default;
};

/// s-IntraSearch-v920 and s-NonIntraSearch-v920: search is not needed above both.
struct SearchThresholds {
  std::uint8_t p_db{};  ///< 0…62
  std::uint8_t q_db{};  ///< 0…31
  bool operator==(const SearchThresholds&) const = default;
};

/// RedistributionServingInfo-r13.
struct Redistribution {
  std::uint8_t serving_factor{};  ///< 0…10
  bool has_cell_factor{};
  std::optional<std::uint8_t> t360_min;  ///< 4…32; absent: infinite
  bool is_on_paging_only{};
  bool operator==(const Redistribution&) const = default;
};

/// cellReselectionServingFreqInfo-v1610 and its like for other carriers.
struct AlternativePriority {
  std::optional<std::uint8_t> priority;             ///< 0…7
  std::optional<std::uint8_t> sub_priority_tenths;  ///< 2…8
  bool operator==(const AlternativePriority&) const = default;
};

struct SystemInformationBlock3 {
  std::uint8_t q_hyst_db{};  ///< 0…24
  std::optional<SpeedState> speed_state;
  std::optional<std::uint8_t> s_non_intra_search_db;  ///< 0…62
  std::uint8_t thresh_serving_low_db{};               ///< 0…62
  std::uint8_t cell_reselection_priority{};           ///< 0…7, 7 the highest
  std::int16_t q_rx_lev_min_dbm{};
  std::optional<std::int8_t> p_max_dbm;
  std::optional<std::uint8_t> s_intra_search_db;  ///< 0…62
  std::optional<std::uint8_t> allowed_meas_bandwidth_rb;
  bool has_antenna_port_1{};             ///< all neighbours have two antenna ports
  std::uint8_t neighbour_cell_config{};  ///< two bits: MBSFN and TDD allocations of neighbours
  std::uint8_t t_reselection_s{};        ///< 0…7
  std::optional<SpeedScale> t_reselection_scale;

  std::optional<SearchThresholds> s_intra_search_v920, s_non_intra_search_v920;
  std::optional<std::int8_t> q_qual_min_db;
  std::optional<std::uint8_t> thresh_serving_low_q_db;
  std::optional<std::int8_t> q_qual_min_wb_db;           ///< Release 11
  std::optional<std::int8_t> q_qual_min_all_symbols_db;  ///< Release 12
  std::optional<std::uint8_t> sub_priority_tenths;       ///< Release 13: 2…8
  std::optional<Redistribution> redistribution;
  std::optional<EnhancedCoverageSelection> enhanced_coverage;
  std::optional<std::uint8_t> t_reselection_ce_s;  ///< 0…15
  std::optional<EnhancedCoverageSelection> enhanced_coverage_1;
  std::optional<std::int8_t> enhanced_coverage_1_delta_db;  ///< -16…-2
  std::optional<std::uint8_t> s_search_delta_p_db;          ///< Release 14: 6…15
  std::optional<std::uint8_t> cell_equivalent_size;         ///< Release 15: 2…16
  std::optional<AlternativePriority> alternative_priority;  ///< Release 16

  bool operator==(const SystemInformationBlock3&) const = default;
};

/// IntraFreqNeighCellInfo and InterFreqNeighCellInfo.
struct NeighbourCell {
  Pci pci;
  std::int8_t q_offset_db{};  ///< -24…24
  bool operator==(const NeighbourCell&) const = default;
};

struct SystemInformationBlock4 {
  std::vector<NeighbourCell> neighbours;
  std::vector<PciRange> excluded;     ///< no mobile may go there
  std::optional<PciRange> csg_range;  ///< closed subscriber groups' cells
  std::vector<PciRange> hsdn_cells;   ///< Release 15
  bool operator==(const SystemInformationBlock4&) const = default;
};

/// InterFreqCarrierFreqInfo, or -r12, with what later lists say of it.
struct EutraCarrier {
  std::uint32_t earfcn{};  ///< 65535: see earfcn_v9e0
  std::int16_t q_rx_lev_min_dbm{};
  std::optional<std::int8_t> p_max_dbm;
  std::uint8_t t_reselection_s{};
  std::optional<SpeedScale> t_reselection_scale;
  std::uint8_t thresh_x_high_db{}, thresh_x_low_db{};  ///< 0…62
  std::uint8_t allowed_meas_bandwidth_rb{};
  bool has_antenna_port_1{};
  std::optional<std::uint8_t> cell_reselection_priority;
  std::uint8_t neighbour_cell_config{};
  std::optional<std::int8_t> q_offset_freq_db;  ///< absent: 0 by default
  std::vector<NeighbourCell> neighbours;
  std::vector<PciRange> excluded;
  std::optional<std::int8_t> q_qual_min_db;
  std::optional<QualityThresholds> thresh_x_q;
  std::optional<std::int8_t> q_qual_min_wb_db;
  // Of the second list (Release 12) only.
  std::vector<std::uint16_t> multi_bands;  ///< 1…256
  bool has_reduced_measurement{};
  std::optional<std::int8_t> q_qual_min_all_symbols_db;
  bool operator==(const EutraCarrier&) const = default;
};

/// One entry of interFreqCarrierFreqList-v9e0: of the carrier in the same place.
struct EutraCarrierV9e0 {
  std::optional<std::uint32_t> earfcn;                    ///< 65536 and above
  std::vector<std::optional<std::uint16_t>> multi_bands;  ///< 65…256 in place of 64
  bool operator==(const EutraCarrierV9e0&) const = default;
};

/// One entry of InterFreqCarrierFreqList-v1250: of the carrier in the same place.
struct EutraCarrierV1250 {
  bool has_reduced_measurement{};
  std::optional<std::int8_t> q_qual_min_all_symbols_db;
  bool operator==(const EutraCarrierV1250&) const = default;
};

/// RedistributionNeighCell-r13.
struct RedistributionCell {
  Pci pci;
  std::uint8_t factor{};  ///< 1…10
  bool operator==(const RedistributionCell&) const = default;
};
struct CarrierRedistribution {
  std::optional<std::uint8_t> factor;  ///< 1…10
  std::vector<RedistributionCell> cells;
  bool operator==(const CarrierRedistribution&) const = default;
};

/// One entry of InterFreqCarrierFreqList-v1310 or -Ext-v1310.
struct EutraCarrierV1310 {
  std::optional<std::uint8_t> sub_priority_tenths;
  std::optional<CarrierRedistribution> redistribution;
  std::optional<EnhancedCoverageSelection> enhanced_coverage;
  std::optional<std::uint8_t> t_reselection_ce_s;  ///< 0…15
  bool operator==(const EutraCarrierV1310&) const = default;
};

/// What later lists say of the carriers of one of the two lists, in the same places.
struct EutraCarrierExtensions {
  std::vector<EutraCarrierV1310> v1310;
  std::vector<std::optional<EnhancedCoverageSelection>> v1350;
  bool operator==(const EutraCarrierExtensions&) const = default;
};

struct SystemInformationBlock5 {
  std::vector<EutraCarrier> carriers;
  std::vector<EutraCarrier> more_carriers;  ///< interFreqCarrierFreqListExt-r12
  // Late extensions, by place in `carriers`.
  std::vector<std::vector<std::uint16_t>> multi_bands;  ///< v8h0
  std::vector<EutraCarrierV9e0> v9e0;
  std::vector<EutraCarrierV1250> v1250;
  EutraCarrierExtensions carrier_extensions, more_carrier_extensions;
  std::optional<std::uint8_t> scptm_freq_offset;  ///< 1…8

  /// Of all carriers, the late extension's where it stands in for 65535: first `carriers`, then
  /// `more_carriers`.
  [[nodiscard]] std::vector<std::uint32_t> earfcns() const;
  bool operator==(const SystemInformationBlock5&) const = default;
};

/// CarrierFreqUTRA-FDD and -TDD, and those of Release 12's lists.
struct UtraCarrier {
  std::uint16_t uarfcn{};
  std::optional<std::uint8_t> cell_reselection_priority;
  std::uint8_t thresh_x_high_db{}, thresh_x_low_db{};  ///< 0…62
  std::int8_t q_rx_lev_min_dbm{};                      ///< -119…-25
  std::int8_t p_max_dbm{};                             ///< -50…33
  std::optional<std::int8_t> q_qual_min_db;            ///< FDD: -24…0
  std::optional<QualityThresholds> thresh_x_q;         ///< FDD
  // Of the lists of Release 12 only.
  std::vector<std::uint8_t> multi_bands;  ///< FDD: 1…86
  bool has_reduced_measurement{};
  bool operator==(const UtraCarrier&) const = default;
};

struct SystemInformationBlock6 {
  std::vector<UtraCarrier> fdd, tdd;
  std::uint8_t t_reselection_s{};
  std::optional<SpeedScale> t_reselection_scale;
  std::vector<std::vector<std::uint8_t>> fdd_multi_bands;              ///< v8h0, by place in `fdd`
  std::vector<bool> fdd_reduced_measurement, tdd_reduced_measurement;  ///< v1250, by place
  std::vector<UtraCarrier> more_fdd, more_tdd;                         ///< Release 12
  bool operator==(const SystemInformationBlock6&) const = default;
};

/// CarrierFreqsGERAN: a first ARFCN, and others in one of three ways.
struct EquallySpacedArfcns {
  std::uint8_t spacing{};    ///< 1…8
  std::uint8_t following{};  ///< 0…31
  bool operator==(const EquallySpacedArfcns&) const = default;
};
/// Bit n, counted from the first sent: first ARFCN + n + 1 modulo 1024.
struct ArfcnBitmap {
  std::vector<std::uint8_t> octets;
  bool operator==(const ArfcnBitmap&) const = default;
};
struct GeranCarriers {
  std::uint16_t starting_arfcn{};  ///< 0…1023
  bool is_band_1900{};             ///< numbers 512…810 are PCS 1900
  std::variant<std::vector<std::uint16_t>, EquallySpacedArfcns, ArfcnBitmap> following;
  std::optional<std::uint8_t> cell_reselection_priority;
  std::uint8_t ncc_permitted{};           ///< the first bit sent, the highest: network colour code 0
  std::int8_t q_rx_lev_min_dbm{};         ///< -115…-25
  std::optional<std::uint8_t> p_max_dbm;  ///< 0…39
  std::uint8_t thresh_x_high_db{}, thresh_x_low_db{};
  bool operator==(const GeranCarriers&) const = default;

  /// All of its channel numbers, as they are told: the first one, then the others.
  [[nodiscard]] std::vector<std::uint16_t> arfcns() const;
};

struct SystemInformationBlock7 {
  std::uint8_t t_reselection_s{};
  std::optional<SpeedScale> t_reselection_scale;
  std::vector<GeranCarriers> carriers;
  bool operator==(const SystemInformationBlock7&) const = default;
};

[[nodiscard]] SystemInformationBlock3 read_system_information_block_3(PerReader& in);
[[nodiscard]] SystemInformationBlock4 read_system_information_block_4(PerReader& in);
[[nodiscard]] SystemInformationBlock5 read_system_information_block_5(PerReader& in);
[[nodiscard]] SystemInformationBlock6 read_system_information_block_6(PerReader& in);
[[nodiscard]] SystemInformationBlock7 read_system_information_block_7(PerReader& in);

}  // namespace cellwarden::lte
