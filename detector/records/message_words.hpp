#pragma once

/// \file
/// What broadcast messages and their octets are called, in records and in texts.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "cell/gsm/cell_report.hpp"

namespace cellwarden::records {

/// "si3"; "other" for system information that is not read.
[[nodiscard]] std::string_view message_name(const gsm::L2Block& block) noexcept;
/// Of a page of cell broadcast.
inline constexpr std::string_view kPageName = "cbch_page";
/// "49061b…", two digits an octet.
[[nodiscard]] std::string hex_of(std::span<const std::uint8_t> octets);

}  // namespace cellwarden::records
