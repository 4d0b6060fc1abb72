#include "tests/synth/lte_downlink.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "tests/catch.hpp"
#include "tests/synth/mib_oracle.hpp"
#include "tests/synth/scene.hpp"
#include "tests/synth/scene_file.hpp"

using namespace cellwarden;
using lte::CyclicPrefix;
using lte::Duplex;
using synth::LteCellSpec;
using synth::SceneSpec;

namespace {

constexpr double kTurn = 2.0 * std::numbers::pi;

LteCellSpec cell(unsigned pci, unsigned bandwidth_rb, unsigned ports) {
  LteCellSpec spec;
  spec.grid.pci = pci;
  spec.grid.bandwidth_rb = bandwidth_rb;
  spec.grid.ports = ports;
  spec.re_power_dbfs = 0;
  return spec;
}

std::vector<Sample> samples_of(const LteCellSpec& spec, const synth::RadioSpec& radio, double duration_s) {
  SceneSpec scene;
  scene.radio = radio;
  scene.lte_cells = {spec};
  return synth::generate(scene, static_cast<std::size_t>(std::ceil(duration_s * radio.sample_rate_hz)));
}

// Start of a symbol's useful part after frame 0, from the lengths of TS 36.211, table 6.12-1.
double useful_start_s(CyclicPrefix prefix, unsigned subframe, unsigned symbol) {
  const unsigned per_slot = prefix == CyclicPrefix::kNormal ? 7 : 6;
  const double first_ts = prefix == CyclicPrefix::kNormal ? 160 : 512;
  const double other_ts = prefix == CyclicPrefix::kNormal ? 144 : 512;
  const unsigned in_slot = symbol % per_slot;
  const unsigned half_ms = 2 * subframe + symbol / per_slot;
  return half_ms * 0.5e-3 + (first_ts + in_slot * (2048 + other_ts)) / 30.72e6;
}

// Correlation of the useful part that starts at `start_s` with the tone `f_hz`: the element, exact when 1/15
// kHz is a whole number of samples.
std::complex<double> element(std::span<const Sample> x, double rate_hz, double start_s, double f_hz) {
  const auto first = static_cast<std::size_t>(std::ceil(start_s * rate_hz - 1e-6));
  const auto count = static_cast<std::size_t>(std::lround(rate_hz / 15e3));
  std::complex<double> sum;
  for (std::size_t n = first; n < first + count; ++n) {
    sum += std::complex<double>(x[n]) *
           std::polar(1.0, -kTurn * f_hz * (static_cast<double>(n) / rate_hz - start_s));
  }
  return sum / static_cast<double>(count);
}

double subcarrier_hz(unsigned bandwidth_rb, std::size_t k) {
  const auto half = 6 * static_cast<double>(bandwidth_rb);
  const double below = static_cast<double>(k) - half;
  return 15e3 * (below < 0 ? below : below + 1);
}

// The MIB of frame `frame` as a receiver would read it that knows time, PCI, carrier and port count.
std::optional<lte::Mib> receive_mib(std::span<const Sample> x, double rate_hz, const LteCellSpec& spec,
                                    unsigned frame, unsigned sfn) {
  const unsigned per_slot = lte::symbols_per_slot(spec.grid.prefix);
  const std::size_t lowest = subcarriers(spec.grid) / 2 - 36;
  const auto at = [&](unsigned l, std::size_t k) {
    const double start_s = spec.delay_s + frame * 0.01 + useful_start_s(spec.grid.prefix, 0, per_slot + l);
    return element(x, rate_hz, start_s, subcarrier_hz(spec.grid.bandwidth_rb, k) + spec.carrier_offset_hz) *
           std::polar(1.0, -kTurn * spec.carrier_offset_hz * start_s);
  };
  std::vector<std::complex<double>> h;  // one gain per port: the channel is flat here
  for (unsigned port = 0; port < spec.grid.ports; ++port) {
    const unsigned l = port < 2 ? 0 : 1;
    std::vector<Sample> reference(2UL * spec.grid.bandwidth_rb);
    lte::crs_values(spec.grid.pci, 1, l, spec.grid.prefix, lte::kMaxBandwidth_rb - spec.grid.bandwidth_rb,
                    reference);
    const auto offset =
        static_cast<std::size_t>(lte::crs_offset(spec.grid.pci, port, 1, l, spec.grid.prefix));
    std::complex<double> sum;
    for (std::size_t m = lowest / 6; m < lowest / 6 + 12; ++m) {
      sum += at(l, 6 * m + offset) * std::conj(std::complex<double>(reference[m]));
    }
    h.push_back(sum / 12.0);
  }
  std::vector<std::complex<double>> y;
  for (unsigned l = 0; l < 4; ++l) {
    for (std::size_t k = lowest; k < lowest + 72; ++k) {
      const bool has_reference = l == 0 || l == 1 || l == per_slot - 3;
      if (!has_reference || k % 3 != spec.grid.pci % 3) y.push_back(at(l, k));
    }
  }
  std::vector<std::complex<double>> s = y;
  for (std::size_t i = 0; i + 1 < y.size() && spec.grid.ports > 1; i += 2) {
    const std::size_t a = spec.grid.ports == 4 && i % 4 == 2 ? 1 : 0;
    const auto h0 = h[a];
    const auto h1 = h[spec.grid.ports == 4 ? a + 2 : 1];
    s[i] = std::conj(h0) * y[i] + h1 * std::conj(y[i + 1]);
    s[i + 1] = std::conj(h0) * y[i + 1] - h1 * std::conj(y[i]);
  }
  std::vector<double> soft;
  for (const auto& symbol : s) {
    const auto turned = spec.grid.ports == 1 ? symbol * std::conj(h[0]) : symbol;
    soft.push_back(turned.real());
    soft.push_back(turned.imag());
  }
  const auto coded = synth::oracle::undo_rate_matching(soft, spec.grid.pci, soft.size() * (sfn % 4));
  return synth::oracle::read_mib(synth::oracle::decode_tail_biting(coded));
}

}  // namespace

