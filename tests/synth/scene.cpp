#include "tests/synth/scene.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace cellwarden::synth {
namespace {

constexpr std::size_t kChunk_samples = 1U << 16U;

std::uint64_t samples_in(double duration_s, double rate_hz) noexcept {
  return static_cast<std::uint64_t>(std::llround(duration_s * rate_hz));
}

bool is_whole(double count) noexcept {
  constexpr double kTolerance = 1e-3;  // of a frame-number period, a sample, or a cycle
  return std::abs(count - std::round(count)) < kTolerance;
}

bool is_steady(const LteCellSpec& cell) noexcept {
  return cell.oscillator_ppm == 0 && cell.symbol_clock_ppm.value_or(0) == 0 && cell.start_s <= 0 &&
         !cell.stop_s && cell.level.empty() && cell.doppler_hz == 0;
}

/// What changes from frame to frame comes round with the frame numbers.
bool follows_frame_numbers(const LteGridSpec& grid) noexcept {
  return grid.multicast_subframes.none() || lte::kSfnPeriod_frames % grid.multicast_period_frames == 0;
}

std::uint32_t count_clipped(const ConverterSpec& converter, std::span<const Sample> samples) {
  std::vector<std::byte> codes(samples.size() * capture::bytes_per_sample(converter.format));
  std::vector<Sample> back(samples.size());
  capture::from_float(converter.format, samples, codes);
  return capture::to_float(converter.format, codes, back).clipped;
}

}  // namespace

double noise_variance(double re_power_dbfs, double snr_db, double sample_rate_hz) noexcept {
  return std::pow(10.0, (re_power_dbfs - snr_db) / 10.0) * sample_rate_hz / lte::kSubcarrier_hz;
}

double gsm_noise_variance(double power_dbfs, double snr_db, double sample_rate_hz) noexcept {
  constexpr double kChannel_hz = 200e3;
  return std::pow(10.0, (power_dbfs - snr_db) / 10.0) * sample_rate_hz / kChannel_hz;
}

bool loops_seamlessly(const SceneSpec& spec) noexcept {
  constexpr double kFrameNumbers_s = 10.24;
  const double duration_s = spec.duration_s;
  const bool is_clock_right = spec.radio.clock_ppm == 0 && spec.radio.tuner_ppm.value_or(0) == 0;
  return is_clock_right && spec.gsm_cells.empty() && spec.gsm_carriers.empty() && spec.gaps.empty() &&
         duration_s > 0 && is_whole(duration_s / kFrameNumbers_s) &&
         is_whole(duration_s * spec.radio.sample_rate_hz) &&
         std::ranges::all_of(spec.lte_cells,
                             [&](const LteCellSpec& cell) {
                               return is_steady(cell) && follows_frame_numbers(cell.grid) &&
                                      is_whole(cell.carrier_offset_hz * duration_s);
                             }) &&
         std::ranges::all_of(spec.tones,
                             [&](const ToneSpec& tone) { return is_whole(tone.offset_hz * duration_s); });
}

Scene::Scene(const SceneSpec& spec)
    : noise_amplitude_(static_cast<float>(std::sqrt(spec.noise_variance))),
      noise_{spec.seed, 0x6E6F'6973'65U},
      converter_(spec.converter) {
  for (const LteCellSpec& cell : spec.lte_cells) {
    emitters_.push_back(std::make_unique<LteDownlink>(cell, spec.radio));
  }
  for (const GsmCellSpec& cell : spec.gsm_cells) {
    emitters_.push_back(std::make_unique<GsmDownlink>(cell, spec.radio));
  }
  for (const GsmCarrierSpec& carrier : spec.gsm_carriers) {
    emitters_.push_back(std::make_unique<GsmCarrier>(carrier, spec.radio));
  }
  for (const ToneSpec& tone : spec.tones) emitters_.push_back(std::make_unique<Tone>(tone, spec.radio));
}

void Scene::generate(std::span<Sample> out) {
  std::fill(out.begin(), out.end(), Sample{});
  while (!out.empty()) {
    const auto chunk = out.first(std::min(out.size(), kChunk_samples));
    for (const auto& emitter : emitters_) emitter->add(chunk);
    if (noise_amplitude_ > 0) {
      for (Sample& x : chunk) x += noise_amplitude_ * noise_.complex_normal();
    }
    apply_analogue(converter_, chunk);
    quantise(converter_.format, chunk);
    out = out.subspan(chunk.size());
  }
}

std::vector<Sample> generate(const SceneSpec& spec, std::size_t samples) {
  std::vector<Sample> out(samples);
  Scene(spec).generate(out);
  return out;
}

SceneSource::SceneSource(const SceneSpec& spec, std::size_t block_samples)
    : spec_(spec),
      scene_(spec),
      buffer_(block_samples),
      end_(samples_in(spec.duration_s, spec.radio.sample_rate_hz)) {
  info_.name = "synthetic scene";
  info_.native_format = capture::to_string(spec.converter.format);
  info_.sample_rate_hz = spec.radio.sample_rate_hz;
  info_.center_hz = spec.radio.center_hz;
  info_.start = spec.start;
  info_.receiver_at = spec.receiver_at;
  info_.total_samples = end_;
}

void SceneSource::skip(std::uint64_t samples) {
  while (samples > 0) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(samples, buffer_.size()));
    scene_.generate(std::span(buffer_).first(count));
    samples -= count;
    position_ += count;
  }
}

Result<std::optional<IqBlock>> SceneSource::read() {
  const double rate_hz = spec_.radio.sample_rate_hz;
  std::uint64_t lost = 0;
  std::uint64_t stop = end_;
  if (next_gap_ < spec_.gaps.size()) {
    const std::uint64_t gap_start = samples_in(spec_.gaps[next_gap_].start_s, rate_hz);
    if (position_ >= gap_start) {
      lost = std::min(samples_in(spec_.gaps[next_gap_].duration_s, rate_hz), end_ - position_);
      skip(lost);
      ++next_gap_;
    }
    if (next_gap_ < spec_.gaps.size())
      stop = std::min(end_, samples_in(spec_.gaps[next_gap_].start_s, rate_hz));
  }
  if (position_ >= stop) return std::optional<IqBlock>{};
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(stop - position_, buffer_.size()));
  const auto samples = std::span(buffer_).first(count);
  scene_.generate(samples);
  IqBlock block;
  block.samples = samples;
  block.first_sample = position_;
  block.lost_before = lost;
  block.center_hz = spec_.radio.center_hz;
  block.sample_rate_hz = rate_hz;
  block.clipped_samples = count_clipped(spec_.converter, samples);
  if (spec_.start) {
    block.received_at =
        *spec_.start + std::chrono::nanoseconds(std::llround(static_cast<double>(position_) / rate_hz * 1e9));
  }
  position_ += count;
  return std::optional<IqBlock>{block};
}

}  // namespace cellwarden::synth
