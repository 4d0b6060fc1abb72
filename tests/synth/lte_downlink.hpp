#pragma once

/// \file
/// An LTE cell as a radio hears it (TS 36.211, section 6): grids, OFDM, multipath, its own clocks and delay.
///
/// Every symbol is evaluated at the radio's exact sampling instants, so any rate, any carrier position and
/// any clock error are exact; sub-carriers outside the recorded band are left out, as an ideal filter would
/// (tests/synth/README.md says what that means), unless `wrap` asks for what a radio without a filter gives.

#include <complex>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "tests/synth/channel.hpp"
#include "tests/synth/level_curve.hpp"
#include "tests/synth/lte_grid.hpp"
#include "tests/synth/radio.hpp"
#include "tests/synth/subcarrier_synthesis.hpp"

namespace cellwarden::synth {

struct LteCellSpec {
  LteGridSpec grid;
  /// Power of one used resource element, summed over ports, against full scale |x| = 1. Nothing else scales.
  double re_power_dbfs = -40;
  double carrier_offset_hz = 0;  ///< nominal carrier minus nominal centre of the recording
  double oscillator_ppm = 0;     ///< error of the cell's own reference; carrier and symbol clock follow it
  std::optional<double>
      symbol_clock_ppm{};           ///< error of its symbol clock where that is another; else as above
  double delay_s = 0;               ///< when frame 0 begins, in true time since the first sample
  double start_s = 0;               ///< silent before; its frames count on all the same
  std::optional<double> stop_s{};   ///< silent from then on
  std::vector<LevelPoint> level{};  ///< in order of time
  Multipath multipath = Multipath::kNone;
  double doppler_hz = 0;   ///< maximum Doppler shift; 0: taps stand still
  bool wrap = false;       ///< keep sub-carriers outside the recorded band: they alias
  std::uint64_t seed = 1;  ///< data, phases and fading
};

class LteDownlink final : public Emitter {
 public:
  LteDownlink(const LteCellSpec& spec, const RadioSpec& radio);
  void add(std::span<Sample> block) override;

  /// Carrier against the recorded centre, as the recording's stated rate shows it: what a receiver should
  /// measure.
  [[nodiscard]] double apparent_offset_hz() const noexcept;

 private:
  struct Symbol;
  struct Ramp {
    double from, step;
  };

  [[nodiscard]] Symbol current_symbol() const noexcept;
  [[nodiscard]] double true_time_s(std::int64_t cell_time_ts) const noexcept;
  [[nodiscard]] double sample_at(std::int64_t cell_time_ts, double tap_delay_s) const noexcept;
  [[nodiscard]] std::int64_t first_sample(std::int64_t cell_time_ts, double tap_delay_s) const noexcept;
  [[nodiscard]] double amplitude_at(double time_s) const noexcept;
  void select_visible_subcarriers();
  void advance();
  void render_symbol();
  void render_tap(std::size_t tap, const Symbol& symbol);
  bool mix_ports(std::size_t tap, const Symbol& symbol, bool slope);
  void accumulate(std::span<const Sample> x, std::int64_t first, double offset, Ramp ramp);

  LteCellSpec spec_;
  RadioSpec radio_;
  LteGrid grid_;
  double symbol_clock_;            // cell seconds per true second
  double carrier_hz_;              // true intermediate frequency
  std::size_t first_visible_ = 0;  // index among sub-carriers with DC, lowest first
  std::size_t visible_count_ = 0;
  std::unique_ptr<SubcarrierSynthesis> synthesis_;
  std::vector<Tap> taps_;
  std::vector<TapGain> gains_;  // [tap][port]

  // Where the cell stands: the next symbol to render.
  std::int64_t frame_ = 0;
  unsigned subframe_ = 0;
  unsigned symbol_ = 0;
  bool subframe_ready_ = false;

  std::vector<Sample> pending_;  // samples from position_ on, complete up to the next symbol's start
  std::int64_t position_ = 0;    // index of the next sample to deliver
};

}  // namespace cellwarden::synth
