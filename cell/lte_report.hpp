#pragma once

/// \file
/// What one dwell heard of one LTE cell, beyond what all radio standards have in common.

#include <optional>
#include <vector>

#include "cell/lte.hpp"
#include "cell/lte/downlink_report.hpp"

namespace cellwarden {

/// A second place in time at which one PCI's synchronisation signals are heard.
struct SyncPeak {
  double delay_us{};             ///< after the main peak, -2500…+2500 (half a half-frame either way)
  double relative_power_db{};    ///< against the main peak
  double frequency_offset_hz{};  ///< carrier of this peak minus carrier of the main peak
  double z_score{};              ///< of its reference signals, standard deviations above noise
};

}  // namespace cellwarden

namespace cellwarden::lte {

struct CellReport {
  Duplex duplex{};
  CyclicPrefix cyclic_prefix{};
  std::optional<Mib> mib;                  ///< sfn: of the frame that begins at Observation::frame_start_s
  double reference_z{};                    ///< reference-signal statistic, standard deviations above noise
  double mib_z{};                          ///< re-encoded MIB against the soft bits; 0 without a MIB
  std::vector<SyncPeak> other_peaks;       ///< same PCI, more than a cyclic prefix away, SSS-confirmed
  std::optional<DownlinkReport> downlink;  ///< where the recording holds the cell's whole bandwidth
};

}  // namespace cellwarden::lte
