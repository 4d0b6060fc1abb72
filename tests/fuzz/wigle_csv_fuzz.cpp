#include "detector/towers/lists/wigle.hpp"
#include "tests/fuzz/tower_list.hpp"

using namespace cellwarden;
using namespace cellwarden::towers::fuzz;

namespace {

constexpr std::size_t kMostCells = 16;

/// Of sightings: each is of a cell, and of how many is said.
class Cells final : public Records {
 public:
  void take(const towers::TowerRecord& record) override {
    Records::take(record);
    require(record.rat && record.plmn && record.cell);
    require(record.label.empty() && record.samples > 0);
    require(record.first_listed.has_value() == record.last_listed.has_value());
    require(!record.position || (record.position->accuracy_m && record.range_m));
  }
};

}  // namespace

// Any octets, cut anywhere: every line is accounted for.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(data, size);
  Cells cells;
  const auto reader = towers::read_wigle("fuzz.csv", cells, kMostCells);
  if (!read_list(*reader, text, piece_of(text), cells)) return 0;
  require_accounted(reader->report(), reader->report().combined, cells);
  require(reader->report().combined == cells.samples() && cells.count() <= kMostCells);
  return 0;
}
