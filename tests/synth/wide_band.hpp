#pragma once

/// \file
/// GSM cells in a wide window at a fraction of what each costs by itself: every cell is made around 0 Hz at a
/// narrow rate, and one inverse transform for all of them brings them to the window's rate and their places.
///
///   in       cells as for GsmDownlink, and the radio with its clock's error
///   out      what the sum of their GsmDownlinks at the window's rate would be, time and phase included
///   exact    carriers, symbol clocks and instants: the narrow rate is a whole part of the true rate, and
///            the rest of a carrier beside the transform's bins is turned at the narrow rate
///   limits   each carrier has 0.4 narrow rates (320 kHz and more) on either side. What a cell sends
///            beyond is lost, and beyond half of the narrow rate it aliases: both are some 75 dB down.
///            Images of the narrow rate are 90 dB down. Edges (start_s, stop_s) ring for 16 narrow
///            samples. A cell's stream begins those 16 (20 us) before the window: fading is that of 20 us
///            later, and random contents, drawn from a multiframe's start on, are not GsmDownlink's where
///            a multiframe starts in between.
///   source   overlap-save with a Kaiser window's low pass (Oppenheim and Schafer, Discrete-Time Signal
///            Processing, sections 7.5 and 8.7)

#include <complex>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "dsp/kernel/fft.hpp"
#include "tests/synth/gsm_downlink.hpp"
#include "tests/synth/radio.hpp"

namespace cellwarden::synth {

class WideGsmBand final : public Emitter {
 public:
  /// \param radio  of 2 MS/s at least; below some 8 MS/s little is gained
  WideGsmBand(std::span<const GsmCellSpec> cells, const RadioSpec& radio);

  void add(std::span<Sample> block) override;

 private:
  struct Carrier {
    std::unique_ptr<GsmDownlink> narrow;
    std::vector<Sample> samples;  ///< of the block: its guard from the block before, then what is new
    std::size_t bin{};            ///< of the window's transform that is nearest
    std::complex<double> turned;  ///< its phase at the window's first sample
  };

  [[nodiscard]] Carrier make_carrier(const GsmCellSpec& cell, double carrier_hz) const;
  void design_filter();
  void make_hop();
  void place(Carrier& carrier);

  RadioSpec radio_;
  std::size_t decimation_;     ///< window samples for each narrow one
  Fft forward_;                ///< of a narrow block
  Fft inverse_;                ///< of the window's block
  std::vector<float> filter_;  ///< of bins -reach to +reach, the inverse transform's scale included
  std::vector<Sample> placed_;
  std::vector<Carrier> carriers_;
  std::uint64_t hops_ = 0;
  std::span<const Sample> made_;  ///< and not yet delivered
};

}  // namespace cellwarden::synth
