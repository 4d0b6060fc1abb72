#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include "dsp/frontend/band_spectra.hpp"
#include "dsp/frontend/block_plan.hpp"
#include "dsp/frontend/carrier_extractor.hpp"
#include "dsp/frontend/low_pass.hpp"
#include "dsp/frontend/rate_adapter.hpp"
#include "dsp/frontend/rational_resampler.hpp"
#include "dsp/kernel/oscillator.hpp"
#include "tests/catch.hpp"

namespace cellwarden::frontend {
namespace {

TEST_CASE("a block plan fits all three rates by whole samples") {
  for (const double rate : {1.92e6, 2.0e6, 2.4e6, 2.56e6, 3.2e6, 7.68e6, 10e6, 19.2e6, 20e6, 61.44e6}) {
    CAPTURE(rate);
    const auto plan = plan_blocks(rate);
    REQUIRE(plan);
    const auto span_s = [](std::size_t samples, double at) { return static_cast<double>(samples) / at; };
    CHECK(span_s(plan->input_size, rate) == Approx(span_s(plan->carrier_size, kCarrierRate_hz)));
    CHECK(span_s(plan->input_size, rate) == Approx(span_s(plan->search_size, kSearchRate_hz)));
    CHECK(span_s(plan->input_hop, rate) == Approx(span_s(plan->carrier_hop, kCarrierRate_hz)));
    CHECK(span_s(plan->input_hop, rate) == Approx(span_s(plan->search_hop, kSearchRate_hz)));
    CHECK(span_s(plan->input_lead, rate) == Approx(span_s(plan->carrier_lead, kCarrierRate_hz)));
    CHECK(span_s(plan->input_lead, rate) == Approx(span_s(plan->search_lead, kSearchRate_hz)));
    CHECK(plan->bin_hz * static_cast<double>(plan->input_size) == Approx(rate));
    CHECK(span_s(plan->input_size, rate) <= 8.001e-3);
    CHECK(span_s(plan->input_lead, rate) >= 20e-6);
    CHECK(span_s(plan->input_size - plan->input_hop - plan->input_lead, rate) >= 75e-6);
  }
  CHECK_FALSE(plan_blocks(1.9e6));
  CHECK_FALSE(plan_blocks(2.4e6 + 1.0));
  CHECK_FALSE(plan_blocks(0.0));
  CHECK_FALSE(plan_blocks(-2e6));
}

std::vector<Sample> tone(double frequency_hz, double rate_hz, std::size_t count, float level) {
  Oscillator nco(frequency_hz / rate_hz, 0.1);
  std::vector<Sample> x(count);
  for (Sample& s : x) s = level * nco.next();
  return x;
}

// The level of what comes out, and the largest deviation from a tone of this frequency and phase.
struct Outcome {
  double rms{};
  double deviation{};
};

Outcome extract_tone(double rate_hz, double tone_hz, double carrier_hz) {
  const auto x = tone(tone_hz, rate_hz, static_cast<std::size_t>(rate_hz * 0.05), 0.5F);
  BandSpectra spectra(*plan_blocks(rate_hz));
  spectra.assign(x, run_serially);
  CarrierExtractor extractor(spectra.plan());
  std::vector<Sample> out;
  extractor.extract(spectra, carrier_hz, 0.04, out);
  REQUIRE(out.size() == static_cast<std::size_t>(0.04 * kCarrierRate_hz));
  Outcome outcome;
  std::size_t used = 0;
  for (std::size_t n = 400; n + 400 < out.size(); ++n, ++used) {
    const double cycles = 0.1 + (tone_hz - carrier_hz) / kCarrierRate_hz * static_cast<double>(n);
    outcome.rms += static_cast<double>(std::norm(out[n]));
    outcome.deviation =
        std::max(outcome.deviation, static_cast<double>(std::abs(out[n] - 0.5F * unit_phasor(cycles))));
  }
  outcome.rms = std::sqrt(outcome.rms / static_cast<double>(used));
  return outcome;
}

TEST_CASE("a tone comes out of the extractor with its level, frequency and phase") {
  for (const double rate : {1.92e6, 2.4e6, 19.2e6}) {
    for (const double baseband_hz : {-599e3, -123.4e3, 7.5e3, 540e3, 599e3}) {
      // Not near the band's zero frequency, which is taken out; that leaves its mark up to here.
      const double carrier_hz = rate > 3e6 ? 4'321'017.0 : 241'017.0;
      CAPTURE(rate, baseband_hz);
      CHECK(extract_tone(rate, carrier_hz + baseband_hz, carrier_hz).deviation < 0.5 * 8e-3);
    }
  }
}

TEST_CASE("what lies beside the carrier stays out") {
  for (const double baseband_hz : {-2.5e6, -961e3, 961e3, 1.5e6, 3.2e6, 1.92e6, 3.84e6}) {
    CAPTURE(baseband_hz);
    CHECK(extract_tone(19.2e6, 4'321'017.0 + baseband_hz, 4'321'017.0).rms < 0.5 * 1.1e-3);
  }
}

TEST_CASE("a band's own zero frequency is taken out") {
  std::vector<Sample> x(192'000, Sample(0.3F, -0.2F));
  BandSpectra spectra(*plan_blocks(1.92e6));
  spectra.assign(x, run_serially);
  CHECK(spectra.sample_count() == x.size());
  for (std::size_t b = 0; b < spectra.block_count(); ++b) CHECK(spectra.block(b)[0] == Sample{});
}

TEST_CASE("low-pass response: pass band, cut-off, stop band") {
  constexpr std::size_t kBins = 1024;
  const auto response = low_pass_response(kBins, 129, 0.25, 60.0);
  REQUIRE(response.size() == kBins);
  for (std::size_t k = 0; k < kBins; ++k) {
    const double f = static_cast<double>(std::min(k, kBins - k)) / kBins;
    const auto magnitude = static_cast<double>(response[k]);
    if (f < 0.22) CHECK(magnitude == Approx(1.0).margin(2e-3));
    if (f > 0.28) CHECK(std::abs(magnitude) < 1.5e-3);
  }
  CHECK(response[kBins / 4] == Approx(0.5F).margin(0.02));
}

TEST_CASE("a rate adapter is transparent where it can be, and keeps tones where they are") {
  CHECK(RateAdapter(1.92e6).is_transparent());
  CHECK(RateAdapter(2.4e6).is_transparent());
  for (const double rate : {1.95e6, 2.048e6, 2.5e6 + 12'345.0}) {
    CAPTURE(rate);
    RateAdapter adapter(rate);
    CHECK(adapter.output_rate_hz() >= 1.92e6);
    CHECK(plan_blocks(adapter.output_rate_hz()));
    constexpr double kTone_hz = 123'456.0;
    const auto x = tone(kTone_hz, rate, 100'000, 0.5F);
    std::vector<Sample> out;
    const std::span<const Sample> all(x);
    for (std::size_t i = 0; i < x.size(); i += 777) {
      adapter.process(all.subspan(i, std::min<std::size_t>(777, x.size() - i)), out);
    }
    const double ratio = adapter.output_rate_hz() / rate;
    CHECK(static_cast<double>(out.size()) == Approx(ratio * 100'000).margin(200));
    double worst = 0;
    for (std::size_t n = 500; n + 500 < out.size(); ++n) {
      const double cycles = 0.1 + kTone_hz / adapter.output_rate_hz() * static_cast<double>(n);
      worst = std::max(worst, static_cast<double>(std::abs(out[n] - 0.5F * unit_phasor(cycles))));
    }
    CHECK(worst < 0.5 * 3e-2);
  }
}

}  // namespace

TEST_CASE("a rational resampler keeps tones where they are, and their time") {
  for (const auto& [in_hz, out_hz] : {std::pair{20e6, 19.2e6}, std::pair{10e6, 9.6e6},
                                      std::pair{3.2e6, 2.88e6}, std::pair{2.5e6, 1.92e6}}) {
    CAPTURE(in_hz, out_hz);
    CHECK(symbol_rate_hz(in_hz) == out_hz);
    for (const double share : {-0.46, -0.2, 0.05, 0.46}) {
      RationalResampler resampler(in_hz, out_hz);
      const double tone_hz = share * out_hz;
      Oscillator nco(tone_hz / in_hz, 0.1);
      std::vector<Sample> in(20'000);
      for (Sample& x : in) x = nco.next();
      std::vector<Sample> out;
      // In pieces of any size the same comes out.
      for (std::size_t i = 0; i < in.size(); i += 777) {
        resampler.process(std::span<const Sample>(in).subspan(i, std::min<std::size_t>(777, in.size() - i)),
                          out);
      }
      CHECK(static_cast<double>(out.size()) > static_cast<double>(in.size()) * out_hz / in_hz - 100);
      double worst = 0.0;
      for (std::size_t n = 200; n < out.size(); ++n) {
        const Sample expected = unit_phasor(0.1 + tone_hz / out_hz * static_cast<double>(n));
        worst = std::max(worst, static_cast<double>(std::abs(out[n] - expected)));
      }
      CHECK(worst < 0.012);  // 0.1 dB
    }
    // Beyond the output's band and the sixteenth that may alias.
    RationalResampler resampler(in_hz, out_hz);
    const double outside_hz = std::min(0.54 * out_hz, 0.499 * in_hz);
    Oscillator nco(outside_hz / in_hz, 0.0);
    std::vector<Sample> in(20'000);
    for (Sample& x : in) x = nco.next();
    std::vector<Sample> out;
    resampler.process(in, out);
    double power = 0.0;
    for (std::size_t n = 200; n < out.size(); ++n) power += static_cast<double>(std::norm(out[n]));
    if (outside_hz >= 0.5312 * out_hz) CHECK(power / static_cast<double>(out.size()) < 2e-5);
  }
  CHECK(symbol_rate_hz(19.2e6) == 19.2e6);
  CHECK(symbol_rate_hz(2.4e6) == 2.4e6);
}

}  // namespace cellwarden::frontend
