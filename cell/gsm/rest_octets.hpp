#pragma once

/// \file
/// The rest octets of system information but SI2quater's: SI1, SI2ter, SI3, SI4, SI7, SI8, SI9 and SI13 (TS
/// 44.018, sections 10.5.2.32 to 10.5.2.37b; TS 44.060, sections 12.9a, 12.10a and 12.24), all fields up to
/// Release 13. In: any octets. What is not understood is counted in `leftover`. Numbers are the codes as
/// sent, unless a name has a unit.

#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "cell/gsm/bit_reader.hpp"

namespace cellwarden::gsm {

/// SI1 Rest Octets.
struct Si1Rest {
  std::optional<std::uint8_t> nch_position;  ///< code
  bool is_band_1900{};                       ///< BAND_INDICATOR: numbers 512…810 are PCS 1900
  Leftover leftover;
  bool operator==(const Si1Rest&) const = default;
};

/// A UTRA carrier, by number and, where told, bandwidth code.
struct UtraCarrier {
  std::uint16_t uarfcn{};
  std::optional<std::uint8_t> bandwidth;
  bool operator==(const UtraCarrier&) const = default;
};

struct Si2terMeasurement3gFdd {
  std::uint8_t qoffset{}, qmin{};
  bool operator==(const Si2terMeasurement3gFdd&) const = default;
};

struct Si2terMeasurement3g {
  using Fdd = Si2terMeasurement3gFdd;
  std::uint8_t qsearch_i{};
  std::optional<Fdd> fdd;
  std::optional<std::uint8_t> tdd_qoffset;
  bool operator==(const Si2terMeasurement3g&) const = default;
};

/// Release 5.
struct Si2terFddAddition {
  std::uint8_t qmin_offset{}, rscp_min{};
  bool operator==(const Si2terFddAddition&) const = default;
};

struct Si2terContent {
  std::uint8_t mp_change_mark{}, change_mark_3g{}, index{}, count{};
  std::optional<UtraCarrier> fdd, tdd;
  std::optional<Si2terMeasurement3g> measurement;
  std::optional<Si2terFddAddition> fdd_addition;
  bool operator==(const Si2terContent&) const = default;
};

/// SI2ter Rest Octets. The index counts instances of one set, 0…count.
struct Si2terRest {
  using Measurement3g = Si2terMeasurement3g;
  using FddAddition = Si2terFddAddition;
  using Content = Si2terContent;
  std::optional<Content> content;
  Leftover leftover;
  bool operator==(const Si2terRest&) const = default;
};

/// What C2 is computed with (TS 45.008, section 6.4).
struct ReselectionParameters {
  bool is_cell_bar_qualified{};         ///< CBQ
  std::uint8_t cell_reselect_offset{};  ///< 0…63, steps of 2 dB
  std::uint8_t temporary_offset{};      ///< 0…7, steps of 10 dB, 7: infinite
  std::uint8_t penalty_time{};          ///< 0…31

