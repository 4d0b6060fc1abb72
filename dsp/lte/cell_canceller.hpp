#pragma once

/// \file
/// Takes a measured cell out of a carrier's baseband, so that weaker ones behind it can be heard: its
/// synchronisation and reference signals and, where its MIB is known, its broadcast channel, each as the
/// estimated channel makes it arrive. Its data stay: nothing is known of them.

#include <span>

#include "dsp/lte/cell_measurement.hpp"

namespace cellwarden::lte {

/// \param baseband  1.92 MS/s, the segment that `cell` was measured in; changed in place
void cancel_cell(std::span<Sample> baseband, SymbolReader& reader, const CellMeasurement& cell);

}  // namespace cellwarden::lte
