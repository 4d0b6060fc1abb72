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

#include "cell/observation.hpp"
#include "dsp/capture/iq_source.hpp"
#include "tests/synth/converter.hpp"
#include "tests/synth/gsm_downlink.hpp"
#include "tests/synth/lte_downlink.hpp"
#include "tests/synth/narrowband.hpp"
#include "tests/synth/radio.hpp"
#include "tests/synth/random.hpp"

namespace cellwarden::synth {

/// Variance E|x|^2 of one sample of white noise that makes a resource element of `re_power_dbfs` stand
/// `snr_db` above the noise in the same 15 kHz: the noise per element is variance * 15 kHz / rate.
[[nodiscard]] double noise_variance(double re_power_dbfs, double snr_db, double sample_rate_hz) noexcept;

/// The same for a GSM carrier of `power_dbfs` that stands `snr_db` above the noise in 200 kHz.
[[nodiscard]] double gsm_noise_variance(double power_dbfs, double snr_db, double sample_rate_hz) noexcept;

/// Samples that the recording lacks: the signal goes on meanwhile.
struct Gap {
  double start_s{};
  double duration_s{};
};

struct SceneSpec {
  std::string description;  ///< one line
  double duration_s = 1;
  std::optional<Time> start;  ///< UTC of the first sample
  std::optional<GeoPoint> receiver_at;
  RadioSpec radio;
  std::vector<LteCellSpec> lte_cells;
  std::vector<GsmCellSpec> gsm_cells;
  std::vector<GsmCarrierSpec> gsm_carriers;
  std::vector<ToneSpec> tones;
  double noise_variance = 0;  ///< E|x|^2 per sample
  ConverterSpec converter;
  std::vector<Gap> gaps;   ///< in order of time, apart from each other; for SceneSource
  std::uint64_t seed = 1;  ///< of the noise; emitters have their own
};

/// Whether a recording of the scene joins its own beginning, so that played again and again it is one signal
/// but for its noise and data: LTE cells and tones only, steady ones; every clock right; and a length after
/// which frame numbers (10.24 s), carriers, tones and samples are where they were.
[[nodiscard]] bool loops_seamlessly(const SceneSpec& spec) noexcept;

/// Streams a scene: memory does not grow with its length, and its samples do not depend on how calls divide
/// them.
class Scene {
 public:
  explicit Scene(const SceneSpec& spec);

  /// Writes the next out.size() samples as a reader of the recording sees them. Knows no end and no gaps.
  void generate(std::span<Sample> out);

 private:
  std::vector<std::unique_ptr<Emitter>> emitters_;
  float noise_amplitude_;
  Random noise_;
  ConverterSpec converter_;
};

/// The first `samples` samples of a scene.
[[nodiscard]] std::vector<Sample> generate(const SceneSpec& spec, std::size_t samples);

/// A scene as a stream of blocks, ending after its duration; gaps count as lost by the device.
class SceneSource final : public capture::IqSource {
 public:
  explicit SceneSource(const SceneSpec& spec, std::size_t block_samples = std::size_t{1} << 16U);
  [[nodiscard]] const capture::StreamInfo& info() const noexcept override { return info_; }
  [[nodiscard]] Result<std::optional<IqBlock>> read() override;

 private:
  void skip(std::uint64_t samples);

  SceneSpec spec_;
  Scene scene_;
  capture::StreamInfo info_;
  std::vector<Sample> buffer_;
  std::uint64_t position_ = 0;
  std::uint64_t end_;
  std::size_t next_gap_ = 0;
};

}  // namespace cellwarden::synth
