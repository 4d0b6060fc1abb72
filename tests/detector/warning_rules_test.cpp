// Public warnings: what a cell was heard to send, its words made harmless, and the rules about them.
#include "detector/harmless_text.hpp"
#include "detector/history/warning_log.hpp"
#include "detector/records/json_lines.hpp"
#include "detector/rules/warning_words.hpp"
#include "tests/detector/lte_town.hpp"

using namespace cellwarden;
using namespace cellwarden::test;
using detector::Outcome;
using detector::Verdict;
using history::Warning;
using history::WarningChannel;
using history::WarningLog;

namespace {

constexpr std::uint16_t kAlert = 4370;

// A page of UCS2, which takes a text of plain letters without packing.
Octets pages_of(std::string_view text) {
  constexpr std::size_t kPage = 82;
  Octets octets(1 + kPage + 1);
  octets[0] = 1;
  for (std::size_t i = 0; i < text.size(); ++i) octets[2 + 2 * i] = static_cast<std::uint8_t>(text[i]);
  octets[1 + kPage] = static_cast<std::uint8_t>(2 * text.size());
  return octets;
}

lte::SystemInformationBlock12 alert(std::string_view text, std::uint16_t serial = 0x4010) {
  constexpr std::uint8_t kUcs2 = 0x48;
  return {.segment = {.message_identifier = kAlert,
                      .serial_number = serial,
                      .is_last = true,
                      .number = 0,
                      .octets = pages_of(text),
                      .data_coding_scheme = kUcs2},
          .area_coordinates = {}};
}

// A cell that broadcasts a warning says so in its SIB1.
void add_warning(TownCell& cell, const lte::SystemInformationBlock12& sib12) {
  cell.messages.push_back({sib12});
}

void check_lacks(const Outcome& outcome, const std::string& what) {
  CAPTURE(outcome.why, outcome.text);
  CHECK(outcome.verdict == Verdict::kNotEvaluated);
  CHECK(outcome.why.find(what) != std::string::npos);
}

void check_fires(const Outcome& outcome, double quality) {
  CAPTURE(outcome.why);
  REQUIRE(outcome.verdict == Verdict::kFire);
  CHECK(outcome.quality == quality);
  CHECK_FALSE(outcome.observed.empty());
  CHECK_FALSE(outcome.expected.empty());
  CHECK_FALSE(outcome.source.empty());
  CHECK(outcome.text.ends_with('.'));
}

}  // namespace

TEST_CASE("A warning is known once all its segments were heard", "[warning]") {
  WarningLog log;
  auto first = alert("Water rises. Leave the river.");
  auto second = first;
  auto& octets = first.segment.octets;
  second.segment.octets.assign(octets.begin() + 30, octets.end());
  second.segment.number = 1;
  second.segment.data_coding_scheme.reset();
  octets.resize(30);
  first.segment.is_last = false;
  log.take(second, 2, 1.0);
  REQUIRE(log.heard().size() == 1);
  CHECK_FALSE(log.heard()[0].is_whole);
  log.take(first, 3, 2.0);
  log.take(second, 1, 5.0);
  REQUIRE(log.heard().size() == 1);
  const Warning& warning = log.heard()[0];
  CHECK(warning.is_whole);
  CHECK(warning.text == "Water rises. Leave the river.");
  CHECK(warning.channel == WarningChannel::kSib12);
  CHECK(warning.since_s == 1.0);
  CHECK(warning.until_s == 5.0);
  CHECK(warning.times == 6);
  CHECK(warning.scope() == Warning::Scope::kNetwork);
}

TEST_CASE("Another content under one serial number is another warning", "[warning]") {
  WarningLog log;
  for (int i = 0; i < 3; ++i) {
    log.take(alert("one"), 1, 2.0 * i);
    log.take(alert("two"), 1, 2.0 * i + 1.0);
  }
  REQUIRE(log.heard().size() == 2);
  CHECK(log.heard()[0].text == "one");
  CHECK(log.heard()[0].until_s == 4.0);
  CHECK(log.heard()[1].text == "two");
}

