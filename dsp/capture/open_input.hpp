#pragma once

/// \file
/// Which kind of recording an input is, and how its parts (file, sidecar, archive) become one stream.

#include <memory>
#include <string>
#include <vector>

#include "cell/result.hpp"
#include "dsp/capture/recorded_stream.hpp"
#include "dsp/capture/recording.hpp"

namespace cellwarden::capture {

[[nodiscard]] Result<std::unique_ptr<RecordedStream>> open_input(const std::string& input,
                                                                 const RecordingOptions& options,
                                                                 const std::shared_ptr<StopSignal>& stop);

/// Replaces folders by the recordings in them, by name; SigMF pairs once.
[[nodiscard]] Result<std::vector<std::string>> expand_folders(const std::vector<std::string>& inputs);

/// The stream in `reader`, with what the flags add to the layout: the last step of every kind.
[[nodiscard]] Result<std::unique_ptr<RecordedStream>> make_stream(const std::string& name, ByteReader reader,
                                                                  DigestingBytes* digest, StreamLayout layout,
                                                                  const RecordingOptions& options);

}  // namespace cellwarden::capture
