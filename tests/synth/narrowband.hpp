#pragma once

/// \file
/// What else is on the air and must not be taken for an LTE cell: GSM-like carriers and steady tones.

#include <complex>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "tests/synth/radio.hpp"
#include "tests/synth/random.hpp"

namespace cellwarden::synth {

/// A carrier of 270.833 kbit/s GMSK (BT 0.3) in bursts of 156.25 bits, eight time slots to a frame
/// (TS 45.002, section 5.2; TS 45.004). A broadcast carrier never pauses and sends the frequency correction
/// burst, a tone 67.7 kHz above the carrier, in slot 0 of frames 0, 10, 20, 30, 40 of 51.
struct GsmCarrierSpec {
  double power_dbfs = -30;       ///< while a burst lasts
  double carrier_offset_hz = 0;  ///< nominal carrier minus nominal centre of the recording
  double oscillator_ppm = 0;     ///< carrier and bit clock
  bool broadcast = false;
  double activity = 0.5;  ///< share of the slots in use, unless broadcast
  std::uint64_t seed = 1;
};

struct ToneSpec {
  double power_dbfs = -40;
  double offset_hz = 0;  ///< as the recording shows it
};

class GsmCarrier final : public Emitter {
 public:
  GsmCarrier(const GsmCarrierSpec& spec, const RadioSpec& radio);
  ~GsmCarrier() override;
  void add(std::span<Sample> block) override;

 private:
  struct Modem;  // hides liquid.h

  void send_burst();
  void shift(std::span<const Sample> burst);

  GsmCarrierSpec spec_;
  Random random_;
  std::unique_ptr<Modem> modem_;
  double cycles_per_sample_;
  double first_phase_cycles_;
  std::uint64_t slot_ = 0;
  std::uint64_t made_samples_ = 0;
  std::vector<Sample> pending_;
};

class Tone final : public Emitter {
 public:
  Tone(const ToneSpec& spec, const RadioSpec& radio);
  void add(std::span<Sample> block) override;

 private:
  double amplitude_;
  double cycles_per_sample_;
  std::complex<double> step_;
  std::complex<double> value_;
  std::uint64_t position_ = 0;
};

}  // namespace cellwarden::synth
