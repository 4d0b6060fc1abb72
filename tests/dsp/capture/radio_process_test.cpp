#include "dsp/capture/radio_process.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "dsp/capture/radio_child.hpp"
#include "tests/catch.hpp"
#include "tests/dsp/capture/recording_files.hpp"

namespace {

using namespace cellwarden::capture;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using cellwarden::IqBlock;
using cellwarden::Sample;
using Kind = RadioEvent::Kind;

constexpr double kRate_hz = 1e6;

/// Octets that do not repeat.
std::string noise_octets(std::size_t samples) {
  std::mt19937 random(5);
  std::string octets(2 * samples, '\0');
  std::ranges::generate(octets, [&] { return static_cast<char>(random()); });
  return octets;
}

/// A recording and a radio's process that plays it.
class Bench {
 public:
  explicit Bench(const std::string& arguments = "loop=true", double seconds = 1.0)
      : path_(folder_.write("x.cs8", noise_octets(static_cast<std::size_t>(seconds * kRate_hz)))) {
    settings.arguments = *parse_device_arguments("driver=playback,path=" + path_ +
                                                 ",rate=1e6,center=947.2e6,type=cs8," + arguments);
    settings.silence_limit = 700ms;
    process.command = {CELLWARDEN_RADIO_PROCESS, std::string(kRadioProcessArgument)};
    process.shortest_pause = 50ms;
    process.longest_pause = 100ms;
    process.on_event = [this](const RadioEvent& event) { events.push_back(event); };
  }

  void start() {
    auto started = RadioProcess::start(settings, process);
    if (!started) FAIL(started.error().what);
    radio = std::move(*started);
  }

  IqBlock next() {
    const auto block = radio->read();
    if (!block) FAIL(block.error().what);
    REQUIRE(block->has_value());
    return **block;
  }

  /// Reads until a block fits. \return it; its samples are gone
  IqBlock next_that(const std::function<bool(const IqBlock&)>& fits) {
    while (true) {
      const IqBlock block = next();
      if (fits(block)) return block;
    }
  }

  [[nodiscard]] std::size_t count(Kind kind) const {
    return static_cast<std::size_t>(std::ranges::count(events, kind, &RadioEvent::kind));
  }
  [[nodiscard]] const RadioEvent& last(Kind kind) const {
    const auto found = std::ranges::find(events.rbegin(), events.rend(), kind, &RadioEvent::kind);
    REQUIRE(found != events.rend());
    return *found;
  }

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string file(const std::string& name) const { return folder_.file(name); }

  DeviceSettings settings;
  RadioProcessSettings process;
  std::vector<RadioEvent> events;
  std::unique_ptr<RadioProcess> radio;

