#include "tools/cellwarden/radio_settings.hpp"

#include <fmt/format.h>

#include <utility>

#include "tools/cellwarden/output/writer.hpp"

namespace cellwarden::tools {

OrExit<capture::DeviceSettings> radio_settings_of(std::string_view command, const config::Config& config) {
  const auto refuse = [](std::string_view what) {
    complain(what);
    return tl::unexpected(kBadUsage);
  };
  if (!config.device) {
    return refuse(fmt::format("{}: --device is missing; `cellwarden devices` lists what there is", command));
  }
  auto arguments = capture::parse_device_arguments(*config.device);
  if (!arguments) return refuse(arguments.error().what);
  capture::DeviceSettings settings;
  settings.arguments = std::move(*arguments);
  settings.sample_rate_hz = config.rate_hz;
  settings.center_hz = config.center_hz;
  settings.antenna = config.antenna;
  settings.ppm = config.ppm;
  if (config.gain) {
    auto gain = capture::parse_gain(*config.gain);
    if (!gain) return refuse(gain.error().what);
    settings.gain = std::move(*gain);
  }
  return settings;
}

}  // namespace cellwarden::tools
