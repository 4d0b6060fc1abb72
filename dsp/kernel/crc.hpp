#pragma once

#include <cstdint>
#include <span>

namespace cellwarden {

/// The remainder that 3GPP's CRC16 appends: g(D) = D^16 + D^12 + D^5 + 1, register cleared, first bit first
/// (TS 36.212, section 5.1.1). One bit per element.
[[nodiscard]] constexpr std::uint16_t crc16(std::span<const std::uint8_t> bits) noexcept {
  unsigned remainder = 0;
  for (const std::uint8_t bit : bits) {
    const unsigned feedback = ((remainder >> 15U) ^ bit) & 1U;
    remainder = (remainder << 1U) & 0xFFFFU;
    if (feedback != 0) remainder ^= 0x1021U;
  }
  return static_cast<std::uint16_t>(remainder);
}

}  // namespace cellwarden
