#pragma once

/// \file
/// Puts the pages of cell broadcast messages together from the blocks of a cell broadcast channel (TS 44.012,
/// section 3; TS 23.041, section 9.4.1.2).
///
/// A page comes in one to four blocks of 22 octets, each with a block type octet before it. Null messages and
/// schedule messages hold no page and are passed over.

#include <array>
#include <cstdint>
#include <optional>

#include "cell/gsm/cell_report.hpp"

namespace cellwarden::gsm {

class CellBroadcastAssembler {
 public:
  /// The next block of the channel, in the order of sending. A block that is missing (not decoded) is told by
  /// lose(); one that does not follow the one before begins anew or is dropped.
  /// \return a page that this block completes; where the sender ended it early, the rest of its content is
  ///         text padding
  [[nodiscard]] std::optional<CellBroadcastPage> take(const L2Block& block) noexcept;

  /// A block of the channel could not be decoded.
  void lose() noexcept { next_ = kNoPage; }

 private:
  static constexpr std::uint8_t kBlocks = 4;
  static constexpr std::uint8_t kNoPage = 255;
  static constexpr std::size_t kBlockContent_octets = kBlock_octets - 1;

  std::array<std::uint8_t, kBlocks * kBlockContent_octets> page_{};
  std::uint8_t next_ = kNoPage;  // sequence number of the block that goes on with the page
};

}  // namespace cellwarden::gsm
