// Blocks of a GSM cell decoded against SNR, as a table of comma-separated values.
//
// One broadcast carrier in white noise at 1 MS/s: BSIC, frame number, timing and carrier offset (+-40 kHz,
// the sample clock off by the same ppm, as in a radio with one reference) differ from seed to seed, and
// nothing of them is told to the receiver. The SNR is that in 200 kHz. A block counts when its four bursts
// lie in the signal; blocks of a cell that was not found are counted as lost. "si_1_to_4" is the share of
// runs in which all of system information 1 to 4 was read.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>

#include "tests/dsp/gsm/reading.hpp"
#include "tests/synth/scene.hpp"

namespace cellwarden {
namespace {

constexpr double kRate_hz = 1e6;
constexpr double kCenter_hz = 945e6;
constexpr double kMaxOffset_hz = 40e3;
constexpr double kPower_dbfs = -20;
constexpr double kDwell_s = 1.0;

const std::map<std::string, synth::Multipath> kProfiles{
    {"none", synth::Multipath::kNone},           {"TU", synth::Multipath::kTypicalUrban},
    {"HT", synth::Multipath::kHillyTerrain},     {"RA", synth::Multipath::kRuralArea},
    {"EQ", synth::Multipath::kEqualisationTest}, {"two", synth::Multipath::kTwoPaths}};

struct Options {
  unsigned blocks = 1000;
  double seconds = 8.0;
  std::string snr = "0:6:0.5";
  std::string multipath = "none";
  double speed_kmh = 0;
  unsigned threads = 1;
};

struct Counts {
  unsigned runs = 0;
  unsigned found = 0;
  unsigned blocks = 0;
  unsigned good = 0;
  unsigned bcch = 0;
  unsigned bcch_good = 0;
  unsigned wrong = 0;
  unsigned false_cells = 0;
  unsigned complete = 0;
  double offset_error_squared = 0;

