#include "dsp/survey/survey.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "tests/catch.hpp"

using namespace cellwarden;
using namespace cellwarden::survey;

namespace {

const RadioView kNarrow{24e6, 1766e6, 2.4e6, 2.0e6, 0.03};
const RadioView kWide{1e6, 6e9, 20e6, 17e6, 0.03};
const BandSlice kGsm900{"GSM 900", Rat::kGsm, 925e6, 960e6};
const BandSlice kLte20{"LTE 20", Rat::kLte, 791e6, 821e6};
const BandSlice kOneWindow{"narrow", Rat::kGsm, 935e6, 936.6e6};

BandPlan plan_of(std::vector<BandSlice> slices) {
  return {"xx", "", std::move(slices)};
}

HeardCarrier gsm_cell(double frequency_hz, std::optional<double> content_age_s = {}) {
  return {Rat::kGsm, frequency_hz, std::uint16_t{5}, content_age_s, false};
}

std::vector<IncidentCarrier> gsm_incidents(std::initializer_list<double> frequencies_hz) {
  std::vector<IncidentCarrier> carriers;
  for (const double frequency_hz : frequencies_hz) carriers.push_back({Rat::kGsm, frequency_hz});
  return carriers;
}

/// A program that does as it is told: one radio, and what it hears in each window.
struct Program {
  Survey survey;
  double now_s = 0.0;
  std::map<std::size_t, std::vector<HeardCarrier>> on_air{};
  double reading_s = 0.0;  ///< listening that it takes to read what is on the air

  /// Goes through one visit; what it was, and how long it lasted.
  struct Done {
    Visit visit;
    double began_s{};
    double lasted_s{};
  };
  Done visit() {
    const double began_s = now_s;
    const auto visit = survey.next(0, now_s);
    REQUIRE(visit);
    now_s += visit->settle_s;
    const double from_s = now_s;
    const double until_s = now_s + visit->duration_s;
    for (;;) {
      now_s = now_s < until_s ? std::min(now_s + 0.1, until_s) : now_s + 0.1;
      auto heard = on_air[visit->window];
      for (auto& cell : heard) {
        if (reading_s > 0.0 && now_s - from_s >= reading_s) cell.content_age_s = 0.0;
      }
      if (survey.stay_s(0, now_s, heard) < 1e-9) break;
    }
    return {*visit, began_s, now_s - began_s};
  }
  std::vector<Done> visits_until(double until_s) {
    std::vector<Done> done;
    while (now_s < until_s) done.push_back(visit());
    return done;
  }
};

std::size_t window_of(const Survey& survey, double frequency_hz) {
  for (std::size_t i = 0; i < survey.windows().size(); ++i) {
    for (const auto& range : survey.windows()[i].window.carriers) {
      if (frequency_hz >= range.low_hz && frequency_hz <= range.high_hz) return i;
    }
  }
  FAIL("no window holds it");
  return 0;
}

double share_of(const std::vector<Program::Done>& visits, Purpose purpose) {
  double all_s = 0.0;
  double these_s = 0.0;
  for (const auto& done : visits) {
    all_s += done.lasted_s;
    if (done.visit.purpose == purpose) these_s += done.lasted_s;
  }
  return these_s / all_s;
}

}  // namespace

TEST_CASE("a round is over when every window was looked at to the end, and what is there was read or tried") {
  Program program{Survey(plan_of({kGsm900}), {kNarrow})};
  const std::size_t windows = program.survey.windows().size();
  program.on_air[windows - 1] = {gsm_cell(959.8e6)};
  program.reading_s = 1.0;
  for (std::size_t i = 0; i + 1 < windows; ++i) program.visit();
  CHECK_FALSE(program.survey.has_gone_round());
  const auto last = program.survey.next(0, program.now_s);  // it has begun, no more
  REQUIRE(last);
  CHECK_FALSE(program.survey.has_gone_round());
  program.now_s += last->settle_s + last->duration_s;
  auto heard = program.on_air[last->window];
  CHECK(program.survey.stay_s(0, program.now_s, heard) > 0);
  CHECK_FALSE(program.survey.has_gone_round());
  heard[0].content_age_s = 0.0;
  program.now_s += 1.0;
  CHECK(program.survey.stay_s(0, program.now_s, heard) < 1.5);
  program.visit();
  CHECK(program.survey.has_gone_round());
}

