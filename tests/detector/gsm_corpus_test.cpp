// 137 real cells of 2012 (levels, BSIC, SI1 to SI4), four scans of one city, as synthetic dwells: nobody is
// accused. Levels are turned to SNR with a receiver's noise of -113 dBm in 200 kHz.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "cell/gsm/arfcn.hpp"
#include "tests/catch.hpp"
#include "tests/detector/scene.hpp"

using namespace cellwarden;
using namespace cellwarden::test;
using nlohmann::json;

namespace {

constexpr double kNoise_dbm = -113.0;
constexpr double kBest_snr_db = 45.0;
constexpr int kSeconds = 80;

std::optional<json> corpus() {
  const char* named = std::getenv("CELLWARDEN_CAPTURES");
  const std::string path =
      std::string(named != nullptr ? named : CELLWARDEN_SOURCE_DIR "/../shared/captures") +
      "/gsm/si_corpus_2012.json";
  std::ifstream in(path);
  if (!in) {
    std::printf("SKIPPED: no recordings at %s\n", path.c_str());
    return std::nullopt;
  }
  return json::parse(in);
}

gsm::L2Block block_of(const std::string& hex) {
  gsm::L2Block block{};
  for (std::size_t i = 0; i < block.size() && 2 * i + 1 < hex.size(); ++i) {
    block[i] = static_cast<std::uint8_t>(std::stoul(hex.substr(2 * i, 2), nullptr, 16));
  }
  return block;
}

Observation observed(const json& record, std::size_t index, double t_s) {
  Observation seen;
  seen.t_s = t_s;
  seen.duration_s = 1.0;
  seen.time = Time(std::chrono::sys_days(std::chrono::year(2012) / 6 / 15)) +
              std::chrono::nanoseconds(std::llround(t_s * 1e9));
  seen.sensor = "test";
  const auto arfcn = record.at("arfcn").get<std::uint16_t>();
  const double nominal_hz = *gsm::gsm_downlink_hz(arfcn, false);
  // Base stations keep 0.05 ppm; give each its own.
  const double offset_ppm = 0.04 * std::sin(static_cast<double>(index));
  seen.carrier = {.rat = Rat::kGsm,
                  .measured_hz = {nominal_hz * (1.0 + (20.0 + offset_ppm) * 1e-6), 5.0},
                  .nominal_hz = nominal_hz,
                  .band = gsm::gsm_band_of(arfcn, false),
                  .channel = arfcn};
  const auto bsic = record.at("bsic").get<std::string>();
  seen.physical_id = static_cast<std::uint16_t>(8 * (bsic.at(0) - '0') + (bsic.at(2) - '0'));
  seen.state = CellState::kConfirmed;
  const auto level_dbm = record.at("rxlev").get<double>();
  seen.signal = {level_dbm, std::min(level_dbm - kNoise_dbm, kBest_snr_db), 0.5};
  gsm::CellReport report;
  const double frame = std::ceil(t_s / gsm::kFrame_s);
  seen.frame_start_s = {frame * gsm::kFrame_s, 1e-6};
  report.frame_number = static_cast<std::uint32_t>(frame) + 100U * static_cast<std::uint32_t>(index);
  report.sch_good = 20;
  report.bcch.good = 5;
  seen.good_decodes = 25;
  for (const char* key : {"system_info_t1", "system_info_t2", "system_info_t2bis", "system_info_t2ter",
                          "system_info_t3", "system_info_t4"}) {
    const auto hex = record.value(key, std::string());
    if (hex.empty()) continue;
    report.messages.push_back({block_of(hex), report.frame_number, 1});
  }
  seen.report = std::move(report);
  return seen;
}

}  // namespace

TEST_CASE("137 real cells: none reaches suspect", "[gsm][corpus][long]") {
  const auto records = corpus();
  if (!records) return;
  REQUIRE(records->size() == 137);
  std::map<std::string, std::vector<json>> scans;
  for (const json& record : *records) scans[record.at("scan").get<std::string>()].push_back(record);
  std::size_t identified = 0;
  std::size_t on_watch = 0;
  std::map<std::string, std::size_t> fired;  // by rule, of all cells
  for (const auto& [scan, cells] : scans) {
    detector::DetectorInputs inputs;
    inputs.site.countries = {262};
    // Findings are only shown of incidents: a low threshold makes every finding one.
    detector::DetectorInputs showing = inputs;
    showing.rules.watch_points = 0.5;
    showing.rules.suspect_points = 150.0;
    showing.rules.alert_points = 150.0;
    detector::Detector detector(inputs);
    detector::Detector shown(showing);
    for (int t = 0; t < kSeconds; ++t) {
      Dwell dwell;
      dwell.listen.rat = Rat::kGsm;
      dwell.listen.t_s = t;
      dwell.listen.duration_s = 1.0;
      dwell.listen.sensor = "test";
      dwell.listen.low_hz = 920e6;
      dwell.listen.high_hz = 1880e6;
      dwell.listen.samples = 1;
      for (std::size_t i = 0; i < cells.size(); ++i) dwell.observations.push_back(observed(cells[i], i, t));
      for (const auto& incident : detector.add(dwell).incidents) {
        CAPTURE(scan, *incident.subject.latest.carrier.channel);
        CHECK(incident.level < detector::Level::kSuspect);
      }
      static_cast<void>(shown.add(dwell));
    }
    for (const auto& cell : detector.cells())
      identified += cell.gsm && cell.gsm->information.identity() ? 1U : 0U;
    for (const auto& incident : detector.open_incidents()) {
      ++on_watch;
      std::string rules;
      for (const auto& finding : incident.findings) rules += ' ' + finding.rule;
      std::printf("%s ARFCN %u, %.0f dBm: %s, %.1f points:%s\n", scan.c_str(),
                  *incident.subject.latest.carrier.channel, incident.subject.latest.signal.power_dbfs,
                  std::string(to_string(incident.level)).c_str(), incident.score, rules.c_str());
    }
    for (const auto& incident : shown.open_incidents()) {
      for (const auto& finding : incident.findings) ++fired[finding.rule];
    }
  }
  CHECK(identified >= 130);
  std::printf("%zu of %zu cells identified, %zu on watch; rules that fired:", identified, records->size(),
              on_watch);
  for (const auto& [rule, count] : fired) std::printf(" %s %zu", rule.c_str(), count);
  std::printf("\n");
  CHECK(on_watch <= 2);
}
