// What each stage of the LTE receiver costs. Items are seconds of signal.
#include <benchmark/benchmark.h>

#include <map>
#include <vector>

#include "dsp/frontend/carrier_extractor.hpp"
#include "dsp/lte/cell_canceller.hpp"
#include "dsp/lte/cell_followers.hpp"
#include "dsp/lte/dci_decoder.hpp"
#include "dsp/lte/pbch_receiver.hpp"
#include "dsp/lte/pss_search.hpp"
#include "dsp/lte/receiver.hpp"
#include "dsp/lte/shared_channel.hpp"
#include "dsp/lte/transport_block.hpp"
#include "tests/synth/lte_broadcast.hpp"
#include "tests/synth/lte_shared_channel.hpp"
#include "tests/synth/random.hpp"
#include "tests/synth/scene.hpp"
#include "tests/synth/turbo_encoder.hpp"

namespace {

using namespace cellwarden;
using namespace cellwarden::lte;

constexpr double kCenter_hz = 806e6;
constexpr double kNarrow_hz = 1.92e6;
constexpr double kWide_hz = 19.2e6;
constexpr double kDelay_s = 0.002;

synth::SceneSpec street(double rate_hz) {
  synth::SceneSpec scene;
  scene.radio = {.sample_rate_hz = rate_hz, .center_hz = kCenter_hz, .clock_ppm = 10, .tuner_ppm = {}};
  for (unsigned i = 0; i < 3; ++i) {
    synth::LteCellSpec cell;
    cell.grid.pci = 100 + i;
    cell.re_power_dbfs = -50 - 4.0 * i;
    cell.delay_s = kDelay_s + 1e-6 * i;
    cell.seed = i + 1;
    scene.lte_cells.push_back(cell);
  }
  scene.noise_variance = synth::noise_variance(-50, 15, rate_hz);
  return scene;
}

const std::vector<Sample>& signal(double rate_hz, double seconds) {
  static std::map<std::pair<double, double>, std::vector<Sample>> made;
  auto& samples = made[{rate_hz, seconds}];
  if (samples.empty()) {
    samples = synth::generate(street(rate_hz), static_cast<std::size_t>(rate_hz * seconds));
  }
  return samples;
}

void count_seconds(benchmark::State& state, double seconds) {
  state.counters["signal_s"] = benchmark::Counter(seconds, benchmark::Counter::kIsIterationInvariantRate);
}

frontend::BandSpectra spectra_of(double rate_hz, double seconds) {
  frontend::BandSpectra spectra(*frontend::plan_blocks(rate_hz));
  spectra.assign(signal(rate_hz, seconds), run_serially);
  return spectra;
}

void band_spectra(benchmark::State& state, double rate_hz, double seconds) {
  frontend::BandSpectra spectra(*frontend::plan_blocks(rate_hz));
  const auto& samples = signal(rate_hz, seconds);
  for ([[maybe_unused]] auto _ : state) spectra.assign(samples, run_serially);
  count_seconds(state, seconds);
}
BENCHMARK_CAPTURE(band_spectra, narrow_80ms, kNarrow_hz, 0.08)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(band_spectra, wide_80ms, kWide_hz, 0.08)->Unit(benchmark::kMillisecond);

void pss_search(benchmark::State& state, double rate_hz, double seconds, double max_offset_hz) {
  const auto spectra = spectra_of(rate_hz, seconds);
  PssSearchConfig config;
  config.min_offset_hz = -max_offset_hz;
  config.max_offset_hz = max_offset_hz;
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(search_pss(spectra, config, run_serially));
  }
  count_seconds(state, seconds);
}
BENCHMARK_CAPTURE(pss_search, narrow_80ms, kNarrow_hz, 0.08, 760e3)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(pss_search, narrow_80ms_140kHz, kNarrow_hz, 0.08, 140e3)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(pss_search, narrow_1s, kNarrow_hz, 1.0, 760e3)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(pss_search, wide_80ms, kWide_hz, 0.08, 9.4e6)->Unit(benchmark::kMillisecond);

