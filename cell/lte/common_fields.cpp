#include "cell/lte/common_fields.hpp"

#include <array>

namespace cellwarden::lte {
namespace {

// Decimal digits of four bits; nothing where one of them is above 9.
std::optional<std::uint16_t> read_digits(PerReader& in, std::size_t count) {
  bool are_digits = true;
  unsigned number = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto digit = static_cast<unsigned>(in.bits(4));
    are_digits = are_digits && digit <= 9;
    number = 10 * number + digit;
  }
  if (!are_digits) in.mark_bad_value();
  return are_digits ? std::optional(static_cast<std::uint16_t>(number)) : std::nullopt;
}

}  // namespace

PlmnEntry read_plmn(PerReader& in, std::optional<std::uint16_t>& mcc_before) {
  PlmnEntry entry;
  entry.is_mcc_sent = in.flag();
  if (entry.is_mcc_sent) mcc_before = read_digits(in, 3);
  const auto mnc_digits = in.integer<std::uint8_t>(2, 3);
  const auto mnc = read_digits(in, mnc_digits);
  if (mcc_before && mnc) entry.plmn = Plmn{*mcc_before, *mnc, mnc_digits};
  return entry;
}

std::vector<PlmnEntry> read_plmn_list(PerReader& in) {
  std::optional<std::uint16_t> mcc;
  return read_list(in, 1, 6, [&mcc](PerReader& item) {
    PlmnEntry entry = read_plmn(item, mcc);
    entry.is_reserved_for_operator_use = item.index(2) == 0;
    return entry;
  });
}

PciRange read_pci_range(PerReader& in) {
  constexpr std::array<std::uint16_t, 14> kCells{4, 8, 12, 16, 24, 32, 48, 64, 84, 96, 128, 168, 252, 504};
  const bool has_range = in.flag();
  PciRange range{read_pci(in), {}};
  if (has_range) range.cells = in.value_of(kCells, 16);
  return range;
}

SpeedScale read_speed_scale(PerReader& in) {
  SpeedScale scale;
  scale.medium_quarters = in.integer<std::uint8_t>(1, 4);
  scale.high_quarters = in.integer<std::uint8_t>(1, 4);
  return scale;
}

NsPmaxList read_ns_pmax_list(PerReader& in) {
  return read_list(in, 1, 8, [](PerReader& item) {
    NsPmax value;
    const bool has_p_max = item.flag();
    value.additional_p_max_dbm = read_if(has_p_max, item, read_p_max_dbm);
    value.additional_spectrum_emission = item.integer<std::uint16_t>(1, 32);
    return value;
  });
}

NsPmaxListExtension read_ns_pmax_list_extension(PerReader& in) {
  return read_list(in, 1, 8,
                   [](PerReader& item) { return integer_if<std::uint16_t>(item.flag(), item, 33, 288); });
}

EnhancedCoverageSelection read_enhanced_coverage_selection(PerReader& in) {
  EnhancedCoverageSelection selection;
  const bool has_quality = in.flag();
  selection.q_rx_lev_min_dbm = read_q_rx_lev_min_dbm(in);
  selection.q_qual_min_db = read_if(has_quality, in, read_q_qual_min_db);
  return selection;
}

std::vector<std::uint16_t> read_band_list(PerReader& in) {
  return read_list(in, 1, 8, [](PerReader& item) { return item.integer<std::uint16_t>(1, 64); });
}

std::vector<std::uint16_t> read_long_band_list(PerReader& in) {
  return read_list(in, 1, 8, [](PerReader& item) { return item.integer<std::uint16_t>(1, 256); });
}

std::vector<std::optional<std::uint16_t>> read_band_list_extension(PerReader& in) {
  return read_list(in, 1, 8,
                   [](PerReader& item) { return integer_if<std::uint16_t>(item.flag(), item, 65, 256); });
}

std::int16_t read_q_rx_lev_min_dbm(PerReader& in) {
  return static_cast<std::int16_t>(2 * in.integer<int>(-70, -22));
}

std::int8_t read_q_qual_min_db(PerReader& in) {
  return in.integer<std::int8_t>(-34, -3);
}

std::int8_t read_p_max_dbm(PerReader& in) {
  return in.integer<std::int8_t>(-30, 33);
}

std::uint8_t read_threshold_db(PerReader& in) {
  return static_cast<std::uint8_t>(2 * in.integer<unsigned>(0, 31));
}

std::uint8_t read_quality_threshold_db(PerReader& in) {
  return in.integer<std::uint8_t>(0, 31);
}

QualityThresholds read_quality_thresholds(PerReader& in) {
  QualityThresholds thresholds;
  thresholds.high_db = read_quality_threshold_db(in);
  thresholds.low_db = read_quality_threshold_db(in);
  return thresholds;
}

std::uint8_t read_priority(PerReader& in) {
  return in.integer<std::uint8_t>(0, 7);
}

std::uint8_t read_sub_priority_tenths(PerReader& in) {
  return static_cast<std::uint8_t>(2 * in.integer<unsigned>(1, 4));
}

std::uint8_t read_t_reselection_s(PerReader& in) {
  return in.integer<std::uint8_t>(0, 7);
}

std::uint8_t read_bandwidth_rb(PerReader& in) {
  constexpr std::array<std::uint8_t, 6> kBandwidths_rb{6, 15, 25, 50, 75, 100};
  return in.value_of(kBandwidths_rb);
}

std::int8_t read_q_offset_db(PerReader& in) {
  constexpr std::array<std::int8_t, 31> kOffsets_db{-24, -22, -20, -18, -16, -14, -12, -10, -8, -6, -5,
                                                    -4,  -3,  -2,  -1,  0,   1,   2,   3,   4,  5,  6,
                                                    8,   10,  12,  14,  16,  18,  20,  22,  24};
  return in.value_of(kOffsets_db);
}

Pci read_pci(PerReader& in) {
  return Pci{in.integer<std::uint16_t>(0, 503)};
}

}  // namespace cellwarden::lte
