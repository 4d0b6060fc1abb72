#include <cstdlib>

#include "firmware-config/band_plan.hpp"
#include "firmware-config/national_table.hpp"

using namespace cellwarden;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view yaml(reinterpret_cast<const char*>(data), size);
  const auto read = config::read_national_table(yaml, "national/xx.yaml");
  for (const auto& problem : read.problems) {
    if (problem.what.empty() || config::to_line(problem).find('\n') != std::string::npos) std::abort();
  }
  if (!read.problems.empty()) return 0;
  // Whatever was accepted is a table that rules can judge by.
  const NationalTable& table = read.table;
  if (table.country.size() != 2 || table.mccs.empty() || table.source.empty()) std::abort();
  if (table.has_all_networks && table.networks.empty()) std::abort();
  for (const auto& range : table.licences) {
    if (!(range.low_hz >= config::kLowestBand_hz && range.high_hz <= config::kHighestBand_hz)) std::abort();
    for (const auto& block : range.blocks) {
      if (block.networks.empty() || !(block.low_hz < block.high_hz)) std::abort();
      if (block.low_hz < range.low_hz || block.high_hz > range.high_hz) std::abort();
    }
  }
  return 0;
}
