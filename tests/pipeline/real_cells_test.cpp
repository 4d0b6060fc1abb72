// Real LTE cells through the receiver and every rule: whatever fires on them is a false alarm of ours. A rule
// holds here as soon as it fires once, and the least of points opens an incident.
#include <array>
#include <string>

#include "detector/detector.hpp"
#include "tests/catch.hpp"
#include "tests/dsp/lte/captures.hpp"

using namespace cellwarden;

namespace {

struct Recorded {
  std::string name;
  std::uint16_t country{};  // mobile country code where it was made; 0: nobody says
  lte::RecordingOptions options{};
};

// What is known of them: the captures' own truth.
std::vector<Recorded> recordings_of_real_cells() {
  return {{"capbuf_0000_evrytania.cf32", 0, lte::stated(1.92e6, 739e6)},
          {"f1815.3_s19.2_bw20_0.08s_hackrf-1.cs8", 206},
          {"f1815.3_s19.2_bw20_0.08s_hackrf.cs8", 206},
          {"f1815_s1.92_from_dimitri_rtlsdr.cu8", 206},
          {"f1852.5_s19.2_bw20_0.08s_hackrf_home.cs8", 460},
          {"f1860_s1.92_g0_1s_rtlsdr.cu8", 460},
          {"f1860_s1.92_g0_1s_rtlsdr1.cu8", 460},
          {"f1890_s1.92_g0_0.16s.cu8", 460},
          {"f1890_s19.2_bw20_0.08s_hackrf_home2.cs8", 460},
          {"f2360_s1.92_bw1.2_1s_hackrf.cu8", 460},
          {"f2360_s19.2_bw20_0.08s_hackrf.cs8", 460},
          {"f2584.9_s1.92_g0_1s_rtlsdr.cu8", 460},
          {"f2585_s1.92_bw1.2_1s_hackrf.cu8", 460},
          {"f2585_s1.92_g0_1s_rtlsdr.cu8", 460},
          {"f796_s1.92_bw1.2_0.08s_rtlsdr.cu8", 0},
          {"f806_s1.92_bw1.2_0.08s_rtlsdr.cu8", 0},
          {"f806_s19.2_bw20_0.08s_hackrf.cs8", 0}};
}

detector::DetectorInputs strict(std::uint16_t country) {
  detector::DetectorInputs inputs;
  inputs.rules.votes_needed = 1.0;
  inputs.rules.votes_of = 1.0;
  inputs.rules.watch_points = 1.0;
  inputs.rules.gate_min_decodes = 1.0;
  if (country != 0) inputs.site.countries = {country};
  return inputs;
}

struct Judged {
  std::vector<detector::Incident> incidents;
  std::size_t cells{};
  std::size_t identities{};
};

Judged judge(const std::string& path, const Recorded& recorded) {
  auto source = capture::open_recording(path, recorded.options);
  REQUIRE(source);
  lte::ReceiverConfig config;
  config.max_offset_hz = 140e3;
  config.clock_drives_tuner = recorded.name.find("f2584.9") == std::string::npos &&
                              recorded.name.find("f2585_s1.92_g0") == std::string::npos;
  lte::Receiver receiver(config, run_serially);
  std::vector<Dwell> dwells;
  while (true) {
    const auto block = (*source)->read();
    REQUIRE(block);
    if (!*block) break;
    receiver.push(**block, dwells);
  }
  receiver.finish(dwells);
  detector::Detector detector(strict(recorded.country));
  Judged judged;
  for (const Dwell& dwell : dwells) {
    for (auto& incident : detector.add(dwell).incidents) judged.incidents.push_back(std::move(incident));
  }
  for (const auto& cell : detector.cells()) {
    ++judged.cells;
    if (cell.lte && cell.lte->sib1) ++judged.identities;
  }
  return judged;
}

}  // namespace

TEST_CASE("No rule fires on a real LTE cell", "[pipeline][captures][lte]") {
  const std::string folder = lte::captures_folder();
  if (folder.empty()) return;
  std::size_t cells = 0;
  std::size_t identities = 0;
  for (const Recorded& recorded : recordings_of_real_cells()) {
    CAPTURE(recorded.name);
    const Judged judged = judge(folder + "/" + recorded.name, recorded);
    cells += judged.cells;
    identities += judged.identities;
    for (const detector::Incident& incident : judged.incidents) {
      for (const detector::Finding& finding : incident.findings) {
        FAIL_CHECK(finding.rule << " on PCI " << incident.subject.latest.physical_id << ": " << finding.text);
      }
    }
  }
  // So that silence is not for want of cells.
  CHECK(cells >= 20);
  CHECK(identities >= 5);
}

TEST_CASE("A software eNodeB as it comes is a test network with little to say", "[pipeline][captures][lte]") {
  const std::string folder = lte::captures_folder();
  if (folder.empty()) return;
  const Recorded made{"srsenb_5M_pci200_7.68M.cs16", 0,
                      lte::stated(7.68e6, 2630.05e6, capture::SampleFormat::kCs16)};
  const Judged judged = judge(folder + "/" + made.name, made);
  REQUIRE_FALSE(judged.incidents.empty());
  std::vector<std::string> rules;
  for (const auto& finding : judged.incidents.back().findings) rules.push_back(finding.rule);
  CHECK(rules == std::vector<std::string>{"ID02"});
}
