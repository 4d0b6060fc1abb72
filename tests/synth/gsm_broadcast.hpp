#pragma once

/// \file
/// What a GSM cell says of itself: system information messages from plain fields (TS 44.018, sections 9.1.31
/// to 9.1.43a), and when each is sent (TS 45.002, section 6.3.1.3).

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "cell/gsm/cell_report.hpp"
#include "cell/plmn.hpp"

namespace cellwarden::synth {

inline constexpr std::size_t kLteNeighboursMost = 5;  ///< that one SI 2quater holds

enum class SystemInformation : std::uint8_t { k1, k2, k2bis, k2ter, k2quater, k3, k4, k13 };

/// C2 (TS 45.008, section 6.4).
struct GsmReselection {
  bool is_barred = false;         ///< CELL_BAR_QUALIFY
  unsigned offset_db = 0;         ///< CELL_RESELECT_OFFSET, 0 to 126 in steps of 2
  unsigned temporary_offset = 0;  ///< as coded, 10 dB each; 7: infinite
  unsigned penalty_time = 0;      ///< as coded; 31 turns the offset's sign
};

/// Where SMS cell broadcast is sent: sub-channel 2 of the SDCCH on this timeslot.
struct GsmCbchPlace {
  unsigned timeslot = 0;  ///< 0: among the four of a combined timeslot; 1 to 3: among eight
};

struct GsmBroadcast {
  Plmn plmn{.mcc = 1, .mnc = 1, .mnc_digits = 2};
  std::uint16_t lac = 1;
  std::uint16_t ci = 1;
  std::uint16_t arfcn = 1;                       ///< of this carrier, for the channels that are described
  std::vector<std::uint16_t> cell_allocation{};  ///< SI 1 is sent when there are any
  std::vector<std::uint16_t> neighbours{};       ///< SI 2
  std::vector<std::uint16_t> neighbours_bis{};   ///< SI 2bis, sent when there are any
  std::vector<std::uint16_t> neighbours_ter{};   ///< SI 2ter, sent when there are any
  std::vector<std::uint16_t> lte_neighbours{};   ///< EARFCN; SI 2quater, sent when there are any
  std::uint8_t ncc_permitted = 0xFF;
  unsigned ccch_conf = 0;  ///< 0, 1 (combined), 2, 4, 6
  unsigned ag_blocks_reserved = 1;
  unsigned paging_multiframes = 5;  ///< 2 to 9
  bool attach = true;
  unsigned t3212 = 10;               ///< tenths of an hour; 0: no periodic updates
  unsigned radio_link_timeout = 15;  ///< as coded
  unsigned hysteresis_db = 4;        ///< 0 to 14 in steps of 2
  unsigned max_power_level = 5;      ///< MS_TXPWR_MAX_CCH
  unsigned rxlev_access_min = 8;     ///< 0 to 63
  bool neci = true;
  std::optional<GsmReselection> reselection{};
  unsigned max_retransmissions = 1;  ///< as coded, 0 to 3
  unsigned tx_integer = 9;           ///< as coded
  bool is_barred = false;
  bool reestablishment_allowed = true;
  std::uint16_t barred_classes = 0;  ///< bit per access class, bit 10: emergency calls not allowed
  bool gprs = false;                 ///< announces GPRS and sends SI 13
  unsigned routing_area = 0;
  std::optional<GsmCbchPlace> cbch{};
  /// Messages as raw octets: they are sent in the place of those built from the fields, or in addition.
  std::map<SystemInformation, gsm::L2Block> raw{};
};

/// Whether the cell sends this message.
[[nodiscard]] bool sends(const GsmBroadcast& cell, SystemInformation message);

/// The octets of a message. Lists of channels that do not fit (fits_one_list) lose some.
[[nodiscard]] gsm::L2Block system_information(const GsmBroadcast& cell, SystemInformation message,
                                              unsigned training_code);

/// The message of the BCCH block that begins in this frame.
[[nodiscard]] SystemInformation scheduled_message(const GsmBroadcast& cell, std::uint32_t frame_number);

/// Whether a list of channels fits one message: all within 1 to 124, or within 111 after one of them.
[[nodiscard]] bool fits_one_list(const std::vector<std::uint16_t>& channels) noexcept;

}  // namespace cellwarden::synth
