#include "dsp/gsm/cell_broadcast.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "cell/gsm/cell_broadcast_text.hpp"
#include "tests/catch.hpp"

namespace cellwarden::gsm {
namespace {

using Octets = std::vector<std::uint8_t>;

// The four blocks of a page.
std::vector<L2Block> blocks_of(const Octets& header, const Octets& content) {
  Octets page = header;
  page.insert(page.end(), content.begin(), content.end());
  page.resize(88, 0x00);
  std::vector<L2Block> blocks(4);
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    blocks[i][0] = static_cast<std::uint8_t>(0x20 | (i == 3 ? 0x10 : 0) | i);
    std::copy_n(page.begin() + static_cast<std::ptrdiff_t>(22 * i), 22, blocks[i].begin() + 1);
  }
  return blocks;
}

Octets packed(const std::vector<std::uint8_t>& septets) {
  Octets octets((7 * septets.size() + 7) / 8);
  for (std::size_t i = 0; i < septets.size(); ++i) {
    for (std::size_t bit = 0; bit < 7; ++bit) {
      const std::size_t at = 7 * i + bit;
      if (((septets[i] >> bit) & 1U) != 0)
        octets[at / 8] = static_cast<std::uint8_t>(octets[at / 8] | (1U << (at % 8)));
    }
  }
  return octets;
}

// Letters, digits and blanks stand in GSM's alphabet where they stand in ASCII.
Octets packed_text(const std::string& text) {
  std::vector<std::uint8_t> septets(text.begin(), text.end());
  septets.resize(93, 0x0D);
  return packed(septets);
}

CellBroadcastPage page_of(std::uint8_t scheme, const Octets& content) {
  CellBroadcastPage page;
  page.data_coding_scheme = scheme;
  for (std::size_t i = 0; i < page.content.size(); ++i) page.content[i] = text_padding(scheme, i);
  std::copy_n(content.begin(), std::min(content.size(), page.content.size()), page.content.begin());
  return page;
}

}  // namespace

TEST_CASE("Four blocks make a page", "[dsp][gsm][cell_broadcast]") {
  CellBroadcastAssembler assembler;
  const auto blocks = blocks_of({0x40, 0x10, 0x11, 0x12, 0x01, 0x23}, packed_text("Presidential alert"));
  for (std::size_t i = 0; i < 3; ++i) CHECK_FALSE(assembler.take(blocks[i]));
  const auto page = assembler.take(blocks[3]);
  REQUIRE(page);
  CHECK(page->serial_number == 0x4010);
  CHECK(page->message_identifier == 0x1112);
  CHECK(page->data_coding_scheme == 1);
  CHECK(page->page == 2);
  CHECK(page->pages == 3);
  CHECK(text_of(*page) == CellBroadcastText{"Presidential alert", "en"});
}

TEST_CASE("A page with a block missing or out of order is none", "[dsp][gsm][cell_broadcast]") {
  CellBroadcastAssembler assembler;
  const auto blocks = blocks_of({0, 0, 0, 0, 0, 0x11}, {});
  CHECK_FALSE(assembler.take(blocks[0]));
  CHECK_FALSE(assembler.take(blocks[2]));
  CHECK_FALSE(assembler.take(blocks[3]));
  CHECK_FALSE(assembler.take(blocks[0]));
  CHECK_FALSE(assembler.take(blocks[1]));
  assembler.lose();
  CHECK_FALSE(assembler.take(blocks[2]));
  CHECK_FALSE(assembler.take(blocks[3]));
  CHECK_FALSE(assembler.take(blocks[1]));
  for (const L2Block& block : {blocks[0], blocks[1], blocks[0], blocks[1], blocks[2]})
    CHECK_FALSE(assembler.take(block));
  CHECK(assembler.take(blocks[3]));
  CHECK_FALSE(assembler.take(blocks[3]));
}

TEST_CASE("Null and schedule messages hold no page", "[dsp][gsm][cell_broadcast]") {
  CellBroadcastAssembler assembler;
  const auto blocks = blocks_of({0, 0, 0, 0, 0, 0x11}, {});
  L2Block null_block{}, schedule{};
  null_block[0] = 0x2F;
  schedule[0] = 0x28;
  CHECK_FALSE(assembler.take(null_block));
  CHECK_FALSE(assembler.take(schedule));
  for (std::size_t i = 1; i < 4; ++i) CHECK_FALSE(assembler.take(blocks[i]));  // the schedule's other blocks
  L2Block other{};
  other[0] = 0x60;
  CHECK_FALSE(assembler.take(other));
}