  void add(const Counts& c) {
    runs += c.runs, found += c.found, blocks += c.blocks, good += c.good, bcch += c.bcch;
    bcch_good += c.bcch_good, wrong += c.wrong, false_cells += c.false_cells, complete += c.complete;
    offset_error_squared += c.offset_error_squared;
  }
};

struct SentBlock {
  gsm::L2Block octets{};
  bool is_counted = false;  // lies in the signal as a whole
};
using Sent = std::map<std::uint32_t, SentBlock>;

struct Trial {
  synth::SceneSpec scene;
  unsigned bsic = 0;
};

Trial make_trial(const Options& options, double snr_db, std::uint64_t seed) {
  synth::Random random{seed, 0xC0FFEE};
  Trial trial;
  trial.bsic = static_cast<unsigned>(random.uniform() * 64);
  synth::GsmCellSpec cell;
  cell.bursts.bsic = trial.bsic;
  cell.bursts.broadcast.cell_allocation = {40};
  cell.bursts.broadcast.neighbours = {41, 44, 60};
  cell.power_dbfs = kPower_dbfs;
  cell.frame_number_start = static_cast<std::uint32_t>(random.uniform() * gsm::kHyperframe_frames);
  cell.delay_s = random.uniform() * 0.3;
  cell.multipath = kProfiles.at(options.multipath);
  cell.doppler_hz = synth::doppler_hz(options.speed_kmh, kCenter_hz);
  cell.seed = seed;
  trial.scene.duration_s = options.seconds;
  trial.scene.radio = {.sample_rate_hz = kRate_hz, .center_hz = kCenter_hz};
  trial.scene.radio.clock_ppm = (2 * random.uniform() - 1) * kMaxOffset_hz / kCenter_hz * 1e6;
  trial.scene.gsm_cells = {cell};
  trial.scene.noise_variance = synth::gsm_noise_variance(kPower_dbfs, snr_db, kRate_hz);
  trial.scene.seed = seed * 7919;
  return trial;
}

void judge(const gsm::CellReading& cell, const Sent& sent, Counts& counts,
           std::map<std::uint32_t, gsm::L2Block>& read) {
  for (const gsm::ReadBlock& block : cell.blocks) {
    const auto truth = sent.find(block.frame_number);
    if (truth == sent.end() || truth->second.octets != block.octets) {
      ++counts.wrong;
      continue;
    }
    read[block.frame_number] = block.octets;
  }
}

Counts run(const Options& options, double snr_db, std::uint64_t seed) {
  Trial trial = make_trial(options, snr_db, seed);
  Sent sent;
  const double last_s = options.seconds - 5 * gsm::kFrame_s;
  trial.scene.gsm_cells[0].on_block = [&](const synth::GsmSentBlock& block, double start_s) {
    const bool is_common = block.timeslot == 0 && (block.channel == synth::GsmChannel::kBcch ||
                                                   block.channel == synth::GsmChannel::kCcch);
    if (is_common) sent[block.frame_number] = {block.octets, start_s >= 0 && start_s < last_s};
  };
  const std::vector<Sample> samples =
      synth::generate(trial.scene, static_cast<std::size_t>(options.seconds * kRate_hz));
  const synth::GsmDownlink truth(trial.scene.gsm_cells[0], trial.scene.radio);

  Counts counts{.runs = 1};
  std::map<std::uint32_t, gsm::L2Block> read;
  for (const gsm::CellReading& cell : gsm::read_cells(samples, kRate_hz, kDwell_s)) {
    if (cell.bsic != trial.bsic || counts.found > 0) {
      ++counts.false_cells;
      continue;
    }
    counts.found = 1;
    judge(cell, sent, counts, read);
    const double error_hz = cell.offset_hz - truth.apparent_offset_hz();
    counts.offset_error_squared = error_hz * error_hz;
  }
  std::set<std::uint8_t> types;
  for (const auto& [frame_number, block] : sent) {
    if (!block.is_counted) continue;
    const bool is_bcch = frame_number % 51 == 2;
    const bool is_read = read.contains(frame_number);
    ++counts.blocks, counts.bcch += is_bcch;
    counts.good += is_read, counts.bcch_good += is_bcch && is_read;
    if (is_bcch && is_read) types.insert(block.octets[2]);
  }
  counts.complete =
      types.contains(0x19) && types.contains(0x1A) && types.contains(0x1B) && types.contains(0x1C);
  return counts;
}

std::vector<double> values_of(const std::string& range) {
  double from = 0, to = 0, step = 1;
  if (std::sscanf(range.c_str(), "%lf:%lf:%lf", &from, &to, &step) < 2) return {std::stod(range)};
  std::vector<double> values;
  for (double v = from; v <= to + 1e-9; v += step) values.push_back(v);
  return values;
}

void print_point(const Options& options, double snr_db) {
  const double blocks_per_run = options.seconds / gsm::kFrame_s / 51 * 10;
  const auto runs = static_cast<std::uint64_t>(std::ceil(options.blocks / blocks_per_run));
  Counts total;
  std::mutex mutex;
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < options.threads; ++t) {
    threads.emplace_back([&, t] {
      for (std::uint64_t seed = t; seed < runs; seed += options.threads) {
        const Counts one = run(options, snr_db, seed + 1);
        const std::scoped_lock lock(mutex);
        total.add(one);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  const auto share = [](unsigned part, unsigned whole) {
    return whole == 0 ? 0.0 : static_cast<double>(part) / whole;
  };
  std::printf("%s,%g,%g,%g,%u,%u,%.4f,%.4f,%.3f,%.3f,%u,%u,%.1f\n", options.multipath.c_str(),
              options.speed_kmh, options.seconds, snr_db, total.runs, total.blocks,
              share(total.good, total.blocks), share(total.bcch_good, total.bcch),
              share(total.found, total.runs), share(total.complete, total.runs), total.wrong,
              total.false_cells, std::sqrt(total.offset_error_squared / std::max(1U, total.found)));
  std::fflush(stdout);
}

int run_all(int argc, char** argv) {
  Options options;
  CLI::App app{"Blocks of a GSM cell decoded against SNR"};
  app.add_option("--blocks", options.blocks, "per point, at least");
  app.add_option("--seconds", options.seconds, "of each run");
  app.add_option("--snr", options.snr, "in 200 kHz: one value, or first:last:step");
  app.add_option("--multipath", options.multipath, "none, TU, HT, RA, EQ, or two equal paths 16 us apart")
      ->check(CLI::IsMember(kProfiles));
  app.add_option("--speed", options.speed_kmh, "km/h; 0: paths stand still");
  app.add_option("--threads", options.threads, "");
  CLI11_PARSE(app, argc, argv);
  std::printf(
      "multipath,speed_kmh,seconds,snr_db,runs,blocks,decoded,bcch_decoded,found,si_1_to_4,wrong,"
      "false_cells,offset_rms_hz\n");
  for (const double snr_db : values_of(options.snr)) print_point(options, snr_db);
  return 0;
}

}  // namespace
}  // namespace cellwarden

int main(int argc, char** argv) {
  return cellwarden::run_all(argc, argv);
}
