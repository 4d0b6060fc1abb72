#pragma once

/// \file
/// The channel of each antenna port over the central six resource blocks at any time of a segment.
///
/// Pilots are averaged over a window of slots, whose length is the one that best predicts pilots it has not
/// seen (long where the channel stands still, short where it moves), then interpolated over frequency by
/// the least-squares estimator for paths spread evenly over the delays where this cell has power.

#include <array>
#include <complex>
#include <vector>

#include "dsp/lte/pilot_grid.hpp"
#include "dsp/lte/pilot_interpolation.hpp"

namespace cellwarden::lte {

/// The central sub-carriers that the recording holds: [first, last).
struct HeardSubcarriers {
  std::size_t first = 0;
  std::size_t last = kCentral_subcarriers;
};

class ChannelEstimate {
 public:
  /// Of ports 0 and 1.
  ChannelEstimate(const PilotGrid& grid, const CellShape& shape, const HeardSubcarriers& heard);

  /// This estimate and that of ports 2 and 3, from the same grid, which must have been collected for them.
  [[nodiscard]] ChannelEstimate with_ports_2_and_3(const PilotGrid& grid) const;

  /// The channel of a port around the given slot.
  void at(unsigned port, std::size_t slot, CentralSymbol& h) const;

  [[nodiscard]] const HeardSubcarriers& heard() const noexcept { return heard_; }
  /// Mean power per resource element that a port's channel brings, of what is heard.
  [[nodiscard]] double port_power(unsigned port) const noexcept { return port_power_[port]; }
  /// Mean power per resource element of what the reference signals do not explain.
  [[nodiscard]] double noise_power() const noexcept { return noise_power_; }
  /// Reference-signal samples that noise_power() rests on.
  [[nodiscard]] double sample_count() const noexcept { return sample_count_; }
  [[nodiscard]] unsigned ports() const noexcept { return ports_; }
  /// Slots either side over which the channel stands still enough to be averaged.
  [[nodiscard]] std::size_t half_width_slots() const noexcept { return half_width_; }
  /// The same where averages are then interpolated, which leaves less noise in them: shorter.
  [[nodiscard]] std::size_t smoothed_half_width_slots() const noexcept { return smoothed_half_width_; }
  /// Where its paths lie, as far as the central resource blocks tell.
  [[nodiscard]] const DelaySpan& delay_span() const noexcept {
    return has_late_paths_ ? kLongSpan : kShortSpan;
  }

 private:
  struct Average {
    std::array<std::complex<double>, kPilots> value{};
    std::array<double, kPilots> count{};
  };

  [[nodiscard]] Average average(unsigned port, std::size_t slot, std::size_t half_width) const noexcept;
  void sum_up(const PilotGrid& grid, unsigned port);
  void choose_window(const PilotGrid& grid);
  void measure_later_port(unsigned port);
  void choose_delay_span();
  void make_interpolation(unsigned pair);
  [[nodiscard]] std::size_t probe_stride() const noexcept;
  [[nodiscard]] bool is_heard(std::size_t pilot) const noexcept;

  CellShape shape_;
  unsigned ports_ = 2;
  HeardSubcarriers heard_;
  std::size_t slot_count_;
  std::size_t half_width_ = 1;
  std::size_t smoothed_half_width_ = 1;
  // Running sums over slots: element s holds slots before s.
  std::array<std::vector<std::array<std::complex<double>, kPilots>>, kPorts> sums_;
  std::array<std::vector<std::array<std::uint32_t, 2>>, kPorts> counts_;  // by parity of position
  std::array<double, kPorts> port_power_{};
  double noise_power_ = 0.0;
  bool has_late_paths_ = false;
  double typical_count_ = 1.0;  // of pilots in an average
  double sample_count_ = 0.0;
  std::array<std::vector<Sample>, 2>
      interpolation_;  // [ports 0, 1 | ports 2, 3]: by pilot, 72 weights of each
};

}  // namespace cellwarden::lte
