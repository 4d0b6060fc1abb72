#pragma once

/// \file
/// Virtual resource blocks: which physical ones a compact downlink assignment means (TS 36.211, section
/// 6.2.3; TS 36.213, section 7.1.6.3). Distributed blocks lie elsewhere in a subframe's second slot.

#include <cstdint>
#include <optional>

namespace cellwarden::lte {

enum class Gap : std::uint8_t { kFirst, kSecond };

/// From 50 resource blocks on there are two gaps to choose from, and a bit that chooses.
[[nodiscard]] constexpr bool has_second_gap(unsigned bandwidth_rb) noexcept {
  return bandwidth_rb >= 50;
}

/// N_gap in resource blocks (table 6.2.3.2-1). \param bandwidth_rb  6…110
[[nodiscard]] unsigned gap_rb(unsigned bandwidth_rb, Gap gap) noexcept;

/// N_VRB: how many distributed blocks there are.
[[nodiscard]] unsigned distributed_blocks(unsigned bandwidth_rb, Gap gap) noexcept;

/// N_RB^step: format 1C assigns so many at a time (TS 36.213, table 7.1.6.3-1).
[[nodiscard]] constexpr unsigned step_rb(unsigned bandwidth_rb) noexcept {
  return bandwidth_rb < 50 ? 2 : 4;
}

/// The physical block that carries distributed block `block` (below distributed_blocks) in slot 0 or 1.
[[nodiscard]] unsigned physical_block(unsigned block, unsigned slot, unsigned bandwidth_rb, Gap gap) noexcept;

struct BlockRun {
  unsigned first, count;
  friend bool operator==(const BlockRun&, const BlockRun&) = default;
};

/// A run of blocks out of a resource indication value.
/// \param modulus  how many blocks the value counts in
/// \param blocks   how many there are: the run must end before
/// \return nothing for values that stand for no such run
[[nodiscard]] std::optional<BlockRun> read_indication(unsigned value, unsigned modulus,
                                                      unsigned blocks) noexcept;

/// Bits of an indication that counts in `modulus` blocks: ceil(log2(modulus (modulus + 1) / 2)).
[[nodiscard]] unsigned indication_bits(unsigned modulus) noexcept;

}  // namespace cellwarden::lte
