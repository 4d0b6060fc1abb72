#include "tests/synth/gsm_downlink.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include "dsp/kernel/fft.hpp"
#include "tests/catch.hpp"
#include "tests/synth/scene.hpp"

using namespace cellwarden;
using namespace cellwarden::synth;

namespace {

constexpr double kTurn = 2 * std::numbers::pi;

std::vector<Sample> samples_of(const GsmCellSpec& cell, const RadioSpec& radio, std::size_t count) {
  std::vector<Sample> out(count);
  GsmDownlink(cell, radio).add(out);
  return out;
}

// Frequency over a stretch, from the phase between neighbours.
double mean_frequency_hz(std::span<const Sample> x, double rate_hz) {
  double turns = 0;
  for (std::size_t i = 1; i < x.size(); ++i) {
    turns += std::arg(std::complex<double>(x[i]) * std::conj(std::complex<double>(x[i - 1]))) / kTurn;
  }
  return turns * rate_hz / static_cast<double>(x.size() - 1);
}

double mean_power(std::span<const Sample> x) {
  double sum = 0;
  for (const Sample& s : x) sum += static_cast<double>(std::norm(s));
  return sum / static_cast<double>(x.size());
}

GsmCellSpec cell_with(unsigned ccch_conf) {
  GsmCellSpec cell;
  cell.bursts.bsic = 0x2B;
  cell.bursts.broadcast.ccch_conf = ccch_conf;
  cell.power_dbfs = -6;
  return cell;
}

}  // namespace

TEST_CASE("The phase is that of TS 45.004, summed pulse by pulse", "[synth][gsm]") {
  // Bits of slot 0 of frame 0 are a frequency correction burst; those of the next are dummies.
  for (const SlotLength length : {SlotLength::kWhole, SlotLength::kQuarter}) {
    GsmCellSpec cell = cell_with(0);
    cell.slot_length = length;
    cell.bursts.traffic_share = 0;
    cell.carrier_offset_hz = 31e3;
    cell.oscillator_ppm = 40;
    cell.delay_s = 123.456e-6;
    RadioSpec radio{.sample_rate_hz = 1.3e6, .center_hz = 900e6, .clock_ppm = -25};
    const auto x = samples_of(cell, radio, 6000);

    // A second way: bits of the slots by hand, the pulse integrated numerically.
    std::vector<double> at;
    std::vector<int> bits;
    double start = -1250;
    for (int slot = -8; slot < 10; ++slot) {
      const unsigned place = static_cast<unsigned>(slot + 8) % 8;
      const unsigned count = length == SlotLength::kWhole && place % 4 == 0 ? 157 : 156;
      const BurstBits burst = slot == 0   ? gsm_frequency_correction_burst()
                              : slot == 8 ? gsm_synchronisation_burst(0x2B, 1)
                                          : gsm_dummy_burst();
      for (unsigned i = 0; i < count; ++i) {
        at.push_back(start + i);
        bits.push_back(i < 148 ? burst[i] : 1);
      }
      start += length == SlotLength::kWhole ? count : 156.25;
    }
    const double sigma = std::sqrt(std::numbers::ln2) / (kTurn * 0.3);
    const auto pulse = [&](double t) {  // share of the turn: midpoint rule over the smoothed rectangle
      double sum = 0;
      constexpr int kSteps = 400;
      for (int k = 0; k < kSteps; ++k) {
        const double centre = (k + 0.5) / kSteps - 0.5;
        sum += 0.5 * std::erfc(-(t - centre) / (sigma * std::numbers::sqrt2));
      }
      return sum / kSteps;
    };
    const double symbol_rate = 1625e3 / 6 * (1 + 40e-6);
    const double rate = 1.3e6 * (1 - 25e-6);
    const double carrier = (900e6 + 31e3) * (1 + 40e-6) - 900e6 * (1 - 25e-6);
    std::complex<double> turned;
    double worst = 0;
    for (std::size_t n = 0; n < x.size(); n += 7) {
      const double t = (static_cast<double>(n) / rate - 123.456e-6) * symbol_rate;
      double quarters = 0;
      for (std::size_t i = 1; i < at.size(); ++i) {
        const double sign = bits[i] == bits[i - 1] ? 1 : -1;
        quarters += t - at[i] > 4 ? sign : t - at[i] < -4 ? 0 : sign * pulse(t - at[i]);
      }
      const double angle = kTurn * (quarters / 4 + std::fmod(carrier * static_cast<double>(n) / rate, 1.0));
      const std::complex<double> expected = std::polar(std::pow(10, -6.0 / 20), angle);
      const std::complex<double> ratio = std::complex<double>(x[n]) / expected;
      if (n == 0) turned = ratio;  // the oscillator's phase is free
      worst = std::max(worst, std::abs(ratio - turned));
    }
    CHECK(std::abs(turned) == Approx(1).margin(1e-5));
    CHECK(worst < 1e-4);
  }
}

TEST_CASE("A frequency correction burst is a tone of a quarter of the symbol rate", "[synth][gsm]") {
  const RadioSpec radio{.sample_rate_hz = 1e6, .center_hz = 940e6, .clock_ppm = 0};
  const auto x = samples_of(cell_with(0), radio, 1000);
  // From the fourth symbol on; the pulses before have died away.
  CHECK(mean_frequency_hz(std::span(x).subspan(15, 525), 1e6) == Approx(67708.33).margin(0.5));
}

