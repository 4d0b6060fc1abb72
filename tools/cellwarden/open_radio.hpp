#pragma once

/// \file
/// From the configuration to the radios that run, and to the survey that they go round where a band plan is
/// named. What becomes of a radio later is told on stderr as it happens.

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsp/capture/radio_process.hpp"
#include "dsp/survey/survey.hpp"
#include "tools/cellwarden/radio_settings.hpp"
#include "tools/cellwarden/set_up.hpp"

namespace cellwarden::tools {

struct OpenRadio {
  std::string name;       ///< among several; of one alone empty
  config::Config config;  ///< as this radio has it
  RadioChoice choice;
  std::unique_ptr<capture::RadioProcess> source;
  survey::RadioView view;
  std::optional<std::size_t> number_in_survey;  ///< absent: stays on one window
};

struct OpenRadios {
  std::vector<OpenRadio> radios;         ///< one at least
  std::optional<survey::Survey> survey;  ///< of those that go round; absent: none does
};

/// Opens every radio of the configuration, or none. Says on stderr what is in the way.
[[nodiscard]] OrExit<OpenRadios> open_radios(std::string_view command, const Invocation& asked,
                                             const config::Config& config);

}  // namespace cellwarden::tools
