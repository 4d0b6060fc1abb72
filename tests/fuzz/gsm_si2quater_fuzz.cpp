#include "tests/fuzz/gsm_message.hpp"

using namespace cellwarden::gsm;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::require_read(MessageKind::kSi2quater, fuzz::block_of(1, 0x07, {data, size}));
  return 0;
}
