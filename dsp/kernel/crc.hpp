#pragma once

/// \file
/// Remainders that 3GPP appends (TS 36.212, section 5.1.1): register cleared, first bit first, one bit per
/// element.

#include <cstdint>
#include <span>

namespace cellwarden {

/// \tparam Width  bits of the remainder, at most 31
/// \param polynomial  without its highest power
template <unsigned Width>
[[nodiscard]] constexpr std::uint32_t crc_remainder(std::span<const std::uint8_t> bits,
                                                    std::uint32_t polynomial) noexcept {
  std::uint32_t remainder = 0;
  for (const std::uint8_t bit : bits) {
    const std::uint32_t feedback = ((remainder >> (Width - 1)) ^ bit) & 1U;
    remainder = (remainder << 1U) & ((1U << Width) - 1U);
    if (feedback != 0) remainder ^= polynomial;
  }
  return remainder;
}

/// g(D) = D^16 + D^12 + D^5 + 1
[[nodiscard]] constexpr std::uint16_t crc16(std::span<const std::uint8_t> bits) noexcept {
  return static_cast<std::uint16_t>(crc_remainder<16>(bits, 0x1021U));
}

/// g(D) = D^24 + D^23 + D^18 + D^17 + D^14 + D^11 + D^10 + D^7 + D^6 + D^5 + D^4 + D^3 + D + 1: of whole
/// transport blocks. Zero over a block that its own remainder follows.
[[nodiscard]] constexpr std::uint32_t crc24a(std::span<const std::uint8_t> bits) noexcept {
  return crc_remainder<24>(bits, 0x864CFBU);
}

}  // namespace cellwarden
