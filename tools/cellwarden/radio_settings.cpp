#include "tools/cellwarden/radio_settings.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <utility>

#include "tools/cellwarden/output/text_layout.hpp"
#include "tools/cellwarden/output/writer.hpp"
#include "tools/cellwarden/program_file.hpp"

namespace cellwarden::tools {
namespace {

tl::unexpected<ExitCode> give(ExitCode code, std::string_view what) {
  complain(what);
  return tl::unexpected<ExitCode>(code);
}

/// What is known of this kind of radio.
void take_profile(const config::DeviceProfile& profile, capture::DeviceSettings& settings) {
  settings.usual_rate_hz = profile.default_rate_hz;
  for (const auto& gain : profile.gains) settings.usual_gains.push_back({gain.name, gain.default_db});
  settings.has_own_filter = profile.filter == config::ProfileFilter::kRadio;
  settings.sample_format = profile.format;
  settings.stream_arguments = profile.stream;
  settings.settling = std::chrono::milliseconds(std::lround(profile.settling_ms));
  settings.bias_tee.settings = profile.bias_tee;
}

/// The gain as stated, a total shared out as the profile has it. \return what is wrong with it, if anything
std::optional<std::string> take_gain(const std::string& text, const config::DeviceProfile& profile,
                                     capture::DeviceSettings& settings) {
  auto gain = capture::parse_gain(text);
  if (!gain) return gain.error().what;
  if (gain->total_db) {
    if (const auto shared = config::share_gain(profile, *gain->total_db)) {
      if (!shared->problem.empty()) return shared->problem;
      gain->total_db.reset();
      for (const auto& [element, gain_db] : shared->gains_db) gain->elements.push_back({element, gain_db});
    }
  }
  settings.gain = std::move(*gain);
  return std::nullopt;
}

std::optional<Advice> warn_of_rate(const config::Config& config, const config::DeviceProfile& profile) {
  if (!config.rate_hz) return std::nullopt;
  const auto safe_hz = config::nearest_safe_rate_hz(profile, *config.rate_hz);
  if (!safe_hz) return std::nullopt;
  return Advice{fmt::format("{:.7g} MS/s is none of the safe rates of this radio ({}): samples may be lost",
                            *config.rate_hz / kHertzPerMegahertz, profile.description),
                fmt::format("--rate {:.7g}M is the nearest safe one", *safe_hz / kHertzPerMegahertz)};
}

OrExit<RadioChoice> settings_of(std::string_view command, const config::Config& config,
                                const config::DeviceProfile& profile, capture::DeviceArguments arguments) {
  RadioChoice choice;
  choice.profile = profile;
  capture::DeviceSettings& settings = choice.settings;
  settings.arguments = std::move(arguments);
  take_profile(profile, settings);
  settings.sample_rate_hz = config.rate_hz;
  settings.center_hz = config.center_hz;
  settings.antenna = config.antenna;
  settings.ppm = config.ppm;
  settings.bias_tee.is_on = config.bias_tee;
  if (config.bias_tee && profile.bias_tee.empty()) {
    return give(kBadUsage,
                fmt::format("{}: --bias-tee: this radio has none ({}); leave it out, or of several radios "
                            "give it to one only: --device 'args=...; bias_tee=true'",
                            command, profile.description));
  }
  if (config.gain) {
    if (const auto wrong = take_gain(*config.gain, profile, settings)) return give(kBadUsage, *wrong);
    choice.has_stated_gain = true;
  }
  if (auto warning = warn_of_rate(config, profile)) choice.warnings.push_back(std::move(*warning));
  return choice;
}

}  // namespace

void tell_words(capture::DriverMessageLevel level, std::string_view text) {
  if (level <= capture::DriverMessageLevel::kWarning) complain(printable(text));
}

Result<capture::FoundByDrivers> find_radio_apart(const capture::DeviceArguments& arguments) {
  capture::SearchProcess process;
  process.on_words = tell_words;
  return capture::find_radio(arguments, std::move(process));
}

Result<std::vector<config::DeviceProfile>> load_profiles() {
  return config::load_device_profiles(config::device_profile_folders(program_file()));
}

OrExit<RadioChoice> choose_radio(std::string_view command, const config::Config& config,
                                 const FindRadio& find) {
  if (config.radios.size() > 1) {
    return give(kBadUsage, fmt::format("{}: takes one radio, and there are {}: name it with --device",
                                       command, config.radios.size()));
  }
  auto arguments = capture::parse_device_arguments(config.device.value_or(""));
  if (!arguments) return give(kBadUsage, arguments.error().what);
  const auto profiles = load_profiles();
  if (!profiles) return give(kFailed, profiles.error().what);
  const auto found = find(*arguments);
  if (!found) return give(kFailed, fmt::format("{}: {}", command, printable(found.error().what)));
  for (const auto& faulty : found->faulty_drivers) complain(printable(to_line(faulty)));
  const capture::FoundRadio& radio = found->radio;
  const auto& profile = config::profile_for(*profiles, radio.radio_driver, radio.told);
  return settings_of(command, config, profile, radio.arguments);
}

std::string next_steps(const config::DeviceProfile& profile, config::FaultSign sign) {
  std::string steps;
  for (const auto& fault : profile.faults) {
    if (fault.sign == sign) steps += (steps.empty() ? "" : "; ") + fault.next;
  }
  return steps;
}

}  // namespace cellwarden::tools
