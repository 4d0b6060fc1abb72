// What is measured of a followed cell, against what the generator was told.
#include <cmath>
#include <complex>
#include <functional>
#include <numbers>
#include <vector>

#include "cell/lte/system_information.hpp"
#include "dsp/lte/symbol_reader.hpp"
#include "tests/dsp/lte/synthetic.hpp"
#include "tests/synth/lte_broadcast.hpp"
#include "tests/synth/lte_rrc_encoder.hpp"

namespace cellwarden::lte {
namespace {

constexpr unsigned kPci = 77;
constexpr std::uint16_t kPaging = 0xFFFE;
constexpr unsigned kSpecial_configuration = 7;  // ten symbols

struct Kind {
  unsigned bandwidth_rb = 25;
  unsigned ports = 2;
  Duplex duplex = Duplex::kFdd;
  CyclicPrefix prefix = CyclicPrefix::kNormal;
  double rate_hz = 7.68e6;
};

synth::LteBroadcast ordinary_broadcast(const Kind& kind) {
  SystemInformationBlock1 sib1;
  sib1.plmns = {{Plmn{1, 1, 2}, true, false}};
  sib1.tracking_area_code = Tac{0x1234};
  sib1.cell_identity = Eci{0x0AB0001};
  sib1.q_rx_lev_min_dbm = -124;
  sib1.freq_band_indicator = kind.duplex == Duplex::kTdd ? 40 : 20;
  sib1.scheduling = {{8, {}}};
  if (kind.duplex == Duplex::kTdd) sib1.tdd = TddConfig{2, kSpecial_configuration};
  sib1.si_window_length_ms = 10;
  synth::LteBroadcast broadcast;
  broadcast.sib1 = synth::write_bcch_dl_sch({sib1, {}}).octets();
  broadcast.window_subframes = 10;
  broadcast.repeat_subframes = 3;
  broadcast.messages = {{{0x00, 0x80, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0xDE, 0x40}, 8}};
  synth::PagingPlan page;
  page.records = {{.kind = synth::PagedRecord::Kind::kSTmsi}};
  broadcast.pages = {{synth::write_pcch(page).octets(), 2, 1, kind.duplex == Duplex::kTdd ? 0U : 9U}};
  return broadcast;
}

synth::LteCellSpec ordinary_cell(const Kind& kind) {
  synth::LteCellSpec cell = cell_of(kPci, 20e3);
  cell.grid.bandwidth_rb = kind.bandwidth_rb;
  cell.grid.ports = kind.ports;
  cell.grid.duplex = kind.duplex;
  cell.grid.tdd_configuration = 2;
  cell.grid.special_configuration = kSpecial_configuration;
  cell.grid.prefix = kind.prefix;
  cell.grid.content = synth::broadcast_content(ordinary_broadcast(kind), cell.grid);
  return cell;
}

// Every transmission, as it is sent, is shown to `change`.
void change_content(synth::LteCellSpec& cell,
                    const std::function<void(synth::LteTransmission&, unsigned, unsigned)>& change) {
  cell.grid.content = [content = cell.grid.content, change](unsigned sfn, unsigned subframe) {
    auto sent = content(sfn, subframe);
    for (synth::LteTransmission& one : sent) change(one, sfn, subframe);
    return sent;
  };
}

bool is_sib1(const synth::LteTransmission& one, unsigned sfn, unsigned subframe) {
  return one.rnti != kPaging && subframe == 5 && sfn % 2 == 0;
}

DownlinkMeasurements measure(const synth::LteCellSpec& cell, double snr_db, const Kind& kind = {},
                             double seconds = 0.25) {
  auto config = config_of();
  config.max_offset_hz = 50e3;
  const auto heard = all_observations(receive(scene_of({cell}, snr_db, seconds, kind.rate_hz), config));
  const auto found = find_pci(heard, kPci);
  REQUIRE(found);
  REQUIRE(found->lte()->downlink);
  return found->lte()->downlink->measured;
}

// Errors and noise add up in energy.
double own_error_percent(const SymbolError& error) {
  const double energy = error.percent * error.percent - error.noise_percent * error.noise_percent;
  return std::sqrt(std::max(energy, 0.0));
}

void check_near(const std::optional<double>& value, double expected, double within) {
  REQUIRE(value);
  CAPTURE(*value, expected);
  CHECK(std::abs(*value - expected) < within);
}

}  // namespace

TEST_CASE("A cell that sends everything alike is measured so, of every kind", "[lte][meter][long]") {
  for (const Kind& kind :
       {Kind{}, Kind{.ports = 1}, Kind{.ports = 4}, Kind{.duplex = Duplex::kTdd},
        Kind{.prefix = CyclicPrefix::kExtended}, Kind{.bandwidth_rb = 50, .rate_hz = 15.36e6},
        Kind{.bandwidth_rb = 50, .rate_hz = 10e6}}) {
    CAPTURE(kind.bandwidth_rb, kind.ports, kind.duplex, kind.prefix, kind.rate_hz);
    const DownlinkMeasurements measured = measure(ordinary_cell(kind), 30, kind);
    for (const BroadcastLevel* level : {&measured.sib1, &measured.si, &measured.paging}) {
      CHECK(level->subframes >= 5);
      check_near(level->reference_db, 0.0, 0.1);
      check_near(level->data_db, 0.0, 0.15);
    }
    check_near(measured.pss_db, 0.0, 0.2);
    check_near(measured.sss_db, 0.0, 0.2);
    check_near(measured.pbch_db, 0.0, 0.2);
    REQUIRE(measured.symbol_error);
    CHECK(measured.symbol_error->blocks >= 15);
    // 30 dB of SNR are 3.2 %.
    CHECK(std::abs(measured.symbol_error->noise_percent - 3.2) < 0.5);
    CHECK(own_error_percent(*measured.symbol_error) < 1.5);
    REQUIRE(measured.user_data);
    CHECK(measured.user_data->block_pairs > 200);
    CHECK(std::abs(measured.user_data->share - 0.5) < 0.12);
  }
}

TEST_CASE("Subframes that are louder than their neighbours, and data alone that is", "[lte][meter]") {
  for (const double snr_db : {25.0, 3.0}) {
    CAPTURE(snr_db);
    synth::LteCellSpec cell = ordinary_cell({});
    change_content(cell, [](synth::LteTransmission& one, unsigned sfn, unsigned subframe) {
      if (is_sib1(one, sfn, subframe)) one.subframe_level_db = 4;
      if (one.rnti == kPaging) one.data_level_db = 3;
    });
    const DownlinkMeasurements measured = measure(cell, snr_db);
    check_near(measured.sib1.reference_db, 4.0, 0.4);
    check_near(measured.si.reference_db, 0.0, 0.4);
    check_near(measured.paging.reference_db, 0.0, 0.4);
    // Its channel is averaged with that of louder subframes close by.
    check_near(measured.si.data_db, 0.0, 0.6);
    check_near(measured.paging.data_db, 3.0, 0.4);
  }
}

TEST_CASE("Synchronisation signals louder than the rest", "[lte][meter]") {
  synth::LteCellSpec cell = ordinary_cell({});
  cell.grid.sync_boost_db = 6;
  const DownlinkMeasurements measured = measure(cell, 15);
  check_near(measured.pss_db, 6.0, 0.3);
  check_near(measured.sss_db, 6.0, 0.3);
  check_near(measured.pbch_db, 0.0, 0.3);
}

TEST_CASE("The transmitter's own error is told from the noise's", "[lte][meter][long]") {
  for (const double error_percent : {0.0, 8.0, 15.0}) {
    for (const double snr_db : {20.0, 30.0}) {
      CAPTURE(error_percent, snr_db);
      synth::LteCellSpec cell = ordinary_cell({});
      cell.grid.error_percent = error_percent;
      const auto error = measure(cell, snr_db).symbol_error;
      REQUIRE(error);
      CAPTURE(error->percent, error->noise_percent);
      // Out of 10 % of noise less is told than out of 3 %.
      CHECK(std::abs(own_error_percent(*error) - error_percent) < (error_percent > 0.0 ? 1.2 : 3.5));
      CHECK(std::abs(error->noise_percent - 100.0 * std::pow(10.0, -snr_db / 20.0)) < 0.8);
    }
  }
}

TEST_CASE("The share of resource blocks in use", "[lte][meter][long]") {
  for (const double load : {0.0, 0.05, 0.3, 1.0}) {
    CAPTURE(load);
    synth::LteCellSpec cell = ordinary_cell({});
    cell.grid.load = load;
    const auto data = measure(cell, 18).user_data;
    REQUIRE(data);
    CAPTURE(data->share, data->block_pairs);
    CHECK(std::abs(data->share - load) < 0.02 + 0.25 * load * (1 - load));
  }
  // Below 10 dB data cannot be told from noise, and nothing is said.
  CHECK_FALSE(measure(ordinary_cell({}), 5).user_data);
}

TEST_CASE("Noise beside a cell is measured where the receiver's own filter is flat", "[lte][meter]") {
  // 9.6 MS/s hold 9 MHz of the cell, and beyond them little but the resampler's slope.
  const Kind kind{.bandwidth_rb = 50, .rate_hz = 10e6};
  synth::LteCellSpec cell = ordinary_cell(kind);
  cell.grid.load = 1.0;
  const auto error = measure(cell, 30, kind).symbol_error;
  if (error) CHECK(std::abs(error->noise_percent - 3.2) < 0.5);

  // A band that is flat up to 0.9375 of it, and empty beyond: each of its bins has a power of 1.
  constexpr std::size_t kSize = 640;
  constexpr int kFlat = 300;
  std::vector<Sample> band(2 * kSize);
  for (std::size_t n = 0; n < band.size(); ++n) {
    std::complex<double> sum{};
    for (int k = -kFlat; k <= kFlat; ++k) {
      const double turns = static_cast<double>(k) * static_cast<double>(n % kSize) / kSize;
      // Quadratic phases: no one sample holds all the power.
      sum += std::polar(1.0, 2.0 * std::numbers::pi * turns + 0.01 * k * k);
    }
    band[n] = Sample(sum);
  }
  SymbolReader reader(kSize);
  reader.set_baseband(band);
  const auto power_beside = [&](unsigned bandwidth_rb, double offset_hz) {
    std::vector<Sample> symbol(12UL * bandwidth_rb);
    REQUIRE(reader.read({.offset_hz = offset_hz}, 60.0, symbol));
    return reader.guard_power(symbol.size());
  };
  for (const double offset_hz : {0.0, 2.1e6, -2.1e6, 2.25e6, -2.25e6}) {
    CAPTURE(offset_hz);
    check_near(power_beside(25, offset_hz), 1.0, 1e-3);
  }
  CHECK_FALSE(power_beside(50, 0.0));
}

TEST_CASE("A special subframe that the dwell cuts is not read", "[lte][meter]") {
  const Kind kind{.duplex = Duplex::kTdd};
  synth::LteBroadcast broadcast = ordinary_broadcast(kind);
  broadcast.pages = {{broadcast.pages[0].octets, 4, 2, 1}};
  synth::LteCellSpec cell = ordinary_cell(kind);
  cell.grid.sfn_start = 0;
  cell.grid.content = synth::broadcast_content(broadcast, cell.grid);
  auto config = config_of();
  config.max_offset_hz = 50e3;
  // To just after its first slot, in frame 10, which pages: ten symbols are sent.
  const double seconds = cell.delay_s + 0.1 + 0.001 + 0.00052;
  const auto heard = all_observations(receive(scene_of({cell}, 25, seconds, kind.rate_hz), config));
  const auto found = find_pci(heard, kPci);
  REQUIRE(found);
  REQUIRE(found->lte()->downlink);
  CHECK(found->lte()->downlink->paging_blocks.good == 2);  // in frames 2 and 6
  CHECK(found->lte()->downlink->paging_blocks.bad == 0);
}

TEST_CASE("The levels of the band are those of noise and of the cell in it", "[lte][meter]") {
  Kind kind;
  kind.bandwidth_rb = 15;
  synth::LteCellSpec cell = ordinary_cell(kind);
  cell.grid.load = 1.0;
  constexpr double kRate_hz = 7.68e6;
  constexpr double kSnr_db = 20;
  const synth::SceneSpec scene = scene_of({cell}, kSnr_db, 0.09, kRate_hz);
  auto config = config_of();
  config.max_offset_hz = 50e3;
  const std::vector<Dwell> dwells = receive(scene, config);
  REQUIRE(dwells.size() == 1);
  REQUIRE(dwells[0].listen.levels);
  const BandLevels& levels = *dwells[0].listen.levels;
  REQUIRE(levels.mean_dbfs.size() == levels.floor_dbfs.size());
  CHECK(levels.step_hz == 360e3);
  CHECK(levels.mean_dbfs.size() == 21);
  const double noise_db = 10.0 * std::log10(scene.noise_variance * levels.step_hz / kRate_hz);
  for (std::size_t i = 0; i < levels.mean_dbfs.size(); ++i) {
    const double apart_hz = levels.first_hz + levels.step_hz * static_cast<double>(i) - kTestCenter_hz;
    CAPTURE(apart_hz, levels.mean_dbfs[i], levels.floor_dbfs[i], noise_db);
    if (std::abs(apart_hz) > 2.2e6) {  // nearer, its symbols' skirts stand out of noise
      CHECK(std::abs(levels.mean_dbfs[i] - noise_db) < 0.5);
      CHECK(levels.floor_dbfs[i] < levels.mean_dbfs[i]);
      CHECK(levels.floor_dbfs[i] > noise_db - 1.0);
    } else if (std::abs(apart_hz) < 1.1e6) {
      // All but the radio's own carrier, which is taken out.
      CHECK(std::abs(levels.mean_dbfs[i] - noise_db - kSnr_db) < 1.5);
    }
  }
}

}  // namespace cellwarden::lte
