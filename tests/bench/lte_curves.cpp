// Detection, decoding and confirmation of LTE cells against SNR, as a table of comma-separated values.
//
// One 10 MHz cell, fully loaded, in white noise: PCI, frame number, frame timing and carrier offset (+-50
// kHz, the sample clock off by the same ppm, as in a radio with one reference) differ from seed to seed. The
// SNR is that of a resource element, all ports together; all elements have the same power. The search is
// limited to +-60 kHz of the centre, which saves most of the time; --search 760000 shows that the whole band
// gives the same shares.
#include <algorithm>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>

#include "dsp/frontend/carrier_extractor.hpp"
#include "dsp/lte/cell_measurement.hpp"
#include "dsp/lte/downlink_search.hpp"
#include "dsp/lte/pss_search.hpp"
#include "dsp/lte/receiver.hpp"
#include "tests/synth/scene.hpp"

namespace cellwarden {
namespace {

constexpr double kRate_hz = 1.92e6;
constexpr double kCenter_hz = 1842.5e6;
constexpr double kMaxOffset_hz = 50e3;
constexpr double kRePower_dbfs = -60;

struct Options {
  unsigned seeds = 100;
  double seconds = 0.08;
  unsigned ports = 2;
  std::string duplex = "fdd";
  std::string snr = "-16:-8:1";
  std::string multipath = "none";
  double doppler_hz = 0;
  double search_hz = 60e3;
  unsigned threads = 1;
  bool stages = false;
};

struct Trial {
  synth::SceneSpec scene;
  lte::CellShape shape;
  double offset_hz{};      // as the receiver should measure it
  double frame_start_s{};  // of some frame
};

Trial make_trial(const Options& options, double snr_db, std::uint64_t seed) {
  synth::Random random{seed, 0xC0FFEE};
  const double offset_hz = (2 * random.uniform() - 1) * kMaxOffset_hz;
  synth::LteCellSpec cell;
  cell.grid.pci = static_cast<unsigned>(random.uniform() * lte::kPciCount);
  cell.grid.sfn_start = static_cast<unsigned>(random.uniform() * lte::kSfnPeriod_frames);
  cell.grid.ports = options.ports;
  cell.grid.duplex = options.duplex == "tdd" ? lte::Duplex::kTdd : lte::Duplex::kFdd;
  cell.grid.load = 1.0;
  cell.re_power_dbfs = kRePower_dbfs;
  cell.delay_s = random.uniform() * 0.01;
  cell.multipath = options.multipath == "epa"   ? synth::Multipath::kEpa
                   : options.multipath == "eva" ? synth::Multipath::kEva
                                                : synth::Multipath::kNone;
  cell.doppler_hz = options.doppler_hz;
  cell.seed = seed;
  Trial trial;
  trial.scene.radio = {.sample_rate_hz = kRate_hz, .center_hz = kCenter_hz};
  trial.scene.radio.clock_ppm = -offset_hz / kCenter_hz * 1e6;
  trial.scene.lte_cells = {cell};
  trial.scene.noise_variance = synth::noise_variance(kRePower_dbfs, snr_db, kRate_hz);
  trial.scene.seed = seed;
  trial.shape = {cell.grid.pci, cell.grid.duplex, cell.grid.prefix};
  trial.offset_hz = synth::LteDownlink(cell, trial.scene.radio).apparent_offset_hz();
  trial.frame_start_s = cell.delay_s * trial.scene.radio.true_rate_hz() / kRate_hz;
  return trial;
}

struct Counts {
  unsigned detected = 0, decoded = 0, confirmed = 0;  // each includes the states above it
  unsigned false_detected = 0, false_decoded = 0, false_confirmed = 0;
  // With --stages: what each stage does when it is given the truth by the one before.
  unsigned pss = 0, sss = 0, sss_true = 0, reference = 0, mib = 0;
  double reference_z = 0, mib_z = 0;
  std::vector<double> offset_errors_hz;  // of decoded cells
  unsigned beyond_3_sigma = 0;           // of them, by the uncertainty that is stated with each

