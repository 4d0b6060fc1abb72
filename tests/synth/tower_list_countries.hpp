#pragma once

/// \file
/// Countries for made-up tower lists: roughly where they lie and what share of a crowd's list is theirs.
///
///   out     a box on the map, not a border: rows near an edge may lie in a neighbour country or at sea
///   source  general knowledge, rounded; country codes as in ITU-T E.212. Shares are a guess at what crowds
///           collect, not a statement about a country

#include <cstdint>
#include <span>

namespace cellwarden::synth {

struct ListedCountry {
  std::uint16_t mcc{};
  std::int16_t latitude_deg{};  ///< middle of the box
  std::int16_t longitude_deg{};
  double half_height_deg{};
  double half_width_deg{};
  double weight{};          ///< share of the rows, against the sum of all
  std::uint8_t networks{};  ///< 1 to 4
};

/// Some two hundred, in order of their codes.
[[nodiscard]] std::span<const ListedCountry> listed_countries() noexcept;

}  // namespace cellwarden::synth
