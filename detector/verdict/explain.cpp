#include "detector/verdict/explain.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "detector/rules/rule.hpp"

namespace cellwarden::detector {
namespace {

// Less than a suspicion is no claim.
std::string_view meaning_of(Level level) noexcept {
  if (level >= Level::kSuspect) return "This is consistent with a rogue base station";
  if (level == Level::kWatch) return "By itself that is no sign of a rogue base station";
  return "The cell is no longer out of the ordinary";
}

}  // namespace

std::string explain(const Incident& incident) {
  constexpr std::size_t kMostAlternatives = 4;
  constexpr std::string_view kSettles = "what would settle it: ";
  const Observation& cell = incident.subject.latest;
  std::string text = carrier_text(cell.carrier) + ", " + physical_id_text(cell) + ": ";
  std::vector<std::string> alternatives;
  std::string settles;
  for (const Finding& finding : incident.findings) {
    text += finding.text + ' ';
    for (const std::string& benign : finding.benign) {
      if (benign.starts_with(kSettles)) {
        if (settles.empty()) settles = benign.substr(kSettles.size());
      } else if (alternatives.size() < kMostAlternatives &&
                 std::ranges::find(alternatives, benign) == alternatives.end()) {
        alternatives.push_back(benign);
      }
    }
  }
  text += meaning_of(incident.level);
  if (!alternatives.empty()) {
    text += incident.level >= Level::kSuspect ? ", and also with: " : "; it is consistent with: ";
    for (std::size_t i = 0; i < alternatives.size(); ++i) text += (i == 0 ? "" : "; ") + alternatives[i];
  }
  text += '.';
  if (!settles.empty()) text += " What would settle it: " + settles + '.';
  return text;
}

}  // namespace cellwarden::detector
