// A driver crashes while it looks for its radios; the program does without it. The module is
// tests/dsp/capture/faulty_driver.cpp.

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/catch.hpp"
#include "tests/tools/process.hpp"

using namespace cellwarden::test;
using Catch::Matchers::Contains;

namespace {

/// The driver installed, and told how to fail.
class FaultyDriver {
 public:
  explicit FaultyDriver(const char* fault) {
    ::setenv("SOAPY_SDR_PLUGIN_PATH", CELLWARDEN_FAULTY_MODULE_FOLDER, 1);
    ::setenv("CELLWARDEN_FAULTY_DRIVER", fault, 1);
  }
  FaultyDriver(const FaultyDriver&) = delete;
  FaultyDriver& operator=(const FaultyDriver&) = delete;
  ~FaultyDriver() {
    ::unsetenv("SOAPY_SDR_PLUGIN_PATH");
    ::unsetenv("CELLWARDEN_FAULTY_DRIVER");
  }
};

}  // namespace

TEST_CASE("devices and doctor tell of a driver that crashes when it is asked, and go on") {
  const FaultyDriver driver("crash_find");
  const Ended devices = run({"devices"});
  CHECK(devices.exit_code == 0);
  CHECK_THAT(devices.err, Contains("driver=airspyhf: its driver ended by signal SIGABRT"));
  CHECK_THAT(devices.out, Contains("No radio found"));
  const Ended doctor = run({"doctor", "-F", "json"});
  CHECK(doctor.exit_code == 1);
  bool is_told = false;
  for (const auto& line : lines_of(doctor.out)) {
    const auto check = nlohmann::json::parse(line);
    if (check["name"] != "driver") continue;
    is_told = true;
    CHECK(check["state"] == "broken");
    CHECK_THAT(check["text"].get<std::string>(), Contains("airspyhf"));
  }
  CHECK(is_told);
}

TEST_CASE("a radio that crashes its driver when it is opened is listed with that") {
  const FaultyDriver driver("crash_open");
  const Ended devices = run({"devices"});
  CHECK(devices.exit_code == 0);
  CHECK_THAT(devices.out, Contains("Faulty HF"));
  CHECK_THAT(devices.out, Contains("SIGABRT"));
}

TEST_CASE("watch goes on with the radio that it is told of, and says why where that is the faulty one") {
  const FaultyDriver driver("crash_find");
  const Scratch scratch;
  const std::string file = scratch.path("x.cs8");
  std::ofstream(file) << std::string(400'000, '\1');
  const Ended watch =
      run({"watch", "--device", "driver=playback,speed=0,rate=2e6,center=806e6,type=cs8,path=" + file});
  CHECK(watch.exit_code == 0);
  const Ended faulty = run({"watch", "--device", "driver=airspyhf", "--center", "806M"});
  CHECK(faulty.exit_code == 1);
  CHECK_THAT(faulty.err, Contains("driver=airspyhf: its driver ended by signal SIGABRT"));
}
