#include "dsp/capture/sdriq_header.hpp"
#include "tests/fuzz/played_bytes.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cellwarden::capture;
  play_both_ways(data, size, [](auto& reader, const auto& name) { return read_sdriq_header(reader, name); });
  return 0;
}
