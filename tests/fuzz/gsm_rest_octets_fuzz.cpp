#include "tests/fuzz/gsm_message.hpp"

using namespace cellwarden::gsm;

// Rest octets of any length, also none at all and more than a block holds.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::span<const std::uint8_t> octets(data + 1, std::min<std::size_t>(size - 1, 64));
  const auto check = [&](auto read) {
    const auto rest = read(octets);
    fuzz::require(rest == read(octets));
    fuzz::require(rest.leftover.unread_bits <= 8 * octets.size() + 2);
  };
  switch (data[0] % 8) {
    case 0:
      check(read_si1_rest);
      break;
    case 1:
      check(read_si2ter_rest);
      break;
    case 2:
      check(read_si2quater_rest);
      break;
    case 3:
      check(read_si3_rest);
      break;
    case 4:
      check(read_si4_rest);
      break;
    case 5:
      check([](auto o) { return read_si7_rest(o, true); });
      check([](auto o) { return read_si7_rest(o, false); });
      break;
    case 6:
      check(read_si9_rest);
      break;
    default:
      check(read_si13_rest);
  }
  return 0;
}
