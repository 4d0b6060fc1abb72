// Writes a city's band (tests/tools/city_band.hpp) as recordings for the playback device, one for each cell,
// and a list of the transmitters that appear:
//
//   make_city_band FOLDER [appearances] [seed]
//   cellwarden watch --device 'driver=playback,band=FOLDER/band,noise_dbfs=-62' --bands
//   FOLDER/city.yaml
//
// GSM cells are 300 kHz of the spectrum, LTE cells the central 1.92 MHz. Nothing loops.

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "dsp/capture/sigmf_writer.hpp"
#include "tests/synth/scene.hpp"
#include "tests/tools/city_band.hpp"

namespace {

using namespace cellwarden;

constexpr double kGsmRate_hz = 300e3;
constexpr double kLteRate_hz = 1.92e6;
constexpr std::size_t kBlock_samples = 1U << 16U;

void fail_with(const std::string& what) {
  fmt::print(stderr, "{}\n", what);
  std::exit(EXIT_FAILURE);
}

/// One cell alone, in the middle of its own recording, from `from_s` to `to_s`.
void write(const std::string& name, synth::SceneSpec scene, double from_s, double to_s) {
  auto writer = capture::SigmfWriter::create(name, {.format = capture::SampleFormat::kCs8,
                                                    .hardware = {},
                                                    .description = "synthetic cell of a city's band",
                                                    .receiver_at = {}});
  if (!writer) fail_with(writer.error().what);
  const double rate_hz = scene.radio.sample_rate_hz;
  synth::Scene signal(scene);
  std::vector<Sample> samples(kBlock_samples);
  const auto first = static_cast<std::uint64_t>(from_s * rate_hz);
  const auto end = static_cast<std::uint64_t>(to_s * rate_hz);
  IqBlock block;
  block.center_hz = scene.radio.center_hz;
  block.sample_rate_hz = rate_hz;
  const auto put = [&](std::size_t count, std::uint64_t at, bool is_gap) {
    block.samples = std::span(samples).first(count);
    block.first_sample = at;
    block.gap_before = is_gap;
    block.lost_before = is_gap ? at - 1 : 0;
    if (const auto written = (*writer)->write(block); !written) fail_with(written.error().what);
  };
  std::uint64_t position = 0;
  if (first > 1) {
    put(1, 0, false);  // silence; what is not recorded until the cell comes on the air is a gap
    position = first;
  }
  bool is_gap = first > 1;
  while (position < end) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(kBlock_samples, end - position));
    signal.generate(std::span(samples).first(count));
    put(count, position, is_gap);
    is_gap = false;
    position += count;
  }
  if (const auto done = (*writer)->finish(); !done) fail_with(done.error().what);
}

synth::SceneSpec scene_around(double center_hz, double rate_hz) {
  synth::SceneSpec scene;
  scene.radio = {.sample_rate_hz = rate_hz, .center_hz = center_hz};
  return scene;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) fail_with("make_city_band FOLDER [appearances] [seed]");
  const std::filesystem::path folder = argv[1];
  test::CityBandSpec spec;
  spec.appearances = argc > 2 ? static_cast<unsigned>(std::atoi(argv[2])) : 20;
  spec.seed = argc > 3 ? static_cast<std::uint64_t>(std::atoi(argv[3])) : 1;
  const test::CityBand city = test::make_city_band(spec);
  std::filesystem::create_directories(folder / "band");
  std::ofstream plan(folder / "city.yaml");
  plan << "country: xx\ndescription: a city\nslices:\n";
  for (const BandSlice& slice : city.plan.slices) {
    plan << fmt::format("  - {{name: {}, rat: {}, low_hz: {:.0f}, high_hz: {:.0f}}}\n", slice.name,
                        slice.rat == Rat::kGsm ? "gsm" : "lte", slice.low_hz, slice.high_hz);
  }
  const double center_hz = city.scene.radio.center_hz;
  std::ofstream list(folder / "appearances.csv");
  list << "frequency_hz,bsic,on_s,off_s\n";
  std::size_t number = 0;
  for (synth::GsmCellSpec cell : city.scene.gsm_cells) {
    synth::SceneSpec scene = scene_around(center_hz + cell.carrier_offset_hz, kGsmRate_hz);
    const double from_s = cell.start_s;
    const double to_s = cell.stop_s.value_or(city.scene.duration_s);
    if (cell.stop_s) {
      list << fmt::format("{:.0f},{},{:.3f},{:.3f}\n", scene.radio.center_hz, cell.bursts.bsic, from_s, to_s);
    }
    cell.carrier_offset_hz = 0;
    cell.delay_s -= from_s;
    cell.start_s = 0;
    cell.stop_s.reset();
    scene.gsm_cells = {cell};
    write((folder / "band" / fmt::format("gsm_{:03}", number++)).string(), scene, from_s, to_s);
  }
  for (synth::LteCellSpec cell : city.scene.lte_cells) {
    synth::SceneSpec scene = scene_around(center_hz + cell.carrier_offset_hz, kLteRate_hz);
    cell.carrier_offset_hz = 0;
    scene.lte_cells = {cell};
    write((folder / "band" / fmt::format("lte_{:03}", number++)).string(), scene, 0, city.scene.duration_s);
  }
  return EXIT_SUCCESS;
}
