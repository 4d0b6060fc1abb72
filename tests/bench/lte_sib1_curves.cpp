// SIB1 of whole LTE cells against SNR, alone and combined, as a table of comma-separated values.
//
// One fully loaded cell that sends SIB1 in every even frame: 22 octets in two resource blocks, announced on
// four control channel elements, redundancy versions in turn. The SNR is that of a resource element, all
// ports together; all elements have the same power, and fading has unit power in the mean.
//
// What the receiver is given: which cell it is, its MIB, its carrier offset, clock and timing, as the search
// would have told at a higher SNR. What it finds out from the noisy signal, with the same code as in the
// product: noise, how fast the channel changes and where its paths lie (from the central resource blocks of
// as much signal as the product measures), the channel, the control format, the assignment, the block.
//
// "alone" counts transmissions; "80 ms" the last transmission of each 80 ms with those before it in the same
// 80 ms; "320 ms" every transmission with the fifteen before it. The signal is made once for each cell, and
// each seed adds other noise.
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>

#include "dsp/frontend/carrier_extractor.hpp"
#include "dsp/lte/carrier_search.hpp"
#include "dsp/lte/control_reader.hpp"
#include "dsp/lte/frame_reader.hpp"
#include "dsp/lte/sib1_receiver.hpp"
#include "tests/synth/lte_broadcast.hpp"
#include "tests/synth/random.hpp"
#include "tests/synth/scene.hpp"

namespace cellwarden {
namespace {

constexpr double kCenter_hz = 806e6;
constexpr double kOffset_hz = 7.3e3;
constexpr double kClock_ppm = 3.0;
constexpr double kRePower_dbfs = -60;
constexpr double kDelay_s = 0.0031;
constexpr unsigned kPci = 121;
constexpr unsigned kSfnStart = 1014;  // the frame number begins anew in between
constexpr double kMostMeasured_samples = 4e6;

struct Options {
  unsigned seeds = 4;
  double seconds = 1.28;
  unsigned ports = 2;
  unsigned bandwidth_rb = 25;
  std::string snr = "-14:2:1";
  std::string multipath = "none";
  double doppler_hz = 0;
  unsigned threads = 1;

