#include "tests/fuzz/gsm_message.hpp"

using namespace cellwarden::gsm;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::require_read(MessageKind::kSi2, fuzz::block_of(22, 0x1A, {data, size}));
  return 0;
}