 private:
  TemporaryFolder folder_;
  std::string path_;
};

bool has_gap(const IqBlock& block) {
  return block.gap_before;
}

bool is_alive(int process) {
  return ::kill(process, 0) == 0;
}

/// Waits for what other processes do, a few seconds at most.
bool comes_true(const std::function<bool()>& what) {
  for (int i = 0; i < 1000; ++i) {
    if (what()) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

/// Of a band from 940 to 950 MHz, with a tuner.
class BandBench : public Bench {
 public:
  BandBench() : Bench("loop=true", 2.0) {
    settings.arguments = *parse_device_arguments(
        "driver=playback,loop=true,noise_dbfs=-60,settle_ms=20,buffered_ms=20,tuner_db=30,band=" +
        file("band"));
    std::filesystem::create_directory(file("band"));
    for (const char* const name : {"a_940M_1000k.cs8", "b_950M_1000k.cs8"}) {
      std::filesystem::copy(path(), file("band") + "/" + name);
    }
    settings.sample_rate_hz = kRate_hz;
    settings.center_hz = 940e6;
  }
};

bool is_at_950(const IqBlock& block) {
  return block.center_hz == Approx(950e6).margin(1.0);
}

}  // namespace

TEST_CASE("samples come through the radio's process as the recording has them") {
  Bench bench("loop=false,speed=0", 0.3);
  bench.start();
  CHECK(bench.radio->info().sample_rate_hz == kRate_hz);
  CHECK(bench.radio->info().native_format == "cs8");
  RecordingOptions options;
  options.rate_hz = kRate_hz;
  options.center_hz = 947.2e6;
  options.type = SampleFormat::kCs8;
  const auto recording = open_recording(bench.path(), options);
  REQUIRE(recording);
  std::vector<Sample> expected;
  for (auto block = (*recording)->read(); block && *block; block = (*recording)->read()) {
    expected.insert(expected.end(), (*block)->samples.begin(), (*block)->samples.end());
  }
  std::vector<Sample> played;
  auto block = bench.radio->read();
  for (; block && *block; block = bench.radio->read()) {
    CHECK((*block)->first_sample == played.size());
    CHECK_FALSE((*block)->gap_before);
    CHECK((*block)->center_hz == 947.2e6);
    CHECK((*block)->received_at.has_value());
    played.insert(played.end(), (*block)->samples.begin(), (*block)->samples.end());
  }
  REQUIRE(block);  // an end, not an error
  CHECK(played == expected);
  CHECK(bench.radio->counters().device.samples == expected.size());
  CHECK(bench.radio->counters().samples_dropped == 0);
  CHECK(bench.events.empty());
}

TEST_CASE("a radio that cannot be opened is told at once, in its driver's words") {
  Bench bench;
  bench.settings.arguments["path"] = "/nonexistent.cs8";
  const auto started = RadioProcess::start(bench.settings, bench.process);
  REQUIRE_FALSE(started);
  CHECK_THAT(started.error().what, Contains("/nonexistent.cs8"));
  CHECK(started.error().what.find('\n') == std::string::npos);
}

TEST_CASE("a program that is no radio's process is told") {
  Bench bench;
  bench.process.command = {"/nonexistent/program"};
  const auto missing = RadioProcess::start(bench.settings, bench.process);
  REQUIRE_FALSE(missing);
  CHECK_THAT(missing.error().what, Contains("/nonexistent/program cannot be started"));
  bench.process.command = {"/bin/sh", "-c", "echo no such module >&2; exit 3"};
  const auto other = RadioProcess::start(bench.settings, bench.process);
  REQUIRE_FALSE(other);
  CHECK_THAT(other.error().what, Contains("ended with status 3 (no such module)"));
}

TEST_CASE("a driver that is killed is started again, and the gap is as long as it was away") {
  Bench bench;
  bench.start();
  const IqBlock before = bench.next();
  const auto first_process = bench.radio->process_id();
  REQUIRE(first_process);
  ::kill(*first_process, SIGKILL);
  const IqBlock after = bench.next_that(has_gap);
  CHECK(after.lost_before > 0);
  CHECK(after.first_sample > before.first_sample + before.samples.size());
  CHECK(bench.count(Kind::kLost) == 1);
  CHECK(bench.count(Kind::kOpened) == 1);
  CHECK_THAT(bench.last(Kind::kLost).text, Contains("ended by signal SIGKILL"));
  CHECK(bench.radio->process_id() != first_process);
  const RadioCounters counters = bench.radio->counters();
  CHECK(counters.losses == 1);
  CHECK(counters.samples_missed == after.lost_before);
  CHECK(counters.is_running);
  const IqBlock next = bench.next();
  CHECK(next.first_sample == after.first_sample + after.samples.size());
  CHECK_FALSE(next.gap_before);
}

TEST_CASE("a radio that is lost while samples wait was lost then, not when they are read") {
  Bench bench;
  bench.start();
  bench.next();
  std::this_thread::sleep_for(500ms);
  ::kill(bench.radio->process_id().value(), SIGKILL);
  constexpr auto kLate = 1s;
  std::this_thread::sleep_for(kLate);
  const IqBlock after = bench.next_that(has_gap);
  CHECK(static_cast<double>(after.lost_before) > std::chrono::duration<double>(kLate).count() * kRate_hz);
}

TEST_CASE("clipped samples stay counted, whatever the radio's process says and whether there is one") {
  Bench bench;
  bench.process.shortest_pause = bench.process.longest_pause = 60s;
  bench.start();
  std::uint64_t clipped = 0;
  const auto read_on = [&](int blocks) {
    for (int i = 0; i < blocks; ++i) {
      clipped += bench.next().clipped_samples;
      REQUIRE(bench.radio->counters().device.samples_clipped == clipped);
    }
  };
  read_on(5);
  REQUIRE(clipped > 0);
  ::kill(bench.radio->process_id().value(), SIGKILL);
  bool was_lost = false;
  std::thread stopping([&] {
    was_lost = comes_true([&] { return !bench.radio->process_id(); });
    bench.radio->stop();
  });
  for (auto block = bench.radio->read(); block && *block; block = bench.radio->read()) {
    clipped += (*block)->clipped_samples;
  }
  stopping.join();
  CHECK(was_lost);
  CHECK(bench.radio->counters().device.samples_clipped == clipped);
}

TEST_CASE("a driver that hangs is ended and started again") {
  Bench bench;
  bench.start();
  bench.next();
  const auto hanging = bench.radio->process_id();
  REQUIRE(hanging);
  ::kill(*hanging, SIGSTOP);
  bench.next_that(has_gap);
  CHECK_THAT(bench.last(Kind::kLost).text, Contains("its driver hangs"));
  CHECK_FALSE(is_alive(*hanging));
}

TEST_CASE("a radio that is pulled out is looked for until it is back") {
  Bench bench("loop=true");
  bench.start();
  bench.next();
  const std::string away = bench.path() + ".away";
  std::filesystem::rename(bench.path(), away);
  const auto process = bench.radio->process_id();
  REQUIRE(process);
  ::kill(*process, SIGKILL);
  std::thread replug([&] {
    std::this_thread::sleep_for(600ms);
    std::filesystem::rename(away, bench.path());
  });
  const IqBlock after = bench.next_that(has_gap);
  replug.join();
  CHECK(bench.count(Kind::kNotOpened) >= 2);
  CHECK(bench.last(Kind::kNotOpened).next_try_in == 100ms);  // the longest pause
  CHECK(static_cast<double>(after.lost_before) > 0.5 * kRate_hz);
}

TEST_CASE(
    "of a driver that talks without end some lines are told, how many are left out, and its last words") {
  Bench bench;
  bench.process.command = {
      "/bin/sh", "-c",
      "for i in $(seq 5000); do echo transfer error $i >&2; done; sleep 1.5; echo bye >&2; exit 3"};
  const auto started = RadioProcess::start(bench.settings, bench.process);
  REQUIRE_FALSE(started);
  CHECK_THAT(started.error().what, Contains("ended with status 3 (bye)"));
  CHECK(bench.events.size() < 100);
  CHECK(bench.events.front().text == "transfer error 1");
  const auto is_sum = [](const RadioEvent& event) {
    return event.text.find("lines more") != std::string::npos;
  };
  CHECK(std::ranges::any_of(bench.events, is_sum));
}

TEST_CASE("a process that never answers while it opens is given up") {
  Bench bench;
  bench.process.command = {"/bin/sleep", "60"};
  bench.process.command.pop_back();  // the parent's number is the time it sleeps
  bench.process.open_limit = 200ms;
  const auto started = RadioProcess::start(bench.settings, bench.process);
  REQUIRE_FALSE(started);
  CHECK_THAT(started.error().what, Contains("does not open within"));
}

TEST_CASE("stop() ends a waiting read, from another thread, and so does the radio's process") {
  Bench bench;
  bench.start();
  bench.next();
  const auto process = bench.radio->process_id();
  REQUIRE(process);
  ::kill(*process, SIGSTOP);
  std::thread stopping([&] {
    std::this_thread::sleep_for(50ms);
    bench.radio->stop();
  });
  auto block = bench.radio->read();
  while (block && *block) block = bench.radio->read();
  stopping.join();
  CHECK(block.has_value());
  bench.radio.reset();
  CHECK_FALSE(is_alive(*process));
}

TEST_CASE("what nobody reads in time is dropped, counted as ours, and the memory stays what it is") {
  Bench bench("loop=true,speed=20");
  bench.process.most_ring_octets = std::size_t{4} << 20U;  // 2 M samples
  bench.start();
  bench.next();
  REQUIRE(comes_true([&] {
    bench.radio->retune({.center_hz = 947.2e6, .gain = {}});  // it still obeys
    std::this_thread::sleep_for(50ms);
    return bench.radio->counters().samples_dropped > 0 || bench.radio->process_id() == std::nullopt ||
           (bench.next(), bench.radio->counters().samples_dropped > 0);
  }));
  const IqBlock late = bench.next_that([](const IqBlock& block) { return block.dropped_before > 0; });
  CHECK(late.gap_before);
  const RadioCounters counters = bench.radio->counters();
  CHECK(counters.ring_s == Approx(2.0 * 1.048576));  // two octets a sample
  CHECK(counters.backlog_s > 0.0);
  CHECK(counters.backlog_s <= counters.ring_s);
}

TEST_CASE("the radio's process ends with its parent, however that ends") {
  Bench bench;
  int pipe_ends[2];
  REQUIRE(::pipe(pipe_ends) == 0);
  const pid_t parent = ::fork();
  if (parent == 0) {
    auto radio = RadioProcess::start(bench.settings, bench.process);
    const int process = radio ? (*radio)->process_id().value_or(0) : 0;
    if (::write(pipe_ends[1], &process, sizeof process) < 0) ::_exit(1);
    ::pause();
    ::_exit(0);
  }
  int process = 0;
  REQUIRE(::read(pipe_ends[0], &process, sizeof process) == sizeof process);
  REQUIRE(process > 0);
  REQUIRE(is_alive(process));
  ::kill(parent, SIGKILL);
  ::waitpid(parent, nullptr, 0);
  ::close(pipe_ends[0]);
  ::close(pipe_ends[1]);
  CHECK(comes_true([&] { return !is_alive(process); }));
}

TEST_CASE("twenty losses leave no descriptor and no process behind") {
  Bench bench;
  bench.process.shortest_pause = bench.process.longest_pause = 1ms;
  bench.start();
  const auto descriptors = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
  };
  bench.next();
  const auto before = descriptors();
  for (int i = 0; i < 20; ++i) {
    ::kill(bench.radio->process_id().value(), SIGKILL);
    bench.next_that(has_gap);
  }
  CHECK(descriptors() == before);
  CHECK(bench.radio->counters().losses == 20);
  CHECK(::waitpid(-1, nullptr, WNOHANG) == 0);  // one child, and it runs
}

TEST_CASE("each of a radio's faults is noticed for what it is, and got over") {
  struct Case {
    std::string fault;
    std::string said;  ///< of the loss
  };
  const Case now =
      GENERATE(Case{"crash@0.3", "ended by signal SIGABRT"}, Case{"hang@0.3", "its driver hangs"},
               Case{"stale@0.3+60", "the same samples again and again"},
               Case{"unplug@0.3+1", "no samples for"}, Case{"stall@0.3+60", "no samples for"});
  CAPTURE(now.fault);
  Bench bench("loop=true", 10.0);  // its seam is a gap too
  bench.settings.arguments["faults"] = now.fault;
  bench.settings.arguments["state"] = bench.file("faults");
  bench.start();
  const IqBlock after = bench.next_that(has_gap);
  CHECK(after.lost_before > 0);
  CHECK(bench.count(Kind::kLost) == 1);
  CHECK_THAT(bench.last(Kind::kLost).text, Contains(now.said));
  CHECK(bench.count(Kind::kOpened) == 1);
  for (int i = 0; i < 5; ++i) CHECK_FALSE(bench.next().gap_before);
}

TEST_CASE("a radio whose driver crashes while it opens is told, and found when it no longer does") {
  Bench bench;
  bench.settings.arguments["faults"] = "crash_at_open";
  bench.settings.arguments["state"] = bench.file("faults");
  const auto started = RadioProcess::start(bench.settings, bench.process);
  REQUIRE_FALSE(started);
  CHECK_THAT(started.error().what, Contains("ended by signal SIGABRT"));
  bench.start();  // it happened already
  CHECK_FALSE(bench.next().samples.empty());
}

TEST_CASE("a storm of overflows loses what it says and nothing else") {
  Bench bench("loop=true", 10.0);
  bench.settings.arguments["faults"] = "overflow@0.2x5";
  bench.settings.arguments["state"] = bench.file("faults");
  bench.start();
  std::uint64_t expected = 0;
  int gaps = 0;
  while (gaps < 5) {
    const IqBlock block = bench.next();
    if (block.gap_before) ++gaps;
    CHECK(block.first_sample == expected + block.lost_before + block.dropped_before);
    expected = block.first_sample + block.samples.size();
  }
  CHECK(bench.count(Kind::kLost) == 0);
  CHECK(bench.radio->counters().losses == 0);
}

TEST_CASE("a radio moves over a band while it runs, and again after it was lost") {
  BandBench bench;
  bench.start();
  CHECK(bench.next().center_hz == Approx(940e6));
  bench.radio->retune({.center_hz = 950e6, .gain = {}});
  const IqBlock moved = bench.next_that(is_at_950);
  CHECK(moved.gap_before);
  CHECK(moved.lost_before == 0);
  ::kill(bench.radio->process_id().value(), SIGKILL);
  CHECK(is_at_950(bench.next_that(has_gap)));
}

TEST_CASE("a radio that refuses to move is where it was, and is opened there again") {
  BandBench bench;
  bench.settings.center_hz = 950e6;
  bench.start();
  bench.next();
  bench.radio->retune({.center_hz = 5e9, .gain = {}, .ppm = 10.0});
  bench.next_that([&](const IqBlock&) { return bench.count(Kind::kRefused) > 0; });
  CHECK_THAT(bench.last(Kind::kRefused).text, Contains("5000.000 MHz"));
  const auto knows_its_clock = [](const IqBlock& block) {
    return block.sample_rate_hz == Approx(kRate_hz * (1 + 10e-6)).epsilon(1e-9);
  };
  CHECK(is_at_950(bench.next_that(knows_its_clock)));
  ::kill(bench.radio->process_id().value(), SIGKILL);
  const IqBlock back = bench.next_that(has_gap);
  CHECK(is_at_950(back));
  CHECK(knows_its_clock(back));
  CHECK(bench.count(Kind::kNotOpened) == 0);
}

TEST_CASE("an order that another overtakes keeps what the other says nothing of") {
  BandBench bench;
  bench.start();
  bench.next();
  const int process = bench.radio->process_id().value();
  ::kill(process, SIGSTOP);  // so that both wait when it looks
  bench.radio->retune({.center_hz = 945e6, .gain = *parse_gain("TUNER=12"), .ppm = 10.0});
  bench.radio->retune({.center_hz = 950e6, .gain = {}});
  ::kill(process, SIGCONT);
  const IqBlock moved = bench.next_that(is_at_950);
  CHECK(moved.gain_db == 12.0);
  CHECK(moved.sample_rate_hz == Approx(kRate_hz * (1 + 10e-6)).epsilon(1e-9));
}
