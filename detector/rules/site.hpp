#pragma once

/// \file
/// What the operator of the sensor says of its place, and no signal can.

#include <chrono>
#include <cstdint>
#include <vector>

#include "cell/plmn.hpp"

namespace cellwarden::detector {

/// A block of spectrum that a network may use here.
struct Licence {
  Plmn plmn;
  double low_hz{};
  double high_hz{};
  std::chrono::sys_days date;  ///< of when this is known
};

struct Site {
  /// Mobile country codes whose networks may be heard here: the country's own and, near a border or the sea,
  /// its neighbours'. Empty: not said.
  std::vector<std::uint16_t> countries;
  /// Test networks that are known to be on air here: a laboratory's own.
  std::vector<Plmn> test_networks;
  std::vector<Licence> licences{};
};

}  // namespace cellwarden::detector
