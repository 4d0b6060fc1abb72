#include "dsp/capture/sample_ring.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <random>
#include <thread>
#include <vector>

#include "tests/catch.hpp"

namespace {

using namespace cellwarden::capture;
using cellwarden::IqBlock;

/// A ring of so many octets, and both of its ends.
struct Ring {
  explicit Ring(std::size_t capacity)
      : memory(*SharedMemory::make(ring_octets(capacity))),
        reader(memory.octets()),
        writer(*RingWriter::attach(memory.octets())) {}

  SharedMemory memory;
  RingReader reader;
  RingWriter writer;
};

std::vector<std::byte> octets_from(std::size_t samples, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::byte> octets(2 * samples);
  std::ranges::generate(octets, [&] { return static_cast<std::byte>(random()); });
  return octets;
}

RawBlock block_of(const std::vector<std::byte>& octets, std::uint64_t first_sample) {
  RawBlock block;
  block.octets = octets;
  block.format = SampleFormat::kCs8;
  block.head.first_sample = first_sample;
  block.head.center_hz = 947.2e6;
  block.head.sample_rate_hz = 2.4e6;
  return block;
}

RawBlock next_of(RingReader& reader) {
  const auto block = reader.read();
  if (!block) FAIL(block.error().what);
  REQUIRE(block->has_value());
  return **block;
}

bool is_empty(RingReader& reader) {
  const auto block = reader.read();
  if (!block) FAIL(block.error().what);
  return !block->has_value();
}

}  // namespace

