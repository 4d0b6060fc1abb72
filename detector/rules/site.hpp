#pragma once

/// \file
/// What is known of the sensor's place without any signal: what its operator says, and what is public.

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "cell/plmn.hpp"
#include "detector/geography/country_outlines.hpp"
#include "detector/rules/national_tables.hpp"

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
  std::shared_ptr<const NationalTables> tables{};                ///< null: none given
  std::shared_ptr<const geography::CountryOutlines> outlines{};  ///< null: none given
};

}  // namespace cellwarden::detector
