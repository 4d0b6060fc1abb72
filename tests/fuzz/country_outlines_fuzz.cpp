#include <cmath>
#include <cstdlib>
#include <string_view>

#include "detector/geography/outline_reader.hpp"

using namespace cellwarden;

// Any bytes: no crash, and whatever was accepted can be asked.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto outlines =
      geography::read_outlines(std::string_view(reinterpret_cast<const char*>(data), size), "outlines.txt");
  if (!outlines) {
    if (outlines.error().what.find('\n') != std::string::npos) std::abort();
    return 0;
  }
  if (outlines->points() > 2 * geography::kMaxOutlinePoints) std::abort();
  for (const double latitude_deg : {-90.0, -33.3, 0.0, 52.5, 90.0}) {
    for (const double longitude_deg : {-180.0, -0.5, 13.4, 180.0}) {
      const GeoPoint place{.latitude_deg = latitude_deg, .longitude_deg = longitude_deg, .accuracy_m = {}};
      for (const auto code : outlines->countries_at(place, 50e3)) {
        const auto nearest = outlines->nearest_of({&code, 1}, place);
        if (nearest && !(nearest->distance_m >= 0.0 && std::abs(nearest->at.latitude_deg) <= 90.0))
          std::abort();
      }
    }
  }
  return 0;
}
