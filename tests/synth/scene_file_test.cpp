#include "tests/synth/scene_file.hpp"

#include <cmath>

#include <algorithm>

#include "tests/catch.hpp"

using namespace cellwarden;

namespace {

std::string complaint(const std::string& text) {
  const auto scene = synth::read_scene(text, "s.yaml");
  return scene ? "no complaint" : scene.error().what;
}

}  // namespace

TEST_CASE("A scene file says everything a scene holds", "[synth][scene]") {
  const auto scene = synth::read_scene(R"(
description: two cells
duration_s: 2.5
seed: 9
start: 2026-01-15T20:00:00Z
receiver: {latitude_deg: 1.5, longitude_deg: -2}
radio: {sample_rate_hz: 2.4e6, center_hz: 806000000, clock_ppm: 12, tuner_ppm: -3}
converter: {format: cu8, gain_db: 3, dc_i: 0.01, dc_q: -0.02, iq_gain_db: 0.1, iq_phase_deg: 1}
noise: {snr_db: 18, reference: 1}
lte_cells:
  - {pci: 101}
  - name: the other
    pci: 503
    bandwidth_rb: 25
    ports: 4
    duplex: tdd
    tdd_configuration: 6
    special_configuration: 5
    cyclic_prefix: extended
    phich_duration: extended
    phich_resource: 1/6
    spare: 1023
    sfn_start: 1000
    control_symbols: 3
    load: 0.25
    share_16qam: 1
    sync_boost_db: 3
    re_power_dbfs: -33
    carrier_offset_hz: -250e3
    oscillator_ppm: 1.3
    symbol_clock_ppm: 0
    delay_s: 0.0021
    start_s: 1.2
    stop_s: 2
    level: [{time_s: 1.2, change_db: -10}, {time_s: 1.5, change_db: 0}]
    multipath: EVA
    doppler_hz: 5
    wrap: true
    seed: 77
gsm_carriers:
  - {carrier_offset_hz: 400e3, power_dbfs: -20, broadcast: true, activity: 1, oscillator_ppm: 0.1}
tones:
  - {offset_hz: 1000, power_dbfs: -50}
gaps:
  - {start_s: 0.5, duration_s: 0.1}
)",
                                       "s.yaml");
  if (!scene) FAIL(scene.error().what);
  CHECK(scene->duration_s == 2.5);
  CHECK(scene->start == Time{std::chrono::seconds(1768507200)});
  CHECK(scene->receiver_at.value().longitude_deg == -2);
  CHECK(scene->radio.tuner_ppm == -3.0);
  CHECK(scene->converter.format == capture::SampleFormat::kCu8);
  CHECK(scene->converter.dc == std::complex<double>(0.01, -0.02));
  CHECK(scene->noise_variance == Approx(synth::noise_variance(-33, 18, 2.4e6)));
  REQUIRE(scene->lte_cells.size() == 2);
  CHECK(scene->lte_cells[0].seed != scene->lte_cells[1].seed);
  const auto& cell = scene->lte_cells[1];
  CHECK(cell.grid.pci == 503);
  CHECK(cell.grid.ports == 4);
  CHECK(cell.grid.duplex == lte::Duplex::kTdd);
  CHECK(cell.grid.prefix == lte::CyclicPrefix::kExtended);
  CHECK(cell.grid.phich_resource == lte::PhichResource::kOneSixth);
  CHECK(cell.grid.spare == 1023);
  CHECK(cell.symbol_clock_ppm == 0.0);
  CHECK(cell.stop_s == 2.0);
  CHECK(cell.level.size() == 2);
  CHECK(cell.multipath == synth::Multipath::kEva);
  CHECK(cell.wrap);
  CHECK(cell.seed == 77);
  CHECK(scene->gsm_carriers.at(0).broadcast);
  CHECK(scene->tones.at(0).offset_hz == 1000);
  CHECK(scene->gaps.at(0).duration_s == 0.1);
}

