#include "dsp/capture/soapy_stream.hpp"

#include <fmt/format.h>

#include <SoapySDR/Constants.h>
#include <SoapySDR/Formats.h>
#include <SoapySDR/Errors.hpp>
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dsp/capture/arrival_clock.hpp"
#include "dsp/capture/playback_device.hpp"
#include "dsp/capture/soapy_driver.hpp"
#include "dsp/capture/soapy_tuning.hpp"
#include "dsp/capture/timestamp_check.hpp"

namespace cellwarden::capture {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kRx = SOAPY_SDR_RX;
constexpr std::size_t kChannel = 0;
constexpr long kReadTimeout_us = 100'000;
constexpr std::size_t kFewestTransfer_samples = 1024;
constexpr std::size_t kMostTransfer_samples = std::size_t{1} << 18U;
// Noise never repeats; a short loop of a recording may, for a while.
constexpr std::chrono::seconds kLongestSame{1};
// Of the old window, that a driver still holds after a retune.
constexpr double kMostBuffered_s = 1.0;
// A retune that took longer by the driver's clock: that clock is no measure of it.
constexpr double kMostElsewhere_s = 10.0;
// Between two reads a driver's clock goes on by what the machine's does, and by what the driver held before.
constexpr std::chrono::seconds kMostAheadOfUs{10};

struct StreamFormat {
  std::string_view soapy;
  SampleFormat format;
};
// In the order of preference where the native one is none of them: floats are scaled alike everywhere.
constexpr std::array<StreamFormat, 4> kStreamFormats{{{SOAPY_SDR_CF32, SampleFormat::kCf32},
                                                      {SOAPY_SDR_CS16, SampleFormat::kCs16},
                                                      {SOAPY_SDR_CS8, SampleFormat::kCs8},
                                                      {SOAPY_SDR_CU8, SampleFormat::kCu8}}};

struct ChosenFormat {
  StreamFormat stream;
  float scale = 1.0F;  ///< after to_float
};

Result<ChosenFormat> choose_format(const SoapySDR::Device& device, const std::string& name,
                                   const std::optional<std::string>& wanted) {
  double full_scale = 0.0;
  const std::string native = device.getNativeStreamFormat(kRx, kChannel, full_scale);
  const std::vector<std::string> offered = device.getStreamFormats(kRx, kChannel);
  if (wanted && *wanted != native && std::ranges::find(offered, *wanted) != offered.end()) {
    const auto* const format = std::ranges::find(kStreamFormats, *wanted, &StreamFormat::soapy);
    if (format != kStreamFormats.end()) return ChosenFormat{*format, 1.0F};
  }
  const auto* const known = std::ranges::find(kStreamFormats, native, &StreamFormat::soapy);
  if (known != kStreamFormats.end()) {
    // 32767 for 32768 is a matter of taste; 2048 in sixteen bits is a twelve-bit converter.
    const double ratio = full_scale > 0.0 ? full_scale_of(known->format) / full_scale : 1.0;
    return ChosenFormat{*known, std::abs(ratio - 1.0) < 0.01 ? 1.0F : static_cast<float>(ratio)};
  }
  for (const StreamFormat& format : kStreamFormats) {
    if (std::ranges::find(offered, format.soapy) != offered.end()) return ChosenFormat{format, 1.0F};
  }
  return fail(ErrorCode::kDevice,
              fmt::format("{}: it offers samples as {} only; CF32, CS16, CS8 or CU8 is needed", name,
                          fmt::join(offered, ", ")));
}

struct AtomicCounters {
  std::atomic<std::uint64_t> samples;
  std::atomic<std::uint64_t> samples_lost;
  std::atomic<std::uint64_t> samples_clipped;
  std::atomic<std::uint64_t> overflows;
  std::atomic<std::uint64_t> time_jumps;
  std::atomic<std::uint64_t> uncounted_gaps;
  std::atomic<std::uint64_t> timeouts;
};

}  // namespace

