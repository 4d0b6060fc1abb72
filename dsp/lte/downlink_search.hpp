#pragma once

#include "dsp/lte/pilot_grid.hpp"

namespace cellwarden::lte {

/// Which symbols of the frame really carry this cell's reference signals: the certain ones, and in TDD those
/// whose pilots agree with them.
[[nodiscard]] DownlinkMask find_downlink(SymbolReader& reader, const CellShape& shape,
                                         const FrameTiming& timing);

}  // namespace cellwarden::lte
