#include "dsp/capture/soapy_source.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "dsp/capture/driver_log.hpp"
#include "tests/catch.hpp"
#include "tests/dsp/capture/fake_soapy_device.hpp"
#include "tests/dsp/capture/opened_source.hpp"

namespace {

using cellwarden::IqBlock;
using cellwarden::Time;
using cellwarden::capture::DeviceSettings;
using cellwarden::capture::SoapySource;
using cellwarden::test::FakeRadio;
using cellwarden::test::FakeRead;
using cellwarden::test::fresh_fake_radio;
using cellwarden::test::refusal;
using Kind = cellwarden::test::FakeRead::Kind;

DeviceSettings tuned(const std::string& arguments) {
  DeviceSettings settings = cellwarden::test::settings_for(arguments);
  settings.sample_rate_hz = 2.4e6;
  settings.center_hz = 806e6;
  return settings;
}

std::unique_ptr<SoapySource> open_fake(const DeviceSettings& settings = tuned("fakeradio")) {
  return cellwarden::test::open(settings);
}

IqBlock next_of(SoapySource& source) {
  const auto block = source.read();
  if (!block) FAIL(block.error().what);
  REQUIRE(block->has_value());
  return **block;
}

bool was_called(const FakeRadio& radio, const std::string& call) {
  return std::ranges::find(radio.calls, call) != radio.calls.end();
}

using Catch::Matchers::Contains;

}  // namespace

TEST_CASE("native octets become full-scale samples, and extreme codes count as clipped") {
  FakeRadio& radio = fresh_fake_radio();
  radio.octets = {0, 64, 127, 0, 0x80, 0xC0};  // (0, 0.5) (127/128, 0) (-1, -0.5)
  radio.script = {{.samples = 3}};
  const auto source = open_fake();
  const IqBlock block = next_of(*source);
  REQUIRE(block.samples.size() == 3);
  CHECK(block.samples[0] == cellwarden::Sample(0.0F, 0.5F));
  CHECK(block.samples[1] == cellwarden::Sample(127.0F / 128.0F, 0.0F));
  CHECK(block.samples[2] == cellwarden::Sample(-1.0F, -0.5F));
  CHECK(block.clipped_samples == 2);
  CHECK(block.first_sample == 0);
  CHECK_FALSE(block.gap_before);
  CHECK(block.sample_rate_hz == 2.4e6);
  CHECK(block.center_hz == 806e6);
  CHECK(source->info().native_format == "cs8");
  CHECK(was_called(radio, "setupStream RX CS8"));
}

TEST_CASE("a twelve-bit converter in sixteen bits is scaled by its own full scale") {
  FakeRadio& radio = fresh_fake_radio();
  radio.native_format = "CS16";
  radio.full_scale = 2048;
  radio.octets = {0x00, 0x04, 0xFF, 0x07, 0x00, 0xF8, 0xFE, 0x07};  // (1024, 2047) (-2048, 2046)
  radio.script = {{.samples = 2}};
  const auto source = open_fake();
  const IqBlock block = next_of(*source);
  CHECK(block.samples[0] == cellwarden::Sample(0.5F, 2047.0F / 2048.0F));
  CHECK(block.samples[1] == cellwarden::Sample(-1.0F, 2046.0F / 2048.0F));
  CHECK(block.clipped_samples == 2);
}

TEST_CASE("a native format that nobody reads gives way to one that is offered") {
  FakeRadio& radio = fresh_fake_radio();
  radio.native_format = "CS12";
  radio.full_scale = 2048;
  radio.formats = {"CS12", "CF32"};
  CHECK(open_fake()->info().native_format == "cf32");
  radio.formats = {"CS12"};
  CHECK_THAT(refusal(tuned("fakeradio")), Contains("CF32, CS16, CS8 or CU8"));
}

