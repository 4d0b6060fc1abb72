// The receiver on scenes of known contents.
#include <atomic>
#include <map>
#include <sstream>
#include <thread>

#include "tests/dsp/lte/synthetic.hpp"

namespace cellwarden::lte {
namespace {

TEST_CASE("every way to build a cell is read right") {
  unsigned n = 0;
  for (const Duplex duplex : {Duplex::kFdd, Duplex::kTdd}) {
    for (const CyclicPrefix prefix : {CyclicPrefix::kNormal, CyclicPrefix::kExtended}) {
      for (const unsigned ports : {1U, 2U, 4U}) {
        // The bandwidths and PHICH settings take turns: six of each in all.
        constexpr std::array<unsigned, 6> kBandwidths_rb{6, 15, 25, 50, 75, 100};
        synth::LteCellSpec cell = cell_of(17 * n + 3, 3.3e3 * n - 20e3);
        cell.grid.duplex = duplex;
        cell.grid.prefix = prefix;
        cell.grid.special_configuration = prefix == CyclicPrefix::kNormal ? 7 : 5;
        cell.grid.ports = ports;
        cell.grid.bandwidth_rb = kBandwidths_rb[n % 6];
        cell.grid.phich_resource = static_cast<PhichResource>(n % 4);
        cell.grid.phich_duration = static_cast<PhichDuration>(n / 4 % 2);
        cell.grid.spare = (n * 93) % 1024;
        const auto scene = scene_of({cell}, 10);
        const auto found = all_observations(receive(scene, config_of()));
        CAPTURE(n, to_string(duplex), to_string(prefix), ports);
        REQUIRE(found.size() == 1);
        check_observation(found[0], cell, scene.radio);
        ++n;
      }
    }
  }
}

TEST_CASE("with the radio's error known, cells are found on the raster, and not between its points") {
  auto on_raster = cell_of(100, 300e3, -3);
  auto beside = cell_of(251, -250e3);
  auto scene = scene_of({on_raster, beside}, 15);
  scene.radio.clock_ppm = 0;
  auto config = config_of();
  config.assumed_ppm = 0.0;
  const auto all = all_observations(receive(scene, config));
  CHECK(find_pci(all, 100));
  CHECK(find_pci(all, 251));
  config.raster_reach_hz = 8e3;
  const auto found = all_observations(receive(scene, config));
  const auto o = find_pci(found, 100);
  REQUIRE(o);
  check_observation(*o, on_raster, scene.radio);
  CHECK_FALSE(find_pci(found, 251));
}

TEST_CASE("cells behind a stronger one on its carrier") {
  auto strong = cell_of(100);
  auto same_sequence = cell_of(103, 0, -6);  // PSS of the strong one, 3 us later
  same_sequence.delay_s = strong.delay_s + 3e-6;
  auto weak = cell_of(251, 30, -10);
  weak.grid.ports = 1;
  const auto scene = scene_of({strong, same_sequence, weak}, 15);
  const auto found = all_observations(receive(scene, config_of()));
  CHECK(found.size() == 3);
  for (const auto& cell : scene.lte_cells) {
    const auto o = find_pci(found, cell.grid.pci);
    CAPTURE(cell.grid.pci);
    REQUIRE(o);
    check_observation(*o, cell, scene.radio);
  }
}

TEST_CASE("carriers far from the centre, at every usual rate") {
  struct Row {
    double rate_hz, offset_hz;
  };
  const std::vector<Row> table{{1.92e6, 700e3},   {1.92e6, -700e3}, {2.0e6, 400e3},
                               {2.048e6, -310e3}, {2.4e6, 600e3},   {2.4e6 * (1 + 30e-6), -500e3},
                               {3.2e6, 1.0e6},    {1.95e6, 200e3},  {19.2e6, 3.3e6}};
  unsigned n = 0;
  for (const Row& row : table) {
    CAPTURE(row.rate_hz, row.offset_hz);
    auto cell = cell_of(40 + n++, row.offset_hz);
    cell.grid.bandwidth_rb = 6;
    const auto scene = scene_of({cell}, 10, 0.08, row.rate_hz);
    ReceiverConfig config = config_of();
    if (row.rate_hz > 10e6) config.max_offset_hz = 3.6e6;
    const auto found = all_observations(receive(scene, config));
    REQUIRE(found.size() == 1);
    check_observation(found[0], cell, scene.radio);
  }
}

TEST_CASE("clock errors, of one reference or of two") {
  struct Row {
    double clock_ppm;
    std::optional<double> tuner_ppm;
  };
  for (const Row& row :
       std::vector<Row>{{60, {}}, {-60, {}}, {60, 0.0}, {-60, 0.0}, {0, 300.0}, {26, -50.0}}) {
    CAPTURE(row.clock_ppm, row.tuner_ppm.value_or(row.clock_ppm));
    auto cell = cell_of(77, 10e3);
    auto scene = scene_of({cell}, 5, 0.16);
    scene.radio.clock_ppm = row.clock_ppm;
    scene.radio.tuner_ppm = row.tuner_ppm;
    const auto found = all_observations(receive(scene, config_of()));
    REQUIRE(found.size() == 1);
    check_observation(found[0], cell, scene.radio);
    REQUIRE(found[0].clock_offset_ppm);
    // A fast radio sees a slow transmitter.
    CHECK(found[0].clock_offset_ppm->value == Approx(-row.clock_ppm).margin(0.5));
    if (found[0].carrier.nominal_hz && !row.tuner_ppm) {
      CHECK(*found[0].carrier.nominal_hz == 806e6);
    }
  }
}

TEST_CASE("a cell that comes on while others are followed") {
  const auto old = cell_of(150);
  auto late = cell_of(301, 0, 3);
  late.start_s = 1.2;
  const auto scene = scene_of({old, late}, 15, 2.5);
  const auto dwells = receive(scene, config_of(SearchDepth::kNormal, 0.5));
  REQUIRE(dwells.size() == 5);
  for (const Dwell& dwell : dwells) {
    const auto first = find_pci(dwell.observations, 150);
    REQUIRE(first);
    check_observation(*first, old, scene.radio);
    const auto second = find_pci(dwell.observations, 301);
    if (dwell.listen.t_s < 0.9) CHECK_FALSE(second);
    if (dwell.listen.t_s > 1.4) {
      REQUIRE(second);
      check_observation(*second, late, scene.radio);
    }
    for (const auto& o : dwell.observations) CHECK((o.physical_id == 150 || o.physical_id == 301));
  }
}

TEST_CASE("lost samples do not disturb time") {
  const auto cell = cell_of(9, 12e3);
  auto scene = scene_of({cell}, 10, 1.6);
  scene.gaps = {{0.523, 0.0137}, {1.25, 0.2}};
  const auto dwells = receive(scene, config_of(SearchDepth::kNormal, 0.4));
  std::uint64_t samples = 0, lost = 0;
  for (const Dwell& dwell : dwells) {
    samples += dwell.listen.samples;
    lost += dwell.listen.samples_lost;
    CHECK(dwell.observations.size() == 1);
    for (const Observation& o : dwell.observations) check_observation(o, cell, scene.radio);
  }
  CHECK(static_cast<double>(lost) == Approx(0.2137 * kTestRate_hz).margin(2));
  CHECK(static_cast<double>(samples + lost) == Approx(1.6 * kTestRate_hz).margin(2));
}

TEST_CASE("two transmitters of one identity") {
  const auto near = cell_of(222);
  auto far = cell_of(222, 200, -3);
  far.delay_s = near.delay_s + 40e-6;
  far.seed = 5;
  const auto scene = scene_of({near, far}, 15, 0.16);
  const auto found = all_observations(receive(scene, config_of()));
  REQUIRE(found.size() == 1);
  REQUIRE(found[0].lte()->other_peaks.size() == 1);
  const SyncPeak& peak = found[0].lte()->other_peaks[0];
  CHECK(peak.delay_us == Approx(40).margin(0.5));
  CHECK(peak.relative_power_db == Approx(-3).margin(1.5));
  CHECK(peak.frequency_offset_hz == Approx(200).margin(60));
  CHECK(peak.z_score > 7);
}

void run_on_two_threads(std::size_t n, const std::function<void(std::size_t)>& body) {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < n; i = next++) body(i);
  };
  std::thread other(work);
  work();
  other.join();
}

