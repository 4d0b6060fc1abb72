#include "dsp/capture/device_search.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "dsp/capture/radio_child.hpp"
#include "tests/catch.hpp"
#include "tests/dsp/capture/recording_files.hpp"

namespace {

using namespace cellwarden::capture;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

/// A process with a driver that fails as it is told, asked before the playback of a recording.
class Bench {
 public:
  explicit Bench(const std::string& fault) {
    const std::string path = folder_.write("x_947M_1000k.cs8", std::string(2000, '\1'));
    ::setenv("CELLWARDEN_PLAYBACK", ("path=" + path).c_str(), 1);
    ::setenv("CELLWARDEN_FAULTY_DRIVER", fault.c_str(), 1);
    process.command = {CELLWARDEN_FAULTY_RADIO_PROCESS, std::string(kRadioProcessArgument)};
  }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;
  ~Bench() {
    ::unsetenv("CELLWARDEN_PLAYBACK");
    ::unsetenv("CELLWARDEN_FAULTY_DRIVER");
  }

  [[nodiscard]] DeviceList list() const {
    const auto found = list_devices({}, process);
    if (!found) FAIL(found.error().what);
    return *found;
  }

  SearchProcess process;

 private:
  TemporaryFolder folder_;
};

const DeviceDescription* of(const std::string& driver, const DeviceList& list) {
  const auto found = std::ranges::find(list.devices, driver, &DeviceDescription::driver);
  return found == list.devices.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("radios are found in a process of its own with all that they can do") {
  const Bench bench("");
  const DeviceList list = bench.list();
  CHECK(list.faulty_drivers.empty());
  const DeviceDescription* const playback = of("playback", list);
  REQUIRE(playback != nullptr);
  CHECK(playback->label == "playback of x_947M_1000k.cs8");
  CHECK(playback->native_format == "CS8");
  REQUIRE(playback->frequencies_hz.size() == 1);
  CHECK(playback->frequencies_hz[0].lowest == 946.5e6);
  REQUIRE(playback->sample_rates_hz.size() == 1);
  CHECK(playback->sample_rates_hz[0].highest == 1e6);
  CHECK_FALSE(playback->not_opened);
  const DeviceDescription* const busy = of("airspyhf", list);
  REQUIRE(busy != nullptr);
  REQUIRE(busy->not_opened);
  CHECK_THAT(*busy->not_opened, Contains("busy"));
  CHECK(busy->arguments == "driver=airspyhf,serial=7");
  CHECK(std::ranges::any_of(list.missing_drivers,
                            [](const MissingDriver& driver) { return driver.driver == "sdrplay"; }));
}

TEST_CASE("a driver that hangs or crashes is told, and the other drivers' radios are found all the same") {
  struct Case {
    std::string fault;
    std::string what;
    bool is_found;
  };
  const Case now = GENERATE(Case{"crash_find", "ended by signal SIGABRT (usb: no such device)", false},
                            Case{"hang_find", "does not answer within 1 s", false},
                            Case{"crash_open", "ended by signal SIGABRT (usb: no such device)", true},
                            Case{"hang_open", "does not answer within 1 s", true});
  CAPTURE(now.fault);
  Bench bench(now.fault);
  bench.process.limit = 1s;
  const DeviceList list = bench.list();
  REQUIRE(list.faulty_drivers.size() == 1);
  CHECK(list.faulty_drivers[0].driver == "airspyhf");
  CHECK(list.faulty_drivers[0].fault == now.what);
  const DeviceDescription* const playback = of("playback", list);
  REQUIRE(playback != nullptr);
  CHECK_FALSE(playback->not_opened);
  const DeviceDescription* const faulty = of("airspyhf", list);
  REQUIRE((faulty != nullptr) == now.is_found);
  if (faulty != nullptr) CHECK(faulty->not_opened == "its driver " + now.what);
}

TEST_CASE("modules that cannot be loaded are told as such") {
  const Bench bench("crash_load");
  const auto list = list_devices({}, bench.process);
  REQUIRE_FALSE(list);
  CHECK_THAT(list.error().what, Contains("loads SoapySDR's modules ended by signal SIGABRT"));
}

TEST_CASE("the only radio is found beside a driver that crashes, and the driver is told") {
  const Bench bench("crash_find");
  const auto found = find_radio({}, bench.process);
  REQUIRE(found);
  CHECK(found->radio.radio_driver == "playback");
  CHECK(found->radio.arguments == DeviceArguments{{"driver", "playback"}});
  REQUIRE(found->faulty_drivers.size() == 1);
  CHECK_THAT(to_line(found->faulty_drivers[0]),
             Contains("driver=airspyhf: its driver ended by signal SIGABRT"));
}

TEST_CASE("a driver that is named and crashes, or is not there, or one of several") {
  {
    const Bench bench("crash_find");
    const auto named = find_radio({{"driver", "airspyhf"}}, bench.process);
    REQUIRE_FALSE(named);
    CHECK_THAT(named.error().what, Contains("driver=airspyhf: its driver ended by signal SIGABRT"));
  }
  const Bench bench("");
  const auto named = find_radio({{"driver", "airspyhf"}}, bench.process);
  REQUIRE(named);
  CHECK(named->radio.told.at("serial") == "7");
  CHECK(named->radio.arguments == DeviceArguments{{"driver", "airspyhf"}});
  const auto any = find_radio({}, bench.process);
  REQUIRE_FALSE(any);
  CHECK_THAT(any.error().what, Contains("name one: driver=airspyhf,serial=7; driver=playback"));
  const auto missing = find_radio({{"driver", "nosuch"}}, bench.process);
  REQUIRE(missing);  // opening it says why
  CHECK(missing->radio.radio_driver == "nosuch");
  CHECK_FALSE(list_devices({.wanted = {{"driver", "nosuch"}}, .except = {}}, bench.process));
}
