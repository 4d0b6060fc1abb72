#pragma once

/// \file
/// Which layer 2 blocks may be kept at all: system information messages, and nothing that could name a
/// subscriber. The receiver hands over no others; this holds for logs of any origin.

#include "cell/gsm/cell_report.hpp"

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

}  // namespace cellwarden