  void add(const Counts& c) {
    beyond_3_sigma += c.beyond_3_sigma;
    offset_errors_hz.insert(offset_errors_hz.end(), c.offset_errors_hz.begin(), c.offset_errors_hz.end());
    detected += c.detected, decoded += c.decoded, confirmed += c.confirmed;
    false_detected += c.false_detected, false_decoded += c.false_decoded;
    false_confirmed += c.false_confirmed;
    pss += c.pss, sss += c.sss, sss_true += c.sss_true, reference += c.reference, mib += c.mib;
    reference_z += c.reference_z, mib_z += c.mib_z;
  }
};

bool is_true_mib(const Observation& o, const Trial& trial) {
  const synth::LteGridSpec& grid = trial.scene.lte_cells[0].grid;
  const double frames = (o.frame_start_s.value - trial.frame_start_s) / lte::kFrame_s;
  const auto sfn = static_cast<long>(grid.sfn_start) + std::lround(frames);
  return o.lte()->mib->bandwidth_rb == grid.bandwidth_rb && o.lte()->mib->ports == grid.ports &&
         o.lte()->mib->sfn == static_cast<unsigned>((sfn + lte::kSfnPeriod_frames) % lte::kSfnPeriod_frames);
}

void count(const Observation& o, const Trial& trial, Counts& counts) {
  const bool is_cell = o.physical_id == trial.shape.pci && o.lte()->duplex == trial.shape.duplex &&
                       std::abs(o.carrier.measured_hz.value - kCenter_hz - trial.offset_hz) < 1000 &&
                       (!o.lte()->mib || is_true_mib(o, trial));
  (is_cell ? counts.detected : counts.false_detected) += 1;
  if (is_cell && o.state >= CellState::kDecoded) {
    const double error_hz = std::abs(o.carrier.measured_hz.value - kCenter_hz - trial.offset_hz);
    counts.offset_errors_hz.push_back(error_hz);
    counts.beyond_3_sigma += error_hz > 3.0 * o.carrier.measured_hz.sigma;
  }
  if (o.state >= CellState::kDecoded) (is_cell ? counts.decoded : counts.false_decoded) += 1;
  if (o.state >= CellState::kConfirmed) (is_cell ? counts.confirmed : counts.false_confirmed) += 1;
}

void count_stages(const std::vector<Sample>& samples, const Options& options, const Trial& trial,
                  Counts& counts) {
  frontend::BandSpectra spectra(*frontend::plan_blocks(kRate_hz));
  spectra.assign(samples, run_serially);
  const auto candidates = lte::search_pss(
      spectra, {.min_offset_hz = -options.search_hz, .max_offset_hz = options.search_hz}, run_serially);
  frontend::CarrierExtractor extractor(spectra.plan());
  std::vector<Sample> baseband;
  lte::SymbolReader reader;
  const double half_frame_s = lte::kFrame_s / 2;
  const double pss_s =
      trial.frame_start_s +
      static_cast<double>(lte::pss_start(trial.shape.duplex, trial.shape.prefix)) / lte::kSampleRate_hz;
  bool has_pss = false, has_sss = false;
  for (const auto& c : candidates) {
    // The start is that at the segment's middle slope: some microseconds' leeway.
    const double miss_s = std::remainder(c.pss_start_s - pss_s, half_frame_s);
    if (c.n_id_2 != trial.shape.pci % 3 || std::abs(c.offset_hz - trial.offset_hz) > 8000 ||
        std::abs(miss_s) > 30e-6)
      continue;
    has_pss = true;
    extractor.extract(spectra, c.offset_hz, options.seconds, baseband);
    reader.set_baseband(baseband);
    const auto fix = lte::refine_pss(baseband, {.n_id_2 = c.n_id_2,
                                                .pss_start_samples = c.pss_start_s * lte::kSampleRate_hz,
                                                .drift_ppm = c.drift_ppm});
    for (const auto& h : lte::find_sss(reader, fix, 4.0)) has_sss = has_sss || h.shape == trial.shape;
  }
  counts.pss += has_pss;
  counts.sss += has_sss;
  extractor.extract(spectra, trial.offset_hz, options.seconds, baseband);
  reader.set_baseband(baseband);
  const lte::FrameTiming truth{trial.frame_start_s * lte::kSampleRate_hz, trial.scene.radio.clock_ppm, 0.0};
  counts.sss_true += lte::sss_z_score(reader, trial.shape, truth) >= 4.0;
  const auto sync = lte::synchronise(reader, trial.shape, truth, 300.0);
  counts.reference += sync.reference_z >= lte::kDetected_z;
  counts.reference_z += sync.reference_z;
  lte::PilotGrid grid;
  const auto mask = lte::find_downlink(reader, trial.shape, sync.timing);
  grid.collect(reader, trial.shape, sync.timing, mask, true);
  const lte::ChannelEstimate two(grid, trial.shape, {});
  const lte::ChannelEstimate channel = options.ports == 4 ? two.with_ports_2_and_3(grid) : two;
  const auto frames = lte::receive_pbch(reader, trial.shape, sync.timing, channel, options.ports);
  lte::MibSearch search;
  const auto fix = search.find(frames, trial.shape, options.ports);
  counts.mib += fix && fix->z >= lte::kDecoded_z;
  counts.mib_z += fix ? fix->z : 0.0;
}

Counts run_trial(const Options& options, double snr_db, std::uint64_t seed) {
  const Trial trial = make_trial(options, snr_db, seed);
  const auto samples =
      synth::generate(trial.scene, static_cast<std::size_t>(std::llround(options.seconds * kRate_hz)));
  const auto depth = options.seconds > 0.08 ? lte::SearchDepth::kDeep : lte::SearchDepth::kNormal;
  lte::ReceiverConfig config;
  config.depth = depth;
  config.dwell_s = options.seconds;
  config.max_offset_hz = options.search_hz;
  lte::Receiver receiver(config, run_serially);
  std::vector<Dwell> dwells;
  IqBlock block;
  block.samples = samples;
  block.center_hz = kCenter_hz;
  block.sample_rate_hz = kRate_hz;
  receiver.push(block, dwells);
  receiver.finish(dwells);
  Counts counts;
  for (const Dwell& dwell : dwells) {
    for (const Observation& o : dwell.observations) count(o, trial, counts);
  }
  if (options.stages) count_stages(samples, options, trial, counts);
  return counts;
}

Counts run_point(const Options& options, double snr_db) {
  std::vector<Counts> parts(options.threads);
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < options.threads; ++t) {
    threads.emplace_back([&options, &parts, snr_db, t] {
      for (unsigned seed = t; seed < options.seeds; seed += options.threads)
        parts[t].add(run_trial(options, snr_db, 1 + seed));
    });
  }
  for (std::thread& thread : threads) thread.join();
  Counts sum;
  for (const Counts& part : parts) sum.add(part);
  return sum;
}

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0.0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

void print_curve(const Options& options, double from_db, double to_db, double step_db) {
  std::printf(
      "duplex,ports,seconds,multipath,doppler_hz,snr_db,seeds,detected,decoded,confirmed,"
      "false_detected,false_decoded,false_confirmed,offset_error_50_hz,offset_error_95_hz,beyond_3_sigma%s\n",
      options.stages ? ",pss,sss,sss_at_truth,reference_at_truth,mib_at_truth,reference_z,mib_z" : "");
  const int points = static_cast<int>(std::floor((to_db - from_db) / step_db + 1e-6));
  for (int i = 0; i <= points; ++i) {
    const double snr_db = from_db + i * step_db;
    const Counts c = run_point(options, snr_db);
    const double n = options.seeds;
    std::printf("%s,%u,%g,%s,%g,%g,%u,%.3f,%.3f,%.3f,%u,%u,%u,%.1f,%.1f,%u", options.duplex.c_str(),
                options.ports, options.seconds, options.multipath.c_str(), options.doppler_hz, snr_db,
                options.seeds, c.detected / n, c.decoded / n, c.confirmed / n, c.false_detected,
                c.false_decoded, c.false_confirmed, quantile(c.offset_errors_hz, 0.5),
                quantile(c.offset_errors_hz, 0.95), c.beyond_3_sigma);
    if (options.stages) {
      std::printf(",%.3f,%.3f,%.3f,%.3f,%.3f,%.1f,%.1f", c.pss / n, c.sss / n, c.sss_true / n,
                  c.reference / n, c.mib / n, c.reference_z / n, c.mib_z / n);
    }
    std::printf("\n");
    std::fflush(stdout);
  }
}

}  // namespace
}  // namespace cellwarden

