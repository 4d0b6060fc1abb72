// GSM in the detector's plumbing: records out and in, whose observation it is, frame counts, what is kept.
#include <sstream>

#include "cell/gsm/cell_broadcast_text.hpp"
#include "detector/precision.hpp"
#include "detector/records/baseline_file.hpp"
#include "detector/records/json_lines.hpp"
#include "detector/records/observation_log.hpp"
#include "tests/catch.hpp"
#include "tests/detector/gsm_scene.hpp"
#include "tests/detector/scene.hpp"

using namespace cellwarden;
using namespace cellwarden::test;

namespace {

std::string log_of(const std::vector<Dwell>& dwells) {
  std::string log;
  for (const Dwell& dwell : dwells) {
    for (const std::string& line : records::to_json_lines(dwell)) log += line + '\n';
  }
  return log;
}

std::vector<Dwell> read_back(const std::string& log) {
  std::istringstream in(log);
  records::ObservationLogReader reader(in, "obs.jsonl");
  std::vector<Dwell> dwells;
  while (true) {
    const auto dwell = reader.next();
    if (!dwell || !*dwell) return dwells;
    dwells.push_back(**dwell);
  }
}

GsmSceneCell a_rich_cell() {
  GsmSceneCell cell = gsm_cell_on(20, 101, {35, 50});
  cell.imsi_per_s = 3;
  cell.quality = {.phase_error_rms_deg = Measured{2.34567, 0.1},
                  .weakest_slot_db = -0.5,
                  .training_sequence = 4,
                  .training_bursts = 50};
  return cell;
}

gsm::CellBroadcastPage a_page() {
  gsm::CellBroadcastPage page;
  page.serial_number = 0x4001;
  page.message_identifier = 4370;
  page.data_coding_scheme = 1;
  page.page = 1;
  page.pages = 2;
  page.content.fill(0xA5);
  return page;
}

// A paging request type 1 with a temporary identity, whose last octets would name someone.
gsm::L2Block a_paging_request() {
  gsm::L2Block block;
  block.fill(0x2B);
  const std::array<std::uint8_t, 9> begin{0x25, 0x06, 0x21, 0x00, 0x05, 0xF4, 0x12, 0x34, 0x56};
  std::copy(begin.begin(), begin.end(), block.begin());
  return block;
}

}  // namespace

TEST_CASE("a GSM dwell, written and read back, is the same", "[gsm][records]") {
  GsmScene scene;
  scene.start = Time(std::chrono::sys_days(std::chrono::year(2026) / 11 / 1));
  auto dwells = steady(scene, {a_rich_cell(), gsm_cell_on(35, 102, {20, 50})}, 3);
  dwells[1].observations[0].gsm()->pages = {a_page()};
  dwells[2].observations[1] = scene.observe(
      [] {
        GsmSceneCell cell = gsm_cell_on(35, 102, {});
        cell.state = CellState::kDetected;
        return cell;
      }(),
      2.0);
  const std::string log = log_of(dwells);
  const auto again = read_back(log);
  REQUIRE(again.size() == 3);
  REQUIRE(again[1].observations.size() == 2);
  CHECK(log_of(again) == log);
  for (std::size_t i = 0; i < again.size(); ++i) {
    const Dwell expected = at_written_precision(dwells[i]);
    for (std::size_t j = 0; j < expected.observations.size(); ++j) {
      const gsm::CellReport& before = *expected.observations[j].gsm();
      const gsm::CellReport& now = *again[i].observations[j].gsm();
      CHECK(now.messages == before.messages);
      CHECK(now.pages == before.pages);
      CHECK(now.paging == before.paging);
      CHECK(now.assignments == before.assignments);
      CHECK(now.bcch == before.bcch);
      CHECK(now.ccch == before.ccch);
      CHECK(now.frame_number == before.frame_number);
      CHECK(now.quality.weakest_slot_db == before.quality.weakest_slot_db);
    }
  }
  CHECK(log.find("\"bsic\":\"34\"") != std::string::npos);
  CHECK(log.find("\"name\":\"si3\"") != std::string::npos);
  CHECK(log.find("cyclic_prefix") == std::string::npos);
}

