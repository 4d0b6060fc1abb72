#include "tests/dsp/gsm/captures.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/catch.hpp"

namespace cellwarden::gsm {

using capture::RecordingOptions;
using capture::SampleFormat;

std::string captures_folder() {
  const char* const named = std::getenv("CELLWARDEN_CAPTURES");
  const std::string folder =
      std::string(named != nullptr ? named : CELLWARDEN_SOURCE_DIR "/../shared/captures") + "/gsm";
  if (std::filesystem::is_directory(folder)) return folder;
  std::printf("SKIPPED: no recordings at %s\n", folder.c_str());
  return {};
}

Recorded load(const std::string& path, double rate_hz, double center_hz, SampleFormat type) {
  RecordingOptions options;
  options.rate_hz = rate_hz;
  options.center_hz = center_hz;
  options.type = type;
  auto source = capture::open_recording(path, options);
  REQUIRE(source);
  Recorded signal{.rate_hz = rate_hz, .center_hz = center_hz, .samples = {}};
  while (true) {
    const auto block = (*source)->read();
    REQUIRE(block);
    if (!*block) return signal;
    signal.samples.insert(signal.samples.end(), (*block)->samples.begin(), (*block)->samples.end());
  }
}

Blocks read_truth(const std::string& folder, const LaboratoryCell& cell) {
  std::ifstream file(folder + "/" + cell.name + ".l2.txt");
  REQUIRE(file);
  Blocks blocks;
  std::uint32_t frame_number = 0;
  std::string text;
  while (file >> frame_number >> text) {
    REQUIRE(text.size() == 2 * kBlock_octets);
    L2Block octets{};
    for (std::size_t i = 0; i < octets.size(); ++i)
      octets[i] = static_cast<std::uint8_t>(std::stoul(text.substr(2 * i, 2), nullptr, 16));
    REQUIRE(blocks.emplace(frame_number, octets).second);
  }
  REQUIRE(blocks.size() > 200);
  return blocks;
}

Recorded load(const std::string& folder, const LaboratoryCell& cell) {
  return load(folder + "/" + cell.samples, kLaboratoryRate_hz, cell.center_hz, SampleFormat::kCu8);
}

}  // namespace cellwarden::gsm
