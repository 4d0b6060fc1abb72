#pragma once

/// \file
/// A radio scene: who sends, what the receiver adds, what its converter makes of it.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tests/synth/lte_downlink.hpp"
#include "tests/synth/radio.hpp"
#include "tests/synth/random.hpp"

namespace cellwarden::synth {

/// Variance E|x|^2 of one sample of white noise that makes a resource element of `re_power_dbfs` stand
/// `snr_db` above the noise in the same 15 kHz: the noise per element is variance * 15 kHz / rate.
[[nodiscard]] double noise_variance(double re_power_dbfs, double snr_db, double sample_rate_hz) noexcept;

struct SceneSpec {
  RadioSpec radio;
  std::vector<LteCellSpec> lte_cells;
  double noise_variance = 0;  ///< E|x|^2 per sample
  std::uint64_t seed = 1;     ///< of the noise; emitters have their own
};

/// Streams a scene: memory does not grow with its length, and its samples do not depend on how calls divide
/// them.
class Scene {
 public:
  explicit Scene(const SceneSpec& spec);

  /// Writes the next out.size() samples.
  void generate(std::span<Sample> out);

 private:
  std::vector<std::unique_ptr<Emitter>> emitters_;
  float noise_amplitude_;
  Random noise_;
};

/// The first `samples` samples of a scene.
[[nodiscard]] std::vector<Sample> generate(const SceneSpec& spec, std::size_t samples);

}  // namespace cellwarden::synth