TEST_CASE("a visit of which nothing was heard counts as no look, and comes round again after the others") {
  Program program{Survey(plan_of({kGsm900}), {kNarrow})};
  const std::size_t windows = program.survey.windows().size();
  program.on_air[3] = {gsm_cell(program.survey.windows()[3].window.center_hz)};
  program.reading_s = 0.1;
  for (std::size_t i = 0; i < windows; ++i) program.visit();
  const auto before = program.survey.forecast().windows[3];
  REQUIRE(before.last_visit_s);
  for (unsigned round = 1; round <= 4; ++round) {
    for (std::size_t i = 0; i < windows; ++i) {
      if (i == 3) {
        const auto visit = program.survey.next(0, program.now_s);
        REQUIRE(visit);
        CHECK(visit->window == 3);
        program.now_s += 1.0;
        program.survey.missed(0, program.now_s);
      } else {
        CHECK(program.visit().visit.window == i);
      }
    }
    CHECK(program.survey.forecast().windows[3].last_visit_s == before.last_visit_s);
    CHECK(program.survey.forecast().windows[3].missed == round);
    CHECK(program.survey.known_cells().front().misses == 0);
  }
}

TEST_CASE("a round does not wait for ever for a window that the radio never reaches") {
  Survey survey(plan_of({{"narrow", Rat::kGsm, 935e6, 940e6}}), {kNarrow});
  REQUIRE(survey.windows().size() > 1);
  double now_s = 0.0;
  for (unsigned round = 1; round <= Survey::kMissesUntilGivenUp; ++round) {
    CHECK_FALSE(survey.has_gone_round());
    for (std::size_t i = 0; i < survey.windows().size(); ++i) {
      const auto visit = survey.next(0, now_s);
      REQUIRE(visit);
      now_s += 0.3;
      if (visit->window == 0) survey.missed(0, now_s);
    }
  }
  static_cast<void>(survey.next(0, now_s));
  CHECK(survey.has_gone_round());
  CHECK_FALSE(Survey(plan_of({{"none", Rat::kGsm, 935e6, 935.1e6}}), {kNarrow}).has_gone_round());
}

TEST_CASE("an incident is parked on where its standard is heard") {
  Survey survey(plan_of({{"GSM", Rat::kGsm, 935e6, 935.8e6}, {"LTE", Rat::kLte, 934e6, 939e6}}), {kNarrow});
  const auto gsm = survey.window_at(Rat::kGsm, 935.4e6);
  const auto lte = survey.window_at(Rat::kLte, 938.4e6);
  REQUIRE(gsm);
  REQUIRE(lte);
  CHECK(gsm != lte);
  CHECK_FALSE(survey.window_at(Rat::kGsm, 938.4e6));
}

TEST_CASE("without anything on the air, looks go round all windows in order, those with GSM first") {
  Program program{Survey(plan_of({kGsm900, kLte20}), {kNarrow})};
  const std::size_t windows = program.survey.windows().size();
  REQUIRE(windows == 18 + 29);
  for (int round = 0; round < 3; ++round) {
    for (std::size_t i = 0; i < windows; ++i) {
      const auto done = program.visit();
      CHECK(done.visit.window == (i < 18 ? 29 + i : i - 18));  // LTE 20 lies below GSM 900
      CHECK(done.visit.purpose == Purpose::kLook);
      CHECK(done.visit.settle_s == 0.03);
      CHECK(done.visit.duration_s == (done.visit.rats.has(Rat::kGsm) ? 0.24 : 0.1));
    }
  }
  CHECK(program.now_s == Approx(3 * (18 * 0.27 + 29 * 0.13)));
  CHECK(program.survey.forecast().radios[0].looks_s == Approx(18 * 0.27 + 29 * 0.13));
}

TEST_CASE("one window for all: visits join without settling") {
  Program program{Survey(plan_of({kOneWindow}), {kNarrow})};
  REQUIRE(program.survey.windows().size() == 1);
  CHECK(program.visit().visit.settle_s == 0.03);
  for (int i = 0; i < 20; ++i) CHECK(program.visit().visit.settle_s == 0.0);
  CHECK(program.now_s == Approx(0.03 + 21 * 0.24));
}

