#pragma once

/// \file
/// How fast the radio's clock runs, as the cells show that it hears: a base station keeps its carrier within
/// 0.05 ppm (TS 45.010, section 5.1; TS 36.104, section 6.5.1).
///
///   in      dwells, and the correction that their samples carry already
///   out     the clock's error in ppm, positive when fast, with its uncertainty: a median over the cells
///           heard in the last two minutes, so that a transmitter with a clock of its own does not pull it
///           along
///   limits  fewer than three cells prove nothing: any of them may be the one that is wrong
///
/// For radios whose one reference drives tuner and sample clock alike.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "cell/observation.hpp"

namespace cellwarden::frontend {

class RadioClock {
 public:
  /// \param correction_ppm  that centre and rate of the samples were corrected by
  void add(const Dwell& dwell, double correction_ppm);

  struct Estimate {
    Measured ppm;
    std::size_t cells{};
  };
  /// Nothing before three cells told.
  [[nodiscard]] std::optional<Estimate> estimate() const;

 private:
  struct Cell {
    Rat rat{};
    double nominal_hz{};
    std::uint16_t physical_id{};
    double ppm{};
    double t_s{};
  };
  std::vector<Cell> cells_;
};

}  // namespace cellwarden::frontend
