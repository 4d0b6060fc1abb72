#include "tests/fuzz/gsm_message.hpp"

using namespace cellwarden::gsm;

// SI4 is the one whose pseudo length says where things lie: it is the input's first octet.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const unsigned pseudo_length = data[0] % kBlock_octets;
  fuzz::require_read(MessageKind::kSi4, fuzz::block_of(pseudo_length, 0x1C, {data + 1, size - 1}));
  return 0;
}
