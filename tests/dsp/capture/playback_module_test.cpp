#include <SoapySDR/Logger.hpp>
#include <SoapySDR/Modules.hpp>
#include <SoapySDR/Registry.hpp>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/dsp/capture/playback_files.hpp"
#include "tests/dsp/capture/recording_files.hpp"

namespace {

using namespace cellwarden;
using namespace cellwarden::test;

const std::string kModule = std::string(CELLWARDEN_MODULE);

bool has_driver() {
  return SoapySDR::Registry::listFindFunctions().contains("playback");
}

}  // namespace

// One program, so the order matters: first without the linked driver, then with it.
TEST_CASE("the module brings the driver to a program that has none, and takes it away again") {
  REQUIRE_FALSE(has_driver());
  CHECK(SoapySDR::loadModule(kModule).empty());
  CHECK(has_driver());
  CHECK(SoapySDR::getLoaderResult(kModule).at("playback").empty());
  CHECK_FALSE(SoapySDR::getModuleVersion(kModule).empty());

  const capture::TemporaryFolder folder;
  const std::string file = write_recording(folder.file("x"), {.duration_s = 0.01}, tone(100e3, 0.1));
  const SoapySDR::Kwargs arguments{{"driver", "playback"}, {"path", file}, {"speed", "0"}};
  CHECK(SoapySDR::Device::enumerate(arguments).size() == 1);
  SoapySDR::Device* const device = SoapySDR::Device::make(arguments);
  CHECK(device->getSampleRate(SOAPY_SDR_RX, 0) == 1.92e6);
  CHECK_THROWS(device->setFrequency(SOAPY_SDR_RX, 0, 900e6));
  SoapySDR::Device::unmake(device);

  CHECK(SoapySDR::unloadModule(kModule).empty());
  CHECK_FALSE(has_driver());
}

TEST_CASE("beside the driver that is linked in, the module is silent and does nothing") {
  std::vector<std::string> said;
  capture::collect_driver_messages(
      [&](capture::DriverMessageLevel, std::string_view text) { said.emplace_back(text); });
  capture::register_playback_device();
  REQUIRE(has_driver());
  CHECK(SoapySDR::loadModule(kModule).empty());
  CHECK(SoapySDR::getLoaderResult(kModule).empty());
  const capture::TemporaryFolder folder;
  const std::string file = write_recording(folder.file("x"), {.duration_s = 0.01}, tone(100e3, 0.1));
  CHECK(SoapySDR::Device::enumerate(SoapySDR::Kwargs{{"driver", "playback"}, {"path", file}}).size() == 1);
  CHECK(SoapySDR::unloadModule(kModule).empty());
  CHECK(has_driver());
  CHECK(said.empty());
  capture::collect_driver_messages({});
}
