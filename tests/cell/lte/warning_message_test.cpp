#include "cell/lte/warning_message.hpp"

#include "tests/catch.hpp"

namespace cellwarden::lte {
namespace {

using Octets = std::vector<std::uint8_t>;

constexpr std::uint8_t kGsmAlphabet = 0x0F;
constexpr std::uint8_t kUcs2 = 0x48;

// Septets of ASCII letters, which the alphabet has in the same places.
Octets packed(const std::string& text) {
  Octets octets;
  unsigned held = 0, bits = 0;
  for (const char c : text) {
    held |= static_cast<unsigned>(c) << bits;
    for (bits += 7; bits >= 8; bits -= 8, held >>= 8U) octets.push_back(static_cast<std::uint8_t>(held));
  }
  if (bits > 0) octets.push_back(static_cast<std::uint8_t>(held));
  return octets;
}

Octets contents_of(const std::vector<Octets>& pages) {
  Octets contents{static_cast<std::uint8_t>(pages.size())};
  for (Octets page : pages) {
    const auto used = static_cast<std::uint8_t>(page.size());
    page.resize(82);
    contents.insert(contents.end(), page.begin(), page.end());
    contents.push_back(used);
  }
  return contents;
}

WarningSegment segment_of(const Octets& contents, std::size_t count, std::size_t number,
                          std::uint16_t serial = 7) {
  const std::size_t size = (contents.size() + count - 1) / count;
  const std::size_t from = number * size;
  WarningSegment segment{4370, serial, number + 1 == count, static_cast<std::uint8_t>(number), {}, {}};
  segment.octets.assign(
      contents.begin() + static_cast<std::ptrdiff_t>(from),
      contents.begin() + static_cast<std::ptrdiff_t>(std::min(from + size, contents.size())));
  if (number == 0) segment.data_coding_scheme = kGsmAlphabet;
  return segment;
}

const Octets kContents = contents_of({packed("Leave the valley at once"), packed(", the dam breaks")});
const std::string kText = "Leave the valley at once, the dam breaks";

TEST_CASE("segments make a message in any order, once") {
  WarningMessageAssembler assembler;
  CHECK_FALSE(assembler.take(segment_of(kContents, 3, 2)));
  CHECK_FALSE(assembler.take(segment_of(kContents, 3, 0)));
  CHECK_FALSE(assembler.take(segment_of(kContents, 3, 0)));
  const auto message = assembler.take(segment_of(kContents, 3, 1));
  REQUIRE(message);
  CHECK(message->octets == kContents);
  CHECK(message->message_identifier == 4370);
  CHECK(message->serial_number == 7);
  CHECK(text_of(*message) == WarningText{kText, 2, {}});
  for (std::size_t i = 0; i < 3; ++i) CHECK_FALSE(assembler.take(segment_of(kContents, 3, i)));
}

TEST_CASE("messages on their way at once are kept apart") {
  WarningMessageAssembler assembler;
  CHECK_FALSE(assembler.take(segment_of(kContents, 2, 0, 1)));
  CHECK_FALSE(assembler.take(segment_of(kContents, 2, 1, 2)));
  CHECK(assembler.take(segment_of(kContents, 2, 0, 2)));
  CHECK(assembler.take(segment_of(kContents, 2, 1, 1)));
}

TEST_CASE("another sender's segment begins the message anew") {
  const Octets other = contents_of({packed("All is well"), packed(".")});
  WarningMessageAssembler assembler;
  CHECK_FALSE(assembler.take(segment_of(kContents, 2, 0)));
  CHECK_FALSE(assembler.take(segment_of(other, 2, 0)));
  const auto message = assembler.take(segment_of(other, 2, 1));
  REQUIRE(message);
  CHECK(text_of(*message)->text == "All is well.");
  SECTION("also one that ends earlier") {
    const auto shorter = assembler.take(segment_of(kContents, 1, 0));
    REQUIRE(shorter);
    CHECK(text_of(*shorter)->text == kText);
  }
  SECTION("or that goes on after the end") {
    CHECK_FALSE(assembler.take(segment_of(kContents, 3, 2)));
    CHECK_FALSE(assembler.take(segment_of(kContents, 3, 0)));
    CHECK(assembler.take(segment_of(kContents, 3, 1)));
  }
}

TEST_CASE("what is held is bounded") {
  WarningMessageAssembler assembler;
  for (std::uint16_t serial = 0; serial < 9; ++serial)
    CHECK_FALSE(assembler.take(segment_of(kContents, 2, 0, serial)));
  CHECK_FALSE(assembler.take(segment_of(kContents, 2, 1, 0)));  // forgotten
  CHECK(assembler.take(segment_of(kContents, 2, 1, 8)));
  WarningSegment long_segment = segment_of(kContents, 1, 0, 100);
  long_segment.octets.resize(kMostWarning_octets + 1);
  CHECK_FALSE(assembler.take(long_segment));
  CHECK(assembler.refused() == 1);
}

TEST_CASE("octets that are no pages have no text") {
  const auto text = [](Octets octets, std::optional<std::uint8_t> scheme) {
    return text_of(WarningMessage{1, 2, scheme, std::move(octets)});
  };
  CHECK_FALSE(text({}, kGsmAlphabet));
  CHECK_FALSE(text({0}, kGsmAlphabet));
  CHECK_FALSE(text(Octets(2000, 16), kGsmAlphabet));
  CHECK_FALSE(text(kContents, std::nullopt));
  CHECK_FALSE(text(kContents, std::uint8_t{0xF4}));  // 8-bit data
  Octets cut = kContents;
  cut.pop_back();
  CHECK_FALSE(text(cut, kGsmAlphabet));
  Octets too_long_page = kContents;
  too_long_page[83] = 83;
  CHECK_FALSE(text(too_long_page, kGsmAlphabet));
}

TEST_CASE("text of other codings") {
  const auto text = [](const Octets& page, std::uint8_t scheme) {
    return text_of(WarningMessage{1, 2, scheme, contents_of({page})});
  };
  CHECK(text({0x00, 0x48, 0x20, 0xAC}, kUcs2)->text == "H\u20AC");
  CHECK(text(packed("en\rHello"), 0x10) == WarningText{"Hello", 1, "en"});
  CHECK(text({0x65, 0x37, 0x00, 0x41}, 0x11) == WarningText{"A", 1, "en"});
  CHECK(text({}, 0x10) == WarningText{"", 1, {}});
  CHECK(text({0x65}, 0x11) == WarningText{"", 1, {}});
}

}  // namespace
}  // namespace cellwarden::lte
