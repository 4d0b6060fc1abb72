#include "detector/harmless_text.hpp"

#include <cstdint>

namespace cellwarden {
namespace {

// Of a well-formed sequence.
char32_t character_of(std::string_view sequence) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(sequence[i]); };
  if (sequence.size() == 1) return byte(0);
  constexpr unsigned kTail_bits = 6;
  char32_t character = byte(0) & (0x7FU >> sequence.size());
  for (std::size_t i = 1; i < sequence.size(); ++i) character = character << kTail_bits | (byte(i) & 0x3FU);
  return character;
}

constexpr bool is_in(char32_t c, char32_t first, char32_t last) noexcept {
  return c >= first && c <= last;
}

bool steers(char32_t c) noexcept {
  return c < 0x20 || is_in(c, 0x7F, 0x9F)             // C0, DEL, C1
         || c == 0x061C || is_in(c, 0x200E, 0x200F)   // marks of direction
         || is_in(c, 0x2028, 0x202E)                  // separators; embeddings and overrides
         || is_in(c, 0x2066, 0x2069) || c == 0xFEFF;  // isolates; byte order mark
}

}  // namespace

std::size_t utf8_length(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto is_tail = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0U) == 0x80U; };
  if (text.empty()) return 0;
  const unsigned first = byte(0);
  if (first < 0x80U) return 1;
  if (first >= 0xC2U && first <= 0xDFU) return is_tail(1) ? 2 : 0;
  if (first >= 0xE0U && first <= 0xEFU) {
    if (!is_tail(1) || !is_tail(2)) return 0;
    const unsigned second = byte(1);
    const bool is_overlong = first == 0xE0U && second < 0xA0U;
    const bool is_surrogate = first == 0xEDU && second > 0x9FU;
    return is_overlong || is_surrogate ? 0 : 3;
  }
  if (first >= 0xF0U && first <= 0xF4U) {
    if (!is_tail(1) || !is_tail(2) || !is_tail(3)) return 0;
    const unsigned second = byte(1);
    const bool is_overlong = first == 0xF0U && second < 0x90U;
    const bool is_beyond = first == 0xF4U && second > 0x8FU;
    return is_overlong || is_beyond ? 0 : 4;
  }
  return 0;
}

std::string harmless(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) {
      out += "\xEF\xBF\xBD";
    } else if (steers(character_of(text.substr(0, length)))) {
      out += ' ';
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

}  // namespace cellwarden
