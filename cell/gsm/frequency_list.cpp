#include "cell/gsm/frequency_list.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "cell/gsm/arfcn.hpp"

extern "C" {
#include <osmocom/gsm/gsm48_ie.h>
}

namespace cellwarden::gsm {
namespace {

using Octets = std::array<std::uint8_t, kFrequencyList_octets>;
constexpr std::size_t kList_bits = 8 * kFrequencyList_octets;

constexpr std::uint8_t kFormatBits = 0xCE;          // bits 8, 7, 4, 3, 2
constexpr std::uint8_t kExtendedFormatBits = 0x8E;  // bits 8, 4, 3, 2

// TS 44.018, table 10.5.2.13.1; bit 7 set in anything but a neighbour list of SI2ter is reserved.
FrequencyFormat format_of(std::uint8_t format_bits) noexcept {
  if ((format_bits & 0xC0U) == 0x00) return FrequencyFormat::kBitMap0;
  if ((format_bits & 0xC8U) == 0x80) return FrequencyFormat::kRange1024;
  switch (format_bits) {
    case 0x88:
      return FrequencyFormat::kRange512;
    case 0x8A:
      return FrequencyFormat::kRange256;
    case 0x8C:
      return FrequencyFormat::kRange128;
    case 0x8E:
      return FrequencyFormat::kVariableBitMap;
    default:
      return FrequencyFormat::kReserved;
  }
}

// Where the values W(1), W(2)... of a range format begin, and how many bits W(1) has. W(2) and W(3) have one
// bit less, W(4) to W(7) two, and so on: they are a binary tree.
struct RangeLayout {
  std::size_t first_bit;
  std::size_t first_width;
};

RangeLayout layout_of(FrequencyFormat format) noexcept {
  constexpr std::size_t kAfterOrigin = 17;  // seven bits of format and flags, ten of ORIG-ARFCN
  if (format == FrequencyFormat::kRange1024) return {6, 10};
  if (format == FrequencyFormat::kRange512) return {kAfterOrigin, 9};
  if (format == FrequencyFormat::kRange256) return {kAfterOrigin, 8};
  return {kAfterOrigin, 7};
}

bool is_set(const Octets& octets, std::size_t bit) noexcept {
  return ((octets[bit / 8] >> (7 - bit % 8)) & 1U) != 0;
}

bool any_set(const Octets& octets, std::size_t first, std::size_t end) noexcept {
  for (std::size_t bit = first; bit < end; ++bit) {
    if (is_set(octets, bit)) return true;
  }
  return false;
}

// The standard lets a list end with W(k) = 0 and says nothing of what follows; the library would read on.
// \return whether there was something to clear
bool clear_after_end(Octets& octets, FrequencyFormat format) noexcept {
  const auto [first_bit, first_width] = layout_of(format);
  std::size_t begin = first_bit;
  for (std::size_t k = 1;; ++k) {
    const auto depth = static_cast<std::size_t>(std::bit_width(k)) - 1;
    const std::size_t end = begin + first_width - depth;
    if (end > kList_bits) return false;
    if (!any_set(octets, begin, end)) break;
    begin = end;
  }
  const bool has_more = any_set(octets, begin, kList_bits);
  for (std::size_t bit = begin; bit < kList_bits; ++bit) {
    octets[bit / 8] &= static_cast<std::uint8_t>(~(0x80U >> (bit % 8)));
  }
  return has_more;
}

bool is_range(FrequencyFormat format) noexcept {
  return format >= FrequencyFormat::kRange1024 && format <= FrequencyFormat::kRange128;
}

std::vector<std::uint16_t> numbers_in(Octets octets, std::uint8_t format_bits) {
  constexpr std::uint8_t kHere = 1;
  std::array<gsm_sysinfo_freq, kArfcns> marks{};
  gsm48_decode_freq_list(marks.data(), octets.data(), octets.size(), format_bits, kHere);
  std::vector<std::uint16_t> numbers;
  for (std::uint16_t arfcn = 0; arfcn < kArfcns; ++arfcn) {
    if ((marks[arfcn].mask & kHere) != 0) numbers.push_back(arfcn);
  }
  return numbers;
}

}  // namespace

std::string_view to_string(FrequencyFormat format) noexcept {
  constexpr std::array<std::string_view, 7> kNames{"bit_map_0", "range_1024",       "range_512", "range_256",
                                                   "range_128", "variable_bit_map", "reserved"};
  return kNames[static_cast<std::size_t>(format)];
}

FrequencyList read_frequency_list(std::span<const std::uint8_t, kFrequencyList_octets> octets,
                                  FrequencyListKind kind) {
  const std::uint8_t mask =
      kind == FrequencyListKind::kExtendedNeighbours ? kExtendedFormatBits : kFormatBits;
  Octets copy{};
  std::copy(octets.begin(), octets.end(), copy.begin());

  FrequencyList list;
  list.format = format_of(copy[0] & mask);
  if (list.format == FrequencyFormat::kReserved) return list;
  if (is_range(list.format)) list.is_malformed = clear_after_end(copy, list.format);
  list.arfcns = numbers_in(copy, mask);
  return list;
}

}  // namespace cellwarden::gsm
