#pragma once

/// \file
/// GSM cells as a receiver would report them, without a receiver: dwells for the detector's tests. What they
/// broadcast is built by tests/synth and comes when the standard has it come.

#include <cmath>
#include <map>
#include <optional>
#include <vector>

#include "cell/gsm/arfcn.hpp"
#include "cell/observation.hpp"
#include "tests/synth/gsm_broadcast.hpp"

namespace cellwarden::test {

struct GsmSceneCell {
  synth::GsmBroadcast says{};
  std::uint16_t bsic = 032;  // NCC 3, BCC 2
  double offset_ppm = 0.0;   // of its clock, carrier and symbols
  double power_dbfs = -40.0;
  double snr_db = 30.0;
  double sigma_hz = 2.0;
  CellState state = CellState::kConfirmed;
  std::uint32_t first_frame = 0;  // number of the frame at t = 0
  unsigned paged_per_s = 40;      // mobiles
  unsigned imsi_per_s = 0;        // of them
  unsigned assigned_per_s = 1;
  bool hops = true;
  unsigned timing_advance = 3;
  std::uint32_t bad_ccch = 0;  // blocks a second
  gsm::CarrierQuality quality{};
};

struct GsmScene {
  double radio_ppm = 12.0;
  double gain_db = 30.0;
  double low_hz = 921e6;
  double high_hz = 960e6;
  std::optional<Time> start{};
  std::optional<ClockQuality> clock{};
  std::optional<GeoPoint> place{};

  [[nodiscard]] Observation observe(const GsmSceneCell& cell, double t_s) const {
    constexpr double kDwell_s = 1.0;
    Observation seen;
    seen.t_s = t_s;
    seen.duration_s = kDwell_s;
    seen.time = time_at(t_s);
    seen.clock = clock;
    seen.sensor = "test";
    seen.receiver_at = place;
    const double nominal_hz = *gsm::gsm_downlink_hz(cell.says.arfcn, false);
    seen.carrier = {.rat = Rat::kGsm,
                    .measured_hz = {nominal_hz * (1.0 + (radio_ppm + cell.offset_ppm) * 1e-6), cell.sigma_hz},
                    .nominal_hz = nominal_hz,
                    .band = gsm::gsm_band_of(cell.says.arfcn, false),
                    .channel = cell.says.arfcn};
    seen.physical_id = cell.bsic;
    seen.state = cell.state;
    seen.signal = {cell.power_dbfs, cell.snr_db, 0.2};
    seen.clock_offset_ppm = Measured{radio_ppm + cell.offset_ppm, 0.02};
    const double frame_s = gsm::kFrame_s / (1.0 + (radio_ppm + cell.offset_ppm) * 1e-6);
    const double frame = std::ceil(t_s / frame_s);
    seen.frame_start_s = {frame * frame_s, 1e-7};
    gsm::CellReport report = broadcast(cell, frame, kDwell_s / frame_s);
    seen.good_decodes = report.sch_good + report.bcch.good + report.ccch.good;
    seen.report = std::move(report);
    return seen;
  }

  [[nodiscard]] Dwell dwell(double t_s, const std::vector<GsmSceneCell>& cells) const {
    Dwell dwell;
    dwell.listen.rat = Rat::kGsm;
    dwell.listen.t_s = t_s;
    dwell.listen.duration_s = 1.0;
    dwell.listen.time = time_at(t_s);
    dwell.listen.clock = clock;
    dwell.listen.sensor = "test";
    dwell.listen.low_hz = low_hz;
    dwell.listen.high_hz = high_hz;
    dwell.listen.noise_floor_dbfs = -75.0;
    dwell.listen.total_power_dbfs = -20.0;
    dwell.listen.gain_db = gain_db;
    dwell.listen.searched_s = 1.0;
    dwell.listen.samples = 20'000'000;
    dwell.listen.receiver_at = place;
    for (const GsmSceneCell& cell : cells) dwell.observations.push_back(observe(cell, t_s));
    return dwell;
  }

