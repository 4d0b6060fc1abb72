#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "dsp/capture/device_list.hpp"
#include "tools/cellwarden/commands.hpp"
#include "tools/cellwarden/live_run.hpp"
#include "tools/cellwarden/output/writer.hpp"
#include "tools/cellwarden/radio_settings.hpp"
#include "tools/cellwarden/scan_plan.hpp"
#include "tools/cellwarden/survey_set_up.hpp"

namespace cellwarden::tools {
namespace {

OrExit<config::DeviceProfile> profile_of(const config::Config& config) {
  const auto arguments = capture::parse_device_arguments(config.device.value_or(""));
  if (!arguments) {
    complain(arguments.error().what);
    return tl::unexpected(kBadUsage);
  }
  const auto profiles = load_profiles();
  if (!profiles) {
    complain(profiles.error().what);
    return tl::unexpected(kFailed);
  }
  const auto driver = arguments->find("driver");
  return config::profile_for(*profiles, driver == arguments->end() ? "" : driver->second, {});
}

/// By what is known of such a radio: none need be there, for a plan may be made anywhere.
survey::RadioView view_of(const config::Config& config, const config::DeviceProfile& profile) {
  constexpr double kLowest_hz = 1e6;
  constexpr double kHighest_hz = 6e9;
  const double rate_hz = config.rate_hz.value_or(profile.default_rate_hz);
  const bool is_known = !profile.tuning.empty();
  return {.low_hz = is_known ? profile.tuning.front().low_hz : kLowest_hz,
          .high_hz = is_known ? profile.tuning.back().high_hz : kHighest_hz,
          .sample_rate_hz = rate_hz,
          .usable_hz = usable_hz(profile, rate_hz, config.max_offset_hz),
          .settle_s = profile.settling_ms / 1e3};
}

ExitCode tell_plan(const Invocation& asked, const config::Config& config) {
  const auto plan = band_plan_of(config);
  if (!plan) return plan.error();
  std::vector<PlannedRadio> radios;
  std::vector<survey::RadioView> views;
  for (const config::RadioConfig& each : config::config_of_each_radio(config)) {
    if (!each.config.bands) continue;  // it stays where it is
    const auto profile = profile_of(each.config);
    if (!profile) return profile.error();
    views.push_back(view_of(each.config, *profile));
    radios.push_back({profile->description, views.back()});
  }
  auto survey = survey_of(**plan, views);
  if (!survey) return survey.error();
  return write_scan_plan(asked, *survey, radios);
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
  const auto radios = config::config_of_each_radio(config);
  if (std::ranges::none_of(radios, [](const auto& radio) { return radio.config.bands.has_value(); })) {
    complain("scan: every radio has a center_hz to stay at; leave it out where one is to go round");
    return kBadUsage;
  }
  if (asked.wants_plan) return tell_plan(asked, config);
  const auto evidence = load_evidence(*loaded, std::chrono::system_clock::now());
  if (!evidence) return evidence.error();
  if (const auto checked = check_outputs(asked, *loaded, {}); !checked) return checked.error();
  auto open = open_radios("scan", asked, config);
  if (!open) return open.error();
  return run_live(asked, *loaded, std::move(*open), *evidence, Extent::kOneRound);
}

}  // namespace cellwarden::tools
