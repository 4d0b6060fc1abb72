#include "dsp/capture/radio_messages.hpp"

#include <string>
#include <vector>

#include "tests/catch.hpp"

namespace {

using namespace cellwarden::capture;
using cellwarden::Time;

DeviceSettings all_settings() {
  DeviceSettings settings;
  settings.arguments = {{"driver", "rtlsdr"}, {"serial", "0042"}};
  settings.sample_rate_hz = 2.4e6;
  settings.center_hz = 947.2e6;
  settings.bandwidth_hz = 2.5e6;
  settings.antenna = "RX \"1\"";
  settings.gain.elements = {{"LNA", 24}, {"VGA", 20.5}};
  settings.bias_tee = {{"biastee", "bias"}, true};
  settings.other_centers_hz = {806e6, 1842.5e6};
  settings.usual_rate_hz = 10e6;
  settings.usual_gains = {{"TUNER", 30}};
  settings.has_own_filter = true;
  settings.sample_format = "CS16";
  settings.ppm = -12.25;
  settings.stream_arguments = {{"bufflen", "16384"}};
  settings.settling = std::chrono::milliseconds(45);
  settings.silence_limit = std::chrono::milliseconds(2500);
  return settings;
}

}  // namespace

TEST_CASE("settings reach the radio's process as they were") {
  const DeviceSettings settings = all_settings();
  const auto order = read_order(to_text(RadioOrder(settings)));
  REQUIRE(order);
  const auto* const read = std::get_if<DeviceSettings>(&*order);
  REQUIRE(read != nullptr);
  CHECK(read->arguments == settings.arguments);
  CHECK(read->sample_rate_hz == settings.sample_rate_hz);
  CHECK(read->center_hz == settings.center_hz);
  CHECK(read->bandwidth_hz == settings.bandwidth_hz);
  CHECK(read->antenna == settings.antenna);
  CHECK(read->ppm == settings.ppm);
  CHECK(read->stream_arguments == settings.stream_arguments);
  CHECK(read->settling == settings.settling);
  CHECK(read->silence_limit == settings.silence_limit);
  CHECK(read->bias_tee.settings == settings.bias_tee.settings);
  CHECK(read->bias_tee.is_on);
  CHECK(read->other_centers_hz == settings.other_centers_hz);
  CHECK(read->usual_rate_hz == 10e6);
  REQUIRE(read->usual_gains.size() == 1);
  CHECK(read->usual_gains[0].gain_db == 30);
  CHECK(read->has_own_filter);
  CHECK(read->sample_format == "CS16");
  CHECK_FALSE(read->gain.automatic);
  CHECK_FALSE(read->gain.total_db.has_value());
  REQUIRE(read->gain.elements.size() == 2);
  CHECK(read->gain.elements[1].name == "VGA");
  CHECK(read->gain.elements[1].gain_db == 20.5);
}

TEST_CASE("what is not set does not arrive as a value") {
  const auto order = read_order(to_text(RadioOrder(DeviceSettings{})));
  REQUIRE(order);
  const auto& read = std::get<DeviceSettings>(*order);
  CHECK_FALSE(read.sample_rate_hz.has_value());
  CHECK_FALSE(read.center_hz.has_value());
  CHECK_FALSE(read.antenna.has_value());
  CHECK_FALSE(read.ppm.has_value());
  CHECK_FALSE(read.sample_format.has_value());
  CHECK_FALSE(read.bias_tee.is_on);
}

TEST_CASE("a retune says where to, and the gain where it changes") {
  const auto plain = read_order(to_text(RadioOrder(Retuning{.center_hz = 806e6, .gain = {}})));
  REQUIRE(plain);
  CHECK(std::get<Retuning>(*plain).center_hz == 806e6);
  CHECK_FALSE(std::get<Retuning>(*plain).gain.has_value());
  CHECK_FALSE(std::get<Retuning>(*plain).ppm.has_value());
  const auto with_ppm = read_order(to_text(RadioOrder(Retuning{.center_hz = 1, .gain = {}, .ppm = -3.25})));
  REQUIRE(with_ppm);
  CHECK(std::get<Retuning>(*with_ppm).ppm == -3.25);
  GainSettings gain;
  gain.total_db = 32;
  const auto with_gain = read_order(to_text(RadioOrder(Retuning{.center_hz = 1, .gain = gain})));
  REQUIRE(with_gain);
  CHECK(std::get<Retuning>(*with_gain).gain->total_db == 32.0);
}

