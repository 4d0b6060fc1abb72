#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "dsp/capture/radio_messages.hpp"

// What is read is written, and read again as the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cellwarden::capture;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto order = read_order(text)) {
    const std::string written = to_text(*order);
    const auto again = read_order(written);
    if (!again || to_text(*again) != written) std::abort();
  }
  if (const auto report = read_report(text)) {
    const std::string written = to_text(*report);
    const auto again = read_report(written);
    if (!again || to_text(*again) != written) std::abort();
  }
  return 0;
}
