#include "tests/fuzz/gsm_message.hpp"

using namespace cellwarden::gsm;

// Block after block of any octets: sets of messages grow, are joined and given up.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  SystemInformation cell;
  for (std::size_t at = 0; at + kBlock_octets <= size && at < 16 * kBlock_octets; at += kBlock_octets) {
    L2Block block{};
    std::copy_n(data + at, block.size(), block.begin());
    const auto kind = kind_of(block);
    fuzz::require(cell.take(block) == kind.has_value());
    if (kind) fuzz::require(cell.has(*kind));
  }
  fuzz::require(cell.si2ter().size() <= 8 && cell.si2quater().size() <= 16);
  fuzz::require_in_order(cell);
  return 0;
}
