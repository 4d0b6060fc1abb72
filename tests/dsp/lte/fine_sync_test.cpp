// Carrier offset and timing from reference signals, step by step, of cells whose truth is known.
#include "dsp/lte/fine_sync.hpp"
#include "dsp/lte/delay_fit.hpp"
#include "dsp/lte/offset_alternatives.hpp"
#include "dsp/lte/offset_scan.hpp"
#include "tests/dsp/lte/synthetic.hpp"

namespace cellwarden::lte {
namespace {

struct Received {
  std::vector<Sample> baseband;
  CellShape shape;
  FrameTiming truth;
  double noise_power{};  // per resource element

  Received(const synth::LteCellSpec& cell, double snr_db)
      : shape{cell.grid.pci, cell.grid.duplex, cell.grid.prefix},
        truth{cell.delay_s * kSampleRate_hz, 0.0, cell.carrier_offset_hz} {
    const auto scene = scene_of({cell}, snr_db);
    baseband = synth::generate(scene, static_cast<std::size_t>(std::llround(0.08 * kSampleRate_hz)));
    noise_power = std::pow(10.0, (cell.re_power_dbfs - snr_db) / 10.0);
  }
};

synth::LteCellSpec tdd_cell(unsigned pci, unsigned ports) {
  synth::LteCellSpec cell = cell_of(pci, 137.0);
  cell.grid.duplex = Duplex::kTdd;
  cell.grid.ports = ports;
  return cell;
}

OffsetAlternatives weigh(const Received& received, double wrong_by_hz, unsigned ports) {
  SymbolReader reader;
  reader.set_baseband(received.baseband);
  FrameTiming timing = received.truth;
  timing.offset_hz += wrong_by_hz;
  return weigh_alternatives(reader, received.shape, timing, DownlinkMask::certain(received.shape.duplex),
                            ports, received.noise_power);
}

TEST_CASE("offset and timing are found from a hypothesis beside them") {
  const Received received(cell_of(77, 137.0), 0.0);
  SymbolReader reader;
  reader.set_baseband(received.baseband);
  FrameTiming hint = received.truth;
  hint.offset_hz += 900.0;
  hint.frame_start_samples += 0.9;
  const auto hills = OffsetScan(reader, received.shape, hint).hills_hz(2000.0, 3);
  REQUIRE_FALSE(hills.empty());
  CHECK(std::abs(hills[0] + 900.0) < 15.0);
  const FineSync sync = synchronise(reader, received.shape, hint, 2000.0);
  CHECK(std::abs(sync.timing.offset_hz - received.truth.offset_hz) < 2.0);
  CHECK(std::abs(sync.timing.frame_start_samples - received.truth.frame_start_samples) < 0.05);
  CHECK(std::abs(sync.timing.drift_ppm) < 0.5);
  CHECK(sync.reference_z > 50.0);
}

TEST_CASE("what is wanted in vain is left after the first look") {
  const Received received(cell_of(77, 137.0), 0.0);
  SymbolReader reader;
  reader.set_baseband(received.baseband);
  CellShape nobody = received.shape;
  nobody.pci = 83;
  CHECK(synchronise(reader, nobody, received.truth, 2000.0, 12.0).reference_z < 7.2);
  const FineSync whole = synchronise(reader, received.shape, received.truth, 200.0);
  CHECK(synchronise(reader, received.shape, received.truth, 200.0, 12.0).reference_z == whole.reference_z);
}

TEST_CASE("rows that lie late and ever later are fitted") {
  FrameRows rows(60);
  constexpr double kLate_s = 0.3e-6;
  constexpr double kDrift = 0.5e-6;
  for (std::size_t f = 0; f < rows.size(); ++f) {
    const double delay_s = kLate_s + (static_cast<double>(f) - 29.5) * kFrame_s * kDrift;
    for (PilotRow& row : rows[f]) {
      for (std::size_t j = 0; j < kPilots; ++j) {
        const double cycles = -static_cast<double>(j) * kPilotSpacing * kSubcarrier_hz * delay_s;
        row[j] = Sample(std::polar(1.0, 2.0 * std::acos(-1.0) * cycles));
      }
    }
  }
  const DelayFix fix = fit_delay(rows);
  CHECK(std::abs(fix.delay_s - kLate_s) < 5e-9);
  CHECK(std::abs(fix.drift_ppm - kDrift * 1e6) < 0.02);
}

TEST_CASE("a TDD cell taken 200 Hz off is put right, with one port and with two") {
  for (const unsigned ports : {1U, 2U}) {
    const Received received(tdd_cell(41 + ports, ports), -6.0);
    for (const double wrong_by_hz : {-200.0, 0.0, 200.0}) {
      const OffsetAlternative best = likeliest(weigh(received, wrong_by_hz, ports));
      CAPTURE(ports, wrong_by_hz, best.probability);
      CHECK(best.apart_hz == -wrong_by_hz);
      CHECK(best.probability > 0.99);
    }
  }
}

TEST_CASE("a TDD cell too weak to tell says so", "[long]") {
  unsigned right = 0;
  double stated = 0.0;
  constexpr unsigned kCells = 100;
  for (unsigned n = 0; n < kCells; ++n) {
    const Received received(tdd_cell(5 + 4 * n, 1), -20.0);
    const OffsetAlternatives alternatives = weigh(received, 0.0, 1);
    double total = 0.0;
    for (const OffsetAlternative& a : alternatives) total += a.probability;
    CHECK(std::abs(total - 1.0) < 1e-9);
    const OffsetAlternative best = likeliest(alternatives);
    right += best.apart_hz == 0.0;
    stated += best.probability;
    CHECK(spread_hz(alternatives, best.apart_hz) >= 200.0 * std::sqrt(1.0 - best.probability) - 1e-6);
  }
  // What the probabilities promise is what comes true, give or take two standard deviations.
  CAPTURE(right, stated);
  CHECK(right < kCells - 5);
  CHECK(std::abs(static_cast<double>(right) - stated) < 10.0);
}

}  // namespace
}  // namespace cellwarden::lte
