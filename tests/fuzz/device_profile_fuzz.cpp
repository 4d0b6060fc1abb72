#include "firmware-config/device_profile.hpp"

#include <algorithm>
#include <cstdlib>

using namespace cellwarden;

namespace {

void hold(bool is_so) {
  if (!is_so) std::abort();
}

/// From one stage to the next a gain stays where the radio has it.
void check_stages(const config::DeviceProfile& profile, const std::vector<config::ProfileGainStage>& stages) {
  for (const auto& stage : stages) {
    const auto gain = std::ranges::find(profile.gains, stage.gain, &config::ProfileGain::name);
    hold(gain != profile.gains.end());
    hold(stage.to_db >= gain->low_db && stage.to_db <= gain->high_db && stage.step_db > 0);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view yaml(reinterpret_cast<const char*>(data), size);
  const auto read = config::read_device_profile(yaml, "devices/xx.yaml");
  for (const auto& problem : read.problems) {
    hold(!problem.what.empty() && config::to_line(problem).find('\n') == std::string::npos);
  }
  if (!read.problems.empty()) return 0;
  // Whatever was accepted is a profile that a radio can be set by.
  const auto& profile = read.profile;
  hold(!profile.driver.empty() && !profile.description.empty() && profile.default_rate_hz > 0);
  hold(profile.flat_fraction > 0 && profile.flat_fraction <= 1 && profile.settling_ms >= 0);
  for (const auto* const spans : {&profile.safe_rates, &profile.tuning}) {
    for (const auto& span : *spans) hold(span.low_hz <= span.high_hz);
  }
  hold(!config::nearest_safe_rate_hz(profile, profile.default_rate_hz));
  check_stages(profile, profile.lowering);
  check_stages(profile, profile.raising);
  for (const double total_db : {-30.0, 0.0, 32.5, 200.0}) {
    const auto shared = config::share_gain(profile, total_db);
    if (!shared || !shared->problem.empty()) continue;
    hold(shared->gains_db.size() >= profile.total.size());
  }
  return 0;
}
