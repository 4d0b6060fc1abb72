#pragma once

/// \file
/// Synthetic scenes through the receiver, and what must come out of it.

#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "dsp/lte/frame_structure.hpp"
#include "dsp/lte/receiver.hpp"
#include "tests/catch.hpp"
#include "tests/synth/scene.hpp"

namespace cellwarden::lte {

inline constexpr double kTestRate_hz = 1.92e6;
inline constexpr double kTestCenter_hz = 806e6;

/// A scene with these cells, the first at `snr_db` per resource element.
inline synth::SceneSpec scene_of(std::vector<synth::LteCellSpec> cells, double snr_db,
                                 double duration_s = 0.08, double rate_hz = kTestRate_hz) {
  synth::SceneSpec scene;
  scene.duration_s = duration_s;
  scene.radio.sample_rate_hz = rate_hz;
  scene.radio.center_hz = kTestCenter_hz;
  scene.noise_variance = synth::noise_variance(cells.at(0).re_power_dbfs, snr_db, rate_hz);
  scene.lte_cells = std::move(cells);
  return scene;
}

inline synth::LteCellSpec cell_of(unsigned pci, double offset_hz = 0, double level_db = 0) {
  synth::LteCellSpec cell;
  cell.grid.pci = pci;
  cell.grid.sfn_start = (37 * pci) % kSfnPeriod_frames;
  cell.carrier_offset_hz = offset_hz;
  cell.re_power_dbfs = -50 + level_db;
  cell.delay_s = 0.0031 + 1e-5 * pci;
  cell.seed = 1000 + pci;
  return cell;
}

inline ReceiverConfig config_of(SearchDepth depth = SearchDepth::kNormal, double dwell_s = 1.0) {
  ReceiverConfig config;
  config.depth = depth;
  config.dwell_s = dwell_s;
  return config;
}

inline std::vector<Dwell> receive(const synth::SceneSpec& scene, const ReceiverConfig& config,
                                  const ParallelFor& parallel = run_serially) {
  synth::SceneSource source(scene);
  Receiver receiver(config, parallel);
  std::vector<Dwell> dwells;
  while (true) {
    const auto block = source.read();
    REQUIRE(block);
    if (!*block) break;
    receiver.push(**block, dwells);
  }
  receiver.finish(dwells);
  return dwells;
}

inline std::vector<Observation> all_observations(const std::vector<Dwell>& dwells) {
  std::vector<Observation> all;
  for (const Dwell& dwell : dwells) {
    all.insert(all.end(), dwell.observations.begin(), dwell.observations.end());
  }
  return all;
}

inline std::optional<Observation> find_pci(const std::vector<Observation>& observations, unsigned pci) {
  for (const Observation& o : observations) {
    if (o.physical_id == pci) return o;
  }
  return std::nullopt;
}

/// Everything that an observation says of a cell, against what the cell is.
inline void check_observation(const Observation& o, const synth::LteCellSpec& cell,
                              const synth::RadioSpec& radio) {
  const synth::LteGridSpec& grid = cell.grid;
  CAPTURE(grid.pci, o.t_s, o.lte()->mib_z, o.lte()->reference_z);
  CHECK(o.physical_id == grid.pci);
  CHECK(o.lte()->duplex == grid.duplex);
  CHECK(o.lte()->cyclic_prefix == grid.prefix);
  CHECK(o.state == CellState::kConfirmed);
  const double true_offset_hz = synth::LteDownlink(cell, radio).apparent_offset_hz();
  CHECK(std::abs(o.carrier.measured_hz.value - radio.center_hz - true_offset_hz) < 60);
  REQUIRE(o.lte()->mib);
  CHECK(o.lte()->mib->bandwidth_rb == grid.bandwidth_rb);
  CHECK(o.lte()->mib->ports == grid.ports);
  CHECK(o.lte()->mib->phich_duration == grid.phich_duration);
  CHECK(o.lte()->mib->phich_resource == grid.phich_resource);
  CHECK(o.lte()->mib->spare == grid.spare);
  const double stated_s = radio.true_rate_hz() / radio.sample_rate_hz;  // stated seconds per true one
  const double frame_s =
      kFrame_s * stated_s / (1 + cell.symbol_clock_ppm.value_or(cell.oscillator_ppm) * 1e-6);
  const double frames = (o.frame_start_s.value - cell.delay_s * stated_s) / frame_s;
  CHECK(std::abs(frames - std::round(frames)) * frame_s < 1e-6);
  const long sfn = static_cast<long>(grid.sfn_start) + std::lround(frames) + kSfnPeriod_frames;
  CHECK(o.lte()->mib->sfn == sfn % kSfnPeriod_frames);
}

}  // namespace cellwarden::lte
