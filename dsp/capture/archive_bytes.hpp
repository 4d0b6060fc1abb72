#pragma once

/// \file
/// Octets out of compressed files (zstd, gzip, xz, bzip2) and tar archives, by libarchive.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "dsp/capture/byte_source.hpp"

namespace cellwarden::capture {

/// The octets that a compressed file holds. One that is not compressed at all is an error.
[[nodiscard]] Result<std::unique_ptr<ByteSource>> open_compressed(const std::string& name,
                                                                  std::unique_ptr<ByteSource> file);

struct TarEntry {
  std::string name;
  std::uint64_t size{};
};

/// A tar archive, also a compressed one, read from front to back. Reads are of the current entry.
class TarBytes final : public ByteSource {
 public:
  /// \param may_skip  lets the archive move over what nobody reads, at the cost of the file's hash
  [[nodiscard]] static Result<std::unique_ptr<TarBytes>> open(const std::string& name,
                                                              std::unique_ptr<ByteSource> file,
                                                              bool may_skip);
  ~TarBytes() override;

  /// The next entry; nothing at the end.
  [[nodiscard]] Result<std::optional<TarEntry>> next();
  [[nodiscard]] Result<std::size_t> read(std::span<std::byte> out) override;
  [[nodiscard]] std::optional<std::uint64_t> remaining() const override { return remaining_; }

 private:
  struct State;
  explicit TarBytes(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
  std::uint64_t remaining_{};
};

}  // namespace cellwarden::capture
