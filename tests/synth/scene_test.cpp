#include "tests/synth/scene.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "tests/catch.hpp"

using namespace cellwarden;
using capture::SampleFormat;
using synth::SceneSpec;

TEST_CASE("The random generator is the same everywhere", "[synth][determinism]") {
  synth::Random a{1, 2};
  synth::Random b{1, 2};
  synth::Random c{2, 1};
  for (int i = 0; i < 100; ++i) {
    const auto word = a.bits();
    CHECK(word == b.bits());
    CHECK(word != c.bits());
  }
  // The value on the first machine: a change of it changes every recording ever made.
  CHECK(synth::Random{1, 2}.bits() == 0xEF0625AD33D3B728ULL);
}

TEST_CASE("Gaussian noise has its variance, no mean and no favoured axis", "[synth][noise]") {
  synth::Random random{7};
  std::complex<double> mean;
  std::complex<double> square;
  double power = 0;
  double fourth = 0;
  constexpr int kCount = 200000;
  for (int i = 0; i < kCount; ++i) {
    const std::complex<double> x(random.complex_normal());
    mean += x;
    square += x * x;
    power += std::norm(x);
    fourth += std::norm(x) * std::norm(x);
  }
  CHECK(std::abs(mean) / kCount < 0.01);
  CHECK(std::abs(square) / kCount < 0.01);
  CHECK(power / kCount == Approx(1).epsilon(0.01));
  CHECK(fourth / kCount == Approx(2).epsilon(0.03));  // 1.0 for a constant envelope, 2 for Gaussian
}

TEST_CASE("A converter rounds to its codes and holds at its ends", "[synth][converter]") {
  std::array<Sample, 3> x{Sample{0.3F, -0.7F}, Sample{1.5F, -3.0F}, Sample{0.001F, 0.0F}};
  auto y = x;
  synth::quantise(SampleFormat::kCs8, y);
  CHECK(y[0] == Sample{38 / 128.0F, -90 / 128.0F});
  CHECK(y[1] == Sample{127 / 128.0F, -1.0F});
  CHECK(y[2] == Sample{0.0F, 0.0F});
  y = x;
  synth::quantise(SampleFormat::kCu8, y);
  CHECK(y[1] == Sample{127.5F / 128, -127.5F / 128});
  CHECK(std::abs(y[2].real()) == 0.5F / 128);  // an offset code has no zero
  y = x;
  synth::quantise(SampleFormat::kCf32, y);
  CHECK(y == x);
}

TEST_CASE("Quadrature errors make the stated image and offset", "[synth][converter]") {
  synth::ConverterSpec spec;
  spec.gain_db = 6;
  spec.iq_gain_db = 1;
  spec.iq_phase_deg = 3;
  spec.dc = {0.1, -0.2};
  std::vector<Sample> x(1000);
  for (std::size_t n = 0; n < x.size(); ++n)
    x[n] = Sample(std::polar(0.1, 2 * 3.14159265358979 * 0.1 * double(n)));
  synth::apply_analogue(spec, x);
  std::complex<double> wanted;
  std::complex<double> image;
  std::complex<double> dc;
  for (std::size_t n = 0; n < x.size(); ++n) {
    const auto turn = std::polar(1.0, 2 * 3.14159265358979 * 0.1 * double(n));
    wanted += std::complex<double>(x[n]) * std::conj(turn);
    image += std::complex<double>(x[n]) * turn;
    dc += std::complex<double>(x[n]);
  }
  CHECK(std::abs(dc / 1000.0 - std::complex<double>(0.1, -0.2)) < 1e-5);
  CHECK(std::abs(wanted) / 1000 == Approx(0.1995).epsilon(0.01));
  // Image rejection of gain ratio g and angle p: |1 - g e^jp| / |1 + g e^jp|.
  const auto ratio = std::pow(10.0, -1 / 20.0) * std::polar(1.0, 3 * 3.14159265358979 / 180);
  CHECK(std::abs(image) / std::abs(wanted) == Approx(std::abs((1.0 - ratio) / (1.0 + ratio))).epsilon(0.02));
}

