#pragma once

/// \file
/// The few loops that a search spends its time in, compiled for several widths of the processor's vectors
/// and chosen at start. None of them adds in another order or fuses a multiplication, so that every
/// processor gets the same bits.

#include <cstdint>
#include <span>

#include "dsp/iq_block.hpp"

namespace cellwarden {

/// out[i] = a[i] * conj(b[i])
void multiply_conj(std::span<const Sample> a, std::span<const Sample> b, std::span<Sample> out) noexcept;

/// out[i] = a[i] * b[i]
void multiply(std::span<const Sample> a, std::span<const Sample> b, std::span<Sample> out) noexcept;

/// Sum of a[i] * conj(b[i]), in eight interleaved parts that are added at the end.
[[nodiscard]] Sample dot_conj(std::span<const Sample> a, std::span<const Sample> b) noexcept;

/// Sum of a[i] * weights[2 i], where each weight stands twice; in eight interleaved parts that are added at
/// the end.
[[nodiscard]] Sample dot_pairs(std::span<const Sample> a, std::span<const float> weights) noexcept;

/// out[i] = |a[i]|^2
void squared_magnitudes(std::span<const Sample> a, std::span<float> out) noexcept;

/// out[i] = a[2 i] + a[2 i + 1]
void add_pairs(std::span<const float> a, std::span<float> out) noexcept;

/// out[i] = the larger of a[2 i] and a[2 i + 1]; of what is no number, either
void larger_of_pairs(std::span<const float> a, std::span<float> out) noexcept;

/// out[i] = a[i] * b * scale[i]
void multiply_scaled(std::span<const Sample> a, Sample b, std::span<const float> scale,
                     std::span<Sample> out) noexcept;

/// out[i] = a[i], and 0 where |a[i]|^2 is not below the limit (nor a number)
void copy_below(std::span<const Sample> a, float limit, std::span<Sample> out) noexcept;

/// parts[i mod 8] += |a[i]|^2 where that is below the limit
void accumulate_powers(std::span<const Sample> a, float limit, std::span<double, 8> parts) noexcept;

/// out[i] = |a[i]|^2 * scale[i], rounded and limited to 0 … limit
void scaled_powers(std::span<const Sample> a, std::span<const float> scale, float limit,
                   std::span<std::uint16_t> out) noexcept;

/// sum[i] += a[i]; the caller sees to it that 65535 is not exceeded
void accumulate(std::span<const std::uint16_t> a, std::span<std::uint16_t> sum) noexcept;

/// Where sum[i] > best[i]: best[i] = sum[i], which[i] = label
void keep_larger(std::span<const std::uint16_t> sum, std::uint16_t label, std::span<std::uint16_t> best,
                 std::span<std::uint16_t> which) noexcept;

/// sum[i] += a * row[i]
void accumulate_product(Sample a, std::span<const Sample> row, std::span<Sample> sum) noexcept;

/// from[i] -= a[i] * b[i]
void subtract_product(std::span<const Sample> a, std::span<const Sample> b, std::span<Sample> from) noexcept;

/// sums[m] += a.real() * row[m], and likewise for the imaginary parts
void accumulate_scaled(Sample a, std::span<const float> row, std::span<float> real_sums,
                       std::span<float> imag_sums) noexcept;

}  // namespace cellwarden
