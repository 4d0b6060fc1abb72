#pragma once

/// \file
/// The samples of one channel as they come in, and bursts out of them at one sample per symbol.

#include <cstdint>
#include <span>
#include <vector>

#include "dsp/frontend/channel_bank.hpp"
#include "dsp/gsm/burst_structure.hpp"

namespace cellwarden::gsm {

/// A channel of a ChannelBank over a gapless stretch. Samples count from the stream's first.
class ChannelStream {
 public:
  ChannelStream(const frontend::ChannelPlan& plan, std::int64_t center_bin);

  /// Appends the channel's samples of all blocks that the bank holds beyond what is here.
  void extend(const frontend::ChannelBank& bank, frontend::ChannelCutter& cutter);
  /// What comes does not follow what is here.
  void restart() noexcept { is_begun_ = false; }
  /// Samples before `index` are needed no more.
  void discard_before(std::int64_t index);

  [[nodiscard]] std::int64_t first() const noexcept { return first_; }
  [[nodiscard]] std::int64_t end() const noexcept {
    return first_ + static_cast<std::int64_t>(samples_.size());
  }
  [[nodiscard]] std::span<const Sample> samples() const noexcept { return samples_; }
  [[nodiscard]] double rate_hz() const noexcept { return rate_hz_; }
  [[nodiscard]] double center_hz() const noexcept { return center_hz_; }  ///< from the band's centre
  [[nodiscard]] double symbol_samples() const noexcept { return rate_hz_ / kSymbolRate_hz; }

  /// out[n]: the signal at symbol n of a burst, sampled at start + n * symbol_samples, turned back by
  /// `offset_hz` (of the carrier from the channel's centre) and by the quarter turn per symbol that GMSK
  /// makes, so that a channel without distortion gives +-1 times one constant.
  /// \param first_symbol  n of out[0], may be negative
  /// \return false, and nothing written, when not all of it is held
  [[nodiscard]] bool sample(double start, int first_symbol, double offset_hz, std::span<Sample> out) const;

  /// Mean power of the samples between two places; 0 where nothing is held.
  [[nodiscard]] double power(double from, double to) const noexcept;

 private:
  std::int64_t center_bin_;
  double rate_hz_;
  double center_hz_;
  std::vector<Sample> samples_;
  std::int64_t first_ = 0;
  bool is_begun_ = false;
};

}  // namespace cellwarden::gsm
