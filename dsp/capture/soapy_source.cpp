#include "dsp/capture/soapy_source.hpp"

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
#include "dsp/capture/sample_format.hpp"
#include "dsp/capture/soapy_driver.hpp"
#include "dsp/capture/soapy_tuning.hpp"
#include "dsp/capture/timestamp_check.hpp"

namespace cellwarden::capture {
namespace {

constexpr int kRx = SOAPY_SDR_RX;
constexpr std::size_t kChannel = 0;
constexpr long kReadTimeout_us = 100'000;
constexpr std::size_t kFewestTransfer_samples = 1024;
constexpr std::size_t kMostTransfer_samples = std::size_t{1} << 18U;

struct StreamFormat {
  std::string_view soapy;
  SampleFormat format;
  double full_scale;  ///< of to_float
};
// In the order of preference where the native one is none of them: floats are scaled alike everywhere.
constexpr std::array<StreamFormat, 4> kStreamFormats{{{SOAPY_SDR_CF32, SampleFormat::kCf32, 1.0},
                                                      {SOAPY_SDR_CS16, SampleFormat::kCs16, 32768.0},
                                                      {SOAPY_SDR_CS8, SampleFormat::kCs8, 128.0},
                                                      {SOAPY_SDR_CU8, SampleFormat::kCu8, 128.0}}};

struct ChosenFormat {
  StreamFormat stream;
  float scale = 1.0F;  ///< after to_float
};

Result<ChosenFormat> choose_format(const SoapySDR::Device& device, const std::string& name) {
  double full_scale = 0.0;
  const std::string native = device.getNativeStreamFormat(kRx, kChannel, full_scale);
  const auto* const known = std::ranges::find(kStreamFormats, native, &StreamFormat::soapy);
  if (known != kStreamFormats.end()) {
    // 32767 for 32768 is a matter of taste; 2048 in sixteen bits is a twelve-bit converter.
    const double ratio = full_scale > 0.0 ? known->full_scale / full_scale : 1.0;
    return ChosenFormat{*known, std::abs(ratio - 1.0) < 0.01 ? 1.0F : static_cast<float>(ratio)};
  }
  const std::vector<std::string> offered = device.getStreamFormats(kRx, kChannel);
  for (const StreamFormat& format : kStreamFormats) {
    if (std::ranges::find(offered, format.soapy) != offered.end()) return ChosenFormat{format, 1.0F};
  }
  return fail(ErrorCode::kDevice,
              fmt::format("{}: it offers samples as {} only; CF32, CS16, CS8 or CU8 is needed", name,
                          fmt::join(offered, ", ")));
}

/// Scales by a converter's own full scale; its extreme codes are one code short of it.
std::uint32_t rescale(std::span<Sample> samples, float scale, double nominal_full_scale) {
  const float extreme = 1.0F - scale / static_cast<float>(nominal_full_scale) * 1.5F;
  std::uint32_t clipped = 0;
  for (Sample& sample : samples) {
    sample *= scale;
    clipped += std::max(std::abs(sample.real()), std::abs(sample.imag())) > extreme ? 1U : 0U;
  }
  return clipped;
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
class SoapySource::Stream {
 public:
  static Result<std::unique_ptr<Stream>> start(const DeviceSettings& settings) {
    Result<OpenDevice> open = open_device(settings.arguments);
    if (!open) return tl::unexpected<Error>(std::move(open.error()));
    const Result<Tuning> tuning = tune(*open, settings);
    if (!tuning) return tl::unexpected<Error>(tuning.error());
    auto format = guarded(open->label, [&] { return choose_format(*open->device, open->label); });
    if (!format) return tl::unexpected<Error>(std::move(format.error()));
    if (!*format) return tl::unexpected<Error>(std::move(format->error()));
    std::unique_ptr<Stream> stream(new Stream(std::move(*open), *tuning, **format, settings));
    if (const Result<void> started = stream->activate(); !started)
      return tl::unexpected<Error>(started.error());
    return stream;
  }

  ~Stream() {
    if (handle_ == nullptr) return;
    static_cast<void>(guarded("", [&] { open_.device->deactivateStream(handle_); }));
    static_cast<void>(guarded("", [&] { open_.device->closeStream(handle_); }));
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  const StreamInfo& info() const noexcept { return info_; }
  void stop() noexcept { stopped_ = true; }

  Result<std::optional<IqBlock>> read() {
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
      if (std::chrono::steady_clock::now() - last_samples_at_ > silence_limit_) return silent();
    }
    return std::nullopt;
  }

  DeviceCounters counters() const noexcept {
    return {counters_.samples,    counters_.samples_lost,   counters_.samples_clipped, counters_.overflows,
            counters_.time_jumps, counters_.uncounted_gaps, counters_.timeouts};
  }

 private:
  struct Transfer {
    int flags = 0;
    long long time_ns = 0;
  };

  Stream(OpenDevice open, const Tuning& tuning, const ChosenFormat& format, const DeviceSettings& settings)
      : open_(std::move(open)),
        tuning_(tuning),
        format_(format),
        silence_limit_(settings.silence_limit),
        utc_now_(settings.utc_now ? settings.utc_now : [] { return Time(std::chrono::system_clock::now()); }),
        arrival_(tuning.sample_rate_hz) {
    info_.name = open_.label;
    info_.native_format = to_string(format.stream.format);
    info_.sample_rate_hz = tuning.sample_rate_hz;
    info_.center_hz = tuning.center_hz;
    if (settings.ppm) info_.ppm = 0.0;
    info_.provenance = tuning.provenance;
    info_.provenance.push_back({"sample format", info_.native_format, open_.label});
  }

  Result<void> activate() {
    const Result<int> started = guarded(info_.name, [&] {
      handle_ = open_.device->setupStream(kRx, std::string(format_.stream.soapy), {kChannel});
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
    samples_.resize(transfer_samples_);
    timestamps_.emplace(open_.driver == "rtlsdr" ? TimestampUnit::kMaybeOctets : TimestampUnit::kSamples,
                        tuning_.device_rate_hz, transfer_samples_);
    info_.start = utc_now_();
    last_samples_at_ = std::chrono::steady_clock::now();
    return {};
  }

  int read_transfer(Transfer& transfer) {
    const std::array<void*, 1> buffers{octets_.data()};
    return open_.device->readStream(handle_, buffers.data(), transfer_samples_, transfer.flags,
                                    transfer.time_ns, kReadTimeout_us);
  }

  bool has_ended() const {
    if (open_.driver != kPlaybackDriver) return false;
    return guarded("", [&] { return open_.device->readSetting("end_of_recording"); }).value_or("") == "true";
  }

  tl::unexpected<Error> silent() const {
    return fail(
        ErrorCode::kDevice,
        fmt::format("{}: no samples for {:.1f} s; is it still plugged in (lsusb)? Start again once it is",
                    info_.name, std::chrono::duration<double>(silence_limit_).count()));
  }

  /// How many samples are missing before this transfer, and whether anything is.
  void account_for_gap(const Transfer& transfer, std::size_t count, IqBlock& block) {
    const int overflows = std::exchange(overflows_before_next_, 0);
    std::optional<std::int64_t> missing;
    if ((transfer.flags & SOAPY_SDR_HAS_TIME) != 0) {
      missing = timestamps_->missing_before(transfer.time_ns, count, overflows > 0);
    }
    if (!std::exchange(has_started_, true)) return;  // nothing was promised before the first sample
    block.gap_before = overflows > 0 || missing.value_or(0) != 0;
    if (missing.value_or(0) > 0) {
      block.lost_before = static_cast<std::uint64_t>(*missing);
    } else if (overflows > 0 && !missing) {
      block.lost_before = static_cast<std::uint64_t>(overflows) * transfer_samples_;
    }
    const bool is_counted = missing.value_or(0) > 0;
    if (block.gap_before && !is_counted) {
      ++counters_.uncounted_gaps;
      arrival_.restart();
    }
    if (overflows == 0 && block.gap_before) ++counters_.time_jumps;
    counters_.samples_lost += block.lost_before;
  }

  std::optional<IqBlock> block_of(const Transfer& transfer, std::size_t count) {
    last_samples_at_ = std::chrono::steady_clock::now();
    IqBlock block;
    account_for_gap(transfer, count, block);
    if ((transfer.flags & SOAPY_SDR_END_ABRUPT) != 0) ++overflows_before_next_;

    const std::span<Sample> samples = std::span(samples_).first(count);
    const StreamFormat& stream = format_.stream;
    const std::size_t octets = count * bytes_per_sample(stream.format);
    block.clipped_samples =
        to_float(stream.format, std::as_bytes(std::span(octets_)).first(octets), samples).clipped;
    if (format_.scale != 1.0F) block.clipped_samples = rescale(samples, format_.scale, stream.full_scale);

    next_sample_ += block.lost_before;
    block.samples = samples;
    block.first_sample = next_sample_;
    block.received_at = arrival_.received_at(next_sample_, count, utc_now_());
    block.center_hz = tuning_.center_hz;
    block.sample_rate_hz = tuning_.sample_rate_hz;
    block.gain_db = tuning_.gain_db;
    next_sample_ += count;
    counters_.samples += count;
    counters_.samples_clipped += block.clipped_samples;
    return block;
  }

  OpenDevice open_;
  const Tuning tuning_;
  const ChosenFormat format_;
  const std::chrono::milliseconds silence_limit_;
  const std::function<Time()> utc_now_;
  StreamInfo info_;
  SoapySDR::Stream* handle_ = nullptr;
  std::size_t transfer_samples_{};
  std::vector<std::byte> octets_;
  std::vector<Sample> samples_;
  std::optional<TimestampCheck> timestamps_;
  ArrivalClock arrival_;
  std::chrono::steady_clock::time_point last_samples_at_;
  std::uint64_t next_sample_{};
  int overflows_before_next_{};
  bool has_started_{};
  std::atomic<bool> stopped_{};
  AtomicCounters counters_{};
};

SoapySource::SoapySource(std::unique_ptr<Stream> stream) : stream_(std::move(stream)) {}
SoapySource::~SoapySource() = default;

Result<std::unique_ptr<SoapySource>> SoapySource::open(const DeviceSettings& settings) {
  Result<std::unique_ptr<Stream>> stream = Stream::start(settings);
  if (!stream) return tl::unexpected<Error>(std::move(stream.error()));
  return std::unique_ptr<SoapySource>(new SoapySource(std::move(*stream)));
}

const StreamInfo& SoapySource::info() const noexcept {
  return stream_->info();
}
Result<std::optional<IqBlock>> SoapySource::read() {
  return stream_->read();
}
void SoapySource::stop() noexcept {
  stream_->stop();
}
DeviceCounters SoapySource::counters() const noexcept {
  return stream_->counters();
}

}  // namespace cellwarden::capture