TEST_CASE("losses are counted exactly from the device's clock, and a gap begins a block") {
  FakeRadio& radio = fresh_fake_radio();
  radio.script = {{.samples = 1000},
                  {.samples = 500},
                  {.kind = Kind::kOverflow, .skip_before = 123456},
                  {.samples = 1000},
                  {.samples = 1000, .skip_before = 77},   // a jump without a word
                  {.samples = 1000, .skip_before = -40},  // its clock went back
                  {.kind = Kind::kTimeout},
                  {.samples = 1000}};
  const auto source = open_fake();
  CHECK(next_of(*source).first_sample == 0);
  const IqBlock second = next_of(*source);
  CHECK(second.first_sample == 1000);
  CHECK_FALSE(second.gap_before);

  const IqBlock after_overflow = next_of(*source);
  CHECK(after_overflow.lost_before == 123456);
  CHECK(after_overflow.gap_before);
  CHECK(after_overflow.first_sample == 1500 + 123456);

  const IqBlock after_jump = next_of(*source);
  CHECK(after_jump.lost_before == 77);
  CHECK(after_jump.gap_before);
  CHECK(after_jump.first_sample == 2500 + 123456 + 77);

  const IqBlock after_step_back = next_of(*source);
  CHECK(after_step_back.lost_before == 0);
  CHECK(after_step_back.gap_before);

  const IqBlock last = next_of(*source);
  CHECK_FALSE(last.gap_before);
  CHECK(last.first_sample == 4500 + 123456 + 77);

  const auto counters = source->counters();
  CHECK(counters.samples == 5500);
  CHECK(counters.samples_lost == 123456 + 77);
  CHECK(counters.overflows == 1);
  CHECK(counters.time_jumps == 2);
  CHECK(counters.uncounted_gaps == 1);
  CHECK(counters.timeouts == 1);
}

TEST_CASE("without a clock, an overflow is a gap of at least one transfer") {
  FakeRadio& radio = fresh_fake_radio();
  radio.script = {{.has_time = false},
                  {.kind = Kind::kOverflow},
                  {.has_time = false},
                  {.has_time = false, .ends_abruptly = true},
                  {.has_time = false}};
  const auto source = open_fake();
  static_cast<void>(next_of(*source));
  const IqBlock after = next_of(*source);
  CHECK(after.gap_before);
  CHECK(after.lost_before == 4096);
  CHECK_FALSE(next_of(*source).gap_before);
  CHECK(next_of(*source).gap_before);
  CHECK(source->counters().uncounted_gaps == 2);
}

TEST_CASE("the octet-counting clock of an RTL-SDR's driver is not a loss of every second sample") {
  FakeRadio& radio = fresh_fake_radio();
  radio.driver_key = "RTLSDR";
  radio.octets_as_ticks = 2;
  for (int i = 0; i < 20; ++i) radio.script.push_back({.samples = 4096});
  radio.script.push_back({.kind = Kind::kOverflow, .skip_before = 2L * 3 * 4096});
  radio.script.push_back({.samples = 4096});
  const auto source = open_fake();
  for (int i = 0; i < 20; ++i) CHECK_FALSE(next_of(*source).gap_before);
  CHECK(next_of(*source).lost_before == std::uint64_t{3} * 4096);
}

TEST_CASE("a clock error is put right in centre and rate, and not by the driver") {
  FakeRadio& radio = fresh_fake_radio();
  radio.script = {{}};
  DeviceSettings settings = tuned("fakeradio");
  settings.ppm = 30.0;  // the radio's clock is fast: what it tunes and samples is too
  const auto source = open_fake(settings);
  CHECK(was_called(radio, "setFrequency 805975820.725"));
  CHECK(was_called(radio, "setSampleRate 2400000.000"));
  CHECK_FALSE(was_called(radio, "setFrequencyCorrection"));
  const IqBlock block = next_of(*source);
  CHECK(block.center_hz == Approx(806e6).epsilon(1e-12));
  CHECK(block.sample_rate_hz == Approx(2400072.0).epsilon(1e-12));
  CHECK(source->info().ppm == 0.0);
}

