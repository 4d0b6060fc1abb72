#include "dsp/capture/sample_ring.hpp"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <limits>
#include <new>
#include <string>
#include <system_error>
#include <utility>

namespace cellwarden::capture {

struct RingHeader {
  alignas(64) std::atomic<std::uint64_t> written{};   ///< octets since the ring was made
  alignas(64) std::atomic<std::uint64_t> consumed{};  ///< of these, octets that are free again
  alignas(64) std::atomic<std::uint64_t> samples_dropped{};
  std::uint64_t magic{};
  std::uint64_t capacity{};
};
static_assert(std::atomic<std::uint64_t>::is_always_lock_free);

namespace {

using std::chrono::nanoseconds;
using SteadyClock = std::chrono::steady_clock;

constexpr std::uint64_t kMagic = 0x6377'7269'6e67'0002;  // "cwring", version 2
constexpr std::size_t kAlignment = 64;

enum : std::uint32_t {
  kGapBefore = 1,
  kHasTime = 2,
  kHasGain = 4,
  kFiller = 8,
  kHasReturn = 16,
  kAllFlags = 31
};

/// What stands before a transfer's octets. A filler has nothing but its length: it leads to the ring's start.
struct RecordHeader {
  std::uint32_t flags{};
  std::uint32_t format{};
  std::uint64_t record_octets{};  ///< with this header and the padding
  std::uint64_t payload_octets{};
  std::uint64_t first_sample{};
  std::uint64_t lost_before{};
  std::uint64_t dropped_before{};
  std::int64_t received_at_ns{};
  double center_hz{};
  double sample_rate_hz{};
  double gain_db{};
  float scale{};
  std::int64_t returned_at_ns{};
};

constexpr std::size_t padded(std::size_t octets) {
  return (octets + kAlignment - 1) / kAlignment * kAlignment;
}
constexpr std::size_t kHeaderOctets = padded(sizeof(RingHeader));
constexpr std::size_t kRecordHeaderOctets = padded(sizeof(RecordHeader));

std::string system_reason() {
  return std::generic_category().message(errno);
}

RecordHeader header_of(const RawBlock& block) {
  RecordHeader header;
  const IqBlock& head = block.head;
  header.flags = (head.gap_before ? kGapBefore : 0U) | (head.received_at ? kHasTime : 0U) |
                 (head.gain_db ? kHasGain : 0U) | (block.returned_at ? kHasReturn : 0U);
  header.format = static_cast<std::uint32_t>(block.format);
  header.payload_octets = block.octets.size();
  header.record_octets = kRecordHeaderOctets + padded(block.octets.size());
  header.first_sample = head.first_sample;
  header.lost_before = head.lost_before;
  header.dropped_before = head.dropped_before;
  if (head.received_at) header.received_at_ns = head.received_at->time_since_epoch().count();
  if (block.returned_at) header.returned_at_ns = nanoseconds(block.returned_at->time_since_epoch()).count();
  header.center_hz = head.center_hz;
  header.sample_rate_hz = head.sample_rate_hz;
  header.gain_db = head.gain_db.value_or(0.0);
  header.scale = block.scale;
  return header;
}

RawBlock block_of(const RecordHeader& header, std::span<const std::byte> octets) {
  RawBlock block;
  block.octets = octets;
  block.format = static_cast<SampleFormat>(header.format);
  block.scale = header.scale;
  IqBlock& head = block.head;
  head.first_sample = header.first_sample;
  head.lost_before = header.lost_before;
  head.dropped_before = header.dropped_before;
  head.gap_before = (header.flags & kGapBefore) != 0;
  if ((header.flags & kHasTime) != 0) {
    head.received_at.emplace(nanoseconds(header.received_at_ns));
  }
  if ((header.flags & kHasReturn) != 0) {
    const auto since_epoch =
        std::chrono::duration_cast<SteadyClock::duration>(nanoseconds(header.returned_at_ns));
    block.returned_at.emplace(since_epoch);
  }
  head.center_hz = header.center_hz;
  head.sample_rate_hz = header.sample_rate_hz;
  if ((header.flags & kHasGain) != 0) head.gain_db = header.gain_db;
  return block;
}

// Far beyond any radio, and what still can be reckoned with: times and lengths follow from these.
constexpr double kLowestRate_hz = 1e3;
constexpr double kHighestRate_hz = 1e9;
constexpr double kHighestCenter_hz = 1e12;
constexpr std::int64_t kLatest_ns = std::int64_t{1} << 62U;  // the year 2116

bool is_between(double low, double value, double high) {
  return value >= low && value <= high;  // false where it is no number
}

bool is_time(std::int64_t since_epoch_ns) {
  return since_epoch_ns >= -kLatest_ns && since_epoch_ns <= kLatest_ns;
}

bool is_credible(const RecordHeader& header) {
  constexpr std::uint64_t kMostSamples = std::uint64_t{1} << 62U;
  const auto last_format = static_cast<std::uint32_t>(SampleFormat::kCf32);
  const bool is_layout =
      (header.flags & ~std::uint32_t{kAllFlags}) == 0 && header.format <= last_format &&
      header.payload_octets % bytes_per_sample(static_cast<SampleFormat>(header.format)) == 0;
  const bool is_count = header.first_sample < kMostSamples && header.lost_before < kMostSamples &&
                        header.dropped_before < kMostSamples;
  return is_layout && is_count && is_time(header.received_at_ns) && is_time(header.returned_at_ns) &&
         is_between(-kHighestCenter_hz, header.center_hz, kHighestCenter_hz) &&
         is_between(kLowestRate_hz, header.sample_rate_hz, kHighestRate_hz) &&
         std::isfinite(header.gain_db) && std::isfinite(header.scale);
}

}  // namespace

Result<SharedMemory> SharedMemory::make(std::size_t octets) {
  const int descriptor = ::memfd_create("cellwarden-samples", MFD_CLOEXEC);
  if (descriptor < 0) return fail(ErrorCode::kDevice, "no shared memory: " + system_reason());
  if (::ftruncate(descriptor, static_cast<off_t>(octets)) != 0) {
    const std::string why = system_reason();
    ::close(descriptor);
    return fail(ErrorCode::kDevice, "no " + std::to_string(octets) + " octets of shared memory: " + why);
  }
  return map(descriptor);
}

Result<SharedMemory> SharedMemory::map(int descriptor) {
  struct stat about {};
  if (::fstat(descriptor, &about) != 0 || about.st_size <= 0) {
    ::close(descriptor);
    return fail(ErrorCode::kDevice, "shared memory without a size");
  }
  const auto octets = static_cast<std::size_t>(about.st_size);
  void* const at = ::mmap(nullptr, octets, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (at == MAP_FAILED) {
    const std::string why = system_reason();
    ::close(descriptor);
    return fail(ErrorCode::kDevice, "shared memory cannot be mapped: " + why);
  }
  ::madvise(at, octets, MADV_DONTDUMP);  // what was on the air belongs into no file, no core dump either
  return SharedMemory(descriptor, {static_cast<std::byte*>(at), octets});
}

SharedMemory::SharedMemory(SharedMemory&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), octets_(std::exchange(other.octets_, {})) {}

SharedMemory& SharedMemory::operator=(SharedMemory&& other) noexcept {
  if (this != &other) {
    release();
    descriptor_ = std::exchange(other.descriptor_, -1);
    octets_ = std::exchange(other.octets_, {});
  }
  return *this;
}

SharedMemory::~SharedMemory() {
  release();
}

void SharedMemory::release() noexcept {
  if (!octets_.empty()) ::munmap(octets_.data(), octets_.size());
  if (descriptor_ >= 0) ::close(descriptor_);
  octets_ = {};
  descriptor_ = -1;
}

std::size_t ring_octets(std::size_t capacity) noexcept {
  return kHeaderOctets + padded(capacity);
}

Result<RingWriter> RingWriter::attach(std::span<std::byte> memory) {
  if (memory.size() <= kHeaderOctets) return fail(ErrorCode::kDevice, "shared memory without a ring");
  auto& header = *reinterpret_cast<RingHeader*>(memory.data());
  if (header.magic != kMagic || header.capacity != memory.size() - kHeaderOctets) {
    return fail(ErrorCode::kDevice, "shared memory that holds no ring of this version");
  }
  RingWriter writer(header, memory.subspan(kHeaderOctets));
  writer.written_ = header.written.load(std::memory_order_relaxed);
  return writer;
}

bool RingWriter::write(const RawBlock& block) {
  RecordHeader header = header_of(block);
  const std::uint64_t at = written_ % records_.size();
  const std::uint64_t to_end = records_.size() - at;
  const std::uint64_t filler = header.record_octets > to_end ? to_end : 0;
  const std::uint64_t used = written_ - header_->consumed.load(std::memory_order_acquire);
  if (used > records_.size() || filler + header.record_octets > records_.size() - used) {
    missing_lost_ += block.head.lost_before;
    missing_dropped_ += block.head.dropped_before + block.samples();
    is_missing_ = true;
    header_->samples_dropped.fetch_add(block.samples(), std::memory_order_relaxed);
    return false;
  }
  if (filler != 0) {
    RecordHeader jump;
    jump.flags = kFiller;
    jump.record_octets = filler;
    std::memcpy(records_.data() + at, &jump, std::min<std::size_t>(sizeof jump, filler));
    written_ += filler;
  }
  header.lost_before += std::exchange(missing_lost_, 0);
  header.dropped_before += std::exchange(missing_dropped_, 0);
  if (std::exchange(is_missing_, false)) header.flags |= kGapBefore;
  std::byte* const record = records_.data() + written_ % records_.size();
  std::memcpy(record, &header, sizeof header);
  std::memcpy(record + kRecordHeaderOctets, block.octets.data(), block.octets.size());
  written_ += header.record_octets;
  header_->written.store(written_, std::memory_order_release);
  return true;
}

RingReader::RingReader(std::span<std::byte> memory)
    : header_(new (memory.data()) RingHeader), records_(memory.subspan(kHeaderOctets)) {
  header_->capacity = records_.size();
  header_->magic = kMagic;
}

tl::unexpected<Error> RingReader::damaged(const char* what) const {
  return fail(ErrorCode::kDevice, std::string("the radio's process left damaged samples: ") + what);
}

Result<std::optional<RawBlock>> RingReader::read() {
  consumed_ += std::exchange(held_, 0);
  header_->consumed.store(consumed_, std::memory_order_release);
  while (true) {
    const std::uint64_t available = header_->written.load(std::memory_order_acquire) - consumed_;
    if (available == 0) return std::nullopt;
    if (available > records_.size()) return damaged("more than the ring holds");
    const std::uint64_t at = consumed_ % records_.size();
    const std::uint64_t to_end = records_.size() - at;
    RecordHeader header;
    if (to_end < sizeof header || available < sizeof header) {
      // Too little for a header: only a filler ends so.
      if (to_end >= available) return damaged("a record that is cut");
      consumed_ += to_end;
      continue;
    }
    std::memcpy(&header, records_.data() + at, sizeof header);
    if ((header.flags & kFiller) != 0) {
      if (header.record_octets != to_end || to_end > available) return damaged("a filler of a wrong length");
      consumed_ += to_end;
      continue;
    }
    const bool fits = header.record_octets >= kRecordHeaderOctets && header.record_octets <= available &&
                      header.record_octets <= to_end && header.record_octets % kAlignment == 0 &&
                      header.payload_octets <= header.record_octets - kRecordHeaderOctets;
    if (!fits || !is_credible(header)) return damaged("a record that cannot be");
    held_ = header.record_octets;
    return block_of(header, records_.subspan(at + kRecordHeaderOctets, header.payload_octets));
  }
}

std::uint64_t RingReader::samples_dropped() const noexcept {
  return header_->samples_dropped.load(std::memory_order_relaxed);
}

double RingReader::fill() const noexcept {
  const std::uint64_t used = header_->written.load(std::memory_order_relaxed) - consumed_;
  return static_cast<double>(std::min<std::uint64_t>(used, records_.size())) /
         static_cast<double>(records_.size());
}

}  // namespace cellwarden::capture
