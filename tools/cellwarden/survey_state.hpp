#pragma once

/// \file
/// How a survey and the radios in it are doing, in records and in words; and what the detector makes it look
/// at again.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "detector/detector.hpp"
#include "detector/records/json_lines.hpp"
#include "tools/cellwarden/live_radio.hpp"
#include "tools/cellwarden/shared_survey.hpp"

namespace cellwarden::tools {

/// "Germany: 47 windows, a round takes 8.6 s; ..."
[[nodiscard]] std::string survey_text(const survey::Survey& survey);

/// "roof: RTL2838, 2.4 MS/s, goes round", "square: HackRF, 10 MS/s, stays on 947.4 MHz".
[[nodiscard]] std::string radio_text(const LiveRadio& radio);

/// Adds when each carrier was visited and will be again, and what holds for all.
void add_survey(records::StatusRecord& status, SharedSurvey& survey,
                std::span<const std::unique_ptr<LiveRadio>> radios);

/// Adds how each radio is doing.
void add_radios(records::StatusRecord& status, std::span<const std::unique_ptr<LiveRadio>> radios);

/// The cells of open incidents; from "suspect" on the radio is to stay about.
[[nodiscard]] std::vector<survey::SuspectCell> suspects_of(const detector::Detector& detector);

}  // namespace cellwarden::tools