int main(int argc, char** argv) {
  cellwarden::Options options;
  CLI::App app("Shares of LTE cells detected, decoded and confirmed against SNR per resource element");
  app.add_option("--seeds", options.seeds, "trials per point")->check(CLI::Range(1, 1000000));
  app.add_option("--seconds", options.seconds, "of signal per trial")->check(CLI::Range(0.08, 1.0));
  app.add_option("--ports", options.ports, "antenna ports")->check(CLI::IsMember({1, 2, 4}));
  app.add_option("--duplex", options.duplex, "fdd or tdd")->check(CLI::IsMember({"fdd", "tdd"}));
  app.add_option("--snr", options.snr, "FROM:TO:STEP in dB");
  app.add_option("--multipath", options.multipath, "none, epa or eva")
      ->check(CLI::IsMember({"none", "epa", "eva"}));
  app.add_option("--doppler", options.doppler_hz, "Hz");
  app.add_option("--search", options.search_hz, "Hz either side of the centre that are searched")
      ->check(CLI::Range(60e3, 1e6));
  app.add_option("--threads", options.threads, "trials at once")->check(CLI::Range(1, 64));
  app.add_flag("--stages", options.stages, "also what each stage does when it is given the truth");
  CLI11_PARSE(app, argc, argv);
  double from = 0, to = 0, step = 1;
  if (std::sscanf(options.snr.c_str(), "%lf:%lf:%lf", &from, &to, &step) < 1 || !(step > 0)) {
    std::fprintf(stderr, "--snr %s: not FROM:TO:STEP\n", options.snr.c_str());
    return 2;
  }
  if (to < from || options.snr.find(':') == std::string::npos) to = from;
  cellwarden::print_curve(options, from, to, step);
  return 0;
}
