#pragma once

/// \file
/// The bounded queue between the thread that reads a source and the thread that receives.
///
///   in      blocks, copied: a source's view lives only until its next read()
///   out     the same blocks, read like any other source
///   full    kDropNewest (radios): the whole new block is dropped and counted; what is already queued stays
///           kWait (files): push() waits for room
///   memory  `capacity_samples` of queued samples, plus the block being read and the one being written
///
/// A block is never cut, joined or reordered, so no block spans a gap. The block after a gap carries its
/// size exactly: `lost_before` is what the device lost and `dropped_before` what was dropped here, both
/// summed over every block dropped in between. Of two neighbouring blocks out of the queue,
///
///     next.first_sample == block.first_sample + block.samples.size() + next.lost_before
///                          + next.dropped_before
///
/// holds wherever it held between the blocks that went in.
///
/// One thread pushes and closes, one thread reads; stop() and counters() belong to any thread.

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "dsp/capture/iq_source.hpp"

namespace cellwarden::capture {

enum class WhenFull : std::uint8_t { kDropNewest, kWait };

struct QueueCounters {
  std::uint64_t pushed_samples{};   ///< offered by the source
  std::uint64_t dropped_samples{};  ///< of these, dropped because the queue was full
  std::uint64_t dropped_blocks{};
  std::size_t most_queued_samples{};
};

class BlockQueue final : public IqSource {
 public:
  /// \param info  of the source behind the queue, for those who read from it
  /// \param capacity_samples  a block that is larger than this is taken when the queue is empty
  BlockQueue(StreamInfo info, std::size_t capacity_samples, WhenFull when_full);

  /// Queues a copy of the block.
  /// \return false when nobody reads any more: the pushing thread may end
  bool push(const IqBlock& block);

  /// Says that no more comes: read() hands out what is queued, then ends.
  void close();
  /// The same, and read() ends with this error.
  void close(Error error);

  [[nodiscard]] const StreamInfo& info() const noexcept override { return info_; }

  /// Waits for the next block. \return a view valid until the next call; nothing after close() or stop()
  [[nodiscard]] Result<std::optional<IqBlock>> read() override;

  /// Throws away what is queued; read() and push() return at once, now and later.
  void stop() noexcept override;

  [[nodiscard]] QueueCounters counters() const;

 private:
  struct OwnedBlock {
    IqBlock head;  ///< its span looks into `samples`
    std::vector<Sample> samples;
  };

  [[nodiscard]] bool has_room_for(std::size_t samples) const noexcept;
  [[nodiscard]] bool admit(const IqBlock& block);
  [[nodiscard]] OwnedBlock take_spare();

  const StreamInfo info_;
  const std::size_t capacity_samples_;
  const WhenFull when_full_;

  mutable std::mutex mutex_;
  std::condition_variable block_or_end_;
  std::condition_variable room_or_end_;
  std::deque<OwnedBlock> queued_;
  std::vector<OwnedBlock> spare_;  ///< emptied blocks, kept for their memory
  std::size_t queued_samples_{};
  bool closed_{};
  bool stopped_{};
  std::optional<Error> error_;
  QueueCounters counters_;

  OwnedBlock reading_;  ///< the reader's: what its view looks into

  // The gap that grows while blocks are dropped; the pushing thread's.
  std::uint64_t missing_lost_{};
  std::uint64_t missing_dropped_{};
  bool missing_gap_{};
};

/// What the reading thread does: moves blocks from the source into the queue until either ends, then closes
/// the queue, with the source's error if it had one.
void feed(IqSource& source, BlockQueue& queue);

}  // namespace cellwarden::capture
