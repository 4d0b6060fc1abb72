#include "tests/synth/scene.hpp"

#include <algorithm>
#include <cmath>

namespace cellwarden::synth {
namespace {

constexpr std::size_t kChunk_samples = 1U << 16U;

}  // namespace

double noise_variance(double re_power_dbfs, double snr_db, double sample_rate_hz) noexcept {
  return std::pow(10.0, (re_power_dbfs - snr_db) / 10.0) * sample_rate_hz / lte::kSubcarrier_hz;
}

Scene::Scene(const SceneSpec& spec)
    : noise_amplitude_(static_cast<float>(std::sqrt(spec.noise_variance))),
      noise_{spec.seed, 0x6E6F'6973'65U} {
  for (const LteCellSpec& cell : spec.lte_cells) {
    emitters_.push_back(std::make_unique<LteDownlink>(cell, spec.radio));
  }
}

void Scene::generate(std::span<Sample> out) {
  std::fill(out.begin(), out.end(), Sample{});
  while (!out.empty()) {
    const auto chunk = out.first(std::min(out.size(), kChunk_samples));
    for (const auto& emitter : emitters_) emitter->add(chunk);
    if (noise_amplitude_ > 0) {
      for (Sample& x : chunk) x += noise_amplitude_ * noise_.complex_normal();
    }
    out = out.subspan(chunk.size());
  }
}

std::vector<Sample> generate(const SceneSpec& spec, std::size_t samples) {
  std::vector<Sample> out(samples);
  Scene(spec).generate(out);
  return out;
}

}  // namespace cellwarden::synth
