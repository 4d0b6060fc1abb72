#include <benchmark/benchmark.h>

#include <vector>

#include "dsp/capture/sample_format.hpp"

namespace {

using cellwarden::capture::SampleFormat;

constexpr std::size_t kBlock_samples = std::size_t{1} << 16U;

/// Items are samples.
void convert(benchmark::State& state, SampleFormat format) {
  std::vector<std::byte> octets(kBlock_samples * cellwarden::capture::bytes_per_sample(format));
  for (std::size_t i = 0; i < octets.size(); ++i) octets[i] = static_cast<std::byte>(i * 37U & 0x3FU);
  std::vector<cellwarden::Sample> samples(kBlock_samples);
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(cellwarden::capture::to_float(format, octets, samples));
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kBlock_samples));
}

}  // namespace

BENCHMARK_CAPTURE(convert, cu8, SampleFormat::kCu8);
BENCHMARK_CAPTURE(convert, cs8, SampleFormat::kCs8);
BENCHMARK_CAPTURE(convert, cs16, SampleFormat::kCs16);
BENCHMARK_CAPTURE(convert, cf32, SampleFormat::kCf32);