// The strongest cell's baseband, and where its PSS and frames lie.
struct Carrier {
  explicit Carrier(double seconds) {
    const auto spectra = spectra_of(kNarrow_hz, seconds);
    const auto scene = street(kNarrow_hz);
    offset_hz = synth::LteDownlink(scene.lte_cells[0], scene.radio).apparent_offset_hz();
    frontend::CarrierExtractor(spectra.plan()).extract(spectra, offset_hz, seconds, baseband);
    reader.set_baseband(baseband);
    const double scale = scene.radio.true_rate_hz() / kNarrow_hz;
    timing = {kDelay_s * scale * kSampleRate_hz, scene.radio.clock_ppm, 0.0};
  }
  double offset_hz{};
  std::vector<Sample> baseband;
  SymbolReader reader;
  CellShape shape{100, Duplex::kFdd, CyclicPrefix::kNormal};
  FrameTiming timing;
};

void pss_refinement_and_sss(benchmark::State& state, double seconds) {
  Carrier carrier(seconds);
  const PssFix hint{
      .n_id_2 = 100 % 3,
      .pss_start_samples =
          carrier.timing.at(static_cast<double>(pss_start(Duplex::kFdd, CyclicPrefix::kNormal))) + 2,
      .drift_ppm = carrier.timing.drift_ppm,
      .offset_hz = 1500};
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(find_sss(carrier.reader, refine_pss(carrier.baseband, hint), 4.5));
  }
  count_seconds(state, seconds);
}
BENCHMARK_CAPTURE(pss_refinement_and_sss, 80ms, 0.08)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(pss_refinement_and_sss, 1s, 1.0)->Unit(benchmark::kMillisecond);

void fine_synchronisation(benchmark::State& state, double seconds) {
  Carrier carrier(seconds);
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(synchronise(carrier.reader, carrier.shape, carrier.timing, 2000.0));
  }
  count_seconds(state, seconds);
}
BENCHMARK_CAPTURE(fine_synchronisation, 80ms, 0.08)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(fine_synchronisation, 1s, 1.0)->Unit(benchmark::kMillisecond);

void channel_pbch_and_mib(benchmark::State& state, double seconds) {
  Carrier carrier(seconds);
  const FineSync sync = synchronise(carrier.reader, carrier.shape, carrier.timing, 400.0);
  MibSearch search;
  for ([[maybe_unused]] auto _ : state) {
    PilotGrid grid;
    grid.collect(carrier.reader, carrier.shape, sync.timing, DownlinkMask::certain(Duplex::kFdd), true);
    const ChannelEstimate channel(grid, carrier.shape, {});
    const auto frames = receive_pbch(carrier.reader, carrier.shape, sync.timing, channel, 2);
    benchmark::DoNotOptimize(search.find(frames, carrier.shape, 2));
  }
  count_seconds(state, seconds);
}
BENCHMARK_CAPTURE(channel_pbch_and_mib, 80ms, 0.08)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(channel_pbch_and_mib, 1s, 1.0)->Unit(benchmark::kMillisecond);

void cancellation(benchmark::State& state, double seconds) {
  Carrier carrier(seconds);
  unsigned long_looks = 0;
  const auto cell =
      measure_cell(carrier.reader, {carrier.shape, carrier.timing, 10.0}, {}, 400.0, long_looks);
  if (!cell) {
    state.SkipWithError("the cell was not found");
    return;
  }
  std::vector<Sample> baseband = carrier.baseband;
  for ([[maybe_unused]] auto _ : state) cancel_cell(baseband, carrier.reader, *cell);
  count_seconds(state, seconds);
}
BENCHMARK_CAPTURE(cancellation, 80ms, 0.08)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(cancellation, 1s, 1.0)->Unit(benchmark::kMillisecond);

void count_bits(benchmark::State& state, std::size_t bits) {
  state.counters["Mbit"] =
      benchmark::Counter(static_cast<double>(bits) * 1e-6, benchmark::Counter::kIsIterationInvariantRate);
}

