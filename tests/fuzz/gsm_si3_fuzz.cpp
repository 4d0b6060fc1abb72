#include "tests/fuzz/gsm_message.hpp"

using namespace cellwarden::gsm;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::require_read(MessageKind::kSi3, fuzz::block_of(18, 0x1B, {data, size}));
  return 0;
}
