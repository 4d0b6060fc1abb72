#include "tests/synth/channel.hpp"

#include <cmath>

#include "tests/catch.hpp"

using namespace cellwarden::synth;

namespace {

double spread_s(const std::vector<Tap>& taps) {
  double mean = 0;
  double square = 0;
  for (const Tap& tap : taps) mean += tap.power * tap.delay_s;
  for (const Tap& tap : taps) square += tap.power * (tap.delay_s - mean) * (tap.delay_s - mean);
  return std::sqrt(square);
}

}  // namespace

TEST_CASE("GSM's delay profiles have the spread that their tables give", "[synth][channel]") {
  // r.m.s. of the tables in TS 45.005, annex C.3, worked out apart.
  CHECK(spread_s(multipath_taps(Multipath::kTypicalUrban)) == Approx(1.0616e-6).epsilon(1e-3));
  CHECK(spread_s(multipath_taps(Multipath::kRuralArea)) == Approx(97.7e-9).epsilon(1e-3));
  CHECK(spread_s(multipath_taps(Multipath::kHillyTerrain)) == Approx(3.924e-6).epsilon(1e-3));
  CHECK(spread_s(multipath_taps(Multipath::kEqualisationTest)) == Approx(5.465e-6).epsilon(1e-3));
  CHECK(spread_s(multipath_taps(Multipath::kTwoPaths, 10e-6)) == Approx(5e-6));
  for (const auto profile : {Multipath::kTypicalUrban, Multipath::kRuralArea, Multipath::kHillyTerrain,
                             Multipath::kEqualisationTest, Multipath::kTwoPaths}) {
    double power = 0;
    for (const Tap& tap : multipath_taps(profile)) power += tap.power;
    CHECK(power == Approx(1));
  }
}

TEST_CASE("A tap's mean power is 1 with and without a direct path, which fades less", "[synth][channel]") {
  for (const double direct : {0.0, 0.816}) {
    Random random{1, 2};
    double sum = 0;
    double square = 0;
    constexpr int kTaps = 400;
    constexpr int kTimes = 50;
    for (int i = 0; i < kTaps; ++i) {
      const TapGain gain(100, random, direct);
      for (int j = 0; j < kTimes; ++j) {
        const double power = std::norm(gain.at(0.0137 * j));
        sum += power;
        square += power * power;
      }
    }
    const double mean = sum / (kTaps * kTimes);
    const double variance = square / (kTaps * kTimes) - mean * mean;
    CHECK(mean == Approx(1).margin(0.04));
    // Of power: 1 for Rayleigh, 1 - direct^2 for Rice.
    CHECK(variance == Approx(1 - direct * direct).margin(0.08));
  }
  CHECK(doppler_hz(50, 900e6) == Approx(41.7).margin(0.1));
}
