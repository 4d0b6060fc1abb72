#pragma once

/// \file
/// Sub-carriers of OFDM symbols out of samples of any rate that is a multiple of 15 kHz, at times that need
/// not fall on a sample and with a carrier offset and clock slope taken out.
///
/// Times are in samples of 1.92 MS/s throughout, whatever the rate.

#include <array>
#include <complex>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "dsp/kernel/fft.hpp"
#include "dsp/lte/frame_structure.hpp"

namespace cellwarden::lte {

inline constexpr std::size_t kCentral_subcarriers = 72;

/// The central six resource blocks of one symbol: element i is sub-carrier i - 36 below DC, i - 35 above.
using CentralSymbol = std::array<Sample, kCentral_subcarriers>;

/// `start` turned by `step` more for every sub-carrier away from DC: what a delay does to them.
/// \param turns  of as many sub-carriers below DC as above, 8 or more
void subcarrier_turns(Sample start, Sample step, std::span<Sample> turns) noexcept;

/// How a cell's frames lie in a baseband segment.
struct FrameTiming {
  double frame_start_samples{};  ///< of frame 0 of the segment, at 1.92 MS/s; may be negative
  double drift_ppm{};            ///< frames are (1 + drift) * 10 ms apart on this radio's clock
  double offset_hz{};            ///< carrier of the cell within the baseband

  /// Start of `samples` nominal samples after frame 0's start.
  [[nodiscard]] double at(double samples) const noexcept {
    return frame_start_samples + samples * (1.0 + drift_ppm * 1e-6);
  }
};

class SymbolReader {
 public:
  /// \param fft_samples  of one symbol: the rate divided by 15 kHz
  explicit SymbolReader(std::size_t fft_samples = kFft_samples);

  /// \param first_sample  of the baseband, at its own rate, from where the frames' timing counts
  void set_baseband(std::span<const Sample> baseband, std::size_t first_sample = 0) noexcept {
    baseband_ = baseband;
    first_sample_ = first_sample;
  }
  [[nodiscard]] std::span<const Sample> baseband() const noexcept { return baseband_; }

  /// Whether the baseband holds this stretch and a symbol's beginning before it, in samples of 1.92 MS/s.
  [[nodiscard]] bool covers(double begin_samples, double end_samples) const noexcept;

  /// Reads the symbol whose useful part begins `useful_start_samples` (nominal) after frame 0's start.
  /// Phase is that of a carrier at exactly timing.offset_hz; the transform begins a little early, inside
  /// the prefix, and the slope that this makes is taken out.
  /// \param out  the sub-carriers around DC, as many below as above
  /// \return false where the symbol is not wholly inside the baseband
  bool read(const FrameTiming& timing, double useful_start_samples, std::span<Sample> out);

  /// Mean power per sub-carrier just beyond those of a cell, on the quieter side, in the symbol read last:
  /// where the band is flat.
  /// \param subcarriers  of the cell
  /// \return nothing where that leaves no room beside them
  [[nodiscard]] std::optional<double> guard_power(std::size_t subcarriers) const noexcept;

 private:
  void prepare_turn(double offset_hz);

  std::span<const Sample> baseband_;
  std::size_t first_sample_ = 0;
  Fft fft_;
  double rate_ratio_;  // of the baseband's rate to 1.92 MS/s
  double turn_offset_hz_ = 0.0;
  std::vector<Sample> turn_;      // a carrier at turn_offset_hz_, conjugate
  std::vector<Sample> slope_;     // of the sub-carriers
  std::span<const Sample> bins_;  // of the symbol read last
};

}  // namespace cellwarden::lte
