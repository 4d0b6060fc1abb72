#include "dsp/kernel/tail_biting.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>

namespace cellwarden {
namespace {

constexpr std::size_t kStates = 64;
constexpr std::size_t kRounds = 3;
constexpr std::array<unsigned, 3> kGenerators{0133, 0171, 0165};

// State: the last six bits, newest in bit 5. A step shifts a new bit in from the left, so state s comes
// from predecessors 2 (s mod 32) and 2 (s mod 32) + 1, with input s / 32.
// Which outputs of the coder are 1 on that step, bit g for generator g: for oldest bit 0 and 1.
constexpr auto kOutputs = [] {
  std::array<std::array<std::uint8_t, 2>, kStates> outputs{};
  for (unsigned state = 0; state < kStates; ++state) {
    for (unsigned oldest = 0; oldest < 2; ++oldest) {
      const unsigned window = (state << 1U) | oldest;  // seven bits, newest first
      unsigned pattern = 0;
      for (unsigned g = 0; g < 3; ++g) {
        pattern |= (static_cast<unsigned>(std::popcount(window & kGenerators[g])) % 2U) << g;
      }
      outputs[state][oldest] = static_cast<std::uint8_t>(pattern);
    }
  }
  return outputs;
}();

}  // namespace

void tail_biting_signs(std::span<const std::uint8_t> bits, std::span<float> signs) noexcept {
  const std::size_t count = bits.size();
  assert(count >= 7 && signs.size() == 3 * count);
  for (std::size_t i = 0; i < count; ++i) {
    unsigned window = 0;  // seven bits, newest first
    for (std::size_t age = 0; age < 7; ++age) {
      window |= static_cast<unsigned>(bits[(i + count - age) % count]) << (6 - age);
    }
    for (std::size_t g = 0; g < 3; ++g) {
      signs[3 * i + g] = std::popcount(window & kGenerators[g]) % 2 == 0 ? 1.0F : -1.0F;
    }
  }
}

TailBitingDecoder::TailBitingDecoder(std::size_t bits) : bits_(bits), decisions_(kRounds * bits) {
  assert(bits >= 8 && bits <= 1024);
}

void TailBitingDecoder::decode(std::span<const float> soft, std::span<std::uint8_t> hard) {
  assert(soft.size() == 3 * bits_ && hard.size() == bits_);
  std::array<float, kStates> metric{};
  std::array<float, kStates> next{};
  for (std::size_t step = 0; step < kRounds * bits_; ++step) {
    const float* s = soft.data() + 3 * (step % bits_);
    // The eight sums that the three outputs can make.
    std::array<float, 8> sums{};
    for (unsigned pattern = 0; pattern < 8; ++pattern) {
      sums[pattern] = ((pattern & 1U) != 0 ? -s[0] : s[0]) + ((pattern & 2U) != 0 ? -s[1] : s[1]) +
                      ((pattern & 4U) != 0 ? -s[2] : s[2]);
    }
    std::uint64_t decisions = 0;
    for (unsigned state = 0; state < kStates; ++state) {
      const unsigned from = (2 * state) % kStates;
      const float zero = metric[from] + sums[kOutputs[state][0]];
      const float one = metric[from + 1] + sums[kOutputs[state][1]];
      next[state] = std::max(zero, one);
      decisions |= static_cast<std::uint64_t>(one > zero ? 1U : 0U) << state;
    }
    decisions_[step] = decisions;
    metric = next;
  }

  const auto trace = [this](unsigned state, std::size_t from, std::size_t steps, std::uint8_t* out) {
    for (std::size_t i = 0; i < steps; ++i) {
      const std::size_t step = from - 1 - i;
      if (out != nullptr) out[steps - 1 - i] = static_cast<std::uint8_t>(state >> 5U);
      const auto oldest = static_cast<unsigned>((decisions_[step] >> state) & 1U);
      state = (2 * state) % kStates + oldest;
    }
    return state;
  };
  // Best end state whose last round closes on itself; where none does, the best of all.
  std::array<unsigned, kStates> order{};
  for (unsigned i = 0; i < kStates; ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&metric](unsigned a, unsigned b) {
    return metric[a] != metric[b] ? metric[a] > metric[b] : a < b;
  });
  unsigned chosen = order[0];
  for (std::size_t i = 0; i < 8; ++i) {
    if (trace(order[i], kRounds * bits_, bits_, nullptr) == order[i]) {
      chosen = order[i];
      break;
    }
  }
  // The middle round: its ends have settled.
  const unsigned middle_end = trace(chosen, kRounds * bits_, bits_, nullptr);
  trace(middle_end, (kRounds - 1) * bits_, bits_, hard.data());
}

}  // namespace cellwarden
