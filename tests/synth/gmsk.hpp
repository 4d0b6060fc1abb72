#pragma once

/// \file
/// GMSK of one timeslot (TS 45.004, section 2): BT 0.3, modulation index 1/2, differential encoding. The
/// phase is a sum of pulses that can be asked for at any instant; nothing is sampled and nothing filtered.
///
/// Instants are in symbols from the timeslot's start. The pulse of bit i has its middle at i, as section 2.5
/// has it: half of its quarter turn is made there, nearly all of it one symbol later.

#include <cstdint>
#include <span>
#include <vector>

#include "dsp/iq_block.hpp"

namespace cellwarden::synth {

inline constexpr unsigned kLongestSlot_bits = 157;

/// A timeslot's bits, guard period included, as turns of the phase: each is a quarter forward or back.
class GmskSlot {
 public:
  GmskSlot() = default;
  /// `start_symbols` is the slot's place on the cell's time axis. `bit_before` is the last bit of the slot
  /// before, `quarters` the quarter turns that the phase has made until then.
  GmskSlot(double start_symbols, std::span<const std::uint8_t> bits, std::uint8_t bit_before, int quarters);

  [[nodiscard]] double start_symbols() const noexcept { return start_symbols_; }
  [[nodiscard]] std::uint8_t last_bit() const noexcept { return last_bit_; }
  [[nodiscard]] int quarters_after() const noexcept;

 private:
  friend class GmskSignal;
  double start_symbols_ = 0;
  std::vector<double> signs_;  // +1 or -1 for each bit
  std::uint8_t last_bit_ = 1;
  int quarters_before_ = 0;
};

/// The signal over one slot, of power 1: pulses reach over its borders, so its neighbours have a say.
class GmskSignal {
 public:
  void assign(const GmskSlot& before, const GmskSlot& slot, const GmskSlot& after);

  /// For instants from 0 to the start of the next slot.
  [[nodiscard]] Sample at(double symbols) const noexcept;

 private:
  struct Pulse {
    double at_symbols;
    double sign;
    double quarters_before;       // what all pulses before this one have turned
    Sample turned_before{};       // the same for the pulses before its two predecessors, as a factor
    const Sample* row = nullptr;  // of the table, where it and its two neighbours on each side keep step
  };
  void append(double at_symbols, double sign, double& quarters);
  void find_rows() noexcept;
  [[nodiscard]] double quarters_at(double symbols) const noexcept;

  std::vector<Pulse> pulses_;
};

/// Share of its quarter turn that a pulse has made, 0 to 1, at a time in symbols from its middle.
[[nodiscard]] double gmsk_phase_pulse(double symbols) noexcept;

}  // namespace cellwarden::synth