/// One open radio with its running stream.
class SoapyStream::Open {
 public:
  static Result<std::unique_ptr<Open>> start(const DeviceSettings& asked) {
    Result<OpenDevice> open = open_device(asked.arguments);
    if (!open) return tl::unexpected<Error>(std::move(open.error()));
    const DeviceSettings settings = with_center(*open, asked);
    const Result<Tuning> tuning = tune(*open, settings);
    if (!tuning) return tl::unexpected<Error>(tuning.error());
    auto format = guarded(open->label,
                          [&] { return choose_format(*open->device, open->label, settings.sample_format); });
    if (!format) return tl::unexpected<Error>(std::move(format.error()));
    if (!*format) return tl::unexpected<Error>(std::move(format->error()));
    std::unique_ptr<Open> stream(new Open(std::move(*open), *tuning, **format, settings));
    if (const Result<void> started = stream->activate(); !started)
      return tl::unexpected<Error>(started.error());
    return stream;
  }

  ~Open() {
    if (handle_ == nullptr) return;
    static_cast<void>(guarded("", [&] { open_.device->deactivateStream(handle_); }));
    static_cast<void>(guarded("", [&] { open_.device->closeStream(handle_); }));
  }
  Open(const Open&) = delete;
  Open& operator=(const Open&) = delete;

  const StreamInfo& info() const noexcept { return info_; }
  void stop() noexcept { stopped_ = true; }

  DeviceArguments arguments() const {
    DeviceArguments arguments = settings_.arguments;
    for (const char* const key : {"driver", "serial"}) {
      if (const auto found = open_.found.find(key); found != open_.found.end()) arguments.insert(*found);
    }
    return arguments;
  }

  Result<std::optional<RawBlock>> read() {
    while (!stopped_) {
      Transfer transfer;
      const Result<int> count = guarded(info_.name, [&] { return read_transfer(transfer); });
      if (!count) return tl::unexpected<Error>(count.error());
      if (*count > 0)
        return block_of(transfer, std::min(static_cast<std::size_t>(*count), transfer_samples_));
      switch (*count) {
        case 0:
        case SOAPY_SDR_TIMEOUT:
          ++counters_.timeouts;
          if (has_ended()) return std::nullopt;
          if (Clock::now() - last_samples_at_ > silence_limit_) return silent();
          break;
        case SOAPY_SDR_OVERFLOW:
        case SOAPY_SDR_CORRUPTION:
        case SOAPY_SDR_TIME_ERROR:
          ++counters_.overflows;
          ++overflows_before_next_;
          break;
        default:
          return fail(ErrorCode::kDevice, info_.name + ": the driver stopped (" + SoapySDR::errToStr(*count) +
                                              "); is it still plugged in?");
      }
    }
    return std::nullopt;
  }

  Result<void> retune(const Retuning& asked) {
    DeviceSettings wanted = settings_;
    wanted.center_hz = asked.center_hz;
    if (asked.gain) wanted.gain = *asked.gain;
    if (asked.ppm) wanted.ppm = asked.ppm;
    Result<Tuning> tuning = capture::retune(open_, wanted, tuning_);
    if (!tuning) {
      go_back(asked.ppm);
      return tl::unexpected<Error>(std::move(tuning.error()));
    }
    arrive_at(std::move(wanted), std::move(*tuning));
    return {};
  }

  DeviceCounters counters() const noexcept {
    return {.samples = counters_.samples,
            .samples_lost = counters_.samples_lost,
            .samples_clipped = 0,
            .overflows = counters_.overflows,
            .time_jumps = counters_.time_jumps,
            .uncounted_gaps = counters_.uncounted_gaps,
            .timeouts = counters_.timeouts};
  }

 private:
  struct Transfer {
    int flags = 0;
    long long time_ns = 0;
  };

