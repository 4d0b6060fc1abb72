#include "dsp/capture/playback_reel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "cell/carrier.hpp"

namespace cellwarden::capture {
namespace {

constexpr double kRateTolerance = 1e-6;

}  // namespace

Result<std::unique_ptr<PlaybackReel>> PlaybackReel::open(const std::string& path,
                                                         const RecordingOptions& options, bool loop) {
  std::unique_ptr<PlaybackReel> reel(new PlaybackReel(path, options, loop));
  if (auto opened = reel->rewind(); !opened) return tl::unexpected<Error>(std::move(opened.error()));
  return reel;
}

Result<void> PlaybackReel::rewind() {
  auto recording = open_recording(path_, options_);
  if (!recording) return tl::unexpected<Error>(std::move(recording.error()));
  recording_ = std::move(*recording);
  info_ = recording_->info();
  has_samples_ = false;
  return {};
}

ReachOfSignal PlaybackReel::reach() const noexcept {
  const double half_hz = rate_hz() / 2;
  return {center_hz() - half_hz, center_hz() + half_hz, rate_hz(), rate_hz()};
}

Result<void> PlaybackReel::tune(double center_hz, bool /*is_streaming*/) {
  const ReachOfSignal band = reach();
  if (std::abs(center_hz - info_.center_hz) <= info_.sample_rate_hz / 2) return {};
  return fail(ErrorCode::kDevice, fmt::format("{} is outside the recorded {} to {}", format_mhz(center_hz),
                                              format_mhz(band.lowest_hz), format_mhz(band.highest_hz)));
}

Result<void> PlaybackReel::set_rate(double rate_hz, bool /*is_streaming*/) {
  const double own_hz = info_.sample_rate_hz;
  if (std::abs(rate_hz - own_hz) <= kRateTolerance * own_hz) return {};
  return fail(ErrorCode::kDevice,
              fmt::format("it was recorded at {:.7g} S/s and cannot be read at {:.7g}", own_hz, rate_hz));
}

void PlaybackReel::take(std::size_t samples) noexcept {
  ready_ = ready_.subspan(samples);
  position_ += samples;
}

std::size_t PlaybackReel::gapless(std::size_t most) const noexcept {
  return std::min(most, ready_.size());
}

Result<bool> PlaybackReel::load() {
  while (ready_.empty()) {
    const Result<std::optional<IqBlock>> block = recording_->read();
    if (!block) return tl::unexpected<Error>(block.error());
    if (block->has_value()) {
      if (auto threaded = thread_in(**block); !threaded) return tl::unexpected<Error>(threaded.error());
    } else if (!loop_ || !has_samples_) {
      return false;
    } else {
      if (auto rewound = rewind(); !rewound) return tl::unexpected<Error>(rewound.error());
      if (!info_.loops_seamlessly) ++position_;
    }
  }
  return true;
}

Result<void> PlaybackReel::thread_in(const IqBlock& block) {
  if (block.center_hz != info_.center_hz || block.sample_rate_hz != info_.sample_rate_hz) {
    return fail(
        ErrorCode::kFormat,
        fmt::format("{}: it changes to {} at sample {}, and a playback holds one window; replay it instead",
                    path_, format_mhz(block.center_hz), block.first_sample));
  }
  const std::uint64_t missing = block.lost_before + block.dropped_before;
  if (has_samples_) position_ += block.gap_before ? std::max<std::uint64_t>(missing, 1) : missing;
  has_samples_ = has_samples_ || !block.samples.empty();
  ready_ = block.samples;
  return {};
}

Result<void> PlaybackReel::skip_to(std::uint64_t position) {
  while (position_ < position) {
    const Result<bool> loaded = load();
    if (!loaded) return tl::unexpected<Error>(loaded.error());
    if (!*loaded || position_ >= position) break;  // a gap of the recording itself led past it
    take(static_cast<std::size_t>(std::min<std::uint64_t>(ready_.size(), position - position_)));
  }
  return {};
}

}  // namespace cellwarden::capture
