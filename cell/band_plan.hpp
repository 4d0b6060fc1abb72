#pragma once

/// \file
/// Where base stations send in one country, as far as one wants to listen: what a survey goes through.

#include <string>
#include <vector>

#include "cell/rat.hpp"

namespace cellwarden {

/// A stretch of spectrum in which base stations of one radio standard send.
struct BandSlice {
  std::string name;  ///< "GSM 900", "LTE 20"
  Rat rat{};
  double low_hz{};   ///< what they send lies above this edge,
  double high_hz{};  ///< and below this one
};

struct BandPlan {
  std::string country;  ///< "de" (ISO 3166-1, small letters), "world"
  std::string description;
  std::vector<BandSlice> slices;  ///< those of one standard do not overlap
};

}  // namespace cellwarden