TEST_CASE("gains are set one by one and the filter as wide as the window") {
  FakeRadio& radio = fresh_fake_radio();
  radio.driver_key = "HackRF";
  radio.gains = {"LNA", "AMP", "VGA"};
  DeviceSettings settings = tuned("fakeradio");

  SECTION("what is usual for the radio") {
    settings.usual_gains = {{"LNA", 24}, {"VGA", 20}, {"AMP", 0}};
    const auto source = open_fake(settings);
    for (const char* const call :
         {"setGain LNA 24", "setGain VGA 20", "setGain AMP 0", "setBandwidth 2500000"}) {
      CHECK(was_called(radio, call));
    }
  }
  SECTION("elements that nothing is known of get the middle of their range") {
    settings.usual_gains = {{"LNA", 100}};  // and what is usual elsewhere is held at the range
    const auto source = open_fake(settings);
    for (const char* const call : {"setGain LNA 40", "setGain VGA 31", "setGain AMP 31"}) {
      CHECK(was_called(radio, call));
    }
    REQUIRE(source->info().gains.size() == 3);
    CHECK(source->info().gains[0].name == "LNA");
    CHECK(source->info().gains[0].highest_db == 40);
    CHECK(source->info().gains[2].gain_db == 31);
  }
  SECTION("a total is the driver's to share out") {
    settings.gain = *cellwarden::capture::parse_gain("50");
    const auto source = open_fake(settings);
    CHECK(was_called(radio, "setGain 50"));
  }
  SECTION("a filter that follows the rate is left alone") {
    settings.has_own_filter = true;
    const auto source = open_fake(settings);
    CHECK_FALSE(was_called(radio, "setBandwidth 2500000"));
  }
  SECTION("automatic where the radio can and nothing else is known") {
    radio.has_automatic_gain = true;
    CHECK(open_fake(settings)->info().gains.empty());
    CHECK(was_called(radio, "setGainMode true"));
    settings.usual_gains = {{"LNA", 24}};
    CHECK(open_fake(settings)->info().gains.size() == 3);
    CHECK(was_called(radio, "setGainMode false"));
  }
  SECTION("named ones as asked; the sum is reported") {
    radio.script = {{}};
    settings.usual_gains = {{"LNA", 24}, {"VGA", 20}, {"AMP", 0}};
    settings.gain = *cellwarden::capture::parse_gain("LNA=16,VGA=30");
    const auto source = open_fake(settings);
    CHECK(next_of(*source).gain_db == 46.0);
  }
  SECTION("what it does not have is refused with what it has") {
    settings.gain = *cellwarden::capture::parse_gain("TUNER=30");
    CHECK_THAT(refusal(settings), Contains("no gain 'TUNER'; it has LNA, AMP, VGA"));
    settings.gain = *cellwarden::capture::parse_gain("LNA=41");
    CHECK_THAT(refusal(settings), Contains("LNA 41 dB is outside its 0 to 40 dB"));
    settings.gain = *cellwarden::capture::parse_gain("auto");
    CHECK_THAT(refusal(settings), Contains("no automatic gain"));
  }
}

TEST_CASE("a bias tee is switched by the first setting that the driver has, and off unless asked for") {
  FakeRadio& radio = fresh_fake_radio();
  DeviceSettings settings = tuned("fakeradio");
  settings.bias_tee.settings = {"biastee", "bias"};
  SECTION("off") {
    radio.settings = {"bias", "other"};
    const auto source = open_fake(settings);
    CHECK(was_called(radio, "writeSetting bias false"));
  }
  SECTION("on") {
    radio.settings = {"bias", "other"};
    settings.bias_tee.is_on = true;
    const auto source = open_fake(settings);
    CHECK(was_called(radio, "writeSetting bias true"));
  }
  SECTION("a radio without one") {
    radio.settings = {"other"};
    const auto source = open_fake(settings);
    CHECK_FALSE(was_called(radio, "writeSetting bias false"));
    settings.bias_tee.is_on = true;
    CHECK_THAT(refusal(settings), Contains("no setting for a bias tee"));
  }
}

TEST_CASE("a format other than the native one is taken where it is offered") {
  FakeRadio& radio = fresh_fake_radio();
  DeviceSettings settings = tuned("fakeradio");
  settings.sample_format = "CS16";
  CHECK(open_fake(settings)->info().native_format == "cs16");
  settings.sample_format = "CU8";
  CHECK(open_fake(settings)->info().native_format == "cs8");
  CHECK(was_called(radio, "setupStream RX CS8"));
}

