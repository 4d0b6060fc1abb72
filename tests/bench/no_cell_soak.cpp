// Minutes of a scene that holds no cell of a radio standard, streamed through its receiver: prints whatever
// is found all the same.
#include <cstdio>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "dsp/gsm/receiver.hpp"
#include "dsp/lte/receiver.hpp"
#include "tests/synth/scene_file.hpp"

using namespace cellwarden;

namespace {

struct Options {
  std::string scene;
  std::string rat = "lte";
  double seconds = 0;
  double center_hz = 0;
};

void print(const Observation& o) {
  std::printf("%.2f s: %s %s %u at %.4f MHz, SNR %.1f dB, decodes %u good, %u bad", o.t_s,
              std::string(to_string(o.state)).c_str(), o.lte() != nullptr ? "PCI" : "BSIC",
              unsigned{o.physical_id}, o.carrier.measured_hz.value / 1e6, o.signal.snr_db, o.good_decodes,
              o.bad_decodes);
  if (o.lte() != nullptr) std::printf(", reference z %.1f, MIB z %.1f", o.lte()->reference_z, o.lte()->mib_z);
  std::printf("\n");
  std::fflush(stdout);
}

template <class Receiver>
int soak(const Options& options, const synth::SceneSpec& scene) {
  synth::SceneSource source(scene);
  Receiver receiver({}, run_serially);
  std::size_t cells = 0;
  std::size_t dwell_count = 0;
  double listened_s = 0;
  const auto take = [&](std::vector<Dwell>& dwells) {
    for (const Dwell& dwell : dwells) {
      ++dwell_count;
      listened_s += dwell.listen.duration_s;
      cells += dwell.observations.size();
      for (const Observation& o : dwell.observations) print(o);
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
  std::printf("%s, %s: %.1f s in %zu dwells, %zu observations of cells\n", options.scene.c_str(),
              options.rat.c_str(), listened_s, dwell_count, cells);
  return cells == 0 && dwell_count > 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app{"A scene without cells through a receiver"};
  app.add_option("scene", options.scene, "a scene of tests/synth")->required();
  app.add_option("seconds", options.seconds, "of it; 0: as the scene says");
  app.add_option("--rat", options.rat, "whose cells are looked for")->check(CLI::IsMember({"lte", "gsm"}));
  app.add_option("--center", options.center_hz, "Hz; 0: as the scene says");
  CLI11_PARSE(app, argc, argv);
  auto scene = synth::read_scene_file(options.scene);
  if (!scene) {
    std::fprintf(stderr, "%s\n", scene.error().what.c_str());
    return 1;
  }
  if (options.seconds > 0) scene->duration_s = options.seconds;
  if (options.center_hz > 0) scene->radio.center_hz = options.center_hz;
  return options.rat == "gsm" ? soak<gsm::Receiver>(options, *scene) : soak<lte::Receiver>(options, *scene);
}
