#include "cell/gsm/cell_broadcast_text.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

namespace cellwarden::gsm {
namespace {

enum class Alphabet : std::uint8_t { kSevenBits, kOctets, kUcs2 };

// What the data coding scheme says (TS 23.038, section 5).
struct Coding {
  Alphabet alphabet = Alphabet::kSevenBits;
  const char* language = nullptr;
  bool begins_with_language = false;
};

Alphabet alphabet_of(unsigned two_bits) noexcept {
  if (two_bits == 1) return Alphabet::kOctets;
  return two_bits == 2 ? Alphabet::kUcs2 : Alphabet::kSevenBits;
}

Coding coding_of(std::uint8_t scheme) noexcept {
  constexpr std::array<const char*, 16> kLanguages{"de", "en", "it", "fr", "es", "nl", "sv", "da",
                                                   "pt", "fi", "no", "el", "tr", "hu", "pl", nullptr};
  constexpr std::array<const char*, 5> kMoreLanguages{"cs", "he", "ar", "ru", "is"};
  const unsigned low = scheme & 0x0FU;
  switch (scheme >> 4U) {
    case 0x0:
      return {Alphabet::kSevenBits, kLanguages[low], false};
    case 0x1:
      if (low > 1) return {};
      return {low == 1 ? Alphabet::kUcs2 : Alphabet::kSevenBits, nullptr, true};
    case 0x2:
      return {Alphabet::kSevenBits, low < kMoreLanguages.size() ? kMoreLanguages[low] : nullptr, false};
    case 0x4:
    case 0x5:
    case 0x9:
      return {alphabet_of(low >> 2U), nullptr, false};
    case 0x6:
    case 0x7:  // compressed
    case 0xD:  // a protocol's data
    case 0xE:
      return {Alphabet::kOctets, nullptr, false};
    case 0xF:
      return {(low & 4U) != 0 ? Alphabet::kOctets : Alphabet::kSevenBits, nullptr, false};
    default:
      return {};
  }
}

constexpr std::uint8_t kCarriageReturn = 0x0D;
constexpr std::uint8_t kEscape = 0x1B;

// TS 23.038, section 6.2.1.
constexpr std::array<char16_t, 128> kDefaultAlphabet{
    u'@',      u'\u00A3', u'$',      u'\u00A5', u'\u00E8', u'\u00E9', u'\u00F9', u'\u00EC', u'\u00F2',
    u'\u00C7', u'\n',     u'\u00D8', u'\u00F8', u'\r',     u'\u00C5', u'\u00E5', u'\u0394', u'_',
    u'\u03A6', u'\u0393', u'\u039B', u'\u03A9', u'\u03A0', u'\u03A8', u'\u03A3', u'\u0398', u'\u039E',
    u' ',      u'\u00C6', u'\u00E6', u'\u00DF', u'\u00C9', u' ',      u'!',      u'"',      u'#',
    u'\u00A4', u'%',      u'&',      u'\'',     u'(',      u')',      u'*',      u'+',      u',',
    u'-',      u'.',      u'/',      u'0',      u'1',      u'2',      u'3',      u'4',      u'5',
    u'6',      u'7',      u'8',      u'9',      u':',      u';',      u'<',      u'=',      u'>',
    u'?',      u'\u00A1', u'A',      u'B',      u'C',      u'D',      u'E',      u'F',      u'G',
    u'H',      u'I',      u'J',      u'K',      u'L',      u'M',      u'N',      u'O',      u'P',
    u'Q',      u'R',      u'S',      u'T',      u'U',      u'V',      u'W',      u'X',      u'Y',
    u'Z',      u'\u00C4', u'\u00D6', u'\u00D1', u'\u00DC', u'\u00A7', u'\u00BF', u'a',      u'b',
    u'c',      u'd',      u'e',      u'f',      u'g',      u'h',      u'i',      u'j',      u'k',
    u'l',      u'm',      u'n',      u'o',      u'p',      u'q',      u'r',      u's',      u't',
    u'u',      u'v',      u'w',      u'x',      u'y',      u'z',      u'\u00E4', u'\u00F6', u'\u00F1',
    u'\u00FC', u'\u00E0'};

// Section 6.2.1.1. What the table does not have shows as in the default alphabet.
char16_t extension_of(std::uint8_t septet) noexcept {
  switch (septet) {
    case 0x0A:
      return u'\f';
    case 0x14:
      return u'^';
    case 0x28:
      return u'{';
    case 0x29:
      return u'}';
    case 0x2F:
      return u'\\';
    case 0x3C:
      return u'[';
    case 0x3D:
      return u'~';
    case 0x3E:
      return u']';
    case 0x40:
      return u'|';
    case 0x65:
      return u'\u20AC';
    default:
      return kDefaultAlphabet[septet];
  }
}

void append_utf8(std::string& out, char32_t c) {
  const auto append = [&out](char32_t octet) { out.push_back(static_cast<char>(octet)); };
  if (c < 0x80) {
    append(c);
  } else if (c < 0x800) {
    append(0xC0 | (c >> 6U));
    append(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    append(0xE0 | (c >> 12U));
    append(0x80 | ((c >> 6U) & 0x3F));
    append(0x80 | (c & 0x3F));
  } else {
    append(0xF0 | (c >> 18U));
    append(0x80 | ((c >> 12U) & 0x3F));
    append(0x80 | ((c >> 6U) & 0x3F));
    append(0x80 | (c & 0x3F));
  }
}

// Packed septets, lowest bits first (section 6.1.2.2).
std::vector<std::uint8_t> septets_of(std::span<const std::uint8_t> octets) {
  std::vector<std::uint8_t> septets;
  septets.reserve(8 * octets.size() / 7);
  unsigned held = 0, bits = 0;
  for (const std::uint8_t octet : octets) {
    held |= static_cast<unsigned>(octet) << bits;
    for (bits += 8; bits >= 7; bits -= 7, held >>= 7U) septets.push_back(held & 0x7FU);
  }
  return septets;
}

std::string read_septets(std::span<const std::uint8_t> septets) {
  while (!septets.empty() && septets.back() == kCarriageReturn) septets = septets.first(septets.size() - 1);
  std::string text;
  for (std::size_t i = 0; i < septets.size(); ++i) {
    const bool is_extended = septets[i] == kEscape && i + 1 < septets.size();
    if (is_extended) ++i;
    append_utf8(text, is_extended ? extension_of(septets[i]) : kDefaultAlphabet[septets[i]]);
  }
  return text;
}

// UCS2, in which newer networks also put the pairs of UTF-16.
std::string read_ucs2(std::span<const std::uint8_t> octets) {
  std::vector<char16_t> units;
  units.reserve(octets.size() / 2);
  for (std::size_t i = 0; i + 1 < octets.size(); i += 2)
    units.push_back(static_cast<char16_t>((octets[i] << 8U) | octets[i + 1]));
  while (!units.empty() && units.back() == kCarriageReturn) units.pop_back();
  std::string text;
  for (std::size_t i = 0; i < units.size(); ++i) {
    const char32_t unit = units[i];
    const bool is_high = unit >= 0xD800 && unit < 0xDC00;
    const bool has_low = i + 1 < units.size() && units[i + 1] >= 0xDC00 && units[i + 1] < 0xE000;
    if (is_high && has_low) {
      append_utf8(text, 0x10000 + ((unit - 0xD800) << 10U) + (units[++i] - 0xDC00U));
    } else {
      append_utf8(text, unit >= 0xD800 && unit < 0xE000 ? char32_t{0xFFFD} : unit);
    }
  }
  return text;
}

std::span<const std::uint8_t> without_first(std::span<const std::uint8_t> octets, std::size_t count) {
  return octets.subspan(std::min(count, octets.size()));
}

bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::optional<std::string> language_in(std::span<const std::uint8_t> septets) {
  if (septets.size() < 2) return std::nullopt;
  std::string name = read_septets(septets.first(2));
  if (name.size() != 2 || !is_letter(name[0]) || !is_letter(name[1])) return std::nullopt;
  return name;
}

}  // namespace

std::optional<CellBroadcastText> text_of(const CellBroadcastPage& page) {
  return text_of(page.data_coding_scheme, page.content);
}

std::optional<CellBroadcastText> text_of(std::uint8_t data_coding_scheme,
                                         std::span<const std::uint8_t> octets) {
  const Coding coding = coding_of(data_coding_scheme);
  if (coding.alphabet == Alphabet::kOctets) return std::nullopt;
  CellBroadcastText text;
  if (coding.language != nullptr) text.language = coding.language;
  const std::vector<std::uint8_t> septets = septets_of(octets);
  if (coding.begins_with_language) text.language = language_in(septets);
  if (coding.alphabet == Alphabet::kUcs2) {
    // The language's two septets take two octets.
    text.text = read_ucs2(without_first(octets, coding.begins_with_language ? 2 : 0));
  } else {
    // The language's two septets end with a carriage return.
    text.text = read_septets(without_first(septets, coding.begins_with_language ? 3 : 0));
  }
  return text;
}

std::uint8_t text_padding(std::uint8_t data_coding_scheme, std::size_t index) noexcept {
  // Carriage returns: seven octets hold eight septets.
  constexpr std::array<std::uint8_t, 7> kSeptets{0x8D, 0x46, 0xA3, 0xD1, 0x68, 0x34, 0x1A};
  if (coding_of(data_coding_scheme).alphabet != Alphabet::kUcs2) return kSeptets[index % kSeptets.size()];
  return index % 2 == 0 ? 0 : kCarriageReturn;
}

}  // namespace cellwarden::gsm
