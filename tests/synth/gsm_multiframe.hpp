#pragma once

/// \file
/// What a timeslot of the broadcast carrier holds in which frame (TS 45.002, section 7, table 3): the
/// 51-frame multiframes of the common channels and of SDCCH/8.

#include <cstdint>

namespace cellwarden::synth {

inline constexpr unsigned kMultiframe_frames = 51;
inline constexpr unsigned kFrame_slots = 8;

enum class GsmChannel : std::uint8_t { kBcch, kCcch, kSdcch, kSacch, kCbch };

/// How a timeslot is used.
enum class TimeslotUse : std::uint8_t {
  kBroadcast,  ///< FCCH, SCH, BCCH and nine blocks of CCCH: timeslot 0, not combined
  kCombined,   ///< FCCH, SCH, BCCH, three blocks of CCCH, four SDCCH with their SACCH: timeslot 0
  kCommon,     ///< BCCH and nine blocks of CCCH: timeslots 2, 4 and 6
  kDedicated,  ///< eight SDCCH with their SACCH
  kTraffic     ///< none of these
};

enum class SlotKind : std::uint8_t { kFrequencyCorrection, kSynchronisation, kBlock, kIdle };

struct SlotPlan {
  SlotKind kind = SlotKind::kIdle;
  GsmChannel channel = GsmChannel::kBcch;  ///< of a block
  unsigned index = 0;                      ///< of the CCCH block in its multiframe, or of the sub-channel
  unsigned burst = 0;                      ///< of the block, 0 to 3
};

[[nodiscard]] SlotPlan plan_slot(TimeslotUse use, std::uint32_t frame_number) noexcept;

/// The use of a timeslot by CCCH_CONF (TS 44.018, table 10.5.2.11.1): 0, 1, 2, 4 or 6.
[[nodiscard]] TimeslotUse common_timeslot_use(unsigned ccch_conf, unsigned timeslot) noexcept;

}  // namespace cellwarden::synth
