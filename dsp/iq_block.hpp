#pragma once

#include <chrono>
#include <complex>
#include <cstdint>
#include <optional>
#include <span>

namespace cellwarden {

using Sample = std::complex<float>;

/// A sample whose |x|^2 is not below this (or no number) counts as silence.
inline constexpr float kMostPower = 1e12F;

/// A gapless run of samples from one tuning of one receiver; a view, not an owner.
///
/// A block never spans a retune or a lost sample: what follows a loss is a new block, whose `lost_before`
/// and `dropped_before` say how much is missing.
struct IqBlock {
  std::span<const Sample> samples;  ///< full scale is |1.0|
  std::uint64_t first_sample{};     ///< index since the stream began, missing samples counted
  std::uint64_t lost_before{};      ///< samples that the device lost just before this block
  std::uint64_t dropped_before{};   ///< samples that we dropped just before this block: too slow
  bool gap_before{};  ///< not contiguous with the block before, also where nobody knows by how much:
                      ///< next file, retune, recorder stopped; set wherever the two counts above are
  std::optional<std::chrono::sys_time<std::chrono::nanoseconds>> received_at;  ///< UTC of the first sample
  double center_hz{};
  double sample_rate_hz{};
  std::optional<double> gain_db;
  std::uint32_t clipped_samples{};  ///< of these samples, those with I or Q at the converter's full scale
};

}  // namespace cellwarden