  [[nodiscard]] double rate_hz() const { return bandwidth_rb > 25 ? 19.2e6 : 7.68e6; }
};

std::vector<std::uint8_t> sib1_octets() {
  synth::Random random{0x51B1};
  std::vector<std::uint8_t> octets(22);
  for (auto& octet : octets) octet = static_cast<std::uint8_t>(random.bits());
  return octets;
}

synth::SceneSpec scene_of(const Options& options) {
  synth::LteCellSpec cell;
  cell.grid.pci = kPci;
  cell.grid.sfn_start = kSfnStart;
  cell.grid.bandwidth_rb = options.bandwidth_rb;
  cell.grid.ports = options.ports;
  cell.grid.load = 1.0;
  synth::LteBroadcast broadcast;
  broadcast.sib1 = sib1_octets();
  cell.grid.content = synth::broadcast_content(broadcast, cell.grid);
  cell.re_power_dbfs = kRePower_dbfs;
  cell.carrier_offset_hz = kOffset_hz;
  cell.delay_s = kDelay_s;
  cell.multipath = options.multipath == "eva" ? synth::Multipath::kEva : synth::Multipath::kNone;
  cell.doppler_hz = options.doppler_hz;
  synth::SceneSpec scene;
  scene.radio = {.sample_rate_hz = options.rate_hz(), .center_hz = kCenter_hz, .clock_ppm = kClock_ppm};
  scene.lte_cells = {cell};
  return scene;
}

std::vector<Sample> with_noise(const std::vector<Sample>& clean, double rate_hz, double snr_db,
                               std::uint64_t seed) {
  const auto amplitude = static_cast<float>(std::sqrt(synth::noise_variance(kRePower_dbfs, snr_db, rate_hz)));
  synth::Random random{seed, 0x5EED};
  std::vector<Sample> noisy = clean;
  for (Sample& sample : noisy) sample += amplitude * random.complex_normal();
  return noisy;
}

// What the search would have handed on, its channel from these samples.
lte::FoundCell found_cell(const synth::SceneSpec& scene, const std::vector<Sample>& samples) {
  const synth::LteGridSpec& grid = scene.lte_cells[0].grid;
  const double rate_hz = scene.radio.sample_rate_hz;
  lte::FoundCell found;
  found.offset_hz = synth::LteDownlink(scene.lte_cells[0], scene.radio).apparent_offset_hz();
  lte::CellMeasurement& cell = found.cell;
  cell.shape = {grid.pci, grid.duplex, grid.prefix};
  cell.sync.timing = {kDelay_s * scene.radio.true_rate_hz() / rate_hz * lte::kSampleRate_hz,
                      scene.radio.clock_ppm, 0.0};
  cell.downlink = lte::DownlinkMask::certain(grid.duplex);
  const lte::Mib mib{.bandwidth_rb = static_cast<std::uint8_t>(grid.bandwidth_rb),
                     .ports = static_cast<std::uint8_t>(grid.ports),
                     .phich_duration = grid.phich_duration,
                     .phich_resource = grid.phich_resource,
                     .sfn = static_cast<std::uint16_t>(grid.sfn_start),
                     .spare = 0};
  cell.mib = lte::MibFix{.mib = mib};

  const double measured_s = std::min(1.0, kMostMeasured_samples / rate_hz);
  frontend::BandSpectra spectra(*frontend::plan_blocks(rate_hz));
  spectra.assign(std::span(samples).first(static_cast<std::size_t>(measured_s * rate_hz)), run_serially);
  std::vector<Sample> baseband;
  frontend::CarrierExtractor(spectra.plan()).extract(spectra, found.offset_hz, measured_s, baseband);
  lte::SymbolReader reader;
  reader.set_baseband(baseband);
  lte::PilotGrid pilots;
  pilots.collect(reader, cell.shape, cell.sync.timing, cell.downlink, true);
  cell.channel = std::make_shared<const lte::ChannelEstimate>(pilots, cell.shape, lte::HeardSubcarriers{});
  return found;
}

struct Share {
  unsigned good = 0, all = 0;
  void count(bool is_good) {
    good += is_good ? 1U : 0U;
    ++all;
  }
  void add(const Share& other) {
    good += other.good;
    all += other.all;
  }
  [[nodiscard]] double value() const { return all > 0 ? static_cast<double>(good) / all : 0.0; }
};

struct Counts {
  Share alone, in_80_ms, in_320_ms;
  unsigned wrong = 0;  // blocks that passed their parity and are not what was sent
  void add(const Counts& c) {
    alone.add(c.alone), in_80_ms.add(c.in_80_ms), in_320_ms.add(c.in_320_ms);
    wrong += c.wrong;
  }
};

// The product's receivers of SIB1, of which two are made to forget.
class Listener {
 public:
  explicit Listener(const lte::FoundCell& found, double rate_hz)
      : mib_(found.cell.mib->mib),
        shape_(found.cell.shape),
        reader_(found.cell, rate_hz),
        control_({shape_, mib_.bandwidth_rb, mib_.ports}, mib_),
        alone_({mib_.bandwidth_rb, shape_.duplex, {}}),
        in_80_ms_({mib_.bandwidth_rb, shape_.duplex, {}}),
        in_320_ms_({mib_.bandwidth_rb, shape_.duplex, {}}) {
    reader_.set_measurement(found.cell, found.offset_hz);
  }

  Counts listen(const std::vector<Sample>& samples) {
    reader_.set_samples(samples, 0);
    for (std::size_t frame = 0; frame < kMostFrames; ++frame) {
      reader_.begin_frame(frame, {});
      const auto sfn = static_cast<std::uint16_t>((mib_.sfn + frame) % lte::kSfnPeriod_frames);
      if (reader_.has(5) && sfn % 2 == 0) hear(sfn);
    }
    return counts_;
  }

 private:
  static constexpr std::size_t kMostFrames = 1000;  // 10 s

