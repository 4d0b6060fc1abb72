#include "tools/cellwarden/open_radio.hpp"

#include <fmt/format.h>

#include <utility>

#include "tools/cellwarden/output/writer.hpp"
#include "tools/cellwarden/radio_teller.hpp"
#include "tools/cellwarden/receivers.hpp"
#include "tools/cellwarden/stream_text.hpp"
#include "tools/cellwarden/survey_set_up.hpp"

namespace cellwarden::tools {

OrExit<OpenRadio> open_radio(std::string_view command, const Invocation& asked,
                             const config::Config& config) {
  const auto plan = band_plan_of(config);
  if (!plan) return tl::unexpected(plan.error());
  auto choice = choose_radio(command, config);
  if (!choice) return tl::unexpected(choice.error());
  for (const auto& warning : choice->warnings) complain(fmt::format("{}; {}", warning.what, warning.next));
  if (*plan) choice->settings.center_hz = first_center_hz(**plan);
  OpenRadio radio;
  radio.choice = std::move(*choice);
  capture::RadioProcessSettings process;
  process.on_event = RadioTeller(asked.is_verbose);
  auto source = capture::RadioProcess::start(radio.choice.settings, std::move(process));
  if (!source) {
    complain(source.error().what);
    return tl::unexpected(kFailed);
  }
  radio.source = std::move(*source);
  const capture::StreamInfo& info = radio.source->info();
  radio.view = radio_view_of(info, radio.choice);
  if (*plan) {
    auto survey = survey_of(**plan, radio.view);
    if (!survey) return tl::unexpected(survey.error());
    radio.survey.emplace(std::move(*survey));
  } else if (const auto deaf = why_deaf(config, info.center_hz, info.sample_rate_hz)) {
    complain(fmt::format("{}: {}", info.name, *deaf));
    return tl::unexpected(kFailed);
  }
  if (asked.is_verbose) tell_provenance(info);
  return radio;
}

}  // namespace cellwarden::tools
