#pragma once

/// \file
/// How a survey is doing, in records and in words; and what the detector makes it look at again.

#include <string>
#include <vector>

#include "detector/detector.hpp"
#include "detector/records/json_lines.hpp"
#include "tools/cellwarden/touring_receivers.hpp"

namespace cellwarden::tools {

/// "Germany: 47 windows, a round takes 8.6 s; ..."
[[nodiscard]] std::string survey_text(const survey::Survey& survey);

/// Adds when each carrier was visited and will be again, what holds for all, and the radio's clock.
void add_survey(records::StatusRecord& status, const survey::Survey& survey, const TouringReceivers& touring);

/// The cells of open incidents; from "suspect" on the radio is to stay about.
[[nodiscard]] std::vector<survey::SuspectCell> suspects_of(const detector::Detector& detector);

}  // namespace cellwarden::tools
