#include "dsp/kernel/gold.hpp"

#include <array>

namespace cellwarden {
namespace {

constexpr std::size_t kDiscarded_bits = 1600;  // N_C
constexpr std::size_t kRegister_bits = 31;

constexpr std::uint32_t step_x1(std::uint32_t x) noexcept {
  return (x >> 1U) | ((((x >> 3U) ^ x) & 1U) << 30U);
}

constexpr std::uint32_t step_x2(std::uint32_t x) noexcept {
  return (x >> 1U) | ((((x >> 3U) ^ (x >> 2U) ^ (x >> 1U) ^ x) & 1U) << 30U);
}

constexpr std::uint32_t kX1AfterDiscard = [] {
  std::uint32_t x = 1;
  for (std::size_t i = 0; i < kDiscarded_bits; ++i) x = step_x1(x);
  return x;
}();

// The register is linear: where each bit of the start value has led after the discarded bits.
constexpr auto kX2AfterDiscard = [] {
  std::array<std::uint32_t, kRegister_bits> columns{};
  for (std::size_t bit = 0; bit < kRegister_bits; ++bit) {
    std::uint32_t x = 1U << bit;
    for (std::size_t i = 0; i < kDiscarded_bits; ++i) x = step_x2(x);
    columns[bit] = x;
  }
  return columns;
}();

}  // namespace

void gold_sequence(std::uint32_t c_init, std::size_t first, std::span<std::uint8_t> bits) noexcept {
  std::uint32_t x1 = kX1AfterDiscard;
  std::uint32_t x2 = 0;
  for (std::size_t bit = 0; bit < kRegister_bits; ++bit) {
    if (((c_init >> bit) & 1U) != 0) x2 ^= kX2AfterDiscard[bit];
  }
  for (std::size_t i = 0; i < first; ++i) {
    x1 = step_x1(x1);
    x2 = step_x2(x2);
  }
  for (std::uint8_t& bit : bits) {
    bit = static_cast<std::uint8_t>((x1 ^ x2) & 1U);
    x1 = step_x1(x1);
    x2 = step_x2(x2);
  }
}

}  // namespace cellwarden
