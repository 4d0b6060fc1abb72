#include "tools/cellwarden/survey_state.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cellwarden::tools {
namespace {

double frequency_of(const Carrier& carrier) {
  return carrier.nominal_hz.value_or(carrier.measured_hz.value);
}

}  // namespace

std::string survey_text(const survey::Survey& survey) {
  const survey::SurveyForecast forecast = survey.forecast();
  const std::size_t windows = survey.windows().size();
  const std::string& name =
      survey.plan().description.empty() ? survey.plan().country : survey.plan().description;
  return fmt::format(
      "{}: {} window{}, gone round in {:.1f} s when nothing else wants reading; a transmitter that one look "
      "is "
      "enough for is heard within {:.0f} s",
      name, windows, windows == 1 ? "" : "s", forecast.radios.front().looks_s, forecast.worst_unheard_s);
}

void add_survey(records::StatusRecord& status, const survey::Survey& survey,
                const TouringReceivers& touring) {
  if (const auto clock = touring.clock().estimate()) status.radio_ppm = clock->ppm;
  const survey::SurveyForecast forecast = survey.forecast();
  double sum_s = 0;
  for (const survey::WindowForecast& window : forecast.windows) sum_s += window.expected_revisit_s;
  status.survey = records::SurveyState{.windows = forecast.windows.size(),
                                       .visits = touring.tour().visits(),
                                       .round_s = sum_s / static_cast<double>(forecast.windows.size()),
                                       .unheard_s = forecast.worst_unheard_s};
  if (const auto& visit = touring.tour().visit()) {
    status.survey->center_hz = visit->center_hz;
    status.survey->purpose = survey::to_string(visit->purpose);
  }
  status.carriers.clear();
  for (const survey::KnownCell& cell : survey.known_cells()) {
    const auto known =
        std::ranges::find(status.carriers, cell.frequency_hz, &records::CarrierVisit::frequency_hz);
    if (!cell.physical_id || known != status.carriers.end()) continue;
    const auto expected = survey.forecast(cell.rat, cell.frequency_hz, touring.now_s());
    if (!expected || !expected->last_visit_s) continue;
    const auto window = survey.window_at(cell.frequency_hz);
    records::CarrierVisit visit{.frequency_hz = cell.frequency_hz,
                                .last_visit_s = std::min(*expected->last_visit_s, status.t_s)};
    if (window) visit.revisit_s = forecast.windows[*window].expected_revisit_s;
    visit.unheard_s = expected->worst_unheard_s;
    status.carriers.push_back(visit);
  }
  std::ranges::sort(status.carriers, {}, &records::CarrierVisit::frequency_hz);
}

std::vector<survey::SuspectCell> suspects_of(const detector::Detector& detector) {
  std::vector<survey::SuspectCell> suspects;
  for (const detector::Incident& incident : detector.open_incidents()) {
    const Observation& seen = incident.subject.latest;
    suspects.push_back({.rat = seen.carrier.rat,
                        .frequency_hz = frequency_of(seen.carrier),
                        .physical_id = seen.physical_id,
                        .wants_parking = incident.level >= detector::Level::kSuspect});
  }
  return suspects;
}

}  // namespace cellwarden::tools
