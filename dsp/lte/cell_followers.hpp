#pragma once

/// \file
/// The cells of a window that are followed through its dwells: those whose whole bandwidth is recorded.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "dsp/frontend/effort.hpp"
#include "dsp/kernel/parallel.hpp"
#include "dsp/lte/cell_follower.hpp"

namespace cellwarden::lte {

/// How much is read in a dwell.
struct DwellReading {
  frontend::Effort effort{};
  std::uint64_t dwell = 0;          ///< its number
  std::vector<bool> is_attended{};  ///< by the dwell's cells; empty: none
};

class CellFollowers {
 public:
  /// A dwell begins, in which these cells were found. What was known of them before stays known, also of a
  /// few that were not heard for some dwells. Known cells whose turn it is not rest.
  void set_cells(std::span<const FoundCell> cells, double sample_rate_hz, const DwellReading& reading);

  /// Reads what the samples hold of each cell.
  /// \param first_sample  of the samples, from the dwell's start
  /// \param is_end        nothing follows in this dwell
  /// \return the first sample that is still needed, from the dwell's start
  std::size_t follow(std::span<const Sample> samples, std::size_t first_sample, bool is_end,
                     const ParallelFor& parallel);

  /// What this dwell brought of cell i of those set.
  [[nodiscard]] std::optional<DownlinkReport> report(std::size_t i) const;

  /// The dwell is over, of which so much was read.
  void end_dwell(double seconds);

  /// Whether none is followed in this dwell.
  [[nodiscard]] bool empty() const noexcept;

  /// Another window.
  void clear() noexcept;

 private:
  struct Known {
    std::unique_ptr<CellFollower> follower;
    frontend::ReadingTurns turns{};
    unsigned dwells_missed = 0;
    bool is_resting = false;
  };
  [[nodiscard]] Known* find(const FoundCell& cell) noexcept;
  [[nodiscard]] bool is_read_now(const Known& known) const noexcept;
  void forget_missed();

  std::vector<Known> known_;
  std::uint64_t found_ = 0;
  std::vector<CellFollower*> now_;  // by the dwell's cells; null where one is not followed
};

}  // namespace cellwarden::lte
