#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "dsp/capture/sample_ring.hpp"

// The octets are what a process that went wrong left in the shared memory, from its start or from the first
// record on.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cellwarden::capture;
  constexpr std::size_t kCapacity = 4096;
  static SharedMemory memory = *SharedMemory::make(ring_octets(kCapacity));
  if (size == 0) return 0;
  const std::span<std::byte> all = memory.octets();
  const std::size_t header = all.size() - kCapacity;
  std::ranges::fill(all, std::byte{});
  RingReader reader(all);
  const bool is_records_only = data[0] % 2 == 0;
  if (is_records_only) {
    RawBlock block;
    std::array<std::byte, 1000> octets{};
    block.octets = octets;
    block.format = SampleFormat::kCs8;
    block.head.sample_rate_hz = 1e6;
    RingWriter writer = *RingWriter::attach(all);
    while (writer.write(block)) {
    }
  }
  const std::size_t at = is_records_only ? header : 0;
  std::memcpy(all.data() + at, data + 1, std::min(size - 1, all.size() - at));
  for (int i = 0; i < 100; ++i) {
    const auto block = reader.read();
    if (!block) {
      if (block.error().what.find('\n') != std::string::npos) std::abort();
      return 0;
    }
    if (!block->has_value()) return 0;
    const auto octets = (*block)->octets;
    if (octets.data() < all.data() || octets.data() + octets.size() > all.data() + all.size()) std::abort();
    RawBlockReader converter;
    static_cast<void>(converter.read(**block));
  }
  return 0;
}
