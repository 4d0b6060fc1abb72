#include "dsp/kernel/tail_biting.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstring>
#include <utility>

#include "dsp/kernel/vector_clones.hpp"

namespace cellwarden {
namespace {

constexpr std::size_t kStates = 64;
constexpr std::size_t kRounds = 3;
constexpr std::size_t kTried = 8;  // end states
constexpr std::array<unsigned, 3> kGenerators{0133, 0171, 0165};

// State: the last six bits, newest in bit 5. A step shifts a new bit in from the left, so state s comes
// from predecessors 2 (s mod 32) and 2 (s mod 32) + 1, with input s / 32. All generators begin and end with a
// one: what the coder sends turns over with the newest bit, and with the oldest. So this says all of it: the
// signs of the three outputs of states 0 to 31 with oldest bit 0.
constexpr auto kSigns = [] {
  std::array<std::array<float, kStates / 2>, 3> signs{};
  for (std::size_t g = 0; g < 3; ++g) {
    for (unsigned state = 0; state < kStates / 2; ++state) {
      signs[g][state] = std::popcount((state << 1U) & kGenerators[g]) % 2 == 0 ? 1.0F : -1.0F;
    }
  }
  return signs;
}();

using Metrics = std::array<float, kStates>;
using Int8 = std::int32_t __attribute__((vector_size(32)));

// One step: metrics of the best paths into every state, and from which of its two predecessors (0 or -1).
// Eight states of either half come from sixteen neighbours.
CELLWARDEN_CLONES void advance(const Metrics& from, const float* soft, Metrics& into,
                               std::int32_t* decisions) noexcept {
  for (std::size_t state = 0; state < kStates / 2; state += 8) {
    Float8 low, high, sign_0, sign_1, sign_2;
    std::memcpy(&low, &from[2 * state], sizeof low);
    std::memcpy(&high, &from[2 * state + 8], sizeof high);
    std::memcpy(&sign_0, &kSigns[0][state], sizeof sign_0);
    std::memcpy(&sign_1, &kSigns[1][state], sizeof sign_1);
    std::memcpy(&sign_2, &kSigns[2][state], sizeof sign_2);
    const Float8 sent = sign_0 * soft[0] + sign_1 * soft[1] + sign_2 * soft[2];
    const Float8 even = __builtin_shufflevector(low, high, 0, 2, 4, 6, 8, 10, 12, 14);
    const Float8 odd = __builtin_shufflevector(low, high, 1, 3, 5, 7, 9, 11, 13, 15);
    const Float8 zero = even + sent, one = odd - sent;
    const Float8 upper_zero = even - sent, upper_one = odd + sent;
    const Float8 best = one > zero ? one : zero;
    const Float8 upper_best = upper_one > upper_zero ? upper_one : upper_zero;
    const Int8 which = one > zero;
    const Int8 upper_which = upper_one > upper_zero;
    std::memcpy(&into[state], &best, sizeof best);
    std::memcpy(&into[state + kStates / 2], &upper_best, sizeof upper_best);
    std::memcpy(decisions + state, &which, sizeof which);
    std::memcpy(decisions + state + kStates / 2, &upper_which, sizeof upper_which);
  }
}

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

TailBitingDecoder::TailBitingDecoder(std::size_t bits) : bits_(bits), decisions_(kRounds * bits * kStates) {
  assert(bits >= 8 && bits <= 1024);
}

void TailBitingDecoder::decode(std::span<const float> soft, std::span<std::uint8_t> hard) {
  assert(soft.size() == 3 * bits_ && hard.size() == bits_);
  Metrics metric{};
  Metrics next{};
  for (std::size_t step = 0; step < kRounds * bits_; ++step) {
    advance(metric, soft.data() + 3 * (step % bits_), next, decisions_.data() + kStates * step);
    std::swap(metric, next);
  }

  const auto trace = [this](unsigned state, std::size_t from, std::size_t steps, std::uint8_t* out) {
    for (std::size_t i = 0; i < steps; ++i) {
      const std::size_t step = from - 1 - i;
      if (out != nullptr) out[steps - 1 - i] = static_cast<std::uint8_t>(state >> 5U);
      const unsigned oldest = decisions_[kStates * step + state] != 0 ? 1 : 0;
      state = (2 * state) % kStates + oldest;
    }
    return state;
  };
  // Best end state whose last round closes on itself; where none does, the best of all.
  std::array<unsigned, kStates> order{};
  for (unsigned i = 0; i < kStates; ++i) order[i] = i;
  std::partial_sort(order.begin(), order.begin() + kTried, order.end(), [&metric](unsigned a, unsigned b) {
    return metric[a] != metric[b] ? metric[a] > metric[b] : a < b;
  });
  unsigned chosen = order[0];
  for (std::size_t i = 0; i < kTried; ++i) {
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
