#pragma once

/// \file
/// One survey for the threads of several radios.

#include <mutex>

#include "dsp/survey/survey.hpp"

namespace cellwarden::tools {

struct SharedSurvey {
  explicit SharedSurvey(survey::Survey of) : survey(std::move(of)) {}

  survey::Survey survey;  ///< and the tours in it: only by who holds `access`
  std::mutex access;
};

}  // namespace cellwarden::tools
