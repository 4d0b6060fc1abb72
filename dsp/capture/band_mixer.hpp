#pragma once

/// \file
/// Several recordings as one band: what each of them holds inside a tuned window, at its place, summed.
///
///   method    overlapped FFT blocks of 8 ms that begin every 6 ms; 1 ms on either side is thrown away.
///             Rates are whole kHz, so that a block has whole samples at every rate; a recording's distance
///             from the window is a whole number of 125 Hz bins and a rotation of less than one.
///   flat      each recording passes unchanged (error below -60 dB, measured below -80 dB) up to 10 kHz from
///             its band's edges at +-rate/2 and from the window's; in these last 10 kHz it fades out (raised
///             cosine), so recordings that only touch leave a notch. Where recordings overlap they add up.
///   noise     white, of a stated level a MHz, as far as nothing was recorded there: beside and between the
///             recordings, in what fades out, and in place of one that has ended
///   edges     a recording that begins, ends or has a gap rings for 0.1 ms
///   cost      what lies outside the window is not read. Memory: 8 ms of each recording and of the window.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cell/result.hpp"
#include "dsp/capture/band_recording.hpp"
#include "dsp/kernel/fft.hpp"

namespace cellwarden::capture {

/// Samples per millisecond, where that is a whole number of at least 100.
[[nodiscard]] std::optional<std::size_t> samples_per_ms(double rate_hz) noexcept;

/// White noise by the sample's index: the same however it is cut. E|x|^2 = 1.
class IndexedNoise {
 public:
  explicit IndexedNoise(std::uint64_t seed);
  /// One millisecond of it.
  void fill(std::int64_t millisecond, std::span<Sample> out) const;

 private:
  std::uint64_t seed_;
  std::vector<Sample> table_;
};

/// What the tuner passes, and on which grid it is wanted.
struct MixedWindow {
  double center_hz{};
  std::size_t per_ms{};          ///< the window's width in kHz
  std::size_t oversampling = 1;  ///< samples per ms: per_ms times this
  friend bool operator==(const MixedWindow&, const MixedWindow&) = default;
};

class BandMixer {
 public:
  static constexpr std::size_t kBlock_ms = 8;
  static constexpr std::size_t kGuard_ms = 1;
  static constexpr std::size_t kHop_ms = kBlock_ms - 2 * kGuard_ms;
  /// Samples of the grid before and after the block's own that render() gives too, for an interpolator.
  static constexpr std::size_t kMargin_samples = 32;

  /// \param files  each one recording; folders are expanded by the caller
  [[nodiscard]] static Result<std::unique_ptr<BandMixer>> open(const std::vector<std::string>& files,
                                                               bool loop, std::optional<double> noise_dbfs);

  [[nodiscard]] const StreamInfo& recording(std::size_t i) const { return recordings_[i]->info(); }
  [[nodiscard]] std::size_t size() const noexcept { return recordings_.size(); }

  /// The milliseconds block * kHop_ms and on, with the margins; a view that holds until the next call.
  /// \pre block is never before that of the call before
  [[nodiscard]] Result<std::span<const Sample>> render(std::uint64_t block, const MixedWindow& window);

  /// Whether no recording goes on at the block's beginning.
  [[nodiscard]] Result<bool> has_ended(std::uint64_t block);

 private:
  /// How one recording comes into a window.
  struct Part {
    std::size_t recording{};
    double rotation_hz{};        ///< before its transform
    std::int64_t shift_bins{};   ///< of its spectrum
    std::int64_t first_bin{};    ///< of the window, below 0 left of its centre
    std::vector<float> weights;  ///< of the bins from there on
  };

  explicit BandMixer(std::optional<double> noise_dbfs);
  [[nodiscard]] Result<std::vector<bool>> heard(std::uint64_t block);
  [[nodiscard]] Result<bool> has_ended(BandRecording& recording, std::uint64_t block) const;
  void plan(const MixedWindow& window, std::vector<bool> heard);
  [[nodiscard]] std::optional<Part> part_of(std::size_t recording) const;
  [[nodiscard]] Result<void> add(const Part& part, std::uint64_t block, std::span<Sample> spectrum);
  void add_noise(std::uint64_t block, std::span<Sample> spectrum);
  [[nodiscard]] Fft& transform(std::size_t size, Fft::Direction direction);

  const std::optional<double> noise_dbfs_;
  std::vector<std::unique_ptr<BandRecording>> recordings_;
  std::optional<IndexedNoise> noise_;
  std::map<std::pair<std::size_t, Fft::Direction>, Fft> transforms_;
  MixedWindow window_;
  std::vector<bool> heard_;
  std::vector<Part> parts_;
  std::vector<float> noise_weights_;  ///< of the window's bins, lowest first; empty where there is none
};

}  // namespace cellwarden::capture