TEST_CASE("a radio that has nothing to hear gets no visit") {
  Survey survey(plan_of({{"LTE 1", Rat::kLte, 2110e6, 2170e6}}), {kNarrow, kWide});
  CHECK_FALSE(survey.next(0, 0.0));
  CHECK(survey.next(1, 0.0));
  CHECK(survey.left_out().empty());
  Survey alone(plan_of({{"LTE 1", Rat::kLte, 2110e6, 2170e6}}), {kNarrow});
  CHECK_FALSE(alone.next(0, 0.0));
  REQUIRE(alone.left_out().size() == 1);
  CHECK(alone.left_out()[0].why == WhyLeftOut::kNotTunable);
  Survey none(plan_of({kGsm900}), {});
  CHECK(none.windows().empty());
  CHECK(none.left_out().size() == 1);
}

TEST_CASE("a new cell keeps the visit until it is read, and no longer than reading takes") {
  Program program{Survey(plan_of({kGsm900}), {kNarrow})};
  program.on_air[0] = {gsm_cell(925.6e6)};
  program.reading_s = 1.2;
  CHECK(program.visit().lasted_s == Approx(0.03 + 1.2).margin(0.11));
  // Read once: until it is due, a look is a look.
  for (const auto& done : program.visits_until(40.0)) CHECK(done.lasted_s == Approx(0.27));

  Program deaf{Survey(plan_of({kGsm900}), {kNarrow})};
  deaf.on_air[0] = {gsm_cell(925.6e6)};
  CHECK(deaf.visit().lasted_s == Approx(0.03 + 2.0).margin(0.11));
}

TEST_CASE("a cell that was never heard before says who it is before the radio goes on") {
  Program program{Survey(plan_of({kGsm900, kLte20}), {kNarrow})};
  const std::size_t window = window_of(program.survey, 945.0e6);
  const SurveyPolicy policy;
  SECTION("though a park is due") {
    program.survey.set_incidents(gsm_incidents({930.0e6}));
    program.visits_until(30.0);
  }
  SECTION("though known ones have used up the time for reading") {
    // Four new ones in each of the windows before: nothing of them is ever complete.
    for (std::size_t i = 29; i < 35; ++i) {
      for (const double aside_hz : {-0.6e6, -0.2e6, 0.2e6, 0.6e6}) {
        program.on_air[i].push_back(gsm_cell(program.survey.windows()[i].window.center_hz + aside_hz));
      }
    }
    while (program.visit().visit.window != 34) {
    }
  }
  program.on_air[window] = {gsm_cell(945.0e6)};
  for (;;) {
    const auto done = program.visit();
    if (done.visit.window != window) continue;
    // Noticed by its first piece of a tenth of a second.
    CHECK(done.lasted_s >= done.visit.settle_s + 0.1 + policy.gsm_identify_s - 1e-6);
    break;
  }
}

TEST_CASE("whoever sends ever new identities does not hold the radio") {
  Program program{Survey(plan_of({kGsm900, kLte20}), {kNarrow})};
  const bool is_parked = GENERATE(false, true);
  if (is_parked) program.survey.set_incidents(gsm_incidents({930.0e6}));
  const SurveyPolicy policy;
  const double longest_s = policy.gsm_read_s + policy.gsm_identify_s + policy.gsm_look_s;
  std::uint16_t identity = 0;
  while (program.now_s < 300.0) {
    const auto visit = program.survey.next(0, program.now_s);
    REQUIRE(visit);
    program.now_s += visit->settle_s;
    const double from_s = program.now_s;
    double more_s = visit->duration_s;
    while (more_s > 1e-9) {
      program.now_s += std::min(more_s, 0.1);
      HeardCarrier cell = gsm_cell(visit->center_hz);
      cell.physical_id = ++identity % 64;
      cell.frequency_hz += 200e3 * (identity / 64 % 8);
      more_s = program.survey.stay_s(0, program.now_s, std::vector<HeardCarrier>{cell});
    }
    CHECK(program.now_s - from_s <= std::max(longest_s, visit->duration_s + longest_s));
  }
  for (const auto& window : program.survey.forecast().windows) {
    REQUIRE(window.longest_wait_s);
    CHECK(*window.longest_wait_s <= window.worst_revisit_s);
  }
}