TEST_CASE("reports come back as they were said") {
  StreamInfo info;
  info.name = "RTL2838 :: 0042";
  info.native_format = "cs8";
  info.sample_rate_hz = 2.4e6;
  info.center_hz = 947.2e6;
  info.ppm = 0.0;
  info.start = Time(std::chrono::nanoseconds(1'700'000'000'000'000'001));
  info.provenance = {{"gain", "TUNER 30 dB", "default"}};
  info.gains = {{"LNA", 0, 40, 24}};
  info.warnings = {"a warning"};
  const auto opened = read_report(to_text(RadioReport(RadioOpened{{{"serial", "0042"}}, info})));
  REQUIRE(opened);
  const auto& read = std::get<RadioOpened>(*opened);
  CHECK(read.arguments.at("serial") == "0042");
  CHECK(read.info.name == info.name);
  CHECK(read.info.sample_rate_hz == info.sample_rate_hz);
  CHECK(read.info.start == info.start);
  CHECK(read.info.ppm == 0.0);
  REQUIRE(read.info.provenance.size() == 1);
  CHECK(read.info.provenance[0].value == "TUNER 30 dB");
  CHECK(read.info.warnings == info.warnings);
  REQUIRE(read.info.gains.size() == 1);
  CHECK(read.info.gains[0].highest_db == 40);
  CHECK(read.info.gains[0].gain_db == 24);

  const DeviceCounters counters{.samples = 1,
                                .samples_lost = 2,
                                .samples_clipped = 0,
                                .overflows = 3,
                                .time_jumps = 4,
                                .uncounted_gaps = 5,
                                .timeouts = 6};
  const auto counted = read_report(to_text(RadioReport(counters)));
  REQUIRE(counted);
  CHECK(std::get<DeviceCounters>(*counted) == counters);

  const auto said = read_report(to_text(RadioReport(RadioSaid{DriverMessageLevel::kWarning, "\xff\n\"x"})));
  REQUIRE(said);
  CHECK(std::get<RadioSaid>(*said).level == DriverMessageLevel::kWarning);

  const auto failed = read_report(to_text(RadioReport(RadioFailed{"it is gone"})));
  REQUIRE(failed);
  CHECK(std::get<RadioFailed>(*failed).what == "it is gone");
  CHECK(std::holds_alternative<RadioEnded>(*read_report(to_text(RadioReport(RadioEnded{})))));
  const auto moved = read_report(to_text(RadioReport(RadioRetuned{806e6, "too far", 3})));
  REQUIRE(moved);
  CHECK(std::get<RadioRetuned>(*moved).orders == 3);
  CHECK(std::get<RadioRetuned>(*moved).refused == "too far");
}

TEST_CASE("a search and what it finds come back as they were told") {
  const auto order =
      read_order(to_text(RadioOrder(DeviceSearch{{{"driver", "uhd"}}, false, {"lime", "rtlsdr"}})));
  REQUIRE(order);
  const auto& search = std::get<DeviceSearch>(*order);
  CHECK(search.wanted == DeviceArguments{{"driver", "uhd"}});
  CHECK_FALSE(search.opens);
  CHECK(search.except == std::vector<std::string>{"lime", "rtlsdr"});

  const auto asks = read_report(to_text(RadioReport(SearchAsks{"lime"})));
  REQUIRE(asks);
  CHECK(std::get<SearchAsks>(*asks).driver == "lime");

  DeviceDescription device;
  device.driver = "remote";
  device.radio_driver = "rtlsdr";
  device.told = {{"serial", "7"}};
  device.label = "RTL";
  device.serial = "7";
  device.arguments = "driver=remote,serial=7";
  device.hints = {"held"};
  device.not_opened = "busy";
  device.frequencies_hz = {{24e6, 1766e6}};
  device.sample_rates_hz = {{225e3, 300e3}, {900e3, 3.2e6}};
  device.native_format = "CS8";
  device.gains = {{"TUNER", {0, 49.6}}};
  device.antennas = {"RX"};
  const auto found = read_report(to_text(RadioReport(SearchFound{device, false})));
  REQUIRE(found);
  CHECK_FALSE(std::get<SearchFound>(*found).is_complete);
  const DeviceDescription& read = std::get<SearchFound>(*found).device;
  CHECK(read.driver == device.driver);
  CHECK(read.radio_driver == device.radio_driver);
  CHECK(read.told == device.told);
  CHECK(read.label == device.label);
  CHECK(read.serial == device.serial);
  CHECK(read.arguments == device.arguments);
  CHECK(read.hints == device.hints);
  CHECK(read.not_opened == device.not_opened);
  REQUIRE(read.sample_rates_hz.size() == 2);
  CHECK(read.sample_rates_hz[1].highest == 3.2e6);
  REQUIRE(read.frequencies_hz.size() == 1);
  CHECK(read.frequencies_hz[0].lowest == 24e6);
  CHECK(read.native_format == device.native_format);
  REQUIRE(read.gains.size() == 1);
  CHECK(read.gains[0].name == "TUNER");
  CHECK(read.gains[0].gain_db.highest == 49.6);
  CHECK(read.antennas == device.antennas);

  const auto ended =
      read_report(to_text(RadioReport(SearchEnded{{{"hackrf", "HackRF", "soapysdr-module"}}})));
  REQUIRE(ended);
  REQUIRE(std::get<SearchEnded>(*ended).missing_drivers.size() == 1);
  CHECK(std::get<SearchEnded>(*ended).missing_drivers[0].package == "soapysdr-module");
}

TEST_CASE("what is no message is nothing") {
  const std::vector<std::string> nonsense{"",
                                          "x",
                                          "[]",
                                          "{}",
                                          R"({"kind":"tune"})",
                                          R"({"kind":"tune","center_hz":"806e6"})",
                                          R"({"kind":"tune","center_hz":1,"gain":7})",
                                          R"({"kind":"said","level":9,"text":"x"})",
                                          R"({"kind":"opened","name":1})",
                                          R"({"kind":"search","arguments":{},"opens":1,"except":[]})",
                                          R"({"kind":"found","is_complete":true,"driver":"x"})",
                                          R"({"kind":"searched","missing_drivers":[7]})",
                                          R"({"kind":"counters","samples":-1})"};
  for (const auto& text : nonsense) {
    CAPTURE(text);
    CHECK_FALSE(read_order(text));
    CHECK_FALSE(read_report(text));
  }
}
