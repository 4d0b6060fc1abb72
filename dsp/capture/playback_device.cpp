#include "dsp/capture/playback_device.hpp"

#include <fmt/format.h>

#include <SoapySDR/Constants.h>
#include <SoapySDR/Errors.h>
#include <SoapySDR/Formats.h>
#include <SoapySDR/Device.hpp>
#include <SoapySDR/Logger.hpp>
#include <SoapySDR/Registry.hpp>
#include <SoapySDR/Time.hpp>
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "cell/carrier.hpp"
#include "dsp/capture/device_settings.hpp"
#include "dsp/capture/recording.hpp"
#include "dsp/capture/sample_format.hpp"

namespace cellwarden::capture {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kEnvironment = "CELLWARDEN_PLAYBACK";
constexpr std::size_t kTransfer_samples = std::size_t{1} << 16U;
constexpr double kDefaultRing_s = 0.5;
constexpr double kRateTolerance = 1e-6;

struct NamedFormat {
  std::string_view soapy;
  SampleFormat format;
  double full_scale;
};
constexpr std::array<NamedFormat, 4> kFormats{{{SOAPY_SDR_CS8, SampleFormat::kCs8, 128.0},
                                               {SOAPY_SDR_CU8, SampleFormat::kCu8, 128.0},
                                               {SOAPY_SDR_CS16, SampleFormat::kCs16, 32768.0},
                                               {SOAPY_SDR_CF32, SampleFormat::kCf32, 1.0}}};

const NamedFormat& named(SampleFormat format) {
  const auto* const found = std::ranges::find(kFormats, format, &NamedFormat::format);
  return found == kFormats.end() ? kFormats.back() : *found;
}

/// The stream format that loses nothing of a file.
SampleFormat lossless_for(std::string_view file_format) {
  if (file_format == "cu8") return SampleFormat::kCu8;
  if (file_format == "cs8") return SampleFormat::kCs8;
  return file_format.starts_with("cs16") ? SampleFormat::kCs16 : SampleFormat::kCf32;
}

[[noreturn]] void refuse(const std::string& why) {
  throw std::runtime_error("driver=playback: " + why);
}

/// The arguments, completed from the environment; what the arguments say wins.
SoapySDR::Kwargs with_environment(SoapySDR::Kwargs arguments) {
  const char* const text = std::getenv(kEnvironment);
  if (arguments.contains("path") || text == nullptr || *text == '\0') return arguments;
  const std::string_view stated(text);
  if (!stated.starts_with("path=") && stated.find(",path=") == std::string_view::npos) {
    arguments["path"] = stated;
  } else if (const auto more = parse_device_arguments(stated)) {
    arguments.insert(more->begin(), more->end());
  }
  return arguments;
}

struct PlaybackOptions {
  std::string path;
  RecordingOptions recording;
  double speed = 1.0;
  double ring_s = kDefaultRing_s;
  bool loop = false;
};

double number_at_least(double least, const std::string& key, const std::string& text) {
  const std::optional<double> value = parse_number(text);
  if (!value || *value < least) {
    refuse(fmt::format("{}={} is not a number of {} or more", key, text, least));
  }
  return *value;
}

bool boolean(const std::string& key, const std::string& text) {
  if (text != "true" && text != "false") refuse(key + "=" + text + " is neither true nor false");
  return text == "true";
}

SampleFormat sample_format(const std::string& text) {
  const auto format = sample_format_named(text);
  if (!format) refuse("type=" + text + " is unknown; it is one of cu8 cs8 cs16 cf32");
  return *format;
}

PlaybackOptions options_of(const SoapySDR::Kwargs& arguments) {
  PlaybackOptions options;
  for (const auto& [key, value] : arguments) {
    if (key == "path") {
      options.path = value;
    } else if (key == "rate") {
      options.recording.rate_hz = number_at_least(kMinRate_hz, key, value);
    } else if (key == "center") {
      options.recording.center_hz = number_at_least(0.0, key, value);
    } else if (key == "type") {
      options.recording.type = sample_format(value);
    } else if (key == "speed") {
      options.speed = number_at_least(0.0, key, value);
    } else if (key == "ring_s") {
      options.ring_s = number_at_least(0.0, key, value);
    } else if (key == "loop") {
      options.loop = boolean(key, value);
    } else if (key != "driver" && key != "label") {
      refuse("no argument '" + key + "'; there are path rate center type speed loop ring_s");
    }
  }
  if (options.path.empty()) {
    refuse(std::string("which recording? Write driver=playback,path=FILE or set ") + kEnvironment);
  }
  options.recording.block_samples = kTransfer_samples;
  return options;
}

/// The recording as one run of samples with a position: gaps and the seams of a loop count in it.
class Reel {
 public:
  explicit Reel(PlaybackOptions options) : options_(std::move(options)) { rewind(); }

