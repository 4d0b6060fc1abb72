#pragma once

/// \file
/// All cells of one carrier: the strongest is measured and taken out, then what stood behind it is looked
/// for in the rest, until nothing more is found.

#include <vector>

#include "dsp/frontend/band_spectra.hpp"
#include "dsp/frontend/carrier_extractor.hpp"
#include "dsp/lte/cell_measurement.hpp"
#include "dsp/lte/pss_search.hpp"

namespace cellwarden::lte {

/// A cell of a band: its timing's offset_hz is relative to the band's centre.
struct FoundCell {
  CellMeasurement cell;
  double offset_hz{};       ///< of the carrier from the band's centre
  double pss_match{};       ///< share of the local power that its PSS explained, where it was found by that
  double alias_shift_hz{};  ///< to be added where the carrier is an image, see alias_check.hpp
};

/// What is known of a cell before a segment is looked at: from an earlier one.
struct KnownCell {
  CellShape shape;
  double offset_hz{};            ///< from the band's centre
  double frame_start_samples{};  ///< of any frame, at 1.92 MS/s from the segment's start
  double drift_ppm{};
  double pss_match{};  ///< of its discovery
};

class CarrierSearch {
 public:
  explicit CarrierSearch(const frontend::BlockPlan& plan);

  /// Starts on a carrier of the band: extracts its baseband.
  void tune(const frontend::BandSpectra& spectra, double offset_hz, double seconds);

  /// How well a candidate's PSS fits when looked at closely; its offset and timing refined.
  [[nodiscard]] PssFix refine(const PssCandidate& candidate);

  /// Verifies a candidate near the carrier tuned to; a cell found is taken out of the baseband.
  std::size_t try_candidate(const PssFix& fix, std::vector<FoundCell>& found);

  /// Measures a known cell again and takes it out. Tells whether it was found.
  bool try_known(const KnownCell& known, std::vector<FoundCell>& found);

  /// Looks for cells in what is left, within +-10 kHz of the carrier. \return how many were found
  std::size_t search_rest(double drift_ppm, std::vector<FoundCell>& found, const ParallelFor& parallel);

 private:
  bool accept(const SssHypothesis& hypothesis, double span_hz, double pss_match,
              std::vector<FoundCell>& found);
  [[nodiscard]] bool has_failed_before(const PssFix& fix) const noexcept;

  frontend::BlockPlan plan_;
  frontend::CarrierExtractor extractor_;
  std::optional<frontend::BandSpectra> rest_spectra_;
  std::vector<Sample> baseband_;
  SymbolReader reader_;
  double offset_hz_ = 0.0;
  std::vector<PssFix> failed_;  // candidates of this carrier that were no cells
  HeardSubcarriers heard_;
  unsigned long_looks_ = 12;
};

/// The sub-carriers of a carrier's centre that a recording of this rate holds.
[[nodiscard]] HeardSubcarriers heard_subcarriers(double offset_hz, double sample_rate_hz) noexcept;

}  // namespace cellwarden::lte
