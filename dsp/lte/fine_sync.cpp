#include "dsp/lte/fine_sync.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "dsp/kernel/complex_math.hpp"
#include "dsp/kernel/oscillator.hpp"
#include "dsp/kernel/statistics.hpp"
#include "dsp/kernel/vector_loops.hpp"

namespace cellwarden::lte {
namespace {

constexpr double kScanStep_hz = 40.0;
constexpr std::size_t kScanFrames_fdd = 24;
constexpr std::size_t kScanFrames_tdd = 96;  // which hold a quarter of the pilots
constexpr double kPilotSpacing_hz = kPilotSpacing * kSubcarrier_hz;
// Orthogonal delays of 24 pilots are 0.93 us apart; a cell's paths lie in these.
constexpr std::size_t kDelays = 7;
constexpr int kFirstDelay = -1;
constexpr int kDelaySteps = 6;
constexpr double kDelayStep_s = 0.2e-6;

using DelayRow = std::array<Sample, kDelays>;

// exp(+j 2 pi j delay / 24): takes a path of that delay out of pilot j.
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

DelayRow to_delays(const PilotRow& row) noexcept {
  const auto& phasors = delay_phasors();
  DelayRow delays{};
  for (std::size_t d = 0; d < kDelays; ++d) {
    Sample sum{};
    for (std::size_t j = 0; j < kPilots; ++j) sum += times(row[j], phasors[d][j]);
    delays[d] = sum;
  }
  return delays;
}

// How a residual offset turns the symbols of one frame, from the frame's start.
using FrameTurns = std::array<std::array<Sample, 2>, kSlotsPerFrame>;

FrameTurns frame_turns(const PilotGrid& grid, double residual_hz) {
  FrameTurns turns{};
  for (std::size_t slot = 0; slot < kSlotsPerFrame; ++slot) {
    for (unsigned part = 0; part < 2; ++part)
      turns[slot][part] = unit_phasor(-residual_hz * grid.time_s(slot, part));
  }
  return turns;
}

// One frame's pilots of one port, added in phase.
PilotRow add_frame(const PilotGrid& grid, unsigned port, std::size_t frame, const FrameTurns& turns) {
  PilotRow sum{};
  const std::size_t first = frame * kSlotsPerFrame;
  const std::size_t end = std::min(grid.slot_count(), first + kSlotsPerFrame);
  for (std::size_t slot = first; slot < end; ++slot) {
    const PilotRow& row = grid.row(port, slot);
    for (unsigned part = 0; part < 2; ++part) {
      if (!grid.has(slot, part)) continue;
      const Sample turn = turns[slot - first][part];
      // Positions of one part are every second one.
      for (std::size_t j = grid.part_of(port, 0) == part ? 0 : 1; j < kPilots; j += 2)
        sum[j] += times(row[j], turn);
    }
  }
  return sum;
}

double power_in_delays(const PilotRow& row) noexcept {
  double power = 0.0;
  for (const Sample d : to_delays(row)) power += static_cast<double>(squared_magnitude(d));
  return power;
}

double scan_power(const PilotGrid& grid, std::size_t every_frames, double residual_hz) {
  const FrameTurns turns = frame_turns(grid, residual_hz);
  double power = 0.0;
  for (std::size_t frame = 0; frame < grid.frame_count(); frame += every_frames) {
    for (const unsigned port : {0U, 1U}) power += power_in_delays(add_frame(grid, port, frame, turns));
  }
  return power;
}

// Vertex of the parabola through three equally spaced values, in steps from the middle one.
double vertex(double before, double middle, double after) noexcept {
  const double curvature = before - 2.0 * middle + after;
  if (!(curvature < 0.0)) return 0.0;
  return std::clamp(0.5 * (before - after) / curvature, -0.5, 0.5);
}

// What the scan of one segment looks at: some of its frames.
class OffsetScan {
 public:
  OffsetScan(SymbolReader& reader, const CellShape& shape, const FrameTiming& timing) {
    const std::size_t frames = reader.baseband().size() / kFrame_samples + 1;
    const std::size_t most = shape.duplex == Duplex::kFdd ? kScanFrames_fdd : kScanFrames_tdd;
    every_frames_ = (frames + most - 1) / most;
    grid_.collect(reader, shape, timing, DownlinkMask::certain(shape.duplex), false, every_frames_);
  }