TEST_CASE("An independent receiver reads the MIB off the waveform", "[synth][lte]") {
  for (const Duplex duplex : {Duplex::kFdd, Duplex::kTdd}) {
    for (const CyclicPrefix prefix : {CyclicPrefix::kNormal, CyclicPrefix::kExtended}) {
      for (const unsigned ports : {1U, 2U, 4U}) {
        LteCellSpec spec = cell(77 + ports, ports == 4 ? 15 : 50, ports);
        spec.grid.duplex = duplex;
        spec.grid.prefix = prefix;
        spec.grid.sfn_start = 1022;
        spec.grid.spare = 3;
        spec.delay_s = 0.003;
        spec.carrier_offset_hz = -15e3;
        const auto x = samples_of(spec, {}, 0.05);
        for (unsigned frame = 0; frame < 4; ++frame) {
          const unsigned sfn = (1022 + frame) % 1024;
          const auto mib = receive_mib(x, 1.92e6, spec, frame, sfn);
          REQUIRE(mib);
          CHECK(mib->ports == ports);
          CHECK(mib->bandwidth_rb == spec.grid.bandwidth_rb);
          CHECK(mib->sfn == sfn / 4 * 4);
          CHECK(mib->spare == 3);
        }
      }
    }
  }
}

TEST_CASE("Every used element has the stated power and unused ones none", "[synth][lte]") {
  LteCellSpec spec = cell(101, 6, 1);
  spec.re_power_dbfs = -20;
  spec.grid.load = 1;
  spec.grid.share_16qam = 0;
  const auto x = samples_of(spec, {}, 0.012);
  for (const unsigned subframe : {0U, 3U, 5U}) {
    for (unsigned l = 0; l < 14; ++l) {
      for (std::size_t k = 0; k < 72; ++k) {
        const auto a =
            element(x, 1.92e6, useful_start_s(CyclicPrefix::kNormal, subframe, l), subcarrier_hz(6, k));
        const bool sync = subframe % 5 == 0 && (l == 5 || l == 6);
        const bool silent_port =
            subframe == 0 && l >= 7 && l <= 8 && k % 3 == 101 % 3 &&
            static_cast<int>(k % 6) != lte::crs_offset(101, 0, 1, l - 7, CyclicPrefix::kNormal);
        const double expected = (sync && (k < 5 || k >= 67)) || silent_port ? 0.0 : 0.1;
        if (std::abs(std::abs(a) - expected) > 1e-5) {
          FAIL_CHECK("subframe " << subframe << ", symbol " << l << ", sub-carrier " << k << ": "
                                 << std::abs(a));
        }
      }
    }
  }
  SUCCEED();
}

TEST_CASE("Noise at a stated SNR per element is that", "[synth][noise]") {
  SceneSpec scene;
  scene.radio.sample_rate_hz = 1.92e6;
  scene.noise_variance = synth::noise_variance(-40, -10, 1.92e6);
  const auto x = synth::generate(scene, 192000);
  double sum = 0;
  int count = 0;
  for (unsigned i = 0; i + 1 < 1400; ++i) {
    sum += std::norm(element(x, 1.92e6, i * 70e-6, 45e3));
    ++count;
  }
  CHECK(10 * std::log10(sum / count) == Approx(-30).margin(0.4));
}

