// How long it takes to ask where countries are, with the outlines that are installed.

#include <benchmark/benchmark.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "detector/geography/outline_reader.hpp"

namespace {

using namespace cellwarden;

std::string text() {
  std::ifstream in(CELLWARDEN_SOURCE_DIR "/firmware-config/countries/outlines.txt", std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

const geography::CountryOutlines& outlines() {
  static const auto kOutlines = geography::read_outlines(text(), "outlines.txt");
  if (!kOutlines) std::abort();
  return *kOutlines;
}

constexpr std::array<GeoPoint, 5> kPlaces{
    {{52.52, 13.405, {}}, {46.2, 6.15, {}}, {60.0, -95.0, {}}, {-16.8, 179.99, {}}, {35.0, -40.0, {}}}};

void read_file(benchmark::State& state) {
  const std::string bytes = text();
  for ([[maybe_unused]] auto _ : state)
    benchmark::DoNotOptimize(geography::read_outlines(bytes, "outlines.txt"));
}
BENCHMARK(read_file)->Unit(benchmark::kMillisecond);

void countries_at(benchmark::State& state) {
  const GeoPoint& place = kPlaces.at(static_cast<std::size_t>(state.range(0)));
  (void)outlines();
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(outlines().countries_at(place, 35e3));
}
BENCHMARK(countries_at)->DenseRange(0, static_cast<int>(kPlaces.size()) - 1)->Unit(benchmark::kMicrosecond);

void distance_to_canada(benchmark::State& state) {
  const GeoPoint& place = kPlaces.at(static_cast<std::size_t>(state.range(0)));
  const std::array codes{geography::CountryCode('C', 'A')};
  (void)outlines();
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(outlines().nearest_of(codes, place));
}
BENCHMARK(distance_to_canada)
    ->DenseRange(0, static_cast<int>(kPlaces.size()) - 1)
    ->Unit(benchmark::kMicrosecond);

}  // namespace
