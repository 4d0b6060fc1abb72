#pragma once

/// \file
/// What broadcast messages and their octets are called, in records and in texts.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cell/gsm/cell_report.hpp"
#include "cell/lte/system_information.hpp"

namespace cellwarden::records {

/// "si3"; "other" for system information that is not read.
[[nodiscard]] std::string_view message_name(const gsm::L2Block& block) noexcept;
/// "sib1", "si"; "other" for what later releases send in their place.
[[nodiscard]] std::string_view message_name(const lte::BroadcastMessage& message) noexcept;
/// "sib2", "sib3": the blocks of an SI message, in the order in which they are sent.
[[nodiscard]] std::vector<std::string> block_names(const lte::BroadcastMessage& message);
/// Of a page of cell broadcast.
inline constexpr std::string_view kPageName = "cbch_page";
/// "49061b…", two digits an octet.
[[nodiscard]] std::string hex_of(std::span<const std::uint8_t> octets);

}  // namespace cellwarden::records
