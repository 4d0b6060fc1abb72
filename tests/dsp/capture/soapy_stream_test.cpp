#include "dsp/capture/soapy_stream.hpp"

#include <chrono>
#include <memory>
#include <string>

#include "tests/catch.hpp"
#include "tests/dsp/capture/fake_soapy_device.hpp"
#include "tests/dsp/capture/opened_source.hpp"

namespace {

using cellwarden::capture::DeviceSettings;
using cellwarden::capture::RawBlock;
using cellwarden::capture::SoapyStream;
using cellwarden::test::FakeRadio;
using cellwarden::test::fresh_fake_radio;
using Kind = cellwarden::test::FakeRead::Kind;
using Catch::Matchers::Contains;

DeviceSettings tuned() {
  DeviceSettings settings = cellwarden::test::settings_for("fakeradio");
  settings.sample_rate_hz = 1e6;
  settings.center_hz = 806e6;
  settings.settling = std::chrono::milliseconds(2);  // 2,000 samples
  return settings;
}

std::unique_ptr<SoapyStream> open_stream(const DeviceSettings& settings = tuned()) {
  auto stream = SoapyStream::open(settings);
  if (!stream) FAIL(stream.error().what);
  return std::move(*stream);
}

RawBlock next_of(SoapyStream& stream) {
  const auto block = stream.read();
  if (!block) FAIL(block.error().what);
  REQUIRE(block->has_value());
  return **block;
}

}  // namespace

TEST_CASE("after a retune come no samples of the old window, nor any while the tuner settles") {
  FakeRadio& radio = fresh_fake_radio();
  radio.script = {{.samples = 1000},         // read before
                  {.samples = 1000},         // held by the driver when it was told to move
                  {.samples = 1000},         // the same
                  {.kind = Kind::kTimeout},  // it holds no more
                  {.samples = 1500},         // settling
                  {.samples = 1500},         // settling: 2,000 are in these two
                  {.samples = 1000},         // the new window
                  {.samples = 1000}};
  const auto stream = open_stream();
  CHECK(next_of(*stream).head.center_hz == 806e6);
  REQUIRE(stream->retune({.center_hz = 947.2e6, .gain = {}}));
  const RawBlock first = next_of(*stream);
  CHECK(first.head.center_hz == 947.2e6);
  CHECK(first.head.gap_before);
  CHECK(first.head.lost_before == 0);
  CHECK(first.head.first_sample == 1000 + 2000 + 3000);  // by the driver's clock
  const RawBlock second = next_of(*stream);
  CHECK_FALSE(second.head.gap_before);
  CHECK(second.head.first_sample == first.head.first_sample + 1000);
  CHECK(stream->counters().samples_lost == 0);
}

TEST_CASE("a retune of a radio without a clock lets the sample count go on by the time that passed") {
  FakeRadio& radio = fresh_fake_radio();
  radio.script = {{.samples = 1000, .has_time = false},
                  {.kind = Kind::kTimeout},
                  {.samples = 4000, .has_time = false},
                  {.samples = 1000, .has_time = false}};
  const auto stream = open_stream();
  next_of(*stream);
  REQUIRE(stream->retune({.center_hz = 947.2e6, .gain = {}}));
  const RawBlock first = next_of(*stream);
  CHECK(first.head.first_sample >= 1000);
  CHECK(first.head.gap_before);
}