TEST_CASE("a candidate gets the time of one more look") {
  Program program{Survey(plan_of({kGsm900}), {kNarrow})};
  program.on_air[0] = {{Rat::kGsm, 925.6e6, std::nullopt, std::nullopt, false}};
  CHECK(program.visit().lasted_s == Approx(0.03 + 0.48).margin(0.11));
  // Once it is a cell it is read, however often it was in vain before.
  program.on_air[0] = {gsm_cell(925.6e6)};
  program.reading_s = 1.2;
  program.visits_until(10.0);
  REQUIRE(program.survey.known_cells().size() == 1);
  CHECK(program.survey.known_cells()[0].content_s);
}

TEST_CASE("what cannot be read is tried again later and later") {
  Program program{Survey(plan_of({kGsm900}), {kNarrow})};
  program.on_air[3] = {gsm_cell(window_of(program.survey, 931.0e6) == 3 ? 931.0e6 : 931.4e6)};
  std::vector<double> tries_s;
  for (const auto& done : program.visits_until(300.0)) {
    if (done.visit.window == 3 && done.lasted_s > 1.0) tries_s.push_back(done.began_s);
  }
  REQUIRE(tries_s.size() >= 6);
  CHECK(tries_s.size() <= 12);
  for (std::size_t i = 3; i < tries_s.size(); ++i) CHECK(tries_s[i] - tries_s[i - 1] >= 15.0);
}

TEST_CASE("cells are read again when due; suspicious ones more often") {
  for (const bool is_suspicious : {false, true}) {
    Program program{Survey(plan_of({kGsm900, kLte20}), {kNarrow})};
    const std::size_t window = window_of(program.survey, 940.0e6);
    program.on_air[window] = {gsm_cell(940.0e6)};
    program.on_air[window][0].is_suspicious = is_suspicious;
    program.reading_s = 1.2;
    std::optional<double> last_s;
    double longest_s = 0.0;
    for (double until_s = 1.0; until_s < 300.0; ++until_s) {
      program.visits_until(until_s);
      const auto cells = program.survey.known_cells();
      if (cells.empty() || !cells[0].content_s) continue;
      if (last_s) longest_s = std::max(longest_s, *cells[0].content_s - *last_s);
      last_s = cells[0].content_s;
    }
    INFO(longest_s);
    CHECK(longest_s <= (is_suspicious ? 13.0 : 63.0));
    CHECK(longest_s >= (is_suspicious ? 5.0 : 40.0));
  }
}

TEST_CASE("new cells come before those that are due") {
  SurveyPolicy policy;
  policy.refresh_s = 20.0;
  Survey survey(plan_of({kGsm900}), {kNarrow}, policy);
  KnownCells cells(policy);
  cells.note(gsm_cell(930.0e6, 0.0), 2, 0.0);
  cells.note(gsm_cell(940.0e6, 0.0), 7, 1.0);
  const std::vector<bool> all(survey.windows().size(), true);
  CHECK_FALSE(cells.most_wanted(19.0, all));
  auto wanted = cells.most_wanted(30.0, all);
  REQUIRE(wanted);
  CHECK(wanted->cell.window == 2);
  CHECK(wanted->rank == ReadRank::kDue);
  auto suspicious = gsm_cell(940.0e6, 12.0);
  suspicious.is_suspicious = true;
  cells.note(suspicious, 7, 30.0);
  CHECK(cells.most_wanted(30.0, all)->rank == ReadRank::kSuspicious);
  cells.note(gsm_cell(950.0e6), 12, 30.0);
  wanted = cells.most_wanted(30.0, all);
  CHECK(wanted->cell.window == 12);
  CHECK_FALSE(wanted->cell.content_s);
  // Not in another radio's windows, and not where nothing was heard twice.
  std::vector<bool> some = all;
  some[12] = false;
  CHECK(cells.most_wanted(30.0, some)->cell.window == 7);
  const auto readable = [](const KnownCell&) { return Reach::kRead; };
  cells.visited({7, 31.0, 32.0, true}, readable);
  cells.visited({7, 40.0, 41.0, true}, readable);
  CHECK(cells.most_wanted(50.0, some)->cell.window == 2);
}

