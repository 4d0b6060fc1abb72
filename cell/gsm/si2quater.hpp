#pragma once

/// \file
/// SI2quater Rest Octets (TS 44.018, section 10.5.2.33b): measurement and reselection parameters, UTRA and
/// E-UTRA neighbours. All fields of Releases 99 to 11. In: any octets; what is not understood is counted in
/// `leftover`. Numbers are the codes as sent, unless a name has a unit.
///
/// One list of neighbours may be spread over up to 16 instances; cell/gsm/system_information.hpp joins them.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "cell/gsm/bit_reader.hpp"

namespace cellwarden::gsm {

/// An offset and a threshold of one band's or system's reporting.
struct ReportingLimits {
  std::uint8_t offset{}, threshold{};
  bool operator==(const ReportingLimits&) const = default;
};

struct RealTimeDifferencesEntry {
  std::uint8_t frequency{};  ///< place after the start index, 0…
  std::uint16_t difference{};
  bool operator==(const RealTimeDifferencesEntry&) const = default;
};

/// Real time differences of one BA list frequency's cells.
struct RealTimeDifferences {
  using Entry = RealTimeDifferencesEntry;
  std::optional<std::uint8_t> start_index;  ///< of the BA list; 0 where absent
  std::vector<Entry> entries;
  bool operator==(const RealTimeDifferences&) const = default;
};

struct NeighbourBsicsEntry {
  bool is_next_frequency{};  ///< Frequency_Scrolling; the first entry has none
  std::uint8_t bsic{};
  bool operator==(const NeighbourBsicsEntry&) const = default;
};

/// BSICs of the cells behind the BA list.
struct NeighbourBsics {
  using Entry = NeighbourBsicsEntry;
  std::optional<std::uint8_t> start_index;
  std::vector<Entry> entries;
  bool operator==(const NeighbourBsics&) const = default;
};

struct GprsMeasurement {
  bool has_normal_reports{};  ///< REPORT_TYPE = 1
  bool is_reduced_rate{};     ///< REPORTING_RATE
  bool invalid_bsic_reporting{};
  std::optional<std::uint8_t> multiband_reporting, serving_band_reporting;
  std::uint8_t scale_ord{};
  /// Bands 900, 1800, 400, 1900, 850, in that order.
  std::array<std::optional<ReportingLimits>, 5> bands;
  bool operator==(const GprsMeasurement&) const = default;
};

struct NcMeasurementPeriods {
  std::uint8_t non_drx{}, idle{}, transfer{};
  bool operator==(const NcMeasurementPeriods&) const = default;
};

struct NcMeasurement {
  using Periods = NcMeasurementPeriods;
  std::uint8_t network_control_order{};
  std::optional<Periods> periods;
  bool operator==(const NcMeasurement&) const = default;
};

/// One UTRA cell: an FDD scrambling code (0…511) or a TDD cell parameter (0…127).
struct UtraCell {
  std::uint16_t code{};
  bool has_sync_case_2{};  ///< TDD only: Sync Case TSTD
  bool has_diversity{};
  bool operator==(const UtraCell&) const = default;
};

/// Cells of one UTRA carrier (TS 44.018, tables 9.1.54.1 and 10.5.2.33b.1).
struct UtraCells {
  std::uint16_t uarfcn{};
  bool has_cell_0{};            ///< Indic0: the parameter 0 is one of them
  std::uint8_t announced{};     ///< NR_OF_..._CELLS, 0…31: more than a field can hold are reserved places
  std::vector<UtraCell> cells;  ///< as sent, that of Indic0 first
  bool operator==(const UtraCells&) const = default;
};

struct UtraNeighboursDescription {
  std::optional<std::uint8_t> bandwidth;
  std::vector<UtraCells> carriers;
  bool operator==(const UtraNeighboursDescription&) const = default;
};

struct UtraNeighbours {
  using Description = UtraNeighboursDescription;
  std::optional<std::uint8_t> index_start, absolute_index_start_emr;
  std::optional<Description> fdd, tdd;
  bool operator==(const UtraNeighbours&) const = default;
};

struct UtraMeasurementFdd {
  std::uint8_t qoffset{};
  bool is_ecno_reported{};  ///< FDD_REP_QUANT
  std::uint8_t multirat_reporting{}, qmin{};
  bool operator==(const UtraMeasurementFdd&) const = default;
};

struct UtraMeasurementTdd {
  std::uint8_t qoffset{}, multirat_reporting{};
  bool operator==(const UtraMeasurementTdd&) const = default;
};

struct UtraMeasurement {
  using Fdd = UtraMeasurementFdd;
  using Tdd = UtraMeasurementTdd;
  std::uint8_t qsearch_i{};
  bool qsearch_c_initial{};
  std::optional<Fdd> fdd;
  std::optional<Tdd> tdd;
  bool operator==(const UtraMeasurement&) const = default;
};

struct GprsUtraMeasurementFdd {
  bool is_ecno_reported{};
  std::uint8_t multirat_reporting{};
  bool operator==(const GprsUtraMeasurementFdd&) const = default;
};

struct GprsUtraMeasurement {
  using Fdd = GprsUtraMeasurementFdd;
  std::uint8_t qsearch_p{};
  bool search_priority{};  ///< 3G_SEARCH_PRIO of earlier releases; ignored since
  std::optional<Fdd> fdd;
  std::optional<ReportingLimits> fdd_limits;
  std::optional<std::uint8_t> tdd_multirat_reporting;
  std::optional<ReportingLimits> tdd_limits;
  bool operator==(const GprsUtraMeasurement&) const = default;
};

struct UtraFddAddition {
  std::uint8_t qmin_offset{}, rscp_min{};
  bool operator==(const UtraFddAddition&) const = default;
};

// Release 8: reselection by priorities, and E-UTRA.

struct ServingCellPriority {
  std::uint8_t geran_priority{}, thresh_priority_search{}, thresh_gsm_low{}, h_prio{}, t_reselection{};
  bool operator==(const ServingCellPriority&) const = default;
};

struct UtraPrioritiesDefault {
  std::uint8_t priority{}, threshold{}, qrxlevmin{};
  bool operator==(const UtraPrioritiesDefault&) const = default;
};

struct UtraPrioritiesEntry {
  std::vector<std::uint8_t> frequency_indices;
  std::optional<std::uint8_t> priority;
  std::uint8_t thresh_high{};
  std::optional<std::uint8_t> thresh_low, qrxlevmin;
  bool operator==(const UtraPrioritiesEntry&) const = default;
};

struct UtraPriorities {
  using Default = UtraPrioritiesDefault;
  using Entry = UtraPrioritiesEntry;
  bool is_start{}, is_stop{};
  std::optional<Default> common;
  std::vector<Entry> entries;
  bool operator==(const UtraPriorities&) const = default;
};

/// One system's thresholds and offset in E-UTRAN Measurement Parameters.
struct EutraReporting {
  std::uint8_t threshold{};  ///< or, with three-bit reporting, the measurement report offset
  std::optional<std::uint8_t> threshold_2, offset;
  bool operator==(const EutraReporting&) const = default;
};

struct EutraMeasurement {
  std::uint8_t qsearch{};  ///< Qsearch_C_E-UTRAN_Initial, or Qsearch_P_E-UTRAN for GPRS
  bool is_rsrq_reported{};
  std::uint8_t multirat_reporting{};
  bool has_three_bit_reporting{};  ///< never for GPRS
  std::optional<EutraReporting> fdd, tdd;
  std::optional<bool> reporting_granularity;  ///< with three-bit reporting
  bool operator==(const EutraMeasurement&) const = default;
};

struct EutraNeighboursCarrier {
  std::uint32_t earfcn{};
  std::optional<std::uint8_t> bandwidth;
  bool operator==(const EutraNeighboursCarrier&) const = default;
};

struct EutraNeighbours {
  using Carrier = EutraNeighboursCarrier;
  std::vector<Carrier> carriers;
  std::optional<std::uint8_t> priority;
  std::uint8_t thresh_high{};
  std::optional<std::uint8_t> thresh_low, qrxlevmin;
  bool operator==(const EutraNeighbours&) const = default;
};

/// A pattern of leading bits of a physical cell identity or scrambling code.
struct CodePattern {
  std::uint8_t length_bits{};  ///< 1…8
  std::uint8_t pattern{};
  bool sense{};
  bool operator==(const CodePattern&) const = default;
};

/// A group of E-UTRA physical cell identities (TS 44.060, section 12.57).
struct PciGroup {
  std::vector<std::uint16_t> pcis;
  std::optional<std::uint8_t> bitmap;
  std::vector<CodePattern> patterns;
  bool operator==(const PciGroup&) const = default;
};

struct EutraNotAllowed {
  PciGroup cells;
  std::vector<std::uint8_t> frequency_indices;
  bool operator==(const EutraNotAllowed&) const = default;
};

struct EutraTrackingAreas {
  std::vector<PciGroup> areas;  ///< each group's cells share a tracking area
  std::vector<std::uint8_t> frequency_indices;
  bool operator==(const EutraTrackingAreas&) const = default;
};

struct EutraParameters {
  bool is_ccn_active{}, is_start{}, is_stop{};
  std::optional<EutraMeasurement> measurement, gprs_measurement;
  std::vector<EutraNeighbours> neighbours;
  std::vector<EutraNotAllowed> not_allowed;
  std::vector<EutraTrackingAreas> tracking_areas;
  bool operator==(const EutraParameters&) const = default;
};

struct Priorities {
  std::optional<ServingCellPriority> serving;
  std::optional<UtraPriorities> utra;
  std::optional<EutraParameters> eutra;
  bool operator==(const Priorities&) const = default;
};

struct UtraClosedGroupsSplit {
  std::vector<std::uint16_t> codes;
  std::vector<CodePattern> patterns;
  std::vector<std::uint8_t> frequency_indices;
  bool operator==(const UtraClosedGroupsSplit&) const = default;
};

struct UtraClosedGroupsCarrier {
  bool is_tdd{};
  std::uint16_t uarfcn{};
  bool operator==(const UtraClosedGroupsCarrier&) const = default;
};

/// Scrambling codes set aside for closed subscriber groups (TS 44.060, section 12.58).
struct UtraClosedGroups {
  using Split = UtraClosedGroupsSplit;
  using Carrier = UtraClosedGroupsCarrier;
  std::vector<Split> splits;
  std::vector<Carrier> carriers;
  bool operator==(const UtraClosedGroups&) const = default;
};

struct EutraClosedGroupsSplit {
  PciGroup cells;
  std::vector<std::uint8_t> frequency_indices;
  bool operator==(const EutraClosedGroupsSplit&) const = default;
};

struct EutraClosedGroups {
  using Split = EutraClosedGroupsSplit;
  std::vector<Split> splits;
  std::vector<std::uint16_t> earfcns;
  bool operator==(const EutraClosedGroups&) const = default;
};

// Release 9.

struct EutraQuality {
  std::vector<std::uint8_t> frequency_indices;
  std::optional<std::uint8_t> qmin;  ///< reselection by RSRP; else by RSRQ with what follows
  std::uint8_t thresh_high_q{};
  std::optional<std::uint8_t> thresh_low_q, qqualmin, rsrpmin;
  bool operator==(const EutraQuality&) const = default;
};

struct ClosedGroupReportingThresholds {
  std::uint8_t threshold{};
  std::optional<std::uint8_t> threshold_2;
  bool operator==(const ClosedGroupReportingThresholds&) const = default;
};

struct ClosedGroupReportingSystem {
  std::optional<ClosedGroupReportingThresholds> fdd, tdd;
  bool operator==(const ClosedGroupReportingSystem&) const = default;
};

struct ClosedGroupReporting {
  using Thresholds = ClosedGroupReportingThresholds;
  using System = ClosedGroupReportingSystem;
  std::optional<System> utra, eutra;
  bool operator==(const ClosedGroupReporting&) const = default;
};

struct Si2quaterReportType {
  bool has_normal_reports{};
  std::uint8_t serving_band_reporting{};
  bool operator==(const Si2quaterReportType&) const = default;
};

/// SI2quater Rest Octets.
struct Si2quaterRest {
  using ReportType = Si2quaterReportType;
  std::uint8_t ba_ind{}, ba_ind_3g{}, mp_change_mark{}, index{}, count{};
  std::optional<ReportType> measurement;
  bool has_real_time_differences{};
  std::optional<RealTimeDifferences> rtd_6_bits, rtd_12_bits;
  std::optional<NeighbourBsics> bsics;
  std::optional<std::vector<bool>> report_priority;
  std::optional<GprsMeasurement> gprs_measurement;
  std::optional<NcMeasurement> nc_measurement;
  std::optional<std::uint16_t> extension_bits;  ///< length of the extension that follows nc_measurement
  std::optional<std::vector<bool>> ccn_supported;
  std::optional<UtraNeighbours> utra_neighbours;
  std::optional<UtraMeasurement> utra_measurement;
  std::optional<GprsUtraMeasurement> gprs_utra_measurement;
  std::optional<UtraFddAddition> fdd_addition;                     // Release 5
  bool has_fdd_addition_2{};                                       // Release 5
  std::optional<std::uint8_t> fdd_reporting_threshold_2;           // Release 5
  std::optional<bool> is_utra_ccn_active;                          // Release 6
  std::optional<ReportingLimits> limits_700, limits_810;           // Release 7
  std::optional<Priorities> priorities;                            // Release 8
  std::optional<UtraClosedGroups> utra_closed_groups;              // Release 8
  std::optional<EutraClosedGroups> eutra_closed_groups;            // Release 8
  std::optional<std::vector<EutraQuality>> eutra_quality;          // Release 9
  std::optional<ClosedGroupReporting> closed_group_reporting;      // Release 9
  std::optional<bool> initial_power_reduction;                     // Release 10
  std::optional<bool> is_nc2_csg_pccn_permitted;                   // Release 10
  std::optional<std::vector<std::uint32_t>> extended_earfcns;      // Release 11
  std::optional<std::vector<std::uint32_t>> extended_csg_earfcns;  // Release 11
  std::uint16_t extension_unread_bits{};  ///< of the extension: up to the last 1 of what is not known
  Leftover leftover;
  bool operator==(const Si2quaterRest&) const = default;
};

[[nodiscard]] Si2quaterRest read_si2quater_rest(std::span<const std::uint8_t> octets);

}  // namespace cellwarden::gsm