TEST_CASE("without a rate asked for, the usual one of this kind of radio is set") {
  FakeRadio& radio = fresh_fake_radio();
  DeviceSettings settings = tuned("fakeradio");
  settings.sample_rate_hz.reset();
  settings.usual_rate_hz = 2.56e6;
  const auto source = open_fake(settings);
  CHECK(was_called(radio, "setSampleRate 2560000.000"));
}

TEST_CASE("what a radio cannot do is refused in one line") {
  fresh_fake_radio();
  DeviceSettings settings = tuned("fakeradio");
  settings.sample_rate_hz = 20e6;
  CHECK_THAT(refusal(settings), Contains("20 MS/s is outside its 0.225 MS/s to 3.2 MS/s"));
  settings = tuned("fakeradio");
  settings.center_hz = 2.6e9;
  CHECK_THAT(refusal(settings), Contains("outside its 24.000") && Contains("1766.000"));
  settings.center_hz.reset();
  CHECK_THAT(refusal(settings), Contains("--center"));
  settings = tuned("fakeradio");
  settings.antenna = "TX";
  CHECK_THAT(refusal(settings), Contains("it has RX1, RX2"));
}

TEST_CASE("a radio that is missing, busy or without its driver says what to do next") {
  FakeRadio& radio = fresh_fake_radio();
  CHECK_THAT(refusal(tuned("driver=fakeradio,serial=7")), Contains("there is Fake Radio :: 00000042"));
  CHECK_THAT(refusal(tuned("driver=audio")), Contains("not a radio"));
  CHECK_THAT(refusal(tuned("driver=nosuch")), Contains("no SoapySDR driver of this name"));
  radio.is_busy = true;
  CHECK_THAT(refusal(tuned("driver=fakeradio")),
             Contains("usb_claim_interface error -6") && Contains("another program"));
  radio.is_busy = false;
  radio.refuses_to_start = true;
  CHECK_THAT(refusal(tuned("driver=fakeradio")), Contains("does not start"));
}

TEST_CASE("a radio that falls silent, breaks or throws ends the stream with an error") {
  FakeRadio& radio = fresh_fake_radio();
  DeviceSettings settings = tuned("fakeradio");
  settings.silence_limit = std::chrono::milliseconds(150);
  const auto error_after = [&](std::deque<FakeRead> script) {
    radio.script = std::move(script);
    const auto source = open_fake(settings);
    static_cast<void>(next_of(*source));
    const auto end = source->read();
    REQUIRE_FALSE(end.has_value());
    return end.error().what;
  };
  CHECK_THAT(error_after({{}}), Contains("no samples for 0.1 s") || Contains("no samples for 0.2 s"));
  // Whoever reads it looks for the radio again by itself.
  CHECK_THAT(error_after({{}}), !Contains("Start again"));
  CHECK_THAT(error_after({{}, {.kind = Kind::kStreamError}}), Contains("STREAM_ERROR"));
  CHECK_THAT(error_after({{}, {.kind = Kind::kThrow}}), Contains("usb: broken pipe"));
  CHECK(was_called(radio, "deactivateStream"));
  CHECK(was_called(radio, "closeStream"));
}

TEST_CASE("stop from another thread ends a read that waits") {
  fresh_fake_radio();
  DeviceSettings settings = tuned("fakeradio");
  settings.silence_limit = std::chrono::hours(1);
  const auto source = open_fake(settings);
  std::thread stopper([&] { source->stop(); });
  const auto end = source->read();  // would wait an hour
  stopper.join();
  REQUIRE(end.has_value());
  CHECK_FALSE(end->has_value());
  CHECK_FALSE(source->read()->has_value());
}