TEST_CASE("A gap is missing from the stream, not from the signal", "[synth][scene]") {
  SceneSpec scene;
  scene.duration_s = 0.05;
  scene.noise_variance = 0.01;
  scene.start = Time{std::chrono::seconds(1768507200)};
  const auto whole = synth::generate(scene, 96000);
  scene.gaps = {{0.01, 0.005}, {0.03, 0.001}};
  synth::SceneSource source(scene, 10000);
  std::uint64_t seen = 0;
  std::uint64_t lost = 0;
  while (true) {
    const auto block = source.read();
    REQUIRE(block);
    if (!*block) break;
    lost += (*block)->lost_before;
    CHECK((*block)->first_sample == seen + lost);
    CHECK((*block)->received_at ==
          *scene.start +
              std::chrono::nanoseconds(std::llround(static_cast<double>((*block)->first_sample) / 1.92e-3)));
    const auto expected = std::span(whole).subspan((*block)->first_sample, (*block)->samples.size());
    CHECK(std::equal(expected.begin(), expected.end(), (*block)->samples.begin()));
    seen += (*block)->samples.size();
  }
  CHECK(lost == 9600 + 1920);
  CHECK(seen + lost == 96000);
}

TEST_CASE("A source counts what clipped", "[synth][scene]") {
  SceneSpec scene;
  scene.duration_s = 0.001;
  scene.tones.push_back({.power_dbfs = 6, .offset_hz = 100e3});
  scene.converter.format = SampleFormat::kCs8;
  synth::SceneSource source(scene);
  const auto block = source.read();
  REQUIRE(block);
  REQUIRE(*block);
  CHECK((*block)->clipped_samples == (*block)->samples.size());  // a circle of radius 2 leaves the square
}

TEST_CASE("A scene of whole frame-number periods joins its own beginning", "[synth][scene]") {
  SceneSpec scene;
  scene.duration_s = 10.24;
  synth::LteCellSpec cell;
  cell.grid.bandwidth_rb = 6;
  cell.grid.ports = 1;
  cell.grid.load = 0;  // no data: all that is sent follows from the frame's number
  cell.carrier_offset_hz = 100e3;
  cell.delay_s = 0.0031;
  cell.multipath = synth::Multipath::kEpa;
  scene.lte_cells = {cell};
  REQUIRE(synth::loops_seamlessly(scene));

  constexpr std::size_t kRound = 19'660'800;
  constexpr std::size_t kFrames = 4 * 19'200;  // a broadcast period
  synth::Scene once(scene);
  std::vector<Sample> beginning(kFrames);
  once.generate(beginning);
  std::vector<Sample> passed(kFrames);
  for (std::size_t at = kFrames; at < kRound; at += passed.size()) {
    passed.resize(std::min(kFrames, kRound - at));
    once.generate(passed);
  }
  std::vector<Sample> again(kFrames);
  once.generate(again);
  double wrong = 0;
  double all = 0;
  for (std::size_t i = 0; i < kFrames; ++i) {
    wrong += static_cast<double>(std::norm(again[i] - beginning[i]));
    all += static_cast<double>(std::norm(beginning[i]));
  }
  CHECK(10 * std::log10(wrong / all) < -60);

  const auto with = [&](auto change) {
    SceneSpec changed = scene;
    change(changed);
    return synth::loops_seamlessly(changed);
  };
  CHECK(with([](SceneSpec& s) { s.duration_s = 20.48; }));
  CHECK(with([](SceneSpec& s) { s.noise_variance = 1e-3; }));
  CHECK_FALSE(with([](SceneSpec& s) { s.duration_s = 10; }));
  CHECK_FALSE(with([](SceneSpec& s) { s.radio.clock_ppm = 1; }));
  CHECK_FALSE(with([](SceneSpec& s) { s.lte_cells[0].oscillator_ppm = 0.1; }));
  CHECK_FALSE(with([](SceneSpec& s) { s.lte_cells[0].carrier_offset_hz = 100'000.05; }));
  CHECK_FALSE(with([](SceneSpec& s) { s.lte_cells[0].stop_s = 5; }));
  CHECK_FALSE(with([](SceneSpec& s) { s.lte_cells[0].doppler_hz = 5; }));
  CHECK_FALSE(with([](SceneSpec& s) { s.gsm_cells.emplace_back(); }));
  CHECK_FALSE(with([](SceneSpec& s) { s.gaps.push_back({1, 0.1}); }));
  CHECK_FALSE(with([](SceneSpec& s) { s.tones.push_back({.power_dbfs = -20, .offset_hz = 100.01}); }));
}
