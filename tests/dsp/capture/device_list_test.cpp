#include "dsp/capture/device_list.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "dsp/capture/driver_log.hpp"
#include "tests/catch.hpp"
#include "tests/dsp/capture/fake_soapy_device.hpp"

namespace {

using cellwarden::capture::DeviceDescription;
using cellwarden::capture::FoundRadio;
using cellwarden::capture::parse_device_arguments;
using cellwarden::capture::search_devices;
using cellwarden::capture::what_it_can_see;
using cellwarden::test::fresh_fake_radio;

std::vector<DeviceDescription> listed(const std::string& arguments) {
  cellwarden::capture::collect_driver_messages({});
  const auto list = search_devices({.wanted = *parse_device_arguments(arguments), .except = {}});
  if (!list) FAIL(list.error().what);
  return list->devices;
}

cellwarden::Result<FoundRadio> find_radio(const std::string& text) {
  const auto arguments = *parse_device_arguments(text);
  const auto list = search_devices({.wanted = arguments, .opens = false, .except = {}});
  if (!list) FAIL(list.error().what);
  return choose_found(arguments, list->devices);
}

using Catch::Matchers::Contains;

}  // namespace

TEST_CASE("a radio is listed with what it can do") {
  fresh_fake_radio();
  const auto devices = listed("fakeradio");
  REQUIRE(devices.size() == 1);
  const DeviceDescription& radio = devices.front();
  CHECK(radio.label == "Fake Radio :: 00000042");
  CHECK(radio.serial == "00000042");
  CHECK(radio.arguments == "driver=fakeradio,serial=00000042");
  CHECK_FALSE(radio.not_opened);
  REQUIRE(radio.frequencies_hz.size() == 1);
  CHECK(radio.frequencies_hz[0].highest == 1766e6);
  REQUIRE(radio.sample_rates_hz.size() == 2);
  CHECK(radio.sample_rates_hz[1].lowest == 900e3);
  CHECK(radio.native_format == "CS8");
  REQUIRE(radio.gains.size() == 2);
  CHECK(radio.gains[0].name == "LNA");
  CHECK(radio.gains[0].gain_db.highest == 40.0);
  CHECK(radio.antennas == std::vector<std::string>{"RX1", "RX2"});
  CHECK(radio.radio_driver == "fakeradio");
  CHECK(radio.told.at("label") == radio.label);
}

TEST_CASE("a busy radio is listed with the reason") {
  fresh_fake_radio().is_busy = true;
  const auto devices = listed("fakeradio");
  REQUIRE(devices.size() == 1);
  REQUIRE(devices.front().not_opened);
  CHECK_THAT(*devices.front().not_opened, Contains("another program"));
}

TEST_CASE("radios and drivers that are not there") {
  fresh_fake_radio().is_found = false;
  CHECK(listed("fakeradio").empty());
  const auto missing = search_devices({.wanted = *parse_device_arguments("nosuch"), .except = {}});
  REQUIRE_FALSE(missing.has_value());
  CHECK_THAT(missing.error().what, Contains("driver=nosuch"));
  // Only named drivers are asked: the fake one is not among them, however many are installed.
  fresh_fake_radio();
  for (const DeviceDescription& device : listed("")) CHECK(device.driver != "fakeradio");
}

TEST_CASE("a radio is found with what its driver says of it, and not opened for that") {
  auto& radio = fresh_fake_radio();
  radio.usb_strings = {{"manufacturer", "RTLSDRBlog"}, {"product", "Blog V4"}};
  radio.is_busy = true;
  const auto found = find_radio("fakeradio");
  REQUIRE(found);
  CHECK(found->radio_driver == "fakeradio");
  CHECK(found->told.at("product") == "Blog V4");
  radio.usb_strings = {{"remote:driver", "hackrf"}};
  CHECK(find_radio("fakeradio")->radio_driver == "hackrf");
  // What is named and not there is for the opening to complain about.
  radio.is_found = false;
  const auto none = find_radio("fakeradio");
  REQUIRE(none);
  CHECK(none->told.empty());
  CHECK(find_radio("nosuch")->radio_driver == "nosuch");
  // Nothing named: only radios that are looked for unasked count.
  const auto any = find_radio("");
  REQUIRE_FALSE(any);
  CHECK_THAT(any.error().what, Contains("no radio found"));
}

TEST_CASE("what a radio can see follows from its range and rate") {
  CHECK(what_it_can_see({24e6, 1766e6}, 2.4e6) ==
        std::vector<std::string>{
            "LTE: PCI and MIB of cells from 24 to 1766 MHz; SIB1 and the rest of cells up to 1.4 MHz wide",
            "NR: PCI and MIB of 15 kHz cells; PCI only of 30 kHz cells", "GSM: 11 carriers at once",
            "UMTS: uncertain, its carrier is wider than the window",
            "not without a converter: everything above 1766 MHz"});
  CHECK(what_it_can_see({1e6, 6e9}, 20e6) ==
        std::vector<std::string>{
            "LTE: PCI and MIB of cells from 1 to 3800 MHz; SIB1 and the rest of cells up to 20 MHz wide",
            "NR: PCI and MIB of 15 and 30 kHz cells", "GSM: 100 carriers at once", "UMTS: cells"});
  CHECK_THAT(what_it_can_see({0.5e6, 31e6}, 768e3).front(), Contains("nothing"));
}