  Open(OpenDevice open, const Tuning& tuning, const ChosenFormat& format, const DeviceSettings& settings)
      : open_(std::move(open)),
        tuning_(tuning),
        format_(format),
        settings_(settings),
        silence_limit_(settings.silence_limit),
        utc_now_(settings.utc_now ? settings.utc_now : [] { return Time(std::chrono::system_clock::now()); }),
        steady_now_(settings.steady_now ? settings.steady_now : [] { return Clock::now(); }),
        arrival_(tuning.sample_rate_hz) {
    info_.name = open_.label;
    info_.native_format = to_string(format.stream.format);
    info_.sample_rate_hz = tuning.sample_rate_hz;
    info_.center_hz = tuning.center_hz;
    info_.tunes = tuning.tunes;
    if (settings.ppm) info_.ppm = 0.0;
    info_.gains = tuning.gains;
    info_.provenance = tuning.provenance;
    info_.provenance.push_back({"sample format", info_.native_format, open_.label});
  }

  Result<void> activate() {
    const Result<int> started = guarded(info_.name, [&] {
      handle_ = open_.device->setupStream(kRx, std::string(format_.stream.soapy), {kChannel},
                                          settings_.stream_arguments);
      transfer_samples_ =
          std::clamp(open_.device->getStreamMTU(handle_), kFewestTransfer_samples, kMostTransfer_samples);
      return open_.device->activateStream(handle_);
    });
    if (!started) return tl::unexpected<Error>(started.error());
    if (*started != 0) {
      return fail(ErrorCode::kDevice, info_.name + ": it does not start (" + SoapySDR::errToStr(*started) +
                                          "); does another program use it?");
    }
    octets_.resize(transfer_samples_ * bytes_per_sample(format_.stream.format));
    timestamps_.emplace(open_.driver == "rtlsdr" ? TimestampUnit::kMaybeOctets : TimestampUnit::kSamples,
                        tuning_.device_rate_hz, transfer_samples_);
    info_.start = utc_now_();
    last_samples_at_ = Clock::now();
    return {};
  }

  int read_transfer(Transfer& transfer, long timeout_us = kReadTimeout_us) {
    const std::array<void*, 1> buffers{octets_.data()};
    return open_.device->readStream(handle_, buffers.data(), transfer_samples_, transfer.flags,
                                    transfer.time_ns, timeout_us);
  }

  /// To where it was, for half of a refused retune may be set already.
  void go_back(std::optional<double> ppm) {
    Tuning from_anywhere = tuning_;
    from_anywhere.asked_device_hz.reset();
    DeviceSettings wanted = settings_;
    if (ppm) wanted.ppm = ppm;
    auto back = capture::retune(open_, wanted, from_anywhere);
    if (!back) {
      wanted = settings_;
      back = capture::retune(open_, wanted, from_anywhere);
    }
    arrive_at(std::move(wanted), back ? std::move(*back) : tuning_);
  }

  void arrive_at(DeviceSettings settings, Tuning tuning) {
    settings_ = std::move(settings);
    follow_rate(tuning_.sample_rate_hz, tuning.sample_rate_hz);
    tuning_ = std::move(tuning);
    settle();
    overflows_before_next_ = 0;
    is_elsewhere_ = true;
  }

  /// Samples are counted at the rate that is now taken for the true one, so that their times stay.
  void follow_rate(double before_hz, double now_hz) {
    if (before_hz == now_hz) return;
    const auto rescaled = std::llround(static_cast<double>(next_sample_) * (now_hz / before_hz));
    next_sample_ = static_cast<std::uint64_t>(rescaled);
    arrival_ = ArrivalClock(now_hz);
  }

  /// Throws away what the driver still holds of the old window, then what comes while the tuner settles.
  void settle() {
    const auto needed = static_cast<std::size_t>(std::chrono::duration<double>(settings_.settling).count() *
                                                 tuning_.sample_rate_hz);
    const auto most = needed + static_cast<std::size_t>(kMostBuffered_s * tuning_.sample_rate_hz);
    const auto give_up_at = Clock::now() + silence_limit_;
    std::size_t discarded = 0;
    std::size_t held = 0;
    bool is_empty = false;
    while (!stopped_ && discarded - held < needed && discarded < most && Clock::now() < give_up_at) {
      Transfer transfer;
      const Result<int> count =
          guarded("", [&] { return read_transfer(transfer, is_empty ? kReadTimeout_us : 0); });
      if (!count || (*count < 0 && *count != SOAPY_SDR_TIMEOUT && *count != SOAPY_SDR_OVERFLOW)) return;
      if (*count > 0) discarded += static_cast<std::size_t>(*count);
      is_empty = is_empty || *count == 0 || *count == SOAPY_SDR_TIMEOUT;
      if (!is_empty) held = discarded;
    }
    last_samples_at_ = Clock::now();
  }

