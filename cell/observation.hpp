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
#include <variant>
#include <vector>

#include "cell/band_levels.hpp"
#include "cell/carrier.hpp"
#include "cell/clock_quality.hpp"
#include "cell/gsm/cell_report.hpp"
#include "cell/lte_report.hpp"

namespace cellwarden {

using Time = std::chrono::sys_time<std::chrono::nanoseconds>;

struct GeoPoint {
  double latitude_deg{};
  double longitude_deg{};
  std::optional<double> accuracy_m;
};

/// How sure the receiver is that a cell is there.
///   detected   its synchronisation signals and reference signals stand out of the noise
///   decoded    LTE: its MIB passed its CRC with a frame number that agrees with its own time; GSM: two of
///   its
///              synchronisation bursts agree
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
  double power_dbfs{};  ///< 0 = full scale; LTE: of the cell's occupied central 1.08 MHz, reference-signal
                        ///< based; GSM: of its carrier's 200 kHz, noise taken off
  double snr_db{};  ///< LTE: per resource element, reference signals against what they do not explain; GSM:
                    ///< in 200 kHz, training sequences against what they do not explain
  double snr_sigma_db{};
};

/// What one dwell measured of one cell, whatever its radio standard; `report` holds what only that has.
struct Observation {
  double t_s{};              ///< start of the samples used
  double duration_s{};       ///< of the samples used; LTE: the whole dwell where the report has a downlink
  std::optional<Time> time;  ///< UTC of t_s
  std::string sensor;
  Carrier carrier;              ///< its rat tells which report this holds
  std::uint16_t physical_id{};  ///< PCI (LTE, NR), BSIC as NCC * 8 + BCC (GSM)
  CellState state{};
  Signal signal;
  std::optional<Measured>
      clock_offset_ppm;    ///< transmitter's symbol clock against this radio's sample clock; positive: faster
  Measured frame_start_s;  ///< t of the first frame boundary at or after t_s
  std::uint32_t good_decodes{};  ///< LTE: independent MIB decodes that agree; GSM: synchronisation bursts and
                                 ///< control blocks that passed their parity and agree
  std::uint32_t bad_decodes{};   ///< attempts that failed their checksum or disagreed
  std::optional<GeoPoint> receiver_at;
  std::optional<ClockQuality> clock{};  ///< that `time` is of; absent: unknown, as of recordings
  std::variant<lte::CellReport, gsm::CellReport> report;

  [[nodiscard]] const lte::CellReport* lte() const noexcept { return std::get_if<lte::CellReport>(&report); }
  [[nodiscard]] lte::CellReport* lte() noexcept { return std::get_if<lte::CellReport>(&report); }
  [[nodiscard]] const gsm::CellReport* gsm() const noexcept { return std::get_if<gsm::CellReport>(&report); }
  [[nodiscard]] gsm::CellReport* gsm() noexcept { return std::get_if<gsm::CellReport>(&report); }
};

/// What one dwell covered, also where nothing was heard: rules must know what was not there.
struct Listen {
  double t_s{};
  double duration_s{};
  std::optional<Time> time;
  std::string sensor;
  Rat rat{Rat::kLte};
  double low_hz{};            ///< lowest carrier that would have been found
  double high_hz{};           ///< highest
  double noise_floor_dbfs{};  ///< LTE: median power in 1.08 MHz over the band covered; GSM: in 200 kHz of the
                              ///< quiet channels
  double total_power_dbfs{};  ///< of everything in the recorded band
  std::optional<double> gain_db;     ///< of the receiver, where known
  std::optional<BandLevels> levels;  ///< of the recorded band, where measured
  /// Seconds of signal that the search for new cells used, on average over the band (a wide one is searched
  /// in parts, in turn); 0: only tracking.
  double searched_s{};
  std::optional<double> sensitivity_snr_db;  ///< weakest cell (SNR per resource element) a search of this
                                             ///< length decodes in 9 of 10
  std::uint64_t samples{};
  std::uint64_t samples_dropped{};  ///< by us: too slow
  std::uint64_t samples_lost{};     ///< by the device
  std::uint64_t samples_clipped{};  ///< at full scale
  std::optional<GeoPoint> receiver_at;
  std::optional<ClockQuality> clock{};  ///< as Observation
};

/// One stretch of listening and everything heard in it. Observations are ordered by carrier, then PCI.
struct Dwell {
  Listen listen;
  std::vector<Observation> observations;
};

}  // namespace cellwarden
