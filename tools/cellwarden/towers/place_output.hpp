#pragma once

/// \file
/// What is public of a place: the country, and whose land is next to it. As text for people and as a line of
/// JSON (docs/formats.md, "Country codes, networks, places"). Pure.

#include <string>
#include <vector>

#include "detector/geography/country_outlines.hpp"
#include "tools/cellwarden/towers/public_codes.hpp"

namespace cellwarden::tools {

/// Land of a country, or of several that claim it, beside a place.
struct LandNear {
  std::vector<CountryFacts> countries;  ///< empty: nobody's
  bool is_disputed{};
  geography::Nearest nearest;
  bool is_across_sea{};
};

enum class PlaceKind : std::uint8_t { kCountry, kDisputed, kSea };

struct PlaceFacts {
  GeoPoint place;
  PlaceKind kind{};
  std::vector<CountryFacts> countries;  ///< that have it, or claim it
  std::vector<LandNear> near;           ///< other land, the nearest first
  double accuracy_m{};                  ///< how far an outline may lie from where the border or coast is
  std::string outlines_source;
  std::string outlines_date;
};
[[nodiscard]] PlaceFacts facts_of_place(const GeoPoint& place, const geography::CountryOutlines& outlines,
                                        NationalTables tables);

/// \param own_tables  folder in which a user's own national tables lie
[[nodiscard]] std::string text_of(const PlaceFacts& place, const std::string& own_tables);
[[nodiscard]] std::string json_of(const PlaceFacts& place);

}  // namespace cellwarden::tools
