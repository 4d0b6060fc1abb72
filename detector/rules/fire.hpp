#pragma once

/// \file
/// A rule's answer when it fires.

#include <string>
#include <utility>

#include "detector/rules/rule.hpp"

namespace cellwarden::detector {

/// \param quality  0…1
[[nodiscard]] inline Outcome fire(double quality, std::string observed, std::string expected,
                                  std::string source, std::string text) {
  Outcome fired;
  fired.verdict = Verdict::kFire;
  fired.quality = quality;
  fired.observed = std::move(observed);
  fired.expected = std::move(expected);
  fired.source = std::move(source);
  fired.text = std::move(text);
  return fired;
}

}  // namespace cellwarden::detector
