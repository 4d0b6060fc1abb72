#pragma once

/// \file
/// From the configuration to the settings of a radio.

#include <string_view>

#include "dsp/capture/device_settings.hpp"
#include "firmware-config/settings.hpp"
#include "tools/cellwarden/set_up.hpp"

namespace cellwarden::tools {

/// Says on stderr what is wrong.
/// \param command  that needs the radio, for the complaint that none is named
[[nodiscard]] OrExit<capture::DeviceSettings> radio_settings_of(std::string_view command,
                                                                const config::Config& config);

}  // namespace cellwarden::tools
