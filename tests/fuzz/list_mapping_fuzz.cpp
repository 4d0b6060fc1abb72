#include <algorithm>
#include <cstdlib>

#include "firmware-config/list_mapping.hpp"

using namespace cellwarden;

namespace {

void hold(bool is_so) {
  if (!is_so) std::abort();
}

const std::vector<std::string>& columns() {
  static const std::vector<std::string> names{"radio", "mcc",   "net",        "area",
                                              "cell",  "range", "carrier_hz", "label"};
  return names;
}

bool is_column(const std::string& name) {
  return std::ranges::find(columns(), name) != columns().end();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view yaml(reinterpret_cast<const char*>(data), size);
  const auto read = config::read_list_mapping(yaml, "towers/xx.yaml", columns());
  for (const auto& problem : read.problems) {
    hold(!problem.what.empty() && config::to_line(problem).find('\n') == std::string::npos);
  }
  if (!read.problems.empty()) return 0;
  // Whatever was accepted is a form that a list can be read by.
  const auto& format = read.mapping.format;
  hold(!read.mapping.description.empty() && !format.columns.empty());
  hold(format.columns.size() <= config::kMostMappedColumns);
  hold(!(format.has_decimal_comma && format.separator == ','));
  for (const auto& [theirs, ours] : format.columns)
    hold(!theirs.empty() && (ours.empty() || is_column(ours)));
  for (const auto& [ours, value] : format.constants) hold(is_column(ours) && !value.empty());
  for (const auto& [ours, factor] : format.factors) hold(is_column(ours) && factor > 0);
  for (const auto& [ours, translation] : format.values) hold(is_column(ours) && !translation.empty());
  hold(format.date_format.find("%Y") != std::string::npos);
  return 0;
}
