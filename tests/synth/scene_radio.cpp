#include "tests/synth/scene_radio.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cellwarden::synth {
namespace {

constexpr double kGsmReach_hz = 0.5e6;
constexpr double kSoon_s = 10.0;  // what begins later is not made yet
constexpr double kResourceBlock_hz = 180e3;

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
      center_hz_(scene_.radio.center_hz) {
  info_.name = "synthetic scene";
  info_.native_format = "cf32";
  info_.sample_rate_hz = device_rate_hz_;
  info_.center_hz = center_hz_;
  info_.start = scene_.start;
  info_.tunes = settings_.tunes;
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
  window_.reset();
}

void SceneRadio::make_window() {
  SceneSpec window;
  window_until_s_ = scene_.duration_s;
  window.seed = scene_.seed + position_;
  window.noise_variance = scene_.noise_variance;
  window.converter = scene_.converter;
  window.radio.sample_rate_hz = device_rate_hz_ * (1 + ppm_ * 1e-6);
  window.radio.center_hz = center_hz_;
  window.radio.clock_ppm = ((1 + scene_.radio.clock_ppm * 1e-6) / (1 + ppm_ * 1e-6) - 1) * 1e6;
  const double moved_hz = center_hz_ - scene_.radio.center_hz;
  const double half_hz = device_rate_hz_ / 2;
  for (const GsmCellSpec& cell : scene_.gsm_cells) {
    const GsmCellSpec seen = seen_from(cell, now_s_, moved_hz);
    if (is_over(seen) || std::abs(seen.carrier_offset_hz) > half_hz + kGsmReach_hz) continue;
    if (seen.start_s > kSoon_s) {
      window_until_s_ = std::min(window_until_s_, cell.start_s - kSoon_s / 2);
    } else {
      window.gsm_cells.push_back(seen);
    }
  }
  for (const LteCellSpec& cell : scene_.lte_cells) {
    const LteCellSpec seen = seen_from(cell, now_s_, moved_hz);
    const double reach_hz = half_hz + cell.grid.bandwidth_rb * kResourceBlock_hz / 2;
    if (!is_over(seen) && std::abs(seen.carrier_offset_hz) < reach_hz) window.lte_cells.push_back(seen);
  }
  window_ = std::make_unique<Scene>(window);
}

Result<std::optional<IqBlock>> SceneRadio::read() {
  if (is_stopped_ || now_s_ >= scene_.duration_s) return std::nullopt;
  if (!window_ || now_s_ >= window_until_s_) make_window();
  const double rate_hz = device_rate_hz_ * (1 + ppm_ * 1e-6);
  samples_.resize(static_cast<std::size_t>(std::llround(settings_.block_s * rate_hz)));
  window_->generate(samples_);
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
