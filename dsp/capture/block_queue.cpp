#include "dsp/capture/block_queue.hpp"

#include <algorithm>
#include <utility>

namespace cellwarden::capture {

BlockQueue::BlockQueue(StreamInfo info, std::size_t capacity_samples, WhenFull when_full)
    : info_(std::move(info)), capacity_samples_(capacity_samples), when_full_(when_full) {}

bool BlockQueue::has_room_for(std::size_t samples) const noexcept {
  return queued_.empty() || queued_samples_ + samples <= capacity_samples_;
}

bool BlockQueue::admit(const IqBlock& block) {
  std::unique_lock lock(mutex_);
  counters_.pushed_samples += block.samples.size();
  if (when_full_ == WhenFull::kWait) {
    room_or_end_.wait(lock, [&] { return stopped_ || has_room_for(block.samples.size()); });
  }
  if (stopped_ || has_room_for(block.samples.size())) {
    return true;
  }
  counters_.dropped_samples += block.samples.size();
  ++counters_.dropped_blocks;
  return false;
}

BlockQueue::OwnedBlock BlockQueue::take_spare() {
  const std::scoped_lock lock(mutex_);
  if (spare_.empty()) {
    return {};
  }
  OwnedBlock block = std::move(spare_.back());
  spare_.pop_back();
  return block;
}

bool BlockQueue::push(const IqBlock& block) {
  if (!admit(block)) {
    missing_lost_ += block.lost_before;
    missing_dropped_ += block.dropped_before + block.samples.size();
    missing_gap_ = true;
    return true;
  }
  // Copied without the lock: the reader must not wait for a copy. Only this thread makes the queue fuller,
  // so the room found above is still there.
  OwnedBlock owned = take_spare();
  owned.head = block;
  owned.samples.assign(block.samples.begin(), block.samples.end());
  owned.head.samples = owned.samples;
  owned.head.lost_before += std::exchange(missing_lost_, 0);
  owned.head.dropped_before += std::exchange(missing_dropped_, 0);
  owned.head.gap_before = std::exchange(missing_gap_, false) || owned.head.gap_before;
  {
    const std::scoped_lock lock(mutex_);
    if (stopped_) {
      return false;
    }
    queued_samples_ += owned.samples.size();
    counters_.most_queued_samples = std::max(counters_.most_queued_samples, queued_samples_);
    queued_.push_back(std::move(owned));  // moving a vector leaves its samples where the span looks
  }
  block_or_end_.notify_one();
  return true;
}

void BlockQueue::close() {
  {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
  }
  block_or_end_.notify_all();
}

void BlockQueue::close(Error error) {
  {
    const std::scoped_lock lock(mutex_);
    error_ = std::move(error);
    closed_ = true;
  }
  block_or_end_.notify_all();
}

Result<std::optional<IqBlock>> BlockQueue::read() {
  std::unique_lock lock(mutex_);
  if (!reading_.samples.empty()) {
    spare_.push_back(std::exchange(reading_, {}));
  }
  block_or_end_.wait(lock, [&] { return stopped_ || closed_ || !queued_.empty(); });
  if (stopped_) {
    return std::nullopt;
  }
  if (queued_.empty()) {
    if (error_) {
      return tl::unexpected<Error>(*error_);
    }
    return std::nullopt;
  }
  reading_ = std::move(queued_.front());
  queued_.pop_front();
  queued_samples_ -= reading_.samples.size();
  lock.unlock();
  room_or_end_.notify_one();
  return reading_.head;
}

void BlockQueue::stop() noexcept {
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
    queued_.clear();
    queued_samples_ = 0;
  }
  block_or_end_.notify_all();
  room_or_end_.notify_all();
}

QueueCounters BlockQueue::counters() const {
  const std::scoped_lock lock(mutex_);
  return counters_;
}

void feed(IqSource& source, BlockQueue& queue) {
  while (true) {
    Result<std::optional<IqBlock>> block = source.read();
    if (!block) {
      queue.close(std::move(block.error()));
      return;
    }
    if (!block->has_value()) {
      queue.close();
      return;
    }
    if (!queue.push(**block)) {
      return;
    }
  }
}

}  // namespace cellwarden::capture
