#pragma once

/// \file
/// The parts that system information messages share (TS 44.018, sections 10.5.2.3, 10.5.2.4, 10.5.2.5,
/// 10.5.2.11, 10.5.2.21, 10.5.2.27, 10.5.2.29; TS 24.008, section 10.5.1.3), as Release 13 has them, and the
/// functions that read them. Spare bits are not looked at. Values are the standard's meaning where it is a
/// quantity; what is a plain code says so.

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "cell/gsm/frequency_list.hpp"
#include "cell/id.hpp"
#include "cell/plmn.hpp"

namespace cellwarden::gsm {

/// RACH Control Parameters.
struct RachControl {
  std::uint8_t max_retransmissions{};    ///< 1, 2, 4 or 7
  std::uint8_t tx_integer_slots{};       ///< 3…12, 14, 16, 20, 25, 32 or 50
  bool is_barred{};                      ///< CELL_BAR_ACCESS
  bool is_reestablishment_allowed{};     ///< RE = 0
  bool is_emergency_for_special_only{};  ///< EC = 1: only access classes 11…15 may make emergency calls
  std::uint16_t barred_classes{};        ///< bit n: access class n (0…9, 11…15) is barred
  bool operator==(const RachControl&) const = default;
};

enum class Dtx : std::uint8_t { kAllowed, kRequired, kForbidden, kReserved };

/// Cell Options (BCCH).
struct CellOptions {
  bool has_dynamic_arfcn_mapping{};                ///< DN-IND
  bool is_power_control_indicated{};               ///< PWRC
  Dtx dtx{};                                       ///< of the mobile's transmitter
  std::uint8_t radio_link_timeout_sacch_blocks{};  ///< 4…64
  bool operator==(const CellOptions&) const = default;
};

/// Cell Selection Parameters.
struct CellSelection {
  std::uint8_t reselect_hysteresis_db{};  ///< 0…14
  std::uint8_t ms_txpwr_max_cch{};        ///< power control level, a code (TS 45.005, section 4.1.1)
  bool has_reselection_in_si7{};          ///< ACS: C2 parameters are in SI7 and SI8; only SI4's counts
  bool is_neci{};                         ///< new establishment causes
  std::uint8_t rxlev_access_min{};        ///< 0…63: at least -110 dBm plus this many dB
  bool operator==(const CellSelection&) const = default;
};

/// Control Channel Description.
struct ControlChannel {
  bool is_release_99_core{};                 ///< MSCR
  bool is_attach_required{};                 ///< ATT
  std::uint8_t access_grant_blocks{};        ///< BS-AG-BLKS-RES
  std::uint8_t ccch_conf{};                  ///< the code, 0…7
  bool has_si22{};                           ///< SI22IND
  std::uint8_t cbq3{};                       ///< code
  std::uint8_t paging_period_multiframes{};  ///< BS-PA-MFRMS, 2…9 multiframes of 51 frames
  std::uint8_t periodic_update_decihours{};  ///< T3212; 0: mobiles never report by themselves

  [[nodiscard]] bool is_combined() const noexcept { return ccch_conf == 1; }
  /// Basic physical channels used for common control; nothing for a reserved code.
  [[nodiscard]] std::optional<std::uint8_t> ccch_timeslots() const noexcept;
  bool operator==(const ControlChannel&) const = default;
};

/// Location Area Identification.
struct LocationArea {
  std::optional<Plmn> plmn;                   ///< absent when a nibble is no digit
  std::array<std::uint8_t, 3> plmn_octets{};  ///< as sent
  Lac lac;
  bool operator==(const LocationArea&) const = default;
};

/// Channel Description: here of the cell broadcast channel (TS 44.018, section 10.5.2.5).
struct ChannelDescription {
  std::uint8_t type_and_offset{};  ///< the code of channel type and TDMA offset, 0…31
  std::uint8_t timeslot{};
  std::uint8_t training_sequence{};  ///< 0…7
  bool is_hopping{};
  std::optional<std::uint16_t> arfcn;  ///< of one that does not hop
  std::optional<std::uint8_t> maio;    ///< of one that does
  std::optional<std::uint8_t> hsn;
  bool operator==(const ChannelDescription&) const = default;
};

/// Neighbour Cell Description of SI2, SI2bis and SI2ter.
struct NeighbourList {
  bool is_extended{};                  ///< EXT-IND: the list goes on elsewhere (SI2 and SI2bis only)
  std::uint8_t ba_ind{};               ///< 0 or 1: lists with the same value belong together
  std::uint8_t multiband_reporting{};  ///< code 0…3 (SI2ter only)
  FrequencyList channels;
  bool operator==(const NeighbourList&) const = default;
};

[[nodiscard]] RachControl read_rach_control(std::span<const std::uint8_t, 3> octets) noexcept;
[[nodiscard]] CellOptions read_cell_options(std::uint8_t octet) noexcept;
[[nodiscard]] CellSelection read_cell_selection(std::span<const std::uint8_t, 2> octets) noexcept;
[[nodiscard]] ControlChannel read_control_channel(std::span<const std::uint8_t, 3> octets) noexcept;
[[nodiscard]] LocationArea read_location_area(std::span<const std::uint8_t, 5> octets) noexcept;
[[nodiscard]] ChannelDescription read_channel_description(std::span<const std::uint8_t, 3> octets) noexcept;
[[nodiscard]] NeighbourList read_neighbours(std::span<const std::uint8_t, kFrequencyList_octets> octets);
[[nodiscard]] NeighbourList read_extended_neighbours(
    std::span<const std::uint8_t, kFrequencyList_octets> octets);

}  // namespace cellwarden::gsm
