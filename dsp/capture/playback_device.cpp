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
#include <mutex>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "dsp/capture/active_faults.hpp"
#include "dsp/capture/band_signal.hpp"
#include "dsp/capture/device_settings.hpp"
#include "dsp/capture/playback_driver.hpp"
#include "dsp/capture/playback_options.hpp"
#include "dsp/capture/playback_reel.hpp"
#include "dsp/capture/sample_format.hpp"

namespace cellwarden::capture {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kTuner = "TUNER";
constexpr const char* kEnvironment = "CELLWARDEN_PLAYBACK";

struct NamedFormat {
  std::string_view soapy;
  SampleFormat format;
};
constexpr std::array<NamedFormat, 4> kFormats{{{SOAPY_SDR_CS8, SampleFormat::kCs8},
                                               {SOAPY_SDR_CU8, SampleFormat::kCu8},
                                               {SOAPY_SDR_CS16, SampleFormat::kCs16},
                                               {SOAPY_SDR_CF32, SampleFormat::kCf32}}};

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

/// SoapySDR's drivers throw what the project's own code returns.
void hold(const Result<void>& done) {
  if (!done) refuse(done.error().what);
}

/// The arguments, completed from the environment; what the arguments say wins.
SoapySDR::Kwargs with_environment(SoapySDR::Kwargs arguments) {
  const char* const text = std::getenv(kEnvironment);
  const auto names_source = [](const SoapySDR::Kwargs& some) {
    return some.contains("path") || some.contains("band");
  };
  if (names_source(arguments) || text == nullptr || *text == '\0') return arguments;
  const auto stated = parse_device_arguments(text);
  if (stated && names_source(*stated)) {
    arguments.insert(stated->begin(), stated->end());
  } else {
    arguments["path"] = text;
  }
  return arguments;
}

FaultMemory memory_of(const PlaybackOptions& options) {
  return {options.state_file, options.device(), options.speed};
}

Result<std::unique_ptr<PlayedSignal>> open_signal(const PlaybackOptions& options) {
  if (options.is_band) return BandSignal::open(options.recordings, options.loop, options.band);
  RecordingOptions recording = options.recording;
  recording.block_samples = options.transfer_samples;
  return PlaybackReel::open(options.recordings.front(), recording, options.loop);
}

class PlaybackDevice final : public SoapySDR::Device {
 public:
  PlaybackDevice(const PlaybackOptions& options, std::vector<Fault> faults,
                 std::unique_ptr<PlayedSignal> signal)
      : signal_(std::move(signal)),
        faults_(std::move(faults), memory_of(options)),
        speed_(options.speed),
        ring_s_(options.ring_s),
        transfer_samples_(options.transfer_samples),
        tuner_db_(options.tuner_db),
        native_(lossless_for(signal_->native_format())),
        format_(native_) {}

  std::string getDriverKey() const override { return std::string(kPlaybackDriver); }
  std::string getHardwareKey() const override {
    const std::scoped_lock lock(mutex_);
    return signal_->name();
  }
  size_t getNumChannels(const int direction) const override { return direction == SOAPY_SDR_RX ? 1 : 0; }

  std::vector<std::string> getStreamFormats(const int, const size_t) const override {
    std::vector<std::string> formats{std::string(named(native_).soapy)};
    for (const std::string_view always : {SOAPY_SDR_CS8, SOAPY_SDR_CF32}) {
      if (always != formats.front()) formats.emplace_back(always);
    }
    return formats;
  }

