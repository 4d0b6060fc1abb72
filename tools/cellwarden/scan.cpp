#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "tools/cellwarden/commands.hpp"
#include "tools/cellwarden/live_run.hpp"
#include "tools/cellwarden/output/writer.hpp"
#include "tools/cellwarden/scan_plan.hpp"
#include "tools/cellwarden/survey_set_up.hpp"

namespace cellwarden::tools {
namespace {

/// Without a radio: a plan may be made anywhere.
ExitCode plan_without_radio(const Invocation& asked, const config::Config& config) {
  constexpr double kUsualRate_hz = 2.4e6;
  constexpr double kFlatPart = 0.84;
  constexpr double kSettle_s = 0.03;
  const double rate_hz = config.rate_hz.value_or(kUsualRate_hz);
  const survey::RadioView view{1e6, 6e9, rate_hz, kFlatPart * rate_hz, kSettle_s};
  const auto plan = band_plan_of(config);
  if (!plan) return plan.error();
  auto survey = survey_of(**plan, view);
  if (!survey) return survey.error();
  return write_scan_plan(asked, *survey, view, "any radio");
}

}  // namespace

ExitCode run_scan(const Invocation& asked) {
  const auto loaded = load_config(asked);
  if (!loaded) return loaded.error();
  const config::Config& config = loaded->config;
  if (!config.bands) {
    complain(
        "scan: --bands is missing: a country's bands (de, fr, gb, us, ...), world, or a band plan's file");
    return kBadUsage;
  }
  if (asked.wants_plan && !config.device) return plan_without_radio(asked, config);
  const auto evidence = load_evidence(*loaded, std::chrono::system_clock::now());
  if (!evidence) return evidence.error();
  if (const auto checked = check_outputs(asked, *loaded, {}); !checked) return checked.error();
  auto radio = open_radio("scan", asked, config);
  if (!radio) return radio.error();
  if (asked.wants_plan)
    return write_scan_plan(asked, *radio->survey, radio->view, radio->source->info().name);
  return run_live(asked, *loaded, std::move(*radio), *evidence, Extent::kOneRound);
}

}  // namespace cellwarden::tools
