// The blocks of timeslot 0 of every GSM cell in a recording, as lines "FN HEX": what
// tests/synth/grgsm_blocks.py prints of another receiver. The last line on standard error has their number
// and the CPU seconds it took, samples read and converted included.
#include <sys/resource.h>

#include <cstdio>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "dsp/capture/recording.hpp"
#include "tests/dsp/gsm/reading.hpp"

using namespace cellwarden;

namespace {

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

int main(int argc, char** argv) {
  std::string file;
  capture::RecordingOptions options;
  double rate_hz = 0;
  CLI::App app{"Blocks of the GSM cells in a recording"};
  app.add_option("file", file, "bare samples")->required();
  app.add_option("--rate", rate_hz, "samples per second")->required();
  CLI11_PARSE(app, argc, argv);
  options.rate_hz = rate_hz;
  options.center_hz = 945e6;  // of no consequence here, but it has to be stated
  auto source = capture::open_recording(file, options);
  if (!source) {
    std::fprintf(stderr, "%s\n", source.error().what.c_str());
    return 1;
  }
  std::vector<Sample> samples;
  while (true) {
    const auto block = (*source)->read();
    if (!block || !*block) break;
    samples.insert(samples.end(), (*block)->samples.begin(), (*block)->samples.end());
  }
  std::size_t count = 0;
  for (const gsm::CellReading& cell : gsm::read_cells(samples, rate_hz)) {
    for (const gsm::ReadBlock& block : cell.blocks) {
      if (block.slot != 0) continue;
      std::printf("%u ", unsigned{block.frame_number});
      for (const std::uint8_t octet : block.octets) std::printf("%02x", unsigned{octet});
      std::printf("\n");
      ++count;
    }
  }
  std::fprintf(stderr, "%zu blocks, %.3f CPU seconds of %.3f s\n", count, cpu_seconds(),
               static_cast<double>(samples.size()) / rate_hz);
  return 0;
}
