#pragma once

/// \file
/// Every narrow channel of a recorded band out of one set of transforms: the band is transformed block by
/// block as it comes in, and whichever channels are wanted are cut out of the spectra, each with a small
/// inverse transform per block (overlap-save). Channels need not lie on a grid, nor on a bin.
///
///   in      a gapless stream of samples at any rate from 0.25 MS/s on
///   out     per block its spectrum (the search for signals looks at these), per channel a stream of
///           samples at about 550 kS/s, whose index counts from the stream's first sample
///   cost    docs/performance.md: one transform per 0.4 ms of band, one small one per channel
///   limits  pass band of a channel +-80 kHz, -6 dB at +-98 kHz, below -50 dB from +-120 kHz: GMSK loses
///           less by that than neighbouring channels would add; what lies outside the recorded band is zero,
///           not its alias
/// The radio's own DC offset, as the mean of about 50 ms, is taken out. A sample that is no number, or a
/// million times beyond full scale, counts as silence.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "dsp/iq_block.hpp"
#include "dsp/kernel/fft.hpp"
#include "dsp/kernel/parallel.hpp"

namespace cellwarden::frontend {

/// How a stream is cut into blocks of twelve units of about 40 us: ten of its own, one before, one after.
struct ChannelPlan {
  std::size_t unit_samples{};  ///< of the input
  double sample_rate_hz{};

  static constexpr std::size_t kUnits = 12;
  static constexpr std::size_t kOwnUnits = 10;
  static constexpr std::size_t kChannelUnit_samples = 22;

  [[nodiscard]] std::size_t size() const noexcept { return kUnits * unit_samples; }
  [[nodiscard]] std::size_t hop() const noexcept { return kOwnUnits * unit_samples; }
  [[nodiscard]] double bin_hz() const noexcept { return sample_rate_hz / static_cast<double>(size()); }
  [[nodiscard]] double hop_s() const noexcept { return static_cast<double>(hop()) / sample_rate_hz; }
  static constexpr std::size_t kChannelSize = kUnits * kChannelUnit_samples;
  static constexpr std::size_t kChannelHop = kOwnUnits * kChannelUnit_samples;
  /// About 550 kS/s; exact for this plan.
  [[nodiscard]] double channel_rate_hz() const noexcept {
    return sample_rate_hz * static_cast<double>(kChannelUnit_samples) / static_cast<double>(unit_samples);
  }
};

/// \return nothing below 0.25 MS/s
[[nodiscard]] std::optional<ChannelPlan> plan_channels(double sample_rate_hz);

/// The spectra of a stream, block by block, as it comes in.
class ChannelBank {
 public:
  explicit ChannelBank(const ChannelPlan& plan);

  /// Takes what follows what was taken before, and transforms the blocks that are complete.
  void push(std::span<const Sample> samples, const ParallelFor& parallel);

  /// The stream ends here: transforms what is left, with silence after it.
  void finish(const ParallelFor& parallel);

  /// Forgets blocks before `block`; what was held of them is gone.
  void discard_before(std::uint64_t block);

  /// Another stream begins: sample 0 is its first.
  void restart();

  [[nodiscard]] const ChannelPlan& plan() const noexcept { return plan_; }
  [[nodiscard]] std::uint64_t first_block() const noexcept { return first_block_; }
  [[nodiscard]] std::uint64_t end_block() const noexcept { return end_block_; }
  /// Spectrum of a held block in transform order, unscaled; bin k is at k * bin_hz.
  [[nodiscard]] std::span<const Sample> block(std::uint64_t b) const noexcept {
    return blocks_[static_cast<std::size_t>(b - first_block_)];
  }

 private:
  void transform(std::uint64_t from, std::uint64_t to, const ParallelFor& parallel);

  ChannelPlan plan_;
  std::deque<std::vector<Sample>> blocks_;  // spectra of first_block_ … end_block_ - 1
  std::vector<std::vector<Sample>> spare_;  // room for more
  std::vector<Fft> transforms_;             // one a task
  std::vector<Sample> pending_;             // not transformed yet, and room for more
  std::size_t pending_count_ = 0;
  std::uint64_t first_block_ = 0;
  std::uint64_t end_block_ = 0;
  Sample dc_{};  // running mean of bin 0
  unsigned dc_blocks_ = 0;
};

/// Cuts channels out of a bank's spectra.
class ChannelCutter {
 public:
  explicit ChannelCutter(const ChannelPlan& plan);

  /// Channel samples [from_block * kChannelHop, to_block * kChannelHop) of the channel whose centre is at
  /// `center_bin` bins, appended to `out`. Blocks must be held.
  void cut(const ChannelBank& bank, std::int64_t center_bin, std::uint64_t from_block, std::uint64_t to_block,
           std::vector<Sample>& out);

  /// Equivalent noise bandwidth of a channel.
  [[nodiscard]] double noise_bandwidth_hz() const noexcept { return noise_bandwidth_hz_; }

 private:
  ChannelPlan plan_;
  std::vector<float> response_;  // by channel bin, transform order
  Fft inverse_;
  double noise_bandwidth_hz_;
};

}  // namespace cellwarden::frontend
