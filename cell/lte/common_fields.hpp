#pragma once

/// \file
/// Fields that several of LTE's system information blocks have in common (TS 36.331, sections 6.3.1
/// and 6.3.4), in the units that their names tell, and their readers.

#include <cstdint>
#include <optional>
#include <vector>

#include "cell/id.hpp"
#include "cell/lte/per_reader.hpp"
#include "cell/plmn.hpp"

namespace cellwarden::lte {

/// PLMN-IdentityInfo.
struct PlmnEntry {
  std::optional<Plmn> plmn;  ///< absent where a digit is none
  bool is_mcc_sent{};        ///< or left out, being that of the entry before
  bool is_reserved_for_operator_use{};
  bool operator==(const PlmnEntry&) const = default;
};

/// PhysCellIdRange: so many cells from `start` on.
struct PciRange {
  Pci start;
  std::optional<std::uint16_t> cells;  ///< 4…504; absent: the one
  bool operator==(const PciRange&) const = default;
};

/// SpeedStateScaleFactors: what T-reselection is multiplied with when the mobile moves, in quarters.
struct SpeedScale {
  std::uint8_t medium_quarters{}, high_quarters{};  ///< 1…4
  bool operator==(const SpeedScale&) const = default;
};

/// NS-PmaxValue, of NS-PmaxList-r10 and what NS-PmaxList-v10l0 adds.
struct NsPmax {
  std::optional<std::int8_t> additional_p_max_dbm;
  std::uint16_t additional_spectrum_emission{};  ///< 1…32, the number after "NS_"
  bool operator==(const NsPmax&) const = default;
};
using NsPmaxList = std::vector<NsPmax>;
/// NS-PmaxList-v10l0: 33…288 in place of the entry of the same place, where sent.
using NsPmaxListExtension = std::vector<std::optional<std::uint16_t>>;

/// ReselectionThreshold and ReselectionThresholdQ of one frequency or serving cell.
struct QualityThresholds {
  std::uint8_t high_db{}, low_db{};  ///< 0…31
  bool operator==(const QualityThresholds&) const = default;
};

/// CellSelectionInfoCE-r13 and CellSelectionInfoCE1-r13: for mobiles in coverage enhancement.
struct EnhancedCoverageSelection {
  std::int16_t q_rx_lev_min_dbm{};
  std::optional<std::int8_t> q_qual_min_db;
  bool operator==(const EnhancedCoverageSelection&) const = default;
};

/// PLMN-IdentityList, where a left out country code is that of the entry before.
[[nodiscard]] std::vector<PlmnEntry> read_plmn_list(PerReader& in);
/// PLMN-Identity. `mcc_before`: of the entry before, kept up to date; a country code that is no number is
/// nothing.
[[nodiscard]] PlmnEntry read_plmn(PerReader& in, std::optional<std::uint16_t>& mcc_before);

[[nodiscard]] PciRange read_pci_range(PerReader& in);
[[nodiscard]] SpeedScale read_speed_scale(PerReader& in);
[[nodiscard]] NsPmaxList read_ns_pmax_list(PerReader& in);
[[nodiscard]] NsPmaxListExtension read_ns_pmax_list_extension(PerReader& in);
[[nodiscard]] EnhancedCoverageSelection read_enhanced_coverage_selection(PerReader& in);
/// MultiBandInfoList: 1…64.
[[nodiscard]] std::vector<std::uint16_t> read_band_list(PerReader& in);
/// MultiBandInfoList-r11: 1…256.
[[nodiscard]] std::vector<std::uint16_t> read_long_band_list(PerReader& in);
/// MultiBandInfoList-v9e0: 65…256 in place of 64 in the list before, where sent.
[[nodiscard]] std::vector<std::optional<std::uint16_t>> read_band_list_extension(PerReader& in);

/// Q-RxLevMin: -140…-44 dBm.
[[nodiscard]] std::int16_t read_q_rx_lev_min_dbm(PerReader& in);
/// Q-QualMin-r9: -34…-3 dB.
[[nodiscard]] std::int8_t read_q_qual_min_db(PerReader& in);
/// P-Max: -30…33 dBm.
[[nodiscard]] std::int8_t read_p_max_dbm(PerReader& in);
/// ReselectionThreshold: 0…62 dB.
[[nodiscard]] std::uint8_t read_threshold_db(PerReader& in);
/// ReselectionThresholdQ-r9, threshX-HighQ and threshX-LowQ: 0…31 dB.
[[nodiscard]] std::uint8_t read_quality_threshold_db(PerReader& in);
[[nodiscard]] QualityThresholds read_quality_thresholds(PerReader& in);
/// CellReselectionPriority: 0…7, 7 the highest.
[[nodiscard]] std::uint8_t read_priority(PerReader& in);
/// CellReselectionSubPriority-r13, added to the priority: 2, 4, 6 or 8 tenths.
[[nodiscard]] std::uint8_t read_sub_priority_tenths(PerReader& in);
/// T-Reselection: 0…7 s.
[[nodiscard]] std::uint8_t read_t_reselection_s(PerReader& in);
/// AllowedMeasBandwidth: 6, 15, 25, 50, 75 or 100 resource blocks.
[[nodiscard]] std::uint8_t read_bandwidth_rb(PerReader& in);
/// Q-OffsetRange: -24…24 dB.
[[nodiscard]] std::int8_t read_q_offset_db(PerReader& in);
/// PhysCellId.
[[nodiscard]] Pci read_pci(PerReader& in);

}  // namespace cellwarden::lte
