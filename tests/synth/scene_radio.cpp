#include "tests/synth/scene_radio.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "tests/synth/wide_band.hpp"

namespace cellwarden::synth {
namespace {

constexpr double kGsmReach_hz = 0.5e6;
constexpr double kSoon_s = 10.0;  // what begins later is not made yet
constexpr double kResourceBlock_hz = 180e3;
constexpr double kWide_hz = 8e6;
constexpr std::size_t kNoise_samples = std::size_t{1} << 20U;
constexpr std::size_t kPiece_samples = std::size_t{1} << 16U;

/// The same cell in a window that begins `at_s` into the scene.
template <class CellSpec>
CellSpec seen_from(CellSpec cell, double at_s, double moved_hz) {
  cell.delay_s -= at_s;
  cell.start_s -= at_s;
  if (cell.stop_s) *cell.stop_s -= at_s;
  for (LevelPoint& point : cell.level) point.time_s -= at_s;
  cell.carrier_offset_hz -= moved_hz;
  return cell;
}

template <class CellSpec>
bool is_over(const CellSpec& cell) {
  return cell.stop_s && *cell.stop_s <= 0;
}

}  // namespace

SceneRadio::SceneRadio(SceneSpec scene, const Settings& settings)
    : scene_(std::move(scene)),
      settings_(settings),
      device_rate_hz_(scene_.radio.sample_rate_hz),
      center_hz_(scene_.radio.center_hz),
      random_{scene_.seed, 0x6E6F'6973'65U} {
  info_.name = "synthetic scene";
  info_.native_format = "cf32";
  info_.sample_rate_hz = device_rate_hz_;
  info_.center_hz = center_hz_;
  info_.start = scene_.start;
  info_.tunes = settings_.tunes;
  if (scene_.noise_variance > 0) make_noise_table();
}

SceneRadio::~SceneRadio() = default;

void SceneRadio::retune(const capture::Retuning& asked) {
  const double rate_before_hz = device_rate_hz_ * (1 + ppm_ * 1e-6);
  if (asked.ppm) {
    ppm_ = *asked.ppm;
    info_.ppm = 0.0;
  }
  center_hz_ = asked.center_hz;
  const double rate_hz = device_rate_hz_ * (1 + ppm_ * 1e-6);
  const double position = static_cast<double>(position_) * (rate_hz / rate_before_hz);
  position_ = static_cast<std::uint64_t>(std::llround(position + settings_.settle_s * rate_hz));
  now_s_ += settings_.settle_s;
  has_gap_ = true;
  window_until_s_ = now_s_;
}

void SceneRadio::make_noise_table() {
  const auto amplitude = static_cast<float>(std::sqrt(scene_.noise_variance));
  noise_.resize(kNoise_samples);
  for (Sample& x : noise_) x = amplitude * random_.complex_normal();
}

void SceneRadio::make_window() {
  window_.clear();
  window_until_s_ = scene_.duration_s;
  RadioSpec radio;
  radio.sample_rate_hz = device_rate_hz_ * (1 + ppm_ * 1e-6);
  radio.center_hz = center_hz_;
  radio.clock_ppm = ((1 + scene_.radio.clock_ppm * 1e-6) / (1 + ppm_ * 1e-6) - 1) * 1e6;
  const double moved_hz = center_hz_ - scene_.radio.center_hz;
  const double half_hz = device_rate_hz_ / 2;
  for (const LteCellSpec& cell : scene_.lte_cells) {
    const LteCellSpec seen = seen_from(cell, now_s_, moved_hz);
    const double reach_hz = half_hz + cell.grid.bandwidth_rb * kResourceBlock_hz / 2;
    if (is_over(seen) || std::abs(seen.carrier_offset_hz) >= reach_hz) continue;
    window_.push_back(std::make_unique<LteDownlink>(seen, radio));
  }
  std::vector<GsmCellSpec> gsm_cells;
  for (const GsmCellSpec& cell : scene_.gsm_cells) {
    const GsmCellSpec seen = seen_from(cell, now_s_, moved_hz);
    if (is_over(seen) || std::abs(seen.carrier_offset_hz) > half_hz + kGsmReach_hz) continue;
    if (seen.start_s > kSoon_s) {
      window_until_s_ = std::min(window_until_s_, cell.start_s - kSoon_s / 2);
    } else {
      gsm_cells.push_back(seen);
    }
  }
  if (device_rate_hz_ > kWide_hz) {
    window_.push_back(std::make_unique<WideGsmBand>(gsm_cells, radio));
    return;
  }
  for (const GsmCellSpec& cell : gsm_cells) window_.push_back(std::make_unique<GsmDownlink>(cell, radio));
}

void SceneRadio::generate(std::span<Sample> out) {
  std::fill(out.begin(), out.end(), Sample{});
  while (!out.empty()) {
    const auto piece = out.first(std::min(out.size(), kPiece_samples));
    for (const auto& emitter : window_) emitter->add(piece);
    if (!noise_.empty()) add_noise(piece);
    apply_analogue(scene_.converter, piece);
    quantise(scene_.converter.format, piece);
    out = out.subspan(piece.size());
  }
}

void SceneRadio::add_noise(std::span<Sample> piece) noexcept {
  const std::size_t from = random_.bits() % (kNoise_samples - kPiece_samples);
  const auto noise = std::span(noise_).subspan(from, piece.size());
  for (std::size_t i = 0; i < piece.size(); ++i) piece[i] += noise[i];
}

Result<std::optional<IqBlock>> SceneRadio::read() {
  if (is_stopped_ || now_s_ >= scene_.duration_s) return std::nullopt;
  if (now_s_ >= window_until_s_) make_window();
  const double rate_hz = device_rate_hz_ * (1 + ppm_ * 1e-6);
  samples_.resize(static_cast<std::size_t>(std::llround(settings_.block_s * rate_hz)));
  generate(samples_);
  IqBlock block;
  block.samples = samples_;
  block.first_sample = position_;
  block.gap_before = std::exchange(has_gap_, false);
  block.center_hz = center_hz_;
  block.sample_rate_hz = rate_hz;
  if (scene_.start) {
    *(block.received_at = scene_.start) += std::chrono::nanoseconds(std::llround(now_s_ * 1e9));
  }
  position_ += samples_.size();
  now_s_ += static_cast<double>(samples_.size()) / (device_rate_hz_ * (1 + scene_.radio.clock_ppm * 1e-6));
  return block;
}

}  // namespace cellwarden::synth
