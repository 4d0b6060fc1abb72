// Real cells: recordings by others, and what two other receivers and a second look found in them.
#include <algorithm>
#include <cmath>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "tests/dsp/lte/captures.hpp"

namespace cellwarden::lte {
namespace {

struct TrueCell {
  unsigned pci;
  Duplex duplex;
  unsigned bandwidth_rb;
  unsigned ports;
  PhichResource phich;
  double offset_hz;           // of the carrier from the tuned centre
  std::vector<unsigned> sfn;  // of some frame of the recording, as other receivers told it
  bool is_probable = false;   // one parity check of one receiver
};

struct Recording {
  const char* name;
  double nominal_hz;  // of its cells; 0: recorded behind a converter, or unknown: not to be named
  std::vector<TrueCell> cells;
  RecordingOptions options{};
};

constexpr auto kFdd = Duplex::kFdd;
constexpr auto kTdd = Duplex::kTdd;
constexpr auto kOne = PhichResource::kOne;
constexpr auto kHalf = PhichResource::kHalf;
constexpr auto kSixth = PhichResource::kOneSixth;

const std::vector<Recording> kShort{
    {"capbuf_0000_evrytania.cf32",
     739e6,
     {{277, kFdd, 50, 2, kOne, 35228, {75, 74}}, {271, kFdd, 50, 2, kOne, 35231, {}, true}},
     stated(1.92e6, 739e6)},
    {"f1815_s1.92_from_dimitri_rtlsdr.cu8",
     1815e6,
     {{261, kFdd, 100, 2, kOne, -66916, {600}}, {263, kFdd, 100, 2, kOne, -66916, {600}, true}}},
    {"f1890_s1.92_g0_0.16s.cu8", 1890e6, {{253, kTdd, 100, 2, kHalf, -41115, {604, 603}}}},
    {"f796_s1.92_bw1.2_0.08s_rtlsdr.cu8", 796e6, {{360, kFdd, 50, 2, kOne, -49108, {719}}}},
    {"f806_s1.92_bw1.2_0.08s_rtlsdr.cu8", 806e6, {{300, kFdd, 50, 2, kOne, -49615, {864, 863}}}},
};

const std::vector<Recording> kWide{
    {"f1815.3_s19.2_bw20_0.08s_hackrf-1.cs8", 1815.3e6, {{301, kFdd, 100, 2, kOne, 14276, {14, 13}}}},
    {"f1815.3_s19.2_bw20_0.08s_hackrf.cs8", 1815.3e6, {{300, kFdd, 100, 2, kOne, 13967, {952, 951}}}},
    {"f1852.5_s19.2_bw20_0.08s_hackrf_home.cs8",
     1852.5e6,
     {{271, kFdd, 25, 2, kOne, 24857, {131, 130}}, {272, kFdd, 25, 2, kOne, 24852, {133, 130}}}},
    {"f1890_s19.2_bw20_0.08s_hackrf_home2.cs8", 1890e6, {{253, kTdd, 100, 2, kHalf, 26258, {717, 715}}}},
    {"f2360_s19.2_bw20_0.08s_hackrf.cs8", 2360e6, {{30, kTdd, 100, 1, kOne, 31868, {310}}}},
    {"f806_s19.2_bw20_0.08s_hackrf.cs8",
     806e6,
     {{300, kFdd, 50, 2, kOne, 6191, {317, 316}}, {115, kFdd, 50, 2, kOne, 6199, {318, 316}}}},
};

const std::vector<Recording> kOneSecond{
    {"f1860_s1.92_g0_1s_rtlsdr.cu8", 1860e6, {{86, kFdd, 100, 2, kOne, -44092, {741, 721}}}},
    {"f1860_s1.92_g0_1s_rtlsdr1.cu8",
     1860e6,
     {{86, kFdd, 100, 2, kOne, -41774, {613, 588}}, {142, kFdd, 100, 2, kOne, -41799, {590, 588}}}},
    {"f2360_s1.92_bw1.2_1s_hackrf.cu8", 2360e6, {{30, kTdd, 100, 1, kOne, 30273, {263, 264}}}},
    {"f2584.9_s1.92_g0_1s_rtlsdr.cu8",
     0,
     {{68, kTdd, 100, 2, kSixth, 12214, {1020, 1018}}, {354, kTdd, 100, 4, kSixth, 12229, {1018}}}},
    {"f2585_s1.92_bw1.2_1s_hackrf.cu8", 2585e6, {{216, kTdd, 100, 2, kOne, 33451, {767, 765}}}},
    {"f2585_s1.92_g0_1s_rtlsdr.cu8",
     0,
     {{68, kTdd, 100, 2, kSixth, -87976, {553}}, {354, kTdd, 100, 4, kSixth, -88008, {555}}}},
    {"f2645.3_s1.92_g20_SamplingPPM26.2_1s.cu8",
     0,
     {{21, kTdd, 100, 2, kOne, -389545, {}}, {22, kTdd, 100, 2, kOne, -389435, {}}}},
    {"f2645_s1.92_g20_SamplingPPM26.2_1s_rtlsdr.cu8",
     0,
     {{21, kTdd, 100, 2, kOne, -89412, {788, 787}}, {22, kTdd, 100, 2, kOne, -89414, {787}}}},
};

// Noise; nothing; and a converter driven into its limits by a strong narrow signal.
const std::vector<Recording> kWithoutCell{
    {"f811_s1.92_bw1.2_0.08s_rtlsdr.cu8", 0, {}},
    {"f821_s1.92_bw1.2_0.08s_rtlsdr.cu8", 0, {}},
    {"noise.cu8", 0, {}, stated(1.92e6, 1860e6)},
};

// Made in a laboratory, at a frequency that the files do not tell.
const std::vector<Recording> kLaboratory{
    {"srsran_signal.1.92M.amar.cf32", 0, {{1, kFdd, 6, 1, kOne, -25, {656}}}, stated(1.92e6, 2630.05e6)},
    {"srsenb_5M_pci200_7.68M.cs16",
     0,
     {{200, kFdd, 25, 1, kSixth, 0, {}}},
     stated(7.68e6, 2630.05e6, SampleFormat::kCs16)},
};

std::string description(const Observation& o) {
  std::ostringstream text;
  text << to_string(o.state) << " PCI " << o.physical_id << " " << to_string(o.lte()->duplex) << " at "
       << o.carrier.measured_hz.value / 1e6 << " MHz, SNR " << o.signal.snr_db << " dB, clock "
       << (o.clock_offset_ppm ? o.clock_offset_ppm->value : 0.0) << " ppm, reference z "
       << o.lte()->reference_z << ", MIB z " << o.lte()->mib_z << ", decodes " << o.good_decodes << "/"
       << o.bad_decodes;
  if (o.lte()->mib) {
    text << ", " << unsigned{o.lte()->mib->bandwidth_rb} << " RB, " << unsigned{o.lte()->mib->ports}
         << " ports, PHICH " << to_string(o.lte()->mib->phich_duration) << " "
         << to_string(o.lte()->mib->phich_resource) << ", SFN " << o.lte()->mib->sfn << " at "
         << o.frame_start_s.value << " s, spare " << o.lte()->mib->spare;
  }
  if (o.carrier.nominal_hz) text << ", nominal " << *o.carrier.nominal_hz / 1e6 << " MHz";
  return text.str();
}

std::string description(const Heard& heard) {
  std::string text;
  for (const Observation& o : heard.observations) text += description(o) + "\n";
  return text;
}

constexpr double kSameCarrier_hz = 5e3;

bool is_on_carrier(const Observation& o, const Heard& heard, const TrueCell& cell) {
  return std::abs(o.carrier.measured_hz.value - heard.center_hz - cell.offset_hz) < kSameCarrier_hz;
}

std::vector<Observation> observations_of(const TrueCell& cell, const Heard& heard) {
  std::vector<Observation> found;
  for (const Observation& o : heard.observations) {
    if (o.physical_id == cell.pci && is_on_carrier(o, heard, cell)) found.push_back(o);
  }
  return found;
}

// Frame numbers of two observations of one cell differ by the frames between them.
bool is_consistent(const Observation& a, const Observation& b) {
  if (!a.lte()->mib || !b.lte()->mib) return false;
  const double frames = (b.frame_start_s.value - a.frame_start_s.value) / 10e-3;
  const long expected = std::lround(frames) + a.lte()->mib->sfn;
  return std::abs(frames - std::round(frames)) < 0.01 && same_configuration(*a.lte()->mib, *b.lte()->mib) &&
         (expected - b.lte()->mib->sfn) % kSfnPeriod_frames == 0;
}

// Somewhere in the recording there is a frame of the number that another receiver told.
bool holds_frame(const Observation& o, const Heard& heard, unsigned sfn) {
  const auto first = static_cast<long>(o.lte()->mib->sfn) - std::lround(o.frame_start_s.value / 10e-3);
  const long frames_in =
      ((static_cast<long>(sfn) - first) % kSfnPeriod_frames + kSfnPeriod_frames) % kSfnPeriod_frames;
  return frames_in <= std::lround(heard.seconds / 10e-3) + 1 || frames_in == kSfnPeriod_frames - 1;
}

void check_fields(const Observation& o, const TrueCell& cell, const Heard& heard) {
  CHECK(o.lte()->duplex == cell.duplex);
  CHECK(o.lte()->cyclic_prefix == CyclicPrefix::kNormal);
  if (!o.lte()->mib) return;
  CHECK(o.lte()->mib->bandwidth_rb == cell.bandwidth_rb);
  CHECK(o.lte()->mib->ports == cell.ports);
  CHECK(o.lte()->mib->phich_duration == PhichDuration::kNormal);
  CHECK(o.lte()->mib->phich_resource == cell.phich);
  if (!cell.sfn.empty()) {
    CHECK(std::any_of(cell.sfn.begin(), cell.sfn.end(),
                      [&](unsigned sfn) { return holds_frame(o, heard, sfn); }));
  }
}

struct Tally {
  std::vector<double> errors_hz;
  int probable = 0;
  int probable_found = 0;
};

void check_true_cells(const Recording& recording, const Heard& heard, Tally& tally) {
  for (const TrueCell& cell : recording.cells) {
    CAPTURE(cell.pci);
    const auto found = observations_of(cell, heard);
    const bool is_confirmed = std::any_of(
        found.begin(), found.end(), [](const Observation& o) { return o.state == CellState::kConfirmed; });
    if (cell.is_probable) {
      ++tally.probable;
      tally.probable_found += is_confirmed ? 1 : 0;
    } else {
      CHECK(is_confirmed);
    }
    const Observation* first = nullptr;
    for (const Observation& o : found) {
      check_fields(o, cell, heard);
      if (first != nullptr && o.lte()->mib) CHECK(is_consistent(*first, o));
      if (first == nullptr && o.lte()->mib) first = &o;
    }
    if (!found.empty()) {
      tally.errors_hz.push_back(
          std::abs(found.back().carrier.measured_hz.value - heard.center_hz - cell.offset_hz));
    }
  }
}

// Sectors of one site count their frames alike, at the same time.
bool is_in_step(const Observation& a, const Observation& b) {
  return a.lte()->mib && b.lte()->mib && a.physical_id != b.physical_id &&
         same_configuration(*a.lte()->mib, *b.lte()->mib) && a.lte()->mib->sfn == b.lte()->mib->sfn &&
         std::abs(a.carrier.measured_hz.value - b.carrier.measured_hz.value) < kSameCarrier_hz &&
         std::abs(a.frame_start_s.value - b.frame_start_s.value) < 50e-6;
}

// A cell that no other receiver told is real where it is built like one that is known on the same carrier,
// where it said one thing more than once, or where it goes in step with another.
bool is_credible(const Observation& o, const Heard& heard, const Recording& recording) {
  const auto is_alike = [&](const TrueCell& cell) {
    return is_on_carrier(o, heard, cell) && o.lte()->duplex == cell.duplex &&
           (!o.lte()->mib ||
            (o.lte()->mib->bandwidth_rb == cell.bandwidth_rb && o.lte()->mib->phich_resource == cell.phich &&
             o.lte()->mib->phich_duration == PhichDuration::kNormal));
  };
  const auto supports = [&](const Observation& other) {
    return is_in_step(o, other) ||
           (other.t_s != o.t_s && other.physical_id == o.physical_id && is_consistent(o, other));
  };
  return o.good_decodes >= 2 || std::any_of(recording.cells.begin(), recording.cells.end(), is_alike) ||
         std::any_of(heard.observations.begin(), heard.observations.end(), supports);
}

void check_further_cells(const Recording& recording, const Heard& heard) {
  for (const Observation& o : heard.observations) {
    const bool is_true = std::any_of(recording.cells.begin(), recording.cells.end(), [&](const auto& cell) {
      return o.physical_id == cell.pci && is_on_carrier(o, heard, cell);
    });
    if (is_true) continue;
    INFO(description(o));
    CHECK(is_credible(o, heard, recording));
  }
}

void check_nominal(const Recording& recording, const Heard& heard) {
  for (const Observation& o : heard.observations) {
    if (!o.carrier.nominal_hz) continue;
    INFO(description(o));
    const double nominal_hz = *o.carrier.nominal_hz;
    CHECK(std::fmod(nominal_hz, kLteRaster_hz) == 0.0);
    CHECK(std::abs(nominal_hz / o.carrier.measured_hz.value - 1.0) < 100e-6);
    CHECK(recording.nominal_hz > 0);
    const bool is_on_known_carrier =
        std::any_of(recording.cells.begin(), recording.cells.end(),
                    [&](const TrueCell& cell) { return is_on_carrier(o, heard, cell); });
    if (is_on_known_carrier) CHECK(nominal_hz == recording.nominal_hz);
  }
}

double median(std::vector<double> values) {
  REQUIRE(!values.empty());
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// Half a second at a time: the second dwell must agree with the first.
constexpr double kDwell_s = 0.5;

Tally check_all(const std::vector<Recording>& recordings, const std::string& folder, SearchDepth depth) {
  Tally tally;
  for (const Recording& recording : recordings) {
    CAPTURE(recording.name);
    ReceiverConfig config;
    config.depth = depth;
    config.dwell_s = kDwell_s;
    const Heard heard = listen_to(folder + "/" + recording.name, recording.options, config);
    INFO(description(heard));
    check_true_cells(recording, heard, tally);
    check_further_cells(recording, heard);
    check_nominal(recording, heard);
  }
  return tally;
}

TEST_CASE("recordings of 80 and 160 ms") {
  const std::string folder = captures_folder();
  if (folder.empty()) return;
  const Tally tally = check_all(kShort, folder, SearchDepth::kNormal);
  CHECK(median(tally.errors_hz) <= 300);
  CHECK(2 * tally.probable_found >= tally.probable);
}

TEST_CASE("recordings of 19.2 MS/s") {
  const std::string folder = captures_folder();
  if (folder.empty()) return;
  const Tally tally = check_all(kWide, folder, SearchDepth::kNormal);
  CHECK(median(tally.errors_hz) <= 300);
}

TEST_CASE("recordings of one second") {
  const std::string folder = captures_folder();
  if (folder.empty()) return;
  const Tally tally = check_all(kOneSecond, folder, SearchDepth::kNormal);
  CHECK(median(tally.errors_hz) <= 300);
}

TEST_CASE("recordings of one second, searched to the ground") {
  const std::string folder = captures_folder();
  if (folder.empty()) return;
  check_all({kOneSecond[0], kOneSecond[4]}, folder, SearchDepth::kDeep);
}

TEST_CASE("recordings from laboratories") {
  const std::string folder = captures_folder();
  if (folder.empty()) return;
  check_all(kLaboratory, folder, SearchDepth::kNormal);
}

TEST_CASE("recordings without a cell") {
  const std::string folder = captures_folder();
  if (folder.empty()) return;
  for (const Recording& recording : kWithoutCell) {
    CAPTURE(recording.name);
    for (const SearchDepth depth : {SearchDepth::kNormal, SearchDepth::kDeep}) {
      ReceiverConfig config;
      config.depth = depth;
      const Heard heard = listen_to(folder + "/" + recording.name, recording.options, config);
      CHECK(description(heard).empty());
    }
  }
}

}  // namespace
}  // namespace cellwarden::lte