TEST_CASE("However many warnings come, few are kept: those heard last", "[warning]") {
  WarningLog log;
  for (unsigned i = 0; i < 1000; ++i) log.take(alert("x", static_cast<std::uint16_t>(i)), 1, i);
  CHECK(log.heard().size() == WarningLog::kMost);
  CHECK(log.heard().back().serial_number == 999);
  CHECK(log.heard().front().serial_number == 1000 - WarningLog::kMost);
}

TEST_CASE("A primary notice has a type in place of a text", "[warning]") {
  WarningLog log;
  log.take(lte::SystemInformationBlock10{4352, 0x3000, 0x0580, {}}, 2, 0.0);
  log.take(ordinary_sib3(), 2, 0.0);
  REQUIRE(log.heard().size() == 1);
  CHECK(log.heard()[0].warning_type == 0x0580);
  CHECK(log.heard()[0].is_whole);
}

TEST_CASE("GSM's pages of cell broadcast: those that warn, joined", "[warning]") {
  WarningLog log;
  gsm::CellBroadcastPage page{
      .serial_number = 0x4010, .message_identifier = 50, .data_coding_scheme = 0x48, .page = 1, .pages = 2};
  page.content.fill(0);
  page.content[1] = 'A';
  log.take(page, 0.0);
  CHECK(log.heard().empty());  // news of the district, or the like
  page.message_identifier = kAlert;
  log.take(page, 1.0);
  REQUIRE(log.heard().size() == 1);
  CHECK_FALSE(log.heard()[0].is_whole);
  page.page = 2;
  page.content[1] = 'B';
  log.take(page, 2.0);
  REQUIRE(log.heard().size() == 1);
  CHECK(log.heard()[0].is_whole);
  CHECK(log.heard()[0].text.value().find('B') != std::string::npos);
  page.page = 3;  // of two
  log.take(page, 3.0);
  CHECK(log.heard().size() == 1);
}

TEST_CASE("Text from the air steers no terminal", "[warning]") {
  CHECK(harmless("Flood. Überschwemmung 洪水 \U0001F30A") == "Flood. Überschwemmung 洪水 \U0001F30A");
  CHECK(harmless("a\x1b[2Jb\r\nc\x7f") == "a [2Jb  c ");
  CHECK(harmless("a\xC2\x9B"
                 "2Jb") == "a 2Jb");                            // the same in one character of C1
  CHECK(harmless("x\xE2\x80\xAEy\xE2\x81\xA6z") == "x y z");    // right to left, isolate
  CHECK(harmless("\xFF\xC3(") == "\xEF\xBF\xBD\xEF\xBF\xBD(");  // no UTF-8
  CHECK(harmless("\xED\xA0\x80").find('\xED') == std::string::npos);
}

TEST_CASE("Links and telephone numbers are found, dates and emergency numbers are not", "[warning]") {
  CHECK(detector::link_in("Go to HTTP://a.example/x now") == "HTTP://a.example/x");
  CHECK(detector::link_in("see www.a.example.") == "www.a.example.");
  CHECK_FALSE(detector::link_in("No address. None at all: stay inside"));
  CHECK(detector::link_in("https://" + std::string(500, 'a'))->size() == 60);
  CHECK(detector::link_in("https://a\x1b[2J")->find('\x1b') == std::string::npos);
  CHECK(detector::telephone_number_in("Call +49 30 1234567 now") == "+49 30 1234567");
  CHECK(detector::telephone_number_in("ring 0800 123 4567") == "0800 123 4567");
  CHECK(detector::telephone_number_in("ring 212-555-0100.") == "212-555-0100");
  CHECK(detector::telephone_number_in("ring 01-23-45-67-89") == "01-23-45-67-89");
  for (const auto* const text :
       {"Call 112", "until 2026-11-22 18:30", "from 05.11.2026 18 h", "05/11/2026 18", "07/08/24 12:30",
        "from 07-08-24 06 h", "km 12 - 14", "+", "", "serial 12345678901234567890"}) {
    CAPTURE(text);
    CHECK_FALSE(detector::telephone_number_in(text));
  }
}

