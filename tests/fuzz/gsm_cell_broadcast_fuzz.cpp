#include "cell/gsm/cell_broadcast_text.hpp"
#include "dsp/gsm/cell_broadcast.hpp"
#include "tests/fuzz/gsm_message.hpp"

using namespace cellwarden::gsm;

namespace {

// Whole characters of UTF-8, none of them half of a UTF-16 pair.
bool is_utf8(const std::string& text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto first = static_cast<std::uint8_t>(text[i]);
    const std::size_t length = first < 0x80        ? 1
                               : first >> 5U == 6  ? 2
                               : first >> 4U == 14 ? 3
                               : first >> 3U == 30 ? 4
                                                   : 0;
    if (length == 0 || i + length > text.size()) return false;
    for (std::size_t k = 1; k < length; ++k) {
      if ((static_cast<std::uint8_t>(text[i + k]) & 0xC0U) != 0x80) return false;
    }
    if (first == 0xED && static_cast<std::uint8_t>(text[i + 1]) >= 0xA0) return false;
    i += length;
  }
  return true;
}

}  // namespace

// Blocks of any octets; a page is read where one comes together.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  CellBroadcastAssembler assembler;
  for (std::size_t at = 0; at < size && at < std::size_t{12} * kBlock_octets; at += kBlock_octets) {
    L2Block block{};
    std::copy_n(data + at, std::min(size - at, block.size()), block.begin());
    if (block[0] == 0xFF) assembler.lose();
    const auto page = assembler.take(block);
    if (!page) continue;
    fuzz::require(page->page >= 1 && page->page <= 15 && page->pages >= 1 && page->pages <= 15);
    const auto text = text_of(*page);
    if (!text) continue;
    fuzz::require(is_utf8(text->text) && text->text.size() <= std::size_t{3} * 93);
    fuzz::require(!text->language || text->language->size() == 2);
  }
  return 0;
}
