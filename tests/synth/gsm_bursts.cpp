#include "tests/synth/gsm_bursts.hpp"

#include <algorithm>

namespace cellwarden::synth {
namespace {

constexpr std::uint32_t kCall_frames = 104;  // a timeslot's use by a call is drawn anew after so many
// TS 44.006: an unnumbered information frame without content.
constexpr gsm::L2Block kFillFrame = {0x03, 0x03, 0x01, 0x2B, 0x2B, 0x2B, 0x2B, 0x2B, 0x2B, 0x2B, 0x2B, 0x2B,
                                     0x2B, 0x2B, 0x2B, 0x2B, 0x2B, 0x2B, 0x2B, 0x2B, 0x2B, 0x2B, 0x2B};
constexpr unsigned kCellBroadcastSubchannel = 2;

GsmBurst idle_burst() noexcept {
  return {gsm_dummy_burst(), true, {}};
}

}  // namespace

GsmBursts::GsmBursts(const GsmBurstsSpec& spec, std::uint64_t seed)
    : spec_(spec),
      random_{seed, 0x6275'7273'7473U},
      training_code_(spec.training_code.value_or(spec.bsic % 8)),
      common_channel_(spec.paging, spec.assignments, spec.broadcast, training_code_, seed) {
  for (unsigned i = 0; i < kFrame_slots; ++i) {
    use_[i] = common_timeslot_use(spec_.broadcast.ccch_conf, i);
    const auto& cbch = spec_.broadcast.cbch;
    if (i > 0 && cbch && cbch->timeslot == i) use_[i] = TimeslotUse::kDedicated;
  }
}

const GsmBroadcast& GsmBursts::broadcast_at(double time_s) const noexcept {
  const auto next = std::find_if(spec_.changes.begin(), spec_.changes.end(),
                                 [&](const GsmBroadcastChange& change) { return change.time_s > time_s; });
  return next == spec_.changes.begin() ? spec_.broadcast : std::prev(next)->broadcast;
}

GsmBurst GsmBursts::next(std::uint32_t frame_number, unsigned timeslot, double time_s) {
  const SlotPlan plan = plan_slot(use_[timeslot], frame_number);
  switch (plan.kind) {
    case SlotKind::kFrequencyCorrection:
      return {gsm_frequency_correction_burst(), false, {}};
    case SlotKind::kSynchronisation:
      return {gsm_synchronisation_burst(spec_.bsic, frame_number), false, {}};
    case SlotKind::kBlock:
      return block_burst(plan, frame_number, timeslot, time_s);
    case SlotKind::kIdle:
      break;
  }
  return use_[timeslot] == TimeslotUse::kTraffic ? traffic_burst(frame_number, timeslot) : idle_burst();
}

bool GsmBursts::is_cell_broadcast(const SlotPlan& plan, unsigned timeslot) const noexcept {
  const auto& cbch = spec_.broadcast.cbch;
  return cbch && cbch->timeslot == timeslot && plan.channel == GsmChannel::kSdcch &&
         plan.index == kCellBroadcastSubchannel;
}

GsmBurst GsmBursts::block_burst(const SlotPlan& planned, std::uint32_t frame_number, unsigned timeslot,
                                double time_s) {
  SlotPlan plan = planned;
  if (is_cell_broadcast(plan, timeslot)) plan.channel = GsmChannel::kCbch;
  Block& block = blocks_[timeslot];
  GsmBurst burst;
  if (plan.burst == 0) {
    const auto content = octets(plan, frame_number, time_s);
    block.is_sent = content.has_value();
    if (content) {
      block.bursts = gsm_coded_block(*content);
      burst.begun = GsmSentBlock{frame_number, timeslot, plan.channel, plan.index, *content};
    }
  }
  if (!block.is_sent) return idle_burst();
  burst.bits = gsm_normal_burst(block.bursts[plan.burst], training_code_);
  return burst;
}

std::optional<gsm::L2Block> GsmBursts::octets(const SlotPlan& plan, std::uint32_t frame_number,
                                              double time_s) {
  const GsmBroadcast& broadcast = broadcast_at(time_s);
  switch (plan.channel) {
    case GsmChannel::kBcch:
      return system_information(broadcast, scheduled_message(broadcast, frame_number), training_code_);
    case GsmChannel::kCcch:
      return common_channel_.next(broadcast, frame_number, plan.index);
    case GsmChannel::kCbch:
      return cell_broadcast_octets(frame_number);
    default:
      break;
  }
  if (random_.uniform() >= spec_.sdcch_share) return std::nullopt;
  if (!spec_.dedicated.empty()) return spec_.dedicated[random_.bits() % spec_.dedicated.size()];
  return kFillFrame;
}

// TS 45.002, 6.5.4: the basic channel has the first four of eight multiframes; the extended one is not used.
gsm::L2Block GsmBursts::cell_broadcast_octets(std::uint32_t frame_number) const noexcept {
  const unsigned count = frame_number / kMultiframe_frames;
  const auto& pages = spec_.cell_broadcast;
  if (pages.empty() || count % 8 >= 4) return empty_cell_broadcast_block();
  return cell_broadcast_block(pages[count / 8 % pages.size()], count % 4);
}

GsmBurst GsmBursts::traffic_burst(std::uint32_t frame_number, unsigned timeslot) {
  std::optional<bool>& in_call = in_call_[timeslot];
  if (!in_call || frame_number % kCall_frames == 0) in_call = random_.uniform() < spec_.traffic_share;
  if (!*in_call) return idle_burst();
  BurstPayload payload{};
  for (std::size_t i = 0; i < payload.size(); i += 64) {
    std::uint64_t bits = random_.bits();
    for (std::size_t j = i; j < std::min(i + 64, payload.size()); ++j, bits >>= 1U) payload[j] = bits & 1U;
  }
  return {gsm_normal_burst(payload, training_code_), false, {}};
}

}  // namespace cellwarden::synth
