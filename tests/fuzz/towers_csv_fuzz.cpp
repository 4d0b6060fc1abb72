#include <cmath>
#include <cstdlib>
#include <sstream>
#include <string>

#include "detector/towers/tower_list.hpp"

// Any bytes: no crash, every line accounted for, and no record that the rules could trip over.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::istringstream in(std::string(reinterpret_cast<const char*>(data), size));
  cellwarden::towers::TowerList list;
  const auto report = cellwarden::towers::read_csv(in, {"fuzz.csv", {}, {}}, list);
  if (!report) {
    if (report.error().what.empty()) std::abort();
    return 0;
  }
  std::uint64_t refused = 0;
  for (const auto& [reason, count] : report->refused) refused += count;
  if (report->records + refused != report->lines || report->records != list.records().size()) std::abort();
  for (const auto& row : list.records()) {
    if (row.carrier_hz && !(*row.carrier_hz >= 1e6 && *row.carrier_hz <= 1e11)) std::abort();
    if (row.physical_id && *row.physical_id > 1007) std::abort();
    if (row.position && !(std::abs(row.position->latitude_deg) <= 90.0)) std::abort();
    if (list.source_of(row).name.empty()) std::abort();
  }
  return 0;
}