TEST_CASE("a cell that reaches out of its window is read by a visit of its own, tuned to it") {
  Program program{Survey(plan_of({kLte20}), {kWide})};
  REQUIRE(program.survey.windows().size() == 2);
  const Window& first = program.survey.windows()[0].window;
  // 10 MHz in the middle of the window; at its edge; 20 MHz, more than the flat part.
  const std::vector<std::pair<double, double>> cells{{798e6, 9e6}, {804e6, 9e6}, {801e6, 18e6}};
  for (const auto& [frequency_hz, width_hz] : cells) {
    Program one{Survey(plan_of({kLte20}), {kWide})};
    one.on_air[0] = {HeardCarrier{Rat::kLte, frequency_hz, std::uint16_t{7}, {}, false, width_hz}};
    const bool fits = frequency_hz == 798e6;
    const auto look = one.visit();
    CHECK(look.visit.center_hz == first.center_hz);
    CHECK(look.lasted_s == Approx(fits ? 0.67 : 0.13).margin(0.11));
    const auto next = one.visit();
    if (fits) {
      CHECK(next.visit.purpose == Purpose::kLook);
      continue;
    }
    CHECK(next.visit.purpose == Purpose::kRead);
    CHECK(next.visit.center_hz == frequency_hz + 50e3);
    CHECK(next.visit.settle_s == 0.03);
    CHECK(next.lasted_s == Approx(0.67).margin(0.11));
    // It is no look at the window.
    CHECK(one.visit().visit.window == 1);
  }
  // Wider than the radio: nothing can be done for it, and nothing is tried for long.
  Program wider{Survey(plan_of({kLte20}), {kNarrow})};
  wider.on_air[3] = {HeardCarrier{Rat::kLte, 795.1e6, std::uint16_t{7}, {}, false, 9e6}};
  for (const auto& done : wider.visits_until(60.0)) {
    CHECK(done.visit.center_hz == wider.survey.windows()[done.visit.window].window.center_hz);
  }
}

TEST_CASE("a visit beside its window of which nothing was heard is the cell's, not the window's") {
  Program program{Survey(plan_of({kLte20}), {kWide})};
  program.on_air[0] = {HeardCarrier{Rat::kLte, 804e6, std::uint16_t{7}, {}, false, 9e6}};
  unsigned missed = 0;
  while (program.now_s < 20.0) {
    const auto look = program.visit();
    if (look.visit.purpose != Purpose::kLook || look.visit.window != 0) continue;
    const auto read = program.survey.next(0, program.now_s);
    REQUIRE(read);
    program.now_s += 1.0;
    if (read->purpose != Purpose::kRead) continue;
    REQUIRE(read->center_hz == 804.05e6);
    program.survey.missed(0, program.now_s);
    CHECK(program.survey.forecast().windows[0].missed == 0);
    CHECK(program.survey.known_cells().front().misses == 0);
    CHECK(program.survey.known_cells().front().tries == ++missed);
  }
  CHECK(missed > 0);
  // Tried in vain, later and later: a scan does not wait for it.
  CHECK(missed < 6);
  CHECK(program.survey.has_gone_round());
}

TEST_CASE("looks keep their share, and every window its bound, when everything wants reading") {
  Program program{Survey(plan_of({kGsm900, kLte20}), {kNarrow})};
  // A cell in every GSM window that is always suspicious and never read: an attack on the survey.
  for (std::size_t i = 0; i < program.survey.windows().size(); ++i) {
    const auto& ranges = program.survey.windows()[i].window.carriers;
    for (double f = ranges[0].low_hz; f <= ranges[0].high_hz; f += 0.6e6) {
      HeardCarrier cell = gsm_cell(f);
      cell.rat = ranges[0].rat;
      cell.is_suspicious = true;
      program.on_air[i].push_back(cell);
    }
  }
  const auto visits = program.visits_until(600.0);
  const auto forecast = program.survey.forecast();
  for (const auto& window : forecast.windows) {
    REQUIRE(window.longest_wait_s);
    CHECK(*window.longest_wait_s <= window.worst_revisit_s);
  }
  CHECK(forecast.radios[0].worst_round_s < 3.5 * forecast.radios[0].looks_s);
}

