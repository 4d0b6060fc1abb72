#pragma once

/// \file
/// From samples of one radio window to what each GSM cell in it is and says: the one entry into `dsp/gsm`.
///
/// The band is transformed as it comes in. At the end of each dwell (a gapless stretch of up to `dwell_s`)
/// the cells already known are read on, and whatever else sends frequency correction bursts is looked into;
/// a new cell is read from the dwell's first sample on. Time is stream time only, so a replay finds what the
/// day itself found.
///
///   in      IqBlocks of any rate of 0.25 MS/s or more, carriers anywhere in the band
///   out     Dwells: one Listen, and one Observation per cell, ordered by carrier, then BSIC; none at all
///           where the window holds no part of a GSM downlink band
///   memory  the spectra of one dwell, 10 bytes per sample; does not grow with the stream
///   limits  docs/performance.md: detection and block errors against SNR; cost per stage

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "cell/observation.hpp"
#include "dsp/frontend/effort.hpp"
#include "dsp/iq_block.hpp"
#include "dsp/kernel/parallel.hpp"

namespace cellwarden::gsm {

struct ReceiverConfig {
  double dwell_s = 1.0;
  std::optional<double> max_offset_hz;  ///< search only this far from the tuned centre; absent: everywhere
  std::optional<double> assumed_ppm;    ///< clock error of the radio where known
  bool clock_drives_tuner = true;       ///< sample clock and local oscillator share a reference: no converter
};

class Receiver {
 public:
  static constexpr double kMinSampleRate_hz = 0.25e6;

  Receiver(const ReceiverConfig& config, ParallelFor parallel);
  ~Receiver();
  Receiver(Receiver&&) noexcept;
  Receiver& operator=(Receiver&&) noexcept;

  /// Takes a block; appends the dwells that it completes.
  void push(const IqBlock& block, std::vector<Dwell>& out);

  /// The stream has ended: appends what is left, if it is at least 10 ms.
  void finish(std::vector<Dwell>& out);

  /// From the next dwell on. Known cells that are not attended take turns in having their common control
  /// channel read; the search and the broadcast channel stay.
  void set_effort(const frontend::Effort& effort);
  void set_attended(std::span<const frontend::AttendedCell> cells);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Whether a window can hold a GSM broadcast carrier.
[[nodiscard]] bool may_hold_gsm(double center_hz, double sample_rate_hz) noexcept;

}  // namespace cellwarden::gsm
