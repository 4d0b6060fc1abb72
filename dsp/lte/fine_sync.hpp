#pragma once

/// \file
/// Carrier offset, clock error and timing of a cell from its reference signals, over the whole segment.
///
/// The offset is scanned first with each frame's pilots added in phase (a peak about 100 Hz wide, found far
/// below noise), then measured by the turn from frame to frame, then over as many frames as the channel
/// stays alike. Timing and its slope are those that gather most power in one delay. Pilots of the later
/// symbol lie on other sub-carriers, which tells apart offsets that a slot's period would confuse.

#include <vector>

#include "dsp/lte/pilot_grid.hpp"

namespace cellwarden::lte {

struct FineSync {
  FrameTiming timing;
  double offset_sigma_hz{};
  double drift_sigma_ppm{};
  double timing_sigma_s{};
  double reference_z{};  ///< power of each frame's pilots added in phase, against noise of equal total power
  double runs_z{};       ///< the same of runs of frames; best of some hundred trials of offset
};

/// Carrier offsets within span_hz of timing.offset_hz at which the pilots add up, best first, at most `most`.
/// Where a frame has few pilots (TDD), the best may be noise, or a neighbour 200 Hz off the right one.
[[nodiscard]] std::vector<double> likely_offsets_hz(SymbolReader& reader, const CellShape& shape,
                                                    const FrameTiming& timing, double span_hz,
                                                    std::size_t most);

/// \param span_hz  how far from timing.offset_hz to look, either side
[[nodiscard]] FineSync synchronise(SymbolReader& reader, const CellShape& shape, const FrameTiming& timing,
                                   double span_hz);

/// How clearly the pilots of all symbols that `mask` names stand out at this very timing and offset.
[[nodiscard]] double reference_z(SymbolReader& reader, const CellShape& shape, const FrameTiming& timing,
                                 const DownlinkMask& mask);

/// Which symbols of the frame really carry this cell's reference signals: the certain ones, and in TDD those
/// whose pilots agree with them.
[[nodiscard]] DownlinkMask find_downlink(SymbolReader& reader, const CellShape& shape,
                                         const FrameTiming& timing);

}  // namespace cellwarden::lte