  /// A penalty time of 31 turns the offset's sign: the cell is made less attractive, without time limit.
  static constexpr std::uint8_t kNegativeOffset = 31;
  /// What is added to C1: -126…126 dB.
  [[nodiscard]] int offset_db() const noexcept {
    return (penalty_time == kNegativeOffset ? -2 : 2) * cell_reselect_offset;
  }
  /// What is taken off for penalty_time_s after the cell was first heard; nothing when it is infinite.
  [[nodiscard]] std::optional<int> temporary_offset_db() const noexcept {
    if (temporary_offset == 7) return std::nullopt;
    return penalty_time == kNegativeOffset ? 0 : 10 * temporary_offset;
  }
  /// 20…620 s; nothing where the code means a negative offset.
  [[nodiscard]] std::optional<int> penalty_time_s() const noexcept {
    if (penalty_time == kNegativeOffset) return std::nullopt;
    return 20 * (penalty_time + 1);
  }
  bool operator==(const ReselectionParameters&) const = default;
};

/// The cell has GPRS, and where SI13 is sent.
struct GprsIndicator {
  std::uint8_t ra_colour{};
  bool is_si13_on_extended_bcch{};
  bool operator==(const GprsIndicator&) const = default;
};

/// SI3 Rest Octets.
struct Si3Rest {
  std::optional<ReselectionParameters> reselection;
  std::optional<std::uint8_t> power_offset_db;  ///< 0, 2, 4 or 6; for DCS 1800 class 3 mobiles
  bool has_si2ter{};
  bool is_early_classmark_allowed{};             ///< ECSC
  std::optional<std::uint8_t> scheduling_where;  ///< code of where SI9's scheduling information is
  std::optional<GprsIndicator> gprs;
  bool is_3g_early_classmark_allowed{};
  std::optional<bool> si2quater_on_extended_bcch;  ///< present when SI2quater is sent
  std::optional<bool> si13alt_on_extended_bcch;    ///< sent where GPRS is absent; means something in Iu mode
  std::optional<bool> si21_on_extended_bcch;       ///< present when SI21 is sent
  Leftover leftover;
  bool operator==(const Si3Rest&) const = default;
};

/// One localised service area's identity, 24 bits, or 10 where short.
struct LsaName {
  std::uint32_t value{};
  bool is_short{};
  bool operator==(const LsaName&) const = default;
};

struct Si4LsaParametersNetwork {
  std::uint16_t mcc{}, mnc{};  ///< twelve bits each as sent: three digits of four bits
  bool operator==(const Si4LsaParametersNetwork&) const = default;
};

struct Si4LsaParameters {
  std::uint8_t prio_thr{}, lsa_offset{};
  using Network = Si4LsaParametersNetwork;
  std::optional<Network> network;
  bool operator==(const Si4LsaParameters&) const = default;
};

/// SI4 Rest Octets; those of SI7 and SI8 are the same, or without their first part.
struct Si4Rest {
  using LsaParameters = Si4LsaParameters;
  std::optional<ReselectionParameters> reselection;
  std::optional<std::uint8_t> power_offset_db;
  std::optional<GprsIndicator> gprs;
  bool has_second_part{};     ///< SI4 only: what follows is here, and not (only) in SI7 and SI8
  bool is_break_indicated{};  ///< SI4 only, without second part: it is in SI7 and SI8
  std::optional<LsaParameters> lsa_parameters;
  std::optional<std::uint16_t> cell_id;
  std::vector<LsaName> lsa_names;
  std::optional<std::uint8_t> cbq3;
  std::optional<bool> si13alt_on_extended_bcch;
  Leftover leftover;
  bool operator==(const Si4Rest&) const = default;
};

struct Si9Position {
  std::uint8_t modulus{};
  std::uint16_t relative_position{};
  bool is_on_extended_bcch{};
  bool operator==(const Si9Position&) const = default;
};

struct Si9Schedule {
  std::uint8_t info_type_bits{};  ///< 4, 5 or 6
  std::uint8_t info_type{};
  std::vector<Si9Position> positions;
  bool operator==(const Si9Schedule&) const = default;
};

/// SI9 Rest Octets: where messages are sent on the BCCH.
struct Si9Rest {
  using Position = Si9Position;
  using Schedule = Si9Schedule;
  std::vector<Schedule> schedules;
  Leftover leftover;
  bool operator==(const Si9Rest&) const = default;
};

/// GPRS Mobile Allocation (TS 44.060, section 12.10a).
struct GprsMobileAllocation {
  std::uint8_t hsn{};
  std::vector<std::uint8_t> rfl_numbers;
  std::uint8_t bitmap_bits{};  ///< 0: named by index instead
  std::uint64_t bitmap{};      ///< its last bit is the last sent
  std::vector<std::uint8_t> arfcn_indices;
  bool operator==(const GprsMobileAllocation&) const = default;
};

struct GprsCellOptionsPanCounters {
  std::uint8_t decrement{}, increment{}, maximum{};
  bool operator==(const GprsCellOptionsPanCounters&) const = default;
};

struct GprsCellOptionsEgprs {
  bool has_packet_channel_request{};
  std::uint8_t bep_period{};
  bool operator==(const GprsCellOptionsEgprs&) const = default;
};

struct GprsCellOptionsMbms {
  bool is_notified_in_dedicated_mode{}, has_mnci{};
  bool operator==(const GprsCellOptionsMbms&) const = default;
};

/// Each part is absent where the extension ends before it.
struct GprsCellOptionsExtension {
  std::optional<GprsCellOptionsEgprs> egprs;
  std::optional<bool> pfc_feature_mode, dtm_support, bss_paging_coordination;                 // Release 99
  std::optional<bool> ccn_active, nw_ext_utbf;                                                // Release 4
  std::optional<bool> multiple_tbf_capability, ext_utbf_nodata, dtm_enhancements_capability;  // Release 6
  std::optional<GprsCellOptionsMbms> mbms;
  std::optional<bool> reduced_latency_access;  // Release 7
  std::optional<bool> nmo_i_alternate;         // Release 10
  std::uint16_t unread_bits{};                 ///< up to the last 1 of what later releases may have added
  bool operator==(const GprsCellOptionsExtension&) const = default;
};

/// GPRS Cell Options (TS 44.060, section 12.24).
struct GprsCellOptions {
  using PanCounters = GprsCellOptionsPanCounters;
  using Egprs = GprsCellOptionsEgprs;
  using Mbms = GprsCellOptionsMbms;
  using Extension = GprsCellOptionsExtension;
  std::uint8_t nmo{}, t3168{}, t3192{}, drx_timer_max{};
  bool has_11_bit_access_burst{}, is_control_ack_rlc_block{};
  std::uint8_t bs_cv_max{};
  std::optional<PanCounters> pan;
  std::optional<Extension> extension;
  bool operator==(const GprsCellOptions&) const = default;
};

/// GPRS Power Control Parameters (TS 44.060, section 12.9a).
struct GprsPowerControl {
  std::uint8_t alpha{}, t_avg_w{}, t_avg_t{};
  bool is_measured_on_pdch{};
  std::uint8_t n_avg_i{};
  bool operator==(const GprsPowerControl&) const = default;
};

/// What SI13 says of frequency hopping.
struct GprsHopping {
  std::uint8_t change_mark{};
  GprsMobileAllocation allocation;
  bool operator==(const GprsHopping&) const = default;
};

/// SI13 of a cell without a packet broadcast channel: all there are.
struct GprsCell {
  std::uint8_t rac{};
  bool is_spgc_ccch_supported{};
  std::uint8_t priority_access_thr{}, network_control_order{};
  GprsCellOptions options;
  GprsPowerControl power;
  bool operator==(const GprsCell&) const = default;
};

/// SI13 of a cell with one; the standard has withdrawn it.
struct GprsCellWithPbcch {
  std::uint8_t psi1_repeat_period{}, pb{}, tsc{}, timeslot{};
  std::optional<std::uint16_t> arfcn;  ///< absent with maio: on the BCCH carrier
  std::optional<std::uint8_t> maio;
  bool operator==(const GprsCellWithPbcch&) const = default;
};

struct Si13EnergySaving {
  std::uint8_t peo_dsc{}, rcc{};
  bool operator==(const Si13EnergySaving&) const = default;
};

struct Si13C1Delta {
  std::uint8_t minimum{}, maximum{};
  bool operator==(const Si13C1Delta&) const = default;
};

struct Si13Content {
  std::uint8_t bcch_change_mark{}, si_change_field{};
  std::optional<GprsHopping> hopping;
  std::variant<GprsCell, GprsCellWithPbcch> packet_channels;
  std::optional<bool> is_sgsn_release_99;           // Release 99
  std::optional<bool> si_status_ind;                // Release 4
  std::optional<std::uint8_t> lb_ms_txpwr_max_cch;  // Release 6
  std::optional<std::uint8_t> si2n_support;         // Release 6
  std::optional<bool> si_change_alt;                // Release 11
  std::optional<Si13EnergySaving> energy_saving;    // Release 13
  std::optional<Si13C1Delta> c1_delta;              // Release 13
  bool operator==(const Si13Content&) const = default;
};

/// SI13 Rest Octets.
struct Si13Rest {
  using EnergySaving = Si13EnergySaving;
  using C1Delta = Si13C1Delta;
  using Content = Si13Content;
  std::optional<Content> content;
  Leftover leftover;
  bool operator==(const Si13Rest&) const = default;
};

[[nodiscard]] Si1Rest read_si1_rest(std::span<const std::uint8_t> octets);
[[nodiscard]] Si2terRest read_si2ter_rest(std::span<const std::uint8_t> octets);
[[nodiscard]] Si3Rest read_si3_rest(std::span<const std::uint8_t> octets);
[[nodiscard]] Si4Rest read_si4_rest(std::span<const std::uint8_t> octets);
/// \param has_reselection  whether SI4's ACS is 1: then the rest octets begin with the C2 parameters
[[nodiscard]] Si4Rest read_si7_rest(std::span<const std::uint8_t> octets, bool has_reselection);
[[nodiscard]] Si9Rest read_si9_rest(std::span<const std::uint8_t> octets);
[[nodiscard]] Si13Rest read_si13_rest(std::span<const std::uint8_t> octets);

}  // namespace cellwarden::gsm