TEST_CASE("a block that could name a subscriber goes nowhere", "[gsm][records][privacy]") {
  GsmScene scene;
  Dwell dwell = scene.dwell(0.0, {a_rich_cell()});
  dwell.observations[0].gsm()->messages.push_back({a_paging_request(), 5, 1});
  const std::string log = log_of({dwell});
  CHECK(log.find("123456") == std::string::npos);
  CHECK(read_back(log).at(0).observations.size() == 1);
  for (const std::string& line : records::message_lines(dwell.observations[0])) {
    CHECK(line.find("123456") == std::string::npos);
  }
  // Nor out of a foreign log.
  std::string foreign = log;
  const auto hex = foreign.find("\"hex\":\"") + 7;
  foreign.replace(hex, 18,
                  "25062100"
                  "05f4123456");
  std::istringstream in(foreign);
  records::ObservationLogReader reader(in, "foreign.jsonl");
  const auto read = reader.next();
  REQUIRE(read);
  REQUIRE(*read);
  CHECK((*read)->observations.empty());
  CHECK(reader.counts().refused.size() == 1);
}

TEST_CASE("broadcast messages as lines", "[gsm][records]") {
  const Observation seen = GsmScene{}.observe(a_rich_cell(), 0.0);
  const auto lines = records::message_lines(seen);
  CHECK(lines.size() == seen.gsm()->messages.size());
  REQUIRE_FALSE(lines.empty());
  CHECK(lines[0].find("\"type\":\"message\"") != std::string::npos);
  CHECK(lines[0].find("\"channel\":20") != std::string::npos);
}