TEST_CASE("a transfer comes out of the ring as it went in") {
  Ring ring(100'000);
  const auto octets = octets_from(1000, 1);
  RawBlock block = block_of(octets, 17);
  block.scale = 16.0F;
  block.head.lost_before = 5;
  block.head.dropped_before = 7;
  block.head.gap_before = true;
  block.head.gain_db = 31.5;
  block.head.received_at.emplace(std::chrono::nanoseconds(1'700'000'000'123'456'789));
  block.returned_at.emplace(std::chrono::nanoseconds(123'456'789));
  REQUIRE(ring.writer.write(block));
  const RawBlock read = next_of(ring.reader);
  CHECK(std::ranges::equal(read.octets, octets));
  CHECK(read.format == block.format);
  CHECK(read.scale == block.scale);
  CHECK(read.head.first_sample == 17);
  CHECK(read.head.lost_before == 5);
  CHECK(read.head.dropped_before == 7);
  CHECK(read.head.gap_before);
  CHECK(read.head.received_at == block.head.received_at);
  CHECK(read.returned_at == block.returned_at);
  CHECK(read.head.center_hz == 947.2e6);
  CHECK(read.head.sample_rate_hz == 2.4e6);
  CHECK(read.head.gain_db == 31.5);
  CHECK(is_empty(ring.reader));
}

TEST_CASE("what is absent stays absent") {
  Ring ring(100'000);
  REQUIRE(ring.writer.write(block_of(octets_from(10, 1), 0)));
  const RawBlock read = next_of(ring.reader);
  CHECK_FALSE(read.head.received_at.has_value());
  CHECK_FALSE(read.returned_at.has_value());
  CHECK_FALSE(read.head.gain_db.has_value());
  CHECK_FALSE(read.head.gap_before);
}

TEST_CASE("transfers of every size go round and round without a cut or an exchange") {
  Ring ring(20'000);
  std::mt19937 random(7);
  std::vector<std::vector<std::byte>> waiting;
  std::uint64_t sample = 0;
  std::uint64_t next_out = 0;
  for (unsigned turn = 0; turn < 3000; ++turn) {
    const auto octets = octets_from(1 + random() % 3000, turn);
    if (ring.writer.write(block_of(octets, sample))) {
      waiting.push_back(octets);
      sample += octets.size() / 2;
    }
    while (!waiting.empty() && random() % 3 != 0) {
      const RawBlock read = next_of(ring.reader);
      REQUIRE(std::ranges::equal(read.octets, waiting.front()));
      REQUIRE(read.head.first_sample == next_out);
      next_out += waiting.front().size() / 2;
      waiting.erase(waiting.begin());
    }
  }
  CHECK(next_out > 100'000);  // many times round
}

TEST_CASE(
    "a full ring drops whole transfers, and the next one says how many samples, ours and the device's") {
  Ring ring(10'000);
  const auto octets = octets_from(2000, 3);  // 4,000 octets: two fit
  std::uint64_t sample = 0;
  REQUIRE(ring.writer.write(block_of(octets, sample)));
  REQUIRE(ring.writer.write(block_of(octets, sample += 2000)));
  RawBlock lossy = block_of(octets, sample += 2000 + 11);
  lossy.head.lost_before = 11;
  lossy.head.gap_before = true;
  CHECK_FALSE(ring.writer.write(lossy));
  CHECK_FALSE(ring.writer.write(block_of(octets, sample += 2000)));
  CHECK(ring.reader.samples_dropped() == 4000);
  CHECK(ring.reader.fill() > 0.8);
  next_of(ring.reader);
  next_of(ring.reader);
  CHECK(is_empty(ring.reader));
  REQUIRE(ring.writer.write(block_of(octets, sample += 2000)));
  const RawBlock after = next_of(ring.reader);
  CHECK(after.head.lost_before == 11);
  CHECK(after.head.dropped_before == 4000);
  CHECK(after.head.gap_before);
  CHECK(after.head.first_sample == 4000 + 11 + 4000);
  REQUIRE(ring.writer.write(block_of(octets, sample += 2000)));
  CHECK_FALSE(next_of(ring.reader).head.gap_before);
}

TEST_CASE("a transfer larger than the ring is dropped, not cut") {
  Ring ring(5'000);
  CHECK_FALSE(ring.writer.write(block_of(octets_from(4000, 1), 0)));
  CHECK(is_empty(ring.reader));
  CHECK(ring.reader.samples_dropped() == 4000);
}

TEST_CASE("a view stays what it is while the writer goes on") {
  Ring ring(10'000);
  const auto kept = octets_from(1500, 1);
  REQUIRE(ring.writer.write(block_of(kept, 0)));
  const RawBlock read = next_of(ring.reader);
  for (unsigned i = 0; i < 20; ++i) ring.writer.write(block_of(octets_from(1500, 100 + i), 0));
  CHECK(std::ranges::equal(read.octets, kept));
}

TEST_CASE("two processes' mappings of one memory hold one ring") {
  SharedMemory memory = *SharedMemory::make(ring_octets(50'000));
  RingReader reader(memory.octets());
  SharedMemory other = *SharedMemory::map(::dup(memory.descriptor()));
  REQUIRE(other.octets().data() != memory.octets().data());
  RingWriter writer = *RingWriter::attach(other.octets());
  const auto octets = octets_from(500, 9);
  REQUIRE(writer.write(block_of(octets, 3)));
  CHECK(std::ranges::equal(next_of(reader).octets, octets));
}

TEST_CASE("memory that holds no ring is refused") {
  SharedMemory memory = *SharedMemory::make(ring_octets(5'000));
  CHECK_FALSE(RingWriter::attach(memory.octets()));
  CHECK_FALSE(RingWriter::attach({}));
}

TEST_CASE("a rate, a centre or a time that no radio has ends the stream") {
  const auto is_refused = [](const std::function<void(RawBlock&)>& change) {
    Ring ring(10'000);
    const auto octets = octets_from(100, 1);
    RawBlock block = block_of(octets, 0);
    change(block);
    REQUIRE(ring.writer.write(block));
    return !ring.reader.read().has_value();
  };
  using std::chrono::nanoseconds;
  constexpr std::int64_t kNever_ns = (std::int64_t{1} << 62U) + 1;
  CHECK_FALSE(is_refused([](RawBlock&) {}));
  CHECK_FALSE(is_refused([](RawBlock& block) { block.head.sample_rate_hz = 61.44e6; }));
  for (const double rate_hz : {1e-300, 999.0, 1.1e9, 0.0, -2.4e6, std::nan("")}) {
    CHECK(is_refused([&](RawBlock& block) { block.head.sample_rate_hz = rate_hz; }));
  }
  for (const double center_hz : {1e300, -1.1e12, std::nan("")}) {
    CHECK(is_refused([&](RawBlock& block) { block.head.center_hz = center_hz; }));
  }
  for (const std::int64_t time_ns : {kNever_ns, -kNever_ns, std::numeric_limits<std::int64_t>::min()}) {
    CHECK(is_refused([&](RawBlock& block) { block.head.received_at.emplace(nanoseconds(time_ns)); }));
    CHECK(is_refused([&](RawBlock& block) { block.returned_at.emplace(nanoseconds(time_ns)); }));
  }
}

TEST_CASE("whatever a process that went wrong leaves in the ring ends the stream with an error at most") {
  std::mt19937 random(11);
  for (int turn = 0; turn < 2000; ++turn) {
    Ring ring(8'000);
    for (unsigned i = 0; i < 3; ++i) ring.writer.write(block_of(octets_from(700, i), i * 700));
    const std::span<std::byte> all = ring.memory.octets();
    const auto is_header = turn % 2 == 0;
    for (int i = 0; i < 4; ++i) {
      const std::size_t at = is_header ? random() % 600 : random() % all.size();
      all[at] = static_cast<std::byte>(random());
    }
    for (int reads = 0; reads < 10; ++reads) {
      const auto block = ring.reader.read();
      if (!block || !block->has_value()) break;
      REQUIRE((*block)->octets.data() >= all.data());
      REQUIRE((*block)->octets.data() + (*block)->octets.size() <= all.data() + all.size());
    }
  }
}

TEST_CASE("one thread writes and one reads, and every sample is there or counted") {
  Ring ring(200'000);
  constexpr std::uint64_t kTransfers = 20'000;
  constexpr std::uint64_t kSamples = 500;
  std::thread writing([&] {
    auto octets = octets_from(kSamples, 5);
    for (std::uint64_t i = 0; i < kTransfers; ++i) {
      std::memcpy(octets.data(), &i, sizeof i);
      ring.writer.write(block_of(octets, i * kSamples));
    }
  });
  std::uint64_t read = 0;
  std::uint64_t expected_first = 0;
  bool is_over = false;
  std::uint64_t last = 0;
  while (!is_over || read + ring.reader.samples_dropped() < kTransfers * kSamples) {
    const auto block = ring.reader.read();
    REQUIRE(block);
    if (!block->has_value()) {
      std::this_thread::yield();
      is_over = read + ring.reader.samples_dropped() == kTransfers * kSamples;
      continue;
    }
    const IqBlock& head = (*block)->head;
    REQUIRE(head.first_sample == expected_first + head.dropped_before);
    std::memcpy(&last, (*block)->octets.data(), sizeof last);
    REQUIRE(last * kSamples == head.first_sample);
    expected_first = head.first_sample + kSamples;
    read += kSamples;
  }
  writing.join();
  CHECK(read + ring.reader.samples_dropped() == kTransfers * kSamples);
}
