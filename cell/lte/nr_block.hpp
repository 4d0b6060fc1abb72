#pragma once

/// \file
/// SystemInformationBlockType24: NR carriers to move to (TS 36.331, section 6.3.1), up to Release 15. In: the
/// reader at the block, which it leaves behind it. What a cell does not send is absent.

#include <cstdint>
#include <optional>
#include <vector>

#include "cell/lte/common_fields.hpp"

namespace cellwarden::lte {

/// MTC-SSB-NR-r15: when the carrier's synchronisation signals are to be looked for.
struct NrMeasurementTiming {
  std::uint8_t period_subframes{};    ///< 5…160
  std::uint8_t offset_subframes{};    ///< below the period
  std::uint8_t duration_subframes{};  ///< 1…5
  bool operator==(const NrMeasurementTiming&) const = default;
};

/// SS-RSSI-Measurement-r15.
struct NrRssiMeasurement {
  std::vector<bool> slots;    ///< 1…80
  std::uint8_t end_symbol{};  ///< code, 0…3
  bool operator==(const NrRssiMeasurement&) const = default;
};

/// NS-PmaxValueNR-r15.
struct NrNsPmax {
  std::optional<std::int8_t> additional_p_max_dbm;
  std::uint8_t additional_spectrum_emission{};  ///< 0…7
  bool operator==(const NrNsPmax&) const = default;
};

/// ThresholdListNR-r15, codes as sent (TS 38.133, sections 10.1.6, 10.1.11 and 10.1.16).
struct NrBeamThresholds {
  std::optional<std::uint8_t> rsrp, rsrq, sinr;  ///< 0…127
  bool operator==(const NrBeamThresholds&) const = default;
};

/// SSB-ToMeasure-r15: its last bit is the last sent.
struct NrSsbBitmap {
  std::uint8_t bits{};  ///< 4, 8 or 64
  std::uint64_t bitmap{};
  bool operator==(const NrSsbBitmap&) const = default;
};

struct NrCarrier {
  std::uint32_t nr_arfcn{};                                 ///< 0…3279165
  std::vector<std::uint16_t> multi_bands, sul_multi_bands;  ///< 1…1024
  std::optional<NrMeasurementTiming> measurement_timing;
  std::uint8_t ssb_subcarrier_spacing_khz{};  ///< 15, 30, 120 or 240
  std::optional<NrRssiMeasurement> rssi_measurement;
  std::optional<std::uint8_t> cell_reselection_priority;
  std::optional<std::uint8_t> sub_priority_tenths;
  std::uint8_t thresh_x_high_db{}, thresh_x_low_db{};  ///< 0…62
  std::optional<QualityThresholds> thresh_x_q;
  std::int16_t q_rx_lev_min_dbm{};  ///< -140…-44
  std::optional<std::int16_t> q_rx_lev_min_sul_dbm;
  std::int8_t p_max_dbm{};
  std::vector<NrNsPmax> ns_p_max;
  std::optional<std::int8_t> q_qual_min_db;  ///< -43…-12
  bool is_ssb_index_from_cell{};
  std::optional<std::uint8_t> max_beams_averaged;  ///< 1…16
  std::optional<NrBeamThresholds> beam_thresholds;
  std::vector<std::vector<NrNsPmax>> multi_band_ns_p_max, sul_multi_band_ns_p_max;  ///< v1550
  std::optional<NrSsbBitmap> ssb_to_measure;
  bool operator==(const NrCarrier&) const = default;
};

struct SystemInformationBlock24 {
  std::vector<NrCarrier> carriers;
  std::uint8_t t_reselection_s{};
  std::optional<SpeedScale> t_reselection_scale;
  bool operator==(const SystemInformationBlock24&) const = default;
};

[[nodiscard]] SystemInformationBlock24 read_system_information_block_24(PerReader& in);

}  // namespace cellwarden::lte
