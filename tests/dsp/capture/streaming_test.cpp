// Pipes: nothing to seek in, no size, perhaps no end.
#include <algorithm>
#include <thread>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/dsp/capture/recording_files.hpp"

namespace cellwarden::capture {
namespace {

/// Everything into a descriptor; ends quietly when the reader has gone.
void write_all(int descriptor, std::string_view octets) {
  while (!octets.empty()) {
    const auto count = ::write(descriptor, octets.data(), octets.size());
    if (count <= 0) return;
    octets.remove_prefix(static_cast<std::size_t>(count));
  }
}

/// The standard input, replaced while this lives.
class StandardInput {
 public:
  explicit StandardInput(int descriptor) : saved_(::dup(STDIN_FILENO)) { ::dup2(descriptor, STDIN_FILENO); }
  ~StandardInput() {
    ::dup2(saved_, STDIN_FILENO);
    ::close(saved_);
  }
  StandardInput(const StandardInput&) = delete;
  StandardInput& operator=(const StandardInput&) = delete;

 private:
  int saved_;
};

RecordingOptions stated() {
  RecordingOptions options;
  options.rate_hz = 1e6;
  options.center_hz = 943e6;
  options.type = SampleFormat::kCs8;
  return options;
}

Played play_through_stdin(const std::string& octets, const RecordingOptions& options) {
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  const StandardInput input(ends[0]);
  std::thread writer([&] {
    write_all(ends[1], octets);
    ::close(ends[1]);
  });
  Played played = play("-", options);
  writer.join();
  ::close(ends[0]);
  return played;
}

TEST_CASE("the standard input plays with flags") {
  const Played played = play_through_stdin(ramp_cs8(300'000), stated());
  CHECK(played.error.empty());
  REQUIRE(played.samples.size() == 300'000);
  CHECK(played.samples.back().real() == ramp_i(299'999));
  CHECK_FALSE(played.info.total_samples);
  CHECK(played.info.sha256.has_value());
  CHECK(origin_of(played.info, "sample rate") == "--rate");
}

TEST_CASE("the standard input without flags says which are missing") {
  CHECK(play_through_stdin(ramp_cs8(100), {}).error ==
        "-: sample format and sample rate and center frequency unknown; give --type cu8|cs8|cs16|cf32 --rate "
        "HZ "
        "--center HZ");
}

TEST_CASE("a WAV on the standard input is known by its header") {
  RecordingOptions options;
  options.center_hz = 943e6;
  const std::string header = wav_format(1, 2, 1'000'000, 8) + "data";
  const Played played = play_through_stdin(
      "RIFF" + number(0xFFFFFFFF, 4) + "WAVE" + header + number(0xFFFFFFFF, 4) + ramp_cs8(100), options);
  CHECK(played.error.empty());
  CHECK(played.samples.size() == 100);
  CHECK(played.info.native_format == "cu8");
}

TEST_CASE("a start on a pipe reads over what it skips") {
  RecordingOptions options = stated();
  options.start_s = 0.1;
  options.duration_s = 0.001;
  const Played played = play_through_stdin(ramp_cs8(101'000), options);
  REQUIRE(played.samples.size() == 1000);
  CHECK(played.samples[0].real() == ramp_i(100'000));
  CHECK(played.blocks[0].first_sample == 100'000);
}

/// Octets that this process has read so far, by the kernel's own count (proc(5), "rchar").
std::uint64_t octets_read() {
  std::ifstream io("/proc/self/io");
  std::string key;
  std::uint64_t count = 0;
  io >> key >> count;
  REQUIRE(key == "rchar:");
  return count;
}

TEST_CASE("a start in a file is a seek, also beyond 4 GiB") {
  const TemporaryFolder folder;
  // A WAV whose 32 bit size wrapped; nearly all of it is a hole that takes no room.
  constexpr std::uint64_t kDataBytes = 5'000'000'000;
  const std::string header = wav_format(1, 2, 1'000'000, 16) + "data" + number(kDataBytes, 4);
  const auto name = folder.write("x_943MHz.wav", wav(header));
  std::filesystem::resize_file(name, 12 + header.size() + kDataBytes);
  RecordingOptions options;
  options.start_s = 1249.0;
  options.duration_s = 0.01;
  const auto before = octets_read();
  const Played played = play(name, options);
  CHECK(octets_read() - before < 1'000'000);
  CHECK(played.error.empty());
  CHECK(played.samples.size() == 10'000);
  CHECK(played.blocks.at(0).first_sample == 1'249'000'000);
  CHECK(describe_recordings({name}, {})->front().total_samples == kDataBytes / 4);
}

TEST_CASE("stop() ends a read that waits for a silent pipe") {
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  const StandardInput input(ends[0]);
  write_all(ends[1], ramp_cs8(100));
  auto source = open_recording("-", stated());
  REQUIRE(source);
  std::thread stopper([&] { (*source)->stop(); });
  const auto block = (*source)->read();
  stopper.join();
  REQUIRE(block);
  CHECK_FALSE(*block);
  CHECK_FALSE((*source)->info().sha256);
  CHECK((*source)->info().warnings.empty());
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_CASE("memory does not grow with the stream") {
  const TemporaryFolder folder;
  const std::string fifo = folder.file("endless_943.0M_1000k.cs8");
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  constexpr std::size_t kChunks = 300;
  const std::string piece = ramp_cs8(500'000);
  std::thread writer([&] {
    const int descriptor = ::open(fifo.c_str(), O_WRONLY | O_CLOEXEC);
    for (std::size_t i = 0; i < kChunks; ++i) write_all(descriptor, piece);
    ::close(descriptor);
  });
  const auto source = open_recording(fifo, {});
  REQUIRE(source);
  const auto peak_kib = [] {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
  };
  std::uint64_t samples = 0;
  long early_kib = 0;
  for (;;) {
    const auto block = (*source)->read();
    REQUIRE(block);
    if (!*block) break;
    samples += (*block)->samples.size();
    if (early_kib == 0) early_kib = peak_kib();
  }
  writer.join();
  CHECK(samples == kChunks * 500'000);
  // 300 MB passed: what stays is far less.
  CHECK(peak_kib() - early_kib < 16'384);
}

}  // namespace
}  // namespace cellwarden::capture
