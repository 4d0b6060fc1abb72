#pragma once

/// \file
/// A radio's view of a band laid of recordings: tuned anywhere in it, at any rate of whole kHz, with a real
/// radio's habits.
///
///   time     one axis for all recordings. It begins with the stream and goes on while the radio listens
///            elsewhere: a retune meets every recording at the present.
///   retune   first what was on its way (`buffered_s` of the old window), then garbage (`settle_s` of noise
///            at -20 dBFS), then the new window. Before the stream is started it takes effect at once.
///   step     the signal lies where the tuner's grid has it, and center_hz() tells what was asked for
///   ppm      a clock that is fast by it: the centre is higher and the samples lie closer by the same share.
///            Each sample's time is exact to a hundredth of a nanosecond an hour in; the interpolation's
///            error is that of ClockResampler (-75 dB). The time axis is the true one.
///   reach    from the lowest to the highest recorded frequency and a margin; 100 kS/s to 61.44 MS/s
///   end      without a loop, where the last recording ends, to the next 6 ms

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dsp/capture/band_mixer.hpp"
#include "dsp/capture/clock_resampler.hpp"
#include "dsp/capture/playback_options.hpp"
#include "dsp/capture/played_signal.hpp"

namespace cellwarden::capture {

class BandSignal final : public PlayedSignal {
 public:
  /// Tuned to the first recording, at its rate. Folders stand for the recordings in them.
  [[nodiscard]] static Result<std::unique_ptr<BandSignal>> open(const std::vector<std::string>& recordings,
                                                                bool loop, const BandOptions& options);

  [[nodiscard]] const std::string& name() const noexcept override { return name_; }
  [[nodiscard]] std::string_view native_format() const noexcept override { return "cf32"; }
  [[nodiscard]] double center_hz() const noexcept override { return asked_center_hz_; }
  [[nodiscard]] double rate_hz() const noexcept override { return static_cast<double>(window_.per_ms) * 1e3; }
  [[nodiscard]] ReachOfSignal reach() const noexcept override;
  [[nodiscard]] double clock_factor() const noexcept override { return 1.0 / fast_; }
  [[nodiscard]] Result<void> tune(double center_hz, bool is_streaming) override;
  [[nodiscard]] Result<void> set_rate(double rate_hz, bool is_streaming) override;

  [[nodiscard]] std::uint64_t position() const noexcept override { return position_; }
  [[nodiscard]] Result<bool> load() override;
  [[nodiscard]] std::span<const Sample> ready() const noexcept override { return ready_; }
  void take(std::size_t samples) noexcept override;
  [[nodiscard]] std::size_t gapless(std::size_t most) const noexcept override { return most; }
  [[nodiscard]] Result<void> skip_to(std::uint64_t position) override;

 private:
  struct Retune {
    double center_hz{};            ///< true
    std::uint64_t garbage_from{};  ///< position
    std::uint64_t clear_from{};
  };
  /// A position on the mixer's grid: sample `whole` and a share of the next.
  struct GridTime {
    std::uint64_t whole{};
    double fraction{};
  };

  BandSignal(std::unique_ptr<BandMixer> mixer, const BandOptions& options);
  [[nodiscard]] double true_center_hz(double asked_hz) const noexcept;
  [[nodiscard]] GridTime grid_time(std::uint64_t position) const noexcept;
  [[nodiscard]] Result<bool> load_window();
  [[nodiscard]] Result<void> render(std::uint64_t block);
  void load_garbage(const Retune& retune);
  void resample(std::uint64_t block);

  std::unique_ptr<BandMixer> mixer_;
  const BandOptions options_;
  const double fast_;  ///< 1 + ppm e-6
  const ClockResampler resampler_;
  const IndexedNoise garbage_;
  std::string name_;
  double asked_center_hz_{};
  MixedWindow window_;
  std::optional<Retune> retune_;

  std::uint64_t position_{};
  std::span<const Sample> ready_;
  std::span<const Sample> rendered_;  ///< the mixer's last block
  std::optional<std::uint64_t> rendered_block_;
  MixedWindow rendered_window_;
  std::vector<Sample> samples_;  ///< what was resampled, or garbage
};

}  // namespace cellwarden::capture
