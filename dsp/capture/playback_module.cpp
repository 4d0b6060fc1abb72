/// \file
/// The playback device as a module that SoapySDR loads: for programs that are not linked with it,
/// SoapyRemote's server among them. In a program that is, its own stays, and this one is silent about it.

#include <SoapySDR/Modules.hpp>
#include <SoapySDR/Registry.hpp>
#include <SoapySDR/Version.hpp>
#include <optional>
#include <string>

#include "dsp/capture/playback_device.hpp"
#include "dsp/capture/playback_driver.hpp"

namespace {

using cellwarden::capture::kPlaybackDriver;

/// SoapySDR itself would take a second driver of the name for an error and log it.
class RegisteredWhereMissing {
 public:
  RegisteredWhereMissing() {
    const std::string name(kPlaybackDriver);
    if (SoapySDR::Registry::listFindFunctions().contains(name)) return;
    driver_.emplace(name, &cellwarden::capture::find_playback, &cellwarden::capture::make_playback,
                    SOAPY_SDR_ABI_VERSION);
  }

 private:
  std::optional<SoapySDR::Registry> driver_;  ///< its end takes the driver away again
};

const RegisteredWhereMissing kDriver;
const SoapySDR::ModuleVersion kVersion(CELLWARDEN_VERSION);

}  // namespace
