#pragma once

/// \file
/// Lists of channel numbers in 16 octets: Cell Channel Description and Neighbour Cell Descriptions
/// (TS 44.018, sections 10.5.2.1b, 10.5.2.22 and 10.5.2.22a), in all formats of section 10.5.2.13: bit map 0,
/// range 1024, 512, 256 and 128, variable bit map.
///
/// In: any 16 octets. Out: the numbers, rising. A reserved format gives an empty list that says so. A list
/// in a range format ends with its first W of 0; what stands after it is not read.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace cellwarden::gsm {

inline constexpr std::size_t kFrequencyList_octets = 16;

enum class FrequencyFormat : std::uint8_t {
  kBitMap0,
  kRange1024,
  kRange512,
  kRange256,
  kRange128,
  kVariableBitMap,
  kReserved
};

/// "bit_map_0", "range_1024", ...
[[nodiscard]] std::string_view to_string(FrequencyFormat format) noexcept;

struct FrequencyList {
  FrequencyFormat format{};
  bool is_malformed{};                ///< has values after a W of 0
  std::vector<std::uint16_t> arfcns;  ///< rising, each once
  bool operator==(const FrequencyList&) const = default;
};

/// Whose list it is: which bits of the first octet tell the format (the others hold EXT-IND and BA-IND, or
/// multiband reporting).
enum class FrequencyListKind : std::uint8_t {
  kCellChannels,       ///< SI1: bits 8, 7, 4, 3, 2
  kNeighbours,         ///< SI2, SI2bis: the same
  kExtendedNeighbours  ///< SI2ter: bits 8, 4, 3, 2
};

[[nodiscard]] FrequencyList read_frequency_list(std::span<const std::uint8_t, kFrequencyList_octets> octets,
                                                FrequencyListKind kind);

}  // namespace cellwarden::gsm
