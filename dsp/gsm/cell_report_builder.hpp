#pragma once

#include <cstdint>

#include "cell/gsm/cell_report.hpp"
#include "dsp/gsm/cell_tracker.hpp"

namespace cellwarden::gsm {

/// What a stretch of signal told of a cell, as the detector may know it: broadcast messages whole, paging and
/// assignments as counts, everything else as a number of blocks.
[[nodiscard]] CellReport build_report(const TrackReport& track, std::uint32_t frame_number);

}  // namespace cellwarden::gsm
