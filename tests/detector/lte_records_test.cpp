// LTE's broadcast messages and paging counts in the detector's plumbing: records out and in.
#include <cmath>
#include <limits>
#include <sstream>

#include "detector/precision.hpp"
#include "detector/records/json_lines.hpp"
#include "detector/records/observation_log.hpp"
#include "tests/catch.hpp"
#include "tests/detector/lte_scene.hpp"

using namespace cellwarden;
using namespace cellwarden::test;

namespace {

Dwell dwell_with(const LteBroadcasts& broadcasts) {
  const Scene scene;
  Dwell dwell = scene.dwell(0.0, {});
  dwell.observations.push_back(observe(scene, {}, broadcasts, 0.0));
  return dwell;
}

std::string log_of(const Dwell& dwell) {
  std::string log;
  for (const std::string& line : records::to_json_lines(dwell)) log += line + '\n';
  return log;
}

struct ReadBack {
  std::optional<Dwell> dwell;
  records::LogCounts counts;
};

ReadBack read_back(const std::string& log) {
  std::istringstream in(log);
  records::ObservationLogReader reader(in, "obs.jsonl");
  const auto dwell = reader.next();
  REQUIRE(dwell);
  return {*dwell, reader.counts()};
}

lte::DownlinkReport& downlink(Dwell& dwell) {
  return *dwell.observations.at(0).lte()->downlink;
}

std::vector<std::uint8_t> a_paging_message() {
  synth::PagingPlan plan;
  plan.records.push_back({.kind = synth::PagedRecord::Kind::kSTmsi, .filler = 0x12'3456'789A});
  return synth::write_pcch(plan).octets();
}

}  // namespace

TEST_CASE("an LTE dwell with all that was heard of its downlink, written and read back, is the same",
          "[lte][records]") {
  LteBroadcasts broadcasts;
  broadcasts.messages.push_back({lte::UnreadBlock{sib_type(19), 3}});
  Dwell dwell = dwell_with(broadcasts);
  downlink(dwell).paging = {.counts = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11},
                            .system_info_modifications = 12,
                            .etws_indications = 13,
                            .cmas_indications = 14};
  downlink(dwell).messages.push_back({{0x80, 1, 2}, 5, 3, 1, 4});
  downlink(dwell).measured = {.sib1 = {50, 0.125, -3.5},
                              .si = {20, -0.25, {}},
                              .paging = {},
                              .symbol_error = lte::SymbolError{7.25, 3.5, 90},
                              .pss_db = 1.5,
                              .sss_db = -0.5,
                              .pbch_db = 0.25,
                              .user_data = lte::UserData{0.3125, 9000}};
  downlink(dwell).si_windows = {{6, 6, 5}, {3, 0, 0}};
  dwell.listen.levels = BandLevels{801.5e6, 360e3, {-40.5, -62.3, -61.0}, {-70.1, -70.0, -69.5}};
  const std::string log = log_of(dwell);
  const ReadBack again = read_back(log);
  REQUIRE(again.dwell);
  REQUIRE(again.dwell->observations.size() == 1);
  CHECK(again.counts.unknown_keys.empty());
  CHECK(again.dwell->observations[0].lte()->downlink == dwell.observations[0].lte()->downlink);
  CHECK(again.dwell->listen.levels == dwell.listen.levels);
  CHECK(log_of(*again.dwell) == log);
  for (const auto* const part :
       {R"("name":"sib1","hex":")", R"("name":"si","blocks":["sib3","sib4"],"hex":")",
        R"("blocks":["sib19"])", R"("name":"other","hex":"800102","sfn":5)",
        R"("measured":{"sib1":{"subframes":50,"reference_db":0.125,"data_db":-3.5},"si":{)",
        R"("symbol_error":{"percent":7.25,"noise_percent":3.5,"blocks":90},"pss_db":1.5,)",
        R"("user_data":{"share":0.3125,"block_pairs":9000})",
        R"("sfn":5,"subframe":3,"times":1,"first_sfn":4)",
        R"("si_windows":[{"passed":6,"announced":6,"read":5},{"passed":3,"announced":0,"read":0}])",
        R"("control_formats":[600,300,100])", R"("ng_5g_s_tmsi_count":5)"}) {
    INFO(part);
    CHECK(log.find(part) != std::string::npos);
  }
}

TEST_CASE("an LTE cell that was not followed has no downlink", "[lte][records]") {
  const Scene scene;
  const std::string log = log_of(scene.dwell(0.0, {SceneCell{}}));
  CHECK(log.find("downlink") == std::string::npos);
  CHECK_FALSE(read_back(log).dwell->observations.at(0).lte()->downlink);
}

TEST_CASE("what a log cannot hold is not judged either", "[lte][records]") {
  Dwell dwell = dwell_with({});
  const lte::DownlinkReport good = downlink(dwell);
  const std::vector<lte::HeardMessage> bad{{{}, 0, 0, 1},
                                           {{0x00, 0x00}, 1024, 0, 1},
                                           {{0x00, 0x00}, 0, 10, 1},
                                           {{0x00, 0x00}, 0, 0, 0},
                                           {std::vector<std::uint8_t>(278), 0, 0, 1},
                                           {good.messages[0].octets, good.messages[0].sfn, 6, 1}};
  for (const auto& message : bad) downlink(dwell).messages.push_back(message);
  downlink(dwell).si.combined = good.si.good + 1;
  constexpr double kInfinite = std::numeric_limits<double>::infinity();
  downlink(dwell).measured = {.sib1 = {0, 1.0, 1.0},
                              .si = {1, kInfinite, -300.0},
                              .symbol_error = lte::SymbolError{std::nan(""), 1.0, 2},
                              .user_data = lte::UserData{1.5, 100}};
  downlink(dwell).si_windows = {{1, 2, 3}};
  Dwell kept = at_written_precision(dwell);
  CHECK(downlink(kept).measured == lte::DownlinkMeasurements{.si = {1, {}, {}}});
  CHECK(downlink(kept).messages == good.messages);
  CHECK(downlink(kept).si.combined == good.si.good);
  CHECK(downlink(kept).si_windows == std::vector<lte::SiWindowCounts>{{1, 1, 1}});
  CHECK(log_of(*read_back(log_of(dwell)).dwell) == log_of(dwell));
}