  const StreamInfo& info() const noexcept { return info_; }
  /// Of the next sample, since the reel began.
  std::uint64_t position() const noexcept { return position_; }
  std::span<const Sample> ready() const noexcept { return ready_; }

  void take(std::size_t samples) noexcept {
    ready_ = ready_.subspan(samples);
    position_ += samples;
  }

  /// Makes ready() not empty. \return false at the end
  bool load() {
    while (ready_.empty()) {
      const Result<std::optional<IqBlock>> block = recording_->read();
      if (!block) throw std::runtime_error(block.error().what);
      if (block->has_value()) {
        thread_in(**block);
      } else if (!options_.loop || !has_samples_) {
        return false;
      } else {
        rewind();
        ++position_;
      }
    }
    return true;
  }

 private:
  void rewind() {
    auto recording = open_recording(options_.path, options_.recording);
    if (!recording) throw std::runtime_error(recording.error().what);
    recording_ = std::move(*recording);
    info_ = recording_->info();
    has_samples_ = false;
  }

  void thread_in(const IqBlock& block) {
    if (block.center_hz != info_.center_hz || block.sample_rate_hz != info_.sample_rate_hz) {
      refuse(
          fmt::format("{}: it changes to {} at sample {}, and a playback holds one window; replay it instead",
                      options_.path, format_mhz(block.center_hz), block.first_sample));
    }
    const std::uint64_t missing = block.lost_before + block.dropped_before;
    if (has_samples_) position_ += block.gap_before ? std::max<std::uint64_t>(missing, 1) : missing;
    has_samples_ = has_samples_ || !block.samples.empty();
    ready_ = block.samples;
  }

  const PlaybackOptions options_;
  std::unique_ptr<IqSource> recording_;
  StreamInfo info_;
  std::span<const Sample> ready_;
  std::uint64_t position_{};
  bool has_samples_{};
};

class PlaybackDevice final : public SoapySDR::Device {
 public:
  explicit PlaybackDevice(const PlaybackOptions& options)
      : reel_(options),
        rate_hz_(reel_.info().sample_rate_hz),
        center_hz_(reel_.info().center_hz),
        speed_(options.speed),
        ring_samples_(static_cast<std::uint64_t>(options.ring_s * rate_hz_)),
        native_(lossless_for(reel_.info().native_format)),
        format_(native_) {}

  std::string getDriverKey() const override { return std::string(kPlaybackDriver); }
  std::string getHardwareKey() const override { return reel_.info().name; }
  size_t getNumChannels(const int direction) const override { return direction == SOAPY_SDR_RX ? 1 : 0; }

  std::vector<std::string> getStreamFormats(const int, const size_t) const override {
    std::vector<std::string> formats{std::string(named(native_).soapy)};
    for (const std::string_view always : {SOAPY_SDR_CS8, SOAPY_SDR_CF32}) {
      if (always != formats.front()) formats.emplace_back(always);
    }
    return formats;
  }

