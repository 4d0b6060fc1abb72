#include "dsp/capture/playback_device.hpp"

#include <unistd.h>

#include <SoapySDR/Constants.h>
#include <SoapySDR/Errors.h>
#include <SoapySDR/Formats.h>
#include <SoapySDR/Device.hpp>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "dsp/capture/device_list.hpp"
#include "dsp/capture/driver_log.hpp"
#include "dsp/capture/recording.hpp"
#include "dsp/capture/sample_format.hpp"
#include "dsp/capture/soapy_source.hpp"
#include "tests/catch.hpp"
#include "tests/dsp/capture/opened_source.hpp"
#include "tests/dsp/capture/playback_files.hpp"

namespace {

namespace fs = std::filesystem;
using Catch::Matchers::Contains;
using cellwarden::IqBlock;
using cellwarden::Sample;
using cellwarden::capture::DeviceSettings;
using cellwarden::capture::IqSource;
using cellwarden::capture::SampleFormat;
using cellwarden::capture::SoapySource;
using cellwarden::test::open;
using cellwarden::test::refusal;

constexpr double kRate_hz = 2.4e6;
constexpr double kCenter_hz = 806e6;

/// Such files repeat after 64,256 samples. A transfer has 65,536: no two that follow each other are the same,
/// which a machine so slow that it takes a second would take for a radio that was pulled out.
constexpr std::uint64_t kRow = 251;

/// A folder of its own, gone with the test.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("cellwarden_playback_test_" + std::to_string(::getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }

  std::string path(const std::string& name = "") const { return (path_ / name).string(); }

  /// Octets that count up: of each two, the first from 0 to 255, the second once in kRow samples.
  std::string write_counting(const std::string& name, std::size_t octets) const {
    std::vector<char> content(octets);
    for (std::size_t i = 0; i < octets; ++i) {
      content[i] = static_cast<char>(i % 2 == 0 ? i / 2 % 256 : i / 2 / kRow % 256);
    }
    return write(name, content);
  }

  std::string write(const std::string& name, std::span<const char> content) const {
    std::ofstream(path(name), std::ios::binary)
        .write(content.data(), static_cast<std::streamsize>(content.size()));
    return path(name);
  }

 private:
  fs::path path_;
};

/// What a cs8 file of write_counting holds at an index.
Sample counted(std::uint64_t index) {
  const auto code = [](std::uint64_t value) {
    return static_cast<float>(static_cast<std::int8_t>(static_cast<std::uint8_t>(value % 256))) / 128.0F;
  };
  return {code(index), code(index / kRow)};
}

DeviceSettings playing(const std::string& path, const std::string& more = "") {
  return cellwarden::test::settings_for("driver=playback,path=" + path + ",rate=2400000,center=806000000" +
                                        more);
}

/// Reads to the end. \param visit  called with every block
template <class Visit>
void read_all(IqSource& source, Visit&& visit) {
  while (true) {
    const auto block = source.read();
    if (!block) FAIL(block.error().what);
    if (!block->has_value()) return;
    visit(**block);
  }
}

std::vector<Sample> samples_of(IqSource& source) {
  std::vector<Sample> samples;
  read_all(source, [&](const IqBlock& block) {
    samples.insert(samples.end(), block.samples.begin(), block.samples.end());
  });
  return samples;
}

struct DeviceCloser {
  void operator()(SoapySDR::Device* device) const { SoapySDR::Device::unmake(device); }
};
using DevicePtr = std::unique_ptr<SoapySDR::Device, DeviceCloser>;

}  // namespace

