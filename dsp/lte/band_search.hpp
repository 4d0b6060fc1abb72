#pragma once

/// \file
/// All LTE cells of a segment of the whole band: known ones measured again, then new ones looked for, each
/// carrier's strongest first.

#include <optional>
#include <span>
#include <vector>

#include "dsp/lte/carrier_search.hpp"
#include "dsp/lte/search_plan.hpp"

namespace cellwarden::lte {

struct BandSearchConfig {
  double seconds{};                         ///< of the segment, from its start
  SearchSpan span;                          ///< where carriers are looked for
  std::optional<double> clock_drift_ppm{};  ///< of this radio, where cells already told: narrows the search
  std::optional<CarrierRaster> raster{};    ///< on which carriers are known to stand
  bool strong_only = false;                 ///< leave the doubtful candidates to a longer search
};

/// Measures what is known and looks beside it on the same carriers.
[[nodiscard]] std::vector<FoundCell> measure_known(const frontend::BandSpectra& spectra,
                                                   std::span<const KnownCell> known, double seconds,
                                                   const ParallelFor& parallel);

/// Looks for cells on all other carriers; adds to `found`, which says what is there already.
void search_band(const frontend::BandSpectra& spectra, const BandSearchConfig& config,
                 std::vector<FoundCell>& found, const ParallelFor& parallel);

/// Removes cells that were only detected beside a decoded cell's carrier, closer than two carriers can lie:
/// the decoded cell's own signals, shifted, look like that.
void drop_ghosts(std::vector<FoundCell>& found);

/// The radio's sample-clock error as decoded cells show it: their symbol clocks are good to 0.05 ppm.
/// \return weighted median and its uncertainty; nothing without a decoded cell
[[nodiscard]] std::optional<Measured> radio_clock_ppm(std::span<const FoundCell> cells);

}  // namespace cellwarden::lte
