#include "cell/lte/nr_block.hpp"

#include <array>

namespace cellwarden::lte {
namespace {

std::vector<std::uint16_t> read_nr_bands(PerReader& in) {
  return read_list(in, 1, 32, [](PerReader& item) { return item.integer<std::uint16_t>(1, 1024); });
}

NrMeasurementTiming read_timing(PerReader& in) {
  constexpr std::array<std::uint8_t, 6> kPeriods_subframes{5, 10, 20, 40, 80, 160};
  NrMeasurementTiming timing;
  timing.period_subframes = in.value_of(kPeriods_subframes);
  timing.offset_subframes = in.integer<std::uint8_t>(0, timing.period_subframes - 1);
  timing.duration_subframes = in.integer<std::uint8_t>(1, 5);
  return timing;
}

NrRssiMeasurement read_rssi_measurement(PerReader& in) {
  NrRssiMeasurement measurement;
  measurement.slots = read_list(in, 1, 80, [](PerReader& item) { return item.flag(); });
  measurement.end_symbol = in.integer<std::uint8_t>(0, 3);
  return measurement;
}

NrNsPmax read_nr_ns_pmax(PerReader& in) {
  NrNsPmax value;
  const bool has_p_max = in.flag();
  value.additional_p_max_dbm = read_if(has_p_max, in, read_p_max_dbm);
  value.additional_spectrum_emission = in.integer<std::uint8_t>(0, 7);
  return value;
}

std::vector<NrNsPmax> read_nr_ns_pmax_list(PerReader& in) {
  return read_list(in, 1, 8, read_nr_ns_pmax);
}

NrBeamThresholds read_beam_thresholds(PerReader& in) {
  NrBeamThresholds thresholds;
  const bool has_rsrp = in.flag();
  const bool has_rsrq = in.flag();
  const bool has_sinr = in.flag();
  thresholds.rsrp = integer_if<std::uint8_t>(has_rsrp, in, 0, 127);
  thresholds.rsrq = integer_if<std::uint8_t>(has_rsrq, in, 0, 127);
  thresholds.sinr = integer_if<std::uint8_t>(has_sinr, in, 0, 127);
  return thresholds;
}

NrSsbBitmap read_ssb_bitmap(PerReader& in) {
  constexpr std::array<std::uint8_t, 3> kBits{4, 8, 64};
  NrSsbBitmap bitmap;
  bitmap.bits = in.value_of(kBits);
  bitmap.bitmap = in.bits(bitmap.bits);
  return bitmap;
}

void read_v1550(PerReader& in, NrCarrier& carrier) {
  const bool has_powers = in.flag();
  const bool has_sul_powers = in.flag();
  const bool has_ssb = in.flag();
  if (has_powers) carrier.multi_band_ns_p_max = read_list(in, 1, 31, read_nr_ns_pmax_list);
  if (has_sul_powers) carrier.sul_multi_band_ns_p_max = read_list(in, 1, 32, read_nr_ns_pmax_list);
  carrier.ssb_to_measure = read_if(has_ssb, in, read_ssb_bitmap);
}

NrCarrier read_carrier(PerReader& in) {
  constexpr std::array<std::uint8_t, 4> kSpacings_khz{15, 30, 120, 240};
  NrCarrier carrier;
  const bool has_additions = in.flag();
  const bool has_bands = in.flag();
  const bool has_sul_bands = in.flag();
  const bool has_timing = in.flag();
  const bool has_rssi = in.flag();
  const bool has_priority = in.flag();
  const bool has_sub_priority = in.flag();
  const bool has_quality_thresholds = in.flag();
  const bool has_sul_level = in.flag();
  const bool has_ns_p_max = in.flag();
  const bool has_quality = in.flag();
  const bool has_beams = in.flag();
  const bool has_beam_thresholds = in.flag();
  carrier.nr_arfcn = in.integer<std::uint32_t>(0, 3279165);
  if (has_bands) carrier.multi_bands = read_nr_bands(in);
  if (has_sul_bands) carrier.sul_multi_bands = read_nr_bands(in);
  carrier.measurement_timing = read_if(has_timing, in, read_timing);
  carrier.ssb_subcarrier_spacing_khz = in.value_of(kSpacings_khz);
  carrier.rssi_measurement = read_if(has_rssi, in, read_rssi_measurement);
  carrier.cell_reselection_priority = read_if(has_priority, in, read_priority);
  carrier.sub_priority_tenths = read_if(has_sub_priority, in, read_sub_priority_tenths);
  carrier.thresh_x_high_db = read_threshold_db(in);
  carrier.thresh_x_low_db = read_threshold_db(in);
  carrier.thresh_x_q = read_if(has_quality_thresholds, in, read_quality_thresholds);
  carrier.q_rx_lev_min_dbm = read_q_rx_lev_min_dbm(in);
  carrier.q_rx_lev_min_sul_dbm = read_if(has_sul_level, in, read_q_rx_lev_min_dbm);
  carrier.p_max_dbm = read_p_max_dbm(in);
  if (has_ns_p_max) carrier.ns_p_max = read_nr_ns_pmax_list(in);
  carrier.q_qual_min_db = integer_if<std::int8_t>(has_quality, in, -43, -12);
  carrier.is_ssb_index_from_cell = in.flag();
  carrier.max_beams_averaged = integer_if<std::uint8_t>(has_beams, in, 1, 16);
  carrier.beam_thresholds = read_if(has_beam_thresholds, in, read_beam_thresholds);
  Additions additions(in, has_additions);
  additions.read([&carrier](PerReader& group) { read_v1550(group, carrier); });
  return carrier;
}

}  // namespace

SystemInformationBlock24 read_system_information_block_24(PerReader& in) {
  SystemInformationBlock24 block;
  const bool has_additions = in.flag();
  const bool has_carriers = in.flag();
  const bool has_scale = in.flag();
  const bool has_late_part = in.flag();
  if (has_carriers) block.carriers = read_list(in, 1, 8, read_carrier);
  block.t_reselection_s = read_t_reselection_s(in);
  block.t_reselection_scale = read_if(has_scale, in, read_speed_scale);
  if (has_late_part) in.skip_open_type();
  const Additions additions(in, has_additions);
  return block;
}

}  // namespace cellwarden::lte