std::string in_hexadecimal(const std::vector<Dwell>& dwells) {
  std::ostringstream text;
  text << std::hexfloat;
  for (const Dwell& dwell : dwells) {
    text << dwell.listen.noise_floor_dbfs << ' ' << dwell.listen.total_power_dbfs << '\n';
    for (const Observation& o : dwell.observations) {
      text << o.physical_id << ' ' << static_cast<int>(o.state) << ' ' << o.carrier.measured_hz.value << ' '
           << o.carrier.measured_hz.sigma << ' ' << o.signal.power_dbfs << ' ' << o.signal.snr_db << ' '
           << o.clock_offset_ppm->value << ' ' << o.frame_start_s.value << ' ' << o.lte()->reference_z << ' '
           << o.lte()->mib_z << ' ' << o.good_decodes << '\n';
    }
  }
  return text.str();
}

TEST_CASE("as many threads as one likes, the same bits") {
  std::vector<synth::LteCellSpec> cells{cell_of(10, -500e3), cell_of(11, -499.9e3, -8),
                                        cell_of(12, 600e3, -3)};
  for (synth::LteCellSpec& cell : cells) cell.grid.bandwidth_rb = 6;
  const auto scene = scene_of(cells, 12, 0.3, 2.4e6);
  const auto config = config_of(SearchDepth::kAuto, 0.15);
  const auto alone = in_hexadecimal(receive(scene, config));
  CHECK(all_observations(receive(scene, config)).size() >= 6);
  CHECK(in_hexadecimal(receive(scene, config, run_on_two_threads)) == alone);
  CHECK(in_hexadecimal(receive(scene, config)) == alone);
}

