#pragma once

/// \file
/// One GSM cell on one carrier: found by its synchronisation bursts, then followed and read, block by block,
/// from the first sample that is held on, also those before it was found.

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "cell/gsm/control_parameters.hpp"
#include "dsp/gsm/block_reader.hpp"
#include "dsp/gsm/channel_stream.hpp"
#include "dsp/gsm/frequency_burst.hpp"
#include "dsp/gsm/repeat_combiner.hpp"
#include "dsp/gsm/sync_burst.hpp"
#include "dsp/gsm/time_base.hpp"
#include "dsp/gsm/tone_search.hpp"

namespace cellwarden::gsm {

/// Timeslots 0, 2, 4 and 6 may hold common channels (TS 45.002, section 6.4.1).
inline constexpr std::size_t kCommonSlots = 4;

/// The readers of bursts: large tables, nothing that changes.
struct BurstReaders {
  SyncBurstReader sync;
  BlockReader block;
};

enum class LogicalChannel : std::uint8_t {
  kBroadcast,
  kCommonControl,
  kUndecided,  ///< common control, or a channel of one phone's own: the cell's configuration is not known yet
  kCellBroadcast
};

/// A block that passed its parity.
struct ReadBlock {
  L2Block octets{};
  std::uint32_t frame_number{};  ///< of its first burst
  LogicalChannel channel{};
  std::uint8_t index{};  ///< CCCH, undecided: 0…8, in their order in the 51-multiframe
  std::uint8_t slot{};
  std::size_t blocks_combined = 1;
};

/// What one stretch of signal told of the cell.
struct TrackReport {
  double from_sample{};  ///< channel samples: the stretch that was read
  double to_sample{};
  std::uint32_t sch_good{};
  std::uint32_t sch_bad{};
  BlockCounts bcch;
  BlockCounts ccch;
  std::vector<ReadBlock> blocks;
  std::optional<Measured> offset_hz;  ///< carrier from the band's centre, by the radio's clock
  std::optional<double> tone_ratio;   ///< power of the tones over what else passed the channel's filter
  std::size_t tones{};                ///< bursts that this rests on
  std::array<double, kSlots> slot_power{};
  std::vector<double> phase_errors_rad;  ///< rms, of some normal bursts each
  std::array<std::uint32_t, kTrainingSequences> training_votes{};
  bool is_lost = false;                 ///< no synchronisation burst of this cell any more
  std::optional<SchContent> restarted;  ///< its bursts now agree on another count or BSIC
};

/// What of a cell is read.
enum class Reading : std::uint8_t {
  kAll,
  kBroadcast  ///< what it says of itself; the common control channel is left alone once its layout is known
};

class CellTracker {
 public:
  /// Looks for a cell that sends a candidate's tone.
  /// \return nothing where no two synchronisation bursts agree
  [[nodiscard]] static std::optional<CellTracker> acquire(const ToneCandidate& candidate,
                                                          const frontend::ChannelBank& bank,
                                                          frontend::ChannelCutter& cutter,
                                                          const BurstReaders& readers);

  /// Reads what the bank holds beyond what was read before.
  [[nodiscard]] TrackReport track(const frontend::ChannelBank& bank, frontend::ChannelCutter& cutter,
                                  const BurstReaders& readers, Reading reading = Reading::kAll);

  /// Whether system information type 3 was read.
  [[nodiscard]] bool knows_layout() const noexcept { return ccch_conf_.has_value(); }
  [[nodiscard]] std::uint8_t bsic() const noexcept { return bsic_; }
  /// Carrier from the band's centre.
  [[nodiscard]] double offset_hz() const noexcept { return stream_.center_hz() + offset_hz_; }
  [[nodiscard]] const TimeBase& time() const noexcept { return time_; }
  /// Where the radio channel's taps lie.
  [[nodiscard]] TapWindow window() const noexcept { return window_; }
  [[nodiscard]] double channel_rate_hz() const noexcept { return stream_.rate_hz(); }
  [[nodiscard]] std::uint32_t frame_number(std::int64_t frame) const noexcept {
    return advance(frame_number_0_, frame);
  }
  /// Which channel this carrier is, once that is known.
  void set_arfcn(std::uint16_t arfcn) noexcept { arfcn_ = arfcn; }

  /// Samples are missing: the bank begins again, `samples` channel samples after where it began before.
  void rebase(double samples);

  /// Whether a candidate's bursts are this cell's.
  [[nodiscard]] bool explains(const ToneCandidate& candidate) const noexcept;

 private:
  CellTracker(ChannelStream stream, double offset_hz, TimeBase time, const SchContent& content);

  void read_sync(const BurstReaders& readers, std::int64_t from, std::int64_t to, TrackReport& report);
  bool read_sync_burst(const BurstReaders& readers, std::int64_t frame, TrackReport& report);
  void measure_offset(std::int64_t from, std::int64_t to, TrackReport& report);
  void measure_slots(std::int64_t from, std::int64_t to, TrackReport& report) const;
  void read_blocks(const BurstReaders& readers, std::int64_t from, std::int64_t to, Reading reading,
                   TrackReport& report);
  void read_broadcast_of_slot_0(const BurstReaders& readers, std::int64_t from, std::int64_t to,
                                TrackReport& report);
  [[nodiscard]] std::optional<SoftBlock> soft_block(const BurstReaders& readers, std::int64_t frame,
                                                    std::uint8_t slot, std::uint8_t training_sequence) const;
  void read_block(const BurstReaders& readers, std::int64_t frame, std::uint8_t slot, std::size_t index,
                  TrackReport& report);
  void read_cell_broadcast(const BurstReaders& readers, std::int64_t frame, TrackReport& report);
  void vote_for_training(const BurstReaders& readers, double burst_start, TrackReport& report) const;
  void follow_training(const TrackReport& report) noexcept;
  void measure_phase(const BurstReaders& readers, double burst_start, TrackReport& report) const;
  void learn_layout(const L2Block& octets);
  [[nodiscard]] bool is_on_carrier(const ChannelDescription& channel) const noexcept;

  ChannelStream stream_;
  double offset_hz_;  // carrier from the channel's centre
  TimeBase time_;
  std::uint32_t frame_number_0_;  // FN of frame 0 of the time base
  std::uint8_t bsic_;
  std::uint8_t training_sequence_;
  DelayProfile profile_;
  TapWindow window_;
  std::array<RepeatCombiner, kCommonSlots> combiners_;
  std::optional<std::int64_t> next_frame_{};            // not yet read
  std::optional<SchContent> dissent_;                   // what a burst said that did not agree, as of frame 0
  std::optional<std::uint8_t> ccch_conf_{};             // once system information type 3 told
  std::optional<ChannelDescription> cell_broadcast_{};  // once type 4 told, if there is one
  std::optional<std::uint16_t> arfcn_{};
  std::uint32_t missed_ = 0;  // synchronisation bursts in a row
  bool is_rebased_ = false;
};

}  // namespace cellwarden::gsm
