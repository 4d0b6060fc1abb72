#pragma once

/// \file
/// Blocks to a SigMF 1.2 recording (NAME.sigmf-meta and NAME.sigmf-data; github.com/sigmf/SigMF,
/// sigmf-spec.md). Until finish() succeeds only NAME.sigmf-*.part exist.
///
///   in      blocks of one sample rate; every retune and gap opens a captures segment
///   out     core:datatype cu8, ci8, ci16_le or cf32_le, core:sha512 of the data; lost samples are seen in
///           core:global_index
///   memory  one block of octets

#include <memory>
#include <optional>
#include <string>

#include "cell/observation.hpp"
#include "cell/result.hpp"
#include "dsp/capture/sample_format.hpp"
#include "dsp/iq_block.hpp"

namespace cellwarden::capture {

struct SigmfWriterOptions {
  SampleFormat format = SampleFormat::kCs8;  ///< kCu8, kCs8, kCs16 or kCf32
  std::string hardware;                      ///< core:hw, left out when empty
  std::string description;                   ///< core:description, left out when empty
  std::optional<GeoPoint> receiver_at;       ///< core:geolocation
  bool loops_seamlessly = false;             ///< kLoopsSeamlesslyKey, left out when false
};

class SigmfWriter {
 public:
  /// \param name  "x", "x.sigmf-meta" or "x.sigmf-data"; existing recordings are not overwritten
  [[nodiscard]] static Result<std::unique_ptr<SigmfWriter>> create(const std::string& name,
                                                                   const SigmfWriterOptions& options);
  /// Removes what was not finished.
  ~SigmfWriter();
  SigmfWriter(const SigmfWriter&) = delete;
  SigmfWriter& operator=(const SigmfWriter&) = delete;

  [[nodiscard]] Result<void> write(const IqBlock& block);

  /// Makes the recording appear under its names, data first.
  [[nodiscard]] Result<void> finish();

 private:
  struct State;
  explicit SigmfWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace cellwarden::capture