  // The highest hills of power within +-span_hz, from the timing's offset, best first.
  [[nodiscard]] std::vector<double> hills_hz(double span_hz, std::size_t most) const {
    const int steps = static_cast<int>(std::ceil(span_hz / kScanStep_hz));
    std::vector<double> powers;
    for (int i = -steps; i <= steps; ++i)
      powers.push_back(scan_power(grid_, every_frames_, i * kScanStep_hz));
    const auto power_at = [&powers](std::size_t i) { return i < powers.size() ? powers[i] : 0.0; };
    std::vector<std::size_t> tops;
    for (std::size_t i = 0; i < powers.size(); ++i) {
      if (powers[i] > power_at(i - 1) && powers[i] >= power_at(i + 1)) tops.push_back(i);
    }
    std::sort(tops.begin(), tops.end(), [&powers](std::size_t a, std::size_t b) {
      return powers[a] != powers[b] ? powers[a] > powers[b] : a < b;
    });
    tops.resize(std::min(tops.size(), most));
    std::vector<double> hills;
    for (const std::size_t top : tops) {
      const bool is_inside = top > 0 && top + 1 < powers.size();
      const double fraction = is_inside ? vertex(powers[top - 1], powers[top], powers[top + 1]) : 0.0;
      hills.push_back((static_cast<double>(top) + fraction - steps) * kScanStep_hz);
    }
    return hills;
  }

