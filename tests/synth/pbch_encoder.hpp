#pragma once

/// \file
/// From a master information block to the modulated symbols of the physical broadcast channel: the twin of
/// the decoder in dsp/lte (TS 36.331, 6.2.2; TS 36.212, 5.1 and 5.3.1; TS 36.211, 6.6).

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cell/lte.hpp"
#include "dsp/iq_block.hpp"

namespace cellwarden::synth {

inline constexpr std::size_t kMib_bits = 24;
inline constexpr std::size_t kMibWithCrc_bits = 40;
inline constexpr unsigned kPbchPeriod_frames = 4;

/// One bit per element throughout.
using MibBits = std::array<std::uint8_t, kMib_bits>;
using MibBitsWithCrc = std::array<std::uint8_t, kMibWithCrc_bits>;

/// The message as sent; the frame number's two lowest bits are not in it.
[[nodiscard]] MibBits pack_mib(const lte::Mib& mib) noexcept;

/// Appends the 16-bit CRC, masked with the number of ports (TS 36.212, 5.3.1.1).
[[nodiscard]] MibBitsWithCrc attach_crc(const MibBits& bits, unsigned ports) noexcept;

/// Scrambled bits of 40 ms: 1920 with the normal prefix, 1728 with the extended one.
[[nodiscard]] std::vector<std::uint8_t> pbch_bits(const lte::Mib& mib, unsigned pci,
                                                  lte::CyclicPrefix prefix);

/// Pairs of bits to symbols of unit power (TS 36.211, 7.1.2).
[[nodiscard]] std::vector<Sample> modulate_qpsk(std::span<const std::uint8_t> bits);

/// Layer mapping and precoding for transmit diversity (6.3.3.3, 6.3.4.3): symbols.size() is even
/// unless `ports` (1, 2 or 4) is 1.
/// \return for each port what it sends on each element; over all ports an element has the power of a symbol
[[nodiscard]] std::vector<std::vector<Sample>> precode(std::span<const Sample> symbols, unsigned ports);

}  // namespace cellwarden::synth
