#include "detector/towers/lists/list_columns.hpp"

#include <algorithm>

namespace cellwarden::towers {
namespace {

struct ColumnName {
  std::string_view name;  // lower case
  ListColumn column;
};

// The first name of a column is ours; OpenCelliD's and what other lists call the same thing are understood.
constexpr std::array kColumnNames = std::to_array<ColumnName>({
    {"radio", ListColumn::kRadio},
    {"mcc", ListColumn::kMcc},
    {"net", ListColumn::kNet},
    {"area", ListColumn::kArea},
    {"cell", ListColumn::kCell},
    {"enb", ListColumn::kEnb},
    {"sector", ListColumn::kSector},
    {"rnc", ListColumn::kRnc},
    {"unit", ListColumn::kUnit},
    {"physical_id", ListColumn::kPhysicalId},
    {"lon", ListColumn::kLon},
    {"lat", ListColumn::kLat},
    {"accuracy_m", ListColumn::kAccuracy},
    {"range", ListColumn::kRange},
    {"samples", ListColumn::kSamples},
    {"first_listed", ListColumn::kFirstListed},
    {"last_listed", ListColumn::kLastListed},
    {"carrier_hz", ListColumn::kCarrier},
    {"arfcn", ListColumn::kArfcn},
    {"uarfcn", ListColumn::kUarfcn},
    {"earfcn", ListColumn::kEarfcn},
    {"nrarfcn", ListColumn::kNrArfcn},
    {"bandwidth_rb", ListColumn::kBandwidth},
    {"ports", ListColumn::kPorts},
    {"valid_from", ListColumn::kValidFrom},
    {"valid_to", ListColumn::kValidTo},
    {"azimuth_deg", ListColumn::kAzimuth},
    {"eirp_dbm", ListColumn::kEirp},
    {"label", ListColumn::kLabel},
    {"changeable", ListColumn::kKnownUnused},
    {"averagesignal", ListColumn::kKnownUnused},
    {"rat", ListColumn::kRadio},
    {"mnc", ListColumn::kNet},
    {"lac", ListColumn::kArea},
    {"tac", ListColumn::kArea},
    {"ci", ListColumn::kCell},
    {"cid", ListColumn::kCell},
    {"cellid", ListColumn::kCell},
    {"cell_id", ListColumn::kCell},
    {"eci", ListColumn::kCell},
    {"nci", ListColumn::kCell},
    {"enb_id", ListColumn::kEnb},
    {"sector_id", ListColumn::kSector},
    {"pci", ListColumn::kPhysicalId},
    {"psc", ListColumn::kPhysicalId},
    {"bsic", ListColumn::kPhysicalId},
    {"longitude", ListColumn::kLon},
    {"latitude", ListColumn::kLat},
    {"accuracy", ListColumn::kAccuracy},
    {"range_m", ListColumn::kRange},
    {"created", ListColumn::kFirstListed},
    {"updated", ListColumn::kLastListed},
    {"frequency_hz", ListColumn::kCarrier},
    {"nr_arfcn", ListColumn::kNrArfcn},
    {"azimuth", ListColumn::kAzimuth},
    {"eirp", ListColumn::kEirp},
    {"name", ListColumn::kLabel},
    {"site", ListColumn::kLabel},
});

}  // namespace

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::optional<ListColumn> list_column_named(std::string_view name) {
  const std::string lower = lower_case(name);
  const auto* known = std::ranges::find(kColumnNames, lower, &ColumnName::name);
  if (known == kColumnNames.end()) return std::nullopt;
  return known->column;
}

std::string_view name_of(ListColumn column) noexcept {
  const auto* known = std::ranges::find(kColumnNames, column, &ColumnName::column);
  return known == kColumnNames.end() ? std::string_view{} : known->name;
}

}  // namespace cellwarden::towers
