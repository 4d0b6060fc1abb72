#pragma once

/// \file
/// SigMF metadata of what is being written (github.com/sigmf/SigMF, sigmf-spec.md, version 1.2): `global`,
/// and where in the stored samples a captures segment begins. What both writers of SigMF share.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "dsp/capture/sigmf_writer.hpp"
#include "dsp/iq_block.hpp"

namespace cellwarden::capture {

/// Whether SigMF has samples of this format, as we write it.
[[nodiscard]] bool is_sigmf_format(SampleFormat format) noexcept;

/// The object `global` as JSON.
/// \param sha512  of the data; left out when empty
[[nodiscard]] std::string sigmf_global(const SigmfWriterOptions& options, double rate_hz,
                                       const std::string& sha512);

class SigmfCaptures {
 public:
  /// Stores `count` samples from the front of `block`.
  /// \return the JSON object of the segment that begins with them, where one does
  [[nodiscard]] std::optional<std::string> add(const IqBlock& block, std::size_t count);

  [[nodiscard]] std::uint64_t stored_samples() const noexcept { return stored_; }

 private:
  bool is_begun_{};
  double center_hz_{};
  std::uint64_t stored_{};
  std::uint64_t next_index_{};  ///< of a block that follows without a gap
};

}  // namespace cellwarden::capture