TEST_CASE("pages of cell broadcast as lines, with their text", "[gsm][records]") {
  Observation seen = GsmScene{}.observe(a_rich_cell(), 0.0);
  gsm::CellBroadcastPage page;
  page.serial_number = 0x4021;
  page.message_identifier = 50;
  page.data_coding_scheme = 0x01;  // GSM 7-bit, English
  page.page = 1;
  page.pages = 2;
  for (std::size_t i = 0; i < page.content.size(); ++i)
    page.content[i] = gsm::text_padding(page.data_coding_scheme, i);
  // TS 23.038, section 6.1.2.2: "Hi" in septets, then a carriage return.
  page.content[0] = 0xC8;
  page.content[1] = 0x74;
  page.content[2] = 0xA3;
  auto binary = page;
  binary.data_coding_scheme = 0xF4;
  seen.gsm()->pages = {page, binary};
  const auto lines = records::message_lines(seen);
  REQUIRE(lines.size() == seen.gsm()->messages.size() + 2);
  const std::string& line = lines[lines.size() - 2];
  INFO(line);
  CHECK(line.find(R"("name":"cbch_page","hex":"402100320112c874a3)") != std::string::npos);
  CHECK(line.find(R"("message_identifier":50,"page":1,"pages":2,"text":"Hi","language":"en"})") !=
        std::string::npos);
  CHECK(line.find("\"frame\"") == std::string::npos);
  CHECK(lines.back().find("\"text\"") == std::string::npos);
}

TEST_CASE("dwells of two standards in one window leave each other alone", "[gsm][detector]") {
  Scene lte;
  GsmScene gsm;
  detector::Detector both({});
  detector::Detector alone({});
  for (int i = 0; i < 20; ++i) {
    const Dwell of_lte = lte.dwell(i, with_one_odd_cell());
    auto first = both.add(of_lte);
    const auto other = both.add(gsm.dwell(i, honest_gsm_cells()));
    const auto expected = alone.add(of_lte);
    CHECK(other.incidents.empty());
    REQUIRE(first.incidents.size() == expected.incidents.size());
    for (std::size_t k = 0; k < first.incidents.size(); ++k) {
      CHECK(records::to_json_line(first.incidents[k]) == records::to_json_line(expected.incidents[k]));
    }
  }
  CHECK(both.cells().size() == with_one_odd_cell().size() + 3);
  CHECK(both.open_incidents().size() == alone.open_incidents().size());
}

TEST_CASE("a GSM cell is known by BSIC and carrier", "[gsm][detector]") {
  GsmScene scene;
  detector::Detector detector({});
  auto cells = honest_gsm_cells();
  for (int i = 0; i < 5; ++i) static_cast<void>(detector.add(scene.dwell(i, cells)));
  cells[0].offset_ppm += 60.0;  // 57 kHz: far for LTE's raster, not for GSM's
  for (int i = 5; i < 8; ++i) static_cast<void>(detector.add(scene.dwell(i, cells)));
  CHECK(detector.cells().size() == 3);
  cells[0].bsic ^= 1U;
  static_cast<void>(detector.add(scene.dwell(8.0, cells)));
  CHECK(detector.cells().size() == 4);
}

TEST_CASE("a GSM cell's record says who it is", "[gsm][records]") {
  GsmScene scene;
  detector::Detector detector({});
  std::size_t news = 0;
  for (int i = 0; i < 20; ++i) {
    for (const auto& cell : detector.add(scene.dwell(i, {a_rich_cell()})).cells)
      news += cell.is_final ? 0 : 1;
  }
  const auto cells = detector.cells();
  REQUIRE(cells.size() == 1);
  const std::string line = records::to_json_line(cells[0]);
  CHECK(line.find("\"plmns\":[\"272-77\"],\"area\":4711,\"cell\":101") != std::string::npos);
  CHECK(line.find("\"paged_per_min\":2400") != std::string::npos);
  CHECK(news > 1);  // as messages came in
  CHECK(news < 8);  // not for ever
}

TEST_CASE("GSM frames are counted over the hyperframe's end", "[gsm][history]") {
  history::FrameClock clock;
  GsmSceneCell cell = gsm_cell_on(20, 101, {});
  cell.first_frame = gsm::kHyperframe_frames - 300;
  const GsmScene scene;
  CHECK(clock.add(scene.observe(cell, 0.0)) == history::FrameClock::Comparison::kNone);
  for (int i = 1; i < 5; ++i) {
    CHECK(clock.add(scene.observe(cell, i)) == history::FrameClock::Comparison::kHeld);
  }
  cell.first_frame += 7;
  CHECK(clock.add(scene.observe(cell, 5.0)) == history::FrameClock::Comparison::kBroke);
  CHECK(clock.add(scene.observe(cell, 6.0)) == history::FrameClock::Comparison::kHeld);
}

TEST_CASE("an identity counts once two blocks hold it", "[gsm][history]") {
  const GsmScene scene;
  history::GsmHistory history;
  GsmSceneCell cell = gsm_cell_on(20, 101, {35});
  const auto add = [&](double t_s) {
    history.add(scene.observe(cell, t_s), history::FrameClock::Comparison::kHeld);
  };
  for (int i = 0; i < 3; ++i) add(i);
  REQUIRE(history.identity() != nullptr);
  CHECK(history.identity()->lac.value == 4711);
  // One block alone, as a wrongly joined pair of bursts might give, is none.
  Observation once = scene.observe(cell, 3.0);
  cell.says.lac = 65000;
  gsm::BroadcastMessage odd;
  odd.octets = synth::system_information(cell.says, synth::SystemInformation::k3, 0);
  odd.times = 1;
  once.gsm()->messages = {odd};
  history.add(once, history::FrameClock::Comparison::kHeld);
  CHECK(history.identity()->lac.value == 4711);
  for (int i = 4; i < 7; ++i) add(i);
  CHECK(history.identity()->lac.value == 65000);
  CHECK(history.epochs().size() == 2);
}

TEST_CASE("a GSM cell in a baseline", "[gsm][baseline]") {
  GsmScene scene;
  scene.start = Time(std::chrono::sys_days(std::chrono::year(2026) / 11 / 1));
  detector::Detector detector({});
  for (const Dwell& dwell : steady(scene, honest_gsm_cells(), 30)) static_cast<void>(detector.add(dwell));
  const auto baseline = detector.learned_baseline();
  REQUIRE(baseline.cells.size() == 3);
  const auto& known = baseline.cells[0];
  REQUIRE(known.gsm);
  REQUIRE(known.gsm->identity);
  CHECK(known.gsm->identity->cell_id.value == 101);
  CHECK(known.gsm->fingerprint);
  CHECK(known.gsm->traffic.listened_s == Approx(30.0));
  CHECK(known.gsm->traffic.paged_per_s() == Approx(40.0));
  const std::string text = records::to_json(baseline);
  const auto again = records::parse_baseline(text, "site.json");
  REQUIRE(again);
  CHECK(records::to_json(*again) == text);
  // An LTE cell with the same number on the same frequency is another.
  Carrier carrier = scene.observe(honest_gsm_cells()[0], 0.0).carrier;
  CHECK(baseline.find(carrier, known.physical_id, 100.0) != nullptr);
  carrier.rat = Rat::kLte;
  CHECK(baseline.find(carrier, known.physical_id, 100.0) == nullptr);
  CHECK(baseline.coverage(Rat::kLte, 940e6).dwells == 0);
  CHECK(baseline.coverage(Rat::kGsm, 940e6).dwells == 30);
}

TEST_CASE("X13: a GSM cell near the noise is not judged", "[gsm][gate]") {
  const auto verdict_at = [](double snr_db) {
    GsmScene scene;
    detector::Detector detector({});
    auto cells = honest_gsm_cells();
    cells.push_back(gsm_cell_on(62, 104, {20}));
    cells.back().offset_ppm = 1.2;
    cells.back().snr_db = snr_db;
    for (const Dwell& dwell : steady(scene, cells, 12)) static_cast<void>(detector.add(dwell));
    return detector.open_incidents().size();
  };
  CHECK(verdict_at(20.0) == 1);
  CHECK(verdict_at(5.0) == 0);
}
