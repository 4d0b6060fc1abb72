#pragma once

/// \file
/// What going round a band plan takes, before anything is listened to: each slice's windows and seconds, and
/// how long a transmitter could be on the air unheard.

#include <span>
#include <string>

#include "dsp/survey/survey.hpp"
#include "tools/cellwarden/command_line/command_line.hpp"

namespace cellwarden::tools {

struct PlannedRadio {
  std::string name;  ///< "RTL2838UHIDIR", or of what kind it would be
  survey::RadioView view;
};

/// Writes it to every place that was asked for.
/// \param radios  that the survey is shared out between
[[nodiscard]] ExitCode write_scan_plan(const Invocation& asked, const survey::Survey& survey,
                                       std::span<const PlannedRadio> radios);

}  // namespace cellwarden::tools
