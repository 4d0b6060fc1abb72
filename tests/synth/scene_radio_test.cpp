#include "tests/synth/scene_radio.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <tuple>
#include <vector>

#include "tests/catch.hpp"

using namespace cellwarden;
using namespace cellwarden::synth;

namespace {

constexpr double kNoise = 1e-4;

SceneSpec scene_at(double rate_hz) {
  SceneSpec scene;
  scene.radio = {.sample_rate_hz = rate_hz, .center_hz = 942e6, .clock_ppm = 5};
  scene.noise_variance = kNoise;
  scene.duration_s = 0.2;
  GsmCellSpec cell;
  cell.power_dbfs = -30;
  cell.carrier_offset_hz = 3.1e6;
  cell.delay_s = 0.002;
  cell.start_s = 0.1;
  scene.gsm_cells = {cell};
  return scene;
}

std::vector<Sample> read(SceneRadio& radio) {
  const auto block = radio.read();
  REQUIRE(block);
  REQUIRE(*block);
  return {(*block)->samples.begin(), (*block)->samples.end()};
}

double mean_power(const std::vector<Sample>& x) {
  double sum = 0;
  for (const Sample& s : x) sum += static_cast<double>(std::norm(s));
  return sum / static_cast<double>(x.size());
}

}  // namespace

TEST_CASE("A radio in a scene hears its noise, never the same block twice", "[synth][radio]") {
  SceneRadio radio(scene_at(2.4e6), {});  // the cell is outside
  std::vector<std::vector<Sample>> blocks;
  double power = 0;
  for (int i = 0; i < 10; ++i) {
    blocks.push_back(read(radio));
    power += mean_power(blocks.back()) / 10;
    CHECK(std::count(blocks.begin(), blocks.end(), blocks.back()) == 1);
  }
  CHECK(power == Approx(kNoise).epsilon(0.03));
  SceneRadio again(scene_at(2.4e6), {});
  CHECK(read(again) == blocks[0]);
}

TEST_CASE("A wide window has the cells, and what comes on the air in it", "[synth][radio][wide]") {
  for (const double center_hz : {942e6, 944e6}) {
    SceneSpec scene = scene_at(10e6);
    scene.noise_variance = 0;
    SceneRadio radio(scene, {});
    if (center_hz != scene.radio.center_hz) {
      capture::Retuning retuning;
      retuning.center_hz = center_hz;
      radio.retune(retuning);
    }
    while (radio.now_s() < 0.0899) CHECK(mean_power(read(radio)) < 1e-12);
    while (radio.now_s() < 0.1001) std::ignore = read(radio);
    const auto x = read(radio);
    CHECK(10 * std::log10(mean_power(x)) == Approx(-30).margin(0.01));
    // Half of its symbols turn it forth, half back.
    std::complex<double> turned;
    for (std::size_t i = 1; i < x.size(); ++i) turned += std::complex<double>(x[i] * std::conj(x[i - 1]));
    CHECK(std::arg(turned) / 6.283185307 * 10e6 == Approx(945.1e6 - center_hz).margin(30e3));
  }
}

TEST_CASE("A radio's converter comes after its noise", "[synth][radio]") {
  SceneSpec scene = scene_at(10e6);
  scene.converter.format = capture::SampleFormat::kCs8;
  scene.converter.dc = {0.25, 0};
  SceneRadio radio(scene, {});
  for (const Sample& x : read(radio)) {
    REQUIRE(x.real() * 128 == std::round(x.real() * 128));
    REQUIRE(std::abs(x.real() - 0.25F) < 0.1F);
  }
}
