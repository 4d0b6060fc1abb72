#pragma once

/// \file
/// The broadcast carrier of a GSM cell as a radio hears it: bursts, GMSK, multipath, its own clocks and
/// delay.
///
/// The phase is evaluated at the radio's exact sampling instants, so any rate, any carrier position and any
/// clock error are exact. There is no filter: what lies outside the recorded band aliases, as far as it is
/// there (TS 45.004's spectrum is 60 dB down at 400 kHz). A carrier whose 200 kHz do not touch the band is
/// left out.

#include <complex>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/synth/channel.hpp"
#include "tests/synth/gmsk.hpp"
#include "tests/synth/gsm_bursts.hpp"
#include "tests/synth/level_curve.hpp"
#include "tests/synth/radio.hpp"

namespace cellwarden::synth {

/// How the 1250 symbols of a frame are divided (TS 45.010, section 5.7).
enum class SlotLength : std::uint8_t {
  kWhole,   ///< 157, 156, 156, 156, and again: the symbol clock runs through
  kQuarter  ///< 156.25 each: it waits for a quarter symbol before each slot
};

struct GsmCellSpec {
  std::string name;
  GsmBurstsSpec bursts;
  double power_dbfs = -30;       ///< while it sends, against full scale |x| = 1; nothing else scales
  double carrier_offset_hz = 0;  ///< nominal carrier minus nominal centre of the recording
  double oscillator_ppm = 0;     ///< error of the cell's own reference; carrier and symbol clock follow it
  std::optional<double>
      symbol_clock_ppm{};                ///< error of its symbol clock where that is another; else as above
  std::uint32_t frame_number_start = 0;  ///< number of the frame that begins at delay_s
  double delay_s = 0;                    ///< when that is, in true time since the first sample
  double start_s = 0;                    ///< silent before; its frames count on all the same
  std::optional<double> stop_s{};        ///< silent from then on
  std::vector<LevelPoint> level{};       ///< in order of time
  Multipath multipath = Multipath::kNone;
  double two_paths_delay_s = kTwoPathsDelay_s;
  double doppler_hz = 0;  ///< maximum Doppler shift; 0: taps stand still
  SlotLength slot_length = SlotLength::kWhole;
  bool guard_dips = false;  ///< falls silent between bursts
  /// Level of timeslots with nothing to send: a carrier that is not kept up, against TS 45.008, section 7.1.
  double idle_slots_db = 0;
  std::uint64_t seed = 1;  ///< contents, phases and fading
  /// Called for each block whose bursts are on the air as a whole, with the true time of its start.
  std::function<void(const GsmSentBlock&, double start_s)> on_block{};
};

class GsmDownlink final : public Emitter {
 public:
  GsmDownlink(const GsmCellSpec& spec, const RadioSpec& radio);
  void add(std::span<Sample> block) override;

  /// Whom the cell may page: identities that no output of a receiver may hold.
  [[nodiscard]] const std::vector<GsmSubscriber>& subscribers() const noexcept {
    return bursts_.subscribers();
  }

  /// Carrier against the recorded centre, as the recording's stated rate shows it: what a receiver should
  /// measure.
  [[nodiscard]] double apparent_offset_hz() const noexcept;

 private:
  struct Slot {
    GmskSlot phase;
    double amplitude = 1;
  };
  /// A stretch of one slot over which the gain runs straight.
  struct Stretch {
    double from_symbols, to_symbols;
    std::complex<double> from_gain, to_gain;
    bool is_guard;
  };

  [[nodiscard]] double true_time_s(double cell_time_symbols) const noexcept;
  [[nodiscard]] double sample_at(double cell_time_symbols, double tap_delay_s) const noexcept;
  [[nodiscard]] std::int64_t first_sample(double cell_time_symbols, double tap_delay_s) const noexcept;
  [[nodiscard]] std::int64_t first_audible() const noexcept;  ///< sample that it sends
  [[nodiscard]] std::int64_t end_audible() const noexcept;
  [[nodiscard]] double amplitude_at(double time_s) const noexcept;
  [[nodiscard]] double slot_start_symbols() const noexcept;
  [[nodiscard]] Slot make_slot(const GmskSlot& before);
  void report(const GsmSentBlock& block, double start_symbols) const;
  void advance();
  void render_slot();
  void render_tap(std::size_t tap);
  [[nodiscard]] std::vector<Stretch> stretches(std::size_t tap) const;
  [[nodiscard]] double envelope_at(double symbols) const noexcept;
  void render_stretch(double tap_delay_s, const Stretch& stretch);

  GsmCellSpec spec_;
  RadioSpec radio_;
  GsmBursts bursts_;
  double symbol_rate_hz_;  // by true time
  double carrier_hz_;      // true intermediate frequency
  bool is_in_band_;
  std::vector<Tap> taps_;
  std::vector<TapGain> gains_;

  // The next slot to make: its frame, counted from the one at delay_s.
  std::int64_t frame_ = 0;
  unsigned timeslot_ = 0;
  Slot before_, slot_, after_;
  GmskSignal signal_;

  std::vector<Sample> pending_;  // samples from position_ on, complete up to slot_'s start
  std::int64_t position_ = 0;    // index of the next sample to deliver
};

}  // namespace cellwarden::synth