TEST_CASE("a late read does not move the time of its samples") {
  FakeRadio& radio = fresh_fake_radio();
  for (int i = 0; i < 4; ++i) radio.script.push_back({.samples = 2400});  // 1 ms each
  using namespace std::chrono_literals;
  const Time start{std::chrono::seconds(1'700'000'000)};
  const std::vector<Time> returns{start, start + 1ms, start + 50ms, start + 51ms, start + 52ms};
  std::size_t calls = 0;
  DeviceSettings settings = tuned("fakeradio");
  settings.utc_now = [&] { return returns[std::min(calls++, returns.size() - 1)]; };
  const auto source = open_fake(settings);
  CHECK(source->info().start == start);
  CHECK(next_of(*source).received_at == start);
  const auto error_of = [&](const IqBlock& block, Time true_time) {
    return std::chrono::abs(*block.received_at - true_time);
  };
  CHECK(error_of(next_of(*source), start + 1ms) < 20us);
  CHECK(error_of(next_of(*source), start + 2ms) < 20us);
  CHECK(error_of(next_of(*source), start + 3ms) < 20us);
}

TEST_CASE("a clock that is set dates what follows, and moves no sample") {
  using namespace std::chrono_literals;
  const auto step = GENERATE(as<std::chrono::milliseconds>{}, 1h, -1h, 3s, -3s, 400ms);
  CAPTURE(step.count());
  FakeRadio& radio = fresh_fake_radio();
  for (int i = 0; i < 6; ++i) radio.script.push_back({.samples = 2400});  // 1 ms each
  const Time start{std::chrono::seconds(1'700'000'000)};
  int reads = 0;
  DeviceSettings settings = tuned("fakeradio");
  // Told at opening, and after each read; the steady clock is asked after the other.
  settings.utc_now = [&] { return start + reads * 1ms + (reads > 3 ? step : 0ms); };
  settings.steady_now = [&] { return std::chrono::steady_clock::time_point(5s + reads++ * 1ms); };
  reads = 1;
  const auto source = open_fake(settings);
  for (int i = 0; i < 6; ++i) {
    const IqBlock block = next_of(*source);
    CHECK(block.first_sample == std::uint64_t{2400} * static_cast<std::uint64_t>(i));
    CHECK_FALSE(block.gap_before);
    const Time expected = start + i * 1ms + (i + 1 > 3 ? step : 0ms);
    CHECK(std::chrono::abs(*block.received_at - expected) < 20us);
  }
}

TEST_CASE("device arguments and gains are read or refused") {
  using cellwarden::capture::parse_device_arguments;
  using cellwarden::capture::parse_gain;
  CHECK(parse_device_arguments("rtlsdr")->at("driver") == "rtlsdr");
  const auto both = parse_device_arguments("serial=00000001, driver=rtlsdr");
  REQUIRE(both.has_value());
  CHECK(cellwarden::capture::format_arguments(*both) == "driver=rtlsdr,serial=00000001");
  CHECK(parse_device_arguments("driver=playback,path=a,b=c.cs8")->at("path") == "a");
  CHECK(parse_device_arguments("driver=playback,path=a,b.cs8,loop=true")->at("path") == "a,b.cs8");
  CHECK(parse_device_arguments("")->empty());
  CHECK_FALSE(parse_device_arguments("driver=a,driver=b").has_value());
  CHECK_FALSE(parse_device_arguments("=x").has_value());

  CHECK(parse_gain("auto")->automatic);
  CHECK(parse_gain("32.8")->total_db == 32.8);
  REQUIRE(parse_gain("LNA=24,VGA=20")->elements.size() == 2);
  CHECK(parse_gain("LNA=24,VGA=20")->elements[1].gain_db == 20.0);
  for (const char* const wrong : {"", "loud", "LNA=", "LNA=x", "=3", "LNA=24,", "nan", "LNA=inf"}) {
    CHECK_FALSE(parse_gain(wrong).has_value());
  }
}

TEST_CASE("what drivers say goes to the collector, but for marks of overflows") {
  FakeRadio& radio = fresh_fake_radio();
  radio.says_when_opened = "found a tuner";
  const DeviceSettings settings = tuned("fakeradio");
  std::vector<std::string> said;
  cellwarden::capture::collect_driver_messages(
      [&](cellwarden::capture::DriverMessageLevel level, std::string_view text) {
        CHECK(level == cellwarden::capture::DriverMessageLevel::kWarning);
        said.emplace_back(text);
      });
  static_cast<void>(open_fake(settings));
  cellwarden::capture::collect_driver_messages({});
  CHECK(said == std::vector<std::string>{"found a tuner"});
}
