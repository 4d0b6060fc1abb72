#include <array>

#include "dsp/capture/archive_bytes.hpp"
#include "tests/fuzz/played_bytes.hpp"

namespace {

using namespace cellwarden::capture;

/// A decompression bomb is long, not large: reading stops where nothing new can be learned.
void read_some(ByteSource& source) {
  std::array<std::byte, 4096> scratch{};
  for (int i = 0; i < 64; ++i) {
    const auto got = source.read(scratch);
    if (!got || *got == 0) return;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = bytes_of(data, size);
  if (auto plain = open_compressed("x.zst", std::make_unique<MemoryBytes>(bytes))) read_some(**plain);
  auto tar = TarBytes::open("x.sigmf", std::make_unique<MemoryBytes>(bytes), true);
  for (int i = 0; tar && i < 100; ++i) {
    const auto entry = (*tar)->next();
    if (!entry || !*entry) break;
    read_some(**tar);
  }
  return 0;
}