TEST_CASE("noise, tones and GSM carriers are no cells") {
  synth::SceneSpec noise;
  noise.noise_variance = 0.01;
  noise.duration_s = 0.5;
  CHECK(all_observations(receive(noise, config_of(SearchDepth::kNormal, 0.25))).empty());
  CHECK(all_observations(receive(noise, config_of(SearchDepth::kDeep))).empty());

  synth::SceneSpec tones = noise;
  tones.duration_s = 0.25;
  tones.noise_variance = 1e-4;
  tones.tones = {{-20, 100e3}, {-10, -333e3}, {-30, 15e3}, {-30, 30e3}};
  CHECK(all_observations(receive(tones, config_of(SearchDepth::kDeep))).empty());

  synth::SceneSpec gsm = tones;
  gsm.tones.clear();
  for (int i = -4; i <= 4; ++i) {
    synth::GsmCarrierSpec carrier;
    carrier.carrier_offset_hz = 200e3 * i;
    carrier.power_dbfs = i == -1 ? -14 : -30 - i;
    carrier.broadcast = i % 3 == 0;
    carrier.seed = static_cast<std::uint64_t>(10 + i);
    gsm.gsm_carriers.push_back(carrier);
  }
  CHECK(all_observations(receive(gsm, config_of(SearchDepth::kDeep))).empty());
}

TEST_CASE("blocks that no receiver can use are passed over") {
  Receiver receiver(config_of(), run_serially);
  std::vector<Dwell> dwells;
  receiver.finish(dwells);
  const std::vector<Sample> samples(10'000);
  IqBlock block;
  block.samples = samples;
  for (const double rate_hz : {0.0, -1.0, 1e6, std::nan("")}) {
    block.sample_rate_hz = rate_hz;
    receiver.push(block, dwells);
  }
  block.sample_rate_hz = kTestRate_hz;  // shorter than a frame
  receiver.push(block, dwells);
  block.samples = {};
  receiver.push(block, dwells);
  receiver.finish(dwells);
  CHECK(dwells.empty());
}

TEST_CASE("silence is listened to") {
  synth::SceneSpec silence;
  silence.duration_s = 0.1;
  const auto dwells = receive(silence, config_of());
  REQUIRE(dwells.size() == 1);
  CHECK(dwells[0].observations.empty());
  CHECK(dwells[0].listen.samples == 192'000);
}

}  // namespace
}  // namespace cellwarden::lte