TEST_CASE("Synchronisation signals stand where FDD and TDD put them", "[synth][lte]") {
  for (const Duplex duplex : {Duplex::kFdd, Duplex::kTdd}) {
    for (const CyclicPrefix prefix : {CyclicPrefix::kNormal, CyclicPrefix::kExtended}) {
      LteCellSpec spec = cell(250, 25, 2);
      spec.grid.duplex = duplex;
      spec.grid.prefix = prefix;
      const auto x = samples_of(spec, {}, 0.012);
      const unsigned n = lte::symbols_per_slot(prefix);
      const auto pss = lte::pss(250 % 3);
      for (const bool second : {false, true}) {
        const auto sss = lte::sss(250, second);
        const unsigned half = second ? 5 : 0;
        const double pss_s = duplex == Duplex::kFdd ? useful_start_s(prefix, half, n - 1)
                                                    : useful_start_s(prefix, half + 1, 2);
        const double sss_s = duplex == Duplex::kFdd ? useful_start_s(prefix, half, n - 2)
                                                    : useful_start_s(prefix, half, 2 * n - 1);
        std::complex<double> pss_sum;
        std::complex<double> sss_sum;
        for (std::size_t i = 0; i < 62; ++i) {
          const double f_hz = subcarrier_hz(25, 150 - 31 + i);
          pss_sum += element(x, 1.92e6, pss_s, f_hz) * std::conj(std::complex<double>(pss[i]));
          sss_sum += element(x, 1.92e6, sss_s, f_hz) * static_cast<double>(sss[i]);
        }
        CHECK(std::abs(pss_sum) == Approx(62).epsilon(1e-4));
        CHECK(std::abs(sss_sum) == Approx(62).epsilon(1e-4));
      }
    }
  }
}

TEST_CASE("A TDD cell is silent in uplink subframes and after DwPTS", "[synth][lte]") {
  LteCellSpec spec = cell(5, 6, 1);
  spec.grid.duplex = Duplex::kTdd;
  spec.grid.tdd_configuration = 1;  // DSUUDDSUUD
  spec.grid.special_configuration = 5;
  const auto x = samples_of(spec, {}, 0.01);
  const auto power = [&x](std::size_t from, std::size_t to) {
    double sum = 0;
    for (std::size_t i = from; i < to; ++i) sum += static_cast<double>(std::norm(x[i]));
    return sum;
  };
  CHECK(power(1920 + 6592 / 16, 4UL * 1920) == 0);  // DwPTS of 6592 T_s, then uplink
  CHECK(power(7UL * 1920, 9UL * 1920) == 0);
  CHECK(power(1920, 1920 + 6592 / 16) > 0);
  CHECK(power(4UL * 1920, 5UL * 1920) > 0);
}

TEST_CASE("Any rate, clock error and carrier: each sample is the sum of its tones", "[synth][lte]") {
  LteCellSpec spec = cell(44, 15, 1);
  spec.carrier_offset_hz = 123456.7;
  spec.oscillator_ppm = -3.5;
  spec.delay_s = 0.00012345;
  const synth::RadioSpec radio{.sample_rate_hz = 3.2e6, .center_hz = 806e6, .clock_ppm = 12};
  const auto x = samples_of(spec, radio, 0.002);

  // One symbol, written out: elements off the grid, tones in double precision.
  synth::LteGrid grid(spec.grid, spec.seed);
  grid.prepare(0, 1);
  const auto elements = grid.symbol(4, 0);
  const double rate_hz = 3.2e6 * (1 + 12e-6);
  const double clock = 1 - 3.5e-6;
  const double carrier_hz = (806e6 + 123456.7) * clock - 806e6 * (1 + 12e-6);
  const double useful_s = spec.delay_s + useful_start_s(CyclicPrefix::kNormal, 1, 4) / clock;
  const auto first = static_cast<std::size_t>(useful_s * rate_hz) - 10;  // within the prefix
  std::complex<double> gain;
  double error = 0;
  double power = 0;
  for (const bool measure : {false, true}) {
    for (std::size_t n = first; n < first + 200; ++n) {
      const double t_s = static_cast<double>(n) / rate_hz;
      std::complex<double> sum;
      for (std::size_t k = 0; k < elements.size(); ++k) {
        sum += std::complex<double>(elements[k]) *
               std::polar(1.0, kTurn * subcarrier_hz(15, k) * clock * (t_s - useful_s));
      }
      sum *= std::polar(1.0, kTurn * carrier_hz * t_s);
      if (!measure) {
        gain += std::complex<double>(x[n]) * std::conj(sum) / (200.0 * 180);
      } else {
        error += std::norm(std::complex<double>(x[n]) - gain / std::abs(gain) * sum);
        power += std::norm(sum);
      }
    }
  }
  CHECK(10 * std::log10(error / power) < -90);
}

