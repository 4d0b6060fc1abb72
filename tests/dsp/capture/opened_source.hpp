#pragma once

/// \file
/// A SoapySDR source that opens, or what it says where it does not.

#include <memory>
#include <string>

#include "dsp/capture/driver_log.hpp"
#include "dsp/capture/soapy_source.hpp"
#include "tests/catch.hpp"

namespace cellwarden::test {

inline capture::DeviceSettings settings_for(const std::string& arguments) {
  capture::collect_driver_messages({});
  capture::DeviceSettings settings;
  settings.arguments = *capture::parse_device_arguments(arguments);
  return settings;
}

inline std::unique_ptr<capture::SoapySource> open(const capture::DeviceSettings& settings) {
  auto source = capture::SoapySource::open(settings);
  if (!source) FAIL(source.error().what);
  return std::move(*source);
}

inline std::string refusal(const capture::DeviceSettings& settings) {
  const auto source = capture::SoapySource::open(settings);
  REQUIRE_FALSE(source.has_value());
  CHECK(source.error().what.find('\n') == std::string::npos);
  return source.error().what;
}

}  // namespace cellwarden::test