  bool has_ended() const {
    if (open_.driver != kPlaybackDriver) return false;
    return guarded("", [&] { return open_.device->readSetting("end_of_recording"); }).value_or("") == "true";
  }

  tl::unexpected<Error> silent() const {
    return fail(ErrorCode::kDevice,
                fmt::format("{}: no samples for {:.1f} s; is it still plugged in (lsusb)?", info_.name,
                            std::chrono::duration<double>(silence_limit_).count()));
  }

  /// How many samples are missing before this transfer by the driver's own clock; nothing if it has none.
  std::optional<std::int64_t> missing_before(const Transfer& transfer, std::size_t count, bool is_expected) {
    if ((transfer.flags & SOAPY_SDR_HAS_TIME) == 0) return std::nullopt;
    return timestamps_->missing_before(transfer.time_ns, count, is_expected);
  }

  /// Whether so many samples can have been missed since the last transfer. A clock that was set (to GPS time,
  /// to the host's) says an hour of what took none. A playback's time is not the machine's.
  bool may_be_missing(std::int64_t samples, Clock::time_point before) const {
    if (open_.driver == kPlaybackDriver) return true;
    const std::chrono::duration<double> most = last_samples_at_ - before + kMostAheadOfUs;
    return static_cast<double>(samples) <= most.count() * tuning_.sample_rate_hz;
  }

  /// How many samples are missing before this transfer, and whether anything is.
  /// \param before  when the last one was read
  void account_for_gap(const Transfer& transfer, std::size_t count, Clock::time_point before,
                       IqBlock& block) {
    const int overflows = std::exchange(overflows_before_next_, 0);
    const auto missing = missing_before(transfer, count, overflows > 0);
    if (!has_started_) return;  // nothing was promised before the first sample
    block.gap_before = overflows > 0 || missing.value_or(0) != 0;
    const bool is_counted = missing.value_or(0) > 0 && may_be_missing(*missing, before);
    if (is_counted) {
      block.lost_before = static_cast<std::uint64_t>(*missing);
    } else if (overflows > 0 && missing.value_or(1) > 0) {
      block.lost_before = static_cast<std::uint64_t>(overflows) * transfer_samples_;
    }
    if (block.gap_before && !is_counted) {
      ++counters_.uncounted_gaps;
      arrival_.restart();
    }
    if (overflows == 0 && block.gap_before) ++counters_.time_jumps;
    counters_.samples_lost += block.lost_before;
    next_sample_ += block.lost_before;
  }

  /// The first transfer of another window: the sample count goes on by the time that passed, as the driver's
  /// clock has it, or the machine's.
  void arrive_elsewhere(const Transfer& transfer, std::size_t count, IqBlock& block) {
    overflows_before_next_ = 0;
    block.gap_before = has_started_;
    const auto missing = missing_before(transfer, count, true);
    const bool is_credible =
        missing && *missing > 0 && static_cast<double>(*missing) < kMostElsewhere_s * tuning_.sample_rate_hz;
    if (is_credible) {
      next_sample_ += static_cast<std::uint64_t>(*missing);
    } else if (has_started_) {
      const double elapsed_s = std::chrono::duration<double>(last_samples_at_ - started_at_).count();
      const auto by_clock = static_cast<std::uint64_t>(elapsed_s * tuning_.sample_rate_hz);
      next_sample_ = std::max(next_sample_, by_clock);
      arrival_.restart();
    }
  }

