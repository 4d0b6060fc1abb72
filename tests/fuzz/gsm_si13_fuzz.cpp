#include "tests/fuzz/gsm_message.hpp"

using namespace cellwarden::gsm;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::require_read(MessageKind::kSi13, fuzz::block_of(0, 0x00, {data, size}));
  return 0;
}
