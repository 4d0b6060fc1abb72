#include <cmath>
#include <cstdlib>

#include "dsp/capture/portapack_sidecar.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cellwarden::capture;
  const Facts facts = read_portapack_sidecar({reinterpret_cast<const char*>(data), size}, "x.TXT");
  if (facts.rate_hz && !std::isfinite(facts.rate_hz->value)) std::abort();
  if (facts.receiver_at && !(std::abs(facts.receiver_at->value.latitude_deg) <= 90.0)) std::abort();
  return 0;
}