  std::string getNativeStreamFormat(const int, const size_t, double& full_scale) const override {
    full_scale = named(native_).full_scale;
    return std::string(named(native_).soapy);
  }

  SoapySDR::Stream* setupStream(const int direction, const std::string& format,
                                const std::vector<size_t>& channels, const SoapySDR::Kwargs&) override {
    const std::vector<std::string> formats = getStreamFormats(SOAPY_SDR_RX, 0);
    if (direction != SOAPY_SDR_RX) refuse("a recording is received only");
    if (channels.size() > 1 || (channels.size() == 1 && channels.front() != 0)) refuse("it has one channel");
    if (std::ranges::find(formats, format) == formats.end()) {
      refuse(fmt::format("no stream of {}; there are {}", format, fmt::join(formats, ", ")));
    }
    format_ = std::ranges::find(kFormats, format, &NamedFormat::soapy)->format;
    return reinterpret_cast<SoapySDR::Stream*>(this);  // SoapySDR's handle is opaque
  }

  void closeStream(SoapySDR::Stream*) override { is_active_ = false; }
  size_t getStreamMTU(SoapySDR::Stream*) const override { return kTransfer_samples; }

  int activateStream(SoapySDR::Stream*, const int, const long long, const size_t) override {
    is_active_ = true;
    start_ = Clock::now() - time_of(reel_.position());
    return 0;
  }

  int deactivateStream(SoapySDR::Stream*, const int, const long long) override {
    is_active_ = false;
    return 0;
  }

  int readStream(SoapySDR::Stream*, void* const* buffers, const size_t most, int& flags, long long& time_ns,
                 const long timeout_us) override {
    flags = 0;
    const auto deadline = Clock::now() + std::chrono::microseconds(timeout_us);
    // SoapyRemote's server reads before its client starts the stream; an error would end it there.
    if (!is_active_ || has_ended_) {
      std::this_thread::sleep_until(deadline);
      return SOAPY_SDR_TIMEOUT;
    }
    try {
      return is_late() ? overflow() : deliver(buffers, most, flags, time_ns, deadline);
    } catch (const std::exception& error) {
      SoapySDR::log(SOAPY_SDR_ERROR, error.what());
      is_active_ = false;
      return SOAPY_SDR_STREAM_ERROR;
    }
  }

  void setFrequency(const int, const size_t, const double frequency_hz, const SoapySDR::Kwargs&) override {
    if (!(std::abs(frequency_hz - center_hz_) <= rate_hz_ / 2)) {
      refuse(fmt::format("{} is outside the recorded {} to {}", format_mhz(frequency_hz),
                         format_mhz(center_hz_ - rate_hz_ / 2), format_mhz(center_hz_ + rate_hz_ / 2)));
    }
  }
  double getFrequency(const int, const size_t) const override { return center_hz_; }
  SoapySDR::RangeList getFrequencyRange(const int, const size_t) const override {
    return {SoapySDR::Range(center_hz_ - rate_hz_ / 2, center_hz_ + rate_hz_ / 2)};
  }

  void setSampleRate(const int, const size_t, const double rate_hz) override {
    if (!(std::abs(rate_hz - rate_hz_) <= kRateTolerance * rate_hz_)) {
      refuse(fmt::format("it was recorded at {:.7g} S/s and cannot be read at {:.7g}", rate_hz_, rate_hz));
    }
  }
  double getSampleRate(const int, const size_t) const override { return rate_hz_; }
  std::vector<double> listSampleRates(const int, const size_t) const override { return {rate_hz_}; }
  SoapySDR::RangeList getSampleRateRange(const int, const size_t) const override {
    return {SoapySDR::Range(rate_hz_, rate_hz_)};
  }

  std::string readSetting(const std::string& key) const override {
    if (key == "end_of_recording") return has_ended_ ? "true" : "false";
    if (key == "overflows") return std::to_string(overflows_);
    if (key == "samples_lost") return std::to_string(samples_lost_);
    return {};
  }