std::vector<float> noisy(const std::vector<std::uint8_t>& bits, float noise) {
  synth::Random random{1};
  std::vector<float> soft;
  for (const std::uint8_t b : bits)
    soft.push_back((b != 0 ? -1.0F : 1.0F) + noise * random.complex_normal().real());
  return soft;
}

// All half iterations, as for a block that never decodes.
void turbo_decoder(benchmark::State& state, std::size_t bits) {
  const auto streams = synth::encode_turbo(std::vector<std::uint8_t>(bits, 1));
  std::vector<std::uint8_t> coded;
  for (const auto& stream : streams) coded.insert(coded.end(), stream.begin(), stream.end());
  const auto soft = noisy(coded, 1.0F);
  TurboDecoder decoder;
  const auto never = [](std::span<const std::uint8_t>) { return false; };
  for ([[maybe_unused]] auto _ : state)
    benchmark::DoNotOptimize(decoder.decode(soft, kTurboHalfIterations, never));
  count_bits(state, bits);
}
BENCHMARK_CAPTURE(turbo_decoder, 16_half_iterations_200, 200)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(turbo_decoder, 16_half_iterations_2240, 2240)->Unit(benchmark::kMicrosecond);

// A block of system information as it is commonly sent and heard: parity fits after a few half iterations.
void transport_block(benchmark::State& state, std::size_t bits, float noise) {
  const std::vector<std::uint8_t> block(bits, 1);
  const std::size_t sent = 3 * bits;
  auto soft = noisy(synth::shared_channel_bits(block, 0, kSystemInformationRnti, 5, 1, sent), 0.0F);
  descramble(soft, pdsch_scrambling_seed(kSystemInformationRnti, 5, 1));
  std::vector<float> heard = noisy(std::vector<std::uint8_t>(sent, 0), noise);
  for (std::size_t i = 0; i < sent; ++i) heard[i] = (heard[i] - 1.0F) + soft[i];
  TurboDecoder decoder;
  TransportBlockBuffer buffer(bits);
  for ([[maybe_unused]] auto _ : state) {
    buffer.clear();
    buffer.add(heard, 0);
    const auto decoded = buffer.decode(decoder);
    if (!decoded) state.SkipWithError("the block was not decoded");
  }
  count_bits(state, bits);
}
BENCHMARK_CAPTURE(transport_block, 176_clear, 176, 0.3F)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(transport_block, 2216_noisy, 2216, 1.2F)->Unit(benchmark::kMicrosecond);

void dci_candidate(benchmark::State& state, std::size_t bits) {
  DciDecoder decoder(bits);
  const auto soft = noisy(std::vector<std::uint8_t>(4 * kControlElement_bits, 0), 30.0F);
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(decoder.decode(soft));
}
BENCHMARK_CAPTURE(dci_candidate, 28_bits, 28)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(dci_candidate, 15_bits, 15)->Unit(benchmark::kMicrosecond);

// A whole cell of 20 MHz at 19.2 MS/s, and what a search would have told of it.
struct WholeCell {
  static constexpr double kSeconds = 0.5;

  WholeCell() {
    synth::LteCellSpec cell;
    cell.grid.pci = 100;
    cell.grid.bandwidth_rb = 100;
    synth::LteBroadcast broadcast;
    broadcast.sib1.assign(22, 0x5A);
    cell.grid.content = synth::broadcast_content(broadcast, cell.grid);
    cell.re_power_dbfs = -50;
    cell.delay_s = kDelay_s;
    synth::SceneSpec scene;
    scene.radio = {.sample_rate_hz = kWide_hz, .center_hz = kCenter_hz, .clock_ppm = 0, .tuner_ppm = {}};
    scene.lte_cells = {cell};
    scene.noise_variance = synth::noise_variance(-50, 15, kWide_hz);
    samples = synth::generate(scene, static_cast<std::size_t>(kWide_hz * kSeconds));
    measure();
  }

