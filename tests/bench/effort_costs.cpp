// What receiving a recording costs at each level of effort: processor seconds per second of signal, once the
// cells in it are known.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include "dsp/capture/recording.hpp"
#include "dsp/frontend/effort.hpp"
#include "firmware-config/settings.hpp"
#include "tools/cellwarden/receivers.hpp"

namespace cellwarden {
namespace {

double processor_s() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

struct Cost {
  double signal_s{};
  double processor_s{};
};

/// \return false where the recording cannot be read
bool run(const std::string& file, const config::Config& config, unsigned level, double warm_up_s,
         Cost& cost) {
  auto source = capture::open_recording(file, {});
  if (!source) {
    std::fprintf(stderr, "%s\n", source.error().what.c_str());
    return false;
  }
  tools::Receivers receivers(config, std::nullopt, run_serially);
  double signal_s = 0;
  double before_s = processor_s();
  std::vector<Dwell> dwells;
  for (auto block = (*source)->read(); block && *block; block = (*source)->read()) {
    receivers.push(**block, dwells);
    dwells.clear();
    const double block_s = static_cast<double>((*block)->samples.size()) / (*block)->sample_rate_hz;
    const bool is_warm_before = signal_s >= warm_up_s;
    signal_s += block_s;
    if (is_warm_before) cost.signal_s += block_s;
    if (!is_warm_before && signal_s >= warm_up_s) {
      receivers.set_effort(frontend::effort_at(level));
      before_s = processor_s();
    }
  }
  cost.processor_s = processor_s() - before_s;
  return true;
}

}  // namespace
}  // namespace cellwarden

int main(int argc, char** argv) {
  std::string file;
  double warm_up_s = 10;
  cellwarden::config::Config config;
  CLI::App app("Processor seconds per second of signal at each level of effort, one thread");
  app.add_option("FILE", file, "a recording longer than the warm-up")->required();
  app.add_option("--warm-up", warm_up_s, "seconds of signal in which its cells get known");
  app.add_option("--rat", config.rat, "gsm, lte or auto");
  CLI11_PARSE(app, argc, argv);
  for (unsigned level = 0; level <= cellwarden::frontend::kMostShed; ++level) {
    cellwarden::Cost cost;
    if (!cellwarden::run(file, config, level, warm_up_s, cost)) return 1;
    std::printf("level %u: %.3f s/s over %.1f s\n", level, cost.processor_s / cost.signal_s, cost.signal_s);
  }
}
