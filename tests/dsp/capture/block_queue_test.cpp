#include "dsp/capture/block_queue.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "tests/catch.hpp"

namespace {

using cellwarden::ErrorCode;
using cellwarden::IqBlock;
using cellwarden::Result;
using cellwarden::Sample;
using cellwarden::capture::BlockQueue;
using cellwarden::capture::IqSource;
using cellwarden::capture::StreamInfo;
using cellwarden::capture::WhenFull;

/// Blocks whose every sample says which index it has, so that a wrong splice shows.
class CountingSource final : public IqSource {
 public:
  CountingSource(std::size_t blocks, std::size_t block_samples) : left_(blocks), samples_(block_samples) {}

  const StreamInfo& info() const noexcept override { return info_; }

  Result<std::optional<IqBlock>> read() override {
    if (left_ == 0 || stopped_) return std::nullopt;
    --left_;
    next_ += lost_before_next;
    for (std::size_t i = 0; i < samples_.size(); ++i) {
      samples_[i] = Sample(static_cast<float>((next_ + i) % 65536), 0.0F);
    }
    IqBlock block;
    block.samples = samples_;
    block.first_sample = next_;
    block.lost_before = std::exchange(lost_before_next, 0);
    block.gap_before = block.lost_before > 0;
    next_ += samples_.size();
    return block;
  }

  void stop() noexcept override { stopped_ = true; }

  std::uint64_t lost_before_next = 0;

 private:
  StreamInfo info_;
  std::size_t left_;
  std::vector<Sample> samples_;
  std::uint64_t next_ = 0;
  std::atomic<bool> stopped_ = false;
};

IqBlock next_of(IqSource& source) {
  const auto block = source.read();
  REQUIRE(block.has_value());
  REQUIRE(block->has_value());
  return **block;
}

/// Checks what the header promises of two neighbours and of a block's own samples.
class Continuity {
 public:
  void check(const IqBlock& block) {
    ++blocks;
    samples += block.samples.size();
    lost += block.lost_before;
    dropped += block.dropped_before;
    is_exact = is_exact && block.first_sample == expected_ + block.lost_before + block.dropped_before &&
               block.gap_before == (block.lost_before + block.dropped_before > 0);
    for (std::size_t i = 0; i < block.samples.size(); ++i) {
      is_exact = is_exact && block.samples[i].real() == static_cast<float>((block.first_sample + i) % 65536);
    }
    expected_ = block.first_sample + block.samples.size();
  }

  std::uint64_t blocks = 0;
  std::uint64_t samples = 0;
  std::uint64_t lost = 0;
  std::uint64_t dropped = 0;
  bool is_exact = true;

 private:
  std::uint64_t expected_ = 0;
};

/// Everything the source has, fed by one thread and read by another.
Continuity pass_through(CountingSource& source, BlockQueue& queue) {
  std::thread feeder([&] { feed(source, queue); });
  Continuity continuity;
  while (true) {
    const auto block = queue.read();
    if (!block || !*block) break;
    continuity.check(**block);
  }
  feeder.join();
  return continuity;
}

}  // namespace

TEST_CASE("what goes in comes out, in order, and then the end") {
  CountingSource source(3, 100);
  BlockQueue queue(source.info(), 1000, WhenFull::kDropNewest);
  feed(source, queue);
  Continuity continuity;
  for (int i = 0; i < 3; ++i) continuity.check(next_of(queue));
  CHECK(continuity.is_exact);
  CHECK(continuity.samples == 300);
  CHECK(continuity.dropped == 0);
  CHECK_FALSE(queue.read()->has_value());
  CHECK(queue.counters().most_queued_samples == 300);
}

TEST_CASE("a full queue drops the newest whole blocks and the next one says how much") {
  CountingSource source(100, 100);
  BlockQueue queue(source.info(), 250, WhenFull::kDropNewest);
  for (int i = 0; i < 2; ++i) queue.push(next_of(source));  // 200 of 250
  source.lost_before_next = 7;
  queue.push(next_of(source));  // dropped, with the loss before it
  source.lost_before_next = 5;
  queue.push(next_of(source));  // dropped too
  CHECK(queue.counters().dropped_blocks == 2);
  CHECK(queue.counters().dropped_samples == 200);

  Continuity continuity;
  continuity.check(next_of(queue));
  source.lost_before_next = 11;
  queue.push(next_of(source));
  continuity.check(next_of(queue));
  const IqBlock after = next_of(queue);
  CHECK(after.lost_before == 7 + 5 + 11);
  CHECK(after.dropped_before == 200);
  CHECK(after.gap_before);
  continuity.check(after);
  CHECK(continuity.is_exact);

  queue.push(next_of(source));  // the gap was told once
  const IqBlock later = next_of(queue);
  CHECK(later.dropped_before == 0);
  CHECK(later.lost_before == 0);
  CHECK_FALSE(later.gap_before);
}

TEST_CASE("a block larger than the queue is taken when the queue is empty") {
  CountingSource source(2, 1000);
  BlockQueue queue(source.info(), 10, WhenFull::kDropNewest);
  queue.push(next_of(source));
  queue.push(next_of(source));
  CHECK(next_of(queue).samples.size() == 1000);
  CHECK(queue.counters().dropped_samples == 1000);
}

TEST_CASE("an error of the source follows the blocks before it") {
  CountingSource source(1, 10);
  BlockQueue queue(source.info(), 100, WhenFull::kDropNewest);
  queue.push(next_of(source));
  queue.close({ErrorCode::kDevice, "unplugged"});
  CHECK(next_of(queue).samples.size() == 10);
  const auto end = queue.read();
  REQUIRE_FALSE(end.has_value());
  CHECK(end.error().what == "unplugged");
}

TEST_CASE("a waiting queue loses nothing between two threads") {
  CountingSource source(5000, 64);
  BlockQueue queue(source.info(), 256, WhenFull::kWait);
  const Continuity continuity = pass_through(source, queue);
  CHECK(continuity.is_exact);
  CHECK(continuity.samples == 5000 * 64);
  CHECK(continuity.dropped == 0);
  CHECK(queue.counters().most_queued_samples <= 256);
}

TEST_CASE("a dropping queue accounts for every sample between two threads") {
  CountingSource source(20000, 64);
  BlockQueue queue(source.info(), 256, WhenFull::kDropNewest);
  const Continuity continuity = pass_through(source, queue);
  CHECK(continuity.is_exact);
  // What was dropped after the last block read has no next block to stand in; the counters have it.
  CHECK(continuity.samples + queue.counters().dropped_samples == 20000 * 64);
  CHECK(continuity.dropped <= queue.counters().dropped_samples);
}

TEST_CASE("stop frees a waiting reader and a waiting writer") {
  CountingSource source(1000000, 64);
  BlockQueue queue(source.info(), 128, WhenFull::kWait);
  std::thread feeder([&] { feed(source, queue); });
  std::thread stopper([&] { queue.stop(); });
  while (true) {
    const auto block = queue.read();
    if (!block || !*block) break;
  }
  stopper.join();
  feeder.join();  // push() returned false
  CHECK_FALSE(queue.read()->has_value());

  BlockQueue empty({}, 128, WhenFull::kDropNewest);
  std::thread reader([&] { CHECK_FALSE(empty.read()->has_value()); });
  empty.stop();
  reader.join();
}
