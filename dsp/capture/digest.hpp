#pragma once

/// \file
/// SHA-2 of octets as they pass (FIPS 180-4), and a ByteSource that takes it along.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "dsp/capture/byte_source.hpp"

namespace cellwarden::capture {

enum class DigestKind : std::uint8_t { kSha256, kSha512 };

class Digest {
 public:
  explicit Digest(DigestKind kind);
  ~Digest();
  Digest(Digest&&) noexcept;
  Digest& operator=(Digest&&) noexcept;

  void update(std::span<const std::byte> bytes);
  /// In lower-case hexadecimal. The digest cannot be used again.
  [[nodiscard]] std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Passes another source's octets on and digests them.
class DigestingBytes final : public ByteSource {
 public:
  /// \param with_sha512  for a sidecar that states it
  DigestingBytes(std::unique_ptr<ByteSource> source, bool with_sha512);

  [[nodiscard]] Result<std::size_t> read(std::span<std::byte> out) override;
  [[nodiscard]] std::optional<std::uint64_t> remaining() const override { return source_->remaining(); }
  [[nodiscard]] bool skip(std::uint64_t count) override;

  struct Hashes {
    std::string sha256;
    std::optional<std::string> sha512;
  };
  /// Reads what is left and finishes; nothing when a part was skipped. To be called once.
  [[nodiscard]] Result<std::optional<Hashes>> finish();

 private:
  std::unique_ptr<ByteSource> source_;
  Digest sha256_{DigestKind::kSha256};
  std::optional<Digest> sha512_;
  bool is_whole_{true};
};

}  // namespace cellwarden::capture
