#pragma once

/// \file
/// SystemInformationBlockType2: access barring, the common radio resource configuration, timers and the
/// uplink carrier (TS 36.331, sections 6.3.1 and 6.3.2). Of its extensions those are read that a rule can
/// use, as far as Release 15; the rest, mostly coverage enhancement, is counted as skipped.
///
/// In: the reader at the block, which it leaves behind it. Values are in the units that their names tell, and
/// codes as sent where a name has no unit. What a cell does not send is absent.

#include <cstdint>
#include <optional>
#include <vector>

#include "cell/lte/common_fields.hpp"

namespace cellwarden::lte {

/// AC-BarringConfig.
struct AccessBarring {
  std::uint8_t factor_percent{};  ///< 0…95: chance of being let through
  std::uint16_t time_s{};         ///< 4…512
  std::uint8_t
      special_access_classes{};  ///< one bit for each of the classes 11…15, the first sent the highest
  bool operator==(const AccessBarring&) const = default;
};

/// ac-BarringInfo.
struct AccessBarringInfo {
  bool is_emergency_barred{};
  std::optional<AccessBarring> mo_signalling, mo_data;
  bool operator==(const AccessBarringInfo&) const = default;
};

/// AC-BarringPerPLMN-r12.
struct PlmnAccessBarring {
  std::uint8_t plmn_index{};  ///< 1…6, place in SIB1's list
  std::optional<AccessBarringInfo> barring;
  bool skips_for_voice{}, skips_for_video{}, skips_for_sms{};
  std::optional<AccessBarring> csfb, voice, video;
  bool operator==(const PlmnAccessBarring&) const = default;
};

/// preamblesGroupAConfig.
struct PreamblesGroupA {
  std::uint8_t preambles{};           ///< 4…60
  std::uint16_t message_size_bits{};  ///< 56…256
  /// messagePowerOffsetGroupB; absent: minus infinity.
  std::optional<std::uint8_t> power_offset_group_b_db;
  bool operator==(const PreamblesGroupA&) const = default;
};

/// connEstFail parameters of RACH-ConfigCommon-v1250.
struct ConnectionFailure {
  std::uint8_t count{};                   ///< 1…4
  std::uint16_t offset_validity_s{};      ///< 30…900
  std::optional<std::uint8_t> offset_db;  ///< 0…15
  bool operator==(const ConnectionFailure&) const = default;
};

/// RACH-ConfigCommon.
struct RandomAccess {
  std::uint8_t preambles{};  ///< 4…64
  std::optional<PreamblesGroupA> group_a;
  std::uint8_t power_ramping_step_db{};                 ///< 0…6
  std::int8_t preamble_received_target_power_dbm{};     ///< -120…-90
  std::uint8_t preamble_trans_max{};                    ///< 3…200
  std::uint8_t response_window_subframes{};             ///< 2…10
  std::uint8_t contention_resolution_subframes{};       ///< 8…64
  std::uint8_t max_harq_msg3_tx{};                      ///< 1…8
  std::optional<ConnectionFailure> connection_failure;  ///< v1250
  bool operator==(const RandomAccess&) const = default;
};

/// PRACH-ConfigSIB.
struct Prach {
  std::uint16_t root_sequence_index{};  ///< 0…837
  std::uint8_t config_index{};          ///< 0…63
  bool is_high_speed{};
  std::uint8_t zero_correlation_zone{};  ///< 0…15
  std::uint8_t freq_offset_rb{};         ///< 0…94
  bool operator==(const Prach&) const = default;
};

/// PUSCH-ConfigCommon.
struct Pusch {
  std::uint8_t n_sb{};  ///< 1…4
  bool hops_within_subframe{};
  std::uint8_t hopping_offset_rb{};  ///< 0…98
  bool has_64qam{};
  bool has_64qam_v1270{};
  bool is_group_hopping{};
  std::uint8_t group_assignment{};  ///< 0…29
  bool is_sequence_hopping{};
  std::uint8_t cyclic_shift{};  ///< 0…7
  bool operator==(const Pusch&) const = default;
};

/// PUCCH-ConfigCommon.
struct Pucch {
  std::uint8_t delta_shift{};  ///< 1…3
  std::uint8_t n_rb_cqi{};     ///< 0…98
  std::uint8_t n_cs_an{};      ///< 0…7
  std::uint16_t n1_an{};       ///< 0…2047
  bool operator==(const Pucch&) const = default;
};

/// SoundingRS-UL-ConfigCommon, set up.
struct SoundingReference {
  std::uint8_t bandwidth_config{};  ///< 0…7
  std::uint8_t subframe_config{};   ///< 0…15
  bool is_simultaneous_with_ack{};
  bool has_max_up_pts{};
  bool operator==(const SoundingReference&) const = default;
};

/// DeltaFList-PUCCH and UplinkPowerControlCommon-v1020's part of it.
struct PucchPowerOffsets {
  std::int8_t format_1_db{}, format_1b_db{}, format_2_db{}, format_2a_db{}, format_2b_db{};
  bool operator==(const PucchPowerOffsets&) const = default;
};
struct UplinkPowerExtension {
  std::int8_t format_3_db{};      ///< -1…6
  std::int8_t format_1b_cs_db{};  ///< 1 or 2
  bool operator==(const UplinkPowerExtension&) const = default;
};

/// UplinkPowerControlCommon.
struct UplinkPower {
  std::int8_t p0_nominal_pusch_dbm{};  ///< -126…24
  std::uint8_t alpha_percent{};        ///< 0, 40…100
  std::int8_t p0_nominal_pucch_dbm{};  ///< -127…-96
  PucchPowerOffsets pucch;
  std::int8_t delta_preamble_msg3_db{};           ///< -2…12
  std::optional<UplinkPowerExtension> extension;  ///< v1020
  bool operator==(const UplinkPower&) const = default;
};

/// RadioResourceConfigCommonSIB.
struct RadioResourceConfig {
  RandomAccess random_access;
  std::uint8_t modification_period_coefficient{};  ///< 2…16, times the paging cycle; 64 (v1310) below
  bool has_modification_period_coefficient_64{};
  std::uint16_t default_paging_cycle_frames{};  ///< 32…256
  std::uint8_t n_b{};                           ///< code: 4T, 2T, T, T/2, … T/32
  Prach prach;
  std::int8_t reference_signal_power_dbm{};  ///< -60…50, of one resource element
  std::uint8_t p_b{};                        ///< 0…3
  Pusch pusch;
  Pucch pucch;
  std::optional<SoundingReference> sounding;
  UplinkPower uplink_power;
  bool is_uplink_cyclic_prefix_extended{};
  bool operator==(const RadioResourceConfig&) const = default;
};

/// UE-TimersAndConstants.
struct TimersAndConstants {
  std::uint16_t t300_ms{}, t301_ms{};                         ///< 100…2000
  std::uint16_t t310_ms{};                                    ///< 0…2000
  std::uint8_t n310{};                                        ///< 1…20
  std::uint16_t t311_ms{};                                    ///< 1000…30000
  std::uint8_t n311{};                                        ///< 1…10
  std::optional<std::uint16_t> t300_v1310_ms, t301_v1310_ms;  ///< 2500…10000
  std::optional<std::uint16_t> t310_v1330_ms;                 ///< 4000 or 6000
  bool operator==(const TimersAndConstants&) const = default;
};

/// MBSFN-SubframeConfig, and what MBSFN-SubframeConfigList-v1430 adds in the same place.
struct MbsfnSubframes {
  std::uint8_t period_frames{};  ///< 1…32
  std::uint8_t offset_frames{};  ///< 0…7
  bool has_four_frames{};
  std::uint32_t allocation{};  ///< 6 bits, or 24: the first sent the highest
  bool operator==(const MbsfnSubframes&) const = default;
};
struct MbsfnSubframesExtension {
  bool has_four_frames{};
  std::uint8_t allocation{};  ///< 2 bits, or 8
  bool operator==(const MbsfnSubframesExtension&) const = default;
};

struct SystemInformationBlock2 {
  std::optional<AccessBarringInfo> barring;
  RadioResourceConfig radio;
  TimersAndConstants timers;
  std::optional<std::uint32_t> uplink_earfcn;       ///< absent: paired with the downlink as the band says
  std::optional<std::uint8_t> uplink_bandwidth_rb;  ///< absent: the downlink's
  std::uint8_t additional_spectrum_emission{};      ///< 1…32
  std::vector<MbsfnSubframes> mbsfn;
  /// sf500…sf10240; absent: infinite.
  std::optional<std::uint16_t> time_alignment_subframes;

  // Late extensions.
  std::vector<std::uint8_t> multi_band_emissions;   ///< multiBandInfoList, v8h0: of SIB1's list
  std::optional<std::uint32_t> uplink_earfcn_v9e0;  ///< 65536 and above

  std::optional<AccessBarring> voice_barring, video_barring;  ///< ssac-BarringForMMTEL
  std::optional<AccessBarring> csfb_barring;                  ///< Release 10
  bool skips_barring_for_voice{}, skips_barring_for_video{}, skips_barring_for_sms{};
  std::vector<PlmnAccessBarring> plmn_barring;  ///< Release 12
  bool has_voice_service_cause{};
  std::vector<MbsfnSubframesExtension> mbsfn_v1430;
  bool has_video_service_cause{};
  std::vector<bool> upper_layer_indications;  ///< Release 15, by PLMN: the telephone shows 5G

  bool operator==(const SystemInformationBlock2&) const = default;
};

[[nodiscard]] SystemInformationBlock2 read_system_information_block_2(PerReader& in);

}  // namespace cellwarden::lte
