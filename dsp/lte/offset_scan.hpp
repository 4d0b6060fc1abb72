#pragma once

/// \file
/// Looks for the carrier offset at which each frame's reference signals add up in phase: a peak about 100 Hz
/// wide, found far below noise.
///
/// Each symbol's pilots are brought into delays first: a trial of an offset then turns and adds fourteen
/// values a symbol.

#include <array>
#include <vector>

#include "dsp/lte/pilot_delays.hpp"

namespace cellwarden::lte {

class OffsetScan {
 public:
  /// Reads the pilots of some of the segment's frames: enough of them, at most.
  OffsetScan(SymbolReader& reader, const CellShape& shape, const FrameTiming& timing);

  /// Offsets within span_hz of timing.offset_hz at which the pilots add up, relative to it, best first, at
  /// most `most`. Where a frame has few pilots (TDD), the best may be noise, or a neighbour 200 Hz off.
  [[nodiscard]] std::vector<double> hills_hz(double span_hz, std::size_t most) const;

 private:
  // A frame's symbols one after the other: the pilots of each in delays, real and imaginary parts apart.
  struct Frame {
    std::vector<float> re;
    std::vector<float> im;
    std::vector<std::size_t> places;  // of each symbol: 2 slot + part
  };

  static void append_symbol(const PilotGrid& grid, std::size_t slot, unsigned part, Frame& frame);
  [[nodiscard]] std::vector<double> powers(int steps) const;

  std::array<double, 2 * kSlotsPerFrame> times_s_{};  // of a frame's symbols, by place
  std::vector<Frame> frames_;
};

}  // namespace cellwarden::lte
