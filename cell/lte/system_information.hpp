#pragma once

/// \file
/// BCCH-DL-SCH-Message: what an LTE cell broadcasts on its shared channel (TS 36.331, section 6.2.1).
///
/// In: the octets of one transport block, any octets; zeros after the message fill the block up. Nothing
/// where they are no such message. What is not understood is counted in `leftover`: a message that is cut
/// short or has bad values says so, and what was read before that stands.

#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "cell/lte/cdma2000_block.hpp"
#include "cell/lte/home_cell_block.hpp"
#include "cell/lte/multicast_block.hpp"
#include "cell/lte/nr_block.hpp"
#include "cell/lte/per_reader.hpp"
#include "cell/lte/radio_resource_config.hpp"
#include "cell/lte/reselection_blocks.hpp"
#include "cell/lte/system_information_block_1.hpp"
#include "cell/lte/time_block.hpp"
#include "cell/lte/warning_blocks.hpp"

namespace cellwarden::lte {

/// A block that is not read.
struct UnreadBlock {
  SibType type{};
  std::uint16_t size_octets{};
  bool operator==(const UnreadBlock&) const = default;
};

using SystemInformationBlock =
    std::variant<SystemInformationBlock2, SystemInformationBlock3, SystemInformationBlock4,
                 SystemInformationBlock5, SystemInformationBlock6, SystemInformationBlock7,
                 SystemInformationBlock8, SystemInformationBlock9, SystemInformationBlock10,
                 SystemInformationBlock11, SystemInformationBlock12, SystemInformationBlock13,
                 SystemInformationBlock16, SystemInformationBlock24, UnreadBlock>;

[[nodiscard]] SibType type_of(const SystemInformationBlock& block) noexcept;

/// SystemInformation: the blocks of one message, in the order in which they are sent.
struct SystemInformation {
  std::vector<SystemInformationBlock> blocks;
  bool operator==(const SystemInformation&) const = default;
};

/// What later releases send in place of a message: nothing in it can be read.
struct UnknownBroadcast {
  bool operator==(const UnknownBroadcast&) const = default;
};

using BroadcastContent = std::variant<SystemInformation, SystemInformationBlock1, UnknownBroadcast>;

struct BroadcastMessage {
  BroadcastContent content;
  Leftover leftover;
  bool operator==(const BroadcastMessage&) const = default;
};

/// \return nothing for no octets at all
[[nodiscard]] std::optional<BroadcastMessage> parse_bcch_dl_sch(std::span<const std::uint8_t> octets);

}  // namespace cellwarden::lte
