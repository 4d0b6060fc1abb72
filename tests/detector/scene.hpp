#pragma once

/// \file
/// Dwells as a receiver would hand them over, for tests: a radio whose clock is wrong, cells on a carrier.

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "detector/detector.hpp"

namespace cellwarden::test {

struct SceneCell {
  std::uint16_t pci = 100;
  double nominal_hz = 806e6;
  double offset_ppm = 0.0;  // of this transmitter
  double power_dbfs = -30.0;
  double snr_db = 20.0;
  std::uint8_t bandwidth_rb = 50;
  std::uint8_t ports = 2;
  CellState state = CellState::kConfirmed;
  std::vector<SyncPeak> other_peaks{};
  double sfn_shift = 0.0;  // frames by which the count jumped
  double sigma_hz = 1.0;   // of the measured carrier
};

struct Scene {
  double radio_ppm = 12.0;  // error of the radio's clock
  double gain_db = 30.0;
  bool knows_nominal = false;
  std::optional<Time> start{};
  std::optional<ClockQuality> clock{};

  [[nodiscard]] Observation observe(const SceneCell& cell, double t_s) const {
    Observation seen;
    seen.t_s = t_s;
    seen.duration_s = 1.0;
    seen.time = time_at(t_s);
    seen.clock = clock;
    seen.sensor = "test";
    seen.carrier.rat = Rat::kLte;
    seen.carrier.measured_hz = {cell.nominal_hz * (1.0 + (radio_ppm + cell.offset_ppm) * 1e-6),
                                cell.sigma_hz};
    if (knows_nominal) seen.carrier.nominal_hz = cell.nominal_hz;
    seen.physical_id = cell.pci;
    lte::CellReport report;
    seen.state = cell.state;
    seen.signal = {cell.power_dbfs, cell.snr_db, 0.2};
    seen.clock_offset_ppm = Measured{radio_ppm + cell.offset_ppm, 0.05};
    // Frames of this transmitter, counted by the radio's clock.
    const double frame_s = 0.01 / (1.0 + (radio_ppm + cell.offset_ppm) * 1e-6);
    const double frame = std::ceil(t_s / frame_s);
    seen.frame_start_s = {frame * frame_s, 1e-7};
    if (cell.state != CellState::kDetected) {
      lte::Mib mib;
      mib.bandwidth_rb = cell.bandwidth_rb;
      mib.ports = cell.ports;
      mib.phich_resource = lte::PhichResource::kOne;
      mib.sfn = static_cast<std::uint16_t>(std::fmod(frame + cell.sfn_shift, 1024.0));
      report.mib = mib;
      seen.good_decodes = 20;
      report.mib_z = 30.0;
    }
    report.reference_z = 50.0;
    report.other_peaks = cell.other_peaks;
    seen.report = std::move(report);
    return seen;
  }

  [[nodiscard]] Dwell dwell(double t_s, const std::vector<SceneCell>& cells) const {
    Dwell dwell;
    dwell.listen.t_s = t_s;
    dwell.listen.duration_s = 1.0;
    dwell.listen.time = time_at(t_s);
    dwell.listen.clock = clock;
    dwell.listen.sensor = "test";
    dwell.listen.low_hz = 800e6;
    dwell.listen.high_hz = 812e6;
    dwell.listen.noise_floor_dbfs = -60.0;
    dwell.listen.total_power_dbfs = -20.0;
    dwell.listen.gain_db = gain_db;
    dwell.listen.searched_s = 0.125;
    dwell.listen.samples = 1'920'000;
    for (const SceneCell& cell : cells) dwell.observations.push_back(observe(cell, t_s));
    return dwell;
  }

  [[nodiscard]] std::optional<Time> time_at(double t_s) const {
    if (!start) return std::nullopt;
    return *start + std::chrono::nanoseconds(std::llround(t_s * 1e9));
  }
};

/// Cells of one carrier in good order.
inline std::vector<SceneCell> honest_cells() {
  return {{.pci = 10, .offset_ppm = 0.01, .power_dbfs = -25.0},
          {.pci = 11, .offset_ppm = -0.02, .power_dbfs = -28.0},
          {.pci = 12, .offset_ppm = 0.02, .power_dbfs = -31.0},
          {.pci = 13, .offset_ppm = 0.0, .power_dbfs = -33.0}};
}

/// The same with one whose clock is wrong.
inline std::vector<SceneCell> with_one_odd_cell() {
  auto cells = honest_cells();
  cells.push_back({.pci = 99, .offset_ppm = 1.5, .bandwidth_rb = 25, .ports = 1});
  return cells;
}

/// Which rules found something on a cell after `dwells` seconds of the same picture.
struct Run {
  std::vector<detector::Incident> incidents;  // every change, in order
  std::vector<detector::NotEvaluated> not_evaluated;
  std::unique_ptr<detector::Detector> detector;

  [[nodiscard]] const detector::Incident* of(std::uint16_t pci) const {
    const detector::Incident* newest = nullptr;
    for (const auto& incident : incidents) {
      if (incident.subject.latest.physical_id == pci) newest = &incident;
    }
    return newest;
  }
};

inline Run run(detector::DetectorInputs inputs, const std::vector<Dwell>& dwells) {
  Run result;
  result.detector = std::make_unique<detector::Detector>(std::move(inputs));
  for (const Dwell& dwell : dwells) {
    for (auto& incident : result.detector->add(dwell).incidents)
      result.incidents.push_back(std::move(incident));
  }
  result.not_evaluated = result.detector->not_evaluated();
  return result;
}

inline std::vector<Dwell> steady(const Scene& scene, const std::vector<SceneCell>& cells, int seconds,
                                 double from_s = 0.0) {
  std::vector<Dwell> dwells;
  for (int i = 0; i < seconds; ++i) dwells.push_back(scene.dwell(from_s + i, cells));
  return dwells;
}

}  // namespace cellwarden::test
