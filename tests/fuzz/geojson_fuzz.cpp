#include <cmath>
#include <cstdlib>

#include "detector/harmless_text.hpp"
#include "detector/towers/lists/geojson.hpp"

using namespace cellwarden;

namespace {

/// What every record must be for the rules and the store.
class Checking final : public towers::RecordSink {
 public:
  void take(const towers::TowerRecord& record) override {
    ++records;
    if (record.cell && (!record.plmn || *record.cell > towers::highest_cell(record.rat))) std::abort();
    if (record.physical_id && *record.physical_id > towers::highest_physical_id(record.rat)) std::abort();
    if (record.label.size() > towers::kMaxLabelBytes || harmless(record.label) != record.label) std::abort();
    if (record.azimuth_deg && *record.azimuth_deg > 359) std::abort();
    if (record.eirp_dbm && !(std::abs(*record.eirp_dbm) <= 200.0)) std::abort();
    if (record.range_m && !(*record.range_m >= 0.0 && *record.range_m <= 1e6)) std::abort();
    if (record.carrier_hz && !(*record.carrier_hz >= 1e6 && *record.carrier_hz <= 1e11)) std::abort();
    if (!record.position) return;
    if (!(std::abs(record.position->latitude_deg) <= 90.0)) std::abort();
    if (!(std::abs(record.position->longitude_deg) <= 180.0)) std::abort();
  }
  std::uint64_t records{};
};

}  // namespace

// Any octets, cut anywhere: every feature is accounted for.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  Checking sink;
  const auto reader = towers::read_geojson("fuzz.geojson", sink);
  const std::size_t piece = size == 0 ? 1 : 1 + data[size - 1] % 64U;
  Result<void> done;
  for (; !text.empty() && done; text.remove_prefix(std::min(piece, text.size()))) {
    done = reader->read(text.substr(0, piece));
  }
  if (done) done = reader->finish();
  const auto& report = reader->report();
  std::uint64_t refused = 0;
  for (const auto& [reason, count] : report.refused) refused += count;
  if (report.records + refused != report.lines || report.records != sink.records) std::abort();
  if (!done && (done.error().what.find('\n') != std::string::npos || sink.records != 0)) std::abort();
  for (const auto& example : report.examples) {
    if (example.find('\n') != std::string::npos) std::abort();
  }
  return 0;
}
