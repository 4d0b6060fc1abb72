#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "dsp/capture/device_list.hpp"
#include "dsp/capture/fault_memory.hpp"
#include "dsp/capture/playback_faults.hpp"
#include "tests/dsp/capture/playback_files.hpp"
#include "tests/dsp/capture/recording_files.hpp"

namespace {

using namespace cellwarden;
using namespace cellwarden::test;
using capture::FaultKind;
using capture::TemporaryFolder;
using Catch::Matchers::Contains;

constexpr double kRate_hz = 1.92e6;
constexpr std::size_t kTransfer = 65536;

/// A recording whose sample i is a number that tells i.
std::string write_counted(const TemporaryFolder& folder, double duration_s) {
  return write_recording(folder.file("x"), {.duration_s = duration_s}, [](double t) {
    const auto index = std::llround(t * kRate_hz);
    const auto rounds = index / 4096;
    return Complex(static_cast<double>(index % 4096), static_cast<double>(rounds)) / 4096.0;
  });
}

std::int64_t index_of(const Sample& sample) {
  return std::llround(sample.real() * 4096.0F) + 4096 * std::llround(sample.imag() * 4096.0F);
}

std::int64_t index_at(long long time_ns) {
  return std::llround(static_cast<double>(time_ns) * 1e-9 * kRate_hz);
}

std::string playing(const std::string& file, const std::string& more) {
  return "path=" + file + ",speed=0," + more;
}

bool is_found(const std::string& arguments) {
  return !SoapySDR::Device::enumerate(*capture::parse_device_arguments("driver=playback," + arguments))
              .empty();
}

/// A process of its own that does something a test must not.
class Child {
 public:
  explicit Child(const std::function<void()>& act) : process_(::fork()) {
    if (process_ != 0) return;
    ::close(STDERR_FILENO);                         // what abort() and a sanitizer have to say is expected
    static_cast<void>(::signal(SIGABRT, SIG_DFL));  // and none of the test program's business
    act();
    ::_exit(0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    int status = 0;
    ::waitpid(process_, &status, 0);
  }
  bool is_running() {
    int status = 0;
    return ::waitpid(process_, &status, WNOHANG) == 0;
  }
  /// \return the signal that ended it; 0 where it ended by itself
  int signal() {
    int status = 0;
    ::waitpid(std::exchange(process_, 0), &status, 0);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  }

 private:
  pid_t process_;
};

/// Reads until the end of the recording.
void read_all(const std::string& arguments) {
  OpenPlayback playback(arguments);
  while (playback.device().readSetting("end_of_recording") != "true")
    static_cast<void>(playback.read(kTransfer));
}

/// Waits for what must come, for a minute at most.
template <class Condition>
bool comes_true(Condition&& condition) {
  for (int i = 0; i < 6000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

}  // namespace

TEST_CASE("a schedule of faults is read in order of time") {
  const auto faults = capture::parse_fault_schedule(
      "gap@80+0.1; overflow@50x20 ;unplug@12.5+4;stall@30+5;stale@40+2;crash@60;hang@70;crash_at_open;"
      "rush@75+20x8");
  REQUIRE(faults);
  REQUIRE(faults->size() == 9);
  CHECK((*faults)[7].kind == FaultKind::kRush);
  CHECK((*faults)[7].duration_s == 20.0);
  CHECK((*faults)[7].count == 8);
  CHECK(faults->front().kind == FaultKind::kCrashAtOpen);
  CHECK((*faults)[1].kind == FaultKind::kUnplug);
  CHECK((*faults)[1].at_s == 12.5);
  CHECK((*faults)[1].duration_s == 4.0);
  CHECK((*faults)[4].kind == FaultKind::kOverflow);
  CHECK((*faults)[4].count == 20);
  CHECK(faults->back().text == "gap@80+0.1");
  CHECK(capture::parse_fault_schedule("")->empty());
}

TEST_CASE("a fault that is written wrong is named, with the way to write it") {
  const auto wrong = [](const std::string& text) {
    const auto faults = capture::parse_fault_schedule(text);
    REQUIRE_FALSE(faults);
    CHECK(faults.error().what.find('\n') == std::string::npos);
    return faults.error().what;
  };
  CHECK_THAT(wrong("unplugged@1+1"), Contains("'unplugged@1+1'") && Contains("unplug@12.5+4"));
  CHECK_THAT(wrong("unplug@1"), Contains("write unplug@12.5+4"));
  CHECK_THAT(wrong("unplug+1"), Contains("say when"));
  CHECK_THAT(wrong("stall@-1+1"), Contains("seconds from 0"));
  CHECK_THAT(wrong("stall@nan+1"), Contains("seconds from 0"));
  CHECK_THAT(wrong("stall@1+0"), Contains("more than 0"));
  CHECK_THAT(wrong("stall@1+1x2"), Contains("write stall@30+5"));
  CHECK_THAT(wrong("overflow@1x0"), Contains("1 to 1000000 times"));
  CHECK_THAT(wrong("crash@1;hang"), Contains("'hang'"));
  CHECK_THAT(wrong("crash_at_open@1"), Contains("no time"));
  CHECK_FALSE(capture::parse_fault("stall@1+1"));
  CHECK_FALSE(capture::parse_fault("crash_at_open"));
  CHECK(capture::parse_fault("stall+1"));
}

TEST_CASE("a gap skips samples without a word, and their times tell") {
  const TemporaryFolder folder;
  const std::string file = write_counted(folder, 1.0);
  OpenPlayback playback(playing(file, "faults=gap@0.1+0.25"));
  std::int64_t expected = 0;
  int jumps = 0;
  while (true) {
    const auto read = playback.read(kTransfer);
    if (read.result <= 0) break;
    const std::int64_t first = index_of(read.samples.front());
    CHECK(first == index_at(read.time_ns));
    if (first != expected) {
      ++jumps;
      CHECK(first - expected == 480'000);
      CHECK(expected >= 192'000);
      CHECK(expected <= 192'000 + static_cast<std::int64_t>(kTransfer));
    }
    expected = first + read.result;
  }
  CHECK(jumps == 1);
  CHECK(playback.device().readSetting("overflows") == "0");
}

TEST_CASE("a stall times out and goes on at the present") {
  const TemporaryFolder folder;
  const std::string file = write_counted(folder, 1.0);
  OpenPlayback playback(playing(file, "faults=stall@0+0.5"));
  int timeouts = 0;
  auto read = playback.read(kTransfer);
  for (; read.result == SOAPY_SDR_TIMEOUT; read = playback.read(kTransfer)) ++timeouts;
  CHECK(timeouts >= 5);
  REQUIRE(read.result > 0);
  CHECK(index_of(read.samples.front()) == 960'000);
  CHECK(index_at(read.time_ns) == 960'000);
}

TEST_CASE("a signal in a rush comes as much faster, whole, and then at its own pace again") {
  const TemporaryFolder folder;
  const std::string file = write_counted(folder, 2.0);
  OpenPlayback playback("path=" + file + ",ring_s=60,faults=rush@0.5+1x1000");
  const auto begin = std::chrono::steady_clock::now();
  std::int64_t expected = 0;
  for (auto read = playback.read(kTransfer); expected < 3'600'000; read = playback.read(kTransfer)) {
    if (read.result == SOAPY_SDR_TIMEOUT) continue;
    REQUIRE(read.result > 0);
    REQUIRE(index_of(read.samples.front()) == expected);
    REQUIRE(index_at(read.time_ns) == expected);
    expected += read.result;
  }
  // At its own pace alone these 1.875 s would take as long.
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  CHECK(took.count() > 0.8);
}

TEST_CASE("a stale device repeats one transfer, and its times go on") {
  const TemporaryFolder folder;
  const std::string file = write_counted(folder, 1.0);
  OpenPlayback playback(playing(file, "faults=stale@0+0.2"));
  const auto first = playback.read(kTransfer);
  REQUIRE(first.result == static_cast<int>(kTransfer));
  std::int64_t position = kTransfer;
  while (position < 384'000) {
    const auto again = playback.read(kTransfer);
    REQUIRE(again.result > 0);
    const bool is_same = again.samples == first.samples;
    CHECK(is_same);
    CHECK(index_at(again.time_ns) == position);
    position += again.result;
  }
  const auto fresh = playback.read(kTransfer);
  REQUIRE(fresh.result > 0);
  CHECK(index_of(fresh.samples.front()) == position);
}

TEST_CASE("a storm of overflows: one before each of the next transfers, each of one transfer's samples") {
  const TemporaryFolder folder;
  const std::string file = write_counted(folder, 2.0);
  auto settings = settings_for("driver=playback," + playing(file, "faults=overflow@0.1x5"));
  const auto source = test::open(settings);
  int gaps = 0;
  while (true) {
    const auto block = source->read();
    REQUIRE(block.has_value());
    if (!block->has_value()) break;
    CHECK(index_of((*block)->samples.front()) == static_cast<std::int64_t>((*block)->first_sample));
    if (!(*block)->gap_before) continue;
    ++gaps;
    CHECK((*block)->lost_before == kTransfer);
  }
  CHECK(gaps == 5);
  CHECK(source->counters().overflows == 5);
  CHECK(source->counters().samples_lost == 5 * kTransfer);
}

TEST_CASE("an unplugged radio times out for good, and is not found or opened until it is back") {
  const TemporaryFolder folder;
  const std::string arguments = playing(write_counted(folder, 1.0), "loop=true");
  OpenPlayback playback(arguments);
  REQUIRE(playback.read(kTransfer).result > 0);
  CHECK(is_found(arguments));
  CHECK_THROWS_WITH(playback.device().writeSetting("fault", "unplugged+4"), Contains("unknown"));
  CHECK_THROWS_WITH(playback.device().writeSetting("gain", "4"), Contains("fault"));

  playback.device().writeSetting("fault", "unplug+1000000");
  CHECK(playback.read(kTransfer, 1'000).result == SOAPY_SDR_TIMEOUT);
  CHECK_FALSE(is_found(arguments));
  CHECK_THAT(refusal(settings_for("driver=playback," + arguments)), Contains("unplugged"));
}

TEST_CASE("once it is plugged in again it is found and plays; the old handle stays dead") {
  const TemporaryFolder folder;
  const std::string arguments = playing(write_counted(folder, 1.0), "loop=true");
  OpenPlayback playback(arguments);
  playback.device().writeSetting("fault", "unplug+0.05");
  CHECK(playback.read(kTransfer, 1'000).result == SOAPY_SDR_TIMEOUT);
  REQUIRE(comes_true([&] { return is_found(arguments); }));
  CHECK(playback.read(kTransfer, 1'000).result == SOAPY_SDR_TIMEOUT);
  // Another label, so that SoapySDR does not hand out the open device again.
  OpenPlayback again(arguments + ",ring_s=1");
  CHECK(again.read(kTransfer).result > 0);
}

TEST_CASE("a crash happens once where a state file remembers it, and each time where none does") {
  const TemporaryFolder folder;
  const std::string file = write_counted(folder, 0.5);
  const std::string state = folder.file("state");
  for (const std::string fault : {"crash@0.2", "crash_at_open"}) {
    std::filesystem::remove(state);
    const std::string remembered = playing(file, "state=" + state + ",faults=" + fault);
    CHECK(Child([&] { read_all(remembered); }).signal() == SIGABRT);
    CHECK_THAT(capture::read_file(state), Contains(" " + fault + "\n"));
    CHECK(Child([&] { read_all(remembered); }).signal() == 0);
    for (int i = 0; i < 2; ++i) {
      CHECK(Child([&] { read_all(playing(file, "faults=" + fault)); }).signal() == SIGABRT);
    }
  }
}

TEST_CASE("a hang never returns") {
  const TemporaryFolder folder;
  const std::string state = folder.file("state");
  const std::string arguments = playing(write_counted(folder, 0.5), "faults=hang@0.1,state=" + state);
  Child child([&] { read_all(arguments); });
  REQUIRE(comes_true([&] { return capture::read_file(state).find("hang@0.1\n") != std::string::npos; }));
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  CHECK(child.is_running());
}

TEST_CASE("an unplug is known to other processes through the state file") {
  const TemporaryFolder folder;
  const std::string file = write_counted(folder, 0.5);
  const std::string state = folder.file("state");
  const std::string arguments = playing(file, "loop=true,state=" + state);
  CHECK(Child([&] {
          OpenPlayback playback(arguments + ",faults=unplug@0.1+1000000");
          while (playback.read(kTransfer, 1'000).result > 0) {
          }
        }).signal() == 0);
  capture::register_playback_device();
  CHECK_FALSE(is_found(arguments));
  CHECK_THAT(refusal(settings_for("driver=playback," + arguments)), Contains("unplugged"));
  // Noted at another time it would be over by now.
  std::ofstream(state) << "1000000000.000 unplug@0.1+1000\n";
  CHECK(is_found(arguments));
}

TEST_CASE("a state file of anything else than faults is no obstacle, one that cannot be written is") {
  CHECK(capture::parse_past_faults("").empty());
  CHECK(capture::parse_past_faults("x\n1 \n 2 crash@1\nnan crash@1\n1e300 crash@1\n").size() == 1);
  const auto past = capture::parse_past_faults("1732312345.5 unplug@12.5+4\n17");
  REQUIRE(past.size() == 1);
  CHECK(past.front().text == "unplug@12.5+4");
  const TemporaryFolder folder;
  const std::string file = write_counted(folder, 0.1);
  CHECK_THAT(refusal(settings_for("driver=playback," + playing(file, "state=" + folder.file("none/state")))),
             Contains("state=") && Contains("cannot be written"));
}

TEST_CASE("a fault of a watched source: silence is an error, and time jumps are counted") {
  const TemporaryFolder folder;
  const std::string file = write_counted(folder, 1.0);
  auto settings = settings_for("driver=playback," + playing(file, "faults=unplug@0.1+1"));
  settings.silence_limit = std::chrono::milliseconds(50);
  const auto source = test::open(settings);
  auto block = source->read();
  while (block && *block) block = source->read();
  REQUIRE_FALSE(block);
  CHECK_THAT(block.error().what, Contains("still plugged in"));
}

TEST_CASE("a loop whose recording joins itself has no seam") {
  const TemporaryFolder folder;
  for (const bool is_seamless : {true, false}) {
    const std::string file = write_recording(
        folder.file(is_seamless ? "yes" : "no"),
        {.duration_s = 0.1, .format = capture::SampleFormat::kCs16, .loops_seamlessly = is_seamless},
        tone(100e3, 0.1));
    const auto source = test::open(settings_for("driver=playback,speed=0,loop=true,path=" + file));
    std::uint64_t gaps = 0;
    while (true) {
      const auto block = source->read();
      REQUIRE(block);
      REQUIRE(*block);
      gaps += (*block)->gap_before ? 1U : 0U;
      if ((*block)->first_sample >= 700'000) break;
    }
    CHECK(gaps == (is_seamless ? 0 : 3));
    CHECK(source->counters().samples_lost == gaps);
  }
}