  [[nodiscard]] std::optional<Time> time_at(double t_s) const {
    if (!start) return std::nullopt;
    return *start + std::chrono::nanoseconds(std::llround(t_s * 1e9));
  }

 private:
  [[nodiscard]] static gsm::CellReport broadcast(const GsmSceneCell& cell, double frame, double frames) {
    constexpr std::uint32_t kMultiframe = 51;
    constexpr std::uint32_t kBcchFrame = 2;
    constexpr std::uint32_t kSchPerMultiframe = 5;
    gsm::CellReport report;
    if (cell.state == CellState::kDetected) return report;
    const auto whole =
        static_cast<std::uint32_t>(std::fmod(frame + cell.first_frame, gsm::kHyperframe_frames));
    report.frame_number = whole;
    std::map<gsm::L2Block, gsm::BroadcastMessage> messages;
    for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(frames) - 4; ++i) {
      const std::uint32_t number = (whole + i) % gsm::kHyperframe_frames;
      if (number % kMultiframe != kBcchFrame) continue;
      report.sch_good += kSchPerMultiframe;
      ++report.bcch.good;
      const auto kind = synth::scheduled_message(cell.says, number);
      const auto octets = synth::system_information(cell.says, kind, cell.bsic % 8U);
      gsm::BroadcastMessage& message = messages[octets];
      message.octets = octets;
      message.frame_number = number;
      ++message.times;
    }
    for (auto& [octets, message] : messages) report.messages.push_back(message);
    report.ccch.good = 36;
    report.ccch.bad = cell.bad_ccch;
    report.paging.type_1_count = 36;
    report.paging.imsi_count = cell.imsi_per_s;
    report.paging.tmsi_count = cell.paged_per_s - cell.imsi_per_s;
    report.paging.by_block[0] = cell.paged_per_s / 2;
    report.assignments.immediate = cell.assigned_per_s;
    (cell.hops ? report.assignments.hopping : report.assignments.single_frequency) = cell.assigned_per_s;
    report.assignments.by_cause[static_cast<std::size_t>(gsm::EstablishmentCause::kLocationUpdate)] =
        cell.assigned_per_s;
    report.assignments.by_timing_advance[cell.timing_advance] = cell.assigned_per_s;
    report.quality = cell.quality;
    return report;
  }
};

/// An ordinary cell of a network that Ireland's code belongs to and nobody uses: 272-77.
inline GsmSceneCell gsm_cell_on(std::uint16_t arfcn, std::uint16_t ci,
                                std::vector<std::uint16_t> neighbours) {
  GsmSceneCell cell;
  cell.says.plmn = {.mcc = 272, .mnc = 77, .mnc_digits = 2};
  cell.says.lac = 4711;
  cell.says.ci = ci;
  cell.says.arfcn = arfcn;
  cell.says.cell_allocation = {arfcn, static_cast<std::uint16_t>(arfcn + 30)};
  cell.says.neighbours = std::move(neighbours);
  cell.says.lte_neighbours = {1300, 6300};
  cell.says.gprs = true;
  cell.says.t3212 = 30;
  cell.says.ncc_permitted = 0x08;
  cell.bsic = static_cast<std::uint16_t>(3 * 8 + arfcn % 8);
  cell.first_frame = 1000U * arfcn;
  return cell;
}

/// Three cells of one network that name each other.
inline std::vector<GsmSceneCell> honest_gsm_cells() {
  std::vector<GsmSceneCell> cells{gsm_cell_on(20, 101, {35, 50, 62}), gsm_cell_on(35, 102, {20, 50, 62}),
                                  gsm_cell_on(50, 103, {20, 35, 62})};
  cells[0].offset_ppm = 0.01;
  cells[1].offset_ppm = -0.02;
  cells[2].power_dbfs = -48.0;
  return cells;
}

inline std::vector<Dwell> steady(const GsmScene& scene, const std::vector<GsmSceneCell>& cells, int seconds,
                                 double from_s = 0.0) {
  std::vector<Dwell> dwells;
  for (int i = 0; i < seconds; ++i) dwells.push_back(scene.dwell(from_s + i, cells));
  return dwells;
}

}  // namespace cellwarden::test
