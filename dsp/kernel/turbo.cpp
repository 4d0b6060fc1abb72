#include "dsp/kernel/turbo.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>

#include "dsp/kernel/vector_clones.hpp"

namespace cellwarden {
namespace {

constexpr std::size_t kStates = 8;
constexpr std::size_t kTermination_bits = 3;
constexpr float kImpossible = -1e30F;
// Max-log findings are overconfident.
constexpr float kTrust = 0.75F;

struct Quadratic {
  std::uint16_t f1, f2;
};

// Table 5.1.3-3, by ascending block size: 40 (8) 512 (16) 1024 (32) 2048 (64) 6144.
constexpr std::array<Quadratic, 188> kInterleavers{
    {{3, 10},    {7, 12},    {19, 42},   {7, 16},    {7, 18},    {11, 20},   {5, 22},    {11, 24},
     {7, 26},    {41, 84},   {103, 90},  {15, 32},   {9, 34},    {17, 108},  {9, 38},    {21, 120},
     {101, 84},  {21, 44},   {57, 46},   {23, 48},   {13, 50},   {27, 52},   {11, 36},   {27, 56},
     {85, 58},   {29, 60},   {33, 62},   {15, 32},   {17, 198},  {33, 68},   {103, 210}, {19, 36},
     {19, 74},   {37, 76},   {19, 78},   {21, 120},  {21, 82},   {115, 84},  {193, 86},  {21, 44},
     {133, 90},  {81, 46},   {45, 94},   {23, 48},   {243, 98},  {151, 40},  {155, 102}, {25, 52},
     {51, 106},  {47, 72},   {91, 110},  {29, 168},  {29, 114},  {247, 58},  {29, 118},  {89, 180},
     {91, 122},  {157, 62},  {55, 84},   {31, 64},   {17, 66},   {35, 68},   {227, 420}, {65, 96},
     {19, 74},   {37, 76},   {41, 234},  {39, 80},   {185, 82},  {43, 252},  {21, 86},   {155, 44},
     {79, 120},  {139, 92},  {23, 94},   {217, 48},  {25, 98},   {17, 80},   {127, 102}, {25, 52},
     {239, 106}, {17, 48},   {137, 110}, {215, 112}, {29, 114},  {15, 58},   {147, 118}, {29, 60},
     {59, 122},  {65, 124},  {55, 84},   {31, 64},   {17, 66},   {171, 204}, {67, 140},  {35, 72},
     {19, 74},   {39, 76},   {19, 78},   {199, 240}, {21, 82},   {211, 252}, {21, 86},   {43, 88},
     {149, 60},  {45, 92},   {49, 846},  {71, 48},   {13, 28},   {17, 80},   {25, 102},  {183, 104},
     {55, 954},  {127, 96},  {27, 110},  {29, 112},  {29, 114},  {57, 116},  {45, 354},  {31, 120},
     {59, 610},  {185, 124}, {113, 420}, {31, 64},   {17, 66},   {171, 136}, {209, 420}, {253, 216},
     {367, 444}, {265, 456}, {181, 468}, {39, 80},   {27, 164},  {127, 504}, {143, 172}, {43, 88},
     {29, 300},  {45, 92},   {157, 188}, {47, 96},   {13, 28},   {111, 240}, {443, 204}, {51, 104},
     {51, 212},  {451, 192}, {257, 220}, {57, 336},  {313, 228}, {271, 232}, {179, 236}, {331, 120},
     {363, 244}, {375, 248}, {127, 168}, {31, 64},   {33, 130},  {43, 264},  {33, 134},  {477, 408},
     {35, 138},  {233, 280}, {357, 142}, {337, 480}, {37, 146},  {71, 444},  {71, 120},  {37, 152},
     {39, 462},  {127, 234}, {39, 158},  {39, 80},   {31, 96},   {113, 902}, {41, 166},  {251, 336},
     {43, 170},  {21, 86},   {43, 174},  {45, 176},  {45, 178},  {161, 120}, {89, 182},  {323, 184},
     {47, 186},  {23, 94},   {47, 190},  {263, 480}}};

constexpr std::size_t round_up(std::size_t bits, std::size_t step) noexcept {
  return (bits + step - 1) / step * step;
}

// Place of a block size in the table.
constexpr std::size_t size_index(std::size_t bits) noexcept {
  if (bits <= 512) return (bits - 40) / 8;
  if (bits <= 1024) return 60 + (bits - 528) / 16;
  if (bits <= 2048) return 92 + (bits - 1056) / 32;
  return 124 + (bits - 2112) / 64;
}

// State: the register's three bits, newest highest: s = 4 s1 + 2 s2 + s3. An input u brings a = u + s2 + s3
// in, sends the parity a + s1 + s3, and leads to 4 a + 2 s1 + s2.
constexpr bool bit(std::size_t state, unsigned number) noexcept {
  return ((state >> number) & 1U) != 0;
}
constexpr float sign(bool one) noexcept {
  return one ? -1.0F : 1.0F;
}

using Signs = std::array<float, kStates>;

// Into state n from 2 (n mod 4) + x: of x = 0, the sign of input and parity; of x = 1 both are the opposite.
constexpr Signs kInputInto = [] {
  Signs signs{};
  for (std::size_t n = 0; n < kStates; ++n) signs[n] = sign(bit(n, 2) != bit(n, 0));
  return signs;
}();
constexpr Signs kParityInto = [] {
  Signs signs{};
  for (std::size_t n = 0; n < kStates; ++n) signs[n] = sign(bit(n, 2) != bit(n, 1));
  return signs;
}();
// Out of state s on input 0, the sign of the parity; on input 1 it is the opposite.
constexpr Signs kParityOnZero = [] {
  Signs signs{};
  for (std::size_t s = 0; s < kStates; ++s) signs[s] = sign(bit(s, 2) != bit(s, 1));
  return signs;
}();

// Path metrics before each of the block's bits, from state 0 on. Input and parity come halved.
CELLWARDEN_CLONES void follow_forwards(std::span<const float> known, std::span<const float> parity,
                                       float* metrics) noexcept {
  Float8 input_signs, parity_signs;
  std::memcpy(&input_signs, kInputInto.data(), sizeof input_signs);
  std::memcpy(&parity_signs, kParityInto.data(), sizeof parity_signs);
  Float8 alpha = {0.0F,        kImpossible, kImpossible, kImpossible,
                  kImpossible, kImpossible, kImpossible, kImpossible};
  for (std::size_t i = 0; i < known.size(); ++i) {
    std::memcpy(metrics + kStates * i, &alpha, sizeof alpha);
    const Float8 step = input_signs * known[i] + parity_signs * parity[i];
    const Float8 from_even = __builtin_shufflevector(alpha, alpha, 0, 2, 4, 6, 0, 2, 4, 6) + step;
    const Float8 from_odd = __builtin_shufflevector(alpha, alpha, 1, 3, 5, 7, 1, 3, 5, 7) - step;
    alpha = from_even > from_odd ? from_even : from_odd;
    if (i % 8 == 7) alpha -= alpha[0];
  }
}

// From the end of the tail back to the block's first bit: the best path with bit i zero against the best with
// it one, but for what was known of the bit itself. `known` and `parity`, halved, hold the tail too.
CELLWARDEN_CLONES void follow_backwards(std::span<const float> known, std::span<const float> parity,
                                        const float* metrics, std::span<float> learnt) noexcept {
  Float8 parity_signs;
  std::memcpy(&parity_signs, kParityOnZero.data(), sizeof parity_signs);
  Float8 beta = {0.0F,        kImpossible, kImpossible, kImpossible,
                 kImpossible, kImpossible, kImpossible, kImpossible};
  for (std::size_t i = known.size(); i-- > 0;) {
    const Float8 sent = parity_signs * parity[i];
    const Float8 zero = __builtin_shufflevector(beta, beta, 0, 4, 5, 1, 2, 6, 7, 3) + sent;
    const Float8 one = __builtin_shufflevector(beta, beta, 4, 0, 1, 5, 6, 2, 3, 7) - sent;
    const Float8 zero_in = zero + known[i];
    const Float8 one_in = one - known[i];
    beta = zero_in > one_in ? zero_in : one_in;
    if (i % 8 == 7) beta -= beta[0];
    if (i >= learnt.size()) continue;
    Float8 alpha;
    std::memcpy(&alpha, metrics + kStates * i, sizeof alpha);
    const Float8 path_zero = alpha + zero;
    const Float8 path_one = alpha + one;
    // The largest of either eight: lanes 0 to 3 for zero, 4 to 7 for one.
    const Float8 low = __builtin_shufflevector(path_zero, path_one, 0, 1, 2, 3, 8, 9, 10, 11);
    const Float8 high = __builtin_shufflevector(path_zero, path_one, 4, 5, 6, 7, 12, 13, 14, 15);
    const Float8 four = low > high ? low : high;
    const Float8 swapped = __builtin_shufflevector(four, four, 2, 3, 0, 1, 6, 7, 4, 5);
    const Float8 two = four > swapped ? four : swapped;
    const Float8 turned = __builtin_shufflevector(two, two, 1, 0, 3, 2, 5, 4, 7, 6);
    const Float8 best = two > turned ? two : turned;
    learnt[i] = best[0] - best[4];
  }
}

}  // namespace

std::optional<std::size_t> turbo_block_bits(std::size_t bits) noexcept {
  if (bits > kMaxTurbo_bits) return std::nullopt;
  if (bits <= 40) return 40;
  if (bits <= 512) return round_up(bits, 8);
  if (bits <= 1024) return round_up(bits, 16);
  if (bits <= 2048) return round_up(bits, 32);
  return round_up(bits, 64);
}

void turbo_interleaver(std::span<std::uint16_t> order) noexcept {
  const std::size_t bits = order.size();
  assert(turbo_block_bits(bits) == bits);
  const auto [f1, f2] = kInterleavers[size_index(bits)];
  for (std::size_t i = 0; i < bits; ++i)
    order[i] = static_cast<std::uint16_t>((f1 + f2 * i) % bits * i % bits);
}

TurboDecoder::TurboDecoder(std::size_t max_bits)
    : known_(max_bits + kTermination_bits),
      learnt_(max_bits),
      heard_(max_bits),
      forward_(kStates * max_bits),
      hard_(max_bits) {
  assert(max_bits <= kMaxTurbo_bits);
  order_.reserve(max_bits);
  for (Coder& coder : coders_) {
    coder.systematic.resize(max_bits + kTermination_bits);
    coder.parity.resize(max_bits + kTermination_bits);
  }
}

// Halved, as path metrics take them. The tails are dealt out as section 5.1.3.2.2 says.
void TurboDecoder::load(std::span<const float> soft) {
  const std::size_t bits = soft.size() / 3 - kTurboTail_bits;
  assert(soft.size() % 3 == 0 && turbo_block_bits(bits) == bits && bits <= heard_.size());
  if (bits != bits_) {
    bits_ = bits;
    order_.resize(bits);
    turbo_interleaver(order_);
  }
  const auto d = [&](std::size_t stream, std::size_t k) {
    return 0.5F * soft[stream * (bits + kTurboTail_bits) + k];
  };
  for (std::size_t i = 0; i < bits; ++i) {
    coders_[0].systematic[i] = d(0, i);
    coders_[1].systematic[i] = d(0, order_[i]);
    coders_[0].parity[i] = d(1, i);
    coders_[1].parity[i] = d(2, i);
  }
  for (std::size_t c = 0; c < 2; ++c) {
    const std::size_t k = bits + 2 * c;
    const std::array<float, kTermination_bits> inputs{d(0, k), d(2, k), d(1, k + 1)};
    const std::array<float, kTermination_bits> parities{d(1, k), d(0, k + 1), d(2, k + 1)};
    for (std::size_t i = 0; i < kTermination_bits; ++i) {
      coders_[c].systematic[bits + i] = inputs[i];
      coders_[c].parity[bits + i] = parities[i];
    }
  }
  std::fill_n(heard_.begin(), bits, 0.0F);
}

void TurboDecoder::run_coder(unsigned coder) noexcept {
  const bool is_interleaved = coder == 1;
  const Coder& own = coders_[coder];
  const auto place = [&](std::size_t i) { return is_interleaved ? order_[i] : i; };
  for (std::size_t i = 0; i < bits_; ++i) known_[i] = own.systematic[i] + 0.5F * heard_[place(i)];
  for (std::size_t i = bits_; i < bits_ + kTermination_bits; ++i) known_[i] = own.systematic[i];
  const std::span<const float> known(known_.data(), bits_ + kTermination_bits);
  const std::span<const float> parity(own.parity.data(), known.size());
  follow_forwards(known.first(bits_), parity, forward_.data());
  follow_backwards(known, parity, forward_.data(), std::span(learnt_).first(bits_));
  for (std::size_t i = 0; i < bits_; ++i) {
    hard_[place(i)] = 2.0F * known_[i] + learnt_[i] < 0.0F ? 1 : 0;
    heard_[place(i)] = kTrust * learnt_[i];
  }
}

std::optional<std::span<const std::uint8_t>> TurboDecoder::decode(std::span<const float> soft,
                                                                  unsigned most_half_iterations,
                                                                  const Check& accept) {
  load(soft);
  const std::span<const std::uint8_t> hard(hard_.data(), bits_);
  for (unsigned i = 0; i < most_half_iterations; ++i) {
    run_coder(i % 2);
    if (accept(hard)) return hard;
  }
  return std::nullopt;
}

}  // namespace cellwarden
