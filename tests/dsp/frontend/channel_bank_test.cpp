// Channels cut out of a band's spectra, against sums of tones whose every sample is known.
#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <numbers>
#include <vector>

#include "dsp/frontend/channel_bank.hpp"
#include "tests/catch.hpp"

namespace cellwarden::frontend {
namespace {

struct Tone {
  double hz;
  double amplitude;
  double turns;  // phase at the first sample
};

Sample at_time(const std::vector<Tone>& tones, double seconds, double down_hz) {
  std::complex<double> sum{};
  for (const Tone& tone : tones)
    sum += std::polar(tone.amplitude,
                      2 * std::numbers::pi * (tone.turns + std::fmod((tone.hz - down_hz) * seconds, 1.0)));
  return Sample(sum);
}

std::vector<Sample> sampled(const std::vector<Tone>& tones, double rate_hz, std::size_t count,
                            double down_hz = 0) {
  std::vector<Sample> x;
  x.reserve(count);
  for (std::size_t n = 0; n < count; ++n)
    x.push_back(at_time(tones, static_cast<double>(n) / rate_hz, down_hz));
  return x;
}

ChannelBank bank_of(const std::vector<Sample>& x, double rate_hz) {
  ChannelBank bank(*plan_channels(rate_hz));
  bank.push(x, run_serially);
  bank.finish(run_serially);
  return bank;
}

std::vector<Sample> channel_of(const ChannelBank& bank, std::int64_t bin) {
  ChannelCutter cutter(bank.plan());
  std::vector<Sample> out;
  cutter.cut(bank, bin, bank.first_block(), bank.end_block(), out);
  return out;
}

// Root mean square of the difference, over all but the ends, where the signal is cut off, and the first
// 50 ms, in which the radio's offset is learned.
double rms_difference(const std::vector<Sample>& a, const std::vector<Sample>& b, double rate_hz) {
  const auto first = static_cast<std::size_t>(0.06 * rate_hz);
  const std::size_t last = std::min(a.size(), b.size()) - 500;
  double sum = 0;
  for (std::size_t i = first; i < last; ++i) sum += static_cast<double>(std::norm(a[i] - b[i]));
  return std::sqrt(sum / static_cast<double>(last - first));
}

constexpr double kDuration_s = 0.1;

std::size_t count_at(double rate_hz) {
  return static_cast<std::size_t>(kDuration_s * rate_hz);
}

TEST_CASE("a channel's samples are the signal's, at the channel's own instants") {
  for (const double rate_hz : {0.5e6, 1e6, 1.234567e6, 2.048e6, 2.4e6, 10e6}) {
    const ChannelPlan plan = *plan_channels(rate_hz);
    for (const double place : {-0.31, 0.0, 0.07, 0.29}) {
      const std::int64_t bin = std::llround(place * rate_hz / plan.bin_hz());
      const double center_hz = static_cast<double>(bin) * plan.bin_hz();
      CAPTURE(rate_hz, bin);
      const std::vector<Tone> tones{{center_hz - 61'234, 0.2, 0.1},
                                    {center_hz - 20'011, 0.3, 0.77},
                                    {center_hz + 3'333.3, 0.1, 0.25},
                                    {center_hz + 66'543, 0.4, 0.5}};
      const auto channel = channel_of(bank_of(sampled(tones, rate_hz, count_at(rate_hz)), rate_hz), bin);
      const auto expected = sampled(tones, plan.channel_rate_hz(), channel.size(), center_hz);
      CHECK(rms_difference(channel, expected, plan.channel_rate_hz()) < 0.012);
    }
  }
}

TEST_CASE("a channel's pass band and stop band") {
  constexpr double kRate_hz = 2e6;
  const ChannelPlan plan = *plan_channels(kRate_hz);
  const auto gain_db = [&](double from_center_hz) {
    constexpr std::int64_t kBin = 60;
    const double hz = static_cast<double>(kBin) * plan.bin_hz() + from_center_hz;
    const auto channel =
        channel_of(bank_of(sampled({{hz, 1, 0.3}}, kRate_hz, count_at(kRate_hz)), kRate_hz), kBin);
    return 20 *
           std::log10(rms_difference(channel, std::vector<Sample>(channel.size()), plan.channel_rate_hz()));
  };
  for (const double hz : {-80e3, -40e3, 10e3, 67.7e3, 80e3}) CHECK(std::abs(gain_db(hz)) < 0.25);
  CHECK(std::abs(gain_db(98e3) + 6) < 0.5);
  for (const double hz : {-125e3, 121e3, 150e3, 200e3, -260e3, 270e3, 300e3, 400e3, 555e3}) {
    CAPTURE(hz);
    CHECK(gain_db(hz) < -49);
  }
}

TEST_CASE("beyond the band's edge there is nothing, not its alias") {
  constexpr double kRate_hz = 1e6;
  const ChannelPlan plan = *plan_channels(kRate_hz);
  // Just inside the lower edge; a channel at the upper edge would show it as an alias.
  const auto x = sampled({{-470e3, 1, 0}}, kRate_hz, count_at(kRate_hz));
  const auto upper = static_cast<std::int64_t>(470e3 / plan.bin_hz());
  const auto channel = channel_of(bank_of(x, kRate_hz), upper);
  // A block's ends spread the tone a little into the bins that are there.
  CHECK(rms_difference(channel, std::vector<Sample>(channel.size()), plan.channel_rate_hz()) < 0.02);
  // Channels that lie outside are silent, wherever they are.
  for (const std::int64_t bin : {upper * 2, -upper * 2, std::int64_t{1'000'000}}) {
    const auto outside = channel_of(bank_of(x, kRate_hz), bin);
    CHECK(std::all_of(outside.begin(), outside.end(), [](const Sample& s) { return s == Sample{}; }));
  }
}

TEST_CASE("spectra do not depend on how the samples come, nor on what is forgotten") {
  constexpr double kRate_hz = 1.2e6;
  const auto x = sampled({{100e3, 0.5, 0}, {-300e3, 0.2, 0.4}, {0, 0.1, 0}}, kRate_hz, 77'777);
  const ChannelBank whole = bank_of(x, kRate_hz);
  const auto expected = channel_of(whole, 33);
  CHECK(expected.size() >= static_cast<std::size_t>(77'777 * whole.plan().channel_rate_hz() / kRate_hz));
  for (const std::size_t step : {1U, 479U, 5'000U}) {
    ChannelBank bank(whole.plan());
    ChannelCutter cutter(whole.plan());
    std::vector<Sample> out;
    const auto take = [&] {
      cutter.cut(bank, 33, bank.first_block(), bank.end_block(), out);
      bank.discard_before(bank.end_block());
      CHECK(bank.first_block() == bank.end_block());
    };
    for (std::size_t at = 0; at < x.size(); at += step) {
      bank.push(std::span(x).subspan(at, std::min(step, x.size() - at)), run_serially);
      if (at % 10'000 < step) take();
    }
    bank.finish(run_serially);
    take();
    CHECK(out == expected);
    // And the same again after a restart.
    bank.restart();
    bank.push(x, run_serially);
    bank.finish(run_serially);
    CHECK(channel_of(bank, 33) == expected);
  }
}

TEST_CASE("the radio's offset is taken out, a carrier in its place is not") {
  constexpr double kRate_hz = 1e6;
  const double channel_rate_hz = plan_channels(kRate_hz)->channel_rate_hz();
  auto x = sampled({{0, 0.5, 0.2}}, kRate_hz, count_at(kRate_hz));
  const auto offset = channel_of(bank_of(x, kRate_hz), 0);
  CHECK(rms_difference(offset, std::vector<Sample>(offset.size()), channel_rate_hz) < 0.002);
  const std::vector<Tone> carrier{{1'000, 0.3, 0}, {-45'000, 0.3, 0.3}};
  const auto signal = sampled(carrier, kRate_hz, x.size());
  for (std::size_t i = 0; i < x.size(); ++i) x[i] += signal[i];
  const auto both = channel_of(bank_of(x, kRate_hz), 0);
  CHECK(rms_difference(both, sampled(carrier, channel_rate_hz, both.size()), channel_rate_hz) < 0.02);
}

TEST_CASE("rates that a bank takes") {
  CHECK_FALSE(plan_channels(0.2e6));
  CHECK_FALSE(plan_channels(std::nan("")));
  CHECK_FALSE(plan_channels(2e9));
  for (double rate_hz = 0.25e6; rate_hz < 60e6; rate_hz *= 1.0371) {
    const auto plan = plan_channels(rate_hz);
    REQUIRE(plan);
    CAPTURE(rate_hz, plan->unit_samples);
    CHECK(std::abs(plan->channel_rate_hz() / 550e3 - 1) < 0.06);
    CHECK(plan->hop_s() == Approx(0.4e-3).epsilon(0.06));
  }
}

}  // namespace
}  // namespace cellwarden::frontend
