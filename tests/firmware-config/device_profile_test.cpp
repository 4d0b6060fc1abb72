#include "firmware-config/device_profile.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "firmware-config/config_file.hpp"
#include "tests/catch.hpp"

using namespace cellwarden;
using namespace cellwarden::config;
using Catch::Matchers::Contains;

namespace {

const std::filesystem::path kShipped =
    std::filesystem::path(CELLWARDEN_SOURCE_DIR) / "firmware-config/devices";

std::vector<std::string> problems_in(std::string_view yaml) {
  std::vector<std::string> lines;
  for (const auto& problem : read_device_profile(yaml, "xx.yaml").problems) lines.push_back(to_line(problem));
  return lines;
}

std::vector<DeviceProfile> shipped() {
  auto profiles = load_device_profiles(std::vector{kShipped});
  if (!profiles) FAIL(profiles.error().what);
  return std::move(*profiles);
}

constexpr std::string_view kSmallest =
    "description: x\ndriver: any\nrates: {default_hz: 2M}\nflat_fraction: 0.8\nfilter: window\nsettling_ms: "
    "1\n";

}  // namespace

TEST_CASE("a device profile is read as it stands") {
  const auto read = read_device_profile(
      "description: a radio\n"
      "driver: xradio\n"
      "told: {product: X 2}\n"
      "format: CS16\n"
      "rates: {default_hz: 2.5M, safe: [{low_hz: 1M, high_hz: 1M}, {low_hz: 2M, high_hz: 10M}]}\n"
      "flat_fraction: 0.85\n"
      "filter: window\n"
      "tuning: [{low_hz: 1M, high_hz: 6G}]\n"
      "tuning_step_hz: 28.6\n"
      "settling_ms: 15\n"
      "stream: {buffers: 60}\n"
      "gains:\n"
      "  - {name: LNA, default_db: 24, low_db: 0, high_db: 40, step_db: 8}\n"
      "  - {name: VGA, default_db: 20, low_db: 0, high_db: 62, step_db: 2}\n"
      "total: [LNA, VGA]\n"
      "lowering: [{gain: VGA, to_db: 12, step_db: 4}, {gain: LNA, to_db: 0}, {gain: VGA, to_db: 0}]\n"
      "raising: [{gain: LNA, to_db: 32}]\n"
      "bias_tee: [bias]\n"
      "faults:\n"
      "  - {sign: clipping, what: overdriven, next: an attenuator}\n",
      "devices/xradio.yaml");
  for (const auto& problem : read.problems) UNSCOPED_INFO(to_line(problem));
  REQUIRE(read.problems.empty());
  const DeviceProfile& profile = read.profile;
  CHECK(profile.name == "xradio");
  CHECK(profile.driver == "xradio");
  CHECK(profile.told == std::map<std::string, std::string>{{"product", "X 2"}});
  CHECK(profile.format == "CS16");
  CHECK(profile.default_rate_hz == 2.5e6);
  REQUIRE(profile.safe_rates.size() == 2);
  CHECK(profile.safe_rates[1].high_hz == 10e6);
  CHECK(profile.flat_fraction == 0.85);
  CHECK(profile.filter == ProfileFilter::kWindow);
  CHECK(profile.tuning.at(0).high_hz == 6e9);
  CHECK(profile.tuning_step_hz == 28.6);
  CHECK(profile.settling_ms == 15);
  CHECK(profile.stream.at("buffers") == "60");
  REQUIRE(profile.gains.size() == 2);
  CHECK(profile.gains[0].step_db == 8);
  CHECK(profile.total == std::vector<std::string>{"LNA", "VGA"});
  REQUIRE(profile.lowering.size() == 3);
  CHECK(profile.lowering[0].step_db == 4);
  CHECK(profile.lowering[1].step_db == 8);  // the element's own
  CHECK(profile.raising.at(0).to_db == 32);
  CHECK(profile.bias_tee == std::vector<std::string>{"bias"});
  REQUIRE(profile.faults.size() == 1);
  CHECK(profile.faults[0].sign == FaultSign::kClipping);
  CHECK(profile.faults[0].next == "an attenuator");
}

