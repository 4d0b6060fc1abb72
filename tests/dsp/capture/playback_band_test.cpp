#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <thread>

#include "dsp/capture/band_signal.hpp"
#include "tests/dsp/capture/playback_files.hpp"
#include "tests/dsp/capture/recording_files.hpp"

namespace {

using namespace cellwarden;
using namespace cellwarden::test;
using capture::BandOptions;
using capture::BandSignal;
using capture::TemporaryFolder;
using Catch::Matchers::Contains;

/// Forty tones of random phase from one edge to the other.
struct Comb {
  double lowest_hz;
  double highest_hz;

  static constexpr int kTones = 40;
  static constexpr double kAmplitude = 0.01;
  double offset_hz(int i) const { return lowest_hz + (highest_hz - lowest_hz) * (i + 0.37) / kTones; }
  /// What a window `shift_hz` higher shows of it.
  Complex at(double time_s, double shift_hz = 0.0) const {
    Complex sum;
    for (int i = 0; i < kTones; ++i) {
      sum += kAmplitude * turn((offset_hz(i) - shift_hz) * time_s + 0.61803 * i * i);
    }
    return sum;
  }
};

std::unique_ptr<BandSignal> open_band(const std::vector<std::string>& files, const BandOptions& options = {},
                                      bool loop = false) {
  auto signal = BandSignal::open(files, loop, options);
  if (!signal) FAIL(signal.error().what);
  return std::move(*signal);
}

std::vector<Sample> take(BandSignal& signal, std::size_t count) {
  std::vector<Sample> samples;
  while (samples.size() < count) {
    const auto loaded = signal.load();
    if (!loaded) FAIL(loaded.error().what);
    if (!*loaded) FAIL("it ended after " << samples.size());
    const std::size_t some = std::min(count - samples.size(), signal.ready().size());
    samples.insert(samples.end(), signal.ready().begin(),
                   signal.ready().begin() + static_cast<std::ptrdiff_t>(some));
    signal.take(some);
  }
  return samples;
}

/// Power of what differs from `expected`, against the power of what is expected.
template <class Expected>
double error_db(std::span<const Sample> samples, Expected&& expected) {
  double wrong = 0.0;
  double all = 0.0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const Complex right = expected(i);
    wrong += std::norm(Complex(samples[i]) - right);
    all += std::norm(right);
  }
  return 10.0 * std::log10(wrong / all);
}

double decibels(Complex amplitude) {
  return 20.0 * std::log10(std::abs(amplitude));
}

}  // namespace

TEST_CASE("a band: tones of two recordings lie at their places and levels, at every rate") {
  const TemporaryFolder folder;
  write_recording(folder.file("a"), {.center_hz = 806e6, .rate_hz = 1.92e6}, tone(300e3, 0.1));
  write_recording(folder.file("b"), {.center_hz = 810e6, .rate_hz = 2.4e6}, tone(-400e3, 0.02));
  for (const double rate_hz : {1.0e6, 1.92e6, 2.4e6, 3.2e6, 10e6, 19.2e6, 20e6}) {
    const double center_hz = rate_hz < 5e6 ? 806.2e6 + 123.456 : 808e6;
    const auto signal = open_band({folder.path()});
    REQUIRE(signal->set_rate(rate_hz, false));
    REQUIRE(signal->tune(center_hz, false));
    CHECK(signal->rate_hz() == rate_hz);
    CHECK(signal->center_hz() == center_hz);
    const auto per_ms = static_cast<std::size_t>(rate_hz / 1e3);
    const std::size_t from = 7 * per_ms;
    const auto samples = take(*signal, 27 * per_ms);
    const bool sees_both = rate_hz >= 10e6;
    const double error = error_db(std::span(samples).subspan(from), [&](std::size_t i) {
      const double time_s = static_cast<double>(from + i) / rate_hz;
      Complex sum = 0.1 * turn(300e3 * time_s + (806e6 - center_hz) * time_s);
      if (sees_both) sum += 0.02 * turn(-400e3 * time_s + (810e6 - center_hz) * time_s);
      return sum;
    });
    INFO("at " << rate_hz << " S/s: " << error << " dB");
    CHECK(error < -80.0);
  }
}

