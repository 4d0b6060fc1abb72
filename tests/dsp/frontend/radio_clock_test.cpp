#include "dsp/frontend/radio_clock.hpp"

#include "tests/catch.hpp"

using namespace cellwarden;
using cellwarden::frontend::RadioClock;

namespace {

/// A dwell that hears one cell with a radio that is `radio_ppm` fast, of which `corrected_ppm` are taken out.
Dwell heard(double t_s, double nominal_hz, double cell_ppm, double radio_ppm, double corrected_ppm = 0) {
  Dwell dwell;
  dwell.listen.t_s = t_s;
  dwell.listen.duration_s = 0.24;
  Observation seen;
  seen.carrier.rat = Rat::kGsm;
  seen.carrier.nominal_hz = nominal_hz;
  seen.carrier.measured_hz = {
      nominal_hz * (1 + cell_ppm * 1e-6) * (1 + corrected_ppm * 1e-6) / (1 + radio_ppm * 1e-6), 5.0};
  seen.physical_id = 3;
  seen.state = CellState::kConfirmed;
  dwell.observations.push_back(seen);
  return dwell;
}

}  // namespace

TEST_CASE("three cells tell the radio's clock, two do not") {
  RadioClock clock;
  clock.add(heard(0, 947.2e6, 0.01, 12), 0);
  clock.add(heard(1, 951.4e6, -0.02, 12), 0);
  CHECK_FALSE(clock.estimate());
  clock.add(heard(2, 947.2e6, 0.01, 12), 0);  // the same again
  CHECK_FALSE(clock.estimate());
  clock.add(heard(3, 930.0e6, 0.02, 12), 0);
  const auto estimate = clock.estimate();
  REQUIRE(estimate);
  CHECK(estimate->cells == 3);
  CHECK(estimate->ppm.value == Approx(12.0).margin(0.03));
  CHECK(estimate->ppm.sigma > 0.02);
  CHECK(estimate->ppm.sigma < 0.1);
}

TEST_CASE("a transmitter with a clock of its own does not pull the estimate along") {
  RadioClock clock;
  for (int i = 0; i < 5; ++i) clock.add(heard(i, 935e6 + 0.4e6 * i, 0.01 * (i - 2), -3), 0);
  clock.add(heard(6, 955e6, 4.0, -3), 0);
  const auto estimate = clock.estimate();
  REQUIRE(estimate);
  CHECK(estimate->ppm.value == Approx(-3.0).margin(0.03));
  CHECK(estimate->ppm.sigma < 0.05);
}

TEST_CASE("a correction in force is no error") {
  RadioClock clock;
  for (int i = 0; i < 6; ++i) clock.add(heard(i, 935e6 + 0.4e6 * i, 0, 40, 39.5), 39.5);
  REQUIRE(clock.estimate());
  CHECK(clock.estimate()->ppm.value == Approx(40.0).margin(1e-3));
}

TEST_CASE("what was heard long ago tells nothing of a clock that drifts") {
  RadioClock clock;
  for (int i = 0; i < 3; ++i) clock.add(heard(i, 935e6 + 0.4e6 * i, 0, 10), 0);
  REQUIRE(clock.estimate());
  clock.add(heard(200, 935e6, 0, 11), 0);
  CHECK_FALSE(clock.estimate());
}
