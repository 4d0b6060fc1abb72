#include "dsp/survey/tour.hpp"

#include "tests/catch.hpp"

using namespace cellwarden;
using namespace cellwarden::survey;

namespace {

const RadioView kNarrow{24e6, 1766e6, 2.4e6, 2.0e6, 0.03};
const BandSlice kGsm900{"GSM 900", Rat::kGsm, 925e6, 960e6};

Dwell dwell_of(double t_s, double duration_s) {
  Dwell dwell;
  dwell.listen.t_s = t_s;
  dwell.listen.duration_s = duration_s;
  return dwell;
}

Observation gsm_cell(double frequency_hz, std::vector<std::uint32_t> turns) {
  Observation seen;
  seen.carrier.rat = Rat::kGsm;
  seen.carrier.measured_hz.value = frequency_hz + 900;
  seen.carrier.nominal_hz = frequency_hz;
  seen.physical_id = 21;
  seen.state = CellState::kConfirmed;
  gsm::CellReport report;
  for (const std::uint32_t turn : turns) {
    gsm::BroadcastMessage message;
    message.frame_number = 8 * 51 * 100 + turn * 51 + 2;
    report.messages.push_back(message);
  }
  seen.report = report;
  return seen;
}

Observation lte_cell(unsigned bandwidth_rb) {
  Observation seen;
  seen.carrier.rat = Rat::kLte;
  seen.carrier.nominal_hz = 806e6;
  seen.physical_id = 301;
  seen.state = CellState::kConfirmed;
  lte::CellReport report;
  report.mib = lte::Mib{.bandwidth_rb = static_cast<std::uint8_t>(bandwidth_rb), .ports = 2};
  seen.report = report;
  return seen;
}

HeardCarrier only(const HeardCells& cells, double now_s) {
  const auto heard = cells.heard(now_s);
  REQUIRE(heard.size() == 1);
  return heard.front();
}

}  // namespace

TEST_CASE("a GSM cell is read once every turn of its BCCH was, and as old as the oldest of them") {
  HeardCells cells(2.4e6);
  Dwell dwell = dwell_of(10.0, 0.24);
  dwell.observations = {gsm_cell(947.2e6, {0, 1, 2})};
  cells.add(dwell);
  CHECK(only(cells, 10.24).physical_id == 21);
  CHECK(only(cells, 10.24).frequency_hz == 947.2e6);
  CHECK_FALSE(only(cells, 10.24).content_age_s);
  dwell = dwell_of(20.0, 0.24);
  dwell.observations = {gsm_cell(947.2e6, {4, 5, 7})};  // 7 stands for 3
  cells.add(dwell);
  REQUIRE(only(cells, 21.24).content_age_s);
  CHECK(*only(cells, 21.24).content_age_s == Approx(11.0));
}

TEST_CASE("what was read counts on, what was heard does not") {
  HeardCells cells(2.4e6);
  Dwell dwell = dwell_of(10.0, 0.24);
  dwell.observations = {gsm_cell(947.2e6, {0, 1, 2, 3, 4, 5})};
  cells.add(dwell);
  cells.begin_visit();
  CHECK(cells.heard(30.0).empty());
  dwell = dwell_of(40.0, 0.24);
  dwell.observations = {gsm_cell(947.2e6, {})};
  cells.add(dwell);
  REQUIRE(only(cells, 40.24).content_age_s);
  CHECK(*only(cells, 40.24).content_age_s == Approx(30.0));
}

