#pragma once

/// \file
/// From a hint to a cell: refines a PSS candidate on its carrier's baseband, then reads the secondary
/// synchronisation signal for identity, duplex mode, cyclic prefix and frame boundary
/// (TS 36.211, section 6.11.2).
///
/// The SSS lies one symbol (FDD) or three (TDD) before the PSS, at a distance that also tells the prefix:
/// four places, 168 identities, two orders. All half frames are added without phase, once over the whole
/// sequence (flat channels) and once over four parts of it (long ones).

#include <span>
#include <vector>

#include "dsp/lte/symbol_reader.hpp"

namespace cellwarden::lte {

/// A PSS in a carrier's 1.92 MS/s baseband.
struct PssFix {
  unsigned n_id_2{};
  double pss_start_samples{};  ///< useful part of the first PSS, before half a frame
  double drift_ppm{};
  double offset_hz{};  ///< of the carrier within the baseband
  double match{};      ///< mean share of the local power that the PSS explains, 0…1
};

/// Looks around `hint` (+-8 samples, +-8 kHz) for the best timing and carrier offset.
[[nodiscard]] PssFix refine_pss(std::span<const Sample> baseband, const PssFix& hint);

struct SssHypothesis {
  CellShape shape;
  FrameTiming
      timing;  ///< frame 0: the first frame boundary at or before the segment's first whole half frame
  double z{};
};

/// Every identity whose SSS stands out (z of at least min_z, and within 9 dB of the best), best first.
[[nodiscard]] std::vector<SssHypothesis> find_sss(SymbolReader& reader, const PssFix& fix, double min_z);

/// The turn from SSS to PSS over all half frames, both taken as sent from one antenna.
struct SyncTurn {
  double offset_hz{};  ///< of the carrier from timing.offset_hz, but for multiples of 1 / their distance
  double agreement{};  ///< number of half frames times the square of how well they agree: noise e^-agreement
};
[[nodiscard]] SyncTurn sss_to_pss_turn(SymbolReader& reader, const CellShape& shape,
                                       const FrameTiming& timing);

/// As find_sss() but tells only how well one known shape and timing is supported by the segment's SSS.
[[nodiscard]] double sss_z_score(SymbolReader& reader, const CellShape& shape, const FrameTiming& timing);

}  // namespace cellwarden::lte
