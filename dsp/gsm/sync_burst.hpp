#pragma once

/// \file
/// One synchronisation burst: where exactly it lies, what the radio channel looks like, what it says.

#include <array>
#include <optional>

#include "dsp/gsm/channel_decoder.hpp"
#include "dsp/gsm/channel_stream.hpp"
#include "dsp/gsm/training.hpp"

namespace cellwarden::gsm {

/// Which taps of the radio channel an equaliser models: `count` of them, tap 0 at `first` symbols from the
/// strongest path.
struct TapWindow {
  int first = -1;
  std::size_t count = 3;
};

/// |correlation|^2 with a training sequence over delays, in symbols from the strongest path, mean of many.
class DelayProfile {
 public:
  static constexpr int kBefore = 4;
  static constexpr int kAfter = 8;
  static constexpr std::size_t kSize = kBefore + kAfter + 1;

  void add(const std::array<float, kSize>& powers, float noise) noexcept;
  void clear() noexcept { *this = {}; }
  [[nodiscard]] bool empty() const noexcept { return weight_ == 0.0F; }
  /// The shortest window that leaves out less than the equaliser would notice.
  [[nodiscard]] TapWindow window() const noexcept;

 private:
  std::array<float, kSize> sum_{};
  float noise_{};
  float weight_{};
};

struct SyncBurst {
  double start{};          ///< channel sample at which symbol 0 of the strongest path lies
  float training_share{};  ///< of the power during training, explained by it: 0…1
  std::array<float, DelayProfile::kSize> profile{};
  float profile_noise{};  ///< of it, per delay
  SchBits bits{};         ///< soft
  std::optional<SchContent> content;
};

class SyncBurstReader {
 public:
  SyncBurstReader();

  /// \param near           where its symbol 0 is thought to lie
  /// \param reach_symbols  how far off that may be, at most 16
  /// \param window         of the channel where it is known; else it is chosen from this burst
  /// \return nothing when the stream does not hold it all, or the training sequence is not there
  [[nodiscard]] std::optional<SyncBurst> read(const ChannelStream& stream, double near, int reach_symbols,
                                              double offset_hz, std::optional<TapWindow> window) const;

 private:
  std::array<TrainingFit, kMaxTaps + 1> fits_;  // by number of taps; below two not used
};

}  // namespace cellwarden::gsm
