#include "cell/lte/reselection_blocks.hpp"

#include <array>

namespace cellwarden::lte {
namespace {

std::uint8_t read_speed_time_s(PerReader& in) {
  constexpr std::array<std::uint8_t, 5> kTimes_s{30, 60, 120, 180, 240};
  return in.value_of(kTimes_s, 8);
}

std::int8_t read_speed_hysteresis_db(PerReader& in) {
  constexpr std::array<std::int8_t, 4> kFactors_db{-6, -4, -2, 0};
  return in.value_of(kFactors_db);
}

SpeedState read_speed_state(PerReader& in) {
  SpeedState state;
  state.t_evaluation_s = read_speed_time_s(in);
  state.t_hyst_normal_s = read_speed_time_s(in);
  state.n_cell_change_medium = in.integer<std::uint8_t>(1, 16);
  state.n_cell_change_high = in.integer<std::uint8_t>(1, 16);
  state.q_hyst_medium_db = read_speed_hysteresis_db(in);
  state.q_hyst_high_db = read_speed_hysteresis_db(in);
  return state;
}

void read_common(PerReader& in, SystemInformationBlock3& block) {
  constexpr std::array<std::uint8_t, 16> kHysts_db{0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24};
  const bool has_speed_state = in.flag();
  block.q_hyst_db = in.value_of(kHysts_db);
  block.speed_state = read_if(has_speed_state, in, read_speed_state);
}

void read_serving_frequency(PerReader& in, SystemInformationBlock3& block) {
  const bool has_search = in.flag();
  block.s_non_intra_search_db = read_if(has_search, in, read_threshold_db);
  block.thresh_serving_low_db = read_threshold_db(in);
  block.cell_reselection_priority = read_priority(in);
}

void read_intra_frequency(PerReader& in, SystemInformationBlock3& block) {
  const bool has_p_max = in.flag();
  const bool has_search = in.flag();
  const bool has_bandwidth = in.flag();
  const bool has_scale = in.flag();
  block.q_rx_lev_min_dbm = read_q_rx_lev_min_dbm(in);
  block.p_max_dbm = read_if(has_p_max, in, read_p_max_dbm);
  block.s_intra_search_db = read_if(has_search, in, read_threshold_db);
  block.allowed_meas_bandwidth_rb = read_if(has_bandwidth, in, read_bandwidth_rb);
  block.has_antenna_port_1 = in.flag();
  block.neighbour_cell_config = static_cast<std::uint8_t>(in.bits(2));
  block.t_reselection_s = read_t_reselection_s(in);
  block.t_reselection_scale = read_if(has_scale, in, read_speed_scale);
}

SearchThresholds read_search_thresholds(PerReader& in) {
  SearchThresholds thresholds;
  thresholds.p_db = read_threshold_db(in);
  thresholds.q_db = read_quality_threshold_db(in);
  return thresholds;
}

void read_v920(PerReader& in, SystemInformationBlock3& block) {
  const bool has_intra = in.flag();
  const bool has_non_intra = in.flag();
  const bool has_q_qual_min = in.flag();
  const bool has_serving_low = in.flag();
  block.s_intra_search_v920 = read_if(has_intra, in, read_search_thresholds);
  block.s_non_intra_search_v920 = read_if(has_non_intra, in, read_search_thresholds);
  block.q_qual_min_db = read_if(has_q_qual_min, in, read_q_qual_min_db);
  block.thresh_serving_low_q_db = read_if(has_serving_low, in, read_quality_threshold_db);
}

Redistribution read_redistribution(PerReader& in) {
  Redistribution redistribution;
  redistribution.has_cell_factor = in.flag();
  redistribution.is_on_paging_only = in.flag();
  redistribution.serving_factor = in.integer<std::uint8_t>(0, 10);
  constexpr std::array<std::optional<std::uint8_t>, 5> kT360_min{
      std::uint8_t{4}, std::uint8_t{8}, std::uint8_t{16}, std::uint8_t{32}, std::nullopt};
  redistribution.t360_min = in.value_of(kT360_min, 8);
  return redistribution;
}

void read_v1310(PerReader& in, SystemInformationBlock3& block) {
  const bool has_sub_priority = in.flag();
  const bool has_redistribution = in.flag();
  const bool has_coverage = in.flag();
  const bool has_time = in.flag();
  block.sub_priority_tenths = read_if(has_sub_priority, in, read_sub_priority_tenths);
  block.redistribution = read_if(has_redistribution, in, read_redistribution);
  block.enhanced_coverage = read_if(has_coverage, in, read_enhanced_coverage_selection);
  block.t_reselection_ce_s = integer_if<std::uint8_t>(has_time, in, 0, 15);
}

AlternativePriority read_alternative_priority(PerReader& in) {
  AlternativePriority alternative;
  const bool has_priority = in.flag();
  const bool has_sub_priority = in.flag();
  alternative.priority = read_if(has_priority, in, read_priority);
  alternative.sub_priority_tenths = read_if(has_sub_priority, in, read_sub_priority_tenths);
  return alternative;
}

// Of the group of Release 15 only what stands first in it.
void read_v1530(PerReader& in, SystemInformationBlock3& block) {
  const bool has_hsdn = in.flag();
  static_cast<void>(in.bits(2));
  block.cell_equivalent_size = integer_if<std::uint8_t>(has_hsdn, in, 2, 16);
}

void read_additions(PerReader& in, bool are_any, SystemInformationBlock3& block) {
  Additions additions(in, are_any);
  additions.skip();  // late extensions: additional powers
  additions.read([&block](PerReader& group) { read_v920(group, block); });
  additions.read([&block](PerReader& group) {
    block.q_qual_min_wb_db = read_if(group.flag(), group, read_q_qual_min_db);
  });
  additions.read([&block](PerReader& group) {
    block.q_qual_min_all_symbols_db = read_if(group.flag(), group, read_q_qual_min_db);
  });
  additions.read([&block](PerReader& group) { read_v1310(group, block); });
  additions.read([&block](PerReader& group) {
    block.enhanced_coverage_1 = read_if(group.flag(), group, read_enhanced_coverage_selection);
  });
  additions.read([&block](PerReader& group) {
    if (group.flag())
      block.enhanced_coverage_1_delta_db = static_cast<std::int8_t>(2 * group.integer<int>(-8, -1));
  });
  additions.read([&block](PerReader& group) {
    if (group.flag())
      block.s_search_delta_p_db = static_cast<std::uint8_t>(3 * group.integer<unsigned>(2, 5));
  });
  additions.read([&block](PerReader& group) { read_v1530(group, block); });
  additions.read([&block](PerReader& group) {
    block.alternative_priority = read_if(group.flag(), group, read_alternative_priority);
  });
}

NeighbourCell read_neighbour(PerReader& in) {
  return {read_pci(in), read_q_offset_db(in)};
}

NeighbourCell read_extensible_neighbour(PerReader& in) {
  const bool has_additions = in.flag();
  const NeighbourCell cell = read_neighbour(in);
  const Additions additions(in, has_additions);
  return cell;
}

// The fields that both lists of carriers have in common, and the bits that say which of them are sent.
struct CarrierPresence {
  bool p_max, scale, priority, offset, neighbours, excluded;
};

CarrierPresence read_presence(PerReader& in) {
  CarrierPresence has{};
  has.p_max = in.flag();
  has.scale = in.flag();
  has.priority = in.flag();
  has.offset = in.flag();
  has.neighbours = in.flag();
  has.excluded = in.flag();
  return has;
}

void read_release_8(PerReader& in, const CarrierPresence& has, EutraCarrier& carrier) {
  carrier.q_rx_lev_min_dbm = read_q_rx_lev_min_dbm(in);
  carrier.p_max_dbm = read_if(has.p_max, in, read_p_max_dbm);
  carrier.t_reselection_s = read_t_reselection_s(in);
  carrier.t_reselection_scale = read_if(has.scale, in, read_speed_scale);
  carrier.thresh_x_high_db = read_threshold_db(in);
  carrier.thresh_x_low_db = read_threshold_db(in);
  carrier.allowed_meas_bandwidth_rb = read_bandwidth_rb(in);
  carrier.has_antenna_port_1 = in.flag();
  carrier.cell_reselection_priority = read_if(has.priority, in, read_priority);
  carrier.neighbour_cell_config = static_cast<std::uint8_t>(in.bits(2));
  carrier.q_offset_freq_db = read_if(has.offset, in, read_q_offset_db);
  if (has.neighbours) carrier.neighbours = read_list(in, 1, 16, read_neighbour);
  if (has.excluded) carrier.excluded = read_list(in, 1, 16, read_pci_range);
}

EutraCarrier read_carrier(PerReader& in) {
  EutraCarrier carrier;
  const bool has_additions = in.flag();
  const CarrierPresence has = read_presence(in);
  carrier.earfcn = in.integer<std::uint32_t>(0, 65535);
  read_release_8(in, has, carrier);
  Additions additions(in, has_additions);
  additions.read([&carrier](PerReader& group) {
    const bool has_quality = group.flag();
    const bool has_thresholds = group.flag();
    carrier.q_qual_min_db = read_if(has_quality, group, read_q_qual_min_db);
    carrier.thresh_x_q = read_if(has_thresholds, group, read_quality_thresholds);
  });
  additions.read([&carrier](PerReader& group) {
    carrier.q_qual_min_wb_db = read_if(group.flag(), group, read_q_qual_min_db);
  });
  return carrier;
}

EutraCarrier read_carrier_r12(PerReader& in) {
  EutraCarrier carrier;
  const bool has_additions = in.flag();
  const CarrierPresence has = read_presence(in);
  const bool has_quality = in.flag();
  const bool has_thresholds = in.flag();
  const bool has_wide_quality = in.flag();
  const bool has_bands = in.flag();
  carrier.has_reduced_measurement = in.flag();
  const bool has_all_symbols_quality = in.flag();
  carrier.earfcn = in.integer<std::uint32_t>(0, 262143);
  read_release_8(in, has, carrier);
  carrier.q_qual_min_db = read_if(has_quality, in, read_q_qual_min_db);
  carrier.thresh_x_q = read_if(has_thresholds, in, read_quality_thresholds);
  carrier.q_qual_min_wb_db = read_if(has_wide_quality, in, read_q_qual_min_db);
  if (has_bands) carrier.multi_bands = read_long_band_list(in);
  carrier.q_qual_min_all_symbols_db = read_if(has_all_symbols_quality, in, read_q_qual_min_db);
  const Additions additions(in, has_additions);
  return carrier;
}

EutraCarrierV9e0 read_carrier_v9e0(PerReader& in) {
  EutraCarrierV9e0 entry;
  const bool has_earfcn = in.flag();
  const bool has_bands = in.flag();
  entry.earfcn = integer_if<std::uint32_t>(has_earfcn, in, 65536, 262143);
  if (has_bands) entry.multi_bands = read_band_list_extension(in);
  return entry;
}

EutraCarrierV1250 read_carrier_v1250(PerReader& in) {
  EutraCarrierV1250 entry;
  entry.has_reduced_measurement = in.flag();
  const bool has_quality = in.flag();
  entry.q_qual_min_all_symbols_db = read_if(has_quality, in, read_q_qual_min_db);
  return entry;
}

RedistributionCell read_redistribution_cell(PerReader& in) {
  return {read_pci(in), in.integer<std::uint8_t>(1, 10)};
}

CarrierRedistribution read_carrier_redistribution(PerReader& in) {
  CarrierRedistribution redistribution;
  const bool has_factor = in.flag();
  const bool has_cells = in.flag();
  redistribution.factor = integer_if<std::uint8_t>(has_factor, in, 1, 10);
  if (has_cells) redistribution.cells = read_list(in, 1, 16, read_redistribution_cell);
  return redistribution;
}

EutraCarrierV1310 read_carrier_v1310(PerReader& in) {
  EutraCarrierV1310 entry;
  const bool has_sub_priority = in.flag();
  const bool has_redistribution = in.flag();
  const bool has_coverage = in.flag();
  const bool has_time = in.flag();
  entry.sub_priority_tenths = read_if(has_sub_priority, in, read_sub_priority_tenths);
  entry.redistribution = read_if(has_redistribution, in, read_carrier_redistribution);
  entry.enhanced_coverage = read_if(has_coverage, in, read_enhanced_coverage_selection);
  entry.t_reselection_ce_s = integer_if<std::uint8_t>(has_time, in, 0, 15);
  return entry;
}

std::optional<EnhancedCoverageSelection> read_carrier_v1350(PerReader& in) {
  return read_if(in.flag(), in, read_enhanced_coverage_selection);
}

// SystemInformationBlockType5-v8h0-IEs and -v9e0-IEs; what is chained to them are additional powers.
void read_late_part(PerReader& in, SystemInformationBlock5& block) {
  const bool has_bands = in.flag();
  const bool has_v9e0 = in.flag();
  if (has_bands) {
    block.multi_bands = read_list(in, 1, 8, [](PerReader& item) {
      return item.flag() ? read_band_list(item) : std::vector<std::uint16_t>{};
    });
  }
  if (!has_v9e0) return;
  const bool has_carriers = in.flag();
  static_cast<void>(in.flag());
  if (has_carriers) block.v9e0 = read_list(in, 1, 8, read_carrier_v9e0);
}

void read_additions(PerReader& in, bool are_any, SystemInformationBlock5& block) {
  const auto read_both = [](PerReader& group, auto& list, auto& more, auto read) {
    const bool has_list = group.flag();
    const bool has_more = group.flag();
    if (has_list) list = read_list(group, 1, 8, read);
    if (has_more) more = read_list(group, 1, 8, read);
  };
  Additions additions(in, are_any);
  additions.read([&block](PerReader& late) {
    late.open_type([&block](PerReader& part) { read_late_part(part, block); });
  });
  additions.read([&block](PerReader& group) {
    const bool has_list = group.flag();
    const bool has_more = group.flag();
    if (has_list) block.v1250 = read_list(group, 1, 8, read_carrier_v1250);
    if (has_more) block.more_carriers = read_list(group, 1, 8, read_carrier_r12);
  });
  additions.skip();  // v1280: additional powers
  additions.read([&](PerReader& group) {
    read_both(group, block.carrier_extensions.v1310, block.more_carrier_extensions.v1310, read_carrier_v1310);
  });
  additions.read([&](PerReader& group) {
    read_both(group, block.carrier_extensions.v1350, block.more_carrier_extensions.v1350, read_carrier_v1350);
  });
  additions.skip();  // v1360
  additions.read([&block](PerReader& group) {
    block.scptm_freq_offset = integer_if<std::uint8_t>(group.flag(), group, 1, 8);
  });
}

std::int8_t read_utra_q_rx_lev_min_dbm(PerReader& in) {
  return static_cast<std::int8_t>(2 * in.integer<int>(-60, -13) + 1);
}

void read_utra_common(PerReader& in, bool has_priority, UtraCarrier& carrier) {
  carrier.uarfcn = in.integer<std::uint16_t>(0, 16383);
  carrier.cell_reselection_priority = read_if(has_priority, in, read_priority);
  carrier.thresh_x_high_db = read_threshold_db(in);
  carrier.thresh_x_low_db = read_threshold_db(in);
  carrier.q_rx_lev_min_dbm = read_utra_q_rx_lev_min_dbm(in);
  carrier.p_max_dbm = in.integer<std::int8_t>(-50, 33);
}

std::vector<std::uint8_t> read_utra_bands(PerReader& in) {
  return read_list(in, 1, 8, [](PerReader& item) { return item.integer<std::uint8_t>(1, 86); });
}

UtraCarrier read_utra_fdd(PerReader& in) {
  UtraCarrier carrier;
  const bool has_additions = in.flag();
  const bool has_priority = in.flag();
  read_utra_common(in, has_priority, carrier);
  carrier.q_qual_min_db = in.integer<std::int8_t>(-24, 0);
  Additions additions(in, has_additions);
  additions.read([&carrier](PerReader& group) {
    carrier.thresh_x_q = read_if(group.flag(), group, read_quality_thresholds);
  });
  return carrier;
}

UtraCarrier read_utra_tdd(PerReader& in) {
  UtraCarrier carrier;
  const bool has_additions = in.flag();
  const bool has_priority = in.flag();
  read_utra_common(in, has_priority, carrier);
  const Additions additions(in, has_additions);
  return carrier;
}

UtraCarrier read_utra_fdd_r12(PerReader& in) {
  UtraCarrier carrier;
  const bool has_additions = in.flag();
  const bool has_priority = in.flag();
  const bool has_thresholds = in.flag();
  const bool has_bands = in.flag();
  carrier.has_reduced_measurement = in.flag();
  read_utra_common(in, has_priority, carrier);
  carrier.q_qual_min_db = in.integer<std::int8_t>(-24, 0);
  carrier.thresh_x_q = read_if(has_thresholds, in, read_quality_thresholds);
  if (has_bands) carrier.multi_bands = read_utra_bands(in);
  const Additions additions(in, has_additions);
  return carrier;
}

UtraCarrier read_utra_tdd_r12(PerReader& in) {
  UtraCarrier carrier;
  const bool has_additions = in.flag();
  const bool has_priority = in.flag();
  carrier.has_reduced_measurement = in.flag();
  read_utra_common(in, has_priority, carrier);
  const Additions additions(in, has_additions);
  return carrier;
}

void read_v1250(PerReader& in, SystemInformationBlock6& block) {
  const auto read_flag = [](PerReader& item) { return item.flag(); };
  const bool has_fdd = in.flag();
  const bool has_tdd = in.flag();
  const bool has_more_fdd = in.flag();
  const bool has_more_tdd = in.flag();
  if (has_fdd) block.fdd_reduced_measurement = read_list(in, 1, 16, read_flag);
  if (has_tdd) block.tdd_reduced_measurement = read_list(in, 1, 16, read_flag);
  if (has_more_fdd) block.more_fdd = read_list(in, 1, 16, read_utra_fdd_r12);
  if (has_more_tdd) block.more_tdd = read_list(in, 1, 16, read_utra_tdd_r12);
}

// SystemInformationBlockType6-v8h0-IEs.
void read_late_part(PerReader& in, SystemInformationBlock6& block) {
  const bool has_bands = in.flag();
  static_cast<void>(in.flag());
  if (!has_bands) return;
  block.fdd_multi_bands = read_list(in, 1, 16, [](PerReader& item) {
    return item.flag() ? read_utra_bands(item) : std::vector<std::uint8_t>{};
  });
}

void read_following(PerReader& in, GeranCarriers& carriers) {
  switch (in.index(3)) {
    case 0:
      carriers.following =
          read_list(in, 0, 31, [](PerReader& item) { return item.integer<std::uint16_t>(0, 1023); });
      return;
    case 1: {
      EquallySpacedArfcns spaced;
      spaced.spacing = in.integer<std::uint8_t>(1, 8);
      spaced.following = in.integer<std::uint8_t>(0, 31);
      carriers.following = spaced;
      return;
    }
    default:
      carriers.following = ArfcnBitmap{in.octets(in.integer<std::size_t>(1, 16))};
  }
}

GeranCarriers read_geran(PerReader& in) {
  GeranCarriers carriers;
  const bool has_additions = in.flag();
  carriers.starting_arfcn = in.integer<std::uint16_t>(0, 1023);
  carriers.is_band_1900 = in.index(2) == 1;
  read_following(in, carriers);
  const bool has_priority = in.flag();
  const bool has_p_max = in.flag();
  carriers.cell_reselection_priority = read_if(has_priority, in, read_priority);
  carriers.ncc_permitted = static_cast<std::uint8_t>(in.bits(8));
  carriers.q_rx_lev_min_dbm = static_cast<std::int8_t>(2 * in.integer<int>(0, 45) - 115);
  carriers.p_max_dbm = integer_if<std::uint8_t>(has_p_max, in, 0, 39);
  carriers.thresh_x_high_db = read_threshold_db(in);
  carriers.thresh_x_low_db = read_threshold_db(in);
  const Additions additions(in, has_additions);
  return carriers;
}

constexpr unsigned kArfcns = 1024;

std::vector<std::uint16_t> following_of(const std::vector<std::uint16_t>& list, unsigned /*first*/) {
  return list;
}

std::vector<std::uint16_t> following_of(const EquallySpacedArfcns& spaced, unsigned first) {
  std::vector<std::uint16_t> arfcns;
  for (unsigned i = 1; i <= spaced.following; ++i)
    arfcns.push_back(static_cast<std::uint16_t>((first + i * spaced.spacing) % kArfcns));
  return arfcns;
}

std::vector<std::uint16_t> following_of(const ArfcnBitmap& bitmap, unsigned first) {
  std::vector<std::uint16_t> arfcns;
  for (unsigned i = 0; i < 8 * bitmap.octets.size(); ++i) {
    const bool is_set = ((bitmap.octets[i / 8] >> (7 - i % 8)) & 1U) != 0;
    if (is_set) arfcns.push_back(static_cast<std::uint16_t>((first + i + 1) % kArfcns));
  }
  return arfcns;
}

}  // namespace

std::vector<std::uint16_t> GeranCarriers::arfcns() const {
  std::vector<std::uint16_t> all{starting_arfcn};
  const auto others =
      std::visit([&](const auto& how) { return following_of(how, starting_arfcn); }, following);
  all.insert(all.end(), others.begin(), others.end());
  return all;
}

std::vector<std::uint32_t> SystemInformationBlock5::earfcns() const {
  std::vector<std::uint32_t> all;
  for (std::size_t i = 0; i < carriers.size(); ++i)
    all.push_back(i < v9e0.size() ? v9e0[i].earfcn.value_or(carriers[i].earfcn) : carriers[i].earfcn);
  for (const EutraCarrier& carrier : more_carriers) all.push_back(carrier.earfcn);
  return all;
}

SystemInformationBlock3 read_system_information_block_3(PerReader& in) {
  SystemInformationBlock3 block;
  const bool has_additions = in.flag();
  read_common(in, block);
  read_serving_frequency(in, block);
  read_intra_frequency(in, block);
  read_additions(in, has_additions, block);
  return block;
}

SystemInformationBlock4 read_system_information_block_4(PerReader& in) {
  SystemInformationBlock4 block;
  const bool has_additions = in.flag();
  const bool has_neighbours = in.flag();
  const bool has_excluded = in.flag();
  const bool has_csg_range = in.flag();
  if (has_neighbours) block.neighbours = read_list(in, 1, 16, read_extensible_neighbour);
  if (has_excluded) block.excluded = read_list(in, 1, 16, read_pci_range);
  block.csg_range = read_if(has_csg_range, in, read_pci_range);
  Additions additions(in, has_additions);
  additions.skip();  // late extensions: none
  additions.read([&block](PerReader& group) {
    if (group.flag()) block.hsdn_cells = read_list(group, 1, 16, read_pci_range);
  });
  return block;
}

SystemInformationBlock5 read_system_information_block_5(PerReader& in) {
  SystemInformationBlock5 block;
  const bool has_additions = in.flag();
  block.carriers = read_list(in, 1, 8, read_carrier);
  read_additions(in, has_additions, block);
  return block;
}

SystemInformationBlock6 read_system_information_block_6(PerReader& in) {
  SystemInformationBlock6 block;
  const bool has_additions = in.flag();
  const bool has_fdd = in.flag();
  const bool has_tdd = in.flag();
  const bool has_scale = in.flag();
  if (has_fdd) block.fdd = read_list(in, 1, 16, read_utra_fdd);
  if (has_tdd) block.tdd = read_list(in, 1, 16, read_utra_tdd);
  block.t_reselection_s = read_t_reselection_s(in);
  block.t_reselection_scale = read_if(has_scale, in, read_speed_scale);
  Additions additions(in, has_additions);
  additions.read([&block](PerReader& late) {
    late.open_type([&block](PerReader& part) { read_late_part(part, block); });
  });
  additions.read([&block](PerReader& group) { read_v1250(group, block); });
  return block;
}

SystemInformationBlock7 read_system_information_block_7(PerReader& in) {
  SystemInformationBlock7 block;
  const bool has_additions = in.flag();
  const bool has_scale = in.flag();
  const bool has_carriers = in.flag();
  block.t_reselection_s = read_t_reselection_s(in);
  block.t_reselection_scale = read_if(has_scale, in, read_speed_scale);
  if (has_carriers) block.carriers = read_list(in, 1, 16, read_geran);
  const Additions additions(in, has_additions);
  return block;
}

}  // namespace cellwarden::lte