TEST_CASE("WM01: a warning that no other cell carries", "[warning]") {
  Town town;
  CHECK(town.ask("WM01", 40).verdict == Verdict::kPass);
  add_warning(town.subject, alert("Leave the city"));
  check_lacks(town.ask("WM01", 20), "only 0 other cells");  // they may not have begun yet
  check_fires(town.ask("WM01", 40), 1.0);

  Town shared = town;  // a warning for all
  add_warning(shared.others[2], alert("Leave the city"));
  CHECK(shared.ask("WM01", 40).verdict == Verdict::kPass);
  Town update = town;  // heard with another update number
  add_warning(update.others[2], alert("Leave the city", 0x4011));
  CHECK(update.ask("WM01", 40).verdict == Verdict::kPass);

  Town few = town;
  few.others.resize(1);
  check_lacks(few.ask("WM01", 40), "only 1 other cell");
  Town late = town;  // others that were not listened to since
  late.others[0].first_t_s = late.others[1].first_t_s = late.others[2].first_t_s = 1e9;
  check_lacks(late.ask("WM01", 40), "only 0 other cells");

  Town area = town;  // an area of its own
  area.subject.sib1.tracking_area_code = Tac{9};
  check_fires(area.ask("WM01", 40), 0.7);
  Town silent = town;  // others that schedule warnings may send one that was not read
  for (TownCell& other : silent.others) other.sib1.scheduling = {{64, {sib_type(12)}}};
  check_lacks(silent.ask("WM01", 40), "only 0 other cells");

  Town over = town;  // it ended two minutes ago
  over.over_time = [](TownCell& cell, int t) {
    if (t > 5) cell.messages.pop_back();
  };
  CHECK(over.ask("WM01", 125).verdict == Verdict::kPass);
}

TEST_CASE("WM01: a serial number that others used long ago, or with other words", "[warning]") {
  Town town;
  add_warning(town.subject, alert("Leave the city"));
  town.subject.first_t_s = 100.0;
  Town old = town;
  add_warning(old.others[2], alert("Leave the city"));
  old.over_time_of_last = [](TownCell& cell, int t) {
    if (t > 5) cell.messages.pop_back();
  };
  check_fires(old.ask("WM01", 150), 1.0);
  Town words = town;
  add_warning(words.others[2], alert("The weather will be fine"));
  check_fires(words.ask("WM01", 150), 1.0);
}

TEST_CASE("WM01: a warning that ends everywhere", "[warning]") {
  Town town;  // the others schedule it, and no part of it is read
  add_warning(town.subject, alert("Leave the city"));
  town.over_time = [](TownCell& cell, int t) {
    if (t >= 60) cell.messages.pop_back();
  };
  const std::vector<lte::SiSchedule> scheduled{{64, {sib_type(12)}}};
  for (TownCell& other : town.others) other.sib1.scheduling = scheduled;
  town.over_time_of_others = [](TownCell& cell, int t) {
    if (t >= 58) cell.sib1.scheduling.clear();
  };
  for (const int seconds : {40, 59, 60, 62, 100}) {
    CAPTURE(seconds);
    CHECK(town.ask("WM01", seconds).verdict != Verdict::kFire);
  }
  // Others that come into reach when it is over.
  town.over_time_of_others = [](TownCell&, int) {};
  for (TownCell& other : town.others) {
    other.sib1.scheduling.clear();
    other.first_t_s = 61.0;
  }
  CHECK(town.ask("WM01", 100).verdict != Verdict::kFire);
}

TEST_CASE("WM03: a warning of a cell that is odd for other reasons", "[warning]") {
  Town town;
  town.points_without_warnings = 25.0;
  CHECK(town.ask("WM03", 3).verdict == Verdict::kPass);
  add_warning(town.subject, alert("Leave the city"));
  check_fires(town.ask("WM03", 3), 1.0);
  town.points_without_warnings = 15.0;
  CHECK(town.ask("WM03", 3).verdict == Verdict::kPass);
}

