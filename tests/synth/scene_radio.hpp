#pragma once

/// \file
/// A scene as a radio that is tuned about in it, in virtual time: what it listens to is made as it is read,
/// and what it does not listen to is not made. Frames count on while it is elsewhere.
///
///   time    the scene's. A retune costs `settle_s` of it; nothing else passes between two reads.
///   clock   RadioSpec::clock_ppm of the scene is the radio's true error. A correction (Retuning::ppm)
///           makes it tell true centres and rates, as a radio's stream does.
///   noise   from a table of 2^20 values, begun anywhere for each piece of 2^16 samples: it repeats, though
///           never soon in step with anything
///   wide    GSM cells of a window of more than 8 MS/s are made together (wide_band.hpp), others each for
///           itself
///   not     phases of carriers and multipath, which begin anew with each retune, and where a cell that began
///           long after it comes on the air

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "dsp/capture/tunable_source.hpp"
#include "tests/synth/radio.hpp"
#include "tests/synth/random.hpp"
#include "tests/synth/scene.hpp"

namespace cellwarden::synth {

class SceneRadio final : public capture::TunableSource {
 public:
  struct Settings {
    double settle_s = 0.03;
    double block_s = 0.01;
    capture::TuningRange tunes{24e6, 1766e6};
  };

  /// \param scene  carriers relative to `scene.radio.center_hz`, where it is tuned at first; ends after its
  ///               duration
  SceneRadio(SceneSpec scene, const Settings& settings);
  ~SceneRadio() override;

  [[nodiscard]] const capture::StreamInfo& info() const noexcept override { return info_; }
  [[nodiscard]] Result<std::optional<IqBlock>> read() override;
  void retune(const capture::Retuning& asked) override;
  void stop() noexcept override { is_stopped_ = true; }

  [[nodiscard]] double now_s() const noexcept { return now_s_; }

 private:
  void make_window();
  void make_noise_table();
  void generate(std::span<Sample> out);
  void add_noise(std::span<Sample> piece) noexcept;

  SceneSpec scene_;
  const Settings settings_;
  const double device_rate_hz_;
  capture::StreamInfo info_;
  double ppm_ = 0;      ///< that it is told
  double center_hz_{};  ///< as it is told, that is, true but for what is left of the error
  std::vector<std::unique_ptr<Emitter>> window_;  ///< who is heard where it is tuned
  double window_until_s_ = 0;                     ///< then it is to be made anew
  std::vector<Sample> noise_;                     ///< empty without noise
  Random random_;                                 ///< where in the noise
  std::vector<Sample> samples_;
  double now_s_ = 0;  ///< true time of the next sample
  std::uint64_t position_ = 0;
  bool has_gap_ = false;
  bool is_stopped_ = false;
};

}  // namespace cellwarden::synth
