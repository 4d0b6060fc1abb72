#include "dsp/gsm/equaliser.hpp"

#include <algorithm>
#include <array>
#include <cassert>

#include "dsp/gsm/burst_structure.hpp"
#include "dsp/kernel/complex_math.hpp"
#include "dsp/kernel/vector_clones.hpp"

namespace cellwarden::gsm {
namespace {

constexpr std::size_t kMaxSymbols = 160;
constexpr float kImpossible = -1e30F;

// State: the last kMemory bits, newest in the lowest place. From state s bit b leads to (2 s + b) mod states;
// the sample seen on the way depends on the kMemory + 1 bits 2 s + b.
template <std::size_t kMemory>
struct Trellis {
  static constexpr std::size_t kStates = std::size_t{1} << kMemory;
  static constexpr std::size_t kWords = 2 * kStates;
  using Metrics = std::array<float, kStates>;

  std::array<Sample, kWords> expected;
  std::array<std::array<float, kWords>, kMaxSymbols> branch;
  std::array<Metrics, kMaxSymbols + 1> forward;

  void expect(const ChannelTaps& taps) noexcept {
    for (std::size_t word = 0; word < kWords; ++word) {
      Sample sum{};
      for (std::size_t l = 0; l <= kMemory; ++l) sum += ((word >> l) & 1U) == 0 ? taps.tap[l] : -taps.tap[l];
      expected[word] = sum;
    }
  }

  CELLWARDEN_CLONES void run(std::span<const Sample> y, float scale, std::span<float> llr) noexcept {
    const std::size_t n = y.size();
    const std::size_t tail = n - kTail_symbols;
    for (std::size_t i = 0; i < n; ++i) {
      const bool is_tail = i < kTail_symbols || i >= tail;
      for (std::size_t word = 0; word < kWords; ++word) {
        const float re = y[i].real() - expected[word].real();
        const float im = y[i].imag() - expected[word].imag();
        branch[i][word] = -(re * re + im * im) * scale;
      }
      if (is_tail) {
        for (std::size_t word = 1; word < kWords; word += 2) branch[i][word] += kImpossible;
      }
    }
    forward[0].fill(0.0F);  // what was sent before the burst is not known
    for (std::size_t i = 0; i < n; ++i) {
      const Metrics& from = forward[i];
      Metrics& to = forward[i + 1];
      for (std::size_t s = 0; s < kStates; ++s) {
        const float a = from[s >> 1U] + branch[i][s];
        const float b = from[(s >> 1U) + kStates / 2] + branch[i][s + kStates];
        to[s] = std::max(a, b);
      }
    }
    Metrics backward{};
    for (std::size_t i = n; i-- > 0;) {
      const Metrics& from = forward[i];
      float best_0 = 4 * kImpossible;
      float best_1 = 4 * kImpossible;
      Metrics earlier;
      for (std::size_t s = 0; s < kStates; ++s) {
        const std::size_t to = (2 * s) & (kStates - 1);
        const float path_0 = branch[i][2 * s] + backward[to];
        const float path_1 = branch[i][2 * s + 1] + backward[to + 1];
        best_0 = std::max(best_0, from[s] + path_0);
        best_1 = std::max(best_1, from[s] + path_1);
        earlier[s] = std::max(path_0, path_1);
      }
      backward = earlier;
      llr[i] = best_0 - best_1;
    }
  }
};

template <std::size_t kMemory>
void run(std::span<const Sample> y, const ChannelTaps& taps, std::span<float> llr) noexcept {
  thread_local Trellis<kMemory> trellis;
  trellis.expect(taps);
  const float scale = 1.0F / std::max(taps.noise_variance, 1e-30F);
  trellis.run(y, scale, llr);
}

}  // namespace

void equalise(std::span<const Sample> y, const ChannelTaps& taps, std::span<float> llr) noexcept {
  assert(y.size() <= kMaxSymbols && y.size() == llr.size() && y.size() > 2 * kTail_symbols);
  switch (taps.count) {
    case 2:
      return run<1>(y, taps, llr);
    case 3:
      return run<2>(y, taps, llr);
    case 4:
      return run<3>(y, taps, llr);
    case 5:
      return run<4>(y, taps, llr);
    case 6:
      return run<5>(y, taps, llr);
    default:
      assert(taps.count == 7);
      return run<6>(y, taps, llr);
  }
}

}  // namespace cellwarden::gsm
