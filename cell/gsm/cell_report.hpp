#pragma once

/// \file
/// What one dwell heard of one GSM cell, beyond what all radio standards have in common: its synchronisation
/// channel, its broadcast messages as sent, and counts of what it pages and assigns.
///
/// No subscriber's identity is in here, nor can be: paging and assignment messages are counted in the decoder
/// (dsp/gsm) and dropped there.

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cell/measured.hpp"

namespace cellwarden::gsm {

/// Octets of one layer 2 block on BCCH, CCCH or CBCH (TS 44.006, section 3).
inline constexpr std::size_t kBlock_octets = 23;
using L2Block = std::array<std::uint8_t, kBlock_octets>;

inline constexpr std::uint32_t kHyperframe_frames = 26U * 51U * 2048U;  ///< TS 45.002, section 4.3.3
inline constexpr double kFrame_s = 60e-3 / 13.0;       ///< TDMA frame, TS 45.002, section 4.3.1
inline constexpr double kSymbolRate_hz = 13e6 / 48.0;  ///< TS 45.004, section 2.1
inline constexpr double kFrame_symbols = 1250.0;

/// Base station identity code, NCC * 8 + BCC (TS 23.003, section 4.3.2).
inline constexpr std::uint16_t kBsicCount = 64;

/// A system information message of the BCCH as it was sent; cell/gsm/system_information.hpp reads it.
struct BroadcastMessage {
  L2Block octets{};
  std::uint32_t frame_number{};  ///< of the first burst of its newest block
  std::uint32_t times{};         ///< blocks of this dwell that held it
  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the comparison's 0 for a pointer
  auto operator<=>(const BroadcastMessage&) const = default;
};

/// One page of a cell broadcast message (TS 23.041, section 9.4.1.2).
struct CellBroadcastPage {
  std::uint16_t serial_number{};
  std::uint16_t message_identifier{};
  std::uint8_t data_coding_scheme{};
  std::uint8_t page{};   ///< 1…15
  std::uint8_t pages{};  ///< 1…15
  std::array<std::uint8_t, 82> content{};
  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the comparison's 0 for a pointer
  auto operator<=>(const CellBroadcastPage&) const = default;
};

/// What was paged, by kind (TS 44.018, sections 9.1.22 to 9.1.24). One request names up to four mobiles.
struct PagingCounts {
  std::uint32_t type_1_count{};  ///< requests of each type
  std::uint32_t type_2_count{};
  std::uint32_t type_3_count{};
  std::uint32_t empty_count{};        ///< requests that name nobody
  std::uint32_t tmsi_count{};         ///< mobiles named by a temporary identity
  std::uint32_t imsi_count{};         ///< mobiles named by a permanent one
  std::uint32_t other_named_count{};  ///< by anything else
  std::array<std::uint32_t, 9>
      by_block{};  ///< requests that name somebody, by CCCH block of the 51-multiframe

  [[nodiscard]] std::uint32_t requests() const noexcept { return type_1_count + type_2_count + type_3_count; }
  [[nodiscard]] std::uint32_t named() const noexcept { return tmsi_count + imsi_count + other_named_count; }
  auto operator<=>(const PagingCounts&) const = default;
};

/// Why a mobile asked for a channel, as far as the echoed access burst tells (TS 44.018, table 9.1.8.1).
enum class EstablishmentCause : std::uint8_t {
  kEmergency,
  kCallReestablishment,
  kAnswerToPaging,
  kOriginatingCall,
  kLocationUpdate,
  kOtherProcedure,  ///< where NECI is 0 (SI3): location update as well
  kPacketAccess,
  kOther
};
inline constexpr std::size_t kEstablishmentCauses = 8;

/// Channels given to mobiles (TS 44.018, sections 9.1.18 to 9.1.20).
struct AssignmentCounts {
  std::uint32_t immediate{};  ///< mobiles given a channel, extended assignments counted twice
  std::uint32_t rejected{};   ///< mobiles turned away
  std::uint32_t packet{};     ///< of immediate: packet data
  std::uint32_t hopping{};    ///< of immediate, dedicated channels only: H = 1
  std::uint32_t single_frequency{};
  std::array<std::uint32_t, kEstablishmentCauses> by_cause{};
  std::array<std::uint32_t, 64> by_timing_advance{};
  auto operator<=>(const AssignmentCounts&) const = default;
};

/// How well the carrier keeps to what a base station's transmitter does.
struct CarrierQuality {
  std::optional<Measured>
      phase_error_rms_deg;                ///< of decoded bursts, where the signal is clean enough to tell
  std::optional<double> weakest_slot_db;  ///< power of the weakest of the eight slots against the median
  std::optional<std::uint8_t> training_sequence;  ///< that most common control bursts carry, 0…7
  std::uint32_t training_bursts{};                ///< bursts that this rests on
};

/// Blocks of the common timeslots, by what came of them.
struct BlockCounts {
  std::uint32_t good{};      ///< passed their 40-bit parity (TS 45.003, section 4.1.2)
  std::uint32_t combined{};  ///< of good: only together with repeats
  std::uint32_t bad{};
  auto operator<=>(const BlockCounts&) const = default;
};

struct CellReport {
  std::uint32_t frame_number{};  ///< FN of the frame that begins at Observation::frame_start_s
  std::uint32_t sch_good{};      ///< synchronisation bursts that agree with the cell's count
  std::uint32_t sch_bad{};
  BlockCounts bcch;
  BlockCounts ccch;
  std::vector<BroadcastMessage> messages;  ///< distinct ones of this dwell, by octets
  std::vector<CellBroadcastPage> pages;    ///< distinct ones, where a broadcast channel is configured
  PagingCounts paging;
  AssignmentCounts assignments;
  std::uint32_t other_messages{};  ///< decoded blocks that are none of the above; their content is not kept
  CarrierQuality quality;
};

}  // namespace cellwarden::gsm
