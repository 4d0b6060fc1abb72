#include "dsp/capture/stretch_meter.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cellwarden::capture {
namespace {

constexpr double kStretch_s = 0.25;
constexpr double kShortest_s = 0.08;
constexpr std::size_t kEvery = 4;

}  // namespace

std::optional<HeardStretch> StretchMeter::add(const IqBlock& block) {
  const bool is_another =
      block.gap_before || block.center_hz != stretch_.center_hz || block.gain_db != stretch_.gain_db;
  std::optional<HeardStretch> cut;
  const bool has_left = stretch_.samples > 0 && block.center_hz != stretch_.center_hz;
  if (has_left && stretch_.seconds >= kShortest_s) cut = finished();
  if (stretch_.samples == 0 || is_another) {
    stretch_ = HeardStretch{};
    stretch_.center_hz = block.center_hz;
    stretch_.gain_db = block.gain_db;
    energy_ = 0;
    measured_ = 0;
  }
  float peak = static_cast<float>(stretch_.peak);
  for (std::size_t i = 0; i < block.samples.size(); i += kEvery) {
    const Sample& sample = block.samples[i];
    energy_ += static_cast<double>(std::norm(sample));
    peak = std::max({peak, std::abs(sample.real()), std::abs(sample.imag())});
    ++measured_;
  }
  stretch_.peak = static_cast<double>(peak);
  stretch_.samples += block.samples.size();
  stretch_.clipped += block.clipped_samples;
  stretch_.seconds += static_cast<double>(block.samples.size()) / block.sample_rate_hz;
  if (cut || stretch_.seconds < kStretch_s || measured_ == 0) return cut;
  return finished();
}

HeardStretch StretchMeter::finished() {
  stretch_.mean_power = measured_ == 0 ? 0.0 : energy_ / static_cast<double>(measured_);
  return std::exchange(stretch_, HeardStretch{});
}

}  // namespace cellwarden::capture
