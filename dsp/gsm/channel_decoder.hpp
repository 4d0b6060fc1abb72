#pragma once

/// \file
/// Channel decoding of the synchronisation channel and of the control channels (TS 45.003, sections 4.1 to
/// 4.7), by libosmocore. Soft bits are log-likelihood ratios, positive for 0, of any common scale.

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "cell/gsm/cell_report.hpp"
#include "dsp/gsm/burst_structure.hpp"

namespace cellwarden::gsm {

/// What a synchronisation burst says (TS 44.018, section 9.1.30).
struct SchContent {
  std::uint8_t bsic{};
  std::uint32_t frame_number{};
  friend bool operator==(const SchContent&, const SchContent&) = default;
};

/// Soft bits of the two data halves of a synchronisation burst.
using SchBits = std::array<float, 2 * kSyncHalf_symbols>;
/// \return nothing when the ten parity bits disagree or the frame number is none of a synchronisation burst:
///         one in a thousand wrong ones passes all the same
[[nodiscard]] std::optional<SchContent> decode_sch(const SchBits& bits) noexcept;

/// Soft bits of the four bursts of a block, per burst the first half, its stealing flag, the second half's
/// and that half: symbols 3…60 and 87…144.
using BlockBits = std::array<float, kBlockBits>;
/// \return nothing when the forty parity bits disagree
[[nodiscard]] std::optional<L2Block> decode_block(const BlockBits& bits) noexcept;

}  // namespace cellwarden::gsm