TEST_CASE("parked windows get their share, the rest of the survey goes on") {
  for (const double share : {0.2, 0.5, 0.8}) {
    SurveyPolicy policy;
    policy.park_share = share;
    Program program{Survey(plan_of({kGsm900, kLte20}), {kNarrow}, policy)};
    program.survey.set_incidents(gsm_incidents({930.0e6, 950.0e6, 2.4e9}));
    const std::size_t one = window_of(program.survey, 930.0e6);
    const std::size_t other = window_of(program.survey, 950.0e6);
    const auto visits = program.visits_until(400.0);
    CHECK(share_of(visits, Purpose::kPark) == Approx(share).margin(0.05));
    std::set<std::size_t> parked;
    std::set<std::size_t> looked_at;
    for (const auto& done : visits) {
      (done.visit.purpose == Purpose::kPark ? parked : looked_at).insert(done.visit.window);
    }
    CHECK(parked == std::set<std::size_t>{one, other});
    CHECK(looked_at.size() >= program.survey.windows().size() - 2);
    for (const auto& window : program.survey.forecast().windows) {
      CHECK(*window.longest_wait_s <= window.worst_revisit_s);
    }
    program.survey.set_incidents({});
    CHECK(share_of(program.visits_until(program.now_s + 50.0), Purpose::kPark) < 0.05);
  }
}

TEST_CASE("reading does not keep the radio away from a parked window for long") {
  Program program{Survey(plan_of({kGsm900, kLte20}), {kNarrow})};
  program.survey.set_incidents(gsm_incidents({930.0e6}));
  const std::size_t parked = window_of(program.survey, 930.0e6);
  for (std::size_t i = 0; i < program.survey.windows().size(); ++i) {
    const auto& range = program.survey.windows()[i].window.carriers[0];
    HeardCarrier cell = gsm_cell(range.low_hz);
    cell.rat = range.rat;
    program.on_air[i] = {cell};
  }
  double left_s = 0.0;
  double longest_s = 0.0;
  for (const auto& done : program.visits_until(300.0)) {
    if (done.visit.window == parked) {
      longest_s = std::max(longest_s, done.began_s - left_s);
      left_s = done.began_s + done.lasted_s;
    }
  }
  // As long as the pieces of a tenth of a second allow.
  CHECK(longest_s <= 1.6);
}

TEST_CASE("a window whose level rises against its own past is looked at next") {
  Program program{Survey(plan_of({kGsm900}), {kNarrow})};
  Survey& survey = program.survey;
  for (int i = 0; i < 9; ++i) survey.note_level(11, program.now_s, -60.0 + 0.5 * (i % 3));
  CHECK(program.visit().visit.window == 0);
  survey.note_level(11, program.now_s, -58.0);
  CHECK(program.visit().visit.window == 1);
  survey.note_level(11, program.now_s, -54.0);
  CHECK(program.visit().visit.window == 11);
  CHECK(program.visit().visit.window == 2);
  // Not again at once, whatever the level does.
  survey.note_level(11, program.now_s, -40.0);
  CHECK(program.visit().visit.window == 3);
  // What stays is no rise any more.
  for (int i = 0; i < 9; ++i) survey.note_level(11, program.now_s + 10.0, -50.0);
  program.visit();
  survey.note_level(11, program.now_s + 20.0, -50.0);
  CHECK(program.visit().visit.window != 11);
}

TEST_CASE("what is heard no more is forgotten, and memory is bounded") {
  SurveyPolicy policy;
  policy.most_cells = 50;
  policy.forget_s = 100.0;
  Program program{Survey(plan_of({kGsm900}), {kNarrow}, policy)};
  for (std::uint16_t i = 0; i < 200; ++i) {
    HeardCarrier cell = gsm_cell(925.6e6, 0.0);
    cell.physical_id = i;
    program.on_air[0] = {cell};
    program.visit();
    if (program.now_s > 90.0) break;
  }
  program.on_air[0].clear();
  CHECK(program.survey.known_cells().size() <= 50);
  CHECK(!program.survey.known_cells().empty());
  program.visits_until(program.now_s + 101.0);
  CHECK(program.survey.known_cells().empty());
}