TEST_CASE("of an LTE cell that the radio cannot hold, the MIB is all that is wanted") {
  HeardCells narrow(2.4e6);
  HeardCells wide(20e6);
  Dwell dwell = dwell_of(5.0, 0.1);
  dwell.observations = {lte_cell(50)};
  narrow.add(dwell);
  wide.add(dwell);
  CHECK(only(narrow, 5.1).content_age_s.value_or(1.0) == Approx(0.0).margin(1e-9));
  CHECK(only(narrow, 5.1).width_hz == 9e6);
  CHECK_FALSE(only(wide, 5.1).content_age_s);
  // SIB1, and both of the messages that it schedules, one of which is not sent.
  lte::DownlinkReport downlink;
  downlink.messages.push_back({.octets = {1}, .sfn = 0, .subframe = 5, .times = 1, .first_sfn = {}});
  downlink.si_windows = {{.passed = 2, .announced = 2, .read = 1}, {.passed = 2, .announced = 0, .read = 0}};
  dwell = dwell_of(6.0, 0.1);
  dwell.observations = {lte_cell(50)};
  dwell.observations[0].lte()->downlink = downlink;
  wide.add(dwell);
  REQUIRE(only(wide, 6.1).content_age_s);
  CHECK(*only(wide, 6.1).content_age_s == Approx(0.0).margin(1e-9));
}

TEST_CASE("a candidate has no identity, and a suspect is known as one") {
  HeardCells cells(2.4e6);
  Dwell dwell = dwell_of(5.0, 0.1);
  dwell.observations = {lte_cell(50)};
  dwell.observations[0].state = CellState::kDetected;
  cells.add(dwell);
  CHECK_FALSE(only(cells, 5.1).physical_id);
  CHECK_FALSE(only(cells, 5.1).is_suspicious);
  const SuspectCell suspect{.rat = Rat::kLte, .frequency_hz = 806e6, .physical_id = 301};
  cells.set_suspects({&suspect, 1});
  CHECK(only(cells, 5.1).is_suspicious);
}

TEST_CASE("a tour hears only where it was told to go, and goes on after a look at nothing") {
  Survey survey({"xx", "", {kGsm900}}, {kNarrow});
  Tour tour(survey, 0, kNarrow);
  REQUIRE(tour.begin(0.0));
  const double first_hz = tour.visit()->center_hz;
  CHECK_FALSE(tour.hears({first_hz + 1e6, 0.0, 0.0 + 0.01, false}));
  CHECK_FALSE(tour.is_over(0.01));
  CHECK(tour.hears({first_hz + 150.0, 0.03, 0.03 + 0.01, false}));  // the tuner's own grid
  CHECK(tour.has_just_arrived());
  CHECK(tour.hears({first_hz, 0.04, 0.04 + 0.01, false}));
  CHECK_FALSE(tour.has_just_arrived());
  CHECK_FALSE(tour.is_over(0.2));  // no dwell has ended
  tour.add(dwell_of(0.03, 0.24));
  CHECK(tour.is_over(0.27));
  REQUIRE(tour.begin(0.27));
  CHECK(tour.visit()->center_hz != first_hz);
  CHECK_FALSE(tour.hears({first_hz, 0.28, 0.28 + 0.01, false}));  // still on its way
  CHECK(tour.visits() == 2);
}

TEST_CASE("a new cell keeps the visit until it is read") {
  Survey survey({"xx", "", {kGsm900}}, {kNarrow});
  Tour tour(survey, 0, kNarrow);
  tour.begin(0.0);
  const double center_hz = tour.visit()->center_hz;
  const double carrier_hz = survey.windows()[tour.visit()->window].window.carriers.front().low_hz;
  REQUIRE(tour.hears({center_hz, 0.03, 0.03 + 0.01, false}));
  std::uint32_t turn = 0;
  double now_s = 0.03;
  do {
    REQUIRE(now_s < 3.0);
    Dwell dwell = dwell_of(now_s, 0.24);
    dwell.observations = {gsm_cell(carrier_hz, {turn++})};
    tour.add(dwell);
    now_s += 0.24;
  } while (!tour.is_over(now_s));
  CHECK(turn == 6);
}

