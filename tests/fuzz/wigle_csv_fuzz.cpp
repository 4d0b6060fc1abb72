#include <cmath>
#include <cstdlib>

#include "detector/towers/lists/wigle.hpp"

using namespace cellwarden;

namespace {

/// What every record must be for the rules and the store.
class Checking final : public towers::RecordSink {
 public:
  void take(const towers::TowerRecord& record) override {
    ++records;
    samples += record.samples;
    if (!record.rat || !record.plmn || !record.cell || *record.cell > towers::highest_cell(record.rat))
      std::abort();
    if (!record.label.empty() || record.samples == 0) std::abort();
    if (record.first_listed.has_value() != record.last_listed.has_value()) std::abort();
    if (record.position) {
      if (!(std::abs(record.position->latitude_deg) <= 90.0)) std::abort();
      if (!(std::abs(record.position->longitude_deg) <= 180.0)) std::abort();
      if (!(*record.position->accuracy_m >= 0.0) || !(*record.range_m >= 0.0)) std::abort();
    }
    if (record.carrier_hz && !(*record.carrier_hz >= 1e6 && *record.carrier_hz <= 1e11)) std::abort();
  }
  std::uint64_t records{};
  std::uint64_t samples{};
};

}  // namespace

// Any octets, cut anywhere: every line is accounted for.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  Checking sink;
  constexpr std::size_t kMostCells = 16;
  const auto reader = towers::read_wigle("fuzz.csv", sink, kMostCells);
  const std::size_t piece = size == 0 ? 1 : 1 + data[size - 1] % 64U;
  Result<void> done;
  for (; !text.empty() && done; text.remove_prefix(std::min(piece, text.size()))) {
    done = reader->read(text.substr(0, piece));
  }
  if (done) done = reader->finish();
  const auto& report = reader->report();
  if (!done) {
    if (done.error().what.find('\n') != std::string::npos || sink.records != 0) std::abort();
    return 0;
  }
  std::uint64_t refused = 0;
  for (const auto& [reason, count] : report.refused) refused += count;
  if (report.combined + refused != report.lines || report.records != sink.records) std::abort();
  if (report.combined != sink.samples || sink.records > kMostCells) std::abort();
  return 0;
}
