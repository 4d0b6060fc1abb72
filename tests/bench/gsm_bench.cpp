// Per second of signal, one thread: each stage of the GSM receiver, on one broadcast carrier in noise, at
// several sample rates. `items_per_second` is seconds of signal per second of processor time.
#include <benchmark/benchmark.h>

#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "dsp/gsm/cell_tracker.hpp"
#include "dsp/gsm/receiver.hpp"
#include "dsp/gsm/tone_search.hpp"
#include "tests/synth/scene.hpp"

namespace cellwarden {
namespace {

constexpr double kSeconds = 1.0;
constexpr double kCarrier_hz = 200e3;

std::vector<Sample> make_samples(double rate_hz) {
  synth::GsmCellSpec cell;
  cell.bursts.bsic = 42;
  cell.bursts.broadcast.cell_allocation = {40};
  cell.power_dbfs = -20;
  cell.carrier_offset_hz = kCarrier_hz;
  synth::SceneSpec scene;
  scene.radio = {.sample_rate_hz = rate_hz, .center_hz = 945e6};
  scene.noise_variance = synth::gsm_noise_variance(-20, 15, rate_hz);
  scene.gsm_cells = {cell};
  return synth::generate(scene, static_cast<std::size_t>(kSeconds * rate_hz));
}

struct Band {
  explicit Band(const benchmark::State& state)
      : rate_hz(static_cast<double>(state.range(0)) * 1e3),
        samples(make_samples(rate_hz)),
        plan(*frontend::plan_channels(rate_hz)),
        bank(plan) {
    bank.push(samples, run_serially);
    bank.finish(run_serially);
  }

  [[nodiscard]] std::vector<gsm::ToneCandidate> search() const {
    return gsm::search_tones(bank, {{-rate_hz / 2, rate_hz / 2}}, 0, bank.end_block(), run_serially);
  }

  double rate_hz;
  std::vector<Sample> samples;
  frontend::ChannelPlan plan;
  frontend::ChannelBank bank;
};

void rates(benchmark::internal::Benchmark* benchmark) {
  for (const int rate_khz : {1'000, 2'400, 20'000}) benchmark->Arg(rate_khz);
  benchmark->Unit(benchmark::kMillisecond);
}

void finish(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations());
}

void bm_bank(benchmark::State& state) {
  const Band band(state);
  for (auto _ : state) {
    frontend::ChannelBank bank(band.plan);
    bank.push(band.samples, run_serially);
    benchmark::DoNotOptimize(bank.end_block());
  }
  finish(state);
}
BENCHMARK(bm_bank)->Apply(rates);

void bm_tone_search(benchmark::State& state) {
  const Band band(state);
  for (auto _ : state) benchmark::DoNotOptimize(band.search().size());
  finish(state);
}
BENCHMARK(bm_tone_search)->Apply(rates);

void bm_channel_cut(benchmark::State& state) {
  const Band band(state);
  frontend::ChannelCutter cutter(band.plan);
  const auto bin = static_cast<std::int64_t>(std::llround(kCarrier_hz / band.plan.bin_hz()));
  std::vector<Sample> channel;
  for (auto _ : state) {
    channel.clear();
    cutter.cut(band.bank, bin, 0, band.bank.end_block(), channel);
    benchmark::DoNotOptimize(channel.data());
  }
  finish(state);
}
BENCHMARK(bm_channel_cut)->Apply(rates);

// Channel cut, frequency correction and synchronisation bursts of a cell not known before.
void bm_acquire(benchmark::State& state) {
  const Band band(state);
  static const gsm::BurstReaders readers;
  const auto candidates = band.search();
  frontend::ChannelCutter cutter(band.plan);
  for (auto _ : state) {
    auto cell = gsm::CellTracker::acquire(candidates.at(0), band.bank, cutter, readers);
    benchmark::DoNotOptimize(cell->bsic());
  }
  finish(state);
}
BENCHMARK(bm_acquire)->Apply(rates);

// Synchronisation bursts, offset, blocks and levels of a known cell whose channel is cut out.
void bm_track(benchmark::State& state) {
  const Band band(state);
  static const gsm::BurstReaders readers;
  const auto candidates = band.search();
  frontend::ChannelCutter cutter(band.plan);
  const auto found = gsm::CellTracker::acquire(candidates.at(0), band.bank, cutter, readers);
  std::size_t blocks = 0;
  for (auto _ : state) {
    state.PauseTiming();
    gsm::CellTracker cell = *found;
    state.ResumeTiming();
    blocks = cell.track(band.bank, cutter, readers).blocks.size();
  }
  state.counters["blocks"] = static_cast<double>(blocks);
  finish(state);
}
BENCHMARK(bm_track)->Apply(rates);

void bm_receiver(benchmark::State& state) {
  const Band band(state);
  for (auto _ : state) {
    gsm::Receiver receiver({}, run_serially);
    std::vector<Dwell> dwells;
    IqBlock block;
    block.samples = band.samples;
    block.sample_rate_hz = band.rate_hz;
    block.center_hz = 945e6;
    receiver.push(block, dwells);
    receiver.finish(dwells);
    benchmark::DoNotOptimize(dwells.size());
  }
  finish(state);
}
BENCHMARK(bm_receiver)->Apply(rates);

}  // namespace
}  // namespace cellwarden
