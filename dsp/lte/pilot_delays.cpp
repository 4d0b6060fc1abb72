#include "dsp/lte/pilot_delays.hpp"

#include <algorithm>

#include "dsp/kernel/complex_math.hpp"
#include "dsp/kernel/oscillator.hpp"
#include "dsp/kernel/statistics.hpp"
#include "dsp/kernel/vector_loops.hpp"

namespace cellwarden::lte {
namespace {

double total_power(const PilotGrid& grid, unsigned port, std::size_t frame) noexcept {
  double total = 0.0;
  const std::size_t end = std::min(grid.slot_count(), (frame + 1) * kSlotsPerFrame);
  for (std::size_t slot = frame * kSlotsPerFrame; slot < end; ++slot) {
    if (!grid.has(slot, 0) && !grid.has(slot, 1)) continue;
    float here = 0.0F;
    for (const Sample pilot : grid.row(port, slot)) here += squared_magnitude(pilot);
    total += static_cast<double>(here);
  }
  return total;
}

// exp(+j 2 pi j delay / 24) for pilot j.
const std::array<std::array<Sample, kPilots>, kDelays>& delay_phasors() {
  static const auto kPhasors = [] {
    std::array<std::array<Sample, kPilots>, kDelays> phasors{};
    for (std::size_t d = 0; d < kDelays; ++d) {
      for (std::size_t j = 0; j < kPilots; ++j) {
        const double delay = static_cast<double>(d) + kFirstDelay;
        phasors[d][j] = unit_phasor(static_cast<double>(j) * delay / static_cast<double>(kPilots));
      }
    }
    return phasors;
  }();
  return kPhasors;
}

// Every step-th pilot from `first` on.
DelayRow add_in_delays(const PilotRow& row, std::size_t first, std::size_t step) noexcept {
  const auto& phasors = delay_phasors();
  DelayRow delays{};
  for (std::size_t d = 0; d < kDelays; ++d) {
    Sample sum{};
    for (std::size_t j = first; j < kPilots; j += step) sum += times(row[j], phasors[d][j]);
    delays[d] = sum;
  }
  return delays;
}

}  // namespace

DelayRow to_delays(const PilotRow& row) noexcept {
  return add_in_delays(row, 0, 1);
}

DelayRow symbol_delays(const PilotGrid& grid, unsigned port, std::size_t slot, unsigned part) noexcept {
  return add_in_delays(grid.row(port, slot), grid.part_of(port, 0) == part ? 0 : 1, 2);
}

double power_of(const DelayRow& row) noexcept {
  double power = 0.0;
  for (const Sample d : row) power += static_cast<double>(squared_magnitude(d));
  return power;
}

FrameRows frame_rows(const PilotGrid& grid) {
  FrameRows rows(grid.frame_count());
  for (std::size_t slot = 0; slot < grid.slot_count(); ++slot) {
    if (!grid.has(slot, 0) && !grid.has(slot, 1)) continue;
    for (const unsigned port : {0U, 1U}) {
      const PilotRow& row = grid.row(port, slot);  // zero where nothing was read
      PilotRow& sum = rows[slot / kSlotsPerFrame][port];
      for (std::size_t j = 0; j < kPilots; ++j) sum[j] += row[j];
    }
  }
  return rows;
}

PilotPowers pilot_powers(const PilotGrid& grid, const FrameRows& rows) {
  double sum = 0.0;
  double count = 0.0;
  double excess = 0.0;
  for (std::size_t f = 0; f < rows.size(); ++f) {
    for (const unsigned port : {0U, 1U}) {
      const double total = total_power(grid, port, f);
      if (total <= 0.0) continue;
      const double in_phase = power_of(to_delays(rows[f][port])) / total;
      sum += in_phase;
      count += kDelays;
      excess += std::max(0.0, in_phase - static_cast<double>(kDelays));
    }
  }
  if (count <= 0.0) return {};
  return {gamma_z_score(sum, count), excess};
}

}  // namespace cellwarden::lte
