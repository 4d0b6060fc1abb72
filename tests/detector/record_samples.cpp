// Prints real records of every type, one a line, for the check against docs/schemas.
#include <iostream>

#include "detector/records/baseline_file.hpp"
#include "detector/records/json_lines.hpp"
#include "tests/detector/gsm_scene.hpp"
#include "tests/detector/lte_scene.hpp"

int main() {
  using namespace cellwarden;
  test::Scene scene;
  scene.start =
      Time(std::chrono::sys_days(std::chrono::year(2026) / 11 / 1)) + std::chrono::milliseconds(250);
  scene.knows_nominal = true;
  auto cells = test::honest_cells();
  cells.push_back(
      {.pci = 99, .offset_ppm = 1.5, .bandwidth_rb = 25, .ports = 1, .other_peaks = {{300, -3, 2, 12}}});
  cells.push_back({.pci = 5, .state = CellState::kDetected});

  detector::Detector detector({});
  const records::AlertContext context{.software = "cellwarden",
                                      .rules = "1",
                                      .towers = {},
                                      .baseline = {},
                                      .configuration = {},
                                      .national_tables = "c0ffee",
                                      .outlines = "c0ffee",
                                      .drill = true};
  const auto print = [&](const detector::Events& events) {
    for (const auto& cell : events.cells) std::cout << records::to_json_line(cell) << '\n';
    for (const auto& incident : events.incidents)
      std::cout << records::to_json_line(incident, context) << '\n';
  };
  auto dwells = test::steady(scene, cells, 40);
  dwells[3].observations[0].receiver_at = GeoPoint{52.5, 13.4, 5.0};
  dwells[3].observations[0].carrier.band = 20;
  dwells[3].observations[0].carrier.channel = 6300;
  dwells[3].observations[0].clock =
      ClockQuality{.source = ClockSource::kGps, .error_s = 0.25, .jumped = true};
  dwells[3].listen.clock = ClockQuality{.source = ClockSource::kNone};
  for (Dwell& dwell : dwells) {
    dwell.observations[4].clock = ClockQuality{.source = ClockSource::kNtp, .error_s = 0.0125};
  }
  dwells[3].listen.sensitivity_snr_db = -12.0;
  dwells[3].listen.levels = BandLevels{805.64e6, 360e3, {-60.5, -40.0, -60.1}, {-62.0, -55.5, -61.9}};
  dwells[3].listen.receiver_at = GeoPoint{52.5, 13.4, {}};
  test::LteBroadcasts broadcasts;
  broadcasts.messages.push_back({lte::UnreadBlock{test::sib_type(19), 3}});
  broadcasts.messages.push_back({lte::SystemInformationBlock10{4352, 0x3000, 0x0580, {}}});
  lte::WarningSegment segment;
  segment.message_identifier = 4370;
  segment.serial_number = 0x4010;
  segment.is_last = true;
  segment.octets.assign(1 + 82 + 1, 0);
  segment.octets[0] = 1;
  segment.octets.back() = 82;
  segment.data_coding_scheme = 0x01;
  broadcasts.messages.push_back({lte::SystemInformationBlock12{.segment = segment, .area_coordinates = {}}});
  for (Dwell& dwell : dwells)
    dwell.observations[1] = test::observe(scene, cells[1], broadcasts, dwell.listen.t_s);
  dwells[4].observations[1].lte()->downlink->measured = {.sib1 = {50, 0.125, -3.5},
                                                         .si = {20, -0.25, {}},
                                                         .paging = {2, 0.5, 0.25},
                                                         .symbol_error = lte::SymbolError{7.25, 3.5, 90},
                                                         .pss_db = 1.5,
                                                         .sss_db = -0.5,
                                                         .pbch_db = 0.25,
                                                         .user_data = lte::UserData{0.3125, 9000}};
  dwells[2].observations[1].lte()->downlink->si_windows = {{6, 6, 5}, {3, 0, 0}};
  dwells[2].observations[1].lte()->downlink->messages[0].first_sfn = 4;
  test::GsmScene gsm;
  gsm.start = scene.start;
  auto gsm_cells = test::honest_gsm_cells();
  gsm_cells[0].quality = {.phase_error_rms_deg = Measured{2.3, 0.1},
                          .weakest_slot_db = -0.5,
                          .training_sequence = 4,
                          .training_bursts = 50};
  gsm_cells.push_back(test::gsm_cell_on(62, 104, {}));
  gsm_cells.back().offset_ppm = 1.5;
  for (int i = 0; i < 40; ++i) dwells.insert(dwells.begin() + 2 * i + 1, gsm.dwell(i, gsm_cells));
  gsm::CellBroadcastPage page;
  page.page = 1;
  page.pages = 1;
  auto octets = page;
  octets.data_coding_scheme = 0xF4;
  dwells[1].observations[0].gsm()->pages = {page, octets};
  for (const Dwell& dwell : dwells) {
    for (const Observation& seen : dwell.observations) {
      for (const std::string& line : records::message_lines(seen)) std::cout << line << '\n';
    }
    for (const std::string& line : records::to_json_lines(dwell)) std::cout << line << '\n';
    print(detector.add(dwell));
  }
  print(detector.finish());
  std::cout << records::to_json(detector.learned_baseline());

  records::StatusRecord status;
  status.sensor = "test \"quoted\" \x01 \xff";
  status.t_s = 10.0;
  status.time = scene.start;
  status.state = records::StatusState::kLearning;
  status.reasons = {"learning: 6 of 120 rules"};
  status.carriers = {{806e6, 9.0, 1.0, 26.9}, {796e6, 3.0, {}, {}}};
  status.shedding = records::SheddingState{
      .level = 4,
      .shed = {"lte_measurements", "deep_search", "lte_search", "known_cells", "dwells"},
      .received_share = 0.5};
  status.survey = records::SurveyState{.windows = 47,
                                       .visits = 310,
                                       .round_s = 12.5,
                                       .unheard_s = 26.9,
                                       .center_hz = 806e6,
                                       .purpose = "park"};
  status.radios = {{.name = "roof",
                    .goes_round = true,
                    .is_running = true,
                    .center_hz = 806e6,
                    .samples_lost = 5,
                    .samples_dropped = 6,
                    .ppm = Measured{1.25, 0.01}}};
  status.radio_ppm = Measured{-3.14, 0.02};
  status.rules_able = 6;
  status.rules_total = 120;
  status.towers = 5;
  status.towers_age_d = 3.5;
  status.baseline_hours = 0.01;
  status.disk_free_bytes = 1U << 30U;
  status.gps =
      records::GpsStatus{.state = records::GpsState::kFix, .dimensions = 3, .satellites = 8, .age_s = 0.25};
  status.position = GeoPoint{52.5, 13.4, 2.5};
  status.clock = ClockQuality{.source = ClockSource::kGps, .error_s = 3600.0, .jumped = true};
  status.clock_offset_s = -3600.0;
  std::cout << records::to_json_line(status) << '\n';
  status.gps = records::GpsStatus{.state = records::GpsState::kGone};
  std::cout << records::to_json_line(status) << '\n';

  records::SummaryRecord summary;
  summary.sensor = "test";
  summary.t_s = 40.0;
  summary.sources = {{"a.sigmf-data", std::string(64, 'a')}, {"b.cu8", {}}};
  summary.seconds = 40.0;
  summary.samples = 76'800'000;
  summary.real_time_factor = 12.5;
  summary.cells = 5;
  summary.incidents = {{detector::Level::kWatch, 1}};
  summary.not_evaluated = detector.not_evaluated();
  summary.refused = {{"bad block", 2}};
  std::cout << records::to_json_line(summary) << '\n';
  return 0;
}
