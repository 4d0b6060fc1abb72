#pragma once

/// \file
/// The broadcast channel's coding (TS 36.212, section 5.3.1; TS 36.211, section 6.6): what lies between
/// soft bits on the air and a MIB.
///
/// One transport block of 24 bits is coded into 1920 bits (1728 with extended prefix) over four frames; it
/// is the 120 coded bits over and over, scrambled with the PCI. So each frame's soft bits fold into 120
/// values, whatever frame it is, once it is known which of the four it is.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "cell/lte.hpp"
#include "dsp/kernel/tail_biting.hpp"

namespace cellwarden::lte {

inline constexpr std::size_t kMib_bits = 24;
inline constexpr std::size_t kMibCoded_bits = 120;
inline constexpr std::size_t kMibFrames = 4;  ///< frames that carry one MIB

using FoldedSoftBits = std::array<float, kMibCoded_bits>;
using MibBits = std::array<std::uint8_t, kMib_bits>;

/// Bits that one frame carries: 480 or 432.
[[nodiscard]] constexpr std::size_t pbch_bits_per_frame(CyclicPrefix prefix) noexcept {
  return prefix == CyclicPrefix::kNormal ? 480 : 432;
}

/// c(i) of the PBCH of a cell, for all four frames (section 6.6.1): +1 where the bit is 0, else -1.
[[nodiscard]] std::vector<float> pbch_scrambling(unsigned pci, CyclicPrefix prefix);

/// Adds one frame's soft bits (positive means 0), descrambled as frame `quarter` (0…3) of its MIB, to the
/// 120 coded bits.
void fold_soft_bits(std::span<const float> soft, std::span<const float> scrambling, std::size_t quarter,
                    FoldedSoftBits& folded) noexcept;

/// The 120 bits (+1 for 0, -1 for 1) that carry these 24 with the parity mask of 1, 2 or 4 ports, in the
/// order of FoldedSoftBits. For comparing with what was received; there is nothing here that sends.
[[nodiscard]] FoldedSoftBits expected_soft_bits(const MibBits& bits, unsigned ports) noexcept;

/// As above, without mask and parity's constant part: the pattern that two MIBs which differ in `difference`
/// differ by. (The code is linear.)
[[nodiscard]] FoldedSoftBits difference_pattern(const MibBits& difference) noexcept;

/// Fields of the 24 bits (TS 36.331, MasterInformationBlock). `sfn` holds the eight bits sent, times four.
/// \return nothing for the two bandwidth codes that are reserved
[[nodiscard]] std::optional<Mib> parse_mib(const MibBits& bits, unsigned ports) noexcept;

/// The inverse of parse_mib: what the frames of this MIB's four-frame period carry.
[[nodiscard]] MibBits bits_of(const Mib& mib) noexcept;

class MibDecoder {
 public:
  MibDecoder();

  struct Decoded {
    MibBits bits;
    unsigned ports;  ///< by the parity mask
  };

  /// \return nothing when no port mask fits, or all bits are zero (which passes any parity)
  [[nodiscard]] std::optional<Decoded> decode(const FoldedSoftBits& folded);

 private:
  TailBitingDecoder decoder_;
};

}  // namespace cellwarden::lte
