#pragma once

/// \file
/// SigMF metadata (github.com/sigmf/SigMF, sigmf-spec.md, version 1.2): what the samples are, and where they
/// were interrupted or retuned.

#include <string>
#include <string_view>

#include "dsp/capture/stream_layout.hpp"

namespace cellwarden::capture {

inline constexpr std::size_t kMaxSigmfMetaBytes = std::size_t{4} << 20U;

/// A key of ours in `global`: true where the recording's end joins its beginning, so that played again and
/// again it is one signal. Whoever makes the recording must know it; nothing here can.
inline constexpr const char* kLoopsSeamlesslyKey = "cellwarden:loops_seamlessly";

struct SigmfMeta {
  StreamLayout layout;
  std::string dataset;  ///< core:dataset: the data file's name where it is not the usual one; else empty
};

/// \param text  the whole JSON document, at most kMaxSigmfMetaBytes
/// \param name  of the metadata, for errors and provenance
[[nodiscard]] Result<SigmfMeta> read_sigmf_meta(std::string_view text, const std::string& name);

}  // namespace cellwarden::capture
