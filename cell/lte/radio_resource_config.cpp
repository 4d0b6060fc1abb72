#include "cell/lte/radio_resource_config.hpp"

#include <array>

namespace cellwarden::lte {
namespace {

using Block = SystemInformationBlock2;

AccessBarring read_barring(PerReader& in) {
  constexpr std::array<std::uint8_t, 16> kFactors_percent{0,  5,  10, 15, 20, 25, 30, 40,
                                                          50, 60, 70, 75, 80, 85, 90, 95};
  AccessBarring barring;
  barring.factor_percent = in.value_of(kFactors_percent);
  barring.time_s = static_cast<std::uint16_t>(4U << in.index(8));
  barring.special_access_classes = static_cast<std::uint8_t>(in.bits(5));
  return barring;
}

AccessBarringInfo read_barring_info(PerReader& in) {
  AccessBarringInfo info;
  const bool has_signalling = in.flag();
  const bool has_data = in.flag();
  info.is_emergency_barred = in.flag();
  info.mo_signalling = read_if(has_signalling, in, read_barring);
  info.mo_data = read_if(has_data, in, read_barring);
  return info;
}

PlmnAccessBarring read_plmn_barring(PerReader& in) {
  PlmnAccessBarring barring;
  const bool has_info = in.flag();
  barring.skips_for_voice = in.flag();
  barring.skips_for_video = in.flag();
  barring.skips_for_sms = in.flag();
  const bool has_csfb = in.flag();
  const bool has_voice = in.flag();
  const bool has_video = in.flag();
  barring.plmn_index = in.integer<std::uint8_t>(1, 6);
  barring.barring = read_if(has_info, in, read_barring_info);
  barring.csfb = read_if(has_csfb, in, read_barring);
  barring.voice = read_if(has_voice, in, read_barring);
  barring.video = read_if(has_video, in, read_barring);
  return barring;
}

PreamblesGroupA read_group_a(PerReader& in) {
  constexpr std::array<std::uint16_t, 4> kSizes_bits{56, 144, 208, 256};
  constexpr std::array<std::optional<std::uint8_t>, 8> kOffsets_db{
      std::nullopt,     std::uint8_t{0},  std::uint8_t{5},  std::uint8_t{8},
      std::uint8_t{10}, std::uint8_t{12}, std::uint8_t{15}, std::uint8_t{18}};
  PreamblesGroupA group;
  const bool has_additions = in.flag();
  group.preambles = static_cast<std::uint8_t>(4 * in.integer<unsigned>(1, 15));
  group.message_size_bits = in.value_of(kSizes_bits);
  group.power_offset_group_b_db = in.value_of(kOffsets_db);
  const Additions additions(in, has_additions);
  return group;
}

RandomAccess read_random_access(PerReader& in) {
  constexpr std::array<std::uint8_t, 11> kTransMax{3, 4, 5, 6, 7, 8, 10, 20, 50, 100, 200};
  constexpr std::array<std::uint8_t, 8> kWindows_subframes{2, 3, 4, 5, 6, 7, 8, 10};
  RandomAccess access;
  const bool has_additions = in.flag();
  const bool has_group_a = in.flag();
  access.preambles = static_cast<std::uint8_t>(4 * in.integer<unsigned>(1, 16));
  access.group_a = read_if(has_group_a, in, read_group_a);
  access.power_ramping_step_db = static_cast<std::uint8_t>(2 * in.index(4));
  access.preamble_received_target_power_dbm = static_cast<std::int8_t>(2 * in.integer<int>(-60, -45));
  access.preamble_trans_max = in.value_of(kTransMax);
  access.response_window_subframes = in.value_of(kWindows_subframes);
  access.contention_resolution_subframes = static_cast<std::uint8_t>(8 * in.integer<unsigned>(1, 8));
  access.max_harq_msg3_tx = in.integer<std::uint8_t>(1, 8);
  const Additions additions(in, has_additions);
  return access;
}

ConnectionFailure read_connection_failure(PerReader& in) {
  constexpr std::array<std::uint16_t, 8> kValidities_s{30, 60, 120, 240, 300, 420, 600, 900};
  ConnectionFailure failure;
  const bool has_offset = in.flag();
  failure.count = in.integer<std::uint8_t>(1, 4);
  failure.offset_validity_s = in.value_of(kValidities_s);
  failure.offset_db = integer_if<std::uint8_t>(has_offset, in, 0, 15);
  return failure;
}

Prach read_prach(PerReader& in) {
  Prach prach;
  prach.root_sequence_index = in.integer<std::uint16_t>(0, 837);
  prach.config_index = in.integer<std::uint8_t>(0, 63);
  prach.is_high_speed = in.flag();
  prach.zero_correlation_zone = in.integer<std::uint8_t>(0, 15);
  prach.freq_offset_rb = in.integer<std::uint8_t>(0, 94);
  return prach;
}

Pusch read_pusch(PerReader& in) {
  Pusch pusch;
  pusch.n_sb = in.integer<std::uint8_t>(1, 4);
  pusch.hops_within_subframe = in.index(2) == 1;
  pusch.hopping_offset_rb = in.integer<std::uint8_t>(0, 98);
  pusch.has_64qam = in.flag();
  pusch.is_group_hopping = in.flag();
  pusch.group_assignment = in.integer<std::uint8_t>(0, 29);
  pusch.is_sequence_hopping = in.flag();
  pusch.cyclic_shift = in.integer<std::uint8_t>(0, 7);
  return pusch;
}

Pucch read_pucch(PerReader& in) {
  Pucch pucch;
  pucch.delta_shift = in.integer<std::uint8_t>(1, 3);
  pucch.n_rb_cqi = in.integer<std::uint8_t>(0, 98);
  pucch.n_cs_an = in.integer<std::uint8_t>(0, 7);
  pucch.n1_an = in.integer<std::uint16_t>(0, 2047);
  return pucch;
}

// A CHOICE of release and setup.
std::optional<SoundingReference> read_sounding(PerReader& in) {
  if (!in.flag()) return std::nullopt;
  SoundingReference sounding;
  sounding.has_max_up_pts = in.flag();
  sounding.bandwidth_config = in.integer<std::uint8_t>(0, 7);
  sounding.subframe_config = in.integer<std::uint8_t>(0, 15);
  sounding.is_simultaneous_with_ack = in.flag();
  return sounding;
}

PucchPowerOffsets read_pucch_power(PerReader& in) {
  constexpr std::array<std::int8_t, 3> kEven_db{-2, 0, 2};
  constexpr std::array<std::int8_t, 3> kOdd_db{1, 3, 5};
  constexpr std::array<std::int8_t, 4> kFormat2_db{-2, 0, 1, 2};
  PucchPowerOffsets offsets;
  offsets.format_1_db = in.value_of(kEven_db);
  offsets.format_1b_db = in.value_of(kOdd_db);
  offsets.format_2_db = in.value_of(kFormat2_db);
  offsets.format_2a_db = in.value_of(kEven_db);
  offsets.format_2b_db = in.value_of(kEven_db);
  return offsets;
}

UplinkPower read_uplink_power(PerReader& in) {
  constexpr std::array<std::uint8_t, 8> kAlphas_percent{0, 40, 50, 60, 70, 80, 90, 100};
  UplinkPower power;
  power.p0_nominal_pusch_dbm = in.integer<std::int8_t>(-126, 24);
  power.alpha_percent = in.value_of(kAlphas_percent);
  power.p0_nominal_pucch_dbm = in.integer<std::int8_t>(-127, -96);
  power.pucch = read_pucch_power(in);
  power.delta_preamble_msg3_db = static_cast<std::int8_t>(2 * in.integer<int>(-1, 6));
  return power;
}

UplinkPowerExtension read_uplink_power_extension(PerReader& in) {
  constexpr std::array<std::int8_t, 2> kFormat1bCs_db{1, 2};
  UplinkPowerExtension extension;
  extension.format_3_db = in.integer<std::int8_t>(-1, 6);
  extension.format_1b_cs_db = in.value_of(kFormat1bCs_db, 4);
  return extension;
}

// Of the group of Release 13 only what stands first in it: the rest is for coverage enhancement.
void read_release_13(PerReader& in, RadioResourceConfig& radio) {
  radio.has_modification_period_coefficient_64 = in.flag();
}

void read_radio_additions(PerReader& in, bool are_any, RadioResourceConfig& radio) {
  Additions additions(in, are_any);
  additions.read([&radio](PerReader& group) {
    radio.uplink_power.extension = read_if(group.flag(), group, read_uplink_power_extension);
  });
  additions.read([&radio](PerReader& group) {
    radio.random_access.connection_failure = read_if(group.flag(), group, read_connection_failure);
  });
  additions.read([&radio](PerReader& group) { radio.pusch.has_64qam_v1270 = group.flag(); });
  additions.read([&radio](PerReader& group) { read_release_13(group, radio); });
}

RadioResourceConfig read_radio(PerReader& in) {
  RadioResourceConfig radio;
  const bool has_additions = in.flag();
  radio.random_access = read_random_access(in);
  radio.modification_period_coefficient = static_cast<std::uint8_t>(2U << in.index(4));
  radio.default_paging_cycle_frames = static_cast<std::uint16_t>(32U << in.index(4));
  radio.n_b = in.integer<std::uint8_t>(0, 7);
  radio.prach = read_prach(in);
  radio.reference_signal_power_dbm = in.integer<std::int8_t>(-60, 50);
  radio.p_b = in.integer<std::uint8_t>(0, 3);
  radio.pusch = read_pusch(in);
  radio.pucch = read_pucch(in);
  radio.sounding = read_sounding(in);
  radio.uplink_power = read_uplink_power(in);
  radio.is_uplink_cyclic_prefix_extended = in.index(2) == 1;
  read_radio_additions(in, has_additions, radio);
  return radio;
}

void read_timer_additions(PerReader& in, bool are_any, TimersAndConstants& timers) {
  constexpr std::array<std::uint16_t, 8> kLong_ms{2500, 3000, 3500, 4000, 5000, 6000, 8000, 10000};
  const auto read_long = [&](PerReader& group) { return group.value_of(kLong_ms); };
  Additions additions(in, are_any);
  additions.read([&](PerReader& group) {
    const bool has_t300 = group.flag();
    const bool has_t301 = group.flag();
    timers.t300_v1310_ms = read_if(has_t300, group, read_long);
    timers.t301_v1310_ms = read_if(has_t301, group, read_long);
  });
  additions.read([&](PerReader& group) {
    if (group.flag()) timers.t310_v1330_ms = group.flag() ? std::uint16_t{6000} : std::uint16_t{4000};
  });
}

TimersAndConstants read_timers(PerReader& in) {
  constexpr std::array<std::uint16_t, 8> kT300_ms{100, 200, 300, 400, 600, 1000, 1500, 2000};
  constexpr std::array<std::uint16_t, 7> kT310_ms{0, 50, 100, 200, 500, 1000, 2000};
  constexpr std::array<std::uint8_t, 8> kN310{1, 2, 3, 4, 6, 8, 10, 20};
  constexpr std::array<std::uint16_t, 7> kT311_ms{1000, 3000, 5000, 10000, 15000, 20000, 30000};
  constexpr std::array<std::uint8_t, 8> kN311{1, 2, 3, 4, 5, 6, 8, 10};
  TimersAndConstants timers;
  const bool has_additions = in.flag();
  timers.t300_ms = in.value_of(kT300_ms);
  timers.t301_ms = in.value_of(kT300_ms);
  timers.t310_ms = in.value_of(kT310_ms);
  timers.n310 = in.value_of(kN310);
  timers.t311_ms = in.value_of(kT311_ms);
  timers.n311 = in.value_of(kN311);
  read_timer_additions(in, has_additions, timers);
  return timers;
}

void read_frequency(PerReader& in, Block& block) {
  const bool has_earfcn = in.flag();
  const bool has_bandwidth = in.flag();
  block.uplink_earfcn = integer_if<std::uint32_t>(has_earfcn, in, 0, 65535);
  block.uplink_bandwidth_rb = read_if(has_bandwidth, in, read_bandwidth_rb);
  block.additional_spectrum_emission = in.integer<std::uint8_t>(1, 32);
}

MbsfnSubframes read_mbsfn(PerReader& in) {
  MbsfnSubframes subframes;
  subframes.period_frames = static_cast<std::uint8_t>(1U << in.index(6));
  subframes.offset_frames = in.integer<std::uint8_t>(0, 7);
  subframes.has_four_frames = in.flag();
  subframes.allocation = static_cast<std::uint32_t>(in.bits(subframes.has_four_frames ? 24 : 6));
  return subframes;
}

MbsfnSubframesExtension read_mbsfn_extension(PerReader& in) {
  MbsfnSubframesExtension extension;
  extension.has_four_frames = in.flag();
  extension.allocation = static_cast<std::uint8_t>(in.bits(extension.has_four_frames ? 8 : 2));
  return extension;
}

std::optional<std::uint16_t> read_time_alignment(PerReader& in) {
  constexpr std::array<std::uint16_t, 7> kTimers_subframes{500, 750, 1280, 1920, 2560, 5120, 10240};
  const std::size_t index = in.index(8);
  if (index == kTimers_subframes.size()) return std::nullopt;
  return kTimers_subframes[index];
}

// SystemInformationBlockType2-v8h0-IEs and -v9e0-IEs; what is chained to them says nothing of use.
void read_late_part(PerReader& in, Block& block) {
  const bool has_emissions = in.flag();
  const bool has_v9e0 = in.flag();
  if (has_emissions)
    block.multi_band_emissions =
        read_list(in, 1, 8, [](PerReader& item) { return item.integer<std::uint8_t>(1, 32); });
  if (!has_v9e0) return;
  const bool has_earfcn = in.flag();
  const bool has_v9i0 = in.flag();
  block.uplink_earfcn_v9e0 = integer_if<std::uint32_t>(has_earfcn, in, 65536, 262143);
  if (!has_v9i0) return;
  const bool has_later_part = in.flag();
  static_cast<void>(in.flag());  // an empty dummy
  if (has_later_part) in.skip_open_type();
}

void read_release_12(PerReader& in, Block& block) {
  block.skips_barring_for_voice = in.flag();
  block.skips_barring_for_video = in.flag();
  block.skips_barring_for_sms = in.flag();
  if (in.flag()) block.plmn_barring = read_list(in, 1, 6, read_plmn_barring);
}

void read_release_14(PerReader& in, Block& block) {
  const bool has_mbsfn = in.flag();
  block.has_video_service_cause = in.flag();
  if (has_mbsfn) block.mbsfn_v1430 = read_list(in, 1, 8, read_mbsfn_extension);
}

void read_additions(PerReader& in, bool are_any, Block& block) {
  Additions additions(in, are_any);
  additions.read([&block](PerReader& late) {
    late.open_type([&block](PerReader& part) { read_late_part(part, block); });
  });
  additions.read([&block](PerReader& group) {
    const bool has_voice = group.flag();
    const bool has_video = group.flag();
    block.voice_barring = read_if(has_voice, group, read_barring);
    block.video_barring = read_if(has_video, group, read_barring);
  });
  additions.read(
      [&block](PerReader& group) { block.csfb_barring = read_if(group.flag(), group, read_barring); });
  additions.read([&block](PerReader& group) { read_release_12(group, block); });
  additions.read([&block](PerReader& group) { block.has_voice_service_cause = group.flag(); });
  additions.skip();  // ACDC
  additions.skip();  // restrictions and CIoT of Release 13
  additions.skip();  // unicast frequency hopping
  additions.read([&block](PerReader& group) { read_release_14(group, block); });
  additions.read([&block](PerReader& group) {
    if (group.flag())
      block.upper_layer_indications = read_list(group, 1, 6, [](PerReader& item) { return item.flag(); });
  });
}

}  // namespace

SystemInformationBlock2 read_system_information_block_2(PerReader& in) {
  Block block;
  const bool has_additions = in.flag();
  const bool has_barring = in.flag();
  const bool has_mbsfn = in.flag();
  block.barring = read_if(has_barring, in, read_barring_info);
  block.radio = read_radio(in);
  block.timers = read_timers(in);
  read_frequency(in, block);
  if (has_mbsfn) block.mbsfn = read_list(in, 1, 8, read_mbsfn);
  block.time_alignment_subframes = read_time_alignment(in);
  read_additions(in, has_additions, block);
  return block;
}

}  // namespace cellwarden::lte
