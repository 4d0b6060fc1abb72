#include <cmath>
#include <cstdlib>
#include <string_view>

#include <algorithm>
#include "detector/towers/tower_csv.hpp"

namespace {

using namespace cellwarden;
using namespace cellwarden::towers;

// No record that the store or the rules could trip over.
struct Checked final : RecordSink {
  std::uint64_t records{};
  void take(const TowerRecord& row) override {
    ++records;
    if (row.carrier_hz && !(*row.carrier_hz >= 1e6 && *row.carrier_hz <= 1e11)) std::abort();
    if (row.physical_id && *row.physical_id > highest_physical_id(row.rat)) std::abort();
    if (row.cell && *row.cell > highest_cell(row.rat)) std::abort();
    if (row.position && !(std::abs(row.position->latitude_deg) <= 90.0)) std::abort();
    if (row.position && !(std::abs(row.position->longitude_deg) <= 180.0)) std::abort();
    if (row.label.size() > kMaxLabelBytes) std::abort();
  }
};

}  // namespace

// Any bytes in any pieces: no crash, every line accounted for, and the same whatever the pieces.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  CsvFormat format;
  // The first octet chooses a form of the list.
  const unsigned form = text.empty() ? 0U : static_cast<unsigned char>(text.front()) % 4U;
  if (form == 1) format.separator = ';';
  if (form == 2) format.has_decimal_comma = true;
  if (form == 3) {
    format.has_header = false;
    format.columns = {{"1", "radio"}, {"2", "mcc"}, {"3", "net"}, {"4", "cell"}, {"5", "lat"}, {"6", "lon"}};
  }
  const auto read = [&](std::size_t piece) {
    Checked checked;
    const auto reader = read_csv("fuzz.csv", format, checked);
    bool is_good = true;
    for (std::size_t at = 0; at < text.size() && is_good; at += piece) {
      is_good = reader->read(text.substr(at, piece)).has_value();
    }
    is_good = is_good && reader->finish().has_value();
    const ReadReport& report = reader->report();
    std::uint64_t refused = 0;
    for (const auto& [reason, count] : report.refused) refused += count;
    if (report.records + refused != report.lines || report.records != checked.records) std::abort();
    return report.records;
  };
  const auto whole = read(std::max<std::size_t>(size, 1));
  if (size < 4096 && read(7) != whole) std::abort();
  return 0;
}
