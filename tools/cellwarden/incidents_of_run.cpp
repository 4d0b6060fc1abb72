#include "tools/cellwarden/incidents_of_run.hpp"

#include <algorithm>

namespace cellwarden::tools {

void IncidentsOfRun::take(const detector::Incident& incident) {
  SoFar& so_far = incidents_[incident.id];
  so_far.latest = incident;
  so_far.highest = std::max(so_far.highest, incident.level);
  if (incidents_.size() > kMostKept) forget_oldest();
}

// An id never comes back once its incident was closed.
void IncidentsOfRun::forget_oldest() {
  auto oldest = incidents_.end();
  for (auto one = incidents_.begin(); one != incidents_.end(); ++one) {
    if (one->second.latest.state != detector::IncidentState::kClosed) continue;
    if (oldest == incidents_.end() || one->second.latest.t_s < oldest->second.latest.t_s) oldest = one;
  }
  if (oldest == incidents_.end()) return;
  ++forgotten_[oldest->second.highest];
  incidents_.erase(oldest);
}

std::map<detector::Level, std::uint32_t> IncidentsOfRun::by_highest_level() const {
  auto counts = forgotten_;
  for (const auto& [id, incident] : incidents_) ++counts[incident.highest];
  return counts;
}

std::vector<detector::Incident> IncidentsOfRun::kept() const {
  std::vector<detector::Incident> kept;
  kept.reserve(incidents_.size());
  for (const auto& [id, incident] : incidents_) kept.push_back(incident.latest);
  return kept;
}

}  // namespace cellwarden::tools
