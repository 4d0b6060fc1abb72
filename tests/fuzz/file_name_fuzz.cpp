#include <cmath>
#include <cstdlib>
#include <string_view>

#include "dsp/capture/file_name.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cellwarden::capture;
  const std::string_view name(reinterpret_cast<const char*>(data), size);
  const std::string_view plain = without_compression(name).value_or(name);
  const Facts facts = facts_from_file_name(plain);
  if (facts.rate_hz && !std::isfinite(facts.rate_hz->value)) std::abort();
  if (facts.center_hz && !(facts.center_hz->value >= 0.0)) std::abort();
  // Whatever was read can be shown.
  if (provenance_of(facts).size() > 5) std::abort();
  return 0;
}
