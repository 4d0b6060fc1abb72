#pragma once

/// \file
/// The channel between reference signals: the least-squares estimator for paths spread evenly over a span of
/// delays, in noise.

#include <span>
#include <vector>

#include "dsp/iq_block.hpp"

namespace cellwarden::lte {

/// Delays at which a cell's paths arrive, around the timing that its pilots were read with.
struct DelaySpan {
  double first_s, last_s;
};
inline constexpr DelaySpan kShortSpan{-0.35e-6, 0.5e-6};
inline constexpr DelaySpan kLongSpan{-0.7e-6, 4.7e-6};

/// Sub-carrier i of `count` lies there on the frequency axis, in sub-carriers from DC, which is not sent.
[[nodiscard]] constexpr double subcarrier_axis(std::size_t i, std::size_t count) noexcept {
  const std::size_t below_dc = count / 2;
  return static_cast<double>(i) - static_cast<double>(below_dc) + (i >= below_dc ? 1.0 : 0.0);
}

/// \param pilots   their places on the frequency axis
/// \param outputs  where the channel is wanted
/// \param loading  noise in a pilot against the power of the channel
/// \return weight of pilot p in output k at [p * outputs.size() + k]
[[nodiscard]] std::vector<Sample> interpolation_weights(std::span<const double> pilots,
                                                        std::span<const double> outputs,
                                                        const DelaySpan& span, double loading);

}  // namespace cellwarden::lte
