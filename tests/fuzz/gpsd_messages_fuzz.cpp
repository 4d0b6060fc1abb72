#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "tools/cellwarden/place_and_time/gpsd_messages.hpp"

// A position that comes out is one on the Earth, and an address reads back as itself.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cellwarden::tools;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto message = read_gpsd_message(text)) {
    if (const auto* const fix = std::get_if<GpsdFix>(&*message)) {
      if (fix->at.has_value() != (fix->dimensions == 2 || fix->dimensions == 3)) std::abort();
      if (fix->at && !(std::abs(fix->at->latitude_deg) <= 90.0 && std::abs(fix->at->longitude_deg) <= 180.0))
        std::abort();
    }
  }
  if (const auto address = parse_gpsd_address(text)) {
    if (address->port == 0 || parse_gpsd_address(to_string(*address)) != address) std::abort();
  }
  return 0;
}