TEST_CASE("forecasts say when a carrier is visited, and what bounds it") {
  Program program{Survey(plan_of({kGsm900, kLte20}), {kNarrow})};
  CHECK_FALSE(program.survey.forecast(Rat::kLte, 930.0e6, 0.0));
  CHECK_FALSE(program.survey.forecast(Rat::kGsm, 1900.0e6, 0.0));
  auto carrier = program.survey.forecast(Rat::kGsm, 930.0e6, 0.0);
  REQUIRE(carrier);
  CHECK_FALSE(carrier->last_visit_s);
  program.visits_until(30.0);
  carrier = program.survey.forecast(Rat::kGsm, 930.0e6, program.now_s);
  REQUIRE(carrier->last_visit_s);
  const double round_s = program.survey.forecast().radios[0].looks_s;
  CHECK(carrier->expected_next_s - *carrier->last_visit_s == Approx(round_s).margin(0.01));
  CHECK(carrier->expected_next_s >= program.now_s);
  CHECK(carrier->worst_unheard_s == program.survey.forecast().worst_unheard_s);
  const auto costs = program.survey.slice_costs();
  REQUIRE(costs.size() == 2);
  CHECK(costs[0].look_s == Approx(18 * 0.27));
  CHECK(costs[1].windows == 29);
}

TEST_CASE("whatever is heard, visits make sense and windows are visited within their bounds") {
  for (unsigned seed = 0; seed < 20; ++seed) {
    std::mt19937 random(seed);
    const auto below = [&](unsigned limit) { return static_cast<unsigned>(random() % limit); };
    SurveyPolicy policy;
    policy.look_share = 0.2 + 0.1 * below(9);
    policy.park_share = 0.1 * below(10);
    policy.most_cells = 20 + below(200);
    std::vector<RadioView> radios{kNarrow};
    if (below(2) == 1) radios.push_back(kWide);
    Survey survey(plan_of({kGsm900, kLte20, {"LTE 8", Rat::kLte, 925e6, 960e6}}), radios, policy);
    survey.set_incidents(
        std::vector<IncidentCarrier>{{Rat::kGsm, 925.2e6 + 0.2e6 * below(100)}, {Rat::kLte, 800.0e6}});
    std::vector<double> now_s(radios.size());
    for (int i = 0; i < 3000; ++i) {
      const std::size_t radio = now_s.size() > 1 && now_s[1] < now_s[0] ? 1 : 0;
      const auto visit = survey.next(radio, now_s[radio]);
      if (!visit) {  // the other one takes it all
        now_s[radio] = 1e9;
        continue;
      }
      REQUIRE(visit->window < survey.windows().size());
      REQUIRE(survey.windows()[visit->window].radio == radio);
      REQUIRE(visit->duration_s > 0.05);
      REQUIRE(visit->center_hz >= radios[radio].low_hz);
      REQUIRE(visit->center_hz <= radios[radio].high_hz);
      now_s[radio] += visit->settle_s + visit->duration_s;
      survey.note_level(visit->window, now_s[radio], -1.0 * below(60));
      const double ended_s = now_s[radio];
      for (double more_s = 1.0; more_s > 0.0;) {
        std::vector<HeardCarrier> heard(below(6));
        for (auto& carrier : heard) {
          carrier.rat = below(2) == 0 ? Rat::kGsm : Rat::kLte;
          carrier.frequency_hz = visit->center_hz - 1e6 + 0.1e6 * below(20);
          if (below(3) > 0) carrier.physical_id = static_cast<std::uint16_t>(below(64));
          if (below(3) > 0) carrier.content_age_s = below(100);
          if (below(3) > 0) carrier.width_hz = 1e6 * below(30);
          carrier.is_suspicious = below(2) == 0;
        }
        more_s = survey.stay_s(radio, now_s[radio], heard);
        now_s[radio] += std::min(more_s, 0.02);
      }
      REQUIRE(now_s[radio] - ended_s <=
              policy.longest_read_s() + policy.longest_identify_s() + policy.gsm_look_s);
    }
    CHECK(survey.known_cells().size() <= policy.most_cells);
    CHECK(survey.known_cells().size() > 10);
    for (const auto& window : survey.forecast().windows) {
      INFO(seed);
      REQUIRE(window.longest_wait_s);
      CHECK(*window.longest_wait_s <= window.worst_revisit_s);
    }
  }
}