TEST_CASE("A page may end with an earlier block", "[dsp][gsm][cell_broadcast]") {
  CellBroadcastAssembler assembler;
  auto blocks = blocks_of({0, 1, 0, 50, 0x01, 0x11}, packed_text("ends early"));
  blocks[0][0] |= 0x10;
  const auto page = assembler.take(blocks[0]);
  REQUIRE(page);
  CHECK(text_of(*page)->text == "ends early");
  CHECK_FALSE(assembler.take(blocks[1]));
}

TEST_CASE("A page number of 0 means the only page", "[dsp][gsm][cell_broadcast]") {
  CellBroadcastAssembler assembler;
  std::optional<CellBroadcastPage> page;
  for (const auto& block : blocks_of({0, 0, 0, 0, 0, 0x30}, {})) page = assembler.take(block);
  REQUIRE(page);
  CHECK(page->page == 1);
  CHECK(page->pages == 1);
}

TEST_CASE("GSM's alphabet and its extension", "[dsp][gsm][cell_broadcast]") {
  // The packing of "hellohello" is an example known to everyone who ever sent a short message by hand.
  const Octets hello{0xE8, 0x32, 0x9B, 0xFD, 0x46, 0x97, 0xD9, 0xEC, 0x37, 0x0D};
  CHECK(text_of(page_of(0x0F, hello))->text.substr(0, 10) == "hellohello");
  const auto text = text_of(page_of(0x00, packed({0x00, 0x01, 0x5B, 0x7E, 0x1E, 0x10, 0x1B, 0x65, 0x1B, 0x28,
                                                  0x1B, 0x41, 0x0D, 0x0D, 0x0D, 0x0D})));
  REQUIRE(text);
  CHECK(text->text == "@\u00A3\u00C4\u00FC\u00DF\u0394\u20AC{A");
  CHECK(text->language == "de");
}

TEST_CASE("UCS2, with and without a language before it", "[dsp][gsm][cell_broadcast]") {
  const Octets text{0x04, 0x22, 0x04, 0x35, 0x04, 0x41, 0x04, 0x42,
                    0xD8, 0x3D, 0xDE, 0x00, 0xD8, 0x00, 0x00, 0x21};
  CHECK(text_of(page_of(0x48, text)) ==
        CellBroadcastText{"\u0422\u0435\u0441\u0442\U0001F600\uFFFD!", std::nullopt});
  Octets with_language = packed({'r', 'u'});
  with_language.insert(with_language.end(), text.begin(), text.end());
  CHECK(text_of(page_of(0x11, with_language)) ==
        CellBroadcastText{"\u0422\u0435\u0441\u0442\U0001F600\uFFFD!", "ru"});
}

TEST_CASE("Seven bits with a language before them", "[dsp][gsm][cell_broadcast]") {
  CHECK(text_of(page_of(0x10, packed_text("fr\rBonjour"))) == CellBroadcastText{"Bonjour", "fr"});
  CHECK(text_of(page_of(0x10, packed_text("1!\rBonjour")))->language == std::nullopt);
}

TEST_CASE("Codings of TS 23.038, section 5", "[dsp][gsm][cell_broadcast]") {
  const Octets text = packed_text("x");
  for (const int scheme : {0x00, 0x0F, 0x20, 0x2F, 0x35, 0x40, 0x50, 0x80, 0x90, 0xB0, 0xF0, 0xF3}) {
    CAPTURE(scheme);
    const auto read = text_of(page_of(static_cast<std::uint8_t>(scheme), text));
    REQUIRE(read);
    CHECK(read->text == "x");
  }
  for (const int scheme : {0x44, 0x54, 0x60, 0x70, 0x94, 0xD0, 0xE0, 0xF4}) {
    CAPTURE(scheme);
    CHECK_FALSE(text_of(page_of(static_cast<std::uint8_t>(scheme), text)));
  }
  CHECK(text_of(page_of(0x20, text))->language == "cs");
  CHECK(text_of(page_of(0x0B, text))->language == "el");
  CHECK_FALSE(text_of(page_of(0x0F, text))->language);
}

}  // namespace cellwarden::gsm
