#pragma once

/// \file
/// One synchronisation burst: where exactly it lies, what the radio channel looks like, what it says.

#include <array>
#include <optional>

#include "dsp/gsm/channel_decoder.hpp"
#include "dsp/gsm/channel_stream.hpp"
#include "dsp/gsm/equaliser.hpp"
#include "dsp/gsm/training.hpp"

namespace cellwarden::gsm {

/// Which taps of the radio channel an equaliser models: `count` of them, tap 0 at `first` symbols from the
/// strongest path.
struct TapWindow {
  int first = -1;
  std::size_t count = 3;
};

/// Power of the radio channel over delays, in symbols from the strongest path, mean of many bursts.
class DelayProfile {
 public:
  static constexpr int kBefore = 4;
  static constexpr int kAfter = 8;
  static constexpr std::size_t kSize = kBefore + kAfter + 1;

  /// \param taps  kSize of them, tap 0 at -kBefore
  void add(const ChannelTaps& taps) noexcept;
  void clear() noexcept { *this = {}; }
  [[nodiscard]] bool empty() const noexcept { return bursts_ == 0.0F; }
  /// The window for normal bursts: what it leaves out is noise to the equaliser, and so is what 26 training
  /// symbols cannot tell of each tap that it takes in.
  [[nodiscard]] TapWindow window() const noexcept;

 private:
  std::array<float, kSize> power_{};
  float noise_{};
  float bursts_{};
};

struct SyncBurst {
  double start{};    ///< channel sample at which symbol 0 of the path lies that timing is measured by
  ChannelTaps taps;  ///< of the whole profile, tap 0 at -DelayProfile::kBefore
  SchBits bits{};    ///< soft
  std::optional<SchContent> content;
};

class SyncBurstReader {
 public:
  SyncBurstReader();

  /// \param near           where its symbol 0 is thought to lie
  /// \param reach_symbols  how far off that may be, at most 16
  /// \param is_tracked     the path nearest to `near` is meant, as long as it is no faint one; else the
  ///                       strongest
  /// \param window         of the channel where it is known; else it is chosen from this burst
  /// \return nothing when the stream does not hold it all, or the training sequence is not there
  [[nodiscard]] std::optional<SyncBurst> read(const ChannelStream& stream, double near, int reach_symbols,
                                              double offset_hz, bool is_tracked,
                                              std::optional<TapWindow> window) const;

 private:
  TrainingFit profile_fit_;
  std::array<TrainingFit, kMaxEqualiserTaps + 1> fits_;  // by number of taps; below two not used
};

}  // namespace cellwarden::gsm
