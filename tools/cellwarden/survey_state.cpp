#include "tools/cellwarden/survey_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <utility>

#include "tools/cellwarden/output/text_layout.hpp"
#include "tools/cellwarden/radio_presence.hpp"

namespace cellwarden::tools {
namespace {

double frequency_of(const Carrier& carrier) {
  return carrier.nominal_hz.value_or(carrier.measured_hz.value);
}

/// Whether a radio that stays in its place, and is there, has it in its window.
bool is_always_heard(std::span<const std::unique_ptr<LiveRadio>> radios, double frequency_hz) {
  return std::ranges::any_of(radios, [frequency_hz](const auto& radio) {
    const capture::StreamInfo& info = radio->info();
    return radio->touring() == nullptr && !radio->has_ended() &&
           !RadioPresence::is_absent(radio->silent_s(), radio->counters().is_running) &&
           std::abs(info.center_hz - frequency_hz) < info.sample_rate_hz / 2;
  });
}

// One miss is a radio that was late; a second in a row is worth saying.
void add_missed(records::StatusRecord& status, std::span<const survey::WindowForecast> windows) {
  const auto missed =
      std::ranges::count_if(windows, [](const survey::WindowForecast& window) { return window.missed >= 2; });
  if (missed == 0) return;
  worsen(
      status, records::StatusState::kDegraded,
      fmt::format("{} of {} windows not heard at their last visits: the radio does not tune there, or loses "
                  "too many samples",
                  missed, windows.size()));
}

}  // namespace

std::string survey_text(const survey::Survey& survey) {
  const survey::SurveyForecast forecast = survey.forecast();
  const std::size_t windows = survey.windows().size();
  double round_s = 0;  // of the radio that takes longest
  for (const survey::RadioForecast& radio : forecast.radios) round_s = std::max(round_s, radio.looks_s);
  const std::string& name =
      survey.plan().description.empty() ? survey.plan().country : survey.plan().description;
  return fmt::format(
      "{}: {} window{}, gone round in {:.1f} s when nothing else wants reading; a transmitter that one look "
      "is enough for is heard within {:.0f} s",
      name, windows, windows == 1 ? "" : "s", round_s, forecast.worst_unheard_s);
}

std::string radio_text(const LiveRadio& radio) {
  const capture::StreamInfo& info = radio.info();
  const std::string role = radio.touring() != nullptr
                               ? "goes round"
                               : fmt::format("stays on {:.3f} MHz", info.center_hz / kHertzPerMegahertz);
  return fmt::format("{}: {}, {:g} MS/s, {}", radio.name(), info.name,
                     info.sample_rate_hz / kHertzPerMegahertz, role);
}

void add_radios(records::StatusRecord& status, std::span<const std::unique_ptr<LiveRadio>> radios) {
  for (const auto& radio : radios) {
    const capture::RadioCounters counters = radio->counters();
    records::RadioState state;
    state.name = radio->name();
    state.goes_round = radio->touring() != nullptr;
    state.is_running = counters.is_running;
    state.center_hz = radio->info().center_hz;
    state.samples_lost = counters.device.samples_lost + counters.samples_missed;
    state.samples_dropped = counters.samples_dropped;
    if (const TouringReceivers* const touring = radio->touring()) {
      state.center_hz = touring->state().center_hz.value_or(state.center_hz);
    }
    if (const auto clock = radio->clock()) state.ppm = clock->ppm;
    status.radios.push_back(std::move(state));
  }
}

void add_survey(records::StatusRecord& status, SharedSurvey& shared,
                std::span<const std::unique_ptr<LiveRadio>> radios) {
  std::uint64_t visits = 0;
  double now_s = 0;
  std::optional<double> center_hz;
  std::optional<survey::Purpose> purpose;
  for (const auto& radio : radios) {
    if (radio->touring() == nullptr) continue;
    const TouringReceivers::State state = radio->touring()->state();
    visits += state.visits;
    now_s = std::max(now_s, state.now_s);
    center_hz = state.center_hz;
    purpose = state.purpose;
  }
  const std::lock_guard surveying(shared.access);
  const survey::Survey& survey = shared.survey;
  const survey::SurveyForecast forecast = survey.forecast();
  double sum_s = 0;
  for (const survey::WindowForecast& window : forecast.windows) sum_s += window.expected_revisit_s;
  status.survey = records::SurveyState{
      .windows = forecast.windows.size(),
      .visits = visits,
      .round_s = forecast.windows.empty() ? 0.0 : sum_s / static_cast<double>(forecast.windows.size()),
      .unheard_s = forecast.worst_unheard_s};
  add_missed(status, forecast.windows);
  if (radios.size() == 1 && purpose) {
    status.survey->center_hz = center_hz;
    status.survey->purpose = survey::to_string(*purpose);
  }
  std::erase_if(status.carriers, [&](const records::CarrierVisit& carrier) {
    return !is_always_heard(radios, carrier.frequency_hz);
  });
  for (const survey::KnownCell& cell : survey.known_cells()) {
    const auto known =
        std::ranges::find(status.carriers, cell.frequency_hz, &records::CarrierVisit::frequency_hz);
    if (!cell.physical_id || known != status.carriers.end()) continue;
    const auto expected = survey.forecast(cell.rat, cell.frequency_hz, now_s);
    if (!expected || !expected->last_visit_s) continue;
    const auto window = survey.window_at(cell.rat, cell.frequency_hz);
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
