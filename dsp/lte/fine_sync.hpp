#pragma once

/// \file
/// Carrier offset, clock error and timing of a cell from its reference signals, over the whole segment.
///
/// The offset is scanned first with each frame's pilots added in phase (a peak about 100 Hz wide, found far
/// below noise), then measured by the turn from frame to frame, then over as many frames as the channel
/// stays alike. Timing and its slope are those that gather most power in one delay. Pilots of the later
/// symbol lie on other sub-carriers, which tells apart offsets that a slot's period would confuse.

#include "dsp/lte/pilot_grid.hpp"

namespace cellwarden::lte {

struct FineSync {
  FrameTiming timing;
  double offset_sigma_hz{};
  double drift_sigma_ppm{};
  double timing_sigma_s{};
  double reference_z{};  ///< power of the pilots added in phase, against noise of equal total power
};

/// \param span_hz  how far from timing.offset_hz to look, either side
[[nodiscard]] FineSync synchronise(SymbolReader& reader, const CellShape& shape, const FrameTiming& timing,
                                   double span_hz);

/// Which symbols of the frame really carry this cell's reference signals: the certain ones, and in TDD those
/// whose pilots agree with them.
[[nodiscard]] DownlinkMask find_downlink(SymbolReader& reader, const CellShape& shape,
                                         const FrameTiming& timing);

}  // namespace cellwarden::lte
