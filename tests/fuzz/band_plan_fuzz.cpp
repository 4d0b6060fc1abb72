#include <cstdlib>

#include "firmware-config/band_plan.hpp"

using namespace cellwarden;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view yaml(reinterpret_cast<const char*>(data), size);
  const auto read = config::read_band_plan(yaml, "bands/xx.yaml");
  for (const auto& problem : read.problems) {
    if (problem.what.empty() || config::to_line(problem).find('\n') != std::string::npos) std::abort();
  }
  if (!read.problems.empty()) return 0;
  // Whatever was accepted is a plan that a survey can work from.
  const auto& slices = read.plan.slices;
  if (read.plan.country.empty() || slices.empty() || slices.size() > config::kMostSlices) std::abort();
  for (const auto& slice : slices) {
    if (!(slice.low_hz >= config::kLowestBand_hz && slice.high_hz <= config::kHighestBand_hz)) std::abort();
    if (!(slice.low_hz < slice.high_hz) || slice.name.empty()) std::abort();
  }
  return 0;
}
