#pragma once

/// \file
/// A city's spectrum with real signals: 20 GSM carriers in 925 to 960 MHz, three LTE carriers of 10 MHz in
/// 791 to 821 MHz, and transmitters that come on the air, one after the other, anywhere between the GSM
/// carriers.

#include <cstdint>
#include <vector>

#include "cell/band_plan.hpp"
#include "tests/synth/scene.hpp"

namespace cellwarden::test {

struct Appearance {
  double frequency_hz{};
  std::uint16_t bsic{};
  double on_s{};
  double off_s{};
};

struct CityBand {
  BandPlan plan;
  synth::SceneSpec scene;
  std::vector<double> gsm_hz;
  std::vector<double> lte_hz;
  std::vector<Appearance> appearances;
};

struct CityBandSpec {
  double sample_rate_hz = 2.4e6;
  double clock_ppm = 0;  ///< of the radio
  unsigned appearances = 0;
  double first_s = 60.0;  ///< no transmitter appears before the city is known
  double every_s = 10.0;  ///< at any time in each such stretch, a new one, apart from all still on the air
  double on_air_s = 20.0;
  std::uint64_t seed = 1;
};

[[nodiscard]] CityBand make_city_band(const CityBandSpec& spec);

}  // namespace cellwarden::test
