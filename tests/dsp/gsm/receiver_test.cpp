// gsm::Receiver on synthetic scenes, whose truth is exact.
#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "cell/gsm/arfcn.hpp"
#include "tests/catch.hpp"
#include "tests/dsp/gsm/reading.hpp"
#include "tests/dsp/gsm/receiving.hpp"
#include "tests/dsp/gsm/synthetic.hpp"

namespace cellwarden::gsm {
namespace {

using synth::GsmCellSpec;
using synth::RadioSpec;
using synth::SceneSpec;

constexpr unsigned kBlocksPerSecond = 42;  // 10 in 51 frames

const Observation* find_bsic(const Dwell& dwell, unsigned bsic) {
  const auto found = std::find_if(dwell.observations.begin(), dwell.observations.end(),
                                  [&](const Observation& o) { return o.physical_id == bsic; });
  return found == dwell.observations.end() ? nullptr : &*found;
}

// All cells of the scene are seen in each dwell, and nothing else is.
void check_all_seen(const SceneSpec& scene, const std::vector<Dwell>& dwells) {
  REQUIRE(!dwells.empty());
  for (const Dwell& dwell : dwells) {
    CAPTURE(dwell.listen.t_s, text_of(dwell));
    CHECK(dwell.observations.size() == scene.gsm_cells.size());
    for (const GsmCellSpec& cell : scene.gsm_cells) {
      const Observation* o = find_bsic(dwell, cell.bursts.bsic);
      REQUIRE(o != nullptr);
      check_observation(*o, cell, scene.radio);
      CHECK(o->state == CellState::kConfirmed);
    }
  }
}

void check_all_blocks(const Dwell& dwell) {
  for (const Observation& o : dwell.observations) {
    const CellReport& report = *o.gsm();
    CAPTURE(o.physical_id, report.bcch.bad, report.ccch.bad);
    CHECK(report.bcch.bad + report.ccch.bad + report.sch_bad == 0);
    CHECK(report.bcch.good + report.ccch.good >= kBlocksPerSecond - 3);
  }
}

TEST_CASE("any sample rate") {
  for (const double rate_hz : {0.25e6, 0.5e6, 1e6, 1.234567e6, 2e6, 2.048e6, 2.3999e6, 2.4e6, 3.2e6, 10e6}) {
    CAPTURE(rate_hz);
    // Off the grid of bins and of channels, and off the centre as far as the rate allows.
    const double offset_hz = std::min(rate_hz / 2 - 125e3, 912'345.0) + 3.1;
    const SceneSpec scene =
        scene_of({cell_of(17, -offset_hz)}, 20, 1, {.sample_rate_hz = rate_hz, .center_hz = 945'012'345});
    const auto dwells = receive(scene);
    REQUIRE(dwells.size() == 1);
    check_all_seen(scene, dwells);
    check_all_blocks(dwells[0]);
    CHECK(std::abs(dwells[0].observations[0].signal.snr_db - 20) < 1.5);
    CHECK(std::abs(dwells[0].observations[0].signal.power_dbfs - kTestPower_dbfs) < 1);
  }
}

TEST_CASE("carriers from edge to edge of a wide band") {
  std::vector<GsmCellSpec> cells;
  unsigned bsic = 0;
  for (const double offset_hz : {-4.8e6, -4.2e6, -3.4e6, -1.2e6, 0.0, 0.6e6, 2.2e6, 4.0e6, 4.8e6}) {
    bsic += 5;
    cells.push_back(cell_of(bsic, offset_hz, -2.0 * (bsic % 3)));
  }
  const SceneSpec scene = scene_of(cells, 22, 1, {.sample_rate_hz = 10e6, .center_hz = kTestCenter_hz});
  const auto dwells = receive(scene);
  REQUIRE(dwells.size() == 1);
  check_all_seen(scene, dwells);
  check_all_blocks(dwells[0]);
  for (std::size_t i = 1; i < cells.size(); ++i)
    CHECK(dwells[0].observations[i].carrier.measured_hz.value >
          dwells[0].observations[i - 1].carrier.measured_hz.value);
}

TEST_CASE("carriers near the edges of the band") {
  for (const double offset_hz : {-400e3, -395e3, 396.2e3, 400e3}) {
    CAPTURE(offset_hz);
    const SceneSpec scene = scene_of({cell_of(63, offset_hz)}, 20);
    const auto dwells = receive(scene);
    REQUIRE(dwells.size() == 1);
    check_all_seen(scene, dwells);
    check_all_blocks(dwells[0]);
  }
}

// A radio that is up to 100 ppm wrong: the channel is the right one, or none is named.
void check_channels(double center_hz, double duration_s, double dwell_s, std::size_t& named) {
  ReceiverConfig config;
  config.dwell_s = dwell_s;
  for (const double ppm : {-100.0, -70.0, -31.0, -8.0, 0.0, 12.0, 45.0, 88.0, 100.0}) {
    CAPTURE(center_hz, ppm);
    GsmCellSpec cell = cell_of(9, 200e3);
    cell.oscillator_ppm = ppm > 0 ? 0.05 : -0.05;
    const SceneSpec scene =
        scene_of({cell}, 15, duration_s, {.sample_rate_hz = 1.2e6, .center_hz = center_hz, .clock_ppm = ppm});
    const auto observations = all_observations(receive(scene, config));
    REQUIRE(!observations.empty());
    for (const Observation& o : observations) {
      check_observation(o, cell, scene.radio);
      if (!o.carrier.nominal_hz) continue;
      ++named;
      CHECK(*o.carrier.nominal_hz == center_hz + 200e3);
      REQUIRE(o.carrier.channel);
      CHECK(gsm_downlink_hz(*o.carrier.channel, false) == center_hz + 200e3);
    }
  }
}

TEST_CASE("a wrong radio at 900 MHz names the right channel or none") {
  std::size_t named = 0;
  check_channels(945e6, 1, 1, named);
  CHECK(named == 9);
  check_channels(945e6, 0.3, 0.1, named);
  CHECK(named >= 18);
}

TEST_CASE("a wrong radio at 1800 MHz names the right channel or none") {
  std::size_t named = 0;
  check_channels(1842.6e6, 1, 1, named);
  CHECK(named == 9);
  check_channels(1842.6e6, 0.3, 0.1, named);
}

TEST_CASE("behind a converter no channel is named wrongly") {
  ReceiverConfig config;
  config.clock_drives_tuner = false;
  for (const double tuner_ppm : {-90.0, -20.0, 0.0, 60.0}) {
    for (const double center_hz : {945e6, 1842.6e6}) {
      CAPTURE(tuner_ppm, center_hz);
      RadioSpec radio{.sample_rate_hz = 1.2e6, .center_hz = center_hz, .clock_ppm = 40};
      radio.tuner_ppm = tuner_ppm;
      const GsmCellSpec cell = cell_of(9, 200e3);
      const auto observations = all_observations(receive(scene_of({cell}, 15, 1, radio), config));
      REQUIRE(observations.size() == 1);
      const auto nominal_hz = observations[0].carrier.nominal_hz;
      CHECK((!nominal_hz || *nominal_hz == center_hz + 200e3));
    }
  }
}

// Which of two cells on one carrier are seen within some seconds, and that nothing is made up.
std::set<unsigned> seen_on_one_carrier(double weaker_db, double duration_s) {
  GsmCellSpec first = cell_of(12);
  GsmCellSpec second = cell_of(45, 0, -weaker_db);
  // Another tower: its frames are elsewhere, its clock 40 Hz off.
  second.delay_s = 0.0431;
  second.oscillator_ppm = 0.042;
  const auto sent_first = note_blocks(first);
  const auto sent_second = note_blocks(second);
  const SceneSpec scene = scene_of({first, second}, 25, duration_s);
  std::set<unsigned> seen;
  for (const Dwell& dwell : receive(scene)) {
    for (const Observation& o : dwell.observations) {
      seen.insert(o.physical_id);
      const GsmCellSpec& cell = o.physical_id == 12 ? scene.gsm_cells[0] : scene.gsm_cells[1];
      const SentBlocks& sent = o.physical_id == 12 ? *sent_first : *sent_second;
      CHECK(o.physical_id == cell.bursts.bsic);
      for (const BroadcastMessage& m : o.gsm()->messages) {
        const auto found = sent.find({0, m.frame_number});
        REQUIRE(found != sent.end());
        CHECK(found->second == m.octets);
      }
    }
  }
  return seen;
}

TEST_CASE("two cells of one channel are told apart") {
  CHECK(seen_on_one_carrier(0, 5) == std::set<unsigned>{12, 45});
  CHECK(seen_on_one_carrier(3, 5) == std::set<unsigned>{12, 45});
  CHECK(seen_on_one_carrier(6, 5).contains(12));
}

void check_beside(double spacing_hz, double stronger_db, bool is_whole) {
  CAPTURE(spacing_hz, stronger_db);
  GsmCellSpec weak = cell_of(20, -100e3);
  const auto sent = note_blocks(weak);
  const GsmCellSpec strong = cell_of(33, -100e3 + spacing_hz, stronger_db);
  const SceneSpec scene =
      scene_of({weak, strong}, 25, 2, {.sample_rate_hz = 2e6, .center_hz = kTestCenter_hz});
  const auto dwells = receive(scene);
  REQUIRE(dwells.size() == 2);
  for (const Dwell& dwell : dwells) {
    for (const Observation& o : dwell.observations) {
      CHECK((o.physical_id == 20 || o.physical_id == 33));
      if (o.physical_id != 20) continue;
      for (const BroadcastMessage& m : o.gsm()->messages)
        CHECK((sent->contains({0, m.frame_number}) && sent->at({0, m.frame_number}) == m.octets));
    }
    const Observation* const beside = find_bsic(dwell, 20);
    CHECK(find_bsic(dwell, 33) != nullptr);
    REQUIRE((beside != nullptr || !is_whole));
    if (!is_whole) continue;
    CHECK(beside->gsm()->bcch.bad == 0);
    CHECK(beside->gsm()->ccch.bad == 0);
  }
}

TEST_CASE("a cell beside a stronger carrier") {
  check_beside(200e3, 0, true);
  check_beside(200e3, 6, true);
  check_beside(-200e3, 9, true);  // what TS 45.005, section 6.3, asks of a telephone
  check_beside(200e3, 20, false);
  check_beside(400e3, 20, true);
  check_beside(-400e3, 20, true);
}

TEST_CASE("a cheap radio: offset in the carrier's middle, eight bits, unequal axes") {
  for (const double level_db : {-14.0, 20.0}) {
    CAPTURE(level_db);
    SceneSpec scene = scene_of({cell_of(40, 1.5e3)}, 15);
    scene.converter.format = capture::SampleFormat::kCu8;
    scene.converter.gain_db = level_db;  // the noise is near one code, or all but overdriven
    scene.converter.dc = {0.03, -0.02};
    scene.converter.iq_gain_db = 0.5;
    scene.converter.iq_phase_deg = 2;
    const auto dwells = receive(scene);
    check_all_seen(scene, dwells);
    check_all_blocks(dwells[0]);
  }
}

TEST_CASE("a cell that takes another's place is seen") {
  GsmCellSpec before = cell_of(3);
  before.stop_s = 2.4;
  GsmCellSpec after = cell_of(36);
  after.start_s = 2.4;
  for (const bool is_in_step : {false, true}) {
    CAPTURE(is_in_step);
    if (is_in_step) {
      after.delay_s = before.delay_s;
      after.frame_number_start = before.frame_number_start;
    }
    const SceneSpec scene = scene_of({before, after}, 20, 7);
    const auto dwells = receive(scene);
    REQUIRE(dwells.size() == 7);
    for (std::size_t i = 0; i < dwells.size(); ++i) {
      CAPTURE(i, text_of(dwells[i]));
      CHECK((find_bsic(dwells[i], 3) != nullptr) == (i <= 2));
      if (i != 2) CHECK((find_bsic(dwells[i], 36) != nullptr) == (i > 2));
      for (const Observation& o : dwells[i].observations)
        check_observation(o, o.physical_id == 3 ? before : after, scene.radio);
    }
  }
}

TEST_CASE("a cell that begins to count anew is seen") {
  GsmCellSpec before = cell_of(3);
  before.stop_s = 2.4;
  GsmCellSpec after = before;
  after.stop_s.reset();
  after.start_s = 2.4;
  for (const std::uint32_t count : {0U, before.frame_number_start + 51U, 2'000'003U}) {
    for (const double later_s : {0.0, 0.0011}) {
      CAPTURE(count, later_s);
      after.frame_number_start = count;
      after.delay_s = before.delay_s + later_s;
      const SceneSpec scene = scene_of({before, after}, 20, 6);
      const auto dwells = receive(scene);
      REQUIRE(dwells.size() == 6);
      for (std::size_t i = 0; i < dwells.size(); ++i) {
        CAPTURE(i, text_of(dwells[i]));
        if (i == 2) continue;
        REQUIRE(dwells[i].observations.size() == 1);
        // What was taken for bursts of the new count before it began weighs on the clock for some seconds.
        const double clock_slack_ppm = i < 2 ? 0.05 : 3;
        check_observation(dwells[i].observations[0], i < 2 ? before : after, scene.radio, clock_slack_ppm);
      }
    }
  }
}

// Every block of the common channels, on whichever timeslots, once system information 3 was read.
TEST_CASE("all layouts of the common channels, and both ways to divide a frame") {
  for (const synth::SlotLength slots : {synth::SlotLength::kWhole, synth::SlotLength::kQuarter}) {
    for (const unsigned conf : {0U, 1U, 2U, 4U, 6U}) {
      GsmCellSpec cell = cell_of(27);
      cell.bursts.broadcast.ccch_conf = conf;
      cell.bursts.paging = {.requests_per_s = 12, .type_weights = {1, 1, 1}, .permanent_share = 0.3};
      cell.bursts.assignments = {.messages_per_s = 4, .reject_share = 0.2, .packet_share = 0.3};
      cell.slot_length = slots;
      CAPTURE(conf, static_cast<int>(slots));
      const auto sent = note_blocks(cell);
      const SceneSpec scene = scene_of({cell}, 15, 3);
      const auto cells = read_cells(samples_of(scene), kTestRate_hz);
      REQUIRE(cells.size() == 1);
      std::set<std::pair<unsigned, std::uint32_t>> read;
      for (const ReadBlock& block : cells[0].blocks) {
        CAPTURE(unsigned{block.slot}, block.frame_number);
        const auto found = sent->find({block.slot, block.frame_number});
        if (found == sent->end()) {
          // A dedicated channel's, before system information 3 told that there are any.
          CHECK(conf == 1);
          CHECK(cells[0].known_frame_s + frame_seconds(cell, scene.radio) > 0);
          continue;
        }
        CHECK(found->second == block.octets);
        read.insert(found->first);
      }
      std::size_t missing = 0;
      for (const auto& [place, octets] : *sent) {
        const bool is_late = !cells[0].holds_block(place.second, 1.05);
        const bool is_held = cells[0].holds_block(place.second, 2.99);
        if (is_held && (place.first == 0 || is_late) && !read.contains(place)) ++missing;
      }
      CHECK(missing == 0);
      CHECK(read.size() > (conf == 1 ? 45U : 120U));
    }
  }
}

TEST_CASE("a level that changes") {
  GsmCellSpec cell = cell_of(50);
  cell.level = {{0.9, 0}, {0.91, -18}, {1.8, -18}, {1.81, 0}, {2.5, 0}, {2.9, 12}};
  const SceneSpec scene = scene_of({cell}, 30, 4);
  const auto dwells = receive(scene);
  check_all_seen(scene, dwells);
  for (const Dwell& dwell : dwells) check_all_blocks(dwell);
  CHECK(dwells[3].observations[0].signal.power_dbfs - dwells[0].observations[0].signal.power_dbfs > 10);
}

TEST_CASE("a cell that falls silent between bursts, or where it has nothing to say") {
  GsmCellSpec dips = cell_of(50);
  dips.guard_dips = true;
  GsmCellSpec idle = cell_of(51, 300e3);
  idle.idle_slots_db = -60;
  idle.bursts.traffic_share = 0;
  const SceneSpec scene = scene_of({dips, idle}, 20, 2);
  const auto dwells = receive(scene);
  check_all_seen(scene, dwells);
  for (const Dwell& dwell : dwells) {
    check_all_blocks(dwell);
    REQUIRE(find_bsic(dwell, 50)->gsm()->quality.weakest_slot_db);
    REQUIRE(find_bsic(dwell, 51)->gsm()->quality.weakest_slot_db);
    CHECK(*find_bsic(dwell, 50)->gsm()->quality.weakest_slot_db > -3);
  }
}

TEST_CASE("a cell whose normal bursts have another training sequence than its BCC is told and read") {
  GsmCellSpec cell = cell_of(0x2B);
  cell.bursts.training_code = 6;
  const SceneSpec scene = scene_of({cell}, 20, 3);
  const auto dwells = receive(scene);
  check_all_seen(scene, dwells);
  REQUIRE(dwells.size() >= 3);
  CHECK(dwells[0].observations[0].gsm()->sch_bad == 0);
  for (const Dwell& dwell : dwells) CHECK(dwell.observations.at(0).gsm()->quality.training_sequence == 6);
  // The first dwell told which one it is.
  const CellReport& later = *dwells[2].observations.at(0).gsm();
  CHECK(later.bcch.good > 0);
  CHECK(later.bcch.bad + later.ccch.bad == 0);
}

// ---------------------------------------------------------------------------------------------------------
// Nothing there.

void check_nothing(const SceneSpec& scene) {
  const auto dwells = receive(scene);
  CHECK(dwells.size() == static_cast<std::size_t>(std::ceil(scene.duration_s)));
  for (const Dwell& dwell : dwells) {
    CAPTURE(text_of(dwell));
    CHECK(dwell.observations.empty());
  }
}

TEST_CASE("noise holds no cell") {
  check_nothing(scene_of({}, 0, 10, {.sample_rate_hz = 2.4e6, .center_hz = kTestCenter_hz}));
}

TEST_CASE("LTE holds no GSM cell") {
  SceneSpec scene = scene_of({}, 10, 3, {.sample_rate_hz = 1.92e6, .center_hz = kTestCenter_hz});
  for (const unsigned pci : {17U, 203U}) {
    synth::LteCellSpec cell;
    cell.grid.pci = pci;
    cell.grid.bandwidth_rb = 50;
    cell.re_power_dbfs = -40.0 - pci % 5;
    cell.seed = pci;
    scene.lte_cells.push_back(cell);
  }
  check_nothing(scene);
}

TEST_CASE("carriers without synchronisation bursts are no cells") {
  SceneSpec scene = scene_of({}, 30, 4, {.sample_rate_hz = 2e6, .center_hz = kTestCenter_hz});
  for (int channel = -4; channel <= 4; ++channel) {
    synth::GsmCarrierSpec carrier;
    carrier.carrier_offset_hz = 200e3 * channel;
    carrier.power_dbfs = -25 - 3.0 * (channel & 3);
    carrier.activity = 0.3 + 0.07 * (channel + 4);
    // Two with frequency correction bursts, in the right rhythm.
    carrier.broadcast = channel == -2 || channel == 3;
    carrier.seed = static_cast<std::uint64_t>(channel + 10);
    scene.gsm_carriers.push_back(carrier);
  }
  check_nothing(scene);
}

TEST_CASE("steady tones are no cells") {
  SceneSpec scene = scene_of({}, 20, 4, {.sample_rate_hz = 2e6, .center_hz = kTestCenter_hz});
  for (const double offset_hz : {-600e3 + kFcchTone_hz, -13.5e3, kFcchTone_hz, 400e3 + kFcchTone_hz, 531e3})
    scene.tones.push_back({.power_dbfs = -30, .offset_hz = offset_hz});
  check_nothing(scene);
}

TEST_CASE("steady tones do not hide a cell") {
  SceneSpec scene =
      scene_of({cell_of(8, 200e3)}, 20, 2, {.sample_rate_hz = 2e6, .center_hz = kTestCenter_hz});
  for (const double offset_hz : {-600e3 + kFcchTone_hz, -13.5e3, 531e3})
    scene.tones.push_back({.power_dbfs = -30, .offset_hz = offset_hz});
  scene.tones.push_back({.power_dbfs = -45, .offset_hz = 205e3 + kFcchTone_hz});
  check_all_seen(scene, receive(scene));
}

TEST_CASE("a window without GSM gives no dwell") {
  const SceneSpec scene = scene_of({}, 0, 2, {.sample_rate_hz = 2e6, .center_hz = 806e6});
  CHECK(receive(scene).empty());
  CHECK_FALSE(may_hold_gsm(806e6, 2e6));
  CHECK_FALSE(may_hold_gsm(945e6, 0.2e6));
  CHECK(may_hold_gsm(945e6, 0.25e6));
  CHECK(may_hold_gsm(924.5e6, 2e6));
}

}  // namespace
}  // namespace cellwarden::gsm