TEST_CASE("a radio that never arrives is not waited for") {
  Survey survey({"xx", "", {kGsm900}}, {kNarrow});
  Tour tour(survey, 0, kNarrow);
  tour.begin(0.0);
  const double refused_hz = tour.visit()->center_hz;
  double now_s = 0.0;
  while (!tour.is_over(now_s)) {
    REQUIRE(now_s < 10.0);
    CHECK_FALSE(tour.hears({refused_hz - 5e6, now_s, now_s + 0.1, false}));
    now_s += 0.1;
  }
  CHECK(now_s > Tour::kPatience_s);
  tour.begin(now_s);
  CHECK(tour.missed() == 1);
  CHECK(tour.visit()->center_hz != refused_hz);
  CHECK_FALSE(survey.forecast().windows[0].last_visit_s);
  CHECK(survey.forecast().windows[0].missed == 1);
}

TEST_CASE("what waits from before is no time in which the radio could have arrived") {
  Survey survey({"xx", "", {kGsm900}}, {kNarrow});
  Tour tour(survey, 0, kNarrow);
  tour.begin(0.0, 5.0);
  const double center_hz = tour.visit()->center_hz;
  for (double now_s = 0.0; now_s < 5.0; now_s += 0.1) {
    CHECK_FALSE(tour.hears({center_hz - 5e6, now_s, now_s + 0.1, false}));
    REQUIRE_FALSE(tour.is_over(now_s));
  }
  CHECK(tour.hears({center_hz, 5.1, 5.1 + 0.01, false}));
  tour.add(dwell_of(5.1, 0.24));
  CHECK(tour.is_over(5.34));
  tour.begin(5.34);
  CHECK(tour.missed() == 0);
}

TEST_CASE("what was lost on the way is no time in which the radio could have arrived either") {
  Survey survey({"xx", "", {kGsm900}}, {kNarrow});
  Tour tour(survey, 0, kNarrow);
  tour.begin(0.0, 0.5);
  const double center_hz = tour.visit()->center_hz;
  CHECK_FALSE(tour.hears({center_hz - 5e6, 0.0, 0.5, false}));
  CHECK_FALSE(tour.hears({center_hz - 5e6, 20.5, 20.6, true}));
  CHECK_FALSE(tour.is_over(20.6));
  CHECK(tour.hears({center_hz, 20.6, 20.7, true}));
}

TEST_CASE("a radio that brings nothing whole does not hold the tour") {
  Survey survey({"xx", "", {kGsm900}}, {kNarrow});
  Tour tour(survey, 0, kNarrow);
  tour.begin(0.0);
  const double center_hz = tour.visit()->center_hz;
  double now_s = 0.03;
  for (; !tour.is_over(now_s); now_s += 0.01) {
    REQUIRE(now_s < 10.0);
    CHECK(tour.hears({center_hz, now_s, now_s + 0.01, false}));
  }
  CHECK(now_s > Tour::kPatience_s);
  tour.begin(now_s);
  CHECK(tour.missed() == 1);
  CHECK(tour.visit()->center_hz != center_hz);
}

TEST_CASE("a radio that is retuned where it is hears nothing before that") {
  Survey survey({"xx", "", {{"one", Rat::kGsm, 935e6, 936.6e6}}}, {kNarrow});
  Tour tour(survey, 0, kNarrow);
  REQUIRE(tour.begin(0.0));
  const double center_hz = tour.visit()->center_hz;
  REQUIRE(tour.hears({center_hz, 0.03, 0.03 + 0.01, true}));
  tour.add(dwell_of(0.03, 0.24));
  REQUIRE(tour.is_over(0.27));
  CHECK_FALSE(tour.begin(0.27));
  CHECK(tour.hears({center_hz, 0.27, 0.27 + 0.01, false}));
  tour.add(dwell_of(0.27, 0.24));
  REQUIRE(tour.is_over(0.51));
  CHECK(tour.begin(0.51, 0.0, true));
  CHECK_FALSE(tour.hears({center_hz, 0.52, 0.52 + 0.01, false}));
  CHECK(tour.hears({center_hz, 0.55, 0.55 + 0.01, true}));
  CHECK(tour.has_just_arrived());
  CHECK(tour.hears({center_hz, 0.56, 0.56 + 0.01, false}));
}
