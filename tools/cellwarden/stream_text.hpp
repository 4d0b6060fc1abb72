#pragma once

/// \file
/// What people are told of a stream of samples, before and after.

#include <string>

#include "dsp/capture/iq_source.hpp"
#include "tools/cellwarden/output/sink.hpp"

namespace cellwarden::tools {

[[nodiscard]] InputDescription describe_stream(const capture::StreamInfo& info);

/// Each parameter of the stream and where it came from, on stderr.
void tell_provenance(const capture::StreamInfo& info);

/// What someone with a radio could do after a replay: a command that listens to the same window.
[[nodiscard]] std::string next_step_after(const capture::StreamInfo& info);

}  // namespace cellwarden::tools
