#pragma once

/// \file
/// Normal bursts of a common timeslot into the soft bits of a block.

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "dsp/gsm/channel_decoder.hpp"
#include "dsp/gsm/channel_stream.hpp"
#include "dsp/gsm/equaliser.hpp"
#include "dsp/gsm/sync_burst.hpp"
#include "dsp/gsm/training.hpp"

namespace cellwarden::gsm {

/// A normal burst with the radio channel that its training sequence shows.
struct NormalBurst {
  std::array<Sample, kBurst_symbols> y{};
  ChannelTaps taps;
};

/// Sums of soft bits that stand for one block sent several times are what such a block is decoded from.
struct SoftBlock {
  BlockBits bits{};
  float signal_power{};  ///< mean over its bursts, per symbol
  float noise_power{};
};

class BlockReader {
 public:
  BlockReader();

  /// \param burst_starts  channel sample of symbol 0 of each of the block's four bursts
  /// \return nothing when the stream does not hold them all
  [[nodiscard]] std::optional<SoftBlock> read(const ChannelStream& stream,
                                              const std::array<double, kBurstsPerBlock>& burst_starts,
                                              double offset_hz, TapWindow window,
                                              std::uint8_t training_sequence) const;

  /// How well each training sequence explains a burst, 0…1.
  [[nodiscard]] std::array<float, kTrainingSequences> compare_training(const ChannelStream& stream,
                                                                       double burst_start, double offset_hz,
                                                                       TapWindow window) const;

  /// Phase of a burst's symbols against that of GMSK with the same bits through the same radio channel, rms
  /// in radians, noise included (TS 45.005, section 4.6, after what a linear channel explains).
  [[nodiscard]] std::optional<double> phase_error_rad(const ChannelStream& stream, double burst_start,
                                                      double offset_hz, TapWindow window,
                                                      std::uint8_t training_sequence) const;

 private:
  [[nodiscard]] const TrainingFit& fit(std::uint8_t sequence, std::size_t taps) const noexcept {
    return fits_[sequence * (kMaxEqualiserTaps + 1) + taps];
  }
  std::vector<TrainingFit> fits_;  // by training sequence, then number of taps
};

}  // namespace cellwarden::gsm
