#pragma once

/// \file
/// From the configuration and what is known of a radio (its profile) to the radio's settings.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsp/capture/device_search.hpp"
#include "dsp/capture/device_settings.hpp"
#include "dsp/capture/driver_log.hpp"
#include "firmware-config/device_profile.hpp"
#include "firmware-config/settings.hpp"
#include "tools/cellwarden/set_up.hpp"

namespace cellwarden::tools {

struct Advice {
  std::string what;
  std::string next;
};

struct RadioChoice {
  capture::DeviceSettings settings;
  config::DeviceProfile profile;
  bool has_stated_gain = false;  ///< by the user: gain control leaves it alone
  std::vector<Advice> warnings;  ///< of what was asked for and is not safe
};

/// What drivers say while their radios are looked for: on stderr, only where something is wrong.
void tell_words(capture::DriverMessageLevel level, std::string_view text);

/// As capture::find_radio looks, in a process of its own.
using FindRadio = std::function<Result<capture::FoundByDrivers>(const capture::DeviceArguments&)>;
[[nodiscard]] Result<capture::FoundByDrivers> find_radio_apart(const capture::DeviceArguments& arguments);

/// The profiles that are there.
[[nodiscard]] Result<std::vector<config::DeviceProfile>> load_profiles();

/// The settings of the configuration's radio, or of the only one there is. What the configuration leaves open
/// is the profile's. Says on stderr what is wrong.
/// \param command  that needs the radio, for complaints
[[nodiscard]] OrExit<RadioChoice> choose_radio(std::string_view command, const config::Config& config,
                                               const FindRadio& find = find_radio_apart);

/// What the profile knows to do about a sign, as next steps; empty where it knows nothing.
[[nodiscard]] std::string next_steps(const config::DeviceProfile& profile, config::FaultSign sign);

}  // namespace cellwarden::tools
