#pragma once

/// \file
/// What is publicly known of one country's mobile networks, and of when: a small table, which ages.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cell/plmn.hpp"
#include "cell/rat.hpp"

namespace cellwarden {

struct NationalNetwork {
  Plmn plmn;
  std::string name;
};

/// Spectrum of these networks, each of which may send in all of it.
struct LicensedBlock {
  std::vector<Plmn> networks;
  double low_hz{};
  double high_hz{};
};

/// A stretch of downlink spectrum whose owners are all known. Of what lies outside nothing is said.
struct LicensedRange {
  double low_hz{};
  double high_hz{};
  std::vector<LicensedBlock> blocks;
};

/// A radio standard that is off the air.
struct Sunset {
  Rat rat{};
  std::vector<Plmn> networks;                        ///< empty: all of the country
  std::optional<std::chrono::sys_days> off_since{};  ///< absent: it was never on air
};

struct NationalTable {
  std::string country;              ///< "de" (ISO 3166-1, small letters)
  std::vector<std::uint16_t> mccs;  ///< mobile country codes that the table is about
  std::chrono::sys_days date;       ///< of when all this is known
  std::string source;               ///< in words
  std::vector<NationalNetwork> networks{};
  bool has_all_networks{};  ///< what is not among them is not assigned, railways' networks apart
  /// Every band that a network may be on air in, private ones too. Empty: nothing is said.
  std::vector<std::uint16_t> gsm_bands{};
  std::vector<std::uint16_t> lte_bands{};
  std::vector<LicensedRange> licences{};
  std::vector<Sunset> sunsets{};
};

}  // namespace cellwarden