TEST_CASE("WM03 keeps no cell on watch by itself, nor with its family", "[warning]") {
  Town town;
  add_warning(town.subject, alert("Leave the city"));
  town.over_time = [](TownCell& cell, int t) {
    if (t > 2) cell.messages.back() = {alert("Pay now")};
  };
  detector::DetectorInputs inputs;
  inputs.rules = town.settings;
  inputs.site = town.site;
  const Run result = run(std::move(inputs), town.dwells(60));
  // WM01 and WM04 bring it to watch; that is no evidence of another kind.
  const detector::Incident* incident = result.of(100);
  REQUIRE(incident != nullptr);
  const auto open = result.detector->open_incidents();
  REQUIRE(open.size() == 1);
  CHECK(open[0].level == detector::Level::kWatch);
  for (const auto& finding : open[0].findings) CHECK(finding.rule != "WM03");
}

TEST_CASE("WM04: links, numbers, and serial numbers used twice", "[warning]") {
  Town town;
  add_warning(town.subject, alert("Leave the city"));
  CHECK(town.ask("WM04", 3).verdict == Verdict::kPass);
  Town link = town;
  link.subject.messages.back() = {alert("Win at http://a.example")};
  const Outcome outcome = link.ask("WM04", 3);
  check_fires(outcome, 0.5);
  CHECK(outcome.observed == "a link: http://a.example");
  Town number = town;
  number.subject.messages.back() = {alert("Call +49301234567")};
  check_fires(number.ask("WM04", 3), 0.5);

  Town reused = town;
  reused.over_time = [](TownCell& cell, int t) {
    if (t > 2) cell.messages.back() = {alert("Pay now")};
  };
  check_fires(reused.ask("WM04", 6), 1.0);
  Town counted = town;  // a new text with a new number
  counted.over_time = [](TownCell& cell, int t) {
    if (t > 2) cell.messages.back() = {alert("The danger is over", 0x4011)};
  };
  CHECK(counted.ask("WM04", 6).verdict == Verdict::kPass);

  Town elsewhere = town;  // a number of the network's, with another text there
  add_warning(elsewhere.others[0], alert("Stay inside"));
  check_fires(elsewhere.ask("WM04", 3), 1.0);
  Town of_cell = town;  // numbers of the cell's own may be alike by chance
  of_cell.subject.messages.back() = {alert("Leave the city", 0xC010)};
  add_warning(of_cell.others[0], alert("Stay inside", 0xC010));
  CHECK(of_cell.ask("WM04", 3).verdict == Verdict::kPass);
}

TEST_CASE("WM05: warnings announced that never come", "[warning]") {
  Town town;
  check_lacks(town.ask("WM05", 20), "60 s are needed");
  CHECK(town.ask("WM05", 80).verdict == Verdict::kPass);
  town.over_time = [](TownCell& cell, int t) {
    if (t < 3) cell.paging.cmas_indications = 1;
  };
  CHECK(town.ask("WM05", 61).verdict == Verdict::kPass);  // it may yet come
  check_fires(town.ask("WM05", 80), 1.0);
  Town comes = town;
  add_warning(comes.subject, alert("Leave the city"));
  CHECK(comes.ask("WM05", 80).verdict == Verdict::kPass);
  Town scheduled = town;
  scheduled.subject.sib1.scheduling = {{64, {sib_type(12)}}};
  check_lacks(scheduled.ask("WM05", 80), "was not read");
  Town once = town;
  once.over_time = [](TownCell& cell, int t) {
    if (t < 1) cell.paging.etws_indications = 2;
  };
  CHECK(once.ask("WM05", 80).verdict == Verdict::kPass);
}

TEST_CASE("A cell's record tells its warnings", "[warning][records]") {
  Town town;
  add_warning(town.subject, alert("Leave\x1b now"));
  detector::Detector detector({});
  std::size_t news = 0;
  for (const Dwell& dwell : town.dwells(5)) {
    for (const auto& cell : detector.add(dwell).cells) news += cell.latest.physical_id == 100 ? 1U : 0U;
  }
  CHECK(news == 1);
  std::string line;
  for (const auto& cell : detector.cells()) {
    if (cell.latest.physical_id == 100) line = records::to_json_line(cell);
    CHECK(cell.warnings.empty() == (cell.latest.physical_id != 100));
  }
  CAPTURE(line);
  CHECK(line.find(R"("warnings":[{"channel":"sib12","message_identifier":4370,"serial_number":16400,)"
                  R"("data_coding_scheme":72,"whole":true,"text":"Leave\u001b now","first_heard_s":0)") !=
        std::string::npos);
}
