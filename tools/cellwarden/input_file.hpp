#pragma once

/// \file
/// A file of text records (towers, observation logs, baselines) as a stream, packed (.zst .gz .xz .bz2) or
/// not, with the SHA-256 of its octets as stored.

#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cell/result.hpp"
#include "dsp/capture/byte_source.hpp"
#include "dsp/capture/digest.hpp"

namespace cellwarden::tools {

class InputFile {
 public:
  /// \param name  a file, a pipe, or `-`
  [[nodiscard]] static Result<std::unique_ptr<InputFile>> open(const std::string& name);
  ~InputFile();

  [[nodiscard]] std::istream& stream() noexcept { return stream_; }

  /// What went wrong while the stream was read: a stream itself only ends.
  [[nodiscard]] const std::optional<Error>& failure() const noexcept;

  /// How it begins, unread: what came with the first read of it.
  [[nodiscard]] std::string_view head();

  /// Of the file as it is stored, where that can be known.
  [[nodiscard]] std::optional<std::uint64_t> octets_left() const { return digest_->remaining(); }

  /// Reads what is left.
  [[nodiscard]] Result<std::string> finish_sha256();

  /// Everything that is left, at most `limit_bytes`.
  [[nodiscard]] Result<std::string> read_all(std::size_t limit_bytes);

 private:
  class Buffer;
  InputFile(std::string name, std::unique_ptr<capture::ByteSource> bytes, capture::DigestingBytes* digest);

  std::string name_;
  std::unique_ptr<Buffer> buffer_;
  capture::DigestingBytes* digest_;  ///< within buffer_
  std::istream stream_;
};

/// The last extension that says what is in a file: ".jsonl" of "day.jsonl.zst".
[[nodiscard]] std::string content_extension(std::string_view name);

}  // namespace cellwarden::tools