TEST_CASE("The carrier keeps its power, its offset and its 200 kHz", "[synth][gsm]") {
  for (const double rate_hz : {1e6, 2.4e6, 10e6}) {
    GsmCellSpec cell = cell_with(0);
    cell.oscillator_ppm = 0.5;
    cell.bursts.traffic_share = 0.5;
    cell.carrier_offset_hz = rate_hz / 10;
    const RadioSpec radio{.sample_rate_hz = rate_hz, .center_hz = 940e6, .clock_ppm = 3};
    const auto x = samples_of(cell, radio, 1U << 19U);
    CHECK(std::all_of(x.begin(), x.end(),
                      [](Sample s) { return std::abs(std::norm(s) - 0.2511886F) < 1e-4F; }));
    CHECK(10 * std::log10(mean_power(x)) == Approx(-6).margin(1e-3));
    const double offset_hz = GsmDownlink(cell, radio).apparent_offset_hz();
    CHECK(offset_hz == Approx(rate_hz / 10 - 940e6 * 2.5e-6).margin(1));

    // TS 45.005, annex A: 30 dB down at 200 kHz, 60 at 400, in 30 kHz.
    constexpr std::size_t kSize = 1024;
    Fft fft(kSize, Fft::Direction::kForward);
    std::vector<double> spectrum(kSize);
    for (std::size_t first = 0; first + kSize <= x.size(); first += kSize) {
      for (std::size_t n = 0; n < kSize; ++n) {
        const double place = kTurn * static_cast<double>(n) / kSize;
        const double blackman_harris = 0.35875 - 0.48829 * std::cos(place) + 0.14128 * std::cos(2 * place) -
                                       0.01168 * std::cos(3 * place);
        fft.input()[n] = static_cast<float>(blackman_harris) * x[first + n];
      }
      const auto bins = fft.run();
      for (std::size_t i = 0; i < kSize; ++i) spectrum[i] += static_cast<double>(std::norm(bins[i]));
    }
    const auto power_db = [&](double from_hz, double to_hz) {
      double sum = 0;
      for (std::size_t i = 0; i < kSize; ++i) {
        double f_hz = static_cast<double>(i) * rate_hz / kSize - offset_hz;
        f_hz -= rate_hz * std::round(f_hz / rate_hz);
        if (f_hz >= from_hz && f_hz < to_hz) sum += spectrum[i];
      }
      return 10 * std::log10(sum);
    };
    const double inside_db = power_db(-100e3, 100e3);
    CHECK(power_db(-45e3, 0) == Approx(power_db(0, 45e3)).margin(2.5));
    CHECK(power_db(185e3, 215e3) - inside_db < -36);
    if (rate_hz > 2e6) {
      CHECK(power_db(385e3, 415e3) - inside_db < -66);
      CHECK(power_db(-415e3, -385e3) - inside_db < -66);
    }
  }
}

TEST_CASE("A GSM cell does not depend on how it is cut, but on its seed", "[synth][gsm]") {
  GsmCellSpec cell = cell_with(1);
  cell.bursts.traffic_share = 0.5;
  cell.delay_s = 0.0123;
  cell.multipath = Multipath::kEva;
  cell.doppler_hz = 50;
  cell.start_s = 0.003;
  cell.stop_s = 0.04;
  cell.level = {{0.01, 0}, {0.02, -10}};
  const RadioSpec radio{.sample_rate_hz = 1e6, .center_hz = 940e6, .clock_ppm = 1};
  const auto whole = samples_of(cell, radio, 50000);
  std::vector<Sample> pieces(whole.size());
  GsmDownlink downlink(cell, radio);
  std::size_t at = 0;
  for (std::size_t size = 1; at < pieces.size(); size = size * 3 % 1009) {
    const std::size_t count = std::min(size, pieces.size() - at);
    downlink.add(std::span(pieces).subspan(at, count));
    at += count;
  }
  CHECK(pieces == whole);
  CHECK(std::all_of(whole.begin(), whole.begin() + 3000, [](Sample s) { return s == Sample{}; }));
  CHECK(std::all_of(whole.begin() + 40001, whole.end(), [](Sample s) { return s == Sample{}; }));
  cell.seed = 2;
  CHECK(samples_of(cell, radio, 50000) != whole);
}

TEST_CASE("Idle timeslots may be weak and guard periods may dip", "[synth][gsm]") {
  GsmCellSpec cell = cell_with(0);
  cell.power_dbfs = 0;
  cell.bursts.traffic_share = 0;
  cell.idle_slots_db = -20;
  const RadioSpec radio{.sample_rate_hz = 1e6, .center_hz = 940e6, .clock_ppm = 0};
  const auto x = samples_of(cell, radio, 4615);
  CHECK(mean_power(std::span(x).subspan(10, 500)) == Approx(1).margin(1e-4));
  CHECK(mean_power(std::span(x).subspan(600, 500)) == Approx(0.01).margin(1e-5));
  cell.idle_slots_db = 0;
  cell.guard_dips = true;
  const auto dips = samples_of(cell, radio, 4615);
  // The middle of the 9 symbols after timeslot 0.
  CHECK(std::norm(dips[563]) < 0.01F);
  CHECK(mean_power(std::span(dips).subspan(600, 500)) == Approx(1).margin(1e-4));
}

TEST_CASE("Noise for a GSM carrier is stated in 200 kHz", "[synth][gsm]") {
  CHECK(gsm_noise_variance(-20, 10, 1e6) == Approx(5 * 1e-3));
  CHECK(gsm_noise_variance(0, 0, 200e3) == Approx(1));
}