TEST_CASE("a retune may set the gain too, and what a radio cannot do leaves it where it was") {
  FakeRadio& radio = fresh_fake_radio();
  // It settles twice: what is refused may have moved it.
  radio.script = {{.samples = 1000},        {.kind = Kind::kTimeout}, {.samples = 3000}, {.samples = 1000},
                  {.kind = Kind::kTimeout}, {.samples = 3000},        {.samples = 1000}};
  const auto stream = open_stream();
  const auto refused = stream->retune({.center_hz = 9e9, .gain = {}});
  REQUIRE_FALSE(refused);
  CHECK_THAT(refused.error().what, Contains("9000.000 MHz is outside its 24.000 MHz to 1766.000 MHz"));
  CHECK(next_of(*stream).head.center_hz == 806e6);
  auto gain = cellwarden::capture::parse_gain("LNA=16,VGA=8");
  REQUIRE(gain);
  REQUIRE(stream->retune({.center_hz = 806.4e6, .gain = *gain}));
  const RawBlock block = next_of(*stream);
  CHECK(block.head.center_hz == 806.4e6);
  CHECK(block.head.gain_db == 24.0);
}

TEST_CASE("a clock error that is known later moves centre and rate, and no time") {
  FakeRadio& radio = fresh_fake_radio();
  radio.script = {
      {.samples = 1000}, {.samples = 1000}, {.kind = Kind::kTimeout}, {.samples = 3000}, {.samples = 1000}};
  const auto stream = open_stream();
  const double rate_hz = next_of(*stream).head.sample_rate_hz;
  next_of(*stream);
  constexpr double kPpm = 100e3;  // of a few thousand samples, something to see
  REQUIRE(stream->retune({.center_hz = 806e6, .gain = {}, .ppm = kPpm}));
  const RawBlock block = next_of(*stream);
  CHECK(block.head.center_hz == Approx(806e6).epsilon(1e-12));
  CHECK(block.head.sample_rate_hz == Approx(rate_hz * (1 + kPpm * 1e-6)).epsilon(1e-12));
  // What came before lasted 2,000 samples of the old rate, the settling 3,000 of the new one.
  const double begins_s = static_cast<double>(block.head.first_sample) / block.head.sample_rate_hz;
  CHECK(begins_s == Approx(2000 / rate_hz + 3000 / block.head.sample_rate_hz).margin(2.0 / rate_hz));
}

TEST_CASE("a change of gain leaves the tuner alone, and a retune that half succeeded is taken back") {
  FakeRadio& radio = fresh_fake_radio();
  radio.script = {{.samples = 1000}, {.kind = Kind::kTimeout}, {.samples = 3000}, {.samples = 1000}};
  const auto stream = open_stream();
  next_of(*stream);
  radio.calls.clear();
  auto gain = cellwarden::capture::parse_gain("LNA=16,VGA=8");
  REQUIRE(stream->retune({.center_hz = 806e6, .gain = *gain}));
  CHECK(radio.calls == std::vector<std::string>{"setGain LNA 16", "setGain VGA 8"});
  const RawBlock block = next_of(*stream);
  CHECK(block.head.center_hz == 806e6);
  CHECK(block.head.gain_db == 24.0);
  CHECK(block.head.gap_before);
  CHECK(block.head.lost_before == 0);
  CHECK(stream->counters().samples_lost == 0);
  radio.calls.clear();
  gain = cellwarden::capture::parse_gain("LNA=8,VGA=100");
  REQUIRE_FALSE(stream->retune({.center_hz = 807e6, .gain = *gain}));
  CHECK(radio.calls == std::vector<std::string>{"setFrequency 807000000.000", "setGain LNA 8",
                                                "setFrequency 806000000.000", "setGain LNA 16",
                                                "setGain VGA 8"});
}

TEST_CASE("nothing is heard of where a refused retune led, and what it said of the clock holds") {
  FakeRadio& radio = fresh_fake_radio();
  radio.script = {{.samples = 1000},         // read before
                  {.samples = 1000},         // of 807 MHz, or of the way there and back
                  {.kind = Kind::kTimeout},  // it holds no more
                  {.samples = 3000},         // settling
                  {.samples = 1000}};
  const auto stream = open_stream();
  const double rate_hz = next_of(*stream).head.sample_rate_hz;
  const auto gain = cellwarden::capture::parse_gain("LNA=8,VGA=100");
  constexpr double kPpm = 100e3;
  REQUIRE_FALSE(stream->retune({.center_hz = 807e6, .gain = *gain, .ppm = kPpm}));
  CHECK(radio.script.size() == 1);
  const RawBlock block = next_of(*stream);
  CHECK(block.head.center_hz == Approx(806e6).epsilon(1e-12));
  CHECK(block.head.sample_rate_hz == Approx(rate_hz * (1 + kPpm * 1e-6)).epsilon(1e-12));
  CHECK(block.head.gap_before);
  CHECK(block.head.lost_before == 0);
}

