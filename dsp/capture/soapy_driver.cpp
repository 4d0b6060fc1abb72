#include "dsp/capture/soapy_driver.hpp"

#include <SoapySDR/Constants.h>
#include <SoapySDR/Modules.hpp>
#include <SoapySDR/Registry.hpp>
#include <algorithm>
#include <array>
#include <cctype>
#include <mutex>
#include <utility>

#include "dsp/capture/playback_device.hpp"

namespace cellwarden::capture {
namespace {

constexpr std::array<KnownDriver, 11> kKnownDrivers{{
    {"rtlsdr", "RTL-SDR", "soapysdr-module-rtlsdr"},
    {"hackrf", "HackRF", "soapysdr-module-hackrf"},
    {"airspy", "Airspy", "soapysdr-module-airspy"},
    {"airspyhf", "Airspy HF+", ""},
    {"bladerf", "bladeRF", "soapysdr-module-bladerf"},
    {"lime", "LimeSDR", "soapysdr-module-lms7"},
    {"plutosdr", "PlutoSDR", ""},
    {"uhd", "USRP", "soapysdr-module-uhd"},
    {"sdrplay", "SDRplay", ""},
    {"remote", "radio of another machine", "soapysdr-module-remote", false},
    {kPlaybackDriver, "recording", "", true},
}};

const KnownDriver* known(std::string_view driver) noexcept {
  const auto* const found = std::ranges::find(kKnownDrivers, driver, &KnownDriver::name);
  return found == kKnownDrivers.end() ? nullptr : found;
}

/// SoapySDR loads the installed modules at its first enumeration only.
void load_drivers_once() {
  static std::once_flag loaded;
  std::call_once(loaded, [] {
    register_playback_device();
    static_cast<void>(guarded("SoapySDR's modules", [] { SoapySDR::loadModules(); }));
  });
}

std::string label_of(const SoapySDR::Kwargs& found, const std::string& driver) {
  const auto label = found.find("label");
  return label == found.end() ? driver : label->second;
}

tl::unexpected<Error> missing_driver(const std::string& driver) {
  const KnownDriver* const entry = known(driver);
  if (entry == nullptr) {
    return fail(ErrorCode::kDevice, "driver=" + driver + ": no SoapySDR driver of this name is installed; '" +
                                        "cellwarden devices' lists those that are");
  }
  if (entry->package.empty()) {
    return fail(ErrorCode::kDevice,
                "driver=" + driver + ": no SoapySDR module for " + std::string(entry->radio) +
                    " is installed, and Debian has none: build it from its makers' source");
  }
  return fail(ErrorCode::kDevice, "driver=" + driver + ": the SoapySDR module for " +
                                      std::string(entry->radio) + " is not installed; apt install " +
                                      std::string(entry->package));
}

tl::unexpected<Error> nothing_found(const DeviceArguments& arguments) {
  const std::string asked =
      arguments.empty() ? "no radio found" : format_arguments(arguments) + ": no such radio";
  DeviceArguments driver_only;
  if (const auto driver = arguments.find("driver"); driver != arguments.end()) driver_only.insert(*driver);
  if (arguments.size() > driver_only.size() && !driver_only.empty()) {
    std::string others;
    for (const SoapySDR::Kwargs& found : find_devices(driver_only)) {
      others += (others.empty() ? "" : "; ") + label_of(found, "?");
    }
    if (!others.empty()) return fail(ErrorCode::kDevice, asked + "; there is " + others);
  }
  if (const auto server = arguments.find("remote"); server != arguments.end()) {
    return fail(ErrorCode::kDevice,
                asked + "; does SoapySDRServer run there, may it be reached (ping, ss -ltn), " +
                    "and has it a radio (SoapySDRUtil --find there)?");
  }
  return fail(ErrorCode::kDevice,
              asked +
                  "; is it plugged in (lsusb), may you use it (group plugdev), and is its SoapySDR module " +
                  "installed ('cellwarden devices' tells)?");
}

tl::unexpected<Error> not_opened(const DeviceArguments& arguments, const std::string& why) {
  return fail(ErrorCode::kDevice,
              format_arguments(arguments) + ": found but not opened (" + why +
                  "); does another program use it, may you use it (group plugdev), or does the kernel's TV " +
                  "driver hold it (rmmod dvb_usb_rtl28xxu)?");
}

/// A driver's own key of itself ("RTLSDR", "HackRF") as SoapySDR's registry spells it.
std::string registry_name(const std::string& own_key, const std::string& asked) {
  std::string lower = own_key;
  std::ranges::transform(lower, lower.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return known(lower) != nullptr ? lower : asked;
}

}  // namespace

std::span<const KnownDriver> known_drivers() noexcept {
  return kKnownDrivers;
}

bool is_installed(const std::string& driver) {
  load_drivers_once();
  const auto drivers = guarded("SoapySDR", [] { return SoapySDR::Registry::listFindFunctions(); });
  return drivers && drivers->contains(driver);
}

SoapySDR::KwargsList find_devices(const DeviceArguments& arguments) {
  load_drivers_once();
  const auto driver = arguments.find("driver");
  if (driver == arguments.end() || !is_installed(driver->second)) return {};
  return guarded("SoapySDR", [&] { return SoapySDR::Device::enumerate(arguments); })
      .value_or(SoapySDR::KwargsList{});
}

DeviceArguments candidate(DeviceArguments arguments, const std::string& driver,
                          const SoapySDR::Kwargs& found) {
  arguments["driver"] = driver;
  if (const auto serial = found.find("serial"); serial != found.end()) arguments.insert(*serial);
  return arguments;
}

Result<DeviceArguments> only_one(const DeviceArguments& asked,
                                 const std::vector<DeviceArguments>& candidates) {
  if (candidates.empty()) return nothing_found(asked);
  if (candidates.size() == 1) return candidates.front();
  std::string all;
  for (const DeviceArguments& each : candidates) all += (all.empty() ? "" : "; ") + format_arguments(each);
  return fail(ErrorCode::kDevice, "several radios fit, name one: " + all);
}

Result<DeviceArguments> with_driver(const DeviceArguments& arguments) {
  if (arguments.contains("driver")) return arguments;
  std::vector<DeviceArguments> candidates;
  for (const KnownDriver& driver : kKnownDrivers) {
    if (!driver.is_local) continue;
    const std::string name(driver.name);
    for (const SoapySDR::Kwargs& found : find_devices(candidate(arguments, name, {}))) {
      candidates.push_back(candidate(arguments, name, found));
    }
  }
  return only_one(arguments, candidates);
}

void DeviceCloser::operator()(SoapySDR::Device* device) const noexcept {
  static_cast<void>(guarded("closing", [&] { SoapySDR::Device::unmake(device); }));
}

Result<OpenDevice> open_device(const DeviceArguments& arguments) {
  const Result<DeviceArguments> selected = with_driver(arguments);
  if (!selected) return tl::unexpected<Error>(selected.error());
  const std::string& driver = selected->at("driver");
  if (driver == "audio") {
    return fail(ErrorCode::kDevice,
                "driver=audio: a sound card is not a radio; 'cellwarden devices' lists those");
  }
  if (!is_installed(driver)) return missing_driver(driver);
  const SoapySDR::KwargsList found = find_devices(*selected);
  if (found.empty() && driver != kPlaybackDriver) return nothing_found(*selected);

  auto device = guarded("", [&] { return DevicePtr(SoapySDR::Device::make(*selected)); });
  if (!device || *device == nullptr) {
    const std::string why = device ? "no reason given" : device.error().what;
    if (driver == kPlaybackDriver) return fail(ErrorCode::kFile, why);
    return not_opened(*selected, why);
  }
  OpenDevice open;
  open.driver =
      registry_name(guarded("", [&] { return (*device)->getDriverKey(); }).value_or(driver), driver);
  open.found = found.empty() ? SoapySDR::Kwargs{} : found.front();
  open.label = label_of(open.found, driver);
  open.device = std::move(*device);
  return open;
}

}  // namespace cellwarden::capture