TEST_CASE("where looks take longer than planned, so does what may go unheard") {
  Survey survey(plan_of({{"narrow", Rat::kGsm, 935e6, 940e6}}), {kNarrow});
  const double planned_s = survey.forecast().worst_unheard_s;
  double now_s = 0.0;
  for (int i = 0; i < 40; ++i) {
    REQUIRE(survey.next(0, now_s));
    now_s += 10.0;
  }
  const auto windows = static_cast<double>(survey.windows().size());
  CHECK(planned_s < 10.0 * windows);
  CHECK(survey.forecast().worst_unheard_s >= 10.0 * windows);
}

TEST_CASE("a clock that stands still or a program that stalls does no lasting harm") {
  Program program{Survey(plan_of({kGsm900}), {kNarrow})};
  for (int i = 0; i < 40; ++i) CHECK(program.survey.next(0, 5.0));
  program.now_s = 5000.0;
  const auto visits = program.visits_until(5060.0);
  std::set<std::size_t> windows;
  for (const auto& done : visits) windows.insert(done.visit.window);
  CHECK(windows.size() == program.survey.windows().size());
}

TEST_CASE("the same calls give the same visits") {
  const auto run = [] {
    Program program{Survey(plan_of({kGsm900, kLte20}), {kNarrow})};
    program.on_air[4] = {gsm_cell(933.0e6)};
    program.reading_s = 0.7;
    std::vector<std::pair<std::size_t, double>> visits;
    for (const auto& done : program.visits_until(120.0))
      visits.emplace_back(done.visit.window, done.lasted_s);
    return visits;
  };
  CHECK(run() == run());
}

TEST_CASE("the others go round what a lost radio went round, until it is back") {
  Survey survey(plan_of({kGsm900}), {kNarrow, kNarrow});
  const std::size_t windows = survey.windows().size();
  const auto windows_of = [&](std::size_t radio) {
    return std::ranges::count_if(survey.windows(), [&](const auto& w) { return w.radio == radio; });
  };
  REQUIRE(windows_of(0) > 0);
  REQUIRE(windows_of(1) > 0);
  // A cell that only the second radio hears.
  const auto second = survey.next(1, 0.0);
  REQUIRE(second);
  CHECK(survey.stay_s(1, 0.3, std::vector{gsm_cell(second->center_hz, 0.0)}) == 0.0);
  REQUIRE(survey.known_cells().size() == 1);
  const auto shares = survey.shared_out();

  survey.set_present(1, false);
  CHECK(survey.shared_out() == shares + 1);
  CHECK(windows_of(0) >= static_cast<std::ptrdiff_t>(windows) - 2);
  CHECK(windows_of(1) == 0);
  CHECK_FALSE(survey.next(1, 1.0));
  REQUIRE(survey.known_cells().size() == 1);
  const KnownCell& cell = survey.known_cells()[0];
  CHECK(survey.windows()[cell.window].radio == 0);
  CHECK(survey.window_at(cell.rat, cell.frequency_hz) == cell.window);

  // The last one keeps all.
  survey.set_present(0, false);
  CHECK(survey.shared_out() == shares + 1);
  CHECK(survey.next(0, 2.0));

  survey.set_present(1, true);
  CHECK(survey.windows().size() == windows);
  CHECK(windows_of(1) > 0);
  CHECK(survey.next(1, 3.0));
}

TEST_CASE("a radio that keeps a window keeps what is known of it") {
  // The second radio is too deaf for the first one's slice, and the other way round.
  Survey survey(plan_of({kOneWindow, {"far", Rat::kLte, 2110e6, 2112e6}}),
                {kNarrow, RadioView{2000e6, 6e9, 2.4e6, 2.0e6, 0.03}});
  REQUIRE(survey.next(0, 5.0));
  REQUIRE(survey.next(0, 5.3));
  survey.set_present(1, false);
  CHECK(survey.left_out().size() == 1);
  REQUIRE(survey.forecast().windows.size() == 1);
  CHECK(survey.forecast().windows[0].last_visit_s == 5.0);
  survey.set_present(1, true);
  CHECK(survey.left_out().empty());
  CHECK(survey.forecast().windows[0].last_visit_s == 5.0);
}
