#pragma once

/// \file
/// The radio channel as seen through a known sequence: least-squares taps at one sample per symbol, and what
/// is left as noise.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "dsp/iq_block.hpp"

namespace cellwarden::gsm {

inline constexpr std::size_t kMaxTaps = 13;  ///< that can be estimated

/// y[n] = sum over l of tap[l] * a[n - l] + noise, a = +-1 (bit 0: +1).
struct ChannelTaps {
  std::array<Sample, kMaxTaps> tap{};
  std::size_t count{};
  float noise_variance{};  ///< E|noise|^2

  [[nodiscard]] float power() const noexcept;
};

/// The estimator for one sequence and number of taps, prepared once.
class TrainingFit {
 public:
  /// \param bits  of the sequence, one per element
  TrainingFit(std::span<const std::uint8_t> bits, std::size_t taps);

  /// \param y  as many samples as the sequence has bits; y[n] holds tap 0 of bit n
  [[nodiscard]] ChannelTaps estimate(std::span<const Sample> y) const noexcept;

  /// Share of y's energy that the sequence explains, over the bits whose neighbours are known: near 1 where
  /// it is there and strong, about taps / bits where it is not.
  [[nodiscard]] float explained(std::span<const Sample> y) const noexcept;

 private:
  std::size_t taps_;
  std::size_t rows_;
  std::vector<float> symbols_;  // +-1
  std::vector<float> inverse_;  // taps x rows
};

/// Sum over n of y[n] * symbol[n], for a sequence at the start of y.
[[nodiscard]] Sample correlate(std::span<const Sample> y, std::span<const std::uint8_t> bits) noexcept;

}  // namespace cellwarden::gsm
