#include "tests/synth/narrowband.hpp"

#include <cmath>

#include "dsp/kernel/fft.hpp"
#include "tests/catch.hpp"
#include "tests/synth/scene.hpp"

using namespace cellwarden;
using synth::SceneSpec;

namespace {

// Power in [low, high] Hz of a scene, averaged over blocks of 4096 samples with a Hann window; dB re full
// scale.
double band_power_db(std::span<const Sample> x, double rate_hz, double low_hz, double high_hz) {
  constexpr std::size_t kSize = 4096;
  Fft fft(kSize, Fft::Direction::kForward);
  double sum = 0;
  std::size_t blocks = 0;
  for (std::size_t first = 0; first + kSize <= x.size(); first += kSize, ++blocks) {
    for (std::size_t n = 0; n < kSize; ++n) {
      const double w = 1 - std::cos(2 * 3.14159265358979 * static_cast<double>(n) / kSize);
      fft.input()[n] = static_cast<float>(w) * x[first + n];
    }
    const auto spectrum = fft.run();
    for (std::size_t i = 0; i < kSize; ++i) {
      const double f_hz = (static_cast<double>(i) - (i < kSize / 2 ? 0.0 : double{kSize})) * rate_hz / kSize;
      if (f_hz >= low_hz && f_hz < high_hz) sum += static_cast<double>(std::norm(spectrum[i]));
    }
  }
  return 10 * std::log10(sum / static_cast<double>(blocks) / (1.5 * kSize * kSize) + 1e-30);
}

}  // namespace

TEST_CASE("A GSM carrier keeps to its level and its 200 kHz", "[synth][gsm]") {
  SceneSpec scene;
  scene.radio = {.sample_rate_hz = 2.4e6, .center_hz = 940e6, .clock_ppm = 0};
  scene.gsm_carriers.push_back({.power_dbfs = -20, .carrier_offset_hz = 400e3, .broadcast = true});
  const auto x = synth::generate(scene, 480000);
  CHECK(band_power_db(x, 2.4e6, 300e3, 500e3) == Approx(-20).margin(0.3));
  CHECK(band_power_db(x, 2.4e6, -1.2e6, 0) < -65);  // far below: images of the resampler
  CHECK(band_power_db(x, 2.4e6, 700e3, 1.2e6) < -60);
}

TEST_CASE("The frequency correction burst is a tone a quarter of the bit rate above the carrier",
          "[synth][gsm]") {
  SceneSpec scene;
  scene.radio = {.sample_rate_hz = 1.92e6, .center_hz = 940e6, .clock_ppm = 0};
  scene.gsm_carriers.push_back({.power_dbfs = 0, .carrier_offset_hz = -200e3, .broadcast = true});
  const auto x = synth::generate(scene, 1920UL * 240);  // one multiframe of 235 ms
  const double tone_hz = -200e3 + 1625e3 / 24;
  int bursts = 0;
  bool was_on = false;
  for (std::size_t first = 0; first + 480 <= x.size(); first += 240) {
    std::complex<double> sum;
    for (std::size_t n = first; n < first + 480; ++n) {
      sum += std::complex<double>(x[n]) *
             std::polar(1.0, -2 * 3.14159265358979 * tone_hz * static_cast<double>(n) / 1.92e6);
    }
    const bool on = std::abs(sum) / 480 > 0.9;
    bursts += on && !was_on ? 1 : 0;
    was_on = on;
  }
  CHECK(bursts >= 5);
  CHECK(bursts <= 6);
}

TEST_CASE("Slots of a traffic carrier come and go; a tone stays where it is", "[synth][gsm]") {
  SceneSpec scene;
  scene.radio = {.sample_rate_hz = 1.92e6, .center_hz = 940e6, .clock_ppm = 5};
  scene.gsm_carriers.push_back({.power_dbfs = -20, .carrier_offset_hz = 0, .activity = 0.25});
  scene.tones.push_back({.power_dbfs = -40, .offset_hz = 500e3});
  const auto x = synth::generate(scene, 1920000);
  CHECK(band_power_db(x, 1.92e6, -200e3, 200e3) == Approx(-26).margin(0.7));
  CHECK(band_power_db(x, 1.92e6, 495e3, 505e3) == Approx(-40).margin(0.1));
}
