#include "tools/cellwarden/radio_settings.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>

#include "dsp/capture/device_list.hpp"
#include "dsp/capture/driver_log.hpp"
#include "firmware-config/band_plan.hpp"
#include "tests/catch.hpp"
#include "tests/dsp/capture/fake_soapy_device.hpp"
#include "tests/dsp/capture/recording_files.hpp"
#include "tools/cellwarden/reachable_bands.hpp"

using namespace cellwarden;
using namespace cellwarden::tools;
using Catch::Matchers::Contains;

namespace {

const std::filesystem::path kSource(CELLWARDEN_SOURCE_DIR);

/// The shipped profiles as a user's own, for this test program has none beside it.
class ShippedProfiles {
 public:
  ShippedProfiles() {
    std::filesystem::create_directories(folder() / "cellwarden");
    std::filesystem::create_directory_symlink(kSource / "firmware-config/devices",
                                              folder() / "cellwarden/devices");
    ::setenv("XDG_CONFIG_HOME", folder().c_str(), 1);
    capture::collect_driver_messages({});
  }
  [[nodiscard]] std::filesystem::path folder() const { return home_.path(); }

 private:
  capture::TemporaryFolder home_;
};

config::Config config_of(const std::string& device) {
  config::Config config;
  config.device = device;
  config.center_hz = 806e6;
  return config;
}

/// In this process, which has the fake radio.
Result<capture::FoundByDrivers> find_here(const capture::DeviceArguments& arguments) {
  const auto list = capture::search_devices({.wanted = arguments, .opens = false, .except = {}});
  if (!list) return tl::unexpected<Error>(list.error());
  auto found = capture::choose_found(arguments, list->devices);
  if (!found) return tl::unexpected<Error>(found.error());
  return capture::FoundByDrivers{std::move(*found), {}};
}

RadioChoice chosen(const config::Config& config) {
  auto choice = choose_radio("watch", config, find_here);
  REQUIRE(choice);
  return std::move(*choice);
}

/// The fake radio, as a server of another machine would tell of such a one.
config::Config fake(const std::string& driver, std::map<std::string, std::string> told = {}) {
  told["remote:driver"] = driver;
  test::fresh_fake_radio().usb_strings = std::move(told);
  return config_of("fakeradio");
}

}  // namespace

TEST_CASE("a radio is set as its profile has it, found by what its driver says") {
  const ShippedProfiles profiles;
  const RadioChoice rtlsdr = chosen(fake("rtlsdr"));
  CHECK(rtlsdr.profile.name == "rtlsdr");
  CHECK(rtlsdr.settings.usual_rate_hz == 2.4e6);
  CHECK_FALSE(rtlsdr.settings.sample_rate_hz);
  REQUIRE(rtlsdr.settings.usual_gains.size() == 1);
  CHECK(rtlsdr.settings.usual_gains[0].name == "TUNER");
  CHECK(rtlsdr.settings.usual_gains[0].gain_db == 30);
  CHECK(rtlsdr.settings.has_own_filter);
  CHECK(rtlsdr.settings.stream_arguments.at("bufflen") == "65536");
  CHECK(rtlsdr.settings.settling == std::chrono::milliseconds(30));
  CHECK(rtlsdr.settings.bias_tee.settings == std::vector<std::string>{"biastee"});
  CHECK_FALSE(rtlsdr.settings.bias_tee.is_on);
  CHECK_FALSE(rtlsdr.has_stated_gain);
  CHECK(rtlsdr.warnings.empty());
  CHECK(chosen(fake("rtlsdr", {{"manufacturer", "RTLSDRBlog"}, {"product", "Blog V4"}})).profile.name ==
        "rtlsdr-v4");
  CHECK(chosen(fake("lime")).profile.name == "generic");
  const RadioChoice hackrf = chosen(fake("hackrf"));
  CHECK(hackrf.settings.usual_rate_hz == 10e6);
  CHECK_FALSE(hackrf.settings.has_own_filter);
  CHECK(hackrf.settings.usual_gains.size() == 3);
}

