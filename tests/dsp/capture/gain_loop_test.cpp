// Gain control and a playback device with a tuner: recorded octets through the gain, a converter, and back.

#include <random>
#include <string>
#include <vector>

#include "dsp/capture/gain_control.hpp"
#include "dsp/capture/raw_block.hpp"
#include "dsp/capture/soapy_stream.hpp"
#include "dsp/capture/stretch_meter.hpp"
#include "tests/catch.hpp"
#include "tests/dsp/capture/playback_files.hpp"
#include "tests/dsp/capture/recording_files.hpp"

using namespace cellwarden;
using namespace cellwarden::capture;
using Catch::Matchers::Contains;
using test::OpenPlayback;

namespace {

/// Gaussian noise of so many dBFS, a second of it.
std::string write_noise(const TemporaryFolder& folder, double level_dbfs) {
  std::mt19937 random(7);
  std::normal_distribution<double> gaussian(0, std::sqrt(std::pow(10.0, level_dbfs / 10) / 2));
  return test::write_recording(folder.file("noise"),
                               {.rate_hz = 100e3, .duration_s = 1.0, .loops_seamlessly = true},
                               [&](double /*time_s*/) {
                                 const double in_phase = gaussian(random);
                                 return test::Complex(in_phase, gaussian(random));
                               });
}

struct Outcome {
  std::vector<std::string> said;
  bool is_helpless = false;
  IqBlock last;
  double last_clipped = 0;  ///< part of the last second's samples
  std::uint64_t gaps = 0;
  DeviceCounters counters;
};

/// Plays so many seconds of signal with gain control, from a gain of so much.
Outcome play(const std::string& path, double gain_db, double seconds, double tuner_db = 40) {
  DeviceSettings settings;
  settings.arguments = {{"driver", "playback"}, {"path", path},   {"loop", "true"},
                        {"speed", "0"},         {"ring_s", "60"}, {"tuner_db", std::to_string(tuner_db)}};
  settings.sample_format = "CS8";
  settings.usual_gains = {{"TUNER", gain_db}};
  auto stream = SoapyStream::open(settings);
  if (!stream) FAIL(stream.error().what);
  const StreamInfo& info = (*stream)->info();
  CHECK(info.native_format == "cs8");
  GainControl control(make_gain_ladder({}, info.gains));
  StretchMeter meter;
  RawBlockReader reader;
  Outcome outcome;
  std::uint64_t samples_in_last = 0;
  std::uint64_t clipped_in_last = 0;
  for (double heard_s = 0; heard_s < seconds;) {
    const auto raw = (*stream)->read();
    if (!raw) FAIL(raw.error().what);
    REQUIRE(raw->has_value());
    const IqBlock block = reader.read(**raw);
    const double block_s = static_cast<double>(block.samples.size()) / block.sample_rate_hz;
    heard_s += block_s;
    outcome.gaps += block.gap_before ? 1U : 0U;
    CHECK(block.dropped_before == 0);
    if (heard_s > seconds - 1) {
      samples_in_last += block.samples.size();
      clipped_in_last += block.clipped_samples;
    }
    outcome.last = block;
    outcome.last.samples = {};
    const auto stretch = meter.add(block);
    if (!stretch) continue;
    const auto change = control.hear(*stretch);
    if (!change) continue;
    outcome.said.push_back(change->what);
    outcome.is_helpless = outcome.is_helpless || change->is_helpless;
    if (change->gain) REQUIRE((*stream)->retune({.center_hz = info.center_hz, .gain = change->gain}));
  }
  outcome.counters = (*stream)->counters();
  outcome.last_clipped = static_cast<double>(clipped_in_last) / static_cast<double>(samples_in_last);
  return outcome;
}

}  // namespace

TEST_CASE("a playback's tuner scales what was recorded and clips as a converter does") {
  const TemporaryFolder folder;
  const auto path = test::write_recording(folder.file("tone"), {.duration_s = 0.1}, test::tone(100e3, 0.25));
  OpenPlayback playback("speed=0,tuner_db=30,path=" + path);
  auto& device = playback.device();
  CHECK(device.listGains(SOAPY_SDR_RX, 0) == std::vector<std::string>{"TUNER"});
  CHECK(device.getGainRange(SOAPY_SDR_RX, 0, "TUNER").minimum() == -30);
  CHECK(device.getGain(SOAPY_SDR_RX, 0, "TUNER") == 0);
  const auto recorded = playback.take(19'200);
  CHECK(std::abs(test::level_of(recorded, 100e3, 1.92e6)) == Approx(0.25).epsilon(1e-5));
  device.setGain(SOAPY_SDR_RX, 0, "TUNER", 6.0206);
  CHECK(std::abs(test::level_of(playback.take(19'200), 100e3, 1.92e6)) == Approx(0.5).epsilon(1e-3));
  device.setGain(SOAPY_SDR_RX, 0, 24.0);  // the whole of it is this one element's
  for (const Sample& sample : playback.take(19'200)) {
    REQUIRE(std::abs(sample.real()) <= 1.0F);
    REQUIRE(std::abs(sample.imag()) <= 1.0F);
  }
  CHECK_THROWS_WITH(device.setGain(SOAPY_SDR_RX, 0, "TUNER", 31.0), Contains("31"));
  CHECK(OpenPlayback("speed=0,path=" + path).device().listGains(SOAPY_SDR_RX, 0).empty());
}

TEST_CASE(
    "a signal that overdrives the converter is turned down until it does not, and no sample counts as lost") {
  const TemporaryFolder folder;
  const auto path = write_noise(folder, -12);
  const Outcome outcome = play(path, 20, 20);  // 8 dB above full scale
  REQUIRE_FALSE(outcome.said.empty());
  CHECK_THAT(outcome.said.front(), Contains("806.0 MHz") && Contains("% of samples clipped; TUNER 20 -> "));
  CHECK_FALSE(outcome.is_helpless);
  CHECK(outcome.last_clipped < 1e-3);
  REQUIRE(outcome.last.gain_db);
  CHECK(*outcome.last.gain_db <= 5);
  CHECK(*outcome.last.gain_db >= -7);
  CHECK(outcome.gaps == outcome.said.size());  // each change is one, and nothing is lost in it
  CHECK(outcome.counters.samples_lost == 0);
  CHECK(outcome.counters.uncounted_gaps == 0);
}

TEST_CASE("a signal that the converter hardly hears gets more gain, and a good one is left alone") {
  const TemporaryFolder folder;
  const auto path = write_noise(folder, -55);
  const Outcome faint = play(path, 0, 220);
  REQUIRE(faint.last.gain_db);
  CHECK(*faint.last.gain_db >= 12);
  CHECK(*faint.last.gain_db <= 18);
  CHECK(faint.last_clipped == 0);
  const Outcome good = play(path, 30, 65);  // -25 dBFS
  CHECK(good.said.empty());
  CHECK(good.gaps == 0);
  CHECK(*good.last.gain_db == 30);
}

TEST_CASE("what clips with the least gain is said, with nothing to be set") {
  const TemporaryFolder folder;
  const Outcome outcome = play(write_noise(folder, 6), 0, 10, 5);
  CHECK(outcome.is_helpless);
  CHECK_THAT(outcome.said.back(), Contains("with the least gain there is (TUNER -5 dB)"));
  CHECK(*outcome.last.gain_db == -5);
}
