#pragma once

/// \file
/// What the operator of the sensor says of its place, and no signal can.

#include <cstdint>
#include <vector>

#include "cell/plmn.hpp"

namespace cellwarden::detector {

struct Site {
  /// Mobile country codes whose networks may be heard here: the country's own and, near a border or the sea,
  /// its neighbours'. Empty: not said.
  std::vector<std::uint16_t> countries;
  /// Test networks that are known to be on air here: a laboratory's own.
  std::vector<Plmn> test_networks;
};

}  // namespace cellwarden::detector
