#pragma once

/// \file
/// Shared memory between the process that holds the radio's driver and the program: transfers in, transfers
/// out, and neither ever waits for the other.
///
///   layout   a header, then `capacity` octets in which records follow each other: a record is its own header
///            and a transfer's octets, never cut by the ring's end
///   full     the writer drops the whole new transfer; the next one that fits says how much is missing, ours
///            (`dropped_before`) and the device's (`lost_before`) apart
///   memory   of a file without a name, gone with the last process that has it
///   trust    the reader believes nothing that it reads: the writer's process may have been ended, or have
///            gone wrong, at any instruction. What cannot be right ends the stream with an error.
///
/// One thread of one process writes, one thread of one process reads.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "cell/result.hpp"
#include "dsp/capture/raw_block.hpp"

namespace cellwarden::capture {

struct RingHeader;

/// Memory that two processes may map.
class SharedMemory {
 public:
  [[nodiscard]] static Result<SharedMemory> make(std::size_t octets);
  /// \param descriptor  owned from here on
  [[nodiscard]] static Result<SharedMemory> map(int descriptor);
  SharedMemory(SharedMemory&& other) noexcept;
  SharedMemory& operator=(SharedMemory&& other) noexcept;
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;
  ~SharedMemory();

  [[nodiscard]] std::span<std::byte> octets() const noexcept { return octets_; }
  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

 private:
  SharedMemory(int descriptor, std::span<std::byte> octets) : descriptor_(descriptor), octets_(octets) {}
  void release() noexcept;

  int descriptor_ = -1;
  std::span<std::byte> octets_;
};

/// Octets of shared memory for a ring that holds this many.
[[nodiscard]] std::size_t ring_octets(std::size_t capacity) noexcept;

class RingWriter {
 public:
  /// \param memory  that a RingReader has set up; outlives this
  [[nodiscard]] static Result<RingWriter> attach(std::span<std::byte> memory);

  /// \return false when there was no room: the transfer is dropped, and counted with the next one
  bool write(const RawBlock& block);

 private:
  RingWriter(RingHeader& header, std::span<std::byte> records) : header_(&header), records_(records) {}

  RingHeader* header_;
  std::span<std::byte> records_;
  std::uint64_t written_ = 0;
  std::uint64_t missing_lost_ = 0;
  std::uint64_t missing_dropped_ = 0;
  bool is_missing_ = false;
};

class RingReader {
 public:
  /// Makes an empty ring of all of the memory, which outlives this. Nobody may be writing.
  explicit RingReader(std::span<std::byte> memory);

  /// The oldest transfer that is not read yet; nothing where there is none now.
  /// \return a view into the ring, valid until the next call
  [[nodiscard]] Result<std::optional<RawBlock>> read();

  /// Samples that the writer dropped because nobody read them in time.
  [[nodiscard]] std::uint64_t samples_dropped() const noexcept;
  /// Part of the ring that is filled, 0 to 1.
  [[nodiscard]] double fill() const noexcept;

 private:
  [[nodiscard]] tl::unexpected<Error> damaged(const char* what) const;

  RingHeader* header_;
  std::span<std::byte> records_;
  std::uint64_t consumed_ = 0;  ///< up to here it is read
  std::uint64_t held_ = 0;      ///< octets of the record that was handed out last
};

}  // namespace cellwarden::capture