TEST_CASE("what the user states wins over the profile") {
  const ShippedProfiles profiles;
  auto config = fake("hackrf");
  config.gain = "50";
  config.rate_hz = 19.2e6;
  config.antenna = "RX2";
  config.bias_tee = true;
  const RadioChoice choice = chosen(config);
  CHECK(choice.has_stated_gain);
  CHECK(choice.settings.sample_rate_hz == 19.2e6);
  CHECK(choice.settings.antenna == "RX2");
  CHECK(choice.settings.bias_tee.is_on);
  // The driver would switch AMP on for it: it is shared out before.
  CHECK_FALSE(choice.settings.gain.total_db);
  REQUIRE(choice.settings.gain.elements.size() == 3);
  for (const auto& [name, gain_db] :
       std::vector<std::pair<std::string, double>>{{"LNA", 24}, {"VGA", 26}, {"AMP", 0}}) {
    const auto element = std::ranges::find(choice.settings.gain.elements, name, &capture::GainElement::name);
    REQUIRE(element != choice.settings.gain.elements.end());
    CHECK(element->gain_db == gain_db);
  }
  config.gain = "103";
  CHECK(choose_radio("watch", config, find_here).error() == kBadUsage);
  config.gain = "LNA=8,AMP=14";
  CHECK(chosen(config).settings.gain.elements.size() == 2);
  auto rtlsdr = fake("rtlsdr");
  rtlsdr.gain = "32";
  CHECK(chosen(rtlsdr).settings.gain.total_db == 32.0);
}

TEST_CASE("a rate that is not safe is told, with the nearest that is, and taken") {
  const ShippedProfiles profiles;
  auto config = fake("rtlsdr");
  config.rate_hz = 3.2e6;
  const RadioChoice choice = chosen(config);
  CHECK(choice.settings.sample_rate_hz == 3.2e6);
  REQUIRE(choice.warnings.size() == 1);
  CHECK_THAT(choice.warnings[0].what, Contains("3.2 MS/s"));
  CHECK_THAT(choice.warnings[0].next, Contains("--rate 2.4M"));
  config.rate_hz = 1.92e6;
  CHECK(chosen(config).warnings.empty());
}

TEST_CASE("no radio named and none there, and a bias tee that a profile has not, end with a clear line") {
  const ShippedProfiles profiles;
  config::Config config;
  CHECK(choose_radio("watch", config, find_here).error() == kFailed);
  const auto folder = profiles.folder() / "other";
  std::filesystem::create_directories(folder / "cellwarden/devices");
  std::filesystem::copy_file(kSource / "firmware-config/devices/generic.yaml",
                             folder / "cellwarden/devices/generic.yaml");
  std::ofstream(folder / "cellwarden/devices/bare.yaml")
      << "description: bare\ndriver: bare\nrates: {default_hz: 2M}\nflat_fraction: 0.8\nfilter: window\n"
         "settling_ms: 1\n";
  ::setenv("XDG_CONFIG_HOME", folder.c_str(), 1);
  auto bare = fake("bare");
  CHECK(chosen(bare).profile.name == "bare");
  bare.bias_tee = true;
  CHECK(choose_radio("watch", bare, find_here).error() == kBadUsage);
}

TEST_CASE("bands of a country that a radio reaches, and those that it does not") {
  const auto plan = config::load_band_plan((kSource / "firmware-config/bands/de.yaml").string(), {});
  REQUIRE(plan);
  const std::vector<capture::ValueRange> rtlsdr{{24e6, 1764e6}};
  const auto bands = reachable_bands(*plan, rtlsdr, 2.4e6);
  CHECK(bands.seen ==
        std::vector<std::string>{"GSM-R", "GSM 900", "LTE 72", "LTE 28", "LTE 20", "LTE 8", "LTE 32"});
  CHECK(bands.unseen == std::vector<std::string>{"GSM 1800", "LTE 3", "LTE 1", "LTE 38", "LTE 7"});
  // A window that is too narrow for LTE leaves GSM.
  CHECK(reachable_bands(*plan, rtlsdr, 250e3).seen == std::vector<std::string>{"GSM-R", "GSM 900"});
  const std::vector<capture::ValueRange> hackrf{{1e6, 6e9}};
  const std::vector<ReachableBands> both{reachable_bands(*plan, hackrf, 20e6), bands};
  CHECK(lines_of(both) ==
        std::vector<std::string>{"all of de", "de: 7 of 12, not GSM 1800, LTE 3, LTE 1, LTE 38, LTE 7"});
}
