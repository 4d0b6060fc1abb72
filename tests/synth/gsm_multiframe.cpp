#include "tests/synth/gsm_multiframe.hpp"

namespace cellwarden::synth {
namespace {

constexpr unsigned kGroup_frames = 10;  // FCCH, SCH, two blocks of four
constexpr unsigned kIdleFrame = 50;
constexpr unsigned kFirstCombinedSdcch = 3;  // CCCH has blocks 0 to 2
constexpr unsigned kFirstCombinedSacch = 7;

SlotPlan combined_block(unsigned block, unsigned burst, std::uint32_t frame_number) noexcept {
  if (block < kFirstCombinedSdcch) return {SlotKind::kBlock, GsmChannel::kCcch, block, burst};
  if (block < kFirstCombinedSacch) {
    return {SlotKind::kBlock, GsmChannel::kSdcch, block - kFirstCombinedSdcch, burst};
  }
  // Sub-channels 0 and 1 in one multiframe, 2 and 3 in the next.
  const unsigned half = frame_number / kMultiframe_frames % 2;
  return {SlotKind::kBlock, GsmChannel::kSacch, block - kFirstCombinedSacch + 2 * half, burst};
}

SlotPlan plan_common(TimeslotUse use, std::uint32_t frame_number) noexcept {
  const unsigned t3 = frame_number % kMultiframe_frames;
  if (t3 == kIdleFrame) return {};
  const unsigned place = t3 % kGroup_frames;
  if (place < 2) {
    if (use == TimeslotUse::kCommon) return {};
    return {place == 0 ? SlotKind::kFrequencyCorrection : SlotKind::kSynchronisation, GsmChannel::kBcch, 0,
            0};
  }
  const unsigned block = 2 * (t3 / kGroup_frames) + (place - 2) / 4;
  const unsigned burst = (place - 2) % 4;
  if (block == 0) return {SlotKind::kBlock, GsmChannel::kBcch, 0, burst};
  if (use == TimeslotUse::kCombined) return combined_block(block - 1, burst, frame_number);
  return {SlotKind::kBlock, GsmChannel::kCcch, block - 1, burst};
}

SlotPlan plan_dedicated(std::uint32_t frame_number) noexcept {
  const unsigned t3 = frame_number % kMultiframe_frames;
  const unsigned block = t3 / 4;
  if (block < 8) return {SlotKind::kBlock, GsmChannel::kSdcch, block, t3 % 4};
  if (block >= 12) return {};
  const unsigned half = frame_number / kMultiframe_frames % 2;
  return {SlotKind::kBlock, GsmChannel::kSacch, block - 8 + 4 * half, t3 % 4};
}

}  // namespace

SlotPlan plan_slot(TimeslotUse use, std::uint32_t frame_number) noexcept {
  if (use == TimeslotUse::kTraffic) return {};
  return use == TimeslotUse::kDedicated ? plan_dedicated(frame_number) : plan_common(use, frame_number);
}

TimeslotUse common_timeslot_use(unsigned ccch_conf, unsigned timeslot) noexcept {
  if (timeslot == 0) return ccch_conf == 1 ? TimeslotUse::kCombined : TimeslotUse::kBroadcast;
  const bool is_common = timeslot % 2 == 0 && timeslot <= ccch_conf;
  return is_common ? TimeslotUse::kCommon : TimeslotUse::kTraffic;
}

}  // namespace cellwarden::synth