TEST_CASE("What is wrong with a scene is said with line, key, value and range", "[synth][scene]") {
  CHECK(complaint("lte_cells:\n  - {pci: 1}\n  - {pci: 600}\n") ==
        "s.yaml:3: lte_cells[1].pci: '600' is not a whole number from 0 to 503");
  CHECK(complaint("lte_cells:\n  - {bandwidth_rb: 6}\n") ==
        "s.yaml:2: lte_cells[0]: no pci: say which physical cell identity, 0 to 503");
  CHECK(complaint("lte_cells: [{pci: 1, ports: 3}]") ==
        "s.yaml:1: lte_cells[0].ports: '3' is not one of 1, 2, 4");
  CHECK(complaint("\nduration_s: long\n") ==
        "s.yaml:2: duration_s: 'long' is not a number from 0 to 1000000");
  CHECK(complaint("duration_s: .nan") == "s.yaml:1: duration_s: '.nan' is not a number from 0 to 1000000");
  CHECK(complaint("converter: {format: cs4}") ==
        "s.yaml:1: converter.format: 'cs4' is not one of cf32, cu8, cs8, cs16");
  CHECK(complaint("radio:\n  ppm: 1\n") ==
        "s.yaml:2: radio.ppm: unknown key; known here: center_hz, clock_ppm, sample_rate_hz, tuner_ppm");
  CHECK(complaint("noise: {snr_db: 3}") ==
        "s.yaml:1: noise: snr_db needs a cell in lte_cells or gsm_cells; without one give noise_dbfs");
  CHECK(complaint("start: yesterday") ==
        "s.yaml:1: start: 'yesterday' is not a UTC time like 2026-01-15T20:00:00Z");
  CHECK(complaint("tones: 3") == "s.yaml:1: tones: '3' is not a list");
  CHECK(complaint("- 1") == "s.yaml:1: the scene is not a mapping of keys to values");
  CHECK(complaint("radio: {center_hz: [}").find("s.yaml:1: not YAML") == 0);
  CHECK(complaint("").find("is not a mapping") != std::string::npos);
  CHECK(complaint("gaps: [{start_s: 1, duration_s: 1}, {start_s: 1.5, duration_s: 1}]") ==
        "s.yaml:1: gaps[1]: begins before the one above has ended");
  const auto missing = synth::read_scene_file("/nowhere/s.yaml");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == ErrorCode::kFile);
}

TEST_CASE("A GSM cell reads from YAML", "[synth][scene][gsm]") {
  const auto scene = synth::read_scene(R"(
radio: {sample_rate_hz: 2e6, center_hz: 943e6}
gsm_cells:
  - {bsic: 0, arfcn: 45, power_dbfs: -30}
  - name: second
    bsic: 63
    carrier_offset_hz: 400e3
    multipath: two paths
    two_paths_delay_s: 12e-6
    speed_kmh: 100
    frame_number: 77
    slot_length: quarter
    guard_dips: true
    idle_slots_db: -10
    training_code: 2
    broadcast:
      plmn: 310-026
      lac: 65534
      ccch_conf: 4
      cbch_timeslot: 1
      neighbours: [1, 124]
      reselection: {offset_db: 40, penalty_time: 31}
      raw: {si13: "0106000000000000000000000000000000000000000000"}
    changes:
      - {time_s: 1, lac: 5}
      - {time_s: 2, ci: 6}
    paging: {requests_per_s: 3, type_3: 2, subscribers: 9}
    assignments: {messages_per_s: 1, causes: {emergency: 1}, timing_advances: [4]}
    cell_broadcast: [{serial_number: 1, message_identifier: 2, text: hello}]
noise: {snr_db: 10, gsm_reference: 1}
)",
                                       "s.yaml");
  if (!scene) FAIL(scene.error().what);
  REQUIRE(scene->gsm_cells.size() == 2);
  CHECK(scene->gsm_cells[0].carrier_offset_hz == Approx(1e6));  // 935 MHz + 45 * 0.2
  CHECK(scene->gsm_cells[0].seed != scene->gsm_cells[1].seed);
  const auto& cell = scene->gsm_cells[1];
  CHECK(cell.name == "second");
  CHECK(cell.doppler_hz == Approx(100 / 3.6 * 943.4e6 / 299792458));
  CHECK(cell.frame_number_start == 77);
  CHECK(cell.slot_length == synth::SlotLength::kQuarter);
  CHECK(cell.multipath == synth::Multipath::kTwoPaths);
  CHECK(cell.two_paths_delay_s == 12e-6);
  CHECK(cell.guard_dips);
  CHECK(cell.idle_slots_db == -10);
  const auto& bursts = cell.bursts;
  CHECK(bursts.bsic == 63);
  CHECK(bursts.training_code == 2U);
  CHECK(bursts.broadcast.plmn == Plmn{310, 26, 3});
  CHECK(bursts.broadcast.cbch->timeslot == 1);
  CHECK(bursts.broadcast.reselection->offset_db == 40);
  CHECK(bursts.broadcast.raw.at(synth::SystemInformation::k13)[0] == 1);
  REQUIRE(bursts.changes.size() == 2);
  CHECK(bursts.changes[0].broadcast.lac == 5);
  CHECK(bursts.changes[1].broadcast.lac == 5);
  CHECK(bursts.changes[1].broadcast.ci == 6);
  CHECK(bursts.paging.type_weights[2] == 2);
  CHECK(bursts.assignments.cause_weights[0] == 1);
  CHECK(bursts.assignments.cause_weights[4] == 0);
  CHECK(bursts.assignments.timing_advances == std::vector<unsigned>{4});
  CHECK(bursts.cell_broadcast.at(0).content[0] == 0xE8);  // "he" in septets
  CHECK(scene->noise_variance == Approx(std::pow(10, -4.0) * 10));
}

