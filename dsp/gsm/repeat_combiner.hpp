#pragma once

/// \file
/// Broadcast blocks that repeat, decoded together where one alone is too weak.
///
/// Which system information a BCCH block holds follows from its place in the cycle of eight multiframes
/// (TC of TS 45.002, section 6.3.1.3), and its content hardly ever changes: the soft bits of the newest
/// blocks of one place add up. As nobody tells when the content did change, or whether two messages take
/// turns, several sums are tried: the newest block alone, with the one before, and so on back. The parity's
/// forty bits refuse all that do not belong together, and a newest block that does not agree with the sum it
/// is in stays undecoded: what was said before is not said again by a block that may say something else.

#include <array>
#include <cstdint>
#include <deque>
#include <optional>

#include "dsp/gsm/channel_decoder.hpp"

namespace cellwarden::gsm {

struct CombinedBlock {
  L2Block octets{};
  std::size_t blocks{};  ///< that were added up; 1: the newest alone
};

class RepeatCombiner {
 public:
  /// \param broadcast_phase  TC of the block
  [[nodiscard]] std::optional<CombinedBlock> decode(std::uint32_t broadcast_phase, const BlockBits& bits);
  void clear() noexcept;

 private:
  static constexpr std::size_t kMaxBlocks = 10;
  static constexpr std::size_t kGroups = 6;
  using History = std::deque<BlockBits>;  // newest first; of blocks since the last that decoded
  std::array<History, kGroups> groups_;
};

}  // namespace cellwarden::gsm