 private:
  bool is_paced() const noexcept { return speed_ > 0.0; }

  Clock::duration time_of(std::uint64_t position) const {
    if (!is_paced()) return {};
    return std::chrono::duration_cast<Clock::duration>(
        std::chrono::duration<double>(static_cast<double>(position) / (rate_hz_ * speed_)));
  }

  /// How many samples a radio would have received by now.
  std::uint64_t received() const {
    const std::chrono::duration<double> since = Clock::now() - start_;
    return static_cast<std::uint64_t>(std::max(0.0, since.count()) * rate_hz_ * speed_);
  }

  bool is_late() const {
    // A transfer is only handed out whole, so a ring holds one at the least.
    return is_paced() &&
           received() > reel_.position() + std::max<std::uint64_t>(ring_samples_, 2 * kTransfer_samples);
  }

  /// What no ring held is gone; reading goes on with what is being received now.
  int overflow() {
    const std::uint64_t before = reel_.position();
    const std::uint64_t now_at = received();
    while (reel_.position() < now_at && reel_.load()) {
      if (reel_.position() >= now_at) break;  // a gap of the recording itself led past it
      reel_.take(std::min<std::uint64_t>(reel_.ready().size(), now_at - reel_.position()));
    }
    has_just_overflowed_ = true;  // a reader however slow gets a transfer between two overflows
    ++overflows_;
    samples_lost_ += reel_.position() - before;
    return SOAPY_SDR_OVERFLOW;
  }

  int deliver(void* const* buffers, std::size_t most, int& flags, long long& time_ns,
              Clock::time_point deadline) {
    if (!reel_.load()) {
      has_ended_ = true;
      return SOAPY_SDR_TIMEOUT;
    }
    const std::size_t count = std::min({most, kTransfer_samples, reel_.ready().size()});
    if (is_paced()) {
      const auto received_at = start_ + time_of(reel_.position() + count);
      std::this_thread::sleep_until(std::min(deadline, received_at));
      if (received_at > deadline) return SOAPY_SDR_TIMEOUT;
    }
    const std::span<std::byte> out(static_cast<std::byte*>(buffers[0]), count * bytes_per_sample(format_));
    from_float(format_, reel_.ready().first(count), out);
    flags = SOAPY_SDR_HAS_TIME;
    time_ns = SoapySDR::ticksToTimeNs(static_cast<long long>(reel_.position()), rate_hz_);
    reel_.take(count);
    has_just_overflowed_ = false;
    return static_cast<int>(count);
  }

  Reel reel_;
  const double rate_hz_;
  const double center_hz_;
  const double speed_;
  const std::uint64_t ring_samples_;
  const SampleFormat native_;
  SampleFormat format_;
  Clock::time_point start_;
  bool has_just_overflowed_{};
  std::atomic<bool> is_active_{};
  std::atomic<bool> has_ended_{};
  std::atomic<std::uint64_t> overflows_{};
  std::atomic<std::uint64_t> samples_lost_{};
};

SoapySDR::KwargsList find_playback(const SoapySDR::Kwargs& asked) {
  SoapySDR::Kwargs found = with_environment(asked);
  const auto path = found.find("path");
  std::error_code ignored;
  if (path == found.end() || (path->second != "-" && !std::filesystem::exists(path->second, ignored)))
    return {};
  // Every argument: SoapySDR shares one device among all that are opened with what is returned here.
  found["label"] = "playback of " + std::filesystem::path(path->second).filename().string();
  return {found};
}

SoapySDR::Device* make_playback(const SoapySDR::Kwargs& arguments) {
  return new PlaybackDevice(options_of(with_environment(arguments)));  // SoapySDR's unmake() deletes it
}

}  // namespace

void register_playback_device() {
  static const SoapySDR::Registry kRegistered(std::string(kPlaybackDriver), &find_playback, &make_playback,
                                              SOAPY_SDR_ABI_VERSION);
}

}  // namespace cellwarden::capture
