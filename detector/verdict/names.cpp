#include "detector/detector.hpp"
#include "detector/records/baseline_file.hpp"
#include "detector/records/json_lines.hpp"
#include "detector/records/observation_log.hpp"
#include "detector/rules/catalogue.hpp"
#include "detector/verdict/incident.hpp"

namespace cellwarden::detector {

std::string_view to_string(Level level) noexcept {
  switch (level) {
    case Level::kNone:
      return "none";
    case Level::kWatch:
      return "watch";
    case Level::kSuspect:
      return "suspect";
    case Level::kAlert:
      return "alert";
  }
  return "none";
}

std::string_view to_string(Family family) noexcept {
  switch (family) {
    case Family::kId:
      return "ID";
    case Family::kBp:
      return "BP";
    case Family::kDg:
      return "DG";
    case Family::kDy:
      return "DY";
    case Family::kRf:
      return "RF";
    case Family::kWm:
      return "WM";
    case Family::kSg:
      return "SG";
    case Family::kMs:
      return "MS";
  }
  return "ID";
}

std::string_view to_string(IncidentState state) noexcept {
  switch (state) {
    case IncidentState::kOpened:
      return "opened";
    case IncidentState::kRaised:
      return "raised";
    case IncidentState::kLowered:
      return "lowered";
    case IncidentState::kClosed:
      return "closed";
  }
  return "opened";
}

}  // namespace cellwarden::detector
