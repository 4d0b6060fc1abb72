#pragma once

/// \file
/// Blocks to an encrypted recording: one file that holds a SigMF recording for whoever has the private key.
///
///   in      blocks of one sample rate; every retune and gap opens a captures segment, as in SigMF
///   out     header (encrypted_header.hpp), the sealed stream's start, then messages: four octets of length
///           (little-endian, sealed octets) and the sealed message (sealed_stream.hpp). A message's first
///           octet says what the rest is: `g` SigMF's global, `c` one of its captures, `s` samples, `e` the
///           end.
///   bounds  never longer than `most_octets`
///   memory  one message of samples
///
/// The file has its name from the beginning, mode 0600, and is never overwritten. What was written until the
/// power failed is whole and can be read: the reader notices that the end is missing.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "cell/result.hpp"
#include "dsp/capture/encrypted_header.hpp"
#include "dsp/capture/sealed_stream.hpp"
#include "dsp/capture/sigmf_writer.hpp"
#include "dsp/iq_block.hpp"

namespace cellwarden::capture {

enum class MessageKind : char { kGlobal = 'g', kCapture = 'c', kSamples = 's', kEnd = 'e' };

/// Octets of a message, its kind included.
inline constexpr std::size_t kMostMessageOctets = (std::size_t{256} << 10U) + 1;

struct EncryptedWriterOptions {
  PublicKey reader{};        ///< whoever may read it
  EncryptedHeader header;    ///< center and rate of the first block
  SigmfWriterOptions sigmf;  ///< its format is the header's
  std::uint64_t most_octets{};
};

class EncryptedWriter {
 public:
  [[nodiscard]] static Result<std::unique_ptr<EncryptedWriter>> create(const std::string& file,
                                                                       const EncryptedWriterOptions& options);
  /// What was not finished stays as it is on the disk.
  ~EncryptedWriter();
  EncryptedWriter(const EncryptedWriter&) = delete;
  EncryptedWriter& operator=(const EncryptedWriter&) = delete;

  /// \return how many of the block's samples there was room for; fewer than it has: full
  [[nodiscard]] Result<std::size_t> write(const IqBlock& block);

  /// Writes the end. Nothing can be written after it, nor after a failure.
  [[nodiscard]] Result<void> finish();

  [[nodiscard]] std::uint64_t octets() const noexcept;  ///< on the disk and on the way there
  [[nodiscard]] std::uint64_t stored_samples() const noexcept;
  [[nodiscard]] std::uint64_t segments() const noexcept;

 private:
  struct State;
  explicit EncryptedWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace cellwarden::capture