TEST_CASE("a paging message goes nowhere, nor comes out of a foreign log", "[lte][records][privacy]") {
  const auto octets = a_paging_message();
  for (const auto& [sfn, subframe] : {std::pair{98, 5}, std::pair{98, 9}}) {
    Dwell dwell = dwell_with({});
    downlink(dwell).messages.push_back(
        {octets, static_cast<std::uint16_t>(sfn), static_cast<std::uint8_t>(subframe), 1});
    Dwell kept = at_written_precision(dwell);
    CHECK(downlink(kept).messages.size() == 3);
  }
  std::string foreign = log_of(dwell_with({}));
  const auto hex = foreign.find("\"hex\":\"") + 7;
  std::string digits;
  for (const unsigned octet : octets) {
    digits += "0123456789abcdef"[octet >> 4U];
    digits += "0123456789abcdef"[octet & 15U];
  }
  foreign.replace(hex, foreign.find('"', hex) - hex, digits);
  const ReadBack again = read_back(foreign);
  CHECK(again.dwell->observations.empty());
  CHECK(again.counts.refused.size() == 1);
}

TEST_CASE("LTE's broadcast messages as lines", "[lte][records]") {
  Dwell dwell = dwell_with({});
  downlink(dwell).messages.push_back({a_paging_message(), 98, 9, 1});
  const auto lines = records::message_lines(dwell.observations[0]);
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].find(R"("rat":"lte","physical_id":100,"name":"sib1","frame":98,"hex":")") !=
        std::string::npos);
  CHECK(lines[2].find(R"("name":"si","blocks":["sib3","sib4"],"frame":)") != std::string::npos);
}

TEST_CASE("an LTE cell's record says who it is and what it broadcasts", "[lte][records]") {
  const Scene scene;
  LteBroadcasts broadcasts;
  lte::SystemInformationBlock16 sib16;
  sib16.time = lte::TimeInfo{};
  std::size_t news = 0;
  detector::Detector detector({});
  for (int i = 0; i < 20; ++i) {
    sib16.time->utc_10ms = 400'000'000'000 + 100U * static_cast<unsigned>(i);
    broadcasts.messages.resize(2);
    broadcasts.messages.push_back({sib16});
    Dwell dwell = scene.dwell(i, {});
    dwell.observations.push_back(observe(scene, {}, broadcasts, i));
    news += detector.add(dwell).cells.size();
  }
  CHECK(news == 1);  // time passes, that is all
  const auto cells = detector.cells();
  REQUIRE(cells.size() == 1);
  const std::string line = records::to_json_line(cells[0]);
  INFO(line);
  for (const auto* const part :
       {R"("plmns":["272-77"],"area":4711,"cell":315909,"paged_per_min":2250,"answered_per_min":180)",
        R"("broadcast":{"mib":{)", R"("sib1":{"plmns":[{"plmn":"272-77","is_mcc_sent":true,)",
        R"("scheduling":[{"periodicity_frames":16},{"periodicity_frames":32,"sibs":["sib3","sib4"]}])",
        R"("sib2":{"radio":{"random_access":{"preambles":52,)", R"("p0_nominal_pusch_dbm":-80)",
        R"("sib4":{"neighbours":[{"pci":11,"q_offset_db":0},{"pci":12,"q_offset_db":-2}]})",
        R"("sib16":{"time":{"utc_10ms":)"}) {
    INFO(part);
    CHECK(line.find(part) != std::string::npos);
  }
}

TEST_CASE("a cell that changes what it broadcasts is news", "[lte][records]") {
  const Scene scene;
  LteBroadcasts broadcasts;
  detector::Detector detector({});
  const auto news_at = [&](int second) {
    Dwell dwell = scene.dwell(second, {});
    dwell.observations.push_back(observe(scene, {}, broadcasts, second));
    return detector.add(dwell).cells.size();
  };
  CHECK(news_at(0) == 1);
  CHECK(news_at(1) == 0);
  broadcasts.messages[0][0] = [] {
    auto sib2 = ordinary_sib2();
    sib2.barring.emplace().is_emergency_barred = true;
    return sib2;
  }();
  CHECK(news_at(2) == 1);
  CHECK(news_at(3) == 0);
}

TEST_CASE("a line with an absurd downlink is refused, and says why", "[lte][records]") {
  const std::string log = log_of(dwell_with({}));
  const auto refused_with = [&](const std::string& from, const std::string& to) {
    std::string changed = log;
    const auto at = changed.find(from);
    REQUIRE(at != std::string::npos);
    changed.replace(at, from.size(), to);
    return read_back(changed).counts.refused.size();
  };
  CHECK(refused_with("\"subframes\":1000", "\"subframes\":-1") == 1);
  CHECK(refused_with("[600,300,100]", "[600,300]") == 1);
  CHECK(refused_with("\"subframe\":5", "\"subframe\":10") == 1);
  CHECK(refused_with("\"hex\":\"", "\"hex\":\"X") == 1);
  CHECK(refused_with("\"times\":5", "\"times\":0") == 1);
  CHECK(refused_with("\"subframes\":1000,", "") == 1);
  CHECK(refused_with("\"subframes\":1000", "\"subframes\":1000") == 0);
}