  void hear(std::uint16_t sfn) {
    lte::DownlinkSubframe& subframe = reader_.subframe(5);
    reader_.read_symbols(subframe, 0, subframe.symbols_sent);
    const auto spaces = control_.read_possible(subframe, lte::read_control_format(subframe));
    const auto take = [&](lte::Sib1Receiver& receiver) {
      const auto block = receiver.take(subframe, spaces, sfn, decoder_);
      return check(block ? std::optional(block->octets) : std::nullopt);
    };
    ++heard_;
    alone_.forget();
    counts_.alone.count(take(alone_));
    if (sfn % 8 == 0) {
      in_80_ms_.forget();
      of_period_ = 0;
    }
    ++of_period_;
    const bool is_good = take(in_80_ms_);
    if (of_period_ == 4) counts_.in_80_ms.count(is_good);
    const bool is_good_at_last = take(in_320_ms_);
    if (heard_ >= 16) counts_.in_320_ms.count(is_good_at_last);
  }

  bool check(const std::optional<std::vector<std::uint8_t>>& octets) {
    static const auto sent = sib1_octets();
    if (!octets) return false;
    const bool is_right =
        octets->size() >= sent.size() && std::equal(sent.begin(), sent.end(), octets->begin());
    counts_.wrong += is_right ? 0U : 1U;
    return is_right;
  }

  lte::Mib mib_;
  lte::CellShape shape_;
  lte::FrameReader reader_;
  lte::ControlReader control_;
  lte::Sib1Receiver alone_, in_80_ms_, in_320_ms_;
  TurboDecoder decoder_;
  unsigned heard_ = 0;
  unsigned of_period_ = 0;
  Counts counts_;
};

Counts run_trial(const synth::SceneSpec& scene, const std::vector<Sample>& clean, double snr_db,
                 std::uint64_t seed) {
  const double rate_hz = scene.radio.sample_rate_hz;
  const auto samples = with_noise(clean, rate_hz, snr_db, seed);
  return Listener(found_cell(scene, samples), rate_hz).listen(samples);
}

Counts run_point(const Options& options, const synth::SceneSpec& scene, const std::vector<Sample>& clean,
                 double snr_db) {
  std::vector<Counts> parts(options.threads);
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < options.threads; ++t) {
    threads.emplace_back([&, t] {
      for (unsigned seed = t; seed < options.seeds; seed += options.threads)
        parts[t].add(run_trial(scene, clean, snr_db, 1 + seed));
    });
  }
  for (std::thread& thread : threads) thread.join();
  Counts sum;
  for (const Counts& part : parts) sum.add(part);
  return sum;
}

void print_curve(const Options& options, double from_db, double to_db, double step_db) {
  const synth::SceneSpec scene = scene_of(options);
  const auto clean =
      synth::generate(scene, static_cast<std::size_t>((options.seconds + kDelay_s) * options.rate_hz()));
  std::printf(
      "bandwidth_rb,ports,multipath,doppler_hz,snr_db,transmissions,alone,in_80_ms,in_320_ms,wrong\n");
  const int points = static_cast<int>(std::floor((to_db - from_db) / step_db + 1e-6));
  for (int i = 0; i <= points; ++i) {
    const double snr_db = from_db + i * step_db;
    const Counts c = run_point(options, scene, clean, snr_db);
    std::printf("%u,%u,%s,%g,%g,%u,%.3f,%.3f,%.3f,%u\n", options.bandwidth_rb, options.ports,
                options.multipath.c_str(), options.doppler_hz, snr_db, c.alone.all, c.alone.value(),
                c.in_80_ms.value(), c.in_320_ms.value(), c.wrong);
    std::fflush(stdout);
  }
}

}  // namespace
}  // namespace cellwarden

int main(int argc, char** argv) {
  cellwarden::Options options;
  CLI::App app("Share of SIB1 transmissions read, alone and combined, against SNR per resource element");
  app.add_option("--seeds", options.seeds, "of noise per point")->check(CLI::Range(1, 1000000));
  app.add_option("--seconds", options.seconds, "of signal per seed")->check(CLI::Range(0.4, 9.9));
  app.add_option("--ports", options.ports, "antenna ports")->check(CLI::IsMember({1, 2, 4}));
  app.add_option("--bandwidth", options.bandwidth_rb, "resource blocks")
      ->check(CLI::IsMember({25, 50, 75, 100}));
  app.add_option("--snr", options.snr, "FROM:TO:STEP in dB");
  app.add_option("--multipath", options.multipath, "none or eva")->check(CLI::IsMember({"none", "eva"}));
  app.add_option("--doppler", options.doppler_hz, "Hz");
  app.add_option("--threads", options.threads, "trials at once")->check(CLI::Range(1, 64));
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
