#include "dsp/gsm/cell_broadcast.hpp"

#include <algorithm>

#include "cell/gsm/cell_broadcast_text.hpp"

namespace cellwarden::gsm {
namespace {

// Block type octet (TS 44.012, section 3.3.1): spare 0, link protocol discriminator 01, last block, sequence.
constexpr std::uint8_t kProtocolMask = 0xE0;
constexpr std::uint8_t kProtocol = 0x20;
constexpr std::uint8_t kLastBlock = 0x10;
constexpr std::uint8_t kSequenceMask = 0x0F;

constexpr std::size_t kHeader_octets = 6;

std::uint16_t number_at(const std::uint8_t* octets) noexcept {
  return static_cast<std::uint16_t>((octets[0] << 8U) | octets[1]);
}

}  // namespace

std::optional<CellBroadcastPage> CellBroadcastAssembler::take(const L2Block& block) noexcept {
  const std::uint8_t sequence = block[0] & kSequenceMask;
  const bool is_page_block = (block[0] & kProtocolMask) == kProtocol && sequence < kBlocks;
  if (!is_page_block || (sequence != 0 && sequence != next_)) {
    lose();
    return std::nullopt;
  }
  const std::size_t begin = sequence * kBlockContent_octets;
  std::copy(block.begin() + 1, block.end(), page_.begin() + static_cast<std::ptrdiff_t>(begin));
  const bool is_last = (block[0] & kLastBlock) != 0 || sequence == kBlocks - 1;
  next_ = is_last ? kNoPage : static_cast<std::uint8_t>(sequence + 1);
  if (!is_last) return std::nullopt;

  CellBroadcastPage page;
  page.serial_number = number_at(page_.data());
  page.message_identifier = number_at(page_.data() + 2);
  page.data_coding_scheme = page_[4];
  page.page = page_[5] >> 4U;
  page.pages = page_[5] & 0x0FU;
  if (page.page == 0 || page.pages == 0) page.page = page.pages = 1;  // TS 23.041, section 9.4.1.2.4
  const std::size_t sent = begin + kBlockContent_octets - kHeader_octets;
  for (std::size_t i = 0; i < page.content.size(); ++i) {
    page.content[i] = i < sent ? page_[kHeader_octets + i] : text_padding(page.data_coding_scheme, i);
  }
  return page;
}

}  // namespace cellwarden::gsm
