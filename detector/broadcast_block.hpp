#pragma once

/// \file
/// Which blocks may be kept at all: system information messages, and nothing that could name a subscriber.
/// The receivers hand over no others; this holds for logs of any origin.

#include <optional>

#include "cell/gsm/cell_report.hpp"
#include "cell/lte.hpp"
#include "cell/lte/downlink_report.hpp"
#include "cell/lte/system_information.hpp"

namespace cellwarden {

/// Whether a block is a system information message by its discriminator and type (TS 24.007, section
/// 11.2.3.1.1; TS 44.018, table 10.4.1), of any type: also those that are not read.
[[nodiscard]] constexpr bool is_system_information(const gsm::L2Block& block) noexcept {
  constexpr std::uint8_t kRadioResources = 0x06;
  const std::uint8_t type = block[2];
  const bool is_type_known = type <= 0x07                       // 13, 14, 2bis, 2ter, 9, 5bis, 5ter, 2quater
                             || (type >= 0x18 && type <= 0x1F)  // 8, 1 to 7
                             || type == 0x3D || type == 0x3E    // 16, 17
                             || (type >= 0x40 && type <= 0x47)  // 18 to 20, 15, 13alt, 2n, 21, 22
                             || type == 0x4F;                   // 23
  return (block[1] & 0x0FU) == kRadioResources && is_type_known;
}

/// The largest transport block that may carry system information (TS 36.213, section 7.1.7.2.1).
inline constexpr std::size_t kMaxLteMessage_octets = 277;

/// What a transport block holds that can be what a cell broadcasts; nothing of any other. Its octets do not
/// tell the channel: most paging messages would read as a SystemInformationBlockType1 that is cut short, so
/// one must be whole, and sent in the one subframe of every other frame that is its own (TS 36.331, section
/// 5.2.1.2).
[[nodiscard]] inline std::optional<lte::BroadcastMessage> broadcast_in(const lte::HeardMessage& message) {
  constexpr std::uint8_t kSib1Subframe = 5;
  const bool is_possible = message.octets.size() <= kMaxLteMessage_octets && message.times > 0 &&
                           message.sfn < lte::kSfnPeriod_frames && message.subframe < 10;
  auto read = is_possible ? lte::parse_bcch_dl_sch(message.octets) : std::nullopt;
  if (!read) return std::nullopt;
  const bool is_sib1 = std::holds_alternative<lte::SystemInformationBlock1>(read->content);
  const bool is_sib1_place = message.subframe == kSib1Subframe && message.sfn % 2 == 0;
  if (is_sib1 != is_sib1_place || (is_sib1 && read->leftover.is_cut_short)) return std::nullopt;
  return read;
}

/// Whether it can be that.
[[nodiscard]] inline bool is_broadcast(const lte::HeardMessage& message) {
  return broadcast_in(message).has_value();
}

}  // namespace cellwarden
