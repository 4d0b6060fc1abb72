#include "dsp/capture/band_mixer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "dsp/kernel/complex_math.hpp"
#include "dsp/kernel/oscillator.hpp"

namespace cellwarden::capture {
namespace {

constexpr double kBin_hz = 1e3 / static_cast<double>(BandMixer::kBlock_ms);
constexpr double kFade_hz = 10e3;
constexpr std::size_t kFewestPerMs = 100;
constexpr std::size_t kMostPerMs = 200'000;
constexpr std::size_t kNoiseTable_samples = std::size_t{1} << 17U;

std::uint64_t mixed(std::uint64_t x) noexcept {
  x += 0x9E37'79B9'7F4A'7C15U;
  x = (x ^ (x >> 30U)) * 0xBF58'476D'1CE4'E5B9U;
  x = (x ^ (x >> 27U)) * 0x94D0'49BB'1331'11EBU;
  return x ^ (x >> 31U);
}

/// 1 inside, 0 from `half_width_hz` on, a raised cosine in between.
double passed(double from_center_hz, double half_width_hz) noexcept {
  const double into_hz = half_width_hz - std::abs(from_center_hz);
  if (into_hz >= kFade_hz) return 1.0;
  if (into_hz <= 0.0) return 0.0;
  return 0.5 - 0.5 * std::cos(std::numbers::pi * into_hz / kFade_hz);
}

/// Where a bin of either sign lies in a transform.
std::size_t place(std::int64_t bin, std::size_t size) noexcept {
  return static_cast<std::size_t>(bin < 0 ? bin + static_cast<std::int64_t>(size) : bin);
}

/// First millisecond that a block needs; -1 for the first.
std::int64_t begin_ms(std::uint64_t block) noexcept {
  return static_cast<std::int64_t>(block * BandMixer::kHop_ms) -
         static_cast<std::int64_t>(BandMixer::kGuard_ms);
}

}  // namespace

std::optional<std::size_t> samples_per_ms(double rate_hz) noexcept {
  const double whole = std::round(rate_hz / 1e3);
  constexpr double kTolerance_hz = 1e-3;
  if (!(std::abs(rate_hz - whole * 1e3) < kTolerance_hz)) return {};
  if (whole < static_cast<double>(kFewestPerMs) || whole > static_cast<double>(kMostPerMs)) return {};
  return static_cast<std::size_t>(whole);
}

IndexedNoise::IndexedNoise(std::uint64_t seed) : seed_(seed), table_(kNoiseTable_samples) {
  const auto uniform = [&](std::uint64_t i) {
    return (static_cast<double>(mixed(seed ^ mixed(i)) >> 11U) + 0.5) * 0x1p-53;
  };
  for (std::size_t i = 0; i < table_.size(); ++i) {
    const double radius = std::sqrt(-std::log(uniform(2 * i)));
    table_[i] = unit_phasor(uniform(2 * i + 1)) * static_cast<float>(radius);
  }
}

void IndexedNoise::fill(std::int64_t millisecond, std::span<Sample> out) const {
  std::uint64_t draw = mixed(seed_ + static_cast<std::uint64_t>(millisecond));
  // Longer than the table never is more than a few turns of it, each from another place.
  while (!out.empty()) {
    draw = mixed(draw);
    const std::size_t count = std::min(out.size(), table_.size() / 2);
    const auto from = static_cast<std::ptrdiff_t>(draw % (table_.size() - count));
    std::copy_n(table_.begin() + from, count, out.begin());
    out = out.subspan(count);
  }
}

BandMixer::BandMixer(std::optional<double> noise_dbfs) : noise_dbfs_(noise_dbfs) {
  constexpr std::uint64_t kSeed = 0x62616E64;
  if (noise_dbfs_) noise_.emplace(kSeed);
}

Result<std::unique_ptr<BandMixer>> BandMixer::open(const std::vector<std::string>& files, bool loop,
                                                   std::optional<double> noise_dbfs) {
  std::unique_ptr<BandMixer> mixer(new BandMixer(noise_dbfs));
  for (const std::string& file : files) {
    auto recording = BandRecording::open(file, loop);
    if (!recording) return tl::unexpected<Error>(std::move(recording.error()));
    const double rate_hz = (*recording)->info().sample_rate_hz;
    if (!samples_per_ms(rate_hz)) {
      return fail(
          ErrorCode::kFormat,
          fmt::format("{}: its rate of {:.10g} S/s does not go into a band; recordings of whole kHz from "
                      "100 kS/s to 200 MS/s do",
                      file, rate_hz));
    }
    mixer->recordings_.push_back(std::move(*recording));
  }
  return mixer;
}

Fft& BandMixer::transform(std::size_t size, Fft::Direction direction) {
  const std::pair key{size, direction};
  auto found = transforms_.find(key);
  if (found == transforms_.end()) found = transforms_.emplace(key, Fft(size, direction)).first;
  return found->second;
}

Result<std::vector<bool>> BandMixer::heard(std::uint64_t block) {
  std::vector<bool> heard;
  for (const auto& recording : recordings_) {
    const double apart_hz = std::abs(recording->info().center_hz - window_.center_hz);
    const bool is_inside =
        apart_hz * 2 < recording->info().sample_rate_hz + static_cast<double>(window_.per_ms) * 1e3;
    if (!is_inside) {
      heard.push_back(false);
      continue;
    }
    const Result<bool> ended = has_ended(*recording, block);
    if (!ended) return tl::unexpected<Error>(ended.error());
    heard.push_back(!*ended);
  }
  return heard;
}

Result<bool> BandMixer::has_ended(BandRecording& recording, std::uint64_t block) const {
  const std::uint64_t per_ms = *samples_per_ms(recording.info().sample_rate_hz);
  const auto needed_ms = static_cast<std::uint64_t>(std::max<std::int64_t>(begin_ms(block), 0));
  return recording.has_ended(block * kHop_ms * per_ms, needed_ms * per_ms);
}

Result<bool> BandMixer::has_ended(std::uint64_t block) {
  // Whose end is not known must be read for it, wherever the radio listens: so they come last.
  for (const bool is_known : {true, false}) {
    for (const auto& recording : recordings_) {
      if (recording->knows_its_end() != is_known) continue;
      Result<bool> ended = has_ended(*recording, block);
      if (!ended || !*ended) return ended;
    }
  }
  return true;
}

std::optional<BandMixer::Part> BandMixer::part_of(std::size_t recording) const {
  const StreamInfo& info = recordings_[recording]->info();
  const double offset_hz = info.center_hz - window_.center_hz;
  const double half_window_hz = static_cast<double>(window_.per_ms) * 1e3 / 2;
  const auto bins = static_cast<std::int64_t>(*samples_per_ms(info.sample_rate_hz) * kBlock_ms);
  const auto window_bins = static_cast<std::int64_t>(window_.per_ms * kBlock_ms);
  Part part;
  part.recording = recording;
  part.shift_bins = std::llround(offset_hz / kBin_hz);
  part.rotation_hz = offset_hz - static_cast<double>(part.shift_bins) * kBin_hz;
  // A bin short of half the transform on either side: what lies there has faded to nothing.
  const std::int64_t first = std::max(part.shift_bins - bins / 2 + 1, -window_bins / 2 + 1);
  const std::int64_t end = std::min(part.shift_bins + bins / 2, window_bins / 2);
  if (first >= end) return {};
  part.first_bin = first;
  const double scale = 1.0 / static_cast<double>(bins);
  for (std::int64_t bin = first; bin < end; ++bin) {
    const double at_hz = static_cast<double>(bin) * kBin_hz;
    part.weights.push_back(static_cast<float>(scale * passed(at_hz, half_window_hz) *
                                              passed(at_hz - offset_hz, info.sample_rate_hz / 2)));
  }
  return part;
}

void BandMixer::plan(const MixedWindow& window, std::vector<bool> heard) {
  window_ = window;
  heard_ = std::move(heard);
  parts_.clear();
  for (std::size_t i = 0; i < recordings_.size(); ++i) {
    if (!heard_[i]) continue;
    if (auto part = part_of(i)) parts_.push_back(std::move(*part));
  }
  noise_weights_.clear();
  if (!noise_dbfs_) return;
  const std::size_t bins = window_.per_ms * kBlock_ms;
  std::vector<float> covered(bins);
  const auto half = static_cast<std::int64_t>(bins / 2);
  for (const Part& part : parts_) {
    const auto size =
        static_cast<float>(*samples_per_ms(recording(part.recording).sample_rate_hz) * kBlock_ms);
    for (std::size_t i = 0; i < part.weights.size(); ++i) {
      float& most = covered[static_cast<std::size_t>(part.first_bin + half) + i];
      most = std::max(most, std::min(part.weights[i] * size, 1.0F));
    }
  }
  const double grid_hz = static_cast<double>(window_.per_ms * window_.oversampling) * 1e3;
  const double amplitude = std::sqrt(std::pow(10.0, *noise_dbfs_ / 10.0) * grid_hz / 1e6);
  const double scale = amplitude / static_cast<double>(bins * window_.oversampling);
  for (const float most : covered) {
    noise_weights_.push_back(static_cast<float>(scale) * std::sqrt(1.0F - most * most));
  }
}

Result<void> BandMixer::add(const Part& part, std::uint64_t block, std::span<Sample> spectrum) {
  const std::size_t per_ms = *samples_per_ms(recording(part.recording).sample_rate_hz);
  const std::int64_t first_ms = begin_ms(block);
  const auto samples =
      recordings_[part.recording]->window(first_ms * static_cast<std::int64_t>(per_ms), per_ms * kBlock_ms);
  if (!samples) return tl::unexpected<Error>(samples.error());
  Fft& forward = transform(samples->size(), Fft::Direction::kForward);
  std::ranges::copy(*samples, forward.input().begin());
  if (part.rotation_hz != 0.0) {
    Oscillator rotation(part.rotation_hz / (static_cast<double>(per_ms) * 1e3),
                        part.rotation_hz * static_cast<double>(first_ms) / 1e3);
    for (Sample& sample : forward.input()) sample = times(sample, rotation.next());
  }
  const auto bins = forward.run();
  // Shifting bins turns by whole cycles a block from where the block begins, not from the time axis'
  // beginning.
  constexpr auto kBlock = static_cast<std::int64_t>(kBlock_ms);
  const std::int64_t eighths = (part.shift_bins % kBlock) * (first_ms % kBlock) % kBlock;
  const Sample turn = unit_phasor(static_cast<double>(eighths) / static_cast<double>(kBlock));
  for (std::size_t i = 0; i < part.weights.size(); ++i) {
    const std::int64_t bin = part.first_bin + static_cast<std::int64_t>(i);
    const Sample value = times(bins[place(bin - part.shift_bins, bins.size())], turn);
    spectrum[place(bin, spectrum.size())] += value * part.weights[i];
  }
  return {};
}

void BandMixer::add_noise(std::uint64_t block, std::span<Sample> spectrum) {
  const std::size_t per_ms = window_.per_ms * window_.oversampling;
  Fft& forward = transform(spectrum.size(), Fft::Direction::kForward);
  for (std::size_t i = 0; i < kBlock_ms; ++i) {
    noise_->fill(begin_ms(block) + static_cast<std::int64_t>(i), forward.input().subspan(i * per_ms, per_ms));
  }
  const auto bins = forward.run();
  const auto half = static_cast<std::int64_t>(noise_weights_.size() / 2);
  for (std::size_t i = 0; i < noise_weights_.size(); ++i) {
    const std::size_t at = place(static_cast<std::int64_t>(i) - half, bins.size());
    spectrum[at] += bins[at] * noise_weights_[i];
  }
}

Result<std::span<const Sample>> BandMixer::render(std::uint64_t block, const MixedWindow& window) {
  const bool is_retuned = !(window == window_);
  window_ = window;
  auto now_heard = heard(block);
  if (!now_heard) return tl::unexpected<Error>(std::move(now_heard.error()));
  if (is_retuned || *now_heard != heard_) plan(window, std::move(*now_heard));

  const std::size_t per_ms = window.per_ms * window.oversampling;
  Fft& inverse = transform(per_ms * kBlock_ms, Fft::Direction::kInverse);
  const std::span<Sample> spectrum = inverse.input();
  std::ranges::fill(spectrum, Sample{});
  for (const Part& part : parts_) {
    if (auto added = add(part, block, spectrum); !added) return tl::unexpected<Error>(added.error());
  }
  if (!noise_weights_.empty()) add_noise(block, spectrum);
  return inverse.run().subspan(per_ms * kGuard_ms - kMargin_samples, per_ms * kHop_ms + 2 * kMargin_samples);
}

}  // namespace cellwarden::capture
