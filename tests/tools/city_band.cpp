#include "tests/tools/city_band.hpp"

#include <algorithm>
#include <cmath>

#include "tests/synth/random.hpp"

namespace cellwarden::test {
namespace {

constexpr double kLow_hz = 925e6;
constexpr double kHigh_hz = 960e6;
constexpr double kChannel_hz = 0.2e6;
constexpr double kApart_hz = 0.39e6;  // two carriers
constexpr int kGsmCells = 20;
constexpr unsigned kBsics = 64;

double any_channel(synth::Random& random, const std::vector<double>& taken_hz) {
  const auto channels = static_cast<double>(std::llround((kHigh_hz - kLow_hz) / kChannel_hz) - 1);
  for (;;) {
    const double f = kLow_hz + kChannel_hz * (1.0 + std::floor(random.uniform() * channels));
    if (std::ranges::none_of(taken_hz, [f](double other) { return std::abs(other - f) < kApart_hz; }))
      return f;
  }
}

synth::GsmCellSpec gsm_cell(double frequency_hz, unsigned number, synth::Random& random) {
  synth::GsmCellSpec cell;
  cell.bursts.bsic = number % kBsics;
  cell.bursts.broadcast.plmn = {.mcc = 1, .mnc = 1, .mnc_digits = 2};
  cell.bursts.broadcast.lac = 2101;
  cell.bursts.broadcast.ci = static_cast<std::uint16_t>(1000 + number);
  cell.bursts.broadcast.arfcn =
      static_cast<std::uint16_t>(std::llround((frequency_hz - 935e6) / kChannel_hz) & 1023);
  cell.bursts.broadcast.neighbours = {10, 20, 30};
  cell.bursts.paging.requests_per_s = 5;
  cell.power_dbfs = -30 - 6 * random.uniform();
  cell.oscillator_ppm = 0.04 * (random.uniform() - 0.5);
  cell.frame_number_start = static_cast<std::uint32_t>(random.uniform() * 2715000);
  cell.delay_s = 0.1 * random.uniform();
  cell.bursts.traffic_share = 0.4;
  cell.seed = 1000 + number;
  return cell;
}

synth::LteCellSpec lte_cell(unsigned pci, synth::Random& random) {
  synth::LteCellSpec cell;
  cell.grid.pci = pci;
  cell.grid.bandwidth_rb = 50;
  cell.grid.ports = 2;
  cell.grid.sfn_start = static_cast<unsigned>(random.uniform() * 1024);
  cell.re_power_dbfs = -52;
  cell.oscillator_ppm = 0.04 * (random.uniform() - 0.5);
  cell.delay_s = 0.01 * random.uniform();
  cell.seed = pci;
  return cell;
}

}  // namespace

CityBand make_city_band(const CityBandSpec& spec) {
  synth::Random random{spec.seed, 0x6369'7479U};
  CityBand city;
  city.plan = {
      "xx", "a city", {{"GSM 900", Rat::kGsm, kLow_hz, kHigh_hz}, {"LTE 20", Rat::kLte, 791e6, 821e6}}};
  city.scene.radio = {.sample_rate_hz = spec.sample_rate_hz, .center_hz = 942e6, .clock_ppm = spec.clock_ppm};
  const auto place = [&](auto cell, double frequency_hz, auto& list) {
    cell.carrier_offset_hz = frequency_hz - city.scene.radio.center_hz;
    list.push_back(std::move(cell));
  };
  unsigned number = 0;
  for (int i = 0; i < kGsmCells; ++i) {
    city.gsm_hz.push_back(any_channel(random, city.gsm_hz));
    place(gsm_cell(city.gsm_hz.back(), number++, random), city.gsm_hz.back(), city.scene.gsm_cells);
  }
  for (const double frequency_hz : {796e6, 806e6, 816e6}) {
    city.lte_hz.push_back(frequency_hz);
    place(lte_cell(100 + number++, random), frequency_hz, city.scene.lte_cells);
  }
  for (unsigned i = 0; i < spec.appearances; ++i) {
    const double earliest_s = spec.first_s + spec.every_s * i;
    std::vector<double> taken_hz = city.gsm_hz;
    for (const Appearance& other : city.appearances) {
      if (other.off_s > earliest_s) taken_hz.push_back(other.frequency_hz);
    }
    const double frequency_hz = any_channel(random, taken_hz);
    synth::GsmCellSpec cell = gsm_cell(frequency_hz, number++, random);
    Appearance appearance{};
    appearance.on_s = earliest_s + spec.every_s * random.uniform();
    appearance.off_s = appearance.on_s + spec.on_air_s;
    appearance.bsic = static_cast<std::uint16_t>(cell.bursts.bsic);
    appearance.frequency_hz = frequency_hz;
    cell.start_s = appearance.on_s;
    cell.stop_s = appearance.off_s;
    place(std::move(cell), frequency_hz, city.scene.gsm_cells);
    city.appearances.push_back(appearance);
  }
  constexpr double kSnr_db = 20;
  city.scene.noise_variance = synth::gsm_noise_variance(-33, kSnr_db, spec.sample_rate_hz);
  city.scene.converter.format = capture::SampleFormat::kCf32;
  city.scene.duration_s = spec.first_s + spec.every_s * spec.appearances + spec.on_air_s;
  city.scene.seed = spec.seed;
  return city;
}

}  // namespace cellwarden::test