TEST_CASE("every problem of a device profile is told at once, with line and key") {
  CHECK(problems_in("description: x\n"
                    "drivr: x\n"
                    "told: []\n"
                    "format: CS12\n"
                    "rates: {default_hz: 3M, safe: [{low_hz: 2M, high_hz: 1M}, {low_hz: 2M, high_hz: 2M},\n"
                    "                               {low_hz: 1M, high_hz: 4M}]}\n"
                    "flat_fraction: 1.5\n"
                    "filter: none\n"
                    "settling_ms: soon\n"
                    "gains:\n"
                    "  - {name: A, default_db: 50, low_db: 0, high_db: 40, step_db: 8}\n"
                    "  - {name: B, default_db: 20, low_db: 0, high_db: 40, step_db: 0}\n"
                    "  - {name: C, default_db: 20, low_db: 0, high_db: 40, step_db: 2}\n"
                    "  - {name: C, default_db: 20, low_db: 0, high_db: 40, step_db: 2}\n"
                    "total: [D]\n"
                    "lowering: [{gain: C, to_db: -1}, {gain: C, to_db: 30}, {gain: C, to_db: 10}]\n"
                    "raising: [{gain: C, to_db: 30}, {gain: C, to_db: 25}]\n"
                    "bias_tee: {}\n"
                    "faults: [{sign: rain, what: wet, next: dry}, {sign: always, what: wet}]\n") ==
        std::vector<std::string>{
            "xx.yaml:1: driver: is missing",
            R"(xx.yaml:2: drivr: there is no such setting; did you mean "driver"?)",
            "xx.yaml:3: told: needs names with a value each: {product: Blog V4}",
            R"(xx.yaml:4: format: "CS12" is not allowed; allowed: native, CS8, CU8, CS16, CF32)",
            "xx.yaml:5: rates.safe[0].high_hz: is below low_hz",
            "xx.yaml:5: rates.default_hz: 3000000 is none of the safe rates",
            "xx.yaml:6: rates.safe[2]: does not lie above the range before it",
            "xx.yaml:7: flat_fraction: 1.5 is outside 0.1 to 1",
            R"(xx.yaml:8: filter: "none" is not allowed; allowed: radio, window)",
            R"(xx.yaml:9: settling_ms: "soon" is no number; such as 30)",
            "xx.yaml:11: gains[0].default_db: 50 is outside low_db to high_db, 0 to 40 dB",
            "xx.yaml:12: gains[1].step_db: 0 is outside 0.1 to 60 dB",
            R"(xx.yaml:14: gains[3].name: "C" is named twice)",
            R"(xx.yaml:15: total[0]: "D" is none of the gains)",
            "xx.yaml:16: lowering[0].to_db: -1 is outside C's 0 to 40 dB",
            "xx.yaml:16: lowering[1].to_db: is not below the 20 dB that C has by then",
            "xx.yaml:17: raising[1].to_db: is not above the 30 dB that C has by then",
            "xx.yaml:18: bias_tee: needs a list of names: [NAME]",
            std::string(R"(xx.yaml:19: faults[0].sign: "rain" is not allowed; allowed: note, always, )") +
                "not_opened, silent, losing, clipping, faint",
            "xx.yaml:19: faults[1].next: is missing",
        });
}

TEST_CASE("a file that is no device profile is one clear line") {
  CHECK(problems_in("") == std::vector<std::string>{"xx.yaml: is empty: no device profile"});
  CHECK(problems_in("just words") ==
        std::vector<std::string>{
            "xx.yaml:1: needs description, driver, rates, flat_fraction, filter, settling_ms"});
  for (const auto* const stray : {"driver: a\n---\ndriver: b\n", ",[a", "]", "a: [1, 2\nb: 3\n"}) {
    INFO(stray);
    CHECK(problems_in(stray).size() == 1);
  }
  std::string many(kSmallest);
  many += "faults:\n";
  for (int i = 0; i < 5000; ++i) many += "  - {}\n";
  CHECK(problems_in(many).size() == 1);
  CHECK(problems_in(kSmallest).empty());
}

TEST_CASE("every shipped profile is right, says where it is from, and tells a next step for each finding") {
  const auto profiles = shipped();
  for (const auto* const name : {"generic", "hackrf", "rtlsdr", "rtlsdr-v4"}) {
    CHECK(std::ranges::find(profiles, name, &DeviceProfile::name) != profiles.end());
  }
  for (const auto& profile : profiles) {
    INFO(profile.name);
    for (const auto sign : {FaultSign::kNotOpened, FaultSign::kSilent, FaultSign::kLosing,
                            FaultSign::kClipping, FaultSign::kFaint}) {
      INFO(to_string(sign));
      CHECK(std::ranges::find(profile.faults, sign, &ProfileFault::sign) != profile.faults.end());
    }
    if (profile.driver == kAnyDriver) continue;
    CHECK_FALSE(profile.safe_rates.empty());
    CHECK_FALSE(profile.lowering.empty());
    CHECK_FALSE(profile.raising.empty());
    const auto bytes = load_config_bytes(kShipped / (profile.name + ".yaml"));
    REQUIRE(bytes);
    CHECK(bytes->starts_with("# "));
  }
}