  void measure() {
    frontend::BandSpectra spectra(*frontend::plan_blocks(kWide_hz));
    spectra.assign(std::span<const Sample>(samples).first(samples.size() / 4), run_serially);
    std::vector<Sample> baseband;
    frontend::CarrierExtractor(spectra.plan()).extract(spectra, 0.0, kSeconds / 4, baseband);
    SymbolReader reader;
    reader.set_baseband(baseband);
    unsigned long_looks = 0;
    const FrameTiming timing{kDelay_s * kSampleRate_hz, 0.0, 0.0};
    const auto cell = measure_cell(reader, {{100, Duplex::kFdd, CyclicPrefix::kNormal}, timing, 10.0}, {},
                                   400.0, long_looks);
    if (cell && cell->mib) found.cell = *cell;
    if (cell) found.offset_hz = cell->sync.timing.offset_hz;
  }

  std::vector<Sample> samples;
  FoundCell found;
};

const WholeCell& whole_cell() {
  static const WholeCell cell;
  return cell;
}

FrameReader reader_of(const WholeCell& cell) {
  FrameReader reader(cell.found.cell, kWide_hz);
  reader.set_measurement(cell.found.cell, cell.found.offset_hz);
  reader.set_samples(cell.samples, 0);
  for (std::size_t frame = 1; frame < 8; ++frame) reader.begin_frame(frame, {});
  return reader;
}

void pilots_of_a_frame(benchmark::State& state) {
  FrameReader reader = reader_of(whole_cell());
  for ([[maybe_unused]] auto _ : state) reader.begin_frame(8, {});
  count_seconds(state, kFrame_s);
}
BENCHMARK(pilots_of_a_frame)->Unit(benchmark::kMicrosecond);

// Of the first slots of its ten subframes.
void channel_of_a_frame(benchmark::State& state) {
  FrameReader reader = reader_of(whole_cell());
  for ([[maybe_unused]] auto _ : state) {
    state.PauseTiming();
    reader.begin_frame(8, {});
    state.ResumeTiming();
    for (unsigned number = 0; number < 10; ++number) benchmark::DoNotOptimize(reader.subframe(number));
  }
  count_seconds(state, kFrame_s);
}
BENCHMARK(channel_of_a_frame)->Unit(benchmark::kMicrosecond);

void control_format_and_search_space(benchmark::State& state) {
  const WholeCell& cell = whole_cell();
  FrameReader reader = reader_of(cell);
  reader.begin_frame(8, {});
  DownlinkSubframe& subframe = reader.subframe(3);
  ControlReader control(subframe.layout, cell.found.cell.mib->mib);
  reader.read_symbols(subframe, 0, 3);
  for ([[maybe_unused]] auto _ : state) {
    const auto format = read_control_format(subframe);
    benchmark::DoNotOptimize(control.read(subframe, control.symbols(subframe, format.cfi)));
  }
  count_seconds(state, 1e-3);
}
BENCHMARK(control_format_and_search_space)->Unit(benchmark::kMicrosecond);

// What noise is searched for: as long as anything.
void assignments_of_a_subframe(benchmark::State& state) {
  AssignmentFinder finder({100, Duplex::kFdd, {}});
  const auto soft = noisy(std::vector<std::uint8_t>(kCommonCces * kControlElement_bits, 0), 30.0F);
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(finder.find(soft));
  count_seconds(state, 1e-3);
}
BENCHMARK(assignments_of_a_subframe)->Unit(benchmark::kMicrosecond);

