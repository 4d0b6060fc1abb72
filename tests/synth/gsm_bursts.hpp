#pragma once

/// \file
/// The bursts of a GSM cell's broadcast carrier, timeslot by timeslot: which burst it is (TS 45.002), and
/// what the blocks say.

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "cell/gsm/cell_report.hpp"
#include "tests/synth/gsm_broadcast.hpp"
#include "tests/synth/gsm_burst_encoder.hpp"
#include "tests/synth/gsm_common_channel.hpp"
#include "tests/synth/gsm_multiframe.hpp"
#include "tests/synth/random.hpp"

namespace cellwarden::synth {

/// From this time on the cell says this instead.
struct GsmBroadcastChange {
  double time_s{};
  GsmBroadcast broadcast;
};

struct GsmBurstsSpec {
  unsigned bsic = 0;  ///< NCC * 8 + BCC
  GsmBroadcast broadcast;
  std::vector<GsmBroadcastChange> changes{};  ///< in order of time; they do not move channels
  GsmPaging paging;
  GsmAssignments assignments;
  /// Sent one after the other where `broadcast.cbch` says, over and over.
  std::vector<gsm::CellBroadcastPage> cell_broadcast{};
  /// What dedicated channels send, drawn at random; nothing: fill frames.
  std::vector<gsm::L2Block> dedicated{};
  /// Training sequence of normal bursts; absent: the BCC, as it has to be.
  std::optional<unsigned> training_code{};
  double traffic_share = 0.3;  ///< of the timeslots without common channels that carry a call, random bits
  double sdcch_share = 1;      ///< of the blocks on dedicated channels that are sent; the others are idle
};

/// One block as it was sent.
struct GsmSentBlock {
  std::uint32_t frame_number{};  ///< of the first burst
  unsigned timeslot{};
  GsmChannel channel{};
  unsigned index{};  ///< as in SlotPlan
  gsm::L2Block octets{};
};

struct GsmBurst {
  BurstBits bits{};
  bool is_idle = false;               ///< a dummy burst where nothing had to be sent
  std::optional<GsmSentBlock> begun;  ///< with a block's first burst
};

/// Timeslots are asked for in the order of their transmission, from the start of a multiframe on.
class GsmBursts {
 public:
  GsmBursts(const GsmBurstsSpec& spec, std::uint64_t seed);

  /// Whom the cell may page.
  [[nodiscard]] const std::vector<GsmSubscriber>& subscribers() const noexcept {
    return common_channel_.subscribers();
  }

  [[nodiscard]] GsmBurst next(std::uint32_t frame_number, unsigned timeslot, double time_s);

 private:
  struct Block {
    bool is_sent = false;
    std::array<BurstPayload, kBlock_bursts> bursts{};
  };

  [[nodiscard]] const GsmBroadcast& broadcast_at(double time_s) const noexcept;
  [[nodiscard]] GsmBurst block_burst(const SlotPlan& plan, std::uint32_t frame_number, unsigned timeslot,
                                     double time_s);
  [[nodiscard]] bool is_cell_broadcast(const SlotPlan& plan, unsigned timeslot) const noexcept;
  [[nodiscard]] std::optional<gsm::L2Block> octets(const SlotPlan& plan, std::uint32_t frame_number,
                                                   double time_s);
  [[nodiscard]] gsm::L2Block cell_broadcast_octets(std::uint32_t frame_number) const noexcept;
  [[nodiscard]] GsmBurst traffic_burst(std::uint32_t frame_number, unsigned timeslot);

  GsmBurstsSpec spec_;
  Random random_;
  unsigned training_code_;
  GsmCommonChannel common_channel_;
  std::array<TimeslotUse, kFrame_slots> use_{};
  std::array<Block, kFrame_slots> blocks_{};
  std::array<std::optional<bool>, kFrame_slots> in_call_{};
};

}  // namespace cellwarden::synth
