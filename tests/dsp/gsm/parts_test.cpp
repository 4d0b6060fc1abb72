// The receiver's parts, each against what it stands for.
#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include "dsp/gsm/equaliser.hpp"
#include "dsp/gsm/frequency_burst.hpp"
#include "dsp/gsm/raster.hpp"
#include "dsp/gsm/repeat_combiner.hpp"
#include "dsp/gsm/time_base.hpp"
#include "dsp/gsm/tone_search.hpp"
#include "tests/catch.hpp"
#include "tests/dsp/gsm/synthetic.hpp"
#include "tests/synth/gsm_burst_encoder.hpp"
#include "tests/synth/random.hpp"

namespace cellwarden::gsm {
namespace {

using frontend::ChannelBank;
using frontend::ChannelCutter;

// A scene's spectra, all of them.
ChannelBank bank_of(const synth::SceneSpec& scene) {
  ChannelBank bank(*frontend::plan_channels(scene.radio.sample_rate_hz));
  bank.push(samples_of(scene), run_serially);
  bank.finish(run_serially);
  return bank;
}

std::vector<ToneCandidate> candidates_of(const synth::SceneSpec& scene) {
  const ChannelBank bank = bank_of(scene);
  const double edge_hz = scene.radio.sample_rate_hz / 2;
  return search_tones(bank, {{-edge_hz, edge_hz}}, 0, bank.end_block(), run_serially);
}

// ---------------------------------------------------------------------------------------------------------
// Tone search

// Whether a candidate is a cell's: its tone, the time of a burst, and which of the multiframe's it is.
bool is_of(const ToneCandidate& candidate, const synth::GsmCellSpec& cell, const synth::RadioSpec& radio) {
  const double tone_hz = synth::GsmDownlink(cell, radio).apparent_offset_hz() + kFcchTone_hz;
  const double frames =
      (candidate.first_burst_s - cell.delay_s) / kFrame_s - kBurst_symbols / 2.0 / kFrame_symbols;
  const auto frame = static_cast<std::int64_t>(std::llround(frames));
  return std::abs(candidate.tone_hz - tone_hz) < 1500 &&
         std::abs(frames - std::round(frames)) * kFrame_s < 4e-4 &&
         advance(cell.frame_number_start, frame) % kMultiframe_frames == candidate.first_frame;
}

TEST_CASE("frequency correction bursts are found in a band") {
  std::vector<synth::GsmCellSpec> cells{cell_of(1, -701e3), cell_of(2, -88e3, -6), cell_of(3, 512'345)};
  const synth::SceneSpec scene = scene_of(cells, 20, 1, {.sample_rate_hz = 2e6, .center_hz = kTestCenter_hz});
  const auto candidates = candidates_of(scene);
  for (const synth::GsmCellSpec& cell : cells) {
    const auto found = std::find_if(candidates.begin(), candidates.end(),
                                    [&](const ToneCandidate& c) { return is_of(c, cell, scene.radio); });
    CAPTURE(cell.bursts.bsic);
    REQUIRE(found != candidates.end());
    CHECK(found->expected >= 20);
    CHECK(found->bursts >= found->expected - 1);
  }
  for (std::size_t i = 1; i < candidates.size(); ++i) CHECK(candidates[i].match <= candidates[i - 1].match);
}

TEST_CASE("faint frequency correction bursts are found in a second", "[long]") {
  int found = 0;
  constexpr int kTrials = 20;
  for (int trial = 0; trial < kTrials; ++trial) {
    synth::GsmCellSpec cell = cell_of(static_cast<unsigned>(trial), 7e3 * trial);
    synth::SceneSpec scene = scene_of({cell}, -4, 1);
    scene.seed = static_cast<std::uint64_t>(trial) + 1;
    const auto candidates = candidates_of(scene);
    if (std::any_of(candidates.begin(), candidates.end(),
                    [&](const ToneCandidate& c) { return is_of(c, cell, scene.radio); }))
      ++found;
  }
  CHECK(found >= kTrials - 2);
}

TEST_CASE("noise suggests few cells") {
  const auto candidates =
      candidates_of(scene_of({}, 0, 4, {.sample_rate_hz = 2e6, .center_hz = kTestCenter_hz}));
  CHECK(candidates.size() < 20);
}

// ---------------------------------------------------------------------------------------------------------
// Frequency correction bursts, one by one

struct Errors {
  double mean_hz{};
  double rms_hz{};
  double symbols{};  // of timing, mean
  std::size_t bursts{};
};

Errors burst_errors(double snr_db, double offset_hz, double duration_s) {
  const synth::GsmCellSpec cell = cell_of(11, offset_hz);
  const synth::SceneSpec scene = scene_of({cell}, snr_db, duration_s);
  const ChannelBank bank = bank_of(scene);
  ChannelCutter cutter(bank.plan());
  ChannelStream stream(bank.plan(), std::llround(offset_hz / bank.plan().bin_hz()));
  stream.extend(bank, cutter);
  Errors errors;
  const auto frames = static_cast<std::int64_t>((duration_s - 0.01) / kFrame_s);
  for (std::int64_t frame = 1; frame < frames; ++frame) {
    const std::uint32_t in_multiframe = advance(cell.frame_number_start, frame) % kMultiframe_frames;
    if (in_multiframe % 10 != 0 || in_multiframe > 40) continue;
    const double start_s = cell.delay_s + static_cast<double>(frame) * kFrame_s;
    const double start = start_s * stream.rate_hz();
    const double middle = start + kBurst_symbols / 2.0 * stream.symbol_samples();
    const auto known = measure_frequency_burst(stream, middle, 0, offset_hz - stream.center_hz());
    const auto sought = measure_frequency_burst(stream, middle, 20, offset_hz - stream.center_hz() + 700);
    REQUIRE(known);
    REQUIRE(sought);
    const double error_hz = known->offset_hz + stream.center_hz() - offset_hz;
    errors.mean_hz += error_hz;
    errors.rms_hz += error_hz * error_hz;
    errors.symbols += (sought->start - start) / stream.symbol_samples();
    ++errors.bursts;
  }
  const auto n = static_cast<double>(errors.bursts);
  errors.mean_hz /= n;
  errors.symbols /= n;
  errors.rms_hz = std::sqrt(errors.rms_hz / n);
  return errors;
}

TEST_CASE("a burst's offset has no bias", "[long]") {
  for (const double offset_hz : {0.0, 1234.5, -20'003.0}) {
    CAPTURE(offset_hz);
    const Errors errors = burst_errors(30, offset_hz, 8);
    CHECK(errors.bursts > 160);
    CHECK(std::abs(errors.mean_hz) < 1);
    CHECK(std::abs(errors.symbols) < 1);
  }
}

TEST_CASE("a burst's offset is nearly as good as it can be", "[long]") {
  constexpr double kSnr_db = 10;
  const Errors errors = burst_errors(kSnr_db, 5e3, 10);
  // Cramer-Rao for a tone of unknown phase that lasts T: 6 / ((2 pi)^2 C/N0 T^3).
  const double seconds = kBurst_symbols / kSymbolRate_hz;
  const double carrier_to_noise_hz = std::pow(10, kSnr_db / 10) * 200e3;
  const double bound_hz = std::sqrt(6 / carrier_to_noise_hz / std::pow(seconds, 3)) / (2 * std::numbers::pi);
  CAPTURE(errors.rms_hz, bound_hz, errors.bursts);
  CHECK(errors.rms_hz > 0.8 * bound_hz);
  CHECK(errors.rms_hz < 1.35 * bound_hz);
}

// ---------------------------------------------------------------------------------------------------------
// Time base

TEST_CASE("a time base is a line through bursts") {
  constexpr double kFrame_samples = 2538.5;
  synth::Random random{5};
  TimeBase time(1000.0, 7, kFrame_samples);
  const double true_frame = kFrame_samples * (1 + 12e-6);
  for (std::int64_t frame = 8; frame < 408; frame += 10) {
    const double noise = 0.1 * static_cast<double>(random.complex_normal().real());
    time.add(frame, 1000.0 + static_cast<double>(frame - 7) * true_frame + noise);
  }
  CHECK(time.bursts() == 40);
  CHECK(time.drift_sigma_ppm() > 0.01);
  CHECK(time.drift_sigma_ppm() < 0.1);
  CHECK(std::abs(time.drift_ppm() - 12) < 5 * time.drift_sigma_ppm());
  CHECK(std::abs(time.start_of(207) - (1000.0 + 200 * true_frame)) < 5 * time.start_sigma());
  for (const std::int64_t frame : {-3, 7, 207, 5000}) {
    const double start = time.start_of(frame);
    CHECK(time.frame_at(start - 0.01) == frame);
    CHECK(time.frame_at(start + 0.01) == frame + 1);
  }
  const double before = time.start_of(100);
  time.shift(-12'345.0);
  CHECK(time.start_of(100) == Approx(before - 12'345.0).margin(1e-6));
}

TEST_CASE("a time base refuses bursts far off, and forgets old ones") {
  TimeBase time(0.0, 0, 2500.0);
  for (std::int64_t frame = 0; frame < 50; frame += 10) time.add(frame, 2500.0 * static_cast<double>(frame));
  time.add(60, 2500.0 * 60 + 40);
  CHECK(time.bursts() == 5);
  CHECK(time.drift_ppm() == Approx(0).margin(1e-9));
  // A clock that changes its rate is followed.
  double start = 2500.0 * 40;
  for (std::int64_t frame = 50; frame < 2000; frame += 10) {
    start += 25'000.0 * (1 + 2e-6);
    time.add(frame, start);
  }
  CHECK(time.bursts() == 64);
  CHECK(time.drift_ppm() == Approx(2).margin(0.05));
  // In any order.
  TimeBase backwards(2500.0 * 40, 40, 2500.0);
  for (std::int64_t frame = 40; frame >= 0; frame -= 10)
    backwards.add(frame, 2500.0 * static_cast<double>(frame));
  CHECK(backwards.start_of(0) == Approx(0).margin(1e-6));
}

// ---------------------------------------------------------------------------------------------------------
// Equaliser

// The best path's metric with one bit fixed, over all sequences and all that may have been sent before.
std::vector<float> brute_force(const std::vector<Sample>& y, const ChannelTaps& taps) {
  const std::size_t n = y.size();
  const std::size_t memory = taps.count - 1;
  const std::size_t free = n - 2 * kTail_symbols;
  constexpr double kNone = -1e300;
  std::vector<std::array<double, 2>> best(n, {kNone, kNone});
  for (std::size_t word = 0; word < std::size_t{1} << (free + memory); ++word) {
    // bit(i) for i from -memory on
    const auto sign = [&](std::ptrdiff_t i) {
      if (i < 0) return (word >> static_cast<std::size_t>(-i - 1) & 1U) == 0 ? 1.0F : -1.0F;
      const auto at = static_cast<std::size_t>(i);
      if (at < kTail_symbols || at >= n - kTail_symbols) return 1.0F;
      return (word >> (memory + at - kTail_symbols) & 1U) == 0 ? 1.0F : -1.0F;
    };
    double metric = 0;
    for (std::size_t i = 0; i < n; ++i) {
      Sample expected{};
      for (std::size_t l = 0; l < taps.count; ++l)
        expected += taps.tap[l] * sign(static_cast<std::ptrdiff_t>(i) - static_cast<std::ptrdiff_t>(l));
      metric -= static_cast<double>(std::norm(y[i] - expected) / taps.noise_variance);
    }
    for (std::size_t i = 0; i < n; ++i) {
      double& top = best[i][sign(static_cast<std::ptrdiff_t>(i)) > 0 ? 0 : 1];
      top = std::max(top, metric);
    }
  }
  std::vector<float> llr;
  for (const auto& [zero, one] : best) llr.push_back(static_cast<float>(zero - one));
  return llr;
}

TEST_CASE("the equaliser finds what trying every sequence finds") {
  synth::Random random{99};
  for (std::size_t count = 2; count <= kMaxEqualiserTaps; ++count) {
    for (int trial = 0; trial < 4; ++trial) {
      ChannelTaps taps;
      taps.count = count;
      taps.noise_variance = 0.5F;
      for (std::size_t l = 0; l < count; ++l) taps.tap[l] = random.complex_normal();
      std::vector<Sample> y(2 * kTail_symbols + 7);
      std::vector<float> signs(y.size(), 1.0F);
      for (std::size_t i = kTail_symbols; i < y.size() - kTail_symbols; ++i)
        signs[i] = random.uniform() < 0.5 ? 1.0F : -1.0F;
      for (std::size_t i = 0; i < y.size(); ++i) {
        for (std::size_t l = 0; l <= std::min(i, count - 1); ++l) y[i] += taps.tap[l] * signs[i - l];
        y[i] += random.complex_normal() * 0.7F;
      }
      std::vector<float> llr(y.size());
      equalise(y, taps, llr);
      const std::vector<float> expected = brute_force(y, taps);
      for (std::size_t i = kTail_symbols; i < y.size() - kTail_symbols; ++i) {
        CAPTURE(count, trial, i);
        CHECK(llr[i] == Approx(expected[i]).epsilon(1e-3).margin(1e-2));
      }
      CHECK(llr.front() > 1e6F);
      CHECK(llr.back() > 1e6F);
    }
  }
}

// ---------------------------------------------------------------------------------------------------------
// Repeats

BlockBits soft_bits_of(const L2Block& octets, float noise, synth::Random& random) {
  const auto bursts = synth::gsm_coded_block(octets);
  BlockBits bits{};
  std::size_t at = 0;
  for (const auto& burst : bursts) {
    for (const std::uint8_t bit : burst)
      bits[at++] = (bit == 0 ? 1.0F : -1.0F) + noise * random.complex_normal().real();
  }
  REQUIRE(at == bits.size());
  return bits;
}

L2Block message_of(std::uint8_t type, std::uint8_t version) {
  L2Block octets{0x49, 0x06, type, version, version, 0x72, 0xF2, 0x20};
  for (std::size_t i = 8; i < octets.size(); ++i)
    octets[i] = static_cast<std::uint8_t>(31 * i + version * 7U * i * i);
  return octets;
}

// What is sent changes after a third of a run.
struct Change {
  const char* name;
  L2Block (*message)(std::uint8_t type, std::uint8_t version);
};

// The area code alone: all else stays.
L2Block moved_message_of(std::uint8_t type, std::uint8_t version) {
  L2Block octets = message_of(type, 1);
  octets[7] = static_cast<std::uint8_t>(octets[7] + version);
  return octets;
}

TEST_CASE("repeats that one alone would not give are decoded, and never mixed") {
  const Change change = GENERATE(Change{"all of it", message_of}, Change{"the area code", moved_message_of});
  synth::Random random{2024};
  constexpr float kNoise = 2.0F;  // about 3 dB too much for a block alone
  std::size_t single = 0;
  std::size_t combined = 0;
  std::size_t late = 0;
  std::size_t changes_seen = 0;
  for (int run = 0; run < 30; ++run) {
    RepeatCombiner combiner;
    bool is_new_seen = false;
    for (std::uint32_t cycle = 0; cycle < 24; ++cycle) {
      for (std::uint32_t phase = 0; phase < 8; ++phase) {
        // Two messages take turns at TC 4 all along.
        const std::uint8_t version = cycle < 8 ? 1 : 2;
        const auto type_at = [&](bool is_odd) {
          return static_cast<std::uint8_t>(phase == 4 && is_odd ? 0x70 : phase % 4);
        };
        const L2Block sent = change.message(type_at(cycle % 2 == 1), version);
        const auto decoded = combiner.decode(phase, soft_bits_of(sent, kNoise, random));
        if (!decoded) continue;
        CAPTURE(run, cycle, phase, decoded->blocks);
        (decoded->blocks == 1 ? single : combined) += 1;
        if (decoded->octets == sent) {
          is_new_seen = is_new_seen || version == 2;
          continue;
        }
        // Not what this block says: then what others in its place did say, not a mixture.
        ++late;
        CHECK(decoded->blocks > 2);
        const bool is_its_turn_mate = decoded->octets == change.message(type_at(cycle % 2 == 0), version);
        const bool is_old = version == 2 && (decoded->octets == change.message(type_at(false), 1) ||
                                             decoded->octets == change.message(type_at(true), 1));
        CHECK((is_its_turn_mate || is_old));
        CHECK((!is_old || cycle < 8 + 10));
      }
    }
    changes_seen += is_new_seen ? 1U : 0U;
  }
  INFO(change.name << ": " << single << " alone, " << combined << " combined, " << late << " late");
  CHECK(single < combined);
  CHECK(combined > 1000);
  CHECK(late < combined / 100);
  CHECK(changes_seen == 30);
}

TEST_CASE("noise is no block, however many are added up") {
  synth::Random random{7};
  RepeatCombiner combiner;
  for (std::uint32_t i = 0; i < 4000; ++i) {
    BlockBits bits{};
    for (float& b : bits) b = random.complex_normal().real();
    CHECK_FALSE(combiner.decode(i % 8, bits));
  }
}

// ---------------------------------------------------------------------------------------------------------
// Raster

TEST_CASE("which channel a carrier is") {
  // A radio whose clock nobody knows.
  CHECK(resolve_raster(945.04e6, std::nullopt) == 945.0e6);
  CHECK(resolve_raster(945.0949e6, std::nullopt) == 945.0e6);
  CHECK_FALSE(resolve_raster(1842.6e6, std::nullopt));
  // A clock 60 ppm fast: carriers appear 60 ppm low.
  const auto appears = [](double nominal_hz, double ppm) { return nominal_hz / (1 + ppm * 1e-6); };
  for (const double ppm : {-100.0, -60.0, 0.0, 60.0, 100.0}) {
    CAPTURE(ppm);
    CHECK(resolve_raster(appears(1842.6e6, ppm), Measured{ppm, 0.5}) == 1842.6e6);
    CHECK(resolve_raster(appears(945.2e6, ppm), Measured{ppm, 0.5}) == 945.2e6);
    // So poorly known that it does not tell.
    CHECK_FALSE(resolve_raster(appears(1842.6e6, ppm), Measured{ppm, 20}));
  }
  // A clock that does not fit is not believed.
  CHECK_FALSE(resolve_raster(1842.65e6, Measured{0, 0.5}));
}

}  // namespace
}  // namespace cellwarden::gsm
