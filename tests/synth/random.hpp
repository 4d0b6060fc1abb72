#pragma once

/// \file
/// A random generator whose bits are the same on every machine and with every standard library: a scene and
/// its seed name one signal.

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <numbers>

#include "dsp/iq_block.hpp"

namespace cellwarden::synth {

/// xoshiro256** of Blackman and Vigna, seeded by splitmix64 from any number of words. Streams with
/// different words are independent for every practical purpose.
class Random {
 public:
  explicit Random(std::initializer_list<std::uint64_t> words) noexcept {
    std::uint64_t mix = 0x6A09'E667'F3BC'C909U;
    for (const std::uint64_t word : words) {
      mix ^= word;
      mix = splitmix(mix);
    }
    for (std::uint64_t& s : state_) s = splitmix(mix);
  }

  std::uint64_t bits() noexcept {
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t t = state_[1] << 17U;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  /// In [0, 1), 53 bits.
  double uniform() noexcept { return static_cast<double>(bits() >> 11U) * 0x1p-53; }

  /// Circular complex Gaussian, E|x|^2 = 1 (Box-Muller).
  Sample complex_normal() noexcept {
    const double radius = std::sqrt(-std::log(1.0 - uniform()));
    const double angle = 2.0 * std::numbers::pi * uniform();
    return {static_cast<float>(radius * std::cos(angle)), static_cast<float>(radius * std::sin(angle))};
  }

 private:
  static std::uint64_t splitmix(std::uint64_t& x) noexcept {
    x += 0x9E37'79B9'7F4A'7C15U;
    std::uint64_t z = x;
    z = (z ^ (z >> 30U)) * 0xBF58'476D'1CE4'E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D0'49BB'1331'11EBU;
    return z ^ (z >> 31U);
  }

  std::array<std::uint64_t, 4> state_{};
};

}  // namespace cellwarden::synth
