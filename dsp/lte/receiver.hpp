#pragma once

/// \file
/// From samples of one radio window to what each LTE cell in it is: the one entry into `dsp/lte`.
///
/// Blocks are gathered into dwells (gapless stretches of up to `dwell_s`). Each dwell measures the cells
/// already known and, by the search policy, looks for new ones over the whole recorded band. Time is stream
/// time only, so a replay finds what the day itself found.
///
///   in      IqBlocks of any rate of 1.92 MS/s or more, carriers anywhere in the band
///   out     Dwells: one Listen, and one Observation per cell, ordered by carrier, then PCI
///   memory  one dwell of samples and about as much again of spectra; does not grow with the stream
///   limits  docs/performance.md: detection, decoding and confirmation against SNR; cost per stage

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "cell/observation.hpp"
#include "dsp/frontend/effort.hpp"
#include "dsp/iq_block.hpp"
#include "dsp/kernel/parallel.hpp"
#include "dsp/lte/search_plan.hpp"

namespace cellwarden::lte {

struct ReceiverConfig {
  SearchDepth depth = SearchDepth::kAuto;
  double dwell_s = 1.0;                 ///< 0.08 … 1.0
  std::optional<double> max_offset_hz;  ///< search only this far from the tuned centre; absent: everywhere
  std::optional<double> assumed_ppm;    ///< clock error of the radio where known, narrows the raster
  /// Search only this far from the points of the 100 kHz raster: for a radio whose error is known, which
  /// makes the search four times cheaper; absent: everywhere.
  std::optional<double> raster_reach_hz{};
  bool clock_drives_tuner = true;  ///< sample clock and local oscillator share a reference: no converter
};

class Receiver {
 public:
  static constexpr double kMinSampleRate_hz = 1.92e6;

  Receiver(const ReceiverConfig& config, ParallelFor parallel);
  ~Receiver();
  Receiver(Receiver&&) noexcept;
  Receiver& operator=(Receiver&&) noexcept;

  /// Takes a block; appends the dwells that it completes.
  void push(const IqBlock& block, std::vector<Dwell>& out);

  /// The stream has ended: appends what is left, if it is at least 10 ms.
  void finish(std::vector<Dwell>& out);

  /// From the next dwell's search on. Known cells are still measured where they are; those that are not
  /// attended take turns in being followed, and other carriers are searched less often (Listen::searched_s
  /// tells).
  void set_effort(const frontend::Effort& effort);
  void set_attended(std::span<const frontend::AttendedCell> cells);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cellwarden::lte
