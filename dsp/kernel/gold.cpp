#include "dsp/kernel/gold.hpp"

namespace cellwarden {
namespace {

constexpr std::size_t kDiscarded_bits = 1600;  // N_C

}  // namespace

void gold_sequence(std::uint32_t c_init, std::size_t first, std::span<std::uint8_t> bits) noexcept {
  std::uint32_t x1 = 1;
  std::uint32_t x2 = c_init & 0x7FFF'FFFFU;
  const auto step = [&x1, &x2] {
    const std::uint32_t next1 = ((x1 >> 3U) ^ x1) & 1U;
    const std::uint32_t next2 = ((x2 >> 3U) ^ (x2 >> 2U) ^ (x2 >> 1U) ^ x2) & 1U;
    x1 = (x1 >> 1U) | (next1 << 30U);
    x2 = (x2 >> 1U) | (next2 << 30U);
  };
  for (std::size_t i = 0; i < kDiscarded_bits + first; ++i) step();
  for (std::uint8_t& bit : bits) {
    bit = static_cast<std::uint8_t>((x1 ^ x2) & 1U);
    step();
  }
}

}  // namespace cellwarden
