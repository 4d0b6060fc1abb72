#pragma once

#include <cstddef>
#include <optional>

namespace cellwarden::frontend {

/// How a stream is cut into overlapping transform blocks so that, by whole numbers of bins and samples,
/// each block serves both a carrier's baseband at 1.92 MS/s and the synchronisation search at 1.28 MS/s.
///
/// All sizes are multiples of a common granularity, so block starts fall on whole samples at all three
/// rates. Each block reaches 20 us before its own part of the stream and 75 us after it.
struct BlockPlan {
  std::size_t input_size{};    ///< transform size at the input's rate
  std::size_t input_hop{};     ///< block b begins at input sample b * input_hop - input_lead
  std::size_t input_lead{};    ///< samples before the block's own part
  std::size_t carrier_size{};  ///< the same block at 1.92 MS/s
  std::size_t carrier_hop{};
  std::size_t carrier_lead{};
  std::size_t search_size{};  ///< the same block at 1.28 MS/s
  std::size_t search_hop{};
  std::size_t search_lead{};
  double bin_hz{};
};

inline constexpr double kCarrierRate_hz = 1.92e6;
inline constexpr double kSearchRate_hz = 1.28e6;

/// \return nothing when the rate is below 1.92 MS/s or has no such plan with blocks up to 8 ms (rates that
///         are no multiple of 20 kHz mostly have none: such a stream is resampled first, see
///         rate_adapter.hpp)
[[nodiscard]] std::optional<BlockPlan> plan_blocks(double sample_rate_hz);

}  // namespace cellwarden::frontend
