// Another receiver on the generator's signal: gr-gsm, as Debian packages it.
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>
#include <string>

#include <fmt/format.h>

#include "tests/catch.hpp"
#include "tests/synth/scene.hpp"

using namespace cellwarden;
using namespace cellwarden::synth;

namespace {

constexpr int kNotInstalled = 77;
constexpr double kRate_hz = 1e6;

/// A folder that goes with the test.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "grgsm_XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::string file(const char* name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

std::string line(const GsmSentBlock& block) {
  std::string text = fmt::format("{} ", block.frame_number);
  for (const std::uint8_t octet : block.octets) text += fmt::format("{:02x}", octet);
  return text;
}

struct Comparison {
  bool is_installed = false;
  std::set<std::string> sent, received;
};

// Blocks of one timeslot, as sent and as gr-gsm has them after `duration_s`.
Comparison compare(GsmCellSpec cell, unsigned timeslot, double duration_s, double snr_db) {
  const Folder folder;
  Comparison result;
  SceneSpec scene;
  scene.radio = {.sample_rate_hz = kRate_hz, .center_hz = 940e6, .clock_ppm = 0};
  scene.noise_variance = gsm_noise_variance(cell.power_dbfs, snr_db, kRate_hz);
  cell.on_block = [&](const GsmSentBlock& block, double) {
    if (block.timeslot == timeslot) result.sent.insert(line(block));
  };
  const bool is_combined = cell.bursts.broadcast.ccch_conf == 1;
  scene.gsm_cells = {cell};
  const auto x = generate(scene, static_cast<std::size_t>(duration_s * kRate_hz));
  std::ofstream file(folder.file("cell.cf32"), std::ios::binary);
  file.write(reinterpret_cast<const char*>(x.data()),
             static_cast<std::streamsize>(x.size() * sizeof(Sample)));
  file.close();
  REQUIRE(file);
  const std::string command =
      fmt::format("{} {}/tests/synth/grgsm_blocks.py {} --rate {} --slot {} {} > {} 2> {}", CELLWARDEN_PYTHON,
                  CELLWARDEN_SOURCE_DIR, folder.file("cell.cf32"), kRate_hz, timeslot,
                  is_combined ? "--combined" : "", folder.file("blocks.txt"), folder.file("log.txt"));
  const int status = std::system(command.c_str());
  if (WIFEXITED(status) && WEXITSTATUS(status) == kNotInstalled) return result;
  std::ostringstream log;
  log << std::ifstream(folder.file("log.txt")).rdbuf();
  CAPTURE(log.str());
  REQUIRE(status == 0);
  result.is_installed = true;
  std::ifstream blocks(folder.file("blocks.txt"));
  for (std::string text; std::getline(blocks, text);) result.received.insert(text);
  return result;
}

// Everything received was sent, and but for some at the ends everything sent was received.
void check(const Comparison& result, std::size_t missing_at_most) {
  if (!result.is_installed) {
    std::cout << "SKIPPED: gr-gsm is not installed (package gr-gsm), nothing was compared\n";
    return;
  }
  std::size_t missing = 0;
  for (const std::string& text : result.sent) missing += result.received.contains(text) ? 0U : 1U;
  for (const std::string& text : result.received) {
    CAPTURE(text);
    CHECK(result.sent.contains(text));
  }
  CHECK(result.sent.size() > 50);
  CHECK(missing <= missing_at_most);
}

GsmCellSpec cell_with(unsigned ccch_conf) {
  GsmCellSpec cell;
  cell.bursts.bsic = 0x2B;
  cell.bursts.broadcast.ccch_conf = ccch_conf;
  cell.bursts.broadcast.cell_allocation = {1, 5, 77};
  cell.bursts.broadcast.neighbours = {3, 9, 100};
  cell.bursts.broadcast.neighbours_ter = {600, 611};
  cell.bursts.broadcast.lte_neighbours = {1300, 3350};
  cell.bursts.broadcast.gprs = true;
  cell.bursts.paging = {.requests_per_s = 12, .type_weights = {1, 1, 1}, .permanent_share = 0.3};
  cell.bursts.assignments = {.messages_per_s = 4, .reject_share = 0.2, .packet_share = 0.3};
  cell.power_dbfs = -10;
  cell.frame_number_start = 2'345'678;
  cell.delay_s = 0.0321;
  return cell;
}

}  // namespace

TEST_CASE("gr-gsm reads the blocks of a cell", "[synth][gsm][grgsm]") {
  check(compare(cell_with(0), 0, 4, 25), 8);
}

TEST_CASE("gr-gsm reads the blocks of a cell with combined channels", "[synth][gsm][grgsm]") {
  GsmCellSpec cell = cell_with(1);
  cell.slot_length = SlotLength::kQuarter;
  cell.oscillator_ppm = 0.3;
  check(compare(cell, 0, 4, 25), 8);
}

TEST_CASE("gr-gsm reads the common channels of another timeslot", "[synth][gsm][grgsm]") {
  check(compare(cell_with(2), 2, 4, 25), 8);
}