 private:
  PilotGrid grid_;
  std::size_t every_frames_ = 1;
};

using FrameRows = std::vector<std::array<PilotRow, 2>>;

FrameRows frame_rows(const PilotGrid& grid) {
  FrameRows rows(grid.frame_count());
  const FrameTurns turns = frame_turns(grid, 0.0);
  for (std::size_t f = 0; f < rows.size(); ++f) {
    for (const unsigned port : {0U, 1U}) rows[f][port] = add_frame(grid, port, f, turns);
  }
  return rows;
}

struct Turn {
  std::complex<double> sum;
  double power{};
};

// How the channel turns over `lag` frames, all pairs added.
Turn turn_over(const std::vector<std::array<DelayRow, 2>>& frames, std::size_t lag) {
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
  double sigma_hz = kScanStep_hz / 2.0;
  double runs_z = 0.0;
};

using FrameDelays = std::vector<std::array<DelayRow, 2>>;

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
    const double fraction = is_inside ? vertex(*(top - 1), *top, *(top + 1)) : 0.0;
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

struct DelayFix {
  double delay_s{};    // of the segment's middle, positive: later than assumed
  double drift_ppm{};  // beyond the assumed drift
};

double gathered_power(const FrameRows& rows, double row_s, double delay_s, double slope) {
  double power = 0.0;
  const double middle = (static_cast<double>(rows.size()) - 1.0) / 2.0;
  for (std::size_t f = 0; f < rows.size(); ++f) {
    const double here_s = delay_s + (static_cast<double>(f) - middle) * row_s * slope;
    const Sample step = unit_phasor(here_s * kPilotSpacing_hz);
    Sample phasor{1.0F, 0.0F};
    std::array<Sample, 2> sums{};
    for (std::size_t j = 0; j < kPilots; ++j) {
      for (const unsigned port : {0U, 1U}) sums[port] += times(rows[f][port][j], phasor);
      phasor = times(phasor, step);
    }
    power += static_cast<double>(squared_magnitude(sums[0]) + squared_magnitude(sums[1]));
  }
  return power;
}

// Hill-climbs one variable on shrinking steps.
template <class Power>
double climb(Power power, double start, double step, double smallest_step) {
  double at = start;
  double best = power(at);
  while (step >= smallest_step) {
    const double up = power(at + step);
    const double down = power(at - step);
    if (up > best && up >= down) {
      at += step;
      best = up;
    } else if (down > best) {
      at -= step;
      best = down;
    } else {
      step /= 2.0;
    }
  }
  return at;
}

// Neighbouring frames added until few rows are left: offset is taken out, so they agree.
FrameRows thinned(const FrameRows& rows, std::size_t most, double& row_s) {
  const std::size_t together = (rows.size() + most - 1) / most;
  row_s = static_cast<double>(together) * kFrame_s;
  if (together <= 1) return rows;
  FrameRows sums((rows.size() + together - 1) / together);
  for (std::size_t f = 0; f < rows.size(); ++f) {
    for (const unsigned port : {0U, 1U}) {
      for (std::size_t j = 0; j < kPilots; ++j) sums[f / together][port][j] += rows[f][port][j];
    }
  }
  return sums;
}

DelayFix measure_delay(const FrameRows& all_rows) {
  constexpr std::size_t kMostRows = 25;
  double row_s = kFrame_s;
  const FrameRows rows = thinned(all_rows, kMostRows, row_s);
  // A grid first: the power has several hills. Then uphill in both variables in turn.
  const double duration_s = static_cast<double>(rows.size()) * row_s;
  const double slope_step = 0.25e-6 / duration_s;
  const int slopes = rows.size() < 2 ? 0 : static_cast<int>(std::ceil(1.6e-6 / duration_s / slope_step));
  DelayFix best;
  double best_power = -1.0;
  for (int s = -slopes; s <= slopes; ++s) {
    for (int step = -kDelaySteps; step <= kDelaySteps; ++step) {
      const double delay_s = step * kDelayStep_s;
      const double power = gathered_power(rows, row_s, delay_s, s * slope_step);
      if (power <= best_power) continue;
      best_power = power;
      best = {delay_s, s * slope_step * 1e6};
    }
  }
  for (int round = 0; round < 2; ++round) {
    best.delay_s = climb([&](double d) { return gathered_power(rows, row_s, d, best.drift_ppm * 1e-6); },
                         best.delay_s, 0.1e-6, 0.5e-9);
    if (slopes > 0) {
      best.drift_ppm =
          climb([&](double ppm) { return gathered_power(rows, row_s, best.delay_s, ppm * 1e-6); },
                best.drift_ppm, slope_step * 0.5e6, slope_step * 2e3);
    }
  }
  return best;
}

struct PilotPowers {
  double signal_z{};
  double snr_total{};  // power of the pilots added in phase over their noise, all frames and ports
};

// Share of the pilots' total power that adds up in phase in the delays where paths may lie.
PilotPowers pilot_statistics(const PilotGrid& grid, const FrameRows& rows) {
  double sum = 0.0;
  double count = 0.0;
  double excess = 0.0;
  for (std::size_t f = 0; f < rows.size(); ++f) {
    for (const unsigned port : {0U, 1U}) {
      double total = 0.0;
      std::array<double, kPilots> noise_here{};
      const std::size_t end = std::min(grid.slot_count(), (f + 1) * kSlotsPerFrame);
      for (std::size_t slot = f * kSlotsPerFrame; slot < end; ++slot) {
        for (std::size_t j = 0; j < kPilots; ++j)
          noise_here[j] += static_cast<double>(squared_magnitude(grid.row(port, slot)[j]));
      }
      for (const double n : noise_here) total += n;
      if (total <= 0.0) continue;
      const double in_phase = power_in_delays(rows[f][port]) / total;
      sum += in_phase;
      count += kDelays;
      excess += std::max(0.0, in_phase - static_cast<double>(kDelays));
    }
  }
  if (count <= 0.0) return {};
  return {gamma_z_score(sum, count), excess};
}

}  // namespace

std::vector<double> likely_offsets_hz(SymbolReader& reader, const CellShape& shape, const FrameTiming& timing,
                                      double span_hz, std::size_t most) {
  std::vector<double> offsets = OffsetScan(reader, shape, timing).hills_hz(span_hz, most);
  for (double& offset : offsets) offset += timing.offset_hz;
  return offsets;
}

FineSync synchronise(SymbolReader& reader, const CellShape& shape, const FrameTiming& timing,
                     double span_hz) {
  const DownlinkMask mask = DownlinkMask::certain(shape.duplex);
  FineSync sync;
  sync.timing = timing;
  const auto hills = OffsetScan(reader, shape, timing).hills_hz(span_hz, 1);
  if (hills.empty()) return sync;
  sync.timing.offset_hz += hills.front();

  PilotGrid grid;
  FrameRows rows;
  OffsetFix offset;
  grid.collect(reader, shape, sync.timing, mask, false);
  // Offset and timing each sharpen the other's measurement: twice round is enough.
  for (int round = 0; round < 2; ++round) {
    rows = frame_rows(grid);
    const FrameTiming before = sync.timing;
    offset = measure_offset(rows);
    sync.timing.offset_hz += offset.residual_hz;
    const DelayFix delay = measure_delay(rows);
    const double middle_samples = static_cast<double>(rows.size() * kFrame_samples) / 2.0;
    sync.timing.drift_ppm += delay.drift_ppm;
    sync.timing.frame_start_samples +=
        delay.delay_s * kSampleRate_hz - middle_samples * delay.drift_ppm * 1e-6;
    grid.retime(before, sync.timing);
  }
  rows = frame_rows(grid);
  const PilotPowers powers = pilot_statistics(grid, rows);
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

double reference_z(SymbolReader& reader, const CellShape& shape, const FrameTiming& timing,
                   const DownlinkMask& mask) {
  PilotGrid grid;
  grid.collect(reader, shape, timing, mask, false);
  return pilot_statistics(grid, frame_rows(grid)).signal_z;
}

DownlinkMask find_downlink(SymbolReader& reader, const CellShape& shape, const FrameTiming& timing) {
  DownlinkMask mask = DownlinkMask::certain(shape.duplex);
  if (shape.duplex == Duplex::kFdd) return mask;
  DownlinkMask all;
  for (auto& slot : all.carries) slot = {true, true};
  PilotGrid grid;
  grid.collect(reader, shape, timing, all, false);
  // What the certain slots of each frame say of the channel, against every other slot of the frame.
  constexpr double kMinAgreement_z = 5.0;
  for (std::size_t in_frame = 0; in_frame < kSlotsPerFrame; in_frame += 2) {
    if (mask.carries[in_frame][0] && mask.carries[in_frame][1]) continue;
    double agreement = 0.0;
    double variance = 0.0;
    for (std::size_t frame = 0; frame < grid.frame_count(); ++frame) {
      for (const unsigned port : {0U, 1U}) {
        PilotRow known{};
        PilotRow tested{};
        for (std::size_t s = 0; s < kSlotsPerFrame; ++s) {
          const std::size_t slot = frame * kSlotsPerFrame + s;
          if (slot >= grid.slot_count() || !grid.has(slot, 0) || !grid.has(slot, 1)) continue;
          const bool is_known = is_surely_downlink(shape.duplex, s);
          const bool is_tested = s / 2 == in_frame / 2;
          for (std::size_t j = 0; j < kPilots; ++j) {
            if (is_known) known[j] += grid.row(port, slot)[j];
            if (is_tested) tested[j] += grid.row(port, slot)[j];
          }
        }
        for (std::size_t j = 0; j < kPilots; ++j) {
          const auto product = static_cast<double>(times_conj(tested[j], known[j]).real());
          agreement += product;
          variance += static_cast<double>(squared_magnitude(tested[j])) *
                      static_cast<double>(squared_magnitude(known[j])) / 2.0;
        }
      }
    }
    if (variance > 0.0 && agreement > kMinAgreement_z * std::sqrt(variance)) {
      mask.carries[in_frame] = {true, true};
      mask.carries[in_frame + 1] = {true, true};
    }
  }
  return mask;
}

}  // namespace cellwarden::lte
