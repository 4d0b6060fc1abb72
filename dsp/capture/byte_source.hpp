#pragma once

/// \file
/// Octets of an input, in order, whatever they come out of.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cell/result.hpp"

namespace cellwarden::capture {

/// Ends a blocked read from another thread. Shared by all that one stream opens.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  void raise() noexcept;
  [[nodiscard]] bool is_raised() const noexcept { return raised_.load(); }
  /// Readable once raised.
  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

 private:
  int descriptor_;
  std::atomic<bool> raised_{false};
};

class ByteSource {
 public:
  ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  virtual ~ByteSource() = default;

  /// At least one octet into `out`, or 0 at the end.
  [[nodiscard]] virtual Result<std::size_t> read(std::span<std::byte> out) = 0;

  /// Octets from here to the end, where that can be known.
  [[nodiscard]] virtual std::optional<std::uint64_t> remaining() const { return {}; }

  /// Moves on without reading. \return false, and nothing moved, where that is impossible
  [[nodiscard]] virtual bool skip(std::uint64_t count);
};

/// Octets in memory.
class MemoryBytes final : public ByteSource {
 public:
  explicit MemoryBytes(std::vector<std::byte> bytes) : bytes_(std::move(bytes)) {}
  [[nodiscard]] Result<std::size_t> read(std::span<std::byte> out) override;
  [[nodiscard]] std::optional<std::uint64_t> remaining() const override { return bytes_.size() - position_; }

 private:
  std::vector<std::byte> bytes_;
  std::size_t position_{};
};

/// A file, pipe or the standard input (`-`).
[[nodiscard]] Result<std::unique_ptr<ByteSource>> open_file(const std::string& name,
                                                            std::shared_ptr<StopSignal> stop);

/// Reads with a look ahead: what a header reader needs.
class ByteReader {
 public:
  static constexpr std::size_t kMaxPeek = 4096;

  explicit ByteReader(std::unique_ptr<ByteSource> source);

  /// The next `count` octets (at most kMaxPeek), fewer only at the end. They stay unread.
  [[nodiscard]] Result<std::span<const std::byte>> peek(std::size_t count);

  /// Fills `out`; fewer only at the end.
  [[nodiscard]] Result<std::size_t> read(std::span<std::byte> out);

  /// Reads over. \return how many there were
  [[nodiscard]] Result<std::uint64_t> discard(std::uint64_t count);

  /// As discard, without reading where the source allows it.
  [[nodiscard]] Result<std::uint64_t> skip(std::uint64_t count);

  [[nodiscard]] std::optional<std::uint64_t> remaining() const;

 private:
  [[nodiscard]] std::size_t take_buffered(std::span<std::byte> out);

  std::unique_ptr<ByteSource> source_;
  std::vector<std::byte> buffer_;  ///< what was peeked
  std::size_t buffered_{};         ///< octets in it
  std::size_t taken_{};            ///< of these, read
};

/// Everything up to the end; an error beyond `limit`. For sidecars.
[[nodiscard]] Result<std::string> read_text(ByteReader& reader, std::size_t limit, const std::string& name);

/// An unsigned little-endian number of `bytes.size()` octets (at most eight).
[[nodiscard]] std::uint64_t little_endian(std::span<const std::byte> bytes) noexcept;

}  // namespace cellwarden::capture
