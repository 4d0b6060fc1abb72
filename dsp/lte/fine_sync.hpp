#pragma once

/// \file
/// Carrier offset, clock error and timing of a cell from its reference signals, over the whole segment.
///
/// The offset is scanned first (offset_scan), then measured by the turn from frame to frame, then over as
/// many frames as the channel stays alike. Timing and its slope are those that gather most power in one delay
/// (delay_fit). Pilots of the later symbol lie on other sub-carriers, which tells apart offsets that a slot's
/// period would confuse.

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

/// \param span_hz   how far from timing.offset_hz to look, either side
/// \param wanted_z  reference_z that is of use: where the scan's offset shows far less, it is left at that
[[nodiscard]] FineSync synchronise(SymbolReader& reader, const CellShape& shape, const FrameTiming& timing,
                                   double span_hz, double wanted_z = 0.0);

}  // namespace cellwarden::lte
