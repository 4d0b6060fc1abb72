// What the screen of `watch` shows: order, sizes, words, keys. No terminal is needed.

#include <algorithm>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tools/cellwarden/output/text_layout.hpp"
#include "tools/cellwarden/screen/screen_layout.hpp"
#include "tools/cellwarden/screen/screen_parts.hpp"
#include "tools/cellwarden/screen/screen_state.hpp"
#include "tools/cellwarden/screen/screen_words.hpp"

using namespace cellwarden;
using namespace cellwarden::tools;
using detector::Incident;
using detector::IncidentState;
using detector::Level;
using records::StatusState;

namespace {

Observation heard(std::uint16_t pci, double frequency_hz, double power_dbfs) {
  Observation seen;
  seen.carrier.rat = Rat::kLte;
  seen.carrier.measured_hz = {frequency_hz, 1};
  seen.carrier.nominal_hz = frequency_hz;
  seen.physical_id = pci;
  seen.state = CellState::kConfirmed;
  seen.signal = {.power_dbfs = power_dbfs, .snr_db = 12, .snr_sigma_db = 1};
  return seen;
}

detector::CellRecord cell(std::uint16_t pci, double frequency_hz, double power_dbfs) {
  detector::CellRecord record;
  record.latest = heard(pci, frequency_hz, power_dbfs);
  return record;
}

detector::Events with_cells(std::vector<detector::CellRecord> cells) {
  return {.cells = std::move(cells), .incidents = {}};
}

Incident incident(const std::string& id, Level level, const detector::CellRecord& subject) {
  Incident out;
  out.id = id;
  out.state = IncidentState::kRaised;
  out.level = level;
  out.score = 61;
  out.subject = subject;
  out.count = 3;
  detector::Finding finding;
  finding.rule = "RF01";
  finding.name = "cfo_cohort";
  finding.weight_db = 20;
  finding.quality = 1;
  finding.text = "Its carrier is +1.2 ppm off the others.";
  finding.benign = {"a base station that lost its reference"};
  out.findings.push_back(finding);
  out.not_evaluated = {{"DY01", "no site baseline was given"}};
  return out;
}

detector::Events with_incident(const Incident& one) {
  return {.cells = {one.subject}, .incidents = {one}};
}

records::StatusRecord status_of(StatusState state, std::vector<std::string> reasons = {}) {
  records::StatusRecord status;
  status.state = state;
  status.reasons = std::move(reasons);
  status.rules_able = 31;
  status.rules_total = 80;
  status.samples = 1'000'000;
  return status;
}

/// A watch that has begun, and hears something at `s`.
ScreenState begun(const std::string& survey = {}) {
  ScreenState state(true);
  InputDescription input;
  input.name = "driver=rtlsdr";
  input.center_hz = 806e6;
  input.sample_rate_hz = 1.92e6;
  input.survey = survey;
  state.begin(input, 0);
  state.dwell({}, 0);
  return state;
}

std::vector<std::string> lines_of(const ScreenState& state, ScreenSize size, double now_s = 1) {
  const ScreenPicture picture = lay_out(state, size, {now_s, Time(std::chrono::seconds(7447))});
  std::vector<std::string> lines;
  for (const auto& line : picture.lines) lines.push_back(text_of(line));
  return lines;
}

std::string text_of(const ScreenState& state, ScreenSize size = {80, 24}, double now_s = 1) {
  std::string text;
  for (const auto& line : lines_of(state, size, now_s)) text += line + "\n";
  return text;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::vector<std::uint16_t> order_of(const ScreenState& state, double now_s) {
  std::vector<std::uint16_t> order;
  for (const auto* one : state.cells(now_s)) order.push_back(one->record.latest.physical_id);
  return order;
}

Emphasis first_bar(const ScreenState& state, double now_s = 1) {
  return lay_out(state, {80, 24}, {now_s, {}}).lines.front().bar.value_or(Emphasis::kPlain);
}

}  // namespace

TEST_CASE("silence is never green") {
  ScreenState state(true);
  CHECK(has(text_of(state), "STARTING"));
  CHECK(has(text_of(state), "That is no all-clear"));
  CHECK(first_bar(state) == Emphasis::kBlind);

  state = begun();
  state.status(status_of(StatusState::kOk));
  CHECK(first_bar(state) == Emphasis::kOk);
  CHECK(has(text_of(state), " OK "));
  CHECK(has(text_of(state), "No incident by the 31 of 80 rules that can act. That is no all-clear."));
  // Nothing comes any more, and nobody said so.
  CHECK(has(text_of(state, {80, 24}, 7.9), " OK "));
  CHECK(has(text_of(state, {80, 24}, 12), "BLIND  nothing received for 12 s"));
  CHECK(has(text_of(state, {80, 24}, 12), "No verdict"));
  CHECK(state.is_blind(12));
  state.dwell({}, 12.5);
  CHECK_FALSE(state.is_blind(12.6));

  for (const auto& [kind, word] : {std::pair(StatusState::kLearning, "LEARNING"),
                                   {StatusState::kDegraded, "DEGRADED"},
                                   {StatusState::kBlind, "BLIND"}}) {
    ScreenState other = begun();
    other.status(status_of(kind, {"a reason"}));
    CHECK(has(text_of(other), std::string(word) + "  a reason"));
    CHECK(first_bar(other) == emphasis_of(kind));
  }
}

TEST_CASE("what was not evaluated is shown at every size") {
  ScreenState state = begun();
  state.status(status_of(StatusState::kLearning, {"no tower list (--towers)"}));
  for (const ScreenSize size : {ScreenSize{40, 10}, {40, 8}, {80, 24}, {200, 60}}) {
    INFO(size.columns << "x" << size.rows);
    CHECK(has(text_of(state, size), "49 of 80 NOT evaluated"));
  }
}

TEST_CASE("no line is longer, and no picture higher, than the window", "[long]") {
  ScreenState state = begun();
  state.status(status_of(StatusState::kLearning, {std::string(300, 'x'), "no baseline"}));
  std::vector<detector::CellRecord> cells;
  for (std::uint16_t i = 0; i < 300; ++i) cells.push_back(cell(i, 806e6 + 1e6 * i, -20.0 - 0.1 * i));
  state.events(with_cells(cells), 0);
  for (int i = 0; i < 30; ++i) {
    Incident one = incident("id" + std::to_string(i), Level::kSuspect, cells[static_cast<std::size_t>(i)]);
    one.findings.front().text = std::string(500, 'w') + " " + std::string(500, 'v');
    state.events(with_incident(one), 0);
    state.line(LineKind::kComplaint, std::string(400, 'y'), {});
  }
  const auto check = [&](ScreenSize size) {
    INFO(size.columns << "x" << size.rows);
    const auto lines = lines_of(state, size);
    CHECK(lines.size() == size.rows);
    CHECK(std::ranges::all_of(lines, [&](const auto& line) { return display_width(line) <= size.columns; }));
  };
  for (const View view : {View::kOverview, View::kEvidence, View::kHelp, View::kNotEvaluated}) {
    if (view == View::kEvidence) state.press(Key::kOpen);
    if (view == View::kHelp) state.press(Key::kHelp);
    if (view == View::kNotEvaluated) state.press(Key::kNotEvaluated);
    CHECK(state.view() == view);
    for (std::size_t columns = 1; columns <= 130; columns += 3) {
      for (std::size_t rows = 1; rows <= 40; ++rows) check({columns, rows});
    }
    check({400, 200});
  }
  CHECK(lay_out(state, {0, 0}, {}).lines.empty());
}

TEST_CASE("cells: with an incident, then lately heard, then strong") {
  ScreenState state = begun();
  const auto suspicious = cell(4, 812e6, -60);
  state.events(with_cells({cell(1, 806e6, -40), cell(2, 808e6, -20), cell(3, 810e6, -10)}), 0);
  state.events(with_incident(incident("a", Level::kWatch, suspicious)), 0);
  CHECK(order_of(state, 1) == std::vector<std::uint16_t>{4, 3, 2, 1});

  // A minute later only one is still heard.
  Dwell dwell;
  dwell.observations = {heard(1, 806e6 + 30, -41)};
  state.dwell(dwell, 60);
  CHECK(order_of(state, 60) == std::vector<std::uint16_t>{4, 1, 3, 2});
  const std::string text = text_of(state, {80, 24}, 60);
  CHECK(has(text, "-41.0"));
  CHECK(has(text, "now"));
  CHECK(has(text, "1 min"));

  // A closed incident raises nobody.
  Incident closed = incident("a", Level::kWatch, suspicious);
  closed.state = IncidentState::kClosed;
  state.events({.cells = {}, .incidents = {closed}}, 60);
  CHECK(order_of(state, 60) == std::vector<std::uint16_t>{1, 3, 2, 4});
}

TEST_CASE("levels that waver do not make the lines dance") {
  ScreenState state = begun();
  state.events(with_cells({cell(1, 806e6, -20.2), cell(2, 808e6, -20.4)}), 0);
  const auto order = order_of(state, 1);
  for (int i = 1; i < 20; ++i) {
    Dwell dwell;
    dwell.observations = {heard(1, 806e6, -20 - (i % 2)), heard(2, 808e6, -20 - ((i + 1) % 2))};
    state.dwell(dwell, i);
    CHECK(order_of(state, i) == order);
  }
}

TEST_CASE("a radio that goes round is given its time to come back") {
  ScreenState state = begun("Germany: 47 windows; a long story");
  state.events(with_cells({cell(1, 806e6, -40), cell(2, 808e6, -20)}), 0);
  auto status = status_of(StatusState::kOk);
  status.survey = records::SurveyState{
      .windows = 47, .visits = 300, .round_s = 30, .unheard_s = 61, .center_hz = 947.2e6, .purpose = "park"};
  status.radio_ppm = Measured{8.99, 0.01};
  status.carriers = {{.frequency_hz = 806e6, .last_visit_s = 1, .revisit_s = 100, .unheard_s = {}}};
  state.status(status);
  Dwell dwell;
  dwell.observations = {heard(2, 808e6, -20)};
  dwell.listen.gain_db = 32;
  state.dwell(dwell, 100);
  const auto picture = lay_out(state, {100, 30}, {100, {}});
  for (const auto& line : picture.lines) {
    if (has(text_of(line), "PCI 1 ")) CHECK(line.pieces.front().emphasis == Emphasis::kPlain);
  }
  const std::string text = text_of(state, {120, 30}, 100);
  CHECK(has(text, "Listening  Germany  now"));
  CHECK(has(text, "now 947.200 MHz, staying at an incident"));
  CHECK(has(text, "47 windows, a round 30.0 s"));
  CHECK(has(text, "a new transmitter is heard within 1 min 1 s"));
  CHECK(has(text, "+8.99 ppm (+-0.01)"));
  CHECK(has(text, "gain 32 dB"));
  state.dwell({}, 170);
  bool is_dim = false;
  for (const auto& line : lay_out(state, {100, 30}, {170, {}}).lines) {
    if (has(text_of(line), "PCI 1 ")) is_dim = line.pieces.front().emphasis == Emphasis::kDim;
  }
  CHECK(is_dim);
}

TEST_CASE("a cell keeps its line when the radio's clock becomes known") {
  ScreenState state = begun();
  state.events(with_cells({cell(1, 806e6 + 7000, -40)}), 0);
  state.events(with_cells({cell(1, 806e6, -40)}), 1);
  CHECK(state.cells(1).size() == 1);
  state.events(with_cells({cell(1, 806.2e6, -40)}), 1);
  CHECK(state.cells(1).size() == 2);
}

TEST_CASE("an incident is told in calm words, with its reason; Enter shows all of it") {
  ScreenState state = begun();
  state.status(status_of(StatusState::kLearning));
  state.events(with_incident(incident("157b", Level::kAlert, cell(271, 806e6, -20))), 0);
  std::string text = text_of(state);
  CHECK(has(text, " ALERT  806.000 MHz PCI 271: consistent with a rogue base station"));
  CHECK(has(text, "61 points"));
  CHECK(has(text, "Its carrier is +1.2 ppm off the others."));
  state.press(Key::kOpen);
  text = text_of(state, {80, 60});
  CHECK(has(text, "RF01 cfo_cohort"));
  CHECK(has(text, "a base station that lost its reference"));
  CHECK(has(text, "Not evaluated"));
  CHECK(has(text, "DY01: no site baseline was given"));
  CHECK(has(text, " LEARNING"));
  state.press(Key::kBack);
  CHECK(state.view() == View::kOverview);
  for (const std::string word : {"IMSI", "catcher", "found", "detected"}) {
    CHECK_FALSE(has(text_of(state) + text + help_text(80), word));
  }
}

TEST_CASE("an open incident is shown as it is now, a closed one is not opened again") {
  ScreenState state = begun();
  Incident one = incident("a", Level::kSuspect, cell(1, 806e6, -20));
  state.events(with_incident(one), 0);
  one.score = 91;
  const auto status = status_of(StatusState::kLearning);
  state.live({status, {one}, {{"DY03", "no site baseline was given"}}});
  CHECK(has(text_of(state), "91 points"));
  state.press(Key::kNotEvaluated);
  CHECK(has(text_of(state), "DY03: no site baseline was given"));
  state.press(Key::kNotEvaluated);
  one.state = IncidentState::kClosed;
  one.level = Level::kNone;
  state.events({.cells = {}, .incidents = {one}}, 1);
  one.state = IncidentState::kRaised;
  state.live({status, {one}, {}});
  CHECK(state.incidents().front()->state == IncidentState::kClosed);
  CHECK(has(text_of(state), "No incident by"));
}

TEST_CASE("keys choose, scroll and end") {
  ScreenState state = begun();
  CHECK_FALSE(state.press(Key::kOpen));  // there is nothing to open
  CHECK(state.view() == View::kOverview);
  for (const auto level : {Level::kWatch, Level::kAlert, Level::kSuspect}) {
    const auto number = static_cast<std::uint16_t>(level);
    state.events(with_incident(incident(std::to_string(number), level, cell(number, 806e6, -20))), 0);
  }
  CHECK(state.chosen()->level == Level::kAlert);
  state.press(Key::kUp);
  CHECK(state.chosen()->level == Level::kAlert);
  state.press(Key::kDown);
  CHECK(state.chosen()->level == Level::kSuspect);
  state.press(Key::kDown);
  state.press(Key::kDown);
  CHECK(state.chosen()->level == Level::kWatch);
  CHECK(has(text_of(state, {80, 14}), "> watch"));

  state.press(Key::kOpen);
  ScreenPicture picture = lay_out(state, {80, 10}, {});
  CHECK(picture.most_scroll > 0);
  state.limit_scroll(picture.most_scroll, picture.page_rows);
  for (int i = 0; i < 50; ++i) state.press(Key::kPageDown);
  CHECK(state.scroll() == picture.most_scroll);
  state.press(Key::kUp);
  CHECK(state.scroll() == picture.most_scroll - 1);
  // A larger window needs no scrolling.
  picture = lay_out(state, {80, 100}, {});
  state.limit_scroll(picture.most_scroll, picture.page_rows);
  CHECK(state.scroll() == 0);

  CHECK(state.has_sound());
  state.press(Key::kSound);
  CHECK_FALSE(state.has_sound());
  CHECK(has(text_of(state), "s sound (off)"));
  CHECK_FALSE(state.press(Key::kOther));
  CHECK(state.press(Key::kQuit));
  state.stopping();
  CHECK(has(text_of(state), "Ending"));
  CHECK_FALSE(state.press(Key::kQuit));  // impatience does not cost the summary
}

TEST_CASE("many cells are scrolled through, and the title says which are seen") {
  ScreenState state = begun();
  std::vector<detector::CellRecord> cells;
  for (std::uint16_t i = 0; i < 100; ++i) cells.push_back(cell(i, 806e6 + 1e6 * i, -20));
  state.events(with_cells(cells), 0);
  ScreenPicture picture = lay_out(state, {80, 24}, {});
  state.limit_scroll(picture.most_scroll, picture.page_rows);
  CHECK(has(text_of(state), "100; 1 to "));
  CHECK(has(text_of(state), "806.000"));
  for (int i = 0; i < 20; ++i) state.press(Key::kPageDown);
  CHECK(has(text_of(state), "to 100 are shown"));
  CHECK(has(text_of(state), "905.000"));
  CHECK_FALSE(has(text_of(state), "806.000 LTE"));
}

TEST_CASE("what comes from the air or a driver cannot steer the terminal") {
  ScreenState state = begun();
  InputDescription input;
  input.name = "\x1b[2Jradio\x07";
  input.survey = "Town\x1b]0;x: 3 windows";
  state.begin(input, 0);
  state.line(LineKind::kComplaint, "bad \x1b[31m\xff\xc2\x9b news\nsecond", {});
  Incident one = incident("a", Level::kAlert, cell(1, 806e6, -20));
  one.findings.front().text = "pressed \x1b[0m \xe2\x80\xae back\r\n";
  one.findings.front().observed =
      "\x9b"
      "31m";
  one.not_evaluated = {{"DY01", "why\x1b[5m"}};
  state.events(with_incident(one), 0);
  state.status(status_of(StatusState::kDegraded, {"no position by GPS: \x1b[2J"}));
  std::string text = text_of(state, {120, 40});
  state.press(Key::kOpen);
  text += text_of(state, {120, 60});
  for (const char c : text) CHECK((c == '\n' || static_cast<unsigned char>(c) >= 0x20));
  CHECK_FALSE(has(text, "\xc2\x9b"));
  CHECK_FALSE(has(text, "\xe2\x80\xae"));
  CHECK(has(text, "radio"));
  CHECK(has(text, "news second"));
}

TEST_CASE("what happened stands at the bottom, the newest last, and long news do not fill the screen") {
  ScreenState state = begun();
  for (int i = 0; i < 9; ++i) state.line(LineKind::kTold, "news " + std::to_string(i), {});
  auto lines = lines_of(state, {80, 24});
  CHECK(lines[22] == "00:00:00Z  news 8");
  CHECK(lines[21] == "00:00:00Z  news 7");
  CHECK_FALSE(has(text_of(state), "news 4"));
  std::string story = "a story";
  for (int i = 0; i < 100; ++i) story += " and then";
  state.line(LineKind::kComplaint, story, {});
  lines = lines_of(state, {80, 24});
  CHECK(lines[20].starts_with("00:00:00Z  a story and then"));
  CHECK(lines[22].ends_with("..."));
  CHECK(lines[19] == "00:00:00Z  news 8");
  // A small window has no room for it.
  CHECK_FALSE(has(text_of(state, {80, 10}), "story"));
}

TEST_CASE("losses are told apart, and stand out") {
  ScreenState state = begun();
  auto status = status_of(StatusState::kDegraded, {"the device lost 9.1 % of the samples"});
  status.samples = 900;
  status.samples_lost = 91;
  status.samples_dropped = 9;
  status.samples_clipped = 450;
  state.status(status);
  const std::string text = text_of(state, {120, 30});
  CHECK(has(text, "lost by the radio: 9.1 %"));
  CHECK(has(text, "dropped by this computer: 0.9 %"));
  CHECK(has(text, "clipped: 50.0 %"));
}

TEST_CASE("place and clock: none, stated, by satellites, gone") {
  const auto place_of = [](const records::StatusRecord& status) {
    ScreenState state = begun();
    state.status(status);
    return text_of(state, {140, 30});
  };
  auto status = status_of(StatusState::kOk);
  CHECK(has(place_of(status), "place not known (--gpsd)"));
  status.position = GeoPoint{48.1371, 11.5754, {}};
  status.clock = ClockQuality{.source = ClockSource::kNtp, .error_s = 0.0123};
  CHECK(has(place_of(status), "place as stated  48.13710, 11.57540  clock kept by NTP, +-13 ms"));
  status.gps =
      records::GpsStatus{.state = records::GpsState::kFix, .dimensions = 3, .satellites = 9, .age_s = 1};
  CHECK(has(place_of(status), "GPS 3D fix, 9 satellites"));
  status.gps = records::GpsStatus{.state = records::GpsState::kGone, .age_s = 90};
  status.clock = ClockQuality{.source = ClockSource::kNone, .error_s = {}};
  CHECK(has(place_of(status), "GPS is gone, the last 1 min ago"));
  CHECK(has(place_of(status), "clock kept by nobody"));
}

TEST_CASE("only so much is kept") {
  ScreenState state = begun();
  for (std::size_t i = 0; i < ScreenState::kMostCells + 50; ++i) {
    state.events(
        with_cells({cell(static_cast<std::uint16_t>(i % 504), 1e9 + 1e6 * static_cast<double>(i), -20)}),
        static_cast<double>(i));
  }
  CHECK(state.cells(1e4).size() == ScreenState::kMostCells);
  for (std::size_t i = 0; i < ScreenState::kMostIncidents + 50; ++i) {
    Incident one = incident(std::to_string(i), i == 0 ? Level::kAlert : Level::kWatch, cell(1, 806e6, -20));
    one.t_s = static_cast<double>(i);
    state.events(with_incident(one), 0);
    state.line(LineKind::kTold, "x", {});
  }
  CHECK(state.incidents().size() == ScreenState::kMostIncidents);
  CHECK(state.incidents().front()->level == Level::kAlert);  // the serious ones stay
  CHECK(state.lines().size() == ScreenState::kMostLines);
}

TEST_CASE("columns give way in the order of their importance") {
  const std::vector<ScreenColumn> columns{{"a", false, 3}, {"bbb", true, 1}, {"c", false, 2}};
  const std::vector<ScreenRow> rows{{{"long", "1", "cc"}, Emphasis::kAlert}};
  const auto at = [&](std::size_t width) { return text_of(columns_of(columns, rows, width).back()); };
  CHECK(at(20) == "long   1 cc");
  CHECK(at(10) == "long cc");
  CHECK(at(5) == "long");
  CHECK(at(3) == "lon");
  CHECK(columns_of(columns, rows, 20).back().pieces.front().emphasis == Emphasis::kAlert);
}

TEST_CASE("lines for people are taken, by any thread, and only as long as somebody takes them") {
  std::vector<std::string> taken;
  {
    const LinesTaken taking([&taken](LineKind kind, std::string_view what) {
      taken.push_back((kind == LineKind::kComplaint ? "! " : "- ") + std::string(what));
    });
    complain("the radio is gone");
    tell("it is back");
  }
  tell("");
  CHECK(taken == std::vector<std::string>{"! the radio is gone", "- it is back"});
}

TEST_CASE("of several radios each one has its line") {
  ScreenState state(true);
  InputDescription input;
  input.name = "2 radios";
  state.begin(input, 0);
  state.dwell({}, 0);
  auto status = status_of(StatusState::kDegraded, {"square: no samples for 12 s"});
  status.radios = {{.name = "roof", .goes_round = true, .is_running = true, .center_hz = 947.2e6},
                   {.name = "square", .is_running = false, .center_hz = 806e6}};
  status.radios[0].ppm = Measured{1.25, 0.02};
  state.status(status);
  const std::string text = text_of(state, {120, 30});
  CHECK(has(text, "roof  goes round, now 947.200 MHz  its clock +1.25 ppm (+-0.02)"));
  CHECK(has(text, "square  NO SAMPLES, looked for  stays on 806.000 MHz  its clock's error not measured"));
  CHECK(has(text, "2 windows, one of each radio  only these are heard"));
  CHECK_FALSE(has(text, "MHz wide"));
  CHECK_FALSE(has(text, "gain"));
}
