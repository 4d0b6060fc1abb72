#pragma once

/// \file
/// The samples out of an encrypted recording (encrypted_writer.hpp says how it is made), decrypted as they
/// are read. Nothing decrypted is ever written.
///
///   in      the file's octets, from anybody: lengths are bounded, and nothing is used before it was
///           authenticated
///   out     the octets of its samples, and the SigMF metadata that was met among them
///   damage  ends the samples: all before it is as it was recorded, nothing behind it is used
///   memory  one message, and the metadata (kMaxSigmfMetaBytes)

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dsp/capture/byte_source.hpp"
#include "dsp/capture/encrypted_header.hpp"
#include "dsp/capture/sealed_stream.hpp"

namespace cellwarden::capture {

class EncryptedBytes final : public ByteSource {
 public:
  /// How the samples ended.
  enum class Ending : std::uint8_t { kNotYet, kWhole, kCutOff, kDamaged };

  /// Reads the header and the first message.
  /// \param name  for errors
  [[nodiscard]] static Result<std::unique_ptr<EncryptedBytes>> open(const std::string& name,
                                                                    std::unique_ptr<ByteSource> file,
                                                                    const SecretKey& key);

  [[nodiscard]] Result<std::size_t> read(std::span<std::byte> out) override;
  [[nodiscard]] std::optional<std::uint64_t> remaining() const override { return remaining_; }

  [[nodiscard]] const EncryptedHeader& header() const noexcept { return header_.header; }
  [[nodiscard]] Ending ending() const noexcept { return ending_; }
  /// Where in the file the last whole message ended.
  [[nodiscard]] std::uint64_t position() const noexcept { return position_; }
  /// The SigMF metadata met so far, as one document.
  [[nodiscard]] std::string sigmf_document() const;

  /// States how many octets there are, and ends after them: what a reading before this one found.
  void expect(std::uint64_t octets) noexcept { remaining_ = octets; }

 private:
  EncryptedBytes(std::string name, ByteReader file, ReadHeader header, OpeningStream stream);
  [[nodiscard]] Result<void> next_message();
  [[nodiscard]] Result<void> take_message();
  [[nodiscard]] Result<void> take_metadata(bool is_capture);
  [[nodiscard]] Result<std::optional<std::size_t>> read_length();

  std::string name_;
  ByteReader file_;
  ReadHeader header_;
  OpeningStream stream_;
  std::vector<std::byte> sealed_;
  std::vector<std::byte> message_;
  std::size_t taken_{};  ///< of a message of samples, octets handed on
  std::string global_;
  std::string captures_;
  std::optional<std::uint64_t> remaining_;
  std::uint64_t position_{};
  bool is_begun_{};
  Ending ending_{Ending::kNotYet};
};

}  // namespace cellwarden::capture
