#pragma once

/// \file
/// How samples lie in a file or come out of a converter, and their way to and from full-scale floats.
///
///   cu8     (code - 127.5) / 128    the midpoint of an RTL2832's offset codes; scaled like cs8, so that one
///                                   converter reads one level whether a driver or a tool shifted its codes
///   cs8     code / 128
///   cs16    code / 32768
///   cs24    code / 2^23, three octets
///   cs24in32  the same in four octets (SDRangel)
///   cf32    as it is
///
/// I then Q, little-endian unless the name says otherwise.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "dsp/iq_block.hpp"

namespace cellwarden::capture {

enum class SampleFormat : std::uint8_t { kCu8, kCs8, kCs16, kCs16Be, kCs24, kCs24In32, kCf32 };

/// Octets of one complex sample.
[[nodiscard]] constexpr std::size_t bytes_per_sample(SampleFormat format) noexcept {
  constexpr std::array<std::size_t, 7> kBytes{2, 2, 4, 4, 6, 8, 8};
  return kBytes[static_cast<std::size_t>(format)];
}

/// The value of a converter that becomes 1.0.
[[nodiscard]] constexpr double full_scale_of(SampleFormat format) noexcept {
  constexpr std::array<double, 7> kFullScale{128, 128, 32768, 32768, 8388608, 8388608, 1};
  return kFullScale[static_cast<std::size_t>(format)];
}

/// "cu8", "cs8", "cs16", "cs16be", "cs24", "cs24in32", "cf32".
[[nodiscard]] std::string_view to_string(SampleFormat format) noexcept;

/// The inverse of to_string: what `--type` takes.
[[nodiscard]] std::optional<SampleFormat> sample_format_named(std::string_view name) noexcept;

/// What a conversion met on its way.
struct ConversionCounts {
  std::uint32_t clipped{};     ///< I or Q at an extreme code; cf32: |I| or |Q| of 1.0 or more
  std::uint32_t not_finite{};  ///< cf32: NaN or infinite, replaced by 0
};

/// Whole samples to full-scale floats.
/// \pre bytes.size() == out.size() * bytes_per_sample(format)
ConversionCounts to_float(SampleFormat format, std::span<const std::byte> bytes,
                          std::span<Sample> out) noexcept;

/// The inverse: rounded to the nearest code, held at the extreme codes. What to_float read comes back bit
/// for bit.
/// \pre out.size() == samples.size() * bytes_per_sample(format)
void from_float(SampleFormat format, std::span<const Sample> samples, std::span<std::byte> out) noexcept;

}  // namespace cellwarden::capture
