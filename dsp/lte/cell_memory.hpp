#pragma once

/// \file
/// The cells of one radio window from dwell to dwell: where to look for each next time, what was proved of
/// it already, and its clock over longer than one dwell.

#include <optional>
#include <vector>

#include "dsp/lte/band_search.hpp"

namespace cellwarden::lte {

class CellMemory {
 public:
  /// What earlier dwells add to what one dwell says of a cell.
  struct Standing {
    CellState state{};                    ///< of this dwell and all before
    std::optional<Measured> clock_ppm{};  ///< from frame boundaries of two dwells, where both are known
    std::optional<double> nominal_hz{};   ///< once it was certain
  };

  /// Cells to measure in a dwell, strongest first, with their timing carried on to it.
  /// \param dwell_start_samples  of the stream, at 1.92 MS/s
  [[nodiscard]] std::vector<KnownCell> predict(double dwell_start_samples) const;

  /// Seconds of signal that measuring the known cells takes: short where all are strong.
  [[nodiscard]] double seconds_needed(double longest_s) const noexcept;

  /// Takes in a dwell's cells; the answer is in their order. Cells not heard for some dwells are forgotten.
  std::vector<Standing> update(std::span<const FoundCell> found, double dwell_start_samples);

  /// Remembers that a cell's nominal carrier is certain.
  void set_nominal(const FoundCell& found, double nominal_hz);

  void clear() noexcept { cells_.clear(); }

 private:
  struct Remembered {
    CellShape shape;
    double offset_hz{};
    double frame_start_samples{};  // of the stream
    double timing_sigma_samples{};
    double drift_ppm{};
    double power{};
    double pss_match{};
    double mib_z_per_s{};      // decoding margin, squared, per second of signal
    std::optional<Mib> mib{};  // of the frame at frame_start_samples
    CellState state{};
    std::optional<double> nominal_hz{};
    int dwells_missed = 0;
  };

  [[nodiscard]] Remembered* find(const FoundCell& found, double dwell_start_samples) noexcept;
  std::vector<Remembered> cells_;
};

}  // namespace cellwarden::lte
