#include "tools/cellwarden/open_radio.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "tools/cellwarden/output/writer.hpp"
#include "tools/cellwarden/radio_teller.hpp"
#include "tools/cellwarden/receivers.hpp"
#include "tools/cellwarden/stream_text.hpp"
#include "tools/cellwarden/survey_set_up.hpp"

namespace cellwarden::tools {
namespace {

/// Begins in the first slice that it reaches.
void begin_in(const BandPlan& plan, capture::DeviceSettings& settings) {
  const std::vector<double> centers_hz = first_centers_hz(plan);
  settings.center_hz = centers_hz.front();
  settings.other_centers_hz.assign(centers_hz.begin() + 1, centers_hz.end());
}

/// The one of them that it reached. What it tells may be a tuning step beside.
void note_center(double told_hz, capture::DeviceSettings& settings) {
  for (const double center_hz : settings.other_centers_hz) {
    if (std::abs(center_hz - told_hz) < std::abs(*settings.center_hz - told_hz))
      settings.center_hz = center_hz;
  }
}

/// One radio; goes round `plan` where there is one.
OrExit<OpenRadio> open_radio(std::string_view command, const Invocation& asked, const std::string& name,
                             const config::Config& config, const std::optional<BandPlan>& plan) {
  auto choice = choose_radio(command, config);
  if (!choice) return tl::unexpected(choice.error());
  const auto warn = [&](const std::string& what) { complain((name.empty() ? "" : name + ": ") + what); };
  for (const auto& warning : choice->warnings) warn(fmt::format("{}; {}", warning.what, warning.next));
  if (plan) begin_in(*plan, choice->settings);
  OpenRadio radio;
  radio.name = name;
  radio.config = config;
  radio.choice = std::move(*choice);
  capture::RadioProcessSettings process;
  process.on_event = RadioTeller(asked.is_verbose, name);
  auto source = capture::RadioProcess::start(radio.choice.settings, std::move(process));
  if (!source) {
    complain(source.error().what);
    return tl::unexpected(kFailed);
  }
  radio.source = std::move(*source);
  const capture::StreamInfo& info = radio.source->info();
  for (const auto& warning : info.warnings) warn(warning);
  if (plan) note_center(info.center_hz, radio.choice.settings);
  radio.view = radio_view_of(info, radio.choice, config.max_offset_hz);
  if (!plan) {
    if (const auto deaf = why_deaf(config, info.center_hz, info.sample_rate_hz)) {
      complain(fmt::format("{}: {}", info.name, *deaf));
      return tl::unexpected(kFailed);
    }
  }
  if (asked.is_verbose) tell_provenance(info);
  return radio;
}

}  // namespace

OrExit<OpenRadios> open_radios(std::string_view command, const Invocation& asked,
                               const config::Config& config) {
  const auto plan = band_plan_of(config);
  if (!plan) return tl::unexpected(plan.error());
  OpenRadios open;
  std::vector<survey::RadioView> going_round;
  for (const config::RadioConfig& wanted : config::config_of_each_radio(config)) {
    const bool goes_round = wanted.config.bands.has_value();
    auto radio = open_radio(command, asked, wanted.name, wanted.config,
                            goes_round ? *plan : std::optional<BandPlan>());
    if (!radio) return tl::unexpected(radio.error());
    if (goes_round) {
      radio->number_in_survey = going_round.size();
      going_round.push_back(radio->view);
    }
    open.radios.push_back(std::move(*radio));
  }
  if (going_round.empty()) return open;
  auto survey = survey_of(**plan, going_round);
  if (!survey) return tl::unexpected(survey.error());
  open.survey.emplace(std::move(*survey));
  return open;
}

}  // namespace cellwarden::tools
