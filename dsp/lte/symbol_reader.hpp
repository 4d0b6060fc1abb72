#pragma once

/// \file
/// Sub-carriers of OFDM symbols out of a carrier's 1.92 MS/s baseband, at times that need not fall on a
/// sample and with a carrier offset and clock slope taken out.

#include <array>
#include <complex>
#include <cstddef>
#include <optional>
#include <span>

#include "dsp/kernel/fft.hpp"
#include "dsp/lte/frame_structure.hpp"

namespace cellwarden::lte {

inline constexpr std::size_t kCentral_subcarriers = 72;

/// The central six resource blocks of one symbol: element i is sub-carrier i - 36 below DC, i - 35 above.
using CentralSymbol = std::array<Sample, kCentral_subcarriers>;

/// `start` turned by `step` more for every sub-carrier away from DC: what a delay does to the central ones.
[[nodiscard]] CentralSymbol subcarrier_turns(Sample start, Sample step) noexcept;

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
  SymbolReader();

  void set_baseband(std::span<const Sample> baseband) noexcept { baseband_ = baseband; }
  [[nodiscard]] std::span<const Sample> baseband() const noexcept { return baseband_; }

  /// Reads the symbol whose useful part begins `useful_start_samples` (nominal) after frame 0's start.
  /// Phase is that of a carrier at exactly timing.offset_hz; the transform begins a little early, inside
  /// the prefix, and the slope that this makes is taken out.
  /// \return false where the symbol is not wholly inside the baseband
  bool read(const FrameTiming& timing, double useful_start_samples, CentralSymbol& out);

 private:
  void prepare_turn(double offset_hz);

  std::span<const Sample> baseband_;
  Fft fft_;
  double turn_offset_hz_ = 0.0;
  std::array<Sample, kFft_samples> turn_;  // a carrier at turn_offset_hz_, conjugate
};

}  // namespace cellwarden::lte
