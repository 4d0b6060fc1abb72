// Octets of a row as an interrupted import left them on disk: no crash, and whatever was read comes out as it
// went in.

#include <cmath>
#include <cstdlib>
#include <string>
#include <string_view>

#include "detector/towers/store/stored_row.hpp"

namespace {

using namespace cellwarden::towers;

void check_record(const TowerRecord& record) {
  if (record.position && !(std::abs(record.position->latitude_deg) <= 90.0)) std::abort();
  if (record.position && !(std::abs(record.position->longitude_deg) <= 180.0)) std::abort();
  if (record.plmn && (record.plmn->mcc > 999 || record.plmn->mnc > 999)) std::abort();
  if (record.azimuth_deg && *record.azimuth_deg > 359) std::abort();
  if (record.label.size() > kMaxLabelBytes) std::abort();
}

std::string octets_of(const store::StoredRow& row) {
  std::string octets;
  append_octets(row, octets);
  if (octets.size() > store::kMaxRowOctets) std::abort();
  return octets;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view octets(reinterpret_cast<const char*>(data), size);
  while (const auto row = store::take_octets(octets)) {
    const std::string written = octets_of(*row);
    std::string_view left = written;
    const auto again = store::take_octets(left);
    if (!again || !left.empty() || octets_of(*again) != written) std::abort();
    const TowerRecord record = row->record();
    check_record(record);
    // A record's own row says the same record.
    const store::StoredRow own(record);
    if (octets_of(store::StoredRow(own.record())) != octets_of(own)) std::abort();
  }
  return 0;
}
