// Writes a recording of whole 20 MHz cells on one carrier, for measuring what following them costs: bare
// samples (cs8) at 19.2 MS/s, centred 806 MHz. Each cell sends SIB1, two other messages and paging; half of
// its resource blocks and control channels are in use.
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cell/lte/system_information.hpp"
#include "dsp/capture/sample_format.hpp"
#include "tests/synth/lte_broadcast.hpp"
#include "tests/synth/lte_rrc_encoder.hpp"
#include "tests/synth/scene.hpp"

namespace cellwarden {
namespace {

constexpr double kRate_hz = 19.2e6;
constexpr double kStrongest_dbfs = -50;
constexpr double kApart_db = 4;
constexpr double kSnr_db = 20;

synth::LteBroadcast broadcast_of(unsigned number) {
  lte::SystemInformationBlock1 sib1;
  sib1.plmns = {{Plmn{1, 1, 2}, true, false}};
  sib1.tracking_area_code = Tac{0x1234};
  sib1.cell_identity = Eci{0x0AB0000 + number};
  sib1.q_rx_lev_min_dbm = -124;
  sib1.freq_band_indicator = 20;
  sib1.scheduling = {{16, {}}, {32, {}}};
  sib1.si_window_length_ms = 20;
  synth::LteBroadcast broadcast;
  broadcast.sib1 = synth::write_bcch_dl_sch({sib1, {}}).octets();
  broadcast.messages = {{std::vector<std::uint8_t>(20, 0x12), 16}, {std::vector<std::uint8_t>(30, 0x0C), 32}};
  synth::PagingPlan page;
  page.records = {{.kind = synth::PagedRecord::Kind::kSTmsi}, {.kind = synth::PagedRecord::Kind::kSTmsi}};
  broadcast.pages = {{synth::write_pcch(page).octets(), 4, 1, 9}};
  return broadcast;
}

synth::SceneSpec scene_of(unsigned cells) {
  synth::SceneSpec scene;
  scene.radio = {.sample_rate_hz = kRate_hz, .center_hz = 806e6, .clock_ppm = 2};
  for (unsigned i = 0; i < cells; ++i) {
    synth::LteCellSpec cell;
    cell.grid.pci = 100 + i;
    cell.grid.bandwidth_rb = 100;
    cell.grid.content = synth::broadcast_content(broadcast_of(i), cell.grid);
    cell.re_power_dbfs = kStrongest_dbfs - kApart_db * i;
    cell.delay_s = 0.002 + 1e-6 * i;
    cell.seed = i + 1;
    scene.lte_cells.push_back(cell);
  }
  scene.noise_variance = synth::noise_variance(kStrongest_dbfs, kSnr_db, kRate_hz);
  scene.converter.format = capture::SampleFormat::kCs8;
  // The whole signal some 12 dB below full scale.
  scene.converter.gain_db = 8;
  return scene;
}

bool write(const synth::SceneSpec& scene, double seconds, const std::string& name) {
  std::ofstream file(name, std::ios::binary);
  synth::Scene signal(scene);
  std::vector<Sample> block(static_cast<std::size_t>(kRate_hz / 100));
  std::vector<std::byte> bytes(block.size() * capture::bytes_per_sample(scene.converter.format));
  for (double done_s = 0; done_s < seconds; done_s += 0.01) {
    signal.generate(block);
    capture::from_float(scene.converter.format, block, bytes);
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  }
  return static_cast<bool>(file.flush());
}

}  // namespace
}  // namespace cellwarden

int main(int argc, char** argv) {
  unsigned cells = 1;
  double seconds = 10;
  std::string output;
  CLI::App app("A recording of whole LTE cells: cs8, 19.2 MS/s, 806 MHz");
  app.add_option("--cells", cells, "on one carrier, 4 dB apart")->check(CLI::Range(1, 6));
  app.add_option("--seconds", seconds, "of signal")->check(CLI::Range(0.1, 600.0));
  app.add_option("-o,--output", output, "bare samples")->required();
  CLI11_PARSE(app, argc, argv);
  if (cellwarden::write(cellwarden::scene_of(cells), seconds, output)) return 0;
  std::fprintf(stderr, "%s: cannot be written\n", output.c_str());
  return 1;
}