TEST_CASE("the profile that says most of a radio is its own; others have the generic one") {
  const auto profiles = shipped();
  const auto name = [&](std::string_view driver, const std::map<std::string, std::string>& told) {
    return profile_for(profiles, driver, told).name;
  };
  CHECK(name("rtlsdr", {}) == "rtlsdr");
  CHECK(name("rtlsdr", {{"manufacturer", "RTLSDRBlog"}, {"product", "Blog V3"}}) == "rtlsdr");
  CHECK(name("rtlsdr", {{"manufacturer", "RTLSDRBlog"}, {"product", "Blog V4"}, {"serial", "1"}}) ==
        "rtlsdr-v4");
  CHECK(name("hackrf", {{"product", "Blog V4"}}) == "hackrf");
  CHECK(name("playback", {}) == "generic");
  CHECK(name("lime", {}) == "generic");
}

TEST_CASE("an amplifier that may be destroyed is never switched on by itself") {
  const auto profiles = shipped();
  const auto& hackrf = profile_for(profiles, "hackrf", {});
  for (const auto* const stages : {&hackrf.lowering, &hackrf.raising}) {
    CHECK(std::ranges::find(*stages, "AMP", &ProfileGainStage::gain) == stages->end());
  }
  for (double total_db = 0; total_db <= 102; total_db += 1) {
    const auto shared = share_gain(hackrf, total_db);
    REQUIRE(shared);
    REQUIRE(shared->problem.empty());
    double sum_db = 0;
    for (const auto& [element, gain_db] : shared->gains_db) {
      sum_db += gain_db;
      if (element == "AMP") CHECK(gain_db == 0);
      if (element == "LNA") CHECK(std::fmod(gain_db, 8.0) == 0);
    }
    CHECK(sum_db == total_db);
    CHECK(shared->gains_db.size() == 3);
  }
  const auto half = share_gain(hackrf, 50);
  CHECK(half->gains_db == std::vector<std::pair<std::string, double>>{{"AMP", 0}, {"LNA", 24}, {"VGA", 26}});
  CHECK_THAT(share_gain(hackrf, 103)->problem, Contains("0 to 102 dB of LNA and VGA together"));
  CHECK_FALSE(share_gain(profile_for(profiles, "rtlsdr", {}), 32));
}

TEST_CASE("a rate that loses samples has a safe one next to it") {
  const auto profiles = shipped();
  const auto& rtlsdr = profile_for(profiles, "rtlsdr", {});
  CHECK_FALSE(nearest_safe_rate_hz(rtlsdr, 2.4e6));
  CHECK_FALSE(nearest_safe_rate_hz(rtlsdr, 250e3));
  CHECK(nearest_safe_rate_hz(rtlsdr, 3.2e6) == 2.4e6);
  CHECK(nearest_safe_rate_hz(rtlsdr, 310e3) == 300e3);
  CHECK(nearest_safe_rate_hz(rtlsdr, 850e3) == 900001);
  CHECK_FALSE(nearest_safe_rate_hz(profile_for(profiles, "lime", {}), 61.44e6));
}

TEST_CASE("a user's profile stands before the shipped one of its name; every file's problems are told") {
  const auto folder = std::filesystem::temp_directory_path() / "cellwarden_device_profile_test";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "hackrf.yaml") << "description: mine\ndriver: hackrf\nrates: {default_hz: 8M}\n"
                                           "flat_fraction: 0.7\nfilter: window\nsettling_ms: 5\n";
  std::ofstream(folder / "mine.yaml") << kSmallest;
  const auto profiles = load_device_profiles(std::vector{folder, kShipped});
  REQUIRE(profiles);
  CHECK(profile_for(*profiles, "hackrf", {}).description == "mine");
  CHECK(profile_for(*profiles, "rtlsdr", {}).name == "rtlsdr");
  std::ofstream(folder / "mine.yaml") << "driver: 1\n";
  std::ofstream(folder / "worse.yaml") << "words";
  const auto wrong = load_device_profiles(std::vector{folder, kShipped});
  REQUIRE_FALSE(wrong);
  CHECK_THAT(wrong.error().what,
             Contains("mine.yaml:1: rates: is missing") && Contains("worse.yaml:1: needs"));
  std::filesystem::remove_all(folder);
  const auto none = load_device_profiles(std::vector{folder});
  REQUIRE_FALSE(none);
  CHECK_THAT(none.error().what, Contains("generic.yaml") && Contains(folder.string()));
  CHECK(device_profile_folders("/usr/bin/cellwarden").back() == "/usr/share/cellwarden/devices");
}
