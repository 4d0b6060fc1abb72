#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "dsp/capture/encrypted_writer.hpp"
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

/// Samples of 8 bits to an encrypted recording in the temporary folder: a second of 20 MS/s each.
void record(benchmark::State& state) {
  namespace capture = cellwarden::capture;
  constexpr double kRate_hz = 20e6;
  constexpr std::size_t kBlocks = 305;
  std::string folder = (std::filesystem::temp_directory_path() / "cellwarden-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return state.SkipWithError("no temporary folder");
  std::vector<cellwarden::Sample> samples(kBlock_samples);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = {static_cast<float>(i % 200) / 256, static_cast<float>(i % 77) / 128};
  }
  capture::EncryptedWriterOptions options;
  options.reader = capture::SecretKey::make().public_key();
  options.header.delete_after = std::chrono::system_clock::now();
  options.header.rate_hz = kRate_hz;
  options.header.format = SampleFormat::kCs8;
  options.most_octets = std::uint64_t{1} << 30U;
  for ([[maybe_unused]] auto _ : state) {
    const std::string file = folder + "/x.cwrec";
    auto writer = capture::EncryptedWriter::create(file, options);
    if (!writer) return state.SkipWithError(writer.error().what.c_str());
    cellwarden::IqBlock block;
    block.samples = samples;
    block.sample_rate_hz = kRate_hz;
    for (std::size_t i = 0; i < kBlocks; ++i, block.first_sample += samples.size()) {
      if (!(*writer)->write(block)) return state.SkipWithError("cannot be written");
    }
    state.PauseTiming();
    writer->reset();
    std::filesystem::remove(file);
    state.ResumeTiming();
  }
  std::filesystem::remove_all(folder);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kBlocks * kBlock_samples));
}

}  // namespace

BENCHMARK(record);
BENCHMARK_CAPTURE(convert, cu8, SampleFormat::kCu8);
BENCHMARK_CAPTURE(convert, cs8, SampleFormat::kCs8);
BENCHMARK_CAPTURE(convert, cs16, SampleFormat::kCs16);
BENCHMARK_CAPTURE(convert, cf32, SampleFormat::kCf32);
