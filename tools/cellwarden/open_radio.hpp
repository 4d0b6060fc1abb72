#pragma once

/// \file
/// From the configuration to a radio that runs, and to the survey that it goes round where a band plan is
/// named. What becomes of the radio later is told on stderr as it happens.

#include <memory>
#include <optional>
#include <string_view>

#include "dsp/capture/radio_process.hpp"
#include "dsp/survey/survey.hpp"
#include "tools/cellwarden/radio_settings.hpp"
#include "tools/cellwarden/set_up.hpp"

namespace cellwarden::tools {

struct OpenRadio {
  RadioChoice choice;
  std::unique_ptr<capture::RadioProcess> source;
  survey::RadioView view;
  std::optional<survey::Survey> survey;  ///< absent: parked on one window
};

/// Says on stderr what is in the way.
[[nodiscard]] OrExit<OpenRadio> open_radio(std::string_view command, const Invocation& asked,
                                           const config::Config& config);

}  // namespace cellwarden::tools
