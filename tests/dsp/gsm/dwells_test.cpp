// Recordings of which everything is known, through gsm::Receiver: what its dwells say, and that it does not
// matter how the samples were handed over.
#include <algorithm>
#include <cmath>
#include <functional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "cell/gsm/arfcn.hpp"
#include "tests/catch.hpp"
#include "tests/dsp/gsm/captures.hpp"
#include "tests/dsp/gsm/receiving.hpp"

namespace cellwarden::gsm {
namespace {

constexpr double kLateSymbols = 1.0 / kSymbolRate_hz;

// Bodies on two threads, the later ones first.
void run_on_two_threads(std::size_t n, const std::function<void(std::size_t)>& body) {
  std::thread other([&] {
    for (std::size_t i = n; i-- > n / 2;) body(i);
  });
  for (std::size_t i = n / 2; i-- > 0;) body(i);
  other.join();
}

Stretch stretch_of(const Recorded& signal, double from_s = 0, double to_s = 1e9) {
  const auto size = static_cast<double>(signal.samples.size());
  const auto from = static_cast<std::size_t>(from_s * signal.rate_hz);
  const auto to = static_cast<std::size_t>(std::min(to_s * signal.rate_hz, size));
  return {.samples = std::span(signal.samples).subspan(from, to - from),
          .rate_hz = signal.rate_hz,
          .center_hz = signal.center_hz,
          .first_sample = from};
}

bool is_of(const Observation& o, const LaboratoryCell& cell) {
  return o.physical_id == cell.bsic && o.carrier.channel == cell.arfcn;
}

// FN and time go on as one count.
void check_same_count(const Observation& a, const Observation& b) {
  const double frames = (b.frame_start_s.value - a.frame_start_s.value) / kFrame_s;
  CAPTURE(a.t_s, b.t_s, frames);
  CHECK(std::abs(frames - std::round(frames)) * kFrame_s < kLateSymbols);
  const auto expected = static_cast<std::int64_t>(a.gsm()->frame_number) + std::llround(frames);
  CHECK(expected == static_cast<std::int64_t>(b.gsm()->frame_number));
}

void check_fields(const Observation& o, const LaboratoryCell& cell, const Blocks& truth) {
  CAPTURE(cell.name, o.t_s);
  CHECK(o.physical_id == cell.bsic);
  CHECK(o.carrier.rat == Rat::kGsm);
  CHECK(o.carrier.band == kBand900);
  CHECK(o.carrier.channel == cell.arfcn);
  CHECK(o.carrier.nominal_hz == 935e6 + 200e3 * cell.arfcn);
  CHECK(std::abs(o.carrier.measured_hz.value - cell.center_hz - cell.offset_hz) < 40);
  CHECK(o.frame_start_s.value >= o.t_s - kLateSymbols);
  CHECK(o.frame_start_s.value < o.t_s + kFrame_s);
  CHECK(o.frame_start_s.sigma < 1e-6);
  REQUIRE(o.clock_offset_ppm);
  CHECK(std::abs(o.clock_offset_ppm->value) < 5 * o.clock_offset_ppm->sigma + 0.1);
  CHECK(std::abs(o.signal.snr_db - 20) < 2);
  const CellReport& report = *o.gsm();
  CHECK(o.good_decodes == report.sch_good + report.bcch.good + report.ccch.good);
  CHECK(o.bad_decodes == report.sch_bad + report.bcch.bad + report.ccch.bad);
  CHECK(report.sch_bad == 0);
  CHECK(report.bcch.combined == 0);
  CHECK(report.quality.training_sequence == cell.bsic % 8);
  for (const BroadcastMessage& message : report.messages) {
    const auto sent = truth.find(message.frame_number);
    REQUIRE(sent != truth.end());
    CHECK(sent->second == message.octets);
  }
}

// Blocks of the truth between two instants, as an observation's frame tells the time.
std::size_t blocks_between(const Blocks& truth, const Observation& o, double from_s, double to_s) {
  std::size_t count = 0;
  for (const auto& [frame_number, octets] : truth) {
    const auto frames = static_cast<double>(static_cast<std::int64_t>(frame_number) -
                                            static_cast<std::int64_t>(o.gsm()->frame_number));
    const double start_s = o.frame_start_s.value + frames * kFrame_s;
    // Filters reach a little over the ends.
    constexpr double kEnd_s = 1e-4;
    const double end_s = start_s + 3 * kFrame_s + 148 / kSymbolRate_hz;
    if (start_s >= from_s + kEnd_s && end_s <= to_s - kEnd_s) ++count;
  }
  return count;
}

std::size_t good_blocks(const std::vector<Observation>& observations) {
  std::size_t good = 0;
  for (const Observation& o : observations) good += o.gsm()->bcch.good + o.gsm()->ccch.good;
  return good;
}

void check_dwells(const std::string& folder, const LaboratoryCell& cell) {
  const Recorded signal = load(folder, cell);
  const Blocks truth = read_truth(folder, cell);
  const auto dwells = receive(stretch_of(signal));
  REQUIRE(dwells.size() == 7);
  for (std::size_t i = 0; i < dwells.size(); ++i) {
    const Listen& listen = dwells[i].listen;
    CAPTURE(i);
    CHECK(listen.t_s == Approx(static_cast<double>(i)).margin(1e-9));
    CHECK(listen.duration_s == Approx(1).margin(1e-9));
    CHECK(listen.samples == 1'000'000);
    CHECK(listen.rat == Rat::kGsm);
    CHECK(listen.low_hz == Approx(cell.center_hz - 400e3));
    CHECK(listen.high_hz == Approx(cell.center_hz + 400e3));
    CHECK(listen.samples_lost == 0);
    CHECK(listen.samples_dropped == 0);
    REQUIRE(dwells[i].observations.size() == 1);
    const Observation& o = dwells[i].observations[0];
    check_fields(o, cell, truth);
    check_same_count(dwells[0].observations[0], o);
    CHECK(o.state == CellState::kConfirmed);
    // The signal stands 20 dB above what is in 200 kHz where nothing is sent.
    CHECK(std::abs(o.signal.power_dbfs - listen.noise_floor_dbfs - 20) < 2);
    CHECK(listen.total_power_dbfs > o.signal.power_dbfs);
    CHECK(o.gsm()->bcch.good >= 4);
  }
  const auto observations = all_observations(dwells);
  CHECK(good_blocks(observations) == blocks_between(truth, observations[0], 0, signal.seconds()));
}

TEST_CASE("dwells of a laboratory's cell") {
  const std::string folder = captures_folder();
  if (folder.empty()) return;
  check_dwells(folder, kLegit);
}

TEST_CASE("dwells of a laboratory's cell with combined channels") {
  const std::string folder = captures_folder();
  if (folder.empty()) return;
  check_dwells(folder, kRogue);
}

TEST_CASE("a recording may begin anywhere") {
  const std::string folder = captures_folder();
  if (folder.empty()) return;
  for (const LaboratoryCell& cell : {kLegit, kRogue}) {
    const Recorded signal = load(folder, cell);
    const Blocks truth = read_truth(folder, cell);
    for (const double skip_s : {0.0013, 0.0627, 0.17, 0.2391, 0.41, 0.5003, 0.7777, 0.999}) {
      CAPTURE(cell.name, skip_s);
      const auto observations = all_observations(receive(stretch_of(signal, skip_s, skip_s + 2)));
      REQUIRE(observations.size() == 2);
      for (const Observation& o : observations) check_fields(o, cell, truth);
      check_same_count(observations[0], observations[1]);
      CHECK(good_blocks(observations) == blocks_between(truth, observations[0], skip_s, skip_s + 2));
    }
  }
}

TEST_CASE("dwells may be long or short") {
  const std::string folder = captures_folder();
  if (folder.empty()) return;
  const Recorded signal = load(folder, kLegit);
  const Blocks truth = read_truth(folder, kLegit);
  constexpr double kHeard_s = 3;
  for (const double dwell_s : {0.08, 0.1, 0.16, 0.25, 0.37, 0.5, 1.0}) {
    CAPTURE(dwell_s);
    ReceiverConfig config;
    config.dwell_s = dwell_s;
    const auto dwells = receive(stretch_of(signal, 0, kHeard_s), config);
    CHECK(dwells.size() == static_cast<std::size_t>(std::ceil(kHeard_s / dwell_s - 1e-9)));
    const auto observations = all_observations(dwells);
    REQUIRE(!observations.empty());
    CHECK(observations[0].t_s < 0.5);
    for (const Observation& o : observations) {
      CHECK(is_of(o, kLegit));
      check_same_count(observations[0], o);
    }
    CHECK(good_blocks(observations) ==
          blocks_between(truth, observations.back(), observations[0].t_s, kHeard_s));
  }
}

TEST_CASE("dwells do not depend on how the samples are handed over") {
  const std::string folder = captures_folder();
  if (folder.empty()) return;
  const Recorded signal = load(folder, kRogue);
  Stretch stretch = stretch_of(signal, 0, 2.5);
  const std::string expected = text_of(receive(stretch));
  CHECK(expected.size() > 1000);
  for (const std::size_t block_samples : {std::size_t{777}, std::size_t{10'000}, std::size_t{4'000'000}}) {
    CAPTURE(block_samples);
    stretch.block_samples = block_samples;
    CHECK(text_of(receive(stretch)) == expected);
  }
}

TEST_CASE("dwells do not depend on the number of threads") {
  const std::string folder = captures_folder();
  if (folder.empty()) return;
  const Recorded signal = load(folder, kLegit);
  const Stretch stretch = stretch_of(signal, 0, 2.5);
  CHECK(text_of(receive(stretch, {}, run_on_two_threads)) == text_of(receive(stretch)));
}

TEST_CASE("a cell's count goes on over a gap of known length") {
  const std::string folder = captures_folder();
  if (folder.empty()) return;
  const Recorded signal = load(folder, kLegit);
  const Blocks truth = read_truth(folder, kLegit);
  for (const double gap_s : {0.0005, 0.0123, 0.3, 1.5}) {
    CAPTURE(gap_s);
    constexpr double kBefore_s = 1.6;
    Stretch after = stretch_of(signal, kBefore_s + gap_s, 5);
    after.gap_before = true;
    after.lost_before = static_cast<std::uint64_t>(gap_s * signal.rate_hz);
    Receiver receiver({}, run_serially);
    std::vector<Dwell> dwells;
    push(receiver, stretch_of(signal, 0, kBefore_s), dwells);
    push(receiver, after, dwells);
    receiver.finish(dwells);
    REQUIRE(dwells.size() >= 4);
    CHECK(dwells[1].listen.duration_s == Approx(kBefore_s - 1).margin(1e-9));
    CHECK(dwells[1].listen.samples_lost == 0);
    CHECK(dwells[2].listen.t_s == Approx(kBefore_s + gap_s).margin(1e-5));
    CHECK(dwells[2].listen.samples_lost == after.lost_before);
    CHECK(dwells[3].listen.samples_lost == 0);
    const auto observations = all_observations(dwells);
    REQUIRE(observations.size() == dwells.size());
    for (const Observation& o : observations) {
      check_fields(o, kLegit, truth);
      check_same_count(observations[0], o);
    }
    CHECK(good_blocks(observations) == blocks_between(truth, observations[0], 0, kBefore_s) +
                                           blocks_between(truth, observations[0], kBefore_s + gap_s, 5));
  }
}

TEST_CASE("after a gap of unknown length a cell is found anew") {
  const std::string folder = captures_folder();
  if (folder.empty()) return;
  const Recorded signal = load(folder, kLegit);
  // 0.4 s are missing and nobody says so: the stream's time runs late from there on.
  Stretch after = stretch_of(signal, 2, 4);
  after.first_sample = static_cast<std::uint64_t>(1.6 * signal.rate_hz);
  after.gap_before = true;
  Receiver receiver({}, run_serially);
  std::vector<Dwell> dwells;
  push(receiver, stretch_of(signal, 0, 1.6), dwells);
  push(receiver, after, dwells);
  receiver.finish(dwells);
  REQUIRE(dwells.size() == 4);
  const Blocks truth = read_truth(folder, kLegit);
  std::vector<Observation> late;
  for (const Dwell& dwell : dwells) {
    REQUIRE(dwell.observations.size() == 1);
    CHECK(dwell.listen.samples_lost == 0);
    check_fields(dwell.observations[0], kLegit, truth);
  }
  check_same_count(dwells[0].observations[0], dwells[1].observations[0]);
  check_same_count(dwells[2].observations[0], dwells[3].observations[0]);
  const Observation& before = dwells[1].observations[0];
  const Observation& then = dwells[2].observations[0];
  const double frames = static_cast<double>(then.gsm()->frame_number) - before.gsm()->frame_number;
  CHECK(then.frame_start_s.value - before.frame_start_s.value ==
        Approx(frames * kFrame_s - 0.4).margin(1e-5));
}

TEST_CASE("a retune and another file begin anew") {
  const std::string folder = captures_folder();
  if (folder.empty()) return;
  const Recorded legit = load(folder, kLegit);
  const Recorded rogue = load(folder, kRogue);
  Receiver receiver({}, run_serially);
  std::vector<Dwell> dwells;
  push(receiver, stretch_of(legit, 0, 1.5), dwells);
  // The other file's window is another: no flag is needed to see it.
  Stretch second = stretch_of(rogue, 0, 1.5);
  second.first_sample = 1'500'000;
  push(receiver, second, dwells);
  // And the first once more, from its start: the same window as before the retune.
  Stretch third = stretch_of(legit, 0, 1.5);
  third.first_sample = 3'000'000;
  third.gap_before = true;
  push(receiver, third, dwells);
  // The next file of the same window, without a word of how long it was in between.
  Stretch fourth = stretch_of(legit, 0, 1.5);
  fourth.first_sample = 4'500'000;
  fourth.gap_before = true;
  push(receiver, fourth, dwells);
  receiver.finish(dwells);
  REQUIRE(dwells.size() == 8);
  for (std::size_t i = 0; i < dwells.size(); ++i) {
    const LaboratoryCell& cell = i / 2 == 1 ? kRogue : kLegit;
    CAPTURE(i);
    CHECK(dwells[i].listen.t_s ==
          Approx(1.5 * static_cast<double>(i / 2) + static_cast<double>(i % 2)).margin(1e-9));
    REQUIRE(dwells[i].observations.size() == 1);
    CHECK(is_of(dwells[i].observations[0], cell));
  }
  for (const std::size_t first : {0U, 2U, 4U, 6U})
    check_same_count(dwells[first].observations[0], dwells[first + 1].observations[0]);
  CHECK(dwells[4].observations[0].gsm()->frame_number == dwells[0].observations[0].gsm()->frame_number);
  CHECK(dwells[6].observations[0].gsm()->frame_number == dwells[0].observations[0].gsm()->frame_number);
}

}  // namespace
}  // namespace cellwarden::gsm