// From the subframe's symbols on: channel, assignment, data, turbo code.
void sib1_alone(benchmark::State& state) {
  const WholeCell& cell = whole_cell();
  FrameReader reader = reader_of(cell);
  const std::size_t frame = 8 + (cell.found.cell.mib->mib.sfn % 2);
  reader.begin_frame(frame, {});
  DownlinkSubframe& subframe = reader.subframe(5);
  reader.read_symbols(subframe, 0, subframe.symbols_sent);
  ControlReader control(subframe.layout, cell.found.cell.mib->mib);
  Sib1Receiver receiver({100, Duplex::kFdd, {}});
  TurboDecoder decoder;
  const auto sfn = static_cast<std::uint16_t>((cell.found.cell.mib->mib.sfn + frame) % kSfnPeriod_frames);
  for ([[maybe_unused]] auto _ : state) {
    receiver.forget();
    const auto format = read_control_format(subframe);
    if (!receiver.take(subframe, control.read_possible(subframe, format), sfn, decoder))
      state.SkipWithError("SIB1 was not read");
  }
}
BENCHMARK(sib1_alone)->Unit(benchmark::kMicrosecond);

void whole_cell_followed(benchmark::State& state) {
  const WholeCell& cell = whole_cell();
  std::uint32_t good = 0;
  for ([[maybe_unused]] auto _ : state) {
    CellFollower follower(cell.found, kWide_hz);
    follower.begin_dwell(cell.found);
    follower.follow(cell.samples, 0, true);
    good = follower.report().sib1.good;
  }
  state.counters["sib1"] = good;
  count_seconds(state, WholeCell::kSeconds);
}
BENCHMARK(whole_cell_followed)->Unit(benchmark::kMillisecond);

IqBlock block_of(const std::vector<Sample>& samples, double rate_hz) {
  IqBlock block;
  block.samples = samples;
  block.center_hz = kCenter_hz;
  block.sample_rate_hz = rate_hz;
  return block;
}

void whole_receiver(benchmark::State& state, double rate_hz, double seconds, SearchDepth depth) {
  const IqBlock block = block_of(signal(rate_hz, seconds), rate_hz);
  ReceiverConfig config;
  config.depth = depth;
  std::size_t cells = 0;
  for ([[maybe_unused]] auto _ : state) {
    Receiver receiver(config, run_serially);
    std::vector<Dwell> dwells;
    receiver.push(block, dwells);
    receiver.finish(dwells);
    cells = dwells.empty() ? 0 : dwells.front().observations.size();
  }
  state.counters["cells"] = static_cast<double>(cells);
  count_seconds(state, seconds);
}
BENCHMARK_CAPTURE(whole_receiver, narrow_80ms, kNarrow_hz, 0.08, SearchDepth::kNormal)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(whole_receiver, narrow_1s_normal, kNarrow_hz, 1.0, SearchDepth::kNormal)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(whole_receiver, narrow_1s_deep, kNarrow_hz, 1.0, SearchDepth::kDeep)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(whole_receiver, wide_80ms, kWide_hz, 0.08, SearchDepth::kNormal)
    ->Unit(benchmark::kMillisecond);

// A second of three cells that the receiver knows already, the search limited to next to nothing.
void tracking(benchmark::State& state) {
  constexpr std::size_t kSeconds = 3;
  const auto& samples = signal(kNarrow_hz, kSeconds);
  const std::span<const Sample> all(samples);
  constexpr auto kSecond = static_cast<std::size_t>(kNarrow_hz);
  ReceiverConfig config;
  config.depth = SearchDepth::kNormal;
  config.max_offset_hz = 20e3;
  std::size_t tracked = 0;
  for ([[maybe_unused]] auto _ : state) {
    state.PauseTiming();
    Receiver receiver(config, run_serially);
    std::vector<Dwell> dwells;
    IqBlock block = block_of(samples, kNarrow_hz);
    block.samples = all.first(kSecond);
    receiver.push(block, dwells);
    block.samples = all.subspan(kSecond);
    block.first_sample = kSecond;
    state.ResumeTiming();
    receiver.push(block, dwells);
    tracked = dwells.size() == kSeconds ? dwells.back().observations.size() : 0;
  }
  state.counters["cells"] = static_cast<double>(tracked);
  state.counters["cell_s"] = benchmark::Counter(static_cast<double>((kSeconds - 1) * tracked),
                                                benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(tracking)->Unit(benchmark::kMillisecond);

}  // namespace
