#include "dsp/lte/fine_sync.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "dsp/kernel/complex_math.hpp"
#include "dsp/kernel/oscillator.hpp"
#include "dsp/kernel/parabola.hpp"
#include "dsp/kernel/statistics.hpp"
#include "dsp/kernel/vector_loops.hpp"
#include "dsp/lte/delay_fit.hpp"
#include "dsp/lte/offset_scan.hpp"
#include "dsp/lte/pilot_delays.hpp"

namespace cellwarden::lte {
namespace {

constexpr double kScanned_sigma_hz = 20.0;  // half a step of the scan

using FrameDelays = std::vector<std::array<DelayRow, 2>>;

struct Turn {
  std::complex<double> sum;
  double power{};
};

// How the channel turns over `lag` frames, all pairs added.
Turn turn_over(const FrameDelays& frames, std::size_t lag) {
  Turn turn;
  for (std::size_t f = 0; f + lag < frames.size(); ++f) {
    for (const unsigned port : {0U, 1U}) {
      for (std::size_t d = 0; d < kDelays; ++d) {
        const Sample now = frames[f][port][d];
        const Sample then = frames[f + lag][port][d];
        turn.sum += std::complex<double>(times_conj(then, now));
        turn.power += std::sqrt(static_cast<double>(squared_magnitude(now)) *
                                static_cast<double>(squared_magnitude(then)));
      }
    }
  }
  return turn;
}

struct OffsetFix {
  double residual_hz{};
  double sigma_hz = kScanned_sigma_hz;
  double runs_z = 0.0;
};

// Power of runs of `together` frames added in phase, an offset of residual_hz taken out.
double power_together(const FrameDelays& frames, std::size_t together, double residual_hz) {
  double power = 0.0;
  const Sample step = unit_phasor(-residual_hz * kFrame_s);
  for (std::size_t first = 0; first + together <= frames.size(); first += together) {
    std::array<DelayRow, 2> sum{};
    Sample turn{1.0F, 0.0F};
    for (std::size_t f = first; f < first + together; ++f) {
      for (const unsigned port : {0U, 1U}) accumulate_product(turn, frames[f][port], sum[port]);
      turn = times(turn, step);
    }
    for (const DelayRow& row : sum) {
      for (const Sample d : row) power += static_cast<double>(squared_magnitude(d));
    }
  }
  return power;
}

// The offset, within half a frame's period, at which runs of frames add up best; runs as long as that makes
// it clearer. Finds what single frames' noise hides.
OffsetFix offset_of_runs(const FrameDelays& frames) {
  constexpr std::size_t kLongestRun = 32;
  constexpr double kClearer_z = 0.5;
  constexpr double kStepsPerPeak = 3.0;
  double mean = 1e-30;
  for (const auto& frame : frames) {
    for (const DelayRow& row : frame) {
      for (const Sample d : row) mean += static_cast<double>(squared_magnitude(d));
    }
  }
  mean /= static_cast<double>(2 * kDelays * frames.size());
  OffsetFix best;
  double best_z = 0.0;
  for (std::size_t together = 2; together <= std::min(kLongestRun, frames.size()); together *= 2) {
    const double run_s = static_cast<double>(together) * kFrame_s;
    const double step_hz = 1.0 / (kStepsPerPeak * run_s);
    const int steps = static_cast<int>(std::ceil(0.5 / (kFrame_s * step_hz)));
    std::vector<double> powers;
    for (int i = -steps; i <= steps; ++i) powers.push_back(power_together(frames, together, i * step_hz));
    const auto top = std::max_element(powers.begin(), powers.end());
    const std::size_t runs = frames.size() / together;
    const auto count = static_cast<double>(2 * kDelays * runs);
    const double z = gamma_z_score(*top / (mean * static_cast<double>(together)), count);
    if (together > 2 && z < best_z + kClearer_z) break;
    best_z = z;
    const bool is_inside = top != powers.begin() && top + 1 != powers.end();
    const double fraction = is_inside ? parabola_vertex(*(top - 1), *top, *(top + 1)) : 0.0;
    best = {(static_cast<double>(top - powers.begin()) + fraction - steps) * step_hz,
            0.5 / (run_s * std::sqrt(std::max(1.0, z))), z};
  }
  return best;
}

// Runs of frames first, then the turn over 1, 2, 4, … frames as long as they stay alike.
OffsetFix measure_offset(const FrameRows& rows) {
  FrameDelays frames(rows.size());
  for (std::size_t f = 0; f < rows.size(); ++f) {
    for (const unsigned port : {0U, 1U}) frames[f][port] = to_delays(rows[f][port]);
  }
  constexpr double kClearRuns_z = 3.0;
  OffsetFix fix = offset_of_runs(frames);
  const bool has_runs = fix.runs_z >= kClearRuns_z;
  if (!has_runs) fix = {.runs_z = fix.runs_z};
  for (std::size_t lag = 1; lag < frames.size(); lag *= 2) {
    const Turn turn = turn_over(frames, lag);
    if (turn.power <= 0.0) break;
    const double alike = std::abs(turn.sum) / turn.power;
    const double span_s = static_cast<double>(lag) * kFrame_s;
    const double cycles = std::arg(turn.sum) / (2.0 * std::numbers::pi);
    const double whole = std::round(fix.residual_hz * span_s - cycles);
    const double pairs = static_cast<double>(frames.size() - lag);
    const double phase_sigma = std::sqrt(std::max(1e-6, 1.0 - alike * alike) / (2.0 * alike * alike * pairs));
    const double sigma_hz = phase_sigma / (2.0 * std::numbers::pi * span_s);
    const bool first = lag == 1 && !has_runs;
    const bool clear = alike > 0.5 && fix.sigma_hz * span_s < 0.15;
    if (!first && !clear) break;
    if (first || sigma_hz < fix.sigma_hz) fix = {(cycles + whole) / span_s, sigma_hz, fix.runs_z};
  }
  return fix;
}

// Takes an offset out of frames' sums.
void turn_frames(FrameRows& rows, double offset_hz) noexcept {
  for (std::size_t f = 0; f < rows.size(); ++f) {
    const Sample turn = unit_phasor(-offset_hz * kFrame_s * static_cast<double>(f));
    for (PilotRow& row : rows[f]) {
      for (Sample& pilot : row) pilot = times(pilot, turn);
    }
  }
}

}  // namespace

FineSync synchronise(SymbolReader& reader, const CellShape& shape, const FrameTiming& timing, double span_hz,
                     double wanted_z) {
  // What offset and timing gain by being sharpened is some tenths, not twice.
  constexpr double kHopeless = 0.6;
  const DownlinkMask mask = DownlinkMask::certain(shape.duplex);
  FineSync sync;
  sync.timing = timing;
  const auto hills = OffsetScan(reader, shape, timing).hills_hz(span_hz, 1);
  if (hills.empty()) return sync;
  sync.timing.offset_hz += hills.front();

  PilotGrid grid;
  grid.collect(reader, shape, sync.timing, mask, false);
  FrameRows rows = frame_rows(grid);
  if (wanted_z > 0.0) {
    sync.reference_z = pilot_powers(grid, rows).signal_z;
    if (sync.reference_z < kHopeless * wanted_z) return sync;
  }
  OffsetFix offset;
  // Offset and timing each sharpen the other's measurement: twice round is enough.
  for (int round = 0; round < 2; ++round) {
    const FrameTiming before = sync.timing;
    offset = measure_offset(rows);
    sync.timing.offset_hz += offset.residual_hz;
    turn_frames(rows, offset.residual_hz);
    const DelayFix delay = fit_delay(rows);
    const double middle_samples = static_cast<double>(rows.size() * kFrame_samples) / 2.0;
    sync.timing.drift_ppm += delay.drift_ppm;
    sync.timing.frame_start_samples +=
        delay.delay_s * kSampleRate_hz - middle_samples * delay.drift_ppm * 1e-6;
    grid.retime(before, sync.timing);
    rows = frame_rows(grid);
  }
  const PilotPowers powers = pilot_powers(grid, rows);
  sync.reference_z = powers.signal_z;
  sync.runs_z = offset.runs_z;
  sync.offset_sigma_hz = offset.sigma_hz;
  // Timing of a flat spectrum of 1.08 MHz: rms bandwidth 0.31 MHz (Cramer and Rao).
  constexpr double kRmsBandwidth_hz = 0.312e6;
  const double snr = std::max(1.0, powers.snr_total);
  sync.timing_sigma_s = 1.0 / (2.0 * std::numbers::pi * kRmsBandwidth_hz * std::sqrt(2.0 * snr));
  const double duration_s = static_cast<double>(rows.size()) * kFrame_s;
  sync.drift_sigma_ppm = std::sqrt(12.0) * sync.timing_sigma_s / duration_s * 1e6;
  return sync;
}

}  // namespace cellwarden::lte
