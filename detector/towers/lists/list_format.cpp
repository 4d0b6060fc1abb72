#include "detector/towers/list_reader.hpp"
#include "detector/towers/lists/csv_fields.hpp"

namespace cellwarden::towers {

std::string_view to_string(ListFormat format) noexcept {
  switch (format) {
    case ListFormat::kCsv:
      return "csv";
    case ListFormat::kWigle:
      return "wigle";
    case ListFormat::kGeoJson:
      return "geojson";
    case ListFormat::kObservationLog:
      return "survey";
  }
  return "csv";
}

ListFormat format_of(std::string_view head) noexcept {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  while (!head.empty() && (head.front() == '\n' || trimmed(head.substr(0, 1)).empty())) head.remove_prefix(1);
  if (head.starts_with("WigleWifi-")) return ListFormat::kWigle;
  if (!head.starts_with('{') && !head.starts_with('\x1e')) return ListFormat::kCsv;
  // Records of ours have a schema; features a type that says so.
  const bool is_record =
      head.find("\"schema\"") != std::string_view::npos && head.find("Feature") == std::string_view::npos;
  return is_record ? ListFormat::kObservationLog : ListFormat::kGeoJson;
}

}  // namespace cellwarden::towers