TEST_CASE("a driver's clock that is set by an hour loses no hour") {
  FakeRadio& radio = fresh_fake_radio();
  constexpr std::int64_t kHour_samples = 3600 * std::int64_t{1'000'000};
  radio.script = {{.samples = 1000},
                  {.samples = 1000, .skip_before = 500},  // what is missing is counted
                  {.samples = 1000, .skip_before = kHour_samples},
                  {.kind = Kind::kOverflow},
                  {.samples = 1000, .skip_before = kHour_samples},
                  {.samples = 1000}};
  const auto stream = open_stream();
  next_of(*stream);
  CHECK(next_of(*stream).head.lost_before == 500);
  const RawBlock set = next_of(*stream);
  CHECK(set.head.gap_before);
  CHECK(set.head.lost_before == 0);
  CHECK(set.head.first_sample == 2500);
  const RawBlock with_overflow = next_of(*stream);
  CHECK(with_overflow.head.gap_before);
  CHECK(with_overflow.head.lost_before == 4096);  // a transfer, as of a radio without a clock
  CHECK_FALSE(next_of(*stream).head.gap_before);
  CHECK(stream->counters().samples_lost == 500 + 4096);
  CHECK(stream->counters().uncounted_gaps == 2);
}

TEST_CASE("of several centers that would do, the first is taken that the radio reaches") {
  FakeRadio& radio = fresh_fake_radio();
  radio.script = {{.samples = 1000}, {.kind = Kind::kTimeout}, {.samples = 3000}, {.samples = 1000}};
  DeviceSettings settings = tuned();
  settings.center_hz = 1842.5e6;
  settings.other_centers_hz = {2140e6, 947.2e6, 806e6};
  const auto stream = open_stream(settings);
  CHECK(stream->info().center_hz == 947.2e6);
  CHECK(next_of(*stream).head.center_hz == 947.2e6);
  // What is asked for later is meant.
  CHECK_FALSE(stream->retune({.center_hz = 2140e6, .gain = {}}));
  CHECK(next_of(*stream).head.center_hz == 947.2e6);
  settings.other_centers_hz = {2140e6};
  const auto none = SoapyStream::open(settings);
  REQUIRE_FALSE(none);
  CHECK_THAT(none.error().what, Contains("center 1842.500 MHz is outside"));
}

TEST_CASE("the stream's arguments find the same radio again") {
  fresh_fake_radio();
  const auto stream = open_stream();
  CHECK(stream->arguments() ==
        cellwarden::capture::DeviceArguments{{"driver", "fakeradio"}, {"serial", "00000042"}});
}

TEST_CASE(
    "a driver that hands out the same samples for ever is found out, one whose radio hears nothing is not") {
  FakeRadio& radio = fresh_fake_radio();
  const bool is_stale = GENERATE(true, false);
  radio.octets = is_stale ? std::vector<std::uint8_t>{1, 2} : std::vector<std::uint8_t>{0};
  radio.read_takes = std::chrono::milliseconds(50);
  for (int i = 0; i < 40; ++i) radio.script.push_back({.samples = 1000});
  const auto stream = open_stream();
  std::string failure;
  for (int i = 0; i < 40 && failure.empty(); ++i) {
    const auto block = stream->read();
    if (!block) failure = block.error().what;
  }
  if (is_stale) {
    CHECK_THAT(failure, Contains("the same samples again and again"));
  } else {
    CHECK(failure.empty());
  }
}