TEST_CASE("What is wrong with a GSM cell is said with line, key, value and range", "[synth][scene][gsm]") {
  CHECK(complaint("gsm_cells: [{arfcn: 1}]") ==
        "s.yaml:1: gsm_cells[0]: no bsic: say which base station identity code, 0 to 63");
  CHECK(complaint("gsm_cells: [{bsic: 64}]") ==
        "s.yaml:1: gsm_cells[0].bsic: '64' is not a whole number from 0 to 63");
  CHECK(complaint("gsm_cells: [{bsic: 1, arfcn: 300}]") ==
        "s.yaml:1: gsm_cells[0].arfcn: '300' is not a channel of GSM");
  CHECK(complaint("gsm_cells: [{bsic: 1, broadcast: {ccch_conf: 3}}]") ==
        "s.yaml:1: gsm_cells[0].broadcast.ccch_conf: '3' is not one of 0, 1, 2, 4, 6");
  CHECK(complaint("gsm_cells: [{bsic: 1, broadcast: {plmn: 1-1}}]") ==
        "s.yaml:1: gsm_cells[0].broadcast.plmn: '1-1' is not a network like 001-01");
  CHECK(complaint("gsm_cells: [{bsic: 1, broadcast: {neighbours: [1, 600]}}]") ==
        "s.yaml:1: gsm_cells[0].broadcast: neighbours: neither all within 1 to 124 nor within 111 of each "
        "other");
  CHECK(complaint("gsm_cells: [{bsic: 1, broadcast: {neighbours: [x]}}]") ==
        "s.yaml:1: gsm_cells[0].broadcast.neighbours: 'x' is not a whole number from 0 to 1023");
  CHECK(complaint("gsm_cells: [{bsic: 1, broadcast: {cbch_timeslot: 0}}]")
            .find("gsm_cells[0].broadcast.cbch_timeslot: '0' has no dedicated channels") !=
        std::string::npos);
  CHECK(complaint("gsm_cells: [{bsic: 1, broadcast: {raw: {si3: 49}}}]") ==
        "s.yaml:1: gsm_cells[0].broadcast.raw.si3: '49' is not 46 hexadecimal digits");
  CHECK(complaint("gsm_cells: [{bsic: 1, doppler_hz: 1, speed_kmh: 1}]") ==
        "s.yaml:1: gsm_cells[0]: needs either doppler_hz or speed_kmh");
  CHECK(complaint("gsm_cells: [{bsic: 1, changes: [{time_s: 1}, {time_s: 1}]}]") ==
        "s.yaml:1: gsm_cells[0].changes[1]: time_s does not rise");
  CHECK(complaint("gsm_cells: [{bsic: 1, assignments: {causes: {other: 0}}}]") ==
        "s.yaml:1: gsm_cells[0].assignments.causes: needs a weight above 0");
  CHECK(complaint("noise: {snr_db: 3, gsm_reference: 0}") ==
        "s.yaml:1: noise: snr_db needs a cell in lte_cells or gsm_cells; without one give noise_dbfs");
}

TEST_CASE("Every scene that is kept can be read", "[synth][scene]") {
  for (const char* name : {"tests/synth/scenes/noise.yaml", "tests/synth/scenes/gsm_band.yaml",
                           "tests/synth/scenes/tdd_edge.yaml", "tests/synth/scenes/gsm_cells.yaml",
                           "data/captures/lte_street.yaml"}) {
    auto scene = synth::read_scene_file(std::string(CELLWARDEN_SOURCE_DIR "/") + name);
    if (!scene) FAIL(scene.error().what);
    scene->duration_s = 0.01;
    synth::SceneSource source(*scene);
    const auto block = source.read();
    REQUIRE(block);
    REQUIRE(*block);
    CHECK((*block)->samples.size() == static_cast<std::size_t>(0.01 * scene->radio.sample_rate_hz));
  }
}