TEST_CASE("what comes out of a playback is what is in the file, bit for bit, and then the end") {
  const Folder folder;
  for (const std::string format : {"cs8", "cu8", "cs16"}) {
    const std::string path = folder.write_counting("x." + format, 600'002 * 2);
    cellwarden::capture::RecordingOptions options;
    options.rate_hz = kRate_hz;
    options.center_hz = kCenter_hz;
    const auto file = cellwarden::capture::open_recording(path, options);
    if (!file) FAIL(file.error().what);

    const auto device = open(playing(path, ",speed=0"));
    CHECK(device->info().native_format == format);
    CHECK(device->info().sample_rate_hz == kRate_hz);
    CHECK(device->info().center_hz == kCenter_hz);
    const std::vector<Sample> expected = samples_of(**file);
    REQUIRE(expected.size() > 300'000);
    const bool is_identical = samples_of(*device) == expected;
    CHECK(is_identical);
    CHECK(device->counters().samples_lost == 0);
    CHECK(device->counters().overflows == 0);
    CHECK_FALSE(device->read()->has_value());
  }
}

TEST_CASE("floats pass through unchanged") {
  const Folder folder;
  std::vector<Sample> samples;
  for (int i = 0; i < 100'000; ++i)
    samples.emplace_back(static_cast<float>(i) * 1e-6F, -1.0F / static_cast<float>(i + 2));
  const auto octets = std::as_bytes(std::span(samples));
  const std::string path =
      folder.write("x.cf32", {reinterpret_cast<const char*>(octets.data()), octets.size()});
  const auto device = open(playing(path, ",speed=0"));
  CHECK(device->info().native_format == "cf32");
  const bool is_identical = samples_of(*device) == samples;
  CHECK(is_identical);
}

TEST_CASE("a late reader loses samples, and every one of them is counted before the next block") {
  const Folder folder;
  constexpr std::uint64_t kRound = 300'000;  // samples; the seam of the loop counts as one more
  const std::string path = folder.write_counting("x.cs8", kRound * 2);
  const auto device = open(playing(path, ",speed=2,ring_s=0,loop=true"));
  std::uint64_t expected_first = 0;
  std::uint64_t lost = 0;
  bool is_exact = true;
  for (int i = 0; i < 8; ++i) {
    const auto read = device->read();
    REQUIRE(read.has_value());
    REQUIRE(read->has_value());
    const IqBlock& block = **read;
    is_exact = is_exact && block.first_sample == expected_first + block.lost_before &&
               block.gap_before == (block.lost_before > 0) && block.dropped_before == 0;
    for (std::size_t k = 0; k < block.samples.size(); ++k) {
      is_exact = is_exact && block.samples[k] == counted((block.first_sample + k) % (kRound + 1));
    }
    expected_first = block.first_sample + block.samples.size();
    lost += block.lost_before;
    if (i == 3) std::this_thread::sleep_for(std::chrono::milliseconds(200));  // 0.4 s of signal
  }
  CHECK(is_exact);
  CHECK(lost > 100'000);
  CHECK(device->counters().overflows >= 1);
  CHECK(device->counters().samples_lost == lost);
  CHECK(device->counters().samples + lost == expected_first);
}

TEST_CASE("without pacing nothing is lost, however late the reader") {
  const Folder folder;
  const std::string path = folder.write_counting("x.cs8", 400'000);
  const auto device = open(playing(path, ",speed=0,ring_s=0"));
  std::uint64_t samples = 0;
  read_all(*device, [&](const IqBlock& block) {
    samples += block.samples.size();
    std::this_thread::sleep_for(std::chrono::milliseconds(60));
  });
  CHECK(samples == 200'000);
}

TEST_CASE("transfers are of the size that is asked for") {
  const Folder folder;
  const std::string path = folder.write_counting("x.cs8", 400'000);
  const auto device = open(playing(path, ",speed=0,transfer_samples=4096"));
  std::vector<std::size_t> sizes;
  read_all(*device, [&](const IqBlock& block) { sizes.push_back(block.samples.size()); });
  REQUIRE(sizes.size() == 49);
  CHECK(std::count(sizes.begin(), sizes.end(), 4096U) == 48);
  CHECK(sizes.back() == 200'000 - 48 * 4096);
}

TEST_CASE("a paced playback is no faster than its recording") {
  const Folder folder;
  const std::string path = folder.write_counting("x.cs8", 240'000 * 2);  // 0.1 s
  const auto started = std::chrono::steady_clock::now();
  const auto device = open(playing(path));
  CHECK(samples_of(*device).size() + device->counters().samples_lost <= 240'000);
  CHECK(std::chrono::steady_clock::now() - started >= std::chrono::milliseconds(99));
}

TEST_CASE("a loop begins anew behind a gap") {
  const Folder folder;
  const std::string path = folder.write_counting("x.cs8", 100'000 * 2);
  const auto device = open(playing(path, ",speed=0,loop=true"));
  std::uint64_t in_round = 0;
  int seams = 0;
  while (seams < 3) {
    const auto block = device->read();
    REQUIRE(block.has_value());
    REQUIRE(block->has_value());
    if ((*block)->gap_before) {
      CHECK((*block)->lost_before == 1);
      CHECK(in_round == 100'000);
      in_round = 0;
      ++seams;
    }
    CHECK((*block)->samples.front() == counted(in_round));
    in_round += (*block)->samples.size();
  }
}

TEST_CASE("a gap between two recordings stays one") {
  const Folder folder;
  fs::create_directories(folder.path("both"));
  folder.write_counting("both/a.cs8", 70'000 * 2);
  folder.write_counting("both/b.cs8", 10'000 * 2);
  const auto device = open(playing(folder.path("both"), ",type=cs8,speed=0"));
  std::vector<std::uint64_t> gaps_at;
  std::uint64_t read = 0;
  read_all(*device, [&](const IqBlock& block) {
    if (block.gap_before) gaps_at.push_back(read);
    read += block.samples.size();
  });
  CHECK(gaps_at == std::vector<std::uint64_t>{70'000});
  CHECK(read == 80'000);
}

TEST_CASE("stop ends a playback that waits for its time to come") {
  const Folder folder;
  const std::string path = folder.write_counting("x.cs8", 400'000);
  const auto device = open(playing(path, ",speed=0.001"));  // 27 s a transfer
  std::thread stopper([&] { device->stop(); });
  const auto end = device->read();
  stopper.join();
  REQUIRE(end.has_value());
  CHECK_FALSE(end->has_value());
}

TEST_CASE("a playback is whole") {
  const Folder folder;
  const std::string path = folder.write_counting("x.cs8", 1'000'000 * 2);
  const auto device = open(playing(path, ",speed=0"));
  std::uint64_t index = 0;
  bool is_exact = true;
  read_all(*device, [&](const IqBlock& block) {
    for (const Sample& sample : block.samples) is_exact = is_exact && sample == counted(index++);
  });
  CHECK(is_exact);
  CHECK(index == 1'000'000);
}

TEST_CASE("it stays where it was recorded, and says so") {
  const Folder folder;
  const std::string path = folder.write_counting("x.cs8", 200'000);
  DeviceSettings settings = playing(path, ",speed=0");
  settings.center_hz = kCenter_hz + 300e3;
  const auto device = open(settings);
  const auto block = device->read();
  REQUIRE(block.has_value());
  REQUIRE(block->has_value());
  CHECK((*block)->center_hz == kCenter_hz);

  settings.center_hz = 1842e6;
  CHECK_THAT(refusal(settings), Contains("1842.000 MHz is outside its 804.800 MHz to 807.200 MHz"));
  settings.center_hz.reset();
  settings.sample_rate_hz = 1.92e6;
  CHECK_THAT(refusal(settings), Contains("1.92 MS/s is outside its 2.4 MS/s"));
}

TEST_CASE("what is missing or wrong is said in one line") {
  const Folder folder;
  const std::string path = folder.write_counting("x.cs8", 200'000);
  CHECK_THAT(refusal(playing(folder.path("none.cs8"))), Contains("none.cs8"));
  CHECK_THAT(refusal(playing("")), Contains("CELLWARDEN_PLAYBACK"));
  CHECK_THAT(refusal(playing(path, ",lop=true")), Contains("no argument 'lop'"));
  CHECK_THAT(refusal(playing(path, ",loop=yes")), Contains("neither true nor false"));
  CHECK_THAT(refusal(playing(path, ",speed=-1")), Contains("speed=-1"));
  CHECK_THAT(refusal(playing(path, ",type=cs12")), Contains("type=cs12"));
}

TEST_CASE("a changing recording does not pass for a parked radio") {
  const Folder folder;
  folder.write_counting("x.sigmf-data", 20'000 * 2);
  const std::string meta =
      R"({"global": {"core:datatype": "ci8", "core:sample_rate": 2400000, "core:version": "1.2.0"},
    "captures": [{"core:sample_start": 0, "core:frequency": 806000000},
                 {"core:sample_start": 10000, "core:frequency": 816000000}], "annotations": []})";
  folder.write("x.sigmf-meta", meta);
  DeviceSettings settings;
  settings.arguments = *cellwarden::capture::parse_device_arguments("driver=playback,speed=0,path=" +
                                                                    folder.path("x.sigmf-meta"));
  std::vector<std::string> said;
  cellwarden::capture::collect_driver_messages(
      [&](cellwarden::capture::DriverMessageLevel, std::string_view text) { said.emplace_back(text); });
  const auto device = open(settings);
  const auto first = device->read();
  REQUIRE(first.has_value());
  CHECK((*first)->samples.size() == 10'000);
  CHECK_FALSE(device->read().has_value());
  cellwarden::capture::collect_driver_messages({});
  REQUIRE(said.size() == 1);
  CHECK_THAT(said.front(), Contains("816.000 MHz at sample 10000"));
}

TEST_CASE("as a SoapySDR device it keeps to what the library's users expect") {
  const Folder folder;
  const std::string path = folder.write_counting("x.cu8", 200'000);
  cellwarden::capture::register_playback_device();
  const SoapySDR::Kwargs arguments{
      {"driver", "playback"}, {"path", path}, {"rate", "2400000"}, {"center", "806000000"}, {"speed", "0"}};
  const DevicePtr device(SoapySDR::Device::make(arguments));
  CHECK(device->getNumChannels(SOAPY_SDR_RX) == 1);
  CHECK(device->getNumChannels(SOAPY_SDR_TX) == 0);
  CHECK(device->getStreamFormats(SOAPY_SDR_RX, 0) == std::vector<std::string>{"CU8", "CS8", "CF32"});
  CHECK_THROWS(device->setupStream(SOAPY_SDR_TX, SOAPY_SDR_CF32));

  SoapySDR::Stream* const stream = device->setupStream(SOAPY_SDR_RX, SOAPY_SDR_CS8);
  std::vector<std::int8_t> codes(2 * 256);
  const std::array<void*, 1> buffers{codes.data()};
  int flags = 0;
  long long time_ns = 0;
  CHECK(device->readStream(stream, buffers.data(), 256, flags, time_ns, 1000) == SOAPY_SDR_TIMEOUT);
  REQUIRE(device->activateStream(stream) == 0);
  REQUIRE(device->readStream(stream, buffers.data(), 256, flags, time_ns, 1000) == 256);
  CHECK((flags & SOAPY_SDR_HAS_TIME) != 0);
  CHECK(time_ns == 0);
  CHECK(codes[0] == -127);  // code - 127: the half code that CS8 cannot hold, rounded up
  CHECK(codes[2 * 127] == 0);
  CHECK(codes[2 * 255] == 127);
  REQUIRE(device->readStream(stream, buffers.data(), 240, flags, time_ns, 1000) == 240);
  CHECK(time_ns == 106667);  // 256 samples at 2.4 MS/s
  CHECK(device->readSetting("end_of_recording") == "false");
  device->closeStream(stream);
}

TEST_CASE("it is tuned, asked and given faults while another thread reads") {
  const Folder folder;
  using namespace cellwarden::test;
  fs::create_directories(folder.path("band"));
  write_recording(folder.path("band/a"), {.center_hz = 806e6, .duration_s = 0.05}, tone(100e3, 0.1));
  write_recording(folder.path("band/b"), {.center_hz = 816e6, .duration_s = 0.05}, tone(100e3, 0.1));
  OpenPlayback playback("speed=0,loop=true,settle_ms=1,band=" + folder.path("band"));
  std::atomic<bool> is_done{false};
  std::uint64_t received = 0;
  std::thread reader([&] {
    while (!is_done) received += playback.read(65'536, 1'000).samples.size();
  });
  for (int i = 0; i < 50; ++i) {
    const double center_hz = i % 2 == 0 ? 816e6 : 806e6;
    playback.device().setFrequency(SOAPY_SDR_RX, 0, center_hz);
    CHECK(playback.device().getFrequency(SOAPY_SDR_RX, 0) == center_hz);
    CHECK(playback.device().getFrequencyRange(SOAPY_SDR_RX, 0).size() == 1);
    if (i % 10 == 0) playback.device().writeSetting("fault", "overflowx2");
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  is_done = true;
  reader.join();
  CHECK(received > 0);
}

TEST_CASE("it is found by its path or through the environment only") {
  const Folder folder;
  const std::string path = folder.write_counting("x.cs8", 20'000);
  cellwarden::capture::collect_driver_messages({});
  REQUIRE(::unsetenv("CELLWARDEN_PLAYBACK") == 0);
  const auto listed = [](const std::string& arguments) {
    return cellwarden::capture::search_devices(
               {.wanted = *cellwarden::capture::parse_device_arguments(arguments), .except = {}})
        ->devices;
  };
  CHECK(listed("playback").empty());
  CHECK(listed("driver=playback,path=" + folder.path("none.cs8")).empty());
  const auto named = listed("driver=playback,rate=2.4e6,center=806e6,path=" + path);
  REQUIRE(named.size() == 1);
  CHECK(named.front().label == "playback of x.cs8");
  CHECK_FALSE(named.front().not_opened);

  REQUIRE(::setenv("CELLWARDEN_PLAYBACK", ("path=" + path + ",rate=2.4e6,center=806e6,speed=0").c_str(), 1) ==
          0);
  REQUIRE(listed("playback").size() == 1);
  DeviceSettings settings;
  settings.arguments = {{"driver", "playback"}};
  CHECK(samples_of(*open(settings)).size() == 10'000);
  REQUIRE(::setenv("CELLWARDEN_PLAYBACK", path.c_str(), 1) == 0);
  CHECK(listed("playback").size() == 1);
  REQUIRE(::unsetenv("CELLWARDEN_PLAYBACK") == 0);
}
