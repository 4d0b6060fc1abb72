#include "tests/tools/recorded_scene.hpp"

#include "dsp/capture/sigmf_writer.hpp"
#include "tests/catch.hpp"
#include "tests/detector/lte_scene.hpp"
#include "tests/synth/lte_broadcast.hpp"

namespace cellwarden::test {

void save_recording(const synth::SceneSpec& scene, const std::string& path) {
  auto writer = capture::SigmfWriter::create(path, {scene.converter.format, {}, {}, {}});
  REQUIRE(writer);
  synth::SceneSource source(scene);
  while (true) {
    const auto block = source.read();
    REQUIRE(block);
    if (!*block) break;
    REQUIRE((*writer)->write(**block));
  }
  REQUIRE((*writer)->finish());
}

synth::SceneSpec lte_street(const std::vector<std::uint8_t>& page) {
  synth::LteBroadcast broadcast;
  broadcast.sib1 = octets_of(ordinary_sib1());
  broadcast.messages = {{octets_of({ordinary_sib2()}), 16}, {octets_of({ordinary_sib3()}), 32}};
  broadcast.pages = {{page, 4, 1, 9}};
  synth::SceneSpec scene;
  scene.duration_s = 1.6;
  scene.radio.sample_rate_hz = 1.92e6;
  scene.radio.center_hz = 806e6;
  auto& cell = scene.lte_cells.emplace_back();
  cell.grid.pci = 271;
  cell.grid.bandwidth_rb = 6;
  cell.grid.ports = 1;
  cell.grid.control_symbols = 3;
  cell.grid.content = synth::broadcast_content(broadcast, cell.grid);
  cell.delay_s = 0.0031;
  cell.re_power_dbfs = -40;
  scene.noise_variance = synth::noise_variance(cell.re_power_dbfs, 30, scene.radio.sample_rate_hz);
  return scene;
}

}  // namespace cellwarden::test
