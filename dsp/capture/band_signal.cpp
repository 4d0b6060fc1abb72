#include "dsp/capture/band_signal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "cell/carrier.hpp"
#include "dsp/capture/open_input.hpp"

namespace cellwarden::capture {
namespace {

constexpr double kLowestRate_hz = 100e3;
constexpr double kHighestRate_hz = 61.44e6;
constexpr float kGarbageAmplitude = 0.1F;
constexpr std::size_t kOversampling = 2;  // for a clock that is not right

}  // namespace

Result<std::unique_ptr<BandSignal>> BandSignal::open(const std::vector<std::string>& recordings, bool loop,
                                                     const BandOptions& options) {
  const auto files = expand_folders(recordings);
  if (!files) return tl::unexpected<Error>(files.error());
  auto mixer = BandMixer::open(*files, loop, options.noise_dbfs);
  if (!mixer) return tl::unexpected<Error>(std::move(mixer.error()));
  return std::unique_ptr<BandSignal>(new BandSignal(std::move(*mixer), options));
}

BandSignal::BandSignal(std::unique_ptr<BandMixer> mixer, const BandOptions& options)
    : mixer_(std::move(mixer)), options_(options), fast_(1.0 + options.ppm * 1e-6), garbage_(0x67617262) {
  const StreamInfo& first = mixer_->recording(0);
  name_ = first.name;
  if (mixer_->size() > 1) name_ += " and " + std::to_string(mixer_->size() - 1) + " more";
  asked_center_hz_ = first.center_hz;
  window_ = {true_center_hz(first.center_hz), *samples_per_ms(first.sample_rate_hz),
             options_.ppm == 0.0 ? 1 : kOversampling};
}

ReachOfSignal BandSignal::reach() const noexcept {
  ReachOfSignal reach{1e300, 0.0, kLowestRate_hz, kHighestRate_hz};
  for (std::size_t i = 0; i < mixer_->size(); ++i) {
    const StreamInfo& info = mixer_->recording(i);
    reach.lowest_hz = std::min(reach.lowest_hz, info.center_hz - info.sample_rate_hz / 2);
    reach.highest_hz = std::max(reach.highest_hz, info.center_hz + info.sample_rate_hz / 2);
  }
  reach.lowest_hz = std::max(0.0, reach.lowest_hz - options_.margin_hz);
  reach.highest_hz += options_.margin_hz;
  return reach;
}

double BandSignal::true_center_hz(double asked_hz) const noexcept {
  const double step_hz = options_.tuning_step_hz;
  const double set_hz = step_hz > 0.0 ? std::round(asked_hz / step_hz) * step_hz : asked_hz;
  return set_hz * fast_;
}

Result<void> BandSignal::tune(double center_hz, bool is_streaming) {
  const ReachOfSignal band = reach();
  if (!(center_hz >= band.lowest_hz && center_hz <= band.highest_hz)) {
    return fail(ErrorCode::kDevice,
                fmt::format("{} is outside the recorded band and its margin, {} to {}", format_mhz(center_hz),
                            format_mhz(band.lowest_hz), format_mhz(band.highest_hz)));
  }
  asked_center_hz_ = center_hz;
  if (!is_streaming) {
    window_.center_hz = true_center_hz(center_hz);
    retune_.reset();
    ready_ = {};
    return {};
  }
  const auto samples_in = [&](double seconds) {
    return static_cast<std::uint64_t>(std::llround(seconds * rate_hz()));
  };
  const std::uint64_t garbage_from = position_ + samples_in(options_.buffered_s);
  retune_ = {true_center_hz(center_hz), garbage_from, garbage_from + samples_in(options_.settle_s)};
  ready_ = ready_.first(
      static_cast<std::size_t>(std::min<std::uint64_t>(ready_.size(), samples_in(options_.buffered_s))));
  return {};
}

Result<void> BandSignal::set_rate(double rate_hz, bool is_streaming) {
  const auto per_ms = samples_per_ms(rate_hz);
  if (!per_ms || rate_hz > kHighestRate_hz) {
    return fail(
        ErrorCode::kDevice,
        fmt::format("{:.10g} S/s is not a rate it has: whole kHz from 100 kS/s to 61.44 MS/s", rate_hz));
  }
  if (*per_ms == window_.per_ms) return {};
  if (is_streaming) return fail(ErrorCode::kDevice, "its rate changes only while the stream is stopped");
  const double ratio = static_cast<double>(*per_ms) / static_cast<double>(window_.per_ms);
  position_ = static_cast<std::uint64_t>(std::ceil(static_cast<double>(position_) * ratio));
  window_.per_ms = *per_ms;
  if (retune_) window_.center_hz = std::exchange(retune_, {})->center_hz;
  ready_ = {};
  return {};
}

void BandSignal::take(std::size_t samples) noexcept {
  ready_ = ready_.subspan(samples);
  position_ += samples;
}

Result<void> BandSignal::skip_to(std::uint64_t position) {
  if (position <= position_) return {};
  position_ = position;
  ready_ = {};
  return {};
}

/// The device's sample number, counted by a clock that is fast, on the mixer's true grid. The correction is
/// computed alone: the number itself would leave too few digits for it.
BandSignal::GridTime BandSignal::grid_time(std::uint64_t position) const noexcept {
  const std::uint64_t nominal = position * window_.oversampling;
  if (window_.oversampling == 1) return {nominal, 0.0};
  const double late = -static_cast<double>(nominal) * (options_.ppm * 1e-6 / fast_);
  const double whole = std::floor(late);
  return {nominal + static_cast<std::uint64_t>(static_cast<std::int64_t>(whole)), late - whole};
}

Result<bool> BandSignal::load() {
  while (ready_.empty()) {
    if (retune_ && position_ >= retune_->clear_from) {
      window_.center_hz = retune_->center_hz;
      retune_.reset();
    }
    if (retune_ && position_ >= retune_->garbage_from) {
      load_garbage(*retune_);
      break;
    }
    Result<bool> loaded = load_window();
    if (!loaded || !*loaded) return loaded;
    if (!retune_) break;
    ready_ = ready_.first(
        static_cast<std::size_t>(std::min<std::uint64_t>(ready_.size(), retune_->garbage_from - position_)));
  }
  return true;
}

void BandSignal::load_garbage(const Retune& retune) {
  samples_.resize(
      static_cast<std::size_t>(std::min<std::uint64_t>(retune.clear_from - position_, window_.per_ms)));
  garbage_.fill(static_cast<std::int64_t>(position_), samples_);
  for (Sample& sample : samples_) sample *= kGarbageAmplitude;
  ready_ = samples_;
}

Result<bool> BandSignal::load_window() {
  const std::uint64_t per_block = window_.per_ms * window_.oversampling * BandMixer::kHop_ms;
  const GridTime at = grid_time(position_);
  const std::uint64_t block = at.whole / per_block;
  if (rendered_block_ != block || !(rendered_window_ == window_)) {
    Result<bool> ended = mixer_->has_ended(block);
    if (!ended) return ended;
    if (*ended) return false;
    if (auto rendered = render(block); !rendered) return tl::unexpected<Error>(rendered.error());
  }
  if (window_.oversampling > 1) {
    resample(block);
    return true;
  }
  const auto offset = static_cast<std::size_t>(at.whole - block * per_block);
  ready_ =
      rendered_.subspan(BandMixer::kMargin_samples + offset, static_cast<std::size_t>(per_block) - offset);
  return true;
}

Result<void> BandSignal::render(std::uint64_t block) {
  rendered_block_.reset();
  const auto rendered = mixer_->render(block, window_);
  if (!rendered) return tl::unexpected<Error>(rendered.error());
  rendered_ = *rendered;
  rendered_block_ = block;
  rendered_window_ = window_;
  return {};
}

/// All samples from position_ on whose time lies in the block.
void BandSignal::resample(std::uint64_t block) {
  const std::uint64_t per_block = window_.per_ms * window_.oversampling * BandMixer::kHop_ms;
  const std::uint64_t begin = block * per_block;
  samples_.clear();
  for (std::uint64_t next = position_;; ++next) {
    const GridTime at = grid_time(next);
    if (at.whole >= begin + per_block) break;
    const auto index = static_cast<std::size_t>(at.whole - begin) + BandMixer::kMargin_samples;
    samples_.push_back(resampler_.at(rendered_, index, at.fraction));
  }
  ready_ = samples_;
}

}  // namespace cellwarden::capture
