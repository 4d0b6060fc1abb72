#pragma once

/// \file
/// Looks for the primary synchronisation signals of LTE cells anywhere in a band.
///
/// The PSS, one of three Zadoff-Chu sequences of length 63 without its middle, comes twice in every 10 ms
/// frame (TS 36.211, section 6.11.1). Every carrier offset on a 10 kHz grid and every sequence is
/// correlated with the whole segment, each correlation is divided by the local power in the same band (so
/// bursts and strong neighbours weigh no more than noise), and the 5 ms repetitions are added without
/// phase along every slope that the clock errors looked for can give them.
///
///   in      spectra of a segment of at least 10 ms
///   out     at most max_candidates, best first: hints, not cells
///   cost    3.25 inverse transforms per block and grid offset; none within 20 kHz of a known carrier
///   limits  tests/bench/lte_curves (docs/performance.md): detection against SNR

#include <cstdint>
#include <optional>
#include <vector>

#include "dsp/frontend/band_spectra.hpp"
#include "dsp/kernel/parallel.hpp"

namespace cellwarden::lte {

/// Carriers stand on a raster: only what lies near one of its points is looked at.
struct CarrierRaster {
  double point_hz{};  ///< one of its points, relative to the band's centre
  double step_hz{};
  double reach_hz{};  ///< to either side of a point
};

struct PssSearchConfig {
  double min_offset_hz{};         ///< carriers from here …
  double max_offset_hz{};         ///< … to here, relative to the band's centre
  double center_drift_ppm = 0.0;  ///< clock error looked for …
  double max_drift_ppm = 60.0;    ///< … give or take this much
  double min_z = 4.4;             ///< of the summed correlation, in noise's standard deviations
  std::size_t max_candidates = 80;
  std::vector<double> known_offsets_hz{};  ///< carriers known already: rows within 20 kHz are left out
  std::optional<CarrierRaster> raster{};   ///< absent: everywhere
};

struct PssCandidate {
  double offset_hz{};  ///< of the carrier from the band's centre, within 5 kHz
  std::uint8_t n_id_2{};
  double
      pss_start_s{};  ///< useful part of the first PSS in the segment, 0…5 ms, at the segment's middle slope
  double drift_ppm{};  ///< (transmitter's period as seen / nominal - 1) * 1e6; positive: peaks come later and
                       ///< later
  double z{};
  double mean_match{};  ///< share of the local power that the sequence explains, mean over half frames
};

[[nodiscard]] std::vector<PssCandidate> search_pss(const frontend::BandSpectra& spectra,
                                                   const PssSearchConfig& config,
                                                   const ParallelFor& parallel);

/// Within this of a carrier, what is found is of that carrier.
inline constexpr double kOneCarrier_hz = 25e3;

/// Whether `weaker` may be nothing but a side lobe of `stronger`: the same sequence shifted in frequency
/// correlates with itself shifted in time, and every sequence leaks into its surroundings.
[[nodiscard]] bool may_be_side_lobe(const PssCandidate& weaker, const PssCandidate& stronger) noexcept;

}  // namespace cellwarden::lte
