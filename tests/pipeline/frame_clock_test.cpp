// The detector counts frames by the clock that the receiver measures: both must mean the same sign by it. A
// second at 60 ppm is 60 us, and with the sign turned 120 us: more than the frame count forgives.
#include "detector/history/cell_track.hpp"
#include "tests/catch.hpp"
#include "tests/dsp/lte/synthetic.hpp"

using namespace cellwarden;

namespace {

synth::SceneSpec one_cell(double radio_ppm) {
  synth::LteCellSpec cell;
  cell.grid.pci = 211;
  cell.grid.bandwidth_rb = 6;
  cell.grid.ports = 1;
  cell.grid.sfn_start = 1000;  // wraps within the scene
  cell.re_power_dbfs = -40.0;
  cell.delay_s = 0.0043;
  synth::SceneSpec scene;
  scene.duration_s = 3.0;
  scene.radio.clock_ppm = radio_ppm;
  scene.lte_cells = {cell};
  scene.noise_variance = synth::noise_variance(-40.0, 12.0, scene.radio.sample_rate_hz);
  return scene;
}

}  // namespace

TEST_CASE("Frame counts go on across dwells, whatever the radio's clock", "[pipeline][DY15]") {
  const double radio_ppm = GENERATE(60.0, -60.0);
  CAPTURE(radio_ppm);
  const auto dwells = lte::receive(one_cell(radio_ppm), {});
  REQUIRE(dwells.size() == 3);
  history::FrameClock frames;
  for (const Dwell& dwell : dwells) {
    REQUIRE(dwell.observations.size() == 1);
    const Observation& seen = dwell.observations.front();
    REQUIRE(seen.lte()->mib);
    REQUIRE(seen.clock_offset_ppm);
    CHECK(seen.clock_offset_ppm->value == Approx(-radio_ppm).margin(0.5));
    frames.add(seen);
  }
  CHECK(frames.comparisons() == 2);
  CHECK(frames.breaks_since(0.0) == 0);
}

TEST_CASE("A frame count that jumps between dwells is a break", "[pipeline][DY15]") {
  auto dwells = lte::receive(one_cell(60.0), {});
  REQUIRE(dwells.size() == 3);
  history::FrameClock frames;
  for (std::size_t i = 0; i < dwells.size(); ++i) {
    REQUIRE(dwells[i].observations.size() == 1);
    Observation& seen = dwells[i].observations.front();
    REQUIRE(seen.lte()->mib);
    if (i > 0)
      seen.lte()->mib->sfn = static_cast<std::uint16_t>((seen.lte()->mib->sfn + 1) % lte::kSfnPeriod_frames);
    frames.add(seen);
  }
  CHECK(frames.breaks_since(0.0) == 1);
}