  std::string getNativeStreamFormat(const int, const size_t, double& full_scale) const override {
    full_scale = full_scale_of(native_);
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
  size_t getStreamMTU(SoapySDR::Stream*) const override { return transfer_samples_; }

  int activateStream(SoapySDR::Stream*, const int, const long long, const size_t) override {
    const std::scoped_lock lock(mutex_);
    is_active_ = true;
    start_ = Clock::now() - time_of(signal_->position());
    faults_.start(signal_->position());
    return 0;
  }

  int deactivateStream(SoapySDR::Stream*, const int, const long long) override {
    is_active_ = false;
    return 0;
  }

  int readStream(SoapySDR::Stream*, void* const* buffers, const size_t most, int& flags, long long& time_ns,
                 const long timeout_us) override {
    flags = 0;
    std::unique_lock lock(mutex_);
    const Transfer transfer{buffers[0], std::min(most, transfer_samples_), flags, time_ns,
                            Clock::now() + std::chrono::microseconds(timeout_us)};
    try {
      // SoapyRemote's server reads before its client starts the stream; an error would end it there.
      if (!is_active_ || has_ended_) return time_out(transfer, lock);
      begin_faults(lock);
      if (faults_.is_unplugged()) return time_out(transfer, lock);
      if (faults_.is_stalled(on_air())) return stall(transfer, lock);
      if (!has_just_overflowed_) {
        if (faults_.take_overflow()) return overflow(signal_->position() + transfer_samples_);
        if (is_late()) return overflow(received());
      }
      return deliver(transfer, lock);
    } catch (const std::exception& error) {
      SoapySDR::log(SOAPY_SDR_ERROR, error.what());
      is_active_ = false;
      return SOAPY_SDR_STREAM_ERROR;
    }
  }

  void setFrequency(const int, const size_t, const double frequency_hz, const SoapySDR::Kwargs&) override {
    const std::scoped_lock lock(mutex_);
    forget_unread();
    hold(signal_->tune(frequency_hz, is_active_));
  }
  double getFrequency(const int, const size_t) const override {
    const std::scoped_lock lock(mutex_);
    return signal_->center_hz();
  }
  SoapySDR::RangeList getFrequencyRange(const int, const size_t) const override {
    const ReachOfSignal reach = reach_of_signal();
    return {SoapySDR::Range(reach.lowest_hz, reach.highest_hz)};
  }

  void setSampleRate(const int, const size_t, const double rate_hz) override {
    const std::scoped_lock lock(mutex_);
    hold(signal_->set_rate(rate_hz, is_active_));
  }
  double getSampleRate(const int, const size_t) const override {
    const std::scoped_lock lock(mutex_);
    return signal_->rate_hz();
  }
  std::vector<double> listSampleRates(const int, const size_t) const override {
    const std::scoped_lock lock(mutex_);
    return {signal_->rate_hz()};
  }
  SoapySDR::RangeList getSampleRateRange(const int, const size_t) const override {
    const ReachOfSignal reach = reach_of_signal();
    return {SoapySDR::Range(reach.lowest_rate_hz, reach.highest_rate_hz)};
  }

  std::vector<std::string> listGains(const int, const size_t) const override {
    if (tuner_db_ > 0) return {kTuner};
    return {};
  }
  void setGain(const int, const size_t, const std::string& name, const double gain_db) override {
    if (name != kTuner || std::abs(gain_db) > tuner_db_) {
      refuse(fmt::format("no gain {} of {} dB", name, gain_db));
    }
    const std::scoped_lock lock(mutex_);
    gain_db_ = gain_db;
  }
  double getGain(const int, const size_t, const std::string&) const override {
    const std::scoped_lock lock(mutex_);
    return gain_db_;
  }
  SoapySDR::Range getGainRange(const int, const size_t, const std::string&) const override {
    return SoapySDR::Range(-tuner_db_, tuner_db_);
  }

  std::string readSetting(const std::string& key) const override {
    if (key == "end_of_recording") return has_ended_ ? "true" : "false";
    if (key == "overflows") return std::to_string(overflows_);
    if (key == "samples_lost") return std::to_string(samples_lost_);
    return {};
  }

  void writeSetting(const std::string& key, const std::string& value) override {
    if (key != "fault") refuse("no setting '" + key + "'; fault is one");
    const auto fault = parse_fault(value);
    if (!fault) refuse(fault.error().what);
    const std::scoped_lock lock(mutex_);
    faults_.order(*fault);
  }

 private:
  using Lock = std::unique_lock<std::mutex>;

  /// One call of readStream.
  struct Transfer {
    void* buffer;
    std::size_t most;
    int& flags;
    long long& time_ns;
    Clock::time_point deadline;
  };

  ReachOfSignal reach_of_signal() const {
    const std::scoped_lock lock(mutex_);
    return signal_->reach();
  }

  bool is_paced() const noexcept { return speed_ > 0.0; }
  /// Positions in a second of the clock.
  double pace_hz() const noexcept { return signal_->rate_hz() * speed_ * rush_ / signal_->clock_factor(); }

  /// The signal comes at another pace from what is on the air now; a rush ends where it was to.
  void follow_pace() {
    const std::uint64_t now = on_air();
    const unsigned pace = faults_.pace(now);
    if (!is_paced() || pace == rush_) return;
    const std::uint64_t from = pace == 1 ? std::min(now, faults_.rush_until()) : now;
    const Clock::time_point then = start_ + time_of(from);
    rush_ = pace;
    start_ = then - time_of(from);
  }

  Clock::duration time_of(std::uint64_t position) const {
    if (!is_paced()) return {};
    return std::chrono::duration_cast<Clock::duration>(
        std::chrono::duration<double>(static_cast<double>(position) / pace_hz()));
  }

  /// How many samples a radio would have received by now.
  std::uint64_t received() const {
    const std::chrono::duration<double> since = Clock::now() - start_;
    return static_cast<std::uint64_t>(std::max(0.0, since.count()) * pace_hz());
  }

  /// The radio's present: without pacing it is where its reader is.
  std::uint64_t on_air() const { return is_paced() ? received() : signal_->position(); }

  bool is_late() const {
    // A transfer is only handed out whole, so a ring holds one at the least.
    const auto ring_samples = static_cast<std::uint64_t>(ring_s_ * signal_->rate_hz());
    return is_paced() &&
           received() > signal_->position() + std::max<std::uint64_t>(ring_samples, 2 * transfer_samples_);
  }

  /// A reader that is late when it tunes gets no more of the old window than `buffered_ms`: making it for
  /// the reader to throw away would keep it late.
  void forget_unread() {
    if (!is_paced() || !is_active_ || received() <= signal_->position()) return;
    hold(signal_->skip_to(received()));
  }

  /// Others may use the device while its reader waits.
  static void wait_until(Clock::time_point when, Lock& lock) {
    lock.unlock();
    std::this_thread::sleep_until(when);
    lock.lock();
  }

  static int time_out(const Transfer& transfer, Lock& lock) {
    wait_until(transfer.deadline, lock);
    return SOAPY_SDR_TIMEOUT;
  }

  void begin_faults(Lock& lock) {
    while (const auto fault = faults_.begin_next(on_air(), signal_->rate_hz())) {
      SoapySDR::logf(SOAPY_SDR_INFO, "driver=playback: fault %s", fault->text.c_str());
      if (fault->kind == FaultKind::kCrash) std::abort();
      if (fault->kind == FaultKind::kHang) hang(lock);
      if (fault->kind == FaultKind::kGap) {
        hold(signal_->skip_to(signal_->position() +
                              static_cast<std::uint64_t>(fault->duration_s * signal_->rate_hz())));
      }
    }
    follow_pace();
  }

  [[noreturn]] static void hang(Lock& lock) {
    lock.unlock();
    while (true) std::this_thread::sleep_for(std::chrono::hours(1));
  }

  /// Nothing comes. Without pacing the time of the stream passes by what was to be waited, at once.
  int stall(const Transfer& transfer, Lock& lock) {
    if (is_paced()) return time_out(transfer, lock);
    const std::chrono::duration<double> asked = transfer.deadline - Clock::now();
    constexpr double kLeast_s = 1e-3;
    const auto passed = static_cast<std::uint64_t>(std::max(asked.count(), kLeast_s) * signal_->rate_hz());
    hold(signal_->skip_to(std::min(signal_->position() + passed, faults_.stalled_until())));
    return SOAPY_SDR_TIMEOUT;
  }

  /// What no ring held is gone; reading goes on with what is being received now.
  int overflow(std::uint64_t resume_at) {
    const std::uint64_t before = signal_->position();
    hold(signal_->skip_to(resume_at));
    has_just_overflowed_ = true;  // a reader however slow gets a transfer between two overflows
    ++overflows_;
    samples_lost_ += signal_->position() - before;
    return SOAPY_SDR_OVERFLOW;
  }

  bool load() {
    const Result<bool> loaded = signal_->load();
    if (!loaded) throw std::runtime_error(loaded.error().what);
    return *loaded;
  }

  int end() {
    has_ended_ = true;
    return SOAPY_SDR_TIMEOUT;
  }

  int deliver(const Transfer& transfer, Lock& lock) {
    if (!load()) return end();
    std::size_t count = signal_->gapless(transfer.most);
    if (is_paced()) {
      const auto received_at = start_ + time_of(signal_->position() + count);
      wait_until(std::min(transfer.deadline, received_at), lock);
      if (received_at > transfer.deadline || !is_active_) return SOAPY_SDR_TIMEOUT;
    }
    const std::uint64_t position = signal_->position();
    count = faults_.is_stale(position) ? repeat(transfer, count) : copy(transfer, count);
    if (count == 0) return end();
    transfer.flags = SOAPY_SDR_HAS_TIME;
    transfer.time_ns = SoapySDR::ticksToTimeNs(static_cast<long long>(position), signal_->rate_hz());
    has_just_overflowed_ = false;
    return static_cast<int>(count);
  }

  std::span<std::byte> octets(const Transfer& transfer, std::size_t samples) const {
    return {static_cast<std::byte*>(transfer.buffer), samples * bytes_per_sample(format_)};
  }

  /// As the tuner's gain has it, and no further than a converter goes; at 0 dB bit for bit.
  std::span<const Sample> amplified(std::span<const Sample> samples) {
    if (gain_db_ == 0.0) return samples;
    const auto factor = static_cast<float>(std::pow(10.0, gain_db_ / 20));
    const auto held = [factor](float value) { return std::clamp(value * factor, -1.0F, 1.0F); };
    amplified_.resize(samples.size());
    std::ranges::transform(samples, amplified_.begin(), [&](const Sample& sample) {
      return Sample(held(sample.real()), held(sample.imag()));
    });
    return amplified_;
  }

  /// \return how many of `count` samples there were
  std::size_t copy(const Transfer& transfer, std::size_t count) {
    std::size_t copied = 0;
    while (copied < count && load()) {
      const std::size_t some = std::min(count - copied, signal_->ready().size());
      const std::size_t begin = copied * bytes_per_sample(format_);
      from_float(format_, amplified(signal_->ready().first(some)),
                 octets(transfer, copied + some).subspan(begin));
      signal_->take(some);
      copied += some;
    }
    return copied;
  }

  /// The first transfer of a stale stretch, and then that again.
  std::size_t repeat(const Transfer& transfer, std::size_t count) {
    std::vector<std::byte>& kept = faults_.stale_transfer();
    if (kept.empty()) {
      count = copy(transfer, count);
      const auto first = octets(transfer, count);
      kept.assign(first.begin(), first.end());
      return count;
    }
    count = std::min(count, kept.size() / bytes_per_sample(format_));
    const auto out = octets(transfer, count);
    std::copy_n(kept.begin(), out.size(), out.begin());
    hold(signal_->skip_to(signal_->position() + count));
    return count;
  }

  mutable std::mutex mutex_;  ///< of the signal and the faults
  const std::unique_ptr<PlayedSignal> signal_;
  ActiveFaults faults_;
  const double speed_;
  unsigned rush_ = 1;  ///< times as fast, by a fault
  const double ring_s_;
  const std::size_t transfer_samples_;
  const double tuner_db_;
  const SampleFormat native_;
  SampleFormat format_;
  double gain_db_ = 0.0;
  std::vector<Sample> amplified_;
  Clock::time_point start_;
  bool has_just_overflowed_{};
  std::atomic<bool> is_active_{};
  std::atomic<bool> has_ended_{};
  std::atomic<std::uint64_t> overflows_{};
  std::atomic<std::uint64_t> samples_lost_{};
};

std::string label_of(const PlaybackOptions& options) {
  const std::filesystem::path first(options.recordings.front());
  const std::string name =
      first.has_filename() ? first.filename().string() : first.parent_path().filename().string();
  const std::size_t more = options.recordings.size() - 1;
  return "playback of " + name + (more == 0 ? "" : fmt::format(" and {} more", more));
}

}  // namespace

SoapySDR::KwargsList find_playback(const SoapySDR::Kwargs& asked) {
  SoapySDR::Kwargs found = with_environment(asked);
  const auto options = parse_playback_options(found);
  if (!options || memory_of(*options).unplugged_for_s()) return {};
  std::error_code ignored;
  for (const std::string& recording : options->recordings) {
    if (recording != "-" && !std::filesystem::exists(recording, ignored)) return {};
  }
  // Every argument: SoapySDR shares one device among all that are opened with what is returned here.
  found["label"] = label_of(*options);
  return {found};
}

SoapySDR::Device* make_playback(const SoapySDR::Kwargs& arguments) {
  const auto options = parse_playback_options(with_environment(arguments));
  if (!options) refuse(options.error().what);
  const FaultMemory memory = memory_of(*options);
  hold(memory.check());
  if (const auto left_s = memory.unplugged_for_s()) {
    refuse(fmt::format("{}: unplugged by a fault for another {:.1f} s", label_of(*options), *left_s));
  }
  std::vector<Fault> faults = options->faults;
  memory.forget_past(faults);
  for (const Fault& fault : faults) {
    if (fault.kind != FaultKind::kCrashAtOpen) continue;
    memory.note(fault);
    std::abort();
  }
  auto signal = open_signal(*options);
  // The file's own complaint names it; the driver's name in front would hide which of several it is.
  if (!signal) throw std::runtime_error(signal.error().what);
  return new PlaybackDevice(*options, std::move(faults), std::move(*signal));  // unmake() deletes it
}

void register_playback_device() {
  static const SoapySDR::Registry kRegistered(std::string(kPlaybackDriver), &find_playback, &make_playback,
                                              SOAPY_SDR_ABI_VERSION);
}

}  // namespace cellwarden::capture
