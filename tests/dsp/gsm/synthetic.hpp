#pragma once

/// \file
/// Synthetic GSM scenes through the receiver, and what must come out of it.

#include <cmath>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "dsp/gsm/burst_structure.hpp"
#include "dsp/gsm/receiver.hpp"
#include "tests/catch.hpp"
#include "tests/synth/scene.hpp"

namespace cellwarden::gsm {

inline constexpr double kTestRate_hz = 1e6;
inline constexpr double kTestCenter_hz = 945e6;  // channel 50
inline constexpr double kTestPower_dbfs = -30;

inline synth::GsmCellSpec cell_of(unsigned bsic, double offset_hz = 0, double level_db = 0) {
  synth::GsmCellSpec cell;
  cell.bursts.bsic = bsic;
  cell.bursts.broadcast.ci = static_cast<std::uint16_t>(1000 + bsic);
  cell.bursts.broadcast.cell_allocation = {50, 61};
  cell.bursts.broadcast.neighbours = {41, 44, 60};
  cell.carrier_offset_hz = offset_hz;
  cell.power_dbfs = kTestPower_dbfs + level_db;
  cell.frame_number_start = 1'234'567U + 7919U * bsic;
  cell.delay_s = 0.0031 + 1e-5 * bsic;
  cell.seed = 1000 + bsic;
  return cell;
}

/// A scene with these cells, of which one at kTestPower_dbfs would have `snr_db` in 200 kHz.
inline synth::SceneSpec scene_of(std::vector<synth::GsmCellSpec> cells, double snr_db, double duration_s = 1,
                                 const synth::RadioSpec& radio = {.sample_rate_hz = kTestRate_hz,
                                                                  .center_hz = kTestCenter_hz}) {
  synth::SceneSpec scene;
  scene.duration_s = duration_s;
  scene.radio = radio;
  scene.noise_variance = synth::gsm_noise_variance(kTestPower_dbfs, snr_db, radio.sample_rate_hz);
  scene.gsm_cells = std::move(cells);
  return scene;
}

inline std::vector<Sample> samples_of(const synth::SceneSpec& scene) {
  return synth::generate(
      scene, static_cast<std::size_t>(std::llround(scene.duration_s * scene.radio.sample_rate_hz)));
}

inline std::vector<Dwell> receive(const synth::SceneSpec& scene, const ReceiverConfig& config = {}) {
  synth::SceneSource source(scene);
  Receiver receiver(config, run_serially);
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

/// Blocks of common channels as sent: by timeslot, then frame number.
using SentBlocks = std::map<std::pair<unsigned, std::uint32_t>, L2Block>;

/// Notes what a cell sends from now on, of its common channels.
inline std::shared_ptr<SentBlocks> note_blocks(synth::GsmCellSpec& cell) {
  auto sent = std::make_shared<SentBlocks>();
  cell.on_block = [sent](const synth::GsmSentBlock& block, double) {
    if (block.channel == synth::GsmChannel::kBcch || block.channel == synth::GsmChannel::kCcch)
      (*sent)[{block.timeslot, block.frame_number}] = block.octets;
  };
  return sent;
}

/// Seconds as the recording states them per true second.
inline double stated_seconds(const synth::RadioSpec& radio) {
  return radio.true_rate_hz() / radio.sample_rate_hz;
}
inline double frame_seconds(const synth::GsmCellSpec& cell, const synth::RadioSpec& radio) {
  return kFrame_s * stated_seconds(radio) / (1 + cell.symbol_clock_ppm.value_or(cell.oscillator_ppm) * 1e-6);
}

/// Everything that an observation says of when and where a cell is, against what it is.
/// \param clock_slack_ppm  more than its uncertainty allows
inline void check_observation(const Observation& o, const synth::GsmCellSpec& cell,
                              const synth::RadioSpec& radio, double clock_slack_ppm = 0.05) {
  CAPTURE(o.t_s, o.physical_id, o.signal.snr_db);
  CHECK(o.physical_id == cell.bursts.bsic);
  CHECK(o.carrier.rat == Rat::kGsm);
  const double true_offset_hz = synth::GsmDownlink(cell, radio).apparent_offset_hz();
  const Measured& carrier = o.carrier.measured_hz;
  CAPTURE(carrier.value - radio.center_hz, true_offset_hz, carrier.sigma);
  CHECK(std::abs(carrier.value - radio.center_hz - true_offset_hz) < 5 * carrier.sigma + 2);
  const double frame_s = frame_seconds(cell, radio);
  // The receiver's symbols are where a bit has turned the phase; the generator's, where it begins to.
  const double start_s = o.frame_start_s.value - 0.5 / kSymbolRate_hz;
  const double frames = (start_s - cell.delay_s * stated_seconds(radio)) / frame_s;
  const double late_s = (frames - std::round(frames)) * frame_s;
  CAPTURE(late_s, o.frame_start_s.sigma);
  CHECK(std::abs(late_s) < 5 * o.frame_start_s.sigma + 0.1 / kSymbolRate_hz);
  CHECK(o.gsm()->frame_number == advance(cell.frame_number_start, std::llround(frames)));
  REQUIRE(o.clock_offset_ppm);
  const double clock_ppm = (kFrame_s / frame_s - 1) * 1e6;
  CAPTURE(o.clock_offset_ppm->value, o.clock_offset_ppm->sigma, clock_ppm);
  CHECK(std::abs(o.clock_offset_ppm->value - clock_ppm) < 5 * o.clock_offset_ppm->sigma + clock_slack_ppm);
  for (const BroadcastMessage& m : o.gsm()->messages) CHECK(m.frame_number % kMultiframe_frames == 2);
}

}  // namespace cellwarden::gsm
