#pragma once

/// \file
/// Bits of a burst as log-likelihood ratios, out of samples that a channel of a few symbols' length has
/// smeared: a maximum a posteriori equaliser (forward and backward recursion over all states of the channel,
/// in the max-log form).
///
///   in    one sample per symbol, quarter turns taken out; the channel's taps and the noise
///   out   one value per symbol: positive for 0, in natural units of log-likelihood
///   cost  symbols * 2^taps additions three times over
///   limits  docs/performance.md, block errors against SNR

#include <span>

#include "dsp/gsm/training.hpp"

namespace cellwarden::gsm {

inline constexpr std::size_t kMaxEqualiserTaps = 7;

/// \param y     y[n] holds tap 0 of symbol n
/// \param taps  2 … kMaxEqualiserTaps of them
/// \param llr   as many as y has samples; the first and the last three symbols are taken as the tail bits 0
void equalise(std::span<const Sample> y, const ChannelTaps& taps, std::span<float> llr) noexcept;

}  // namespace cellwarden::gsm
