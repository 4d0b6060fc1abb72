// Recordings of GSM cells by others, and what is known of them: every block of theirs, or what other
// receivers found in them.
#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/dsp/gsm/captures.hpp"
#include "tests/dsp/gsm/reading.hpp"

namespace cellwarden::gsm {
namespace {

using capture::SampleFormat;

// The modulator that made the files cuts its phase pulse to four symbols: it turns by this much less than a
// quarter for a symbol (gnuradio.analog.cpm.phase_response). Among random bits that evens out; in a
// frequency correction burst it does not.
constexpr double kPulseShortfall = 1.056e-4;

void check_blocks(const CellReading& found, const Blocks& truth, double seconds) {
  std::set<std::uint32_t> read;
  for (const ReadBlock& block : found.blocks) {
    CAPTURE(block.frame_number, unsigned{block.slot}, unsigned{block.index});
    const auto sent = truth.find(block.frame_number);
    REQUIRE(sent != truth.end());
    CHECK(sent->second == block.octets);
    CHECK((block.channel == LogicalChannel::kBroadcast) == (block.frame_number % kMultiframe_frames == 2));
    CHECK(read.insert(block.frame_number).second);
  }
  std::size_t held = 0;
  std::size_t missing = 0;
  for (const auto& [frame_number, octets] : truth) {
    if (!found.holds_block(frame_number, seconds)) continue;
    ++held;
    if (read.contains(frame_number)) continue;
    ++missing;
    UNSCOPED_INFO("missing: " << frame_number << ", " << frame_number % kMultiframe_frames << " of 51");
  }
  CHECK(missing == 0);
  CHECK(held > 100);
}

void check_every_block(const std::string& folder, const LaboratoryCell& cell) {
  CAPTURE(cell.name);
  const Recorded signal = load(folder, cell);
  const auto cells = read_cells(signal.samples, signal.rate_hz);
  REQUIRE(cells.size() == 1);
  const CellReading& found = cells[0];
  CHECK(found.bsic == cell.bsic);
  check_blocks(found, read_truth(folder, cell), signal.seconds());
  CHECK(found.sch_good == found.sync_frames.size());
  CHECK(found.sch_good > 145);
  const auto offset = mean_offset_hz(found);
  REQUIRE(offset);
  CAPTURE(offset->value, offset->sigma);
  CHECK(offset->sigma < 1);
  CHECK(std::abs(offset->value - (cell.offset_hz - kPulseShortfall * kFcchTone_hz)) < 3);
}

TEST_CASE("every block of a laboratory's cell is read") {
  const std::string folder = captures_folder();
  if (folder.empty()) return;
  check_every_block(folder, kLegit);
}

TEST_CASE("every block of a laboratory's cell with combined channels is read") {
  const std::string folder = captures_folder();
  if (folder.empty()) return;
  check_every_block(folder, kRogue);
}

// ---------------------------------------------------------------------------------------------------------
// Two cells off air, of which 160 ms were kept.

struct FieldCell {
  const char* samples;
  double center_hz;
  double offset_hz;
  unsigned bsic;
  std::vector<std::uint32_t> sync_frames;
};

constexpr double kFieldRate_hz = 500e3;
const FieldCell kField941{
    "GSMSP_20070204_robert_dbsrx_941.0MHz_128.cfile", 941e6, 8470, 32, {674996, 675006, 675016, 675026}};
const FieldCell kField953{
    "GSMSP_20070204_robert_dbsrx_953.6MHz_128.cfile", 953.6e6, 8690, 56, {857096, 857107, 857117, 857127}};

CellReading read_field(const std::string& folder, const FieldCell& cell) {
  CAPTURE(cell.samples);
  const Recorded signal =
      load(folder + "/" + cell.samples, kFieldRate_hz, cell.center_hz, SampleFormat::kCf32);
  const auto cells = read_cells(signal.samples, signal.rate_hz);
  REQUIRE(cells.size() == 1);
  CHECK(cells[0].bsic == cell.bsic);
  CHECK(cells[0].sync_frames == cell.sync_frames);
  CHECK(cells[0].sch_good == cell.sync_frames.size());
  CHECK(std::abs(cells[0].offset_hz - cell.offset_hz) < 30);
  return cells[0];
}

// Paging requests type 1, 2 and 3 (TS 44.018, table 10.4.1).
bool is_paging(const L2Block& octets) {
  constexpr std::uint8_t kRadioResources = 0x06;
  return octets[1] == kRadioResources && (octets[2] == 0x21 || octets[2] == 0x22 || octets[2] == 0x24);
}

TEST_CASE("a cell off air that pages") {
  const std::string folder = captures_folder();
  if (folder.empty()) return;
  const CellReading cell = read_field(folder, kField941);
  CHECK(cell.blocks.size() == 6);
  for (const ReadBlock& block : cell.blocks) {
    // Nothing in it says whether the timeslot is shared: then only the first three are surely common.
    constexpr std::uint32_t kLastCommonFrame = 16;
    const bool is_surely_common = block.frame_number % kMultiframe_frames <= kLastCommonFrame;
    CHECK(block.channel == (is_surely_common ? LogicalChannel::kCommonControl : LogicalChannel::kUndecided));
    CHECK(is_paging(block.octets));
  }
}

TEST_CASE("a cell off air that says who it is") {
  const std::string folder = captures_folder();
  if (folder.empty()) return;
  constexpr L2Block kSystemInformation3{0x49, 0x06, 0x1B, 0x3B, 0x2D, 0x72, 0xF2, 0x20,
                                        0x3A, 0xA8, 0xD0, 0x03, 0x3C, 0x54, 0x65, 0x06,
                                        0xB9, 0x00, 0x00, 0x80, 0x20, 0x42, 0x0B};
  const CellReading cell = read_field(folder, kField953);
  const auto is_told = [&](const ReadBlock& b) {
    return b.frame_number == 857108 && b.channel == LogicalChannel::kBroadcast &&
           b.octets == kSystemInformation3;
  };
  CHECK(std::count_if(cell.blocks.begin(), cell.blocks.end(), is_told) == 1);
}

}  // namespace
}  // namespace cellwarden::gsm
