#include "tools/cellwarden/incidents_of_run.hpp"

#include <algorithm>
#include <string>

#include "tests/catch.hpp"

using namespace cellwarden;
using detector::IncidentState;
using detector::Level;
using tools::IncidentsOfRun;

namespace {

detector::Incident incident(unsigned number, IncidentState state, Level level) {
  detector::Incident out;
  out.id = std::to_string(number);
  out.t_s = number;
  out.state = state;
  out.level = level;
  return out;
}

}  // namespace

TEST_CASE("of a long run every incident is counted, and the newest are kept whole") {
  constexpr unsigned kIncidents = 3000;
  IncidentsOfRun incidents;
  incidents.take(incident(0, IncidentState::kOpened, Level::kAlert));  // stays open
  for (unsigned i = 1; i <= kIncidents; ++i) {
    incidents.take(incident(i, IncidentState::kOpened, Level::kSuspect));
    incidents.take(incident(i, IncidentState::kLowered, Level::kWatch));
    incidents.take(incident(i, IncidentState::kClosed, Level::kNone));
  }
  const auto counts = incidents.by_highest_level();
  CHECK(counts.at(Level::kSuspect) == kIncidents);
  CHECK(counts.at(Level::kAlert) == 1);
  CHECK(counts.size() == 2);
  const auto kept = incidents.kept();
  CHECK(kept.size() == IncidentsOfRun::kMostKept);
  CHECK(std::ranges::any_of(kept, [](const auto& one) { return one.id == "0"; }));
  CHECK(std::ranges::any_of(kept, [](const auto& one) { return one.id == "3000"; }));
}
