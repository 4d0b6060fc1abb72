#pragma once

/// \file
/// What a receiver hands to the detector: one Dwell per stretch of listening, with what it covered
/// (Listen) and what it measured of each cell (Observation). The only types that `dsp/` and `detector/`
/// share; docs/formats.md describes their JSON form.
///
/// Absent is `optional`, never -1, 0 or NaN. `t_s` counts seconds of signal since the input began, lost
/// samples counted; `time` is UTC and absent where the input has no clock.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cell/carrier.hpp"
#include "cell/id.hpp"
#include "cell/lte.hpp"

namespace cellwarden {

using Time = std::chrono::sys_time<std::chrono::nanoseconds>;

struct GeoPoint {
  double latitude_deg{};
  double longitude_deg{};
  std::optional<double> accuracy_m;
};

/// How sure the receiver is that a cell is there.
///   detected   its synchronisation signals and reference signals stand out of the noise
///   decoded    its MIB passed its CRC with a frame number that agrees with its own time
///   confirmed  a second, independent proof agrees; the only state that is judged
enum class CellState : std::uint8_t { kDetected, kDecoded, kConfirmed };

/// "detected", "decoded", "confirmed".
[[nodiscard]] constexpr std::string_view to_string(CellState state) noexcept {
  switch (state) {
    case CellState::kDetected:
      return "detected";
    case CellState::kDecoded:
      return "decoded";
    case CellState::kConfirmed:
      return "confirmed";
  }
  return "detected";
}

/// Level and quality of one cell over one dwell.
struct Signal {
  double power_dbfs{};  ///< of the cell's occupied central 1.08 MHz, reference-signal based, 0 = full scale
  double snr_db{};      ///< per resource element, reference signals against what they do not explain
  double snr_sigma_db{};
};

/// A second place in time at which one PCI's synchronisation signals are heard.
struct SyncPeak {
  double delay_us{};             ///< after the main peak, -2500…+2500 (half a half-frame either way)
  double relative_power_db{};    ///< against the main peak
  double frequency_offset_hz{};  ///< carrier of this peak minus carrier of the main peak
  double z_score{};              ///< of its reference signals, standard deviations above noise
};

/// What one dwell measured of one LTE cell.
struct Observation {
  double t_s{};              ///< start of the samples used
  double duration_s{};       ///< of the samples used
  std::optional<Time> time;  ///< UTC of t_s
  std::string sensor;
  Carrier carrier;
  Pci pci;
  lte::Duplex duplex{};
  lte::CyclicPrefix cyclic_prefix{};
  CellState state{};
  Signal signal;
  std::optional<Measured>
      clock_offset_ppm;    ///< transmitter's symbol clock against this radio's sample clock; positive: faster
  Measured frame_start_s;  ///< t of the first frame boundary at or after t_s
  std::optional<lte::Mib> mib;        ///< sfn: of the frame that begins at frame_start_s
  std::uint32_t good_decodes{};       ///< independent MIB decodes that agree
  std::uint32_t bad_decodes{};        ///< MIB attempts that failed their CRC or disagreed
  double reference_z{};               ///< reference-signal statistic, standard deviations above noise
  double mib_z{};                     ///< re-encoded MIB against the soft bits; 0 without a MIB
  std::vector<SyncPeak> other_peaks;  ///< same PCI, more than a cyclic prefix away, SSS-confirmed
  std::optional<GeoPoint> receiver_at;
};

/// What one dwell covered, also where nothing was heard: rules must know what was not there.
struct Listen {
  double t_s{};
  double duration_s{};
  std::optional<Time> time;
  std::string sensor;
  Rat rat{Rat::kLte};
  double low_hz{};                ///< lowest carrier that would have been found
  double high_hz{};               ///< highest
  double noise_floor_dbfs{};      ///< median power in 1.08 MHz over the band covered
  double total_power_dbfs{};      ///< of everything in the recorded band
  std::optional<double> gain_db;  ///< of the receiver, where known
  double searched_s{};            ///< seconds of signal that the search for new cells used; 0: only tracking
  std::optional<double> sensitivity_snr_db;  ///< weakest cell (SNR per resource element) a search of this
                                             ///< length decodes in 9 of 10
  std::uint64_t samples{};
  std::uint64_t samples_dropped{};  ///< by us: too slow
  std::uint64_t samples_lost{};     ///< by the device
  std::uint64_t samples_clipped{};  ///< at full scale
  std::optional<GeoPoint> receiver_at;
};

/// One stretch of listening and everything heard in it. Observations are ordered by carrier, then PCI.
struct Dwell {
  Listen listen;
  std::vector<Observation> observations;
};

}  // namespace cellwarden
