// Minutes of a scene that holds no cell, streamed through the receiver: prints whatever is found all the
// same.
//   no_cell_soak SCENE.yaml [SECONDS]
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "dsp/lte/receiver.hpp"
#include "tests/synth/scene_file.hpp"

using namespace cellwarden;

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::fprintf(stderr, "usage: %s SCENE.yaml [SECONDS]\n", argv[0]);
    return 2;
  }
  auto scene = synth::read_scene_file(argv[1]);
  if (!scene) {
    std::fprintf(stderr, "%s\n", scene.error().what.c_str());
    return 1;
  }
  if (argc == 3) scene->duration_s = std::strtod(argv[2], nullptr);
  synth::SceneSource source(*scene);
  lte::Receiver receiver({}, run_serially);
  std::size_t cells = 0, dwell_count = 0;
  double listened_s = 0;
  const auto take = [&](std::vector<Dwell>& dwells) {
    for (const Dwell& dwell : dwells) {
      ++dwell_count;
      listened_s += dwell.listen.duration_s;
      cells += dwell.observations.size();
      for (const Observation& o : dwell.observations) {
        std::printf("%.2f s: %s PCI %u at %.4f MHz, SNR %.1f dB, reference z %.1f, MIB z %.1f\n", o.t_s,
                    std::string(to_string(o.state)).c_str(), unsigned{o.physical_id},
                    o.carrier.measured_hz.value / 1e6, o.signal.snr_db, o.lte()->reference_z, o.lte()->mib_z);
        std::fflush(stdout);
      }
    }
    dwells.clear();
  };
  std::vector<Dwell> dwells;
  while (true) {
    const auto block = source.read();
    if (!block || !*block) break;
    receiver.push(**block, dwells);
    take(dwells);
  }
  receiver.finish(dwells);
  take(dwells);
  std::printf("%s: %.1f s in %zu dwells, %zu observations of cells\n", argv[1], listened_s, dwell_count,
              cells);
  return cells == 0 && dwell_count > 0 ? 0 : 1;
}
