// Run by soapy_remote.sh: a playback behind a SoapyRemote server, over TCP.

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <random>

#include "dsp/capture/radio_child.hpp"
#include "dsp/capture/radio_process.hpp"
#include "dsp/capture/recording.hpp"
#include "tests/dsp/capture/opened_source.hpp"
#include "tests/dsp/capture/soapy_remote_server.hpp"

using namespace cellwarden;
using namespace std::chrono_literals;
using Kind = capture::RadioEvent::Kind;

namespace {

constexpr double kRate_hz = 2.4e6;
constexpr const char* kLayout = ",rate=2400000,center=806000000";

/// Octets that do not repeat, of 2 million samples.
std::string noise_octets() {
  std::mt19937 random(5);
  std::string octets(4'000'000, '\0');
  std::ranges::generate(octets, [&] { return static_cast<char>(random()); });
  return octets;
}

/// A radio's process that receives from the server, what is told of it, and reading with an end.
class Listener {
 public:
  Listener() {
    capture::RadioProcessSettings process;
    process.command = {CELLWARDEN_RADIO_PROCESS, std::string(capture::kRadioProcessArgument)};
    process.open_limit = 3s;
    process.on_event = [this](const capture::RadioEvent& event) { events.push_back(event); };
    auto started = capture::RadioProcess::start(test::settings_for(test::kRemoteDevice), process);
    if (!started) FAIL(started.error().what);
    radio = std::move(*started);
  }

  /// Reads until a block fits.
  IqBlock next_that(const std::function<bool(const IqBlock&)>& fits) {
    while (true) {
      const auto block = radio->read();
      if (!block) FAIL(block.error().what);
      REQUIRE(block->has_value());
      if (fits(**block)) return **block;
    }
  }

  [[nodiscard]] std::size_t count(Kind kind) const {
    return static_cast<std::size_t>(std::ranges::count(events, kind, &capture::RadioEvent::kind));
  }

  std::vector<capture::RadioEvent> events;
  std::unique_ptr<capture::RadioProcess> radio;
};

}  // namespace

TEST_CASE("a playback behind a SoapyRemote server arrives as it was recorded, to its end") {
  const capture::TemporaryFolder folder;
  const std::string path = folder.write("remote.cs8", noise_octets());
  const test::SoapyRemoteServer server("path=" + path + kLayout + ",ring_s=60");
  capture::RecordingOptions options;
  options.rate_hz = kRate_hz;
  options.center_hz = 806e6;
  const auto file = capture::open_recording(path, options);
  REQUIRE(file);
  std::vector<Sample> recorded;
  for (auto block = (*file)->read(); block && *block; block = (*file)->read()) {
    recorded.insert(recorded.end(), (*block)->samples.begin(), (*block)->samples.end());
  }
  REQUIRE(recorded.size() == 2'000'000);

  const auto remote = test::open(test::settings_for(test::kRemoteDevice));
  CHECK(remote->info().native_format == "cs8");
  CHECK(remote->info().sample_rate_hz == kRate_hz);
  CHECK(remote->info().center_hz == 806e6);
  std::uint64_t received = 0;
  bool is_identical = true;
  while (true) {
    const auto block = remote->read();
    if (!block) FAIL(block.error().what);
    if (!*block) break;
    const std::uint64_t first = (*block)->first_sample;
    REQUIRE(first + (*block)->samples.size() <= recorded.size());
    is_identical = is_identical && std::equal((*block)->samples.begin(), (*block)->samples.end(),
                                              recorded.begin() + static_cast<std::ptrdiff_t>(first));
    received += (*block)->samples.size();
  }
  CHECK(is_identical);
  CHECK(received + remote->counters().samples_lost == recorded.size());
  CHECK(remote->counters().samples_lost == 0);
}

TEST_CASE("a server that is killed in mid-stream is looked for until it is back, and the gap is counted") {
  const capture::TemporaryFolder folder;
  const std::string path = folder.write("remote.cs8", noise_octets());
  test::SoapyRemoteServer server("path=" + path + kLayout + ",loop=true");
  Listener listener;
  const IqBlock before =
      listener.next_that([](const IqBlock& block) { return block.first_sample > 500'000; });
  server.kill();
  const auto killed_at = std::chrono::steady_clock::now();
  // Told within the limit of silence, with what its process takes to end, and only then started again.
  std::chrono::steady_clock::duration told_after{};
  std::thread restart([&] {
    while (listener.radio->counters().losses == 0) std::this_thread::sleep_for(10ms);
    told_after = std::chrono::steady_clock::now() - killed_at;
    std::this_thread::sleep_for(1s);
    server.start();
  });
  bool is_back = false;
  const IqBlock after = listener.next_that([&](const IqBlock& block) {
    is_back = is_back || listener.count(Kind::kOpened) > 0;
    return is_back && block.gap_before;
  });
  restart.join();
  CHECK(told_after < 10s);
  CHECK(listener.count(Kind::kLost) == 1);
  const auto refusal = std::ranges::find(listener.events, Kind::kNotOpened, &capture::RadioEvent::kind);
  REQUIRE(refusal != listener.events.end());
  CHECK(refusal->text.find("does SoapySDRServer run there") != std::string::npos);
  CHECK(listener.count(Kind::kOpened) == 1);
  CHECK(after.center_hz == before.center_hz);
  CHECK(after.sample_rate_hz == before.sample_rate_hz);
  CHECK(static_cast<double>(after.lost_before) > kRate_hz);
  const capture::RadioCounters counters = listener.radio->counters();
  CHECK(counters.losses == 1);
  CHECK(counters.samples_missed == after.lost_before);
  std::uint64_t expected = after.first_sample + after.samples.size();
  for (int i = 0; i < 20; ++i) {
    const IqBlock next = listener.next_that([](const IqBlock&) { return true; });
    CHECK(next.first_sample == expected + next.lost_before + next.dropped_before);
    expected = next.first_sample + next.samples.size();
  }
}

TEST_CASE("a server that says nothing and closes nothing is given up, and found when it speaks again") {
  const capture::TemporaryFolder folder;
  const std::string path = folder.write("remote.cs8", noise_octets());
  test::SoapyRemoteServer server("path=" + path + kLayout + ",loop=true");
  Listener listener;
  listener.next_that([](const IqBlock& block) { return block.first_sample > 500'000; });
  server.send(SIGSTOP);
  std::thread restart([&] {
    while (listener.radio->counters().losses == 0) std::this_thread::sleep_for(10ms);
    std::this_thread::sleep_for(1s);
    server.send(SIGCONT);
  });
  const IqBlock after = listener.next_that(
      [&](const IqBlock& block) { return listener.count(Kind::kOpened) > 0 && block.gap_before; });
  restart.join();
  CHECK(listener.count(Kind::kLost) == 1);
  CHECK(static_cast<double>(after.lost_before) > kRate_hz);
  CHECK(listener.radio->counters().samples_missed == after.lost_before);
}
