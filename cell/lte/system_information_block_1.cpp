#include "cell/lte/system_information_block_1.hpp"

#include <array>

namespace cellwarden::lte {
namespace {

using Block = SystemInformationBlock1;

constexpr std::array<std::uint16_t, 7> kPeriodicities_frames{8, 16, 32, 64, 128, 256, 512};

SibType sib_type(std::size_t number) {
  return static_cast<SibType>(number);
}

// SIB-Type: sixteen from SIB3 on, and extensions.
SibType read_sib_type(PerReader& in) {
  if (in.flag()) return sib_type_after_18(in.small_number());
  return sib_type(3 + in.index(16));
}

// SIB-Type-v12j0: the same extensions from its start, three of them spare.
SibType read_sib_type_v12j0(PerReader& in) {
  if (!in.flag()) return sib_type_after_18(in.index(16));
  static_cast<void>(in.small_number());
  return SibType::kUnknown;
}

SiSchedule read_schedule(PerReader& in) {
  SiSchedule schedule;
  schedule.periodicity_frames = in.value_of(kPeriodicities_frames);
  schedule.sibs = read_list(in, 0, 31, read_sib_type);
  return schedule;
}

std::vector<SibType> read_mapping_v12j0(PerReader& in) {
  return read_list(in, 1, 31, read_sib_type_v12j0);
}

Tac read_tac(PerReader& in, std::size_t bits) {
  return Tac{static_cast<std::uint32_t>(in.bits(bits))};
}

Eci read_eci(PerReader& in) {
  return Eci{static_cast<std::uint32_t>(in.bits(28))};
}

void read_cell_access(PerReader& in, Block& block) {
  const bool has_csg_identity = in.flag();
  block.plmns = read_plmn_list(in);
  block.tracking_area_code = read_tac(in, 16);
  block.cell_identity = read_eci(in);
  block.is_cell_barred = in.index(2) == 0;
  block.is_intra_freq_reselection_allowed = in.index(2) == 0;
  block.is_csg = in.flag();
  if (has_csg_identity) block.csg_identity = static_cast<std::uint32_t>(in.bits(27));
}

void read_cell_selection(PerReader& in, Block& block) {
  const bool has_offset = in.flag();
  block.q_rx_lev_min_dbm = read_q_rx_lev_min_dbm(in);
  if (has_offset) block.q_rx_lev_min_offset_db = static_cast<std::uint8_t>(2 * in.integer<unsigned>(1, 8));
}

TddConfig read_tdd(PerReader& in) {
  TddConfig tdd;
  tdd.subframe_assignment = in.integer<std::uint8_t>(0, 6);
  tdd.special_subframe_pattern = in.integer<std::uint8_t>(0, 8);
  return tdd;
}

// Each of these reads one of the parts that are chained by nonCriticalExtension, and tells whether another
// follows.

bool read_release_8(PerReader& in, Block& block) {
  constexpr std::array<std::uint8_t, 7> kWindows_ms{1, 2, 5, 10, 15, 20, 40};
  const bool has_p_max = in.flag();
  const bool has_tdd = in.flag();
  const bool has_next = in.flag();
  read_cell_access(in, block);
  read_cell_selection(in, block);
  block.p_max_dbm = read_if(has_p_max, in, read_p_max_dbm);
  block.freq_band_indicator = in.integer<std::uint8_t>(1, 64);
  block.scheduling = read_list(in, 1, 32, read_schedule);
  block.tdd = read_if(has_tdd, in, read_tdd);
  block.si_window_length_ms = in.value_of(kWindows_ms);
  block.system_info_value_tag = in.integer<std::uint8_t>(0, 31);
  return has_next;
}

bool read_v8h0(PerReader& in, Block& block) {
  const bool has_bands = in.flag();
  const bool has_next = in.flag();
  if (has_bands) block.multi_bands = read_band_list(in);
  return has_next;
}

bool read_v9e0(PerReader& in, Block& block) {
  const bool has_band = in.flag();
  const bool has_bands = in.flag();
  const bool has_next = in.flag();
  block.freq_band_indicator_v9e0 = integer_if<std::uint16_t>(has_band, in, 65, 256);
  if (has_bands) block.multi_bands_v9e0 = read_band_list_extension(in);
  return has_next;
}

bool read_v10j0(PerReader& in, Block& block) {
  const bool has_band = in.flag();
  const bool has_bands = in.flag();
  const bool has_next = in.flag();
  if (has_band) block.freq_band_info = read_ns_pmax_list(in);
  if (has_bands) block.multi_band_info = read_list(in, 1, 8, read_ns_pmax_list);
  return has_next;
}

bool read_v10l0(PerReader& in, Block& block) {
  const bool has_band = in.flag();
  const bool has_bands = in.flag();
  const bool has_next = in.flag();
  if (has_band) block.freq_band_info_v10l0 = read_ns_pmax_list_extension(in);
  if (has_bands) block.multi_band_info_v10l0 = read_list(in, 1, 8, read_ns_pmax_list_extension);
  return has_next;
}

bool read_v10x0(PerReader& in, Block& /*block*/) {
  const bool has_late_part = in.flag();
  const bool has_next = in.flag();
  if (has_late_part) in.skip_open_type();
  return has_next;
}

bool read_v12j0(PerReader& in, Block& block) {
  const bool has_more_sibs = in.flag();
  const bool has_more_messages = in.flag();
  const bool has_next = in.flag();
  if (has_more_sibs) {
    block.scheduling_v12j0 = read_list(in, 1, 32, [](PerReader& item) {
      return item.flag() ? read_mapping_v12j0(item) : std::vector<SibType>{};
    });
  }
  if (has_more_messages) {
    block.scheduling_ext = read_list(in, 1, 32, [](PerReader& item) {
      SiSchedule schedule;
      schedule.periodicity_frames = item.value_of(kPeriodicities_frames);
      schedule.sibs = read_mapping_v12j0(item);
      return schedule;
    });
  }
  return has_next;
}

using Part = bool (*)(PerReader&, Block&);

template <std::size_t kCount>
void read_chain(PerReader& in, Block& block, const std::array<Part, kCount>& parts) {
  for (const Part part : parts) {
    if (in.is_cut_short() || !part(in, block)) return;
  }
}

bool read_v890(PerReader& in, Block& block) {
  static constexpr std::array<Part, 6> kLateParts{read_v8h0,  read_v9e0,  read_v10j0,
                                                  read_v10l0, read_v10x0, read_v12j0};
  const bool has_late_part = in.flag();
  const bool has_next = in.flag();
  if (has_late_part) in.open_type([&block](PerReader& part) { read_chain(part, block, kLateParts); });
  return has_next;
}

bool read_v920(PerReader& in, Block& block) {
  block.has_ims_emergency_support = in.flag();
  const bool has_quality = in.flag();
  const bool has_next = in.flag();
  if (has_quality) {
    auto& selection = block.quality_selection.emplace();
    const bool has_offset = in.flag();
    selection.q_qual_min_db = read_q_qual_min_db(in);
    selection.q_qual_min_offset_db = integer_if<std::uint8_t>(has_offset, in, 1, 8);
  }
  return has_next;
}

bool read_v1130(PerReader& in, Block& block) {
  const bool has_tdd = in.flag();
  const bool has_quality = in.flag();
  const bool has_next = in.flag();
  if (has_tdd) block.special_subframe_v1130 = in.flag() ? std::uint8_t{9} : std::uint8_t{7};
  block.q_qual_min_wb_db = read_if(has_quality, in, read_q_qual_min_db);
  return has_next;
}

bool read_v1250(PerReader& in, Block& block) {
  const bool has_quality = in.flag();
  block.has_freq_band_indicator_priority = in.flag();
  const bool has_next = in.flag();
  block.is_category_0_allowed = in.flag();
  block.q_qual_min_all_symbols_db = read_if(has_quality, in, read_q_qual_min_db);
  return has_next;
}

SiScheduleBr read_schedule_br(PerReader& in) {
  constexpr std::array<std::uint16_t, 10> kTransport_bits{152, 208, 256, 328, 408, 504, 600, 712, 808, 936};
  SiScheduleBr schedule;
  schedule.narrowband = in.integer<std::uint8_t>(1, 16);
  schedule.transport_bits = in.value_of(kTransport_bits);
  return schedule;
}

SubframeBitmap read_subframe_bitmap(PerReader& in) {
  SubframeBitmap bitmap;
  bitmap.bits = in.flag() ? 40 : 10;
  bitmap.bitmap = in.bits(bitmap.bits);
  return bitmap;
}

BandwidthReducedAccess read_bandwidth_reduced(PerReader& in) {
  constexpr std::array<std::uint8_t, 7> kWindows_ms{20, 40, 60, 80, 120, 160, 200};
  constexpr std::array<std::uint8_t, 4> kRepetitions_frames{1, 2, 4, 8};
  BandwidthReducedAccess access;
  const bool has_scheduling = in.flag();
  const bool has_subframes = in.flag();
  const bool has_uplink_subframes = in.flag();
  access.has_si_validity_time = in.flag();
  const bool has_value_tags = in.flag();
  access.si_window_length_ms = in.value_of(kWindows_ms, 8);
  access.si_repetition_frames = in.value_of(kRepetitions_frames);
  if (has_scheduling) access.scheduling = read_list(in, 1, 32, read_schedule_br);
  access.subframe_bitmap = read_if(has_subframes, in, read_subframe_bitmap);
  if (has_uplink_subframes) access.uplink_subframe_bitmap = static_cast<std::uint16_t>(in.bits(10));
  access.start_symbol = in.integer<std::uint8_t>(1, 4);
  access.is_si_hopping = in.index(2) == 0;
  if (has_value_tags)
    access.value_tags =
        read_list(in, 1, 32, [](PerReader& item) { return item.integer<std::uint8_t>(0, 3); });
  return access;
}

bool read_v1310(PerReader& in, Block& block) {
  const bool has_hyper_sfn = in.flag();
  block.is_edrx_allowed = in.flag();
  const bool has_coverage = in.flag();
  const bool has_bandwidth_reduced = in.flag();
  const bool has_next = in.flag();
  if (has_hyper_sfn) block.hyper_sfn = static_cast<std::uint16_t>(in.bits(10));
  block.enhanced_coverage = read_if(has_coverage, in, read_enhanced_coverage_selection);
  block.bandwidth_reduced = read_if(has_bandwidth_reduced, in, read_bandwidth_reduced);
  return has_next;
}

HoppingInterval read_hopping_interval(PerReader& in) {
  HoppingInterval interval;
  interval.is_tdd = in.flag();
  interval.code = in.integer<std::uint8_t>(0, 3);
  return interval;
}

DownlinkHopping read_hopping(PerReader& in) {
  DownlinkHopping hopping;
  const bool has_narrowbands = in.flag();
  const bool has_mode_a = in.flag();
  const bool has_mode_b = in.flag();
  const bool has_offset = in.flag();
  if (has_narrowbands) hopping.narrowbands = in.flag() ? std::uint8_t{4} : std::uint8_t{2};
  hopping.mode_a = read_if(has_mode_a, in, read_hopping_interval);
  hopping.mode_b = read_if(has_mode_b, in, read_hopping_interval);
  hopping.offset = integer_if<std::uint8_t>(has_offset, in, 1, 16);
  return hopping;
}

bool read_v1320(PerReader& in, Block& block) {
  const bool has_hopping = in.flag();
  const bool has_next = in.flag();
  block.hopping = read_if(has_hopping, in, read_hopping);
  return has_next;
}

bool read_v1350(PerReader& in, Block& block) {
  const bool has_coverage = in.flag();
  const bool has_next = in.flag();
  block.enhanced_coverage_1 = read_if(has_coverage, in, read_enhanced_coverage_selection);
  return has_next;
}

bool read_v1360(PerReader& in, Block& block) {
  const bool has_delta = in.flag();
  const bool has_next = in.flag();
  if (has_delta) block.enhanced_coverage_1_delta_db = static_cast<std::int8_t>(2 * in.integer<int>(-8, -1));
  return has_next;
}

CellAccess read_other_access(PerReader& in) {
  CellAccess access;
  access.plmns = read_plmn_list(in);
  access.tracking_area_code = read_tac(in, 16);
  access.cell_identity = read_eci(in);
  return access;
}

bool read_v1430(PerReader& in, Block& block) {
  block.has_ecall_over_ims = in.flag();
  block.has_special_subframe_10 = in.flag();
  const bool has_others = in.flag();
  const bool has_next = in.flag();
  if (has_others) block.other_accesses = read_list(in, 1, 5, read_other_access);
  return has_next;
}

bool read_v1450(PerReader& in, Block& block) {
  block.has_special_subframe_10_less_crs = in.flag();
  return in.flag();
}

CrsMitigation read_crs_mitigation(PerReader& in) {
  CrsMitigation mitigation;
  if (in.flag()) mitigation.bandwidth_rb = in.flag() ? std::uint8_t{24} : std::uint8_t{6};
  return mitigation;
}

// ENUMERATED with extensions: those count on from the last value.
std::uint8_t read_extensible(PerReader& in, std::size_t values) {
  const bool is_extension = in.flag();
  const std::size_t index = is_extension ? values + in.small_number() : in.index(values);
  if (index > 255) in.mark_bad_value();
  return static_cast<std::uint8_t>(index > 255 ? 0 : index);
}

// A SEQUENCE with extensions that holds one extensible ENUMERATED.
std::uint8_t read_satellite_system(PerReader& in, std::size_t values) {
  const bool has_additions = in.flag();
  const std::uint8_t system = read_extensible(in, values);
  const Additions additions(in, has_additions);
  return system;
}

PositioningSib read_positioning_sib(PerReader& in) {
  PositioningSib sib;
  const bool has_additions = in.flag();
  sib.is_encrypted = in.flag();
  const bool has_gnss = in.flag();
  const bool has_sbas = in.flag();
  if (has_gnss) sib.gnss = read_satellite_system(in, 6);
  if (has_sbas) sib.sbas = read_satellite_system(in, 4);
  sib.type = read_extensible(in, 27);
  const Additions additions(in, has_additions);
  return sib;
}

PositioningSchedule read_positioning_schedule(PerReader& in) {
  PositioningSchedule schedule;
  schedule.periodicity_frames = in.value_of(kPeriodicities_frames);
  schedule.sibs = read_list(in, 1, 32, read_positioning_sib);
  return schedule;
}

CellAccess5gc read_access_5gc(PerReader& in) {
  CellAccess5gc access;
  const bool has_ran_area = in.flag();
  std::optional<std::uint16_t> mcc;
  access.plmns = read_list(in, 1, 6, [&mcc](PerReader& item) {
    PlmnEntry5gc entry;
    if (item.flag()) {
      entry.plmn = item.integer<std::uint8_t>(1, 6);
    } else {
      entry.plmn = read_plmn(item, mcc);
    }
    entry.is_reserved_for_operator_use = item.index(2) == 0;
    entry.is_reserved_for_operator_use_crs = item.index(2) == 0;
    return entry;
  });
  access.ran_area_code = integer_if<std::uint8_t>(has_ran_area, in, 0, 255);
  access.tracking_area_code = read_tac(in, 24);
  if (in.flag()) {
    access.cell_identity = in.integer<std::uint8_t>(1, 6);
  } else {
    access.cell_identity = read_eci(in);
  }
  return access;
}

Access5gc read_5gc(PerReader& in) {
  Access5gc access;
  access.is_cell_barred = in.index(2) == 0;
  access.is_cell_barred_crs = in.index(2) == 0;
  access.cells = read_list(in, 1, 6, read_access_5gc);
  return access;
}

std::int8_t read_power_class_offset_db(PerReader& in) {
  constexpr std::array<std::int8_t, 6> kOffsets_db{-6, -3, 3, 6, 9, 12};
  return in.value_of(kOffsets_db);
}

bool read_v1530(PerReader& in, Block& block) {
  block.is_hsdn_cell = in.flag();
  const bool has_power_class = in.flag();
  const bool has_crs_mitigation = in.flag();
  const bool has_reserved = in.flag();
  const bool has_positioning = in.flag();
  const bool has_5gc = in.flag();
  block.has_ims_emergency_support_5gc = in.flag();
  block.has_ecall_over_ims_5gc = in.flag();
  const bool has_next = in.flag();
  block.power_class_14dbm_offset_db = read_if(has_power_class, in, read_power_class_offset_db);
  block.crs_mitigation = read_if(has_crs_mitigation, in, read_crs_mitigation);
  block.is_cell_barred_crs = in.index(2) == 0;
  if (has_reserved)
    block.reserved_for_operator_use_crs =
        read_list(in, 1, 6, [](PerReader& item) { return item.index(2) == 0; });
  if (has_positioning) block.positioning = read_list(in, 1, 32, read_positioning_schedule);
  block.access_5gc = read_if(has_5gc, in, read_5gc);
  return has_next;
}

bool read_v1540(PerReader& in, Block& block) {
  block.has_si_positioning_offset = in.flag();
  return in.flag();
}

PlmnFeatures read_plmn_features(PerReader& in) {
  PlmnFeatures features;
  features.has_cp_ciot_5gs = in.flag();
  features.has_up_ciot_5gs = in.flag();
  features.has_iab = in.flag();
  return features;
}

bool read_v1610(PerReader& in, Block& block) {
  block.is_edrx_allowed_5gc = in.flag();
  block.is_control_channel_region_used = in.flag();
  block.is_camping_in_ce_allowed = in.flag();
  const bool has_features = in.flag();
  const bool has_next = in.flag();
  if (has_features) block.plmn_features = read_list(in, 1, 6, read_plmn_features);
  return has_next;
}

std::vector<Tac> read_tracking_areas(PerReader& in) {
  if (!in.flag()) return {};
  return read_list(in, 1, 12, [](PerReader& item) { return read_tac(item, 16); });
}

bool read_v1700(PerReader& in, Block& block) {
  const bool has_satellite = in.flag();
  const bool has_next = in.flag();
  if (has_satellite) {
    auto& satellite = block.satellite.emplace();
    const bool has_tracking_areas = in.flag();
    satellite.is_cell_barred = in.index(2) == 0;
    if (has_tracking_areas) satellite.tracking_areas = read_list(in, 1, 6, read_tracking_areas);
  }
  return has_next;
}

}  // namespace

SibType sib_type_after_18(std::size_t index) noexcept {
  constexpr std::array kTypes{SibType{19}, SibType{20},      SibType{21}, SibType{24}, SibType{25},
                              SibType{26}, SibType::kSib26a, SibType{27}, SibType{28}, SibType{29},
                              SibType{30}, SibType{31},      SibType{32}};
  return index < kTypes.size() ? kTypes[index] : SibType::kUnknown;
}

std::string to_string(SibType type) {
  if (type == SibType::kUnknown) return "unknown";
  return type == SibType::kSib26a ? "sib26a" : "sib" + std::to_string(static_cast<unsigned>(type));
}

SystemInformationBlock1 read_system_information_block_1(PerReader& in) {
  constexpr std::array<Part, 15> kParts{read_release_8, read_v890,  read_v920,  read_v1130, read_v1250,
                                        read_v1310,     read_v1320, read_v1350, read_v1360, read_v1430,
                                        read_v1450,     read_v1530, read_v1540, read_v1610, read_v1700};
  Block block;
  read_chain(in, block, kParts);
  return block;
}

}  // namespace cellwarden::lte
