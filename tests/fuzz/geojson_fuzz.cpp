#include "detector/towers/lists/geojson.hpp"
#include "tests/fuzz/tower_list.hpp"

using namespace cellwarden;
using namespace cellwarden::towers::fuzz;

namespace {

/// No range beyond what any list may state; WiGLE's sightings may lie farther apart.
class Features final : public Records {
 public:
  void take(const towers::TowerRecord& record) override {
    Records::take(record);
    require(!record.range_m || *record.range_m <= 1e6);
  }
};

}  // namespace

// Any octets, cut anywhere: every feature is accounted for.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(data, size);
  Features features;
  const auto reader = towers::read_geojson("fuzz.geojson", features);
  static_cast<void>(read_list(*reader, text, piece_of(text), features));
  require_accounted(reader->report(), reader->report().records, features);
  return 0;
}