  /// The driver handed out the very same octets again: some do when their radio is gone.
  bool is_stale(std::span<const std::byte> octets) {
    const bool is_same = std::ranges::equal(octets, last_octets_) &&
                         std::ranges::adjacent_find(octets, std::ranges::not_equal_to{}) != octets.end();
    if (!is_same) {
      same_since_.reset();
      last_octets_.assign(octets.begin(), octets.end());
      return false;
    }
    if (!same_since_) same_since_ = last_samples_at_;
    return last_samples_at_ - *same_since_ > kLongestSame;
  }

  Result<std::optional<RawBlock>> block_of(const Transfer& transfer, std::size_t count) {
    const auto before = std::exchange(last_samples_at_, Clock::now());
    RawBlock raw;
    raw.returned_at = last_samples_at_;
    raw.format = format_.stream.format;
    raw.scale = format_.scale;
    raw.octets = std::as_bytes(std::span(octets_)).first(count * bytes_per_sample(raw.format));
    if (is_stale(raw.octets)) {
      return fail(ErrorCode::kDevice, info_.name +
                                          ": the driver hands out the same samples again and again; "
                                          "is it still plugged in?");
    }
    IqBlock& block = raw.head;
    if (std::exchange(is_elsewhere_, false)) {
      arrive_elsewhere(transfer, count, block);
    } else {
      account_for_gap(transfer, count, before, block);
    }
    if (!std::exchange(has_started_, true)) started_at_ = last_samples_at_;
    if ((transfer.flags & SOAPY_SDR_END_ABRUPT) != 0) ++overflows_before_next_;
    block.first_sample = next_sample_;
    const Time returned_at = utc_now_();
    block.received_at = arrival_.received_at(next_sample_, count, returned_at, steady_now_());
    block.center_hz = tuning_.center_hz;
    block.sample_rate_hz = tuning_.sample_rate_hz;
    block.gain_db = tuning_.gain_db;
    next_sample_ += count;
    counters_.samples += count;
    return raw;
  }

  OpenDevice open_;
  Tuning tuning_;
  const ChosenFormat format_;
  DeviceSettings settings_;  ///< as it is tuned now
  const std::chrono::milliseconds silence_limit_;
  const std::function<Time()> utc_now_;
  const std::function<Clock::time_point()> steady_now_;
  StreamInfo info_;
  SoapySDR::Stream* handle_ = nullptr;
  std::size_t transfer_samples_{};
  std::vector<std::byte> octets_;
  std::vector<std::byte> last_octets_;  ///< of the transfer before
  std::optional<Clock::time_point> same_since_;
  std::optional<TimestampCheck> timestamps_;
  ArrivalClock arrival_;
  Clock::time_point last_samples_at_;
  Clock::time_point started_at_;
  std::uint64_t next_sample_{};
  int overflows_before_next_{};
  bool has_started_{};
  bool is_elsewhere_{};  ///< retuned, and nothing read since
  std::atomic<bool> stopped_{};
  AtomicCounters counters_{};
};

SoapyStream::SoapyStream(std::unique_ptr<Open> open) : open_(std::move(open)) {}
SoapyStream::~SoapyStream() = default;

Result<std::unique_ptr<SoapyStream>> SoapyStream::open(const DeviceSettings& settings) {
  Result<std::unique_ptr<Open>> open = Open::start(settings);
  if (!open) return tl::unexpected<Error>(std::move(open.error()));
  return std::unique_ptr<SoapyStream>(new SoapyStream(std::move(*open)));
}

const StreamInfo& SoapyStream::info() const noexcept {
  return open_->info();
}
DeviceArguments SoapyStream::arguments() const {
  return open_->arguments();
}
Result<std::optional<RawBlock>> SoapyStream::read() {
  return open_->read();
}
Result<void> SoapyStream::retune(const Retuning& asked) {
  return open_->retune(asked);
}
void SoapyStream::stop() noexcept {
  open_->stop();
}
DeviceCounters SoapyStream::counters() const noexcept {
  return open_->counters();
}

}  // namespace cellwarden::capture
