#pragma once

/// \file
/// What going round a band plan takes, before anything is listened to: each slice's windows and seconds, and
/// how long a transmitter could be on the air unheard.

#include "dsp/survey/survey.hpp"
#include "tools/cellwarden/command_line/command_line.hpp"

namespace cellwarden::tools {

/// Writes it to every place that was asked for.
/// \param radio  "RTL-SDR", or what else the view is of
[[nodiscard]] ExitCode write_scan_plan(const Invocation& asked, const survey::Survey& survey,
                                       const survey::RadioView& view, const std::string& radio);

}  // namespace cellwarden::tools