TEST_CASE("A signal does not depend on how it is cut, and depends on its seed", "[synth][determinism]") {
  SceneSpec scene;
  scene.radio = {.sample_rate_hz = 2.4e6, .center_hz = 806e6, .clock_ppm = 7};
  scene.noise_variance = 1e-4;
  LteCellSpec spec = cell(3, 50, 2);
  spec.multipath = synth::Multipath::kEva;
  spec.doppler_hz = 70;
  spec.delay_s = 0.0123;
  spec.start_s = 0.004;
  spec.level = {{0.0, 0.0}, {0.02, -6.0}};
  scene.lte_cells = {spec};
  constexpr std::size_t kCount = 100000;
  const auto whole = synth::generate(scene, kCount);
  synth::Scene pieces(scene);
  std::vector<Sample> x(kCount);
  std::size_t done = 0;
  for (std::size_t size = 1; done < kCount; size = size * 3 + 1) {
    const std::size_t count = std::min(size % 20011 + 1, kCount - done);
    pieces.generate(std::span(x).subspan(done, count));
    done += count;
  }
  CHECK(x == whole);
  CHECK(synth::generate(scene, kCount) == whole);
  scene.lte_cells[0].seed = 2;
  CHECK(synth::generate(scene, kCount) != whole);
}

TEST_CASE("Multipath gives each sub-carrier the response of its taps", "[synth][channel]") {
  for (const synth::Multipath profile : {synth::Multipath::kEpa, synth::Multipath::kEva}) {
    LteCellSpec spec = cell(44, 6, 1);
    spec.grid.load = 1;
    spec.multipath = profile;
    const auto x = samples_of(spec, {}, 0.004);
    synth::LteGrid grid(spec.grid, spec.seed);
    grid.prepare(0, 3);
    std::vector<synth::TapGain> gains;
    synth::Random random{spec.seed, 0x6368'616E'6E65'6CU};
    const auto taps = synth::multipath_taps(profile);
    for (std::size_t t = 0; t < taps.size(); ++t) gains.emplace_back(0.0, random);
    double error = 0;
    for (std::size_t k = 0; k < 72; ++k) {
      std::complex<double> h;
      for (std::size_t t = 0; t < taps.size(); ++t) {
        h += std::sqrt(taps[t].power) * gains[t].at(0) *
             std::polar(1.0, -kTurn * subcarrier_hz(6, k) * taps[t].delay_s);
      }
      const auto y = element(x, 1.92e6, useful_start_s(CyclicPrefix::kNormal, 3, 5), subcarrier_hz(6, k));
      error += std::norm(y - h * std::complex<double>(grid.symbol(5, 0)[k])) / 72;
    }
    CHECK(10 * std::log10(error) < -90);
  }
}

TEST_CASE("Profiles are those of TS 36.101 and fading has the classical spectrum", "[synth][channel]") {
  double mean_s = 0;
  for (const auto& tap : synth::multipath_taps(synth::Multipath::kEva)) mean_s += tap.power * tap.delay_s;
  double spread = 0;
  double power = 0;
  for (const auto& tap : synth::multipath_taps(synth::Multipath::kEva)) {
    spread += tap.power * (tap.delay_s - mean_s) * (tap.delay_s - mean_s);
    power += tap.power;
  }
  CHECK(power == Approx(1));
  CHECK(std::sqrt(spread) == Approx(357e-9).epsilon(0.01));  // annex B.2.1: r.m.s. delay spread 357 ns

  // The mean over many taps of g(t) g*(0) is J0(2 pi f_d t).
  for (const double time_s : {0.0, 0.001, 0.003, 0.008}) {
    std::complex<double> sum;
    constexpr int kTaps = 4000;
    for (std::uint64_t seed = 0; seed < kTaps; ++seed) {
      synth::Random random{seed};
      const synth::TapGain gain(70, random);
      sum += gain.at(time_s) * std::conj(gain.at(0));
    }
    CHECK((sum / double{kTaps}).real() == Approx(std::cyl_bessel_j(0, kTurn * 70 * time_s)).margin(0.05));
    CHECK((sum / double{kTaps}).imag() == Approx(0).margin(0.05));
  }
}

TEST_CASE("A fading gain runs through a symbol as it should", "[synth][channel]") {
  LteCellSpec spec = cell(9, 6, 1);
  spec.doppler_hz = 200;
  const auto x = samples_of(spec, {}, 0.02);
  spec.doppler_hz = 0;
  const auto still = samples_of(spec, {}, 0.02);
  synth::Random random{spec.seed, 0x6368'616E'6E65'6CU};
  const synth::TapGain gain(200, random);
  synth::Random again{spec.seed, 0x6368'616E'6E65'6CU};
  const synth::TapGain fixed(0, again);
  double error = 0;
  double power = 0;
  for (std::size_t n = 0; n < x.size(); ++n) {
    const auto expected =
        std::complex<double>(still[n]) / fixed.at(0) * gain.at(static_cast<double>(n) / 1.92e6);
    error += std::norm(std::complex<double>(x[n]) - expected);
    power += std::norm(expected);
  }
  CHECK(10 * std::log10(error / power) < -60);
}

TEST_CASE("Level curves run straight in dB, start and stop cut", "[synth][lte]") {
  LteCellSpec spec = cell(9, 6, 1);
  spec.level = {{0.02, 0}, {0.04, -20}};
  spec.start_s = 0.01;
  spec.stop_s = 0.06;
  const auto x = samples_of(spec, {}, 0.07);
  const auto reference_db = [&x](double time_s) {  // a reference signal of slot 2
    const auto frame = std::floor(time_s / 0.01) * 0.01;
    const auto k = static_cast<std::size_t>(lte::crs_offset(9, 0, 2, 0, CyclicPrefix::kNormal));
    return 20 * std::log10(std::abs(element(x, 1.92e6, frame + useful_start_s(CyclicPrefix::kNormal, 1, 0),
                                            subcarrier_hz(6, k))) +
                           1e-9);
  };
  CHECK(reference_db(0.0) < -150);
  CHECK(reference_db(0.01) == Approx(0).margin(0.05));
  CHECK(reference_db(0.03) == Approx(-11.0).margin(0.1));  // 11.0 ms after its start
  CHECK(reference_db(0.05) == Approx(-20).margin(0.05));
  CHECK(reference_db(0.06) < -150);
}

TEST_CASE("What lies outside the window stays out unless it shall wrap", "[synth][lte]") {
  LteCellSpec spec = cell(9, 6, 1);
  spec.grid.load = 1;
  spec.carrier_offset_hz = 800e3;  // upper edge at 1.34 MHz, the window's at 0.96 MHz
  const auto band_power = [](const std::vector<Sample>& x) {
    double sum = 0;
    for (int f = -62; f < -42; ++f) sum += std::norm(element(x, 1.92e6, 0.000166666, f * 15e3 + 5e3));
    return sum;
  };
  const auto kept_out = samples_of(spec, {}, 0.002);
  spec.wrap = true;
  const auto wrapped = samples_of(spec, {}, 0.002);
  CHECK(band_power(wrapped) > 100 * band_power(kept_out));
  spec.carrier_offset_hz = 2e6;
  spec.wrap = false;
  const auto nothing = samples_of(spec, {}, 0.002);
  CHECK(std::all_of(nothing.begin(), nothing.end(), [](const Sample& s) { return s == Sample{}; }));
}

TEST_CASE("The demo's scene holds the cells that its text names", "[synth][scene]") {
  auto scene = synth::read_scene_file(CELLWARDEN_SOURCE_DIR "/data/captures/lte_street.yaml");
  if (!scene) FAIL(scene.error().what);
  REQUIRE(scene->lte_cells.size() == 4);
  CHECK(scene->lte_cells[3].start_s == 1.2);
  scene->lte_cells[3].start_s = 0.1;  // no need to make all of it
  const auto x = synth::generate(*scene, 384000);
  struct Wanted {
    std::size_t cell;
    unsigned frame, sfn, bandwidth_rb, ports;
  };
  for (const Wanted w : {Wanted{0, 3, 420, 50, 2}, Wanted{3, 12, 45, 25, 1}}) {
    LteCellSpec spec = scene->lte_cells[w.cell];
    spec.carrier_offset_hz = 806e6 * (1 + spec.oscillator_ppm * 1e-6) - scene->radio.true_center_hz();
    const auto mib = receive_mib(x, scene->radio.true_rate_hz(), spec, w.frame, w.sfn);
    REQUIRE(mib);
    CHECK(mib->sfn == w.sfn / 4 * 4);
    CHECK(mib->bandwidth_rb == w.bandwidth_rb);
    CHECK(mib->ports == w.ports);
  }
}
