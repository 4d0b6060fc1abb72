#pragma once

/// \file
/// Whether a carrier at the edge of the recorded band is really there, or the image of one just outside the
/// other edge (a sample rate away), which a radio's filter lets through.
///
/// The carrier itself looks alike in both cases, its wider part does not: a cell of 5 MHz or more sends
/// reference signals beyond its central 72 sub-carriers (TS 36.211, section 6.10.1). Towards the band's
/// middle they come through the filter in full where the cell is, and weakened where its image is.

#include "dsp/frontend/band_spectra.hpp"
#include "dsp/lte/carrier_search.hpp"

namespace cellwarden::lte {

/// \return what to add to the cell's offset_hz: nothing, or plus or minus the sample rate
[[nodiscard]] double alias_shift_hz(const frontend::BandSpectra& spectra, const FoundCell& found,
                                    double seconds);

}  // namespace cellwarden::lte
