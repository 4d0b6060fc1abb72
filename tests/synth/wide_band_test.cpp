#include "tests/synth/wide_band.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>
#include <vector>

#include "tests/catch.hpp"

using namespace cellwarden;
using namespace cellwarden::synth;

namespace {

GsmCellSpec cell_at(double offset_hz, unsigned bsic) {
  GsmCellSpec cell;
  cell.bursts.bsic = bsic;
  cell.bursts.traffic_share = 0.5;
  cell.power_dbfs = -20;
  cell.carrier_offset_hz = offset_hz;
  cell.oscillator_ppm = 0.05 * bsic;
  cell.delay_s = 0.0123 + 0.0017 * bsic;
  cell.frame_number_start = 1000 * bsic;
  cell.seed = bsic;
  return cell;
}

std::vector<Sample> directly(const std::vector<GsmCellSpec>& cells, const RadioSpec& radio,
                             std::size_t count) {
  std::vector<Sample> out(count);
  for (const GsmCellSpec& cell : cells) GsmDownlink(cell, radio).add(out);
  return out;
}

std::vector<Sample> together(const std::vector<GsmCellSpec>& cells, const RadioSpec& radio,
                             std::size_t count) {
  std::vector<Sample> out(count);
  WideGsmBand(cells, radio).add(out);
  return out;
}

double power_db(std::span<const Sample> x) {
  double sum = 0;
  for (const Sample& s : x) sum += static_cast<double>(std::norm(s));
  return 10 * std::log10(sum / static_cast<double>(x.size()) + 1e-30);
}

double difference_db(std::span<const Sample> a, std::span<const Sample> b) {
  std::vector<Sample> difference(a.begin(), a.end());
  for (std::size_t i = 0; i < a.size(); ++i) difference[i] -= b[i];
  return power_db(difference);
}

}  // namespace

TEST_CASE("Cells made together are the sum of cells made each for itself", "[synth][gsm][wide]") {
  constexpr std::size_t kCount = 300000;
  for (const RadioSpec& radio :
       {RadioSpec{.sample_rate_hz = 20e6, .center_hz = 942e6, .clock_ppm = 12},
        RadioSpec{.sample_rate_hz = 20.00003e6, .center_hz = 935e6, .clock_ppm = -0.3},
        RadioSpec{.sample_rate_hz = 10e6, .center_hz = 1850e6, .clock_ppm = -25},
        RadioSpec{.sample_rate_hz = 15.36e6, .center_hz = 942e6, .tuner_ppm = 3}}) {
    CAPTURE(radio.sample_rate_hz);
    const double half_hz = radio.sample_rate_hz / 2;
    std::vector<GsmCellSpec> cells;
    // The first and the last reach over the window's edge.
    for (const double share : {-0.998, -0.93, -0.4101, -0.03, 0.0, 0.1777, 0.61, 0.97, 1.004}) {
      cells.push_back(cell_at(share * half_hz, static_cast<unsigned>(cells.size()) + 3));
    }
    for (const GsmCellSpec& cell : cells) {
      const auto alone = together({cell}, radio, kCount);
      const double error_db = difference_db(alone, directly({cell}, radio, kCount)) - cell.power_dbfs;
      CAPTURE(cell.carrier_offset_hz, error_db);
      CHECK(power_db(alone) == Approx(cell.power_dbfs).margin(0.001));
      CHECK(error_db < -70);
    }
    const auto sum = together(cells, radio, kCount);
    CHECK(difference_db(sum, directly(cells, radio, kCount)) < -20 - 60);
    // A carrier whose 200 kHz are outside does not turn up.
    cells.push_back(cell_at(half_hz + 150e3, 60));
    CHECK(together(cells, radio, kCount) == sum);
  }
}

TEST_CASE("Cells made together do not depend on how they are cut", "[synth][gsm][wide]") {
  const std::vector<GsmCellSpec> cells{cell_at(-2e6, 1), cell_at(4.1e6, 2)};
  const RadioSpec radio{.sample_rate_hz = 10e6, .center_hz = 942e6, .clock_ppm = 12};
  const auto whole = together(cells, radio, 50000);
  std::vector<Sample> pieces(whole.size());
  WideGsmBand band(cells, radio);
  std::size_t at = 0;
  for (std::size_t size = 1; at < pieces.size(); size = size * 3 % 10007) {
    const std::size_t count = std::min(size, pieces.size() - at);
    band.add(std::span(pieces).subspan(at, count));
    at += count;
  }
  CHECK(pieces == whole);
  CHECK(together({}, radio, 1000) == std::vector<Sample>(1000));
}

TEST_CASE("Cells made together begin, stop, fade and change when they should", "[synth][gsm][wide]") {
  GsmCellSpec cell = cell_at(-2e6, 1);
  cell.start_s = 0.003;
  cell.stop_s = 0.012;
  cell.level = {{0.005, 0}, {0.01, -10}};
  cell.multipath = Multipath::kTypicalUrban;
  cell.symbol_clock_ppm = 20;
  cell.bursts.changes = {{0.004, {.lac = 7}}};
  std::vector<double> blocks_s;
  const RadioSpec radio{.sample_rate_hz = 10e6, .center_hz = 942e6, .clock_ppm = 12};
  const auto direct = directly({cell}, radio, 150000);
  cell.on_block = [&](const GsmSentBlock&, double start_s) { blocks_s.push_back(start_s); };
  cell.stop_s = 0.1;
  std::ignore = directly({cell}, radio, 600000);
  const auto expected_s = std::exchange(blocks_s, {});
  std::ignore = together({cell}, radio, 600000);
  REQUIRE_FALSE(expected_s.empty());
  REQUIRE(blocks_s.size() >= expected_s.size());  // it looks ahead by a block
  for (std::size_t i = 0; i < expected_s.size(); ++i)
    CHECK(blocks_s[i] == Approx(expected_s[i]).margin(1e-9));

  cell.stop_s = 0.012;
  const auto x = together({cell}, radio, direct.size());
  const auto part = [](const std::vector<Sample>& all, std::size_t from, std::size_t to) {
    return std::span(all).subspan(from, to - from);
  };
  // The edges ring for 16 narrow samples and lie within one.
  CHECK(power_db(part(x, 0, 29700)) < -150);
  CHECK(power_db(part(x, 120300, 150000)) < -150);
  CHECK(difference_db(part(x, 30300, 119700), part(direct, 30300, 119700)) < power_db(direct) - 60);
  const auto middle = [&](const std::vector<Sample>& all) { return power_db(part(all, 29900, 30100)); };
  CHECK(middle(x) == Approx(middle(direct)).margin(0.5));
}