TEST_CASE("a band: all of a recording's flat part passes with an error below -80 dB") {
  const TemporaryFolder folder;
  const Comb comb{-0.96e6 + 10e3, 0.96e6 - 10e3};
  const auto file = write_recording(folder.file("a"), {}, [&](double t) { return comb.at(t); });
  struct Case {
    double rate_hz;
    double shift_hz;
  };
  for (const Case& c : {Case{1.92e6 * 2, 0.0}, Case{3.2e6, 431'234.5}, Case{10e6, -3e6 + 0.125}}) {
    const auto signal = open_band({file}, {.margin_hz = 5e6});
    REQUIRE(signal->set_rate(c.rate_hz, false));
    REQUIRE(signal->tune(806e6 + c.shift_hz, false));
    const auto from = static_cast<std::size_t>(0.002 * c.rate_hz);
    const auto samples = take(*signal, static_cast<std::size_t>(0.02 * c.rate_hz));
    const double error = error_db(std::span(samples).subspan(from), [&](std::size_t i) {
      return comb.at(static_cast<double>(from + i) / c.rate_hz, c.shift_hz);
    });
    INFO(c.rate_hz << " S/s, " << c.shift_hz << " Hz off: " << error << " dB");
    CHECK(error < -80.0);
  }
}

TEST_CASE("a band: what lies outside the window, or in a recording's last 10 kHz, does not fold into it") {
  const TemporaryFolder folder;
  const auto file = write_recording(folder.file("a"), {},
                                    [](double t) { return 0.1 * turn(700e3 * t) + 0.1 * turn(-955e3 * t); });
  const auto signal = open_band({file});
  REQUIRE(signal->set_rate(1.0e6, false));
  const auto narrow = take(*signal, 20'000);
  CHECK(10 * std::log10(power_of(std::span(narrow).subspan(6'000))) < -100.0);

  const auto whole = open_band({file});
  REQUIRE(whole->set_rate(3.84e6, false));
  const auto samples = take(*whole, 76'800);
  const auto settled = std::span(samples).subspan(38'400, 19'200);  // whole kHz fit
  CHECK(decibels(level_of(settled, 700e3, 3.84e6)) == Approx(-20.0).margin(0.01));
  CHECK(decibels(level_of(settled, -955e3, 3.84e6)) == Approx(-26.02).margin(0.1));  // half way out
}

TEST_CASE("a band: a retune meets every recording at the present, without reading what was missed") {
  const TemporaryFolder folder;
  const auto stepped = [](double at_s) {
    return [=](double t) { return 0.1 * turn((t < at_s ? 100e3 : 200e3) * t); };
  };
  write_recording(folder.file("a"), {.center_hz = 806e6, .duration_s = 0.5}, stepped(0.3));
  write_recording(folder.file("b"), {.center_hz = 816e6, .duration_s = 0.5}, stepped(0.2));
  REQUIRE(std::system(("gzip -k " + folder.file("b.sigmf-data")).c_str()) == 0);
  for (const bool is_compressed : {false, true}) {
    if (is_compressed) {
      std::filesystem::rename(folder.file("b.sigmf-data.gz"), folder.file("b_816M_1920k.cf32.gz"));
      std::filesystem::remove(folder.file("b.sigmf-data"));
      std::filesystem::remove(folder.file("b.sigmf-meta"));
    }
    const auto signal = open_band({folder.path()});
    const auto first = take(*signal, 480'000);  // 0.25 s
    REQUIRE(signal->tune(816e6, true));
    const auto second = take(*signal, 192'000);  // to 0.35 s
    REQUIRE(signal->tune(806e6, true));
    const auto third = take(*signal, 96'000);
    const auto level = [](std::span<const Sample> of, double offset_hz) {
      return decibels(level_of(of.subspan(19'200, 57'600), offset_hz, 1.92e6));
    };
    CHECK(level(first, 100e3) == Approx(-20.0).margin(0.01));
    CHECK(level(second, 200e3) == Approx(-20.0).margin(0.01));
    CHECK(level(second, 100e3) < -60.0);
    CHECK(level(third, 200e3) == Approx(-20.0).margin(0.01));
    // Not only the right part of it, but the right sample.
    const double error = error_db(std::span(second).subspan(1'000, 100'000), [](std::size_t i) {
      return 0.1 * turn(200e3 * (0.25 + static_cast<double>(i + 1'000) / 1.92e6));
    });
    CHECK(error < -80.0);
  }
}

TEST_CASE("a band: recordings loop each by itself, and whole rounds are left out") {
  const TemporaryFolder folder;
  write_recording(folder.file("a"), {.center_hz = 806e6, .duration_s = 0.05}, tone(100e3, 0.1));
  write_recording(folder.file("b"), {.center_hz = 816e6, .duration_s = 0.4},
                  [](double t) { return 0.1 * turn((t < 0.2 ? 100e3 : 200e3) * t); });
  const auto signal = open_band({folder.path()}, {}, true);
  const auto before = take(*signal, 192'000);
  CHECK(error_db(std::span(before).subspan(1'920), [](std::size_t i) {
          return 0.1 * turn(100e3 * (static_cast<double>(i + 1'920) / 1.92e6));
        }) < -80.0);  // 5000 whole cycles a round
  constexpr std::uint64_t kHour_s = 3600;
  REQUIRE(signal->skip_to(kHour_s * 1'920'000 + 480'000));  // 9000 rounds and 0.25 s
  REQUIRE(signal->tune(816e6, true));
  const auto after = take(*signal, 192'000);
  CHECK(decibels(level_of(std::span(after).first(96'000), 200e3, 1.92e6)) == Approx(-20.0).margin(0.01));
}

TEST_CASE("a band: what a recording lacks is silence, and the rest keeps its time") {
  const TemporaryFolder folder;
  auto writer = capture::SigmfWriter::create(
      folder.file("a"),
      {.format = capture::SampleFormat::kCf32, .hardware = {}, .description = {}, .receiver_at = {}});
  REQUIRE(writer);
  std::vector<Sample> samples(96'000);
  IqBlock block;
  block.center_hz = 806e6;
  block.sample_rate_hz = 1.92e6;
  for (const std::uint64_t first : {0U, 200'000U}) {  // 104000 samples are missing
    for (std::size_t i = 0; i < samples.size(); ++i) {
      samples[i] = Sample(0.1 * turn(100e3 * static_cast<double>(first + i) / 1.92e6));
    }
    block.samples = samples;
    block.first_sample = first;
    block.lost_before = first == 0 ? 0 : 104'000;
    REQUIRE((*writer)->write(block));
  }
  REQUIRE((*writer)->finish());
  const auto signal = open_band({folder.path()});
  const auto all = take(*signal, 290'000);
  CHECK(power_of(std::span(all).subspan(98'000, 100'000)) < 1e-10);
  const auto is_right = [&](std::size_t from) {
    return error_db(std::span(all).subspan(from, 80'000), [&](std::size_t i) {
      return 0.1 * turn(100e3 * static_cast<double>(from + i) / 1.92e6);
    });
  };
  CHECK(is_right(10'000) < -80.0);
  CHECK(is_right(202'000) < -80.0);
}

TEST_CASE("a band: a recording that changes its centre ends it with an error") {
  const TemporaryFolder folder;
  auto writer = capture::SigmfWriter::create(folder.file("a"), {});
  REQUIRE(writer);
  const std::vector<Sample> samples(19'200, Sample{0.5F, 0.0F});
  IqBlock block;
  block.samples = samples;
  block.sample_rate_hz = 1.92e6;
  for (const double center_hz : {806e6, 816e6}) {
    block.center_hz = center_hz;
    REQUIRE((*writer)->write(block));
    block.first_sample += samples.size();
  }
  REQUIRE((*writer)->finish());
  const auto signal = open_band({folder.path()});
  auto loaded = signal->load();
  while (loaded && *loaded) {
    signal->take(signal->ready().size());
    loaded = signal->load();
  }
  REQUIRE_FALSE(loaded);
  CHECK_THAT(loaded.error().what, Contains("changes to 816.000 MHz at sample 19200"));
}

TEST_CASE("a band: it ends where its last recording ends") {
  const TemporaryFolder folder;
  write_recording(folder.file("a"), {.duration_s = 0.1}, tone(100e3, 0.1));
  write_recording(folder.file("b"), {.center_hz = 816e6, .duration_s = 0.2}, tone(100e3, 0.1));
  const auto signal = open_band({folder.path()});
  std::uint64_t count = 0;
  double late_power = 0.0;
  while (*signal->load()) {
    if (signal->position() > 195'000) late_power = std::max(late_power, power_of(signal->ready()));
    count += signal->ready().size();
    signal->take(signal->ready().size());
  }
  CHECK(count >= 384'000);
  CHECK(count <= 384'000 + 6 * 1920);
  CHECK(late_power < 1e-12);
}

TEST_CASE("a band: noise of the stated level fills what nobody recorded, and only that") {
  const TemporaryFolder folder;
  const auto file = write_recording(folder.file("a"), {.center_hz = 806e6, .rate_hz = 2e6, .duration_s = 0.2},
                                    [](double) { return Complex{}; });
  const auto density_dbfs = [&](double center_hz, double rate_hz) {
    const auto signal = open_band({file}, {.noise_dbfs = -50.0, .margin_hz = 10e6});
    REQUIRE(signal->set_rate(rate_hz, false));
    REQUIRE(signal->tune(center_hz, false));
    const auto samples = take(*signal, static_cast<std::size_t>(0.1 * rate_hz));
    return 10.0 * std::log10(power_of(samples) / (rate_hz / 1e6));
  };
  CHECK(density_dbfs(810e6, 2e6) == Approx(-50.0).margin(0.2));
  CHECK(density_dbfs(810e6, 5e6) == Approx(-50.0).margin(0.2));
  CHECK(density_dbfs(806e6, 4e6) == Approx(-53.0).margin(0.2));  // half of the window
  CHECK(density_dbfs(806e6, 1e6) < -65.0);  // but for the window's own edges, where the recording fades
}

TEST_CASE("a running stream: a retune brings what was on its way, garbage, and then the new window") {
  const TemporaryFolder folder;
  write_recording(folder.file("a"), {.center_hz = 806e6, .duration_s = 0.3}, tone(100e3, 0.01));
  write_recording(folder.file("b"), {.center_hz = 816e6, .duration_s = 0.3}, tone(-150e3, 0.01));
  OpenPlayback playback("speed=0,buffered_ms=5,settle_ms=10,band=" + folder.path());
  CHECK(playback.device().getFrequency(SOAPY_SDR_RX, 0) == 806e6);
  const auto old = playback.take(19'200);
  CHECK(decibels(level_of(std::span(old).last(9'600), 100e3, 1.92e6)) == Approx(-40.0).margin(0.01));

  playback.device().setFrequency(SOAPY_SDR_RX, 0, 816e6);
  CHECK(playback.device().getFrequency(SOAPY_SDR_RX, 0) == 816e6);
  const auto samples = playback.take(57'600);
  const auto stale = std::span(samples).first(9'600);
  const auto garbage = std::span(samples).subspan(9'600, 19'200);
  const auto fresh = std::span(samples).subspan(28'800);
  const auto is_tone = [](std::span<const Sample> of, std::size_t position, double offset_hz) {
    return error_db(of, [=](std::size_t i) {
      return 0.01 * turn(offset_hz * static_cast<double>(position + i) / 1.92e6);
    });
  };
  CHECK(is_tone(stale, 19'200, 100e3) < -60.0);
  CHECK(10.0 * std::log10(power_of(garbage)) == Approx(-20.0).margin(0.3));
  CHECK(is_tone(fresh, 48'000, -150e3) < -60.0);

  CHECK_THROWS_WITH(playback.device().setFrequency(SOAPY_SDR_RX, 0, 900e6),
                    Contains("900.000 MHz is outside"));
  CHECK_THROWS_WITH(playback.device().setSampleRate(SOAPY_SDR_RX, 0, 2.4e6), Contains("stopped"));
}

TEST_CASE("a reader that is late when it tunes gets no more of the old window than what was on its way") {
  const TemporaryFolder folder;
  write_recording(folder.file("a"), {.center_hz = 806e6, .duration_s = 0.1}, tone(100e3, 0.01));
  write_recording(folder.file("b"), {.center_hz = 816e6, .duration_s = 0.1}, tone(-150e3, 0.01));
  OpenPlayback playback("loop=true,ring_s=60,buffered_ms=5,band=" + folder.path());
  const auto first = playback.read(9'600);
  REQUIRE(first.result == 9'600);
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  playback.device().setFrequency(SOAPY_SDR_RX, 0, 816e6);
  const auto next = playback.read(9'600);
  REQUIRE(next.result > 0);
  CHECK(static_cast<double>(next.time_ns) * 1e-9 >= 0.3);
  CHECK(playback.device().readSetting("samples_lost") == "0");
  // Without a retune all of it is held, and nothing is passed over.
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  const auto after = playback.read(9'600);
  REQUIRE(after.result > 0);
  CHECK(after.time_ns == next.time_ns + std::llround(static_cast<double>(next.result) / 1.92e6 * 1e9));
}

TEST_CASE("a tuner with steps tells what it was asked for, and its signal lies on the step") {
  const TemporaryFolder folder;
  const auto file = write_recording(folder.file("a"), {.duration_s = 0.1}, tone(100e3, 0.1));
  const auto signal = open_band({file}, {.tuning_step_hz = 440.0});
  REQUIRE(signal->tune(806e6, false));
  CHECK(signal->center_hz() == 806e6);
  const double true_center_hz = std::round(806e6 / 440.0) * 440.0;
  REQUIRE(std::abs(true_center_hz - 806e6) > 50.0);
  const auto samples = take(*signal, 38'400);
  CHECK(error_db(std::span(samples).subspan(1'920), [&](std::size_t i) {
          const double time_s = static_cast<double>(i + 1'920) / 1.92e6;
          return 0.1 * turn((100e3 + 806e6 - true_center_hz) * time_s);
        }) < -80.0);
}

TEST_CASE("a clock that is fast moves the tuner and the sample clock by the same share") {
  const TemporaryFolder folder;
  const Comb comb{-0.9e6, 0.9e6};
  const auto file =
      write_recording(folder.file("a"), {.duration_s = 1.2}, [&](double t) { return comb.at(t); });
  for (const double ppm : {25.0, -40.0}) {
    const auto signal = open_band({file}, {.ppm = ppm});
    const double fast = 1.0 + ppm * 1e-6;
    CHECK(signal->center_hz() == 806e6);
    CHECK(signal->rate_hz() == 1.92e6);
    constexpr std::uint64_t kSecond = 1'920'000;
    REQUIRE(signal->skip_to(kSecond));
    const auto samples = take(*signal, 38'400);
    const auto off_by = [&](double tuner, double clock) {
      return error_db(std::span(samples).first(9'600), [&](std::size_t i) {
        const double time_s = static_cast<double>(kSecond + i) / (1.92e6 * clock);
        return comb.at(time_s, 806e6 * tuner - 806e6);
      });
    };
    INFO(ppm << " ppm: " << off_by(fast, fast) << " dB");
    CHECK(off_by(fast, fast) < -70.0);
    CHECK(off_by(fast, 1.0) > -3.0);  // the sample clock's part alone is seen: 48 samples after a second
    CHECK(off_by(1.0, fast) > -3.0);  // and so is the tuner's, 20 kHz
  }
}

TEST_CASE("a clock error that is known is put right by whoever opens the radio") {
  const TemporaryFolder folder;
  const auto file =
      write_recording(folder.file("a"), {.rate_hz = 2.4e6, .duration_s = 0.2}, tone(200e3, 0.1));
  capture::DeviceSettings settings = settings_for("driver=playback,speed=0,ppm=30,band=" + file);
  settings.center_hz = 806e6;
  settings.ppm = 30.0;
  const auto source = test::open(settings);
  REQUIRE(source->read().has_value());
  const auto block = source->read();
  REQUIRE(block.has_value());
  REQUIRE(block->has_value());
  const double offset_hz = 806.2e6 - (*block)->center_hz;
  CHECK(std::abs(offset_hz - 200e3) < 1e-3);
  CHECK((*block)->sample_rate_hz == Approx(2.4e6 * (1 + 30e-6)).epsilon(1e-12));
  CHECK(decibels(level_of((*block)->samples, offset_hz, (*block)->sample_rate_hz)) ==
        Approx(-20.0).margin(0.001));
}

TEST_CASE("a band: what does not fit into one is refused in one line") {
  const TemporaryFolder folder;
  const auto file = write_recording(folder.file("a"), {.duration_s = 0.01}, tone(0, 0.1));
  const auto odd =
      write_recording(folder.file("odd"), {.rate_hz = 270'833.0, .duration_s = 0.01}, tone(0, 0.1));
  const auto refused = [](const std::string& arguments) {
    return refusal(settings_for("driver=playback," + arguments));
  };
  CHECK_THAT(refused("band=" + odd), Contains("whole kHz"));
  CHECK_THAT(refused("band=" + folder.file("none")), Contains("none"));
  CHECK_THAT(refused("band="), Contains("band="));
  CHECK_THAT(refused("band=" + file + ",path=" + file), Contains("not both"));
  CHECK_THAT(refused("band=" + file + ",rate=1e6"), Contains("rate= does not go with band="));
  CHECK_THAT(refused("path=" + file + ",ppm=1"), Contains("ppm= needs band="));
  CHECK_THAT(refused("band=" + file + ",ppm=1e4"), Contains("ppm=1e4"));
  capture::DeviceSettings settings = settings_for("driver=playback,speed=0,band=" + file);
  settings.sample_rate_hz = 2'400'500.0;
  CHECK_THAT(refusal(settings), Contains("whole kHz"));
}
