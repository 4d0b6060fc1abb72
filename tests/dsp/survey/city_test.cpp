// How soon a new transmitter is noticed in a city of 23 cells, in model time. The figures of docs/survey.md
// are what this prints.
#include <algorithm>
#include <cstdio>

#include "tests/catch.hpp"
#include "tests/dsp/survey/city.hpp"

using namespace cellwarden;
using namespace cellwarden::survey;

namespace {

// Both settle in 30 ms. The narrow radio's tuner here goes all the way, so that bands can be compared.
const RadioView kNarrow{24e6, 2.2e9, 2.4e6, 2.0e6, 0.03};
const RadioView kWide{1e6, 6e9, 20e6, 17e6, 0.03};

const BandSlice kGsm900{"GSM 900", Rat::kGsm, 925e6, 960e6};
const BandSlice kGsm1800{"GSM 1800", Rat::kGsm, 1805e6, 1880e6};
const BandSlice kLte20{"LTE 20", Rat::kLte, 791e6, 821e6};

BandPlan plan_of(std::vector<BandSlice> slices) {
  return {"xx", "a city", std::move(slices)};
}

/// 20 GSM carriers in the plan's first slice and three LTE carriers, all unknown to the survey.
City city_of(std::vector<BandSlice> slices, std::vector<RadioView> radios, unsigned seed,
             const SurveyPolicy& policy = {}) {
  City city(plan_of(std::move(slices)), std::move(radios), policy, seed);
  city.add_gsm(0, 20);
  for (const double f : {796e6, 806e6, 816e6}) city.add_lte(f);
  return city;
}

/// How long each of `count` transmitters, one after the other, was on the air before it was heard.
std::vector<double> appearances(City& city, int count, const std::vector<double>& places_hz = {}) {
  std::vector<double> waits_s;
  for (int i = 0; i < count; ++i) {
    const double on_s = city.now_s() + city.uniform(1.0, 15.0);
    std::size_t cell = 0;
    if (places_hz.empty()) {
      cell = city.add_anywhere(on_s);
    } else {
      const double f = places_hz[static_cast<std::size_t>(i) % places_hz.size()];
      cell = city.add({Rat::kGsm, f, 0, 0.0, on_s});
    }
    city.run_until(on_s + 300.0, cell);
    REQUIRE(city.cells[cell].heard_s);
    waits_s.push_back(*city.cells[cell].heard_s - on_s);
    city.run_until(city.now_s() + 3.0);
    city.cells.pop_back();
  }
  return waits_s;
}

void print_row(const char* what, const City& city, const Waits& waits, double worst_s) {
  const SurveyForecast forecast = city.survey.forecast();
  double looks_s = 0.0;
  for (const auto& radio : forecast.radios) looks_s = std::max(looks_s, radio.looks_s);
  std::printf("| %s | %zu | %.1f | %.1f | %.1f | %.1f | %.1f |\n", what, city.survey.windows().size(),
              looks_s, waits.median_s, waits.p95_s, waits.most_s, worst_s);
}

constexpr int kAppearances = 1000;
constexpr double kWarm_s = 120.0;

Waits noticed_anywhere(const char* what, City city, int count = kAppearances) {
  city.run_until(kWarm_s);
  const Waits waits = waits_of(appearances(city, count));
  print_row(what, city, waits, city.survey.forecast().worst_unheard_s);
  // What the survey promises holds for each of them.
  CHECK(waits.most_s <= city.survey.forecast().worst_unheard_s);
  return waits;
}

/// Parks on the first cell, which the detector finds suspicious.
City parked(City city) {
  city.cells[0].is_suspicious = true;
  city.survey.set_incidents(std::vector<IncidentCarrier>{{city.cells[0].rat, city.cells[0].frequency_hz}});
  return city;
}

}  // namespace

TEST_CASE("a narrow radio notices a new transmitter in 10 s, in 20 s nineteen of twenty") {
  const Waits waits = noticed_anywhere("narrow, GSM 900 + LTE 20", city_of({kGsm900, kLte20}, {kNarrow}, 1));
  CHECK(waits.median_s <= 10.0);
  CHECK(waits.p95_s <= 20.0);
}

TEST_CASE("a wide radio notices a new transmitter in 6 s, in 10 s nineteen of twenty") {
  const Waits waits = noticed_anywhere("wide, GSM 900 + LTE 20", city_of({kGsm900, kLte20}, {kWide}, 2));
  CHECK(waits.median_s <= 6.0);
  CHECK(waits.p95_s <= 10.0);
}

TEST_CASE("the survey goes on while an incident is parked on") {
  const Waits narrow = noticed_anywhere("narrow, GSM 900 + LTE 20, one park",
                                        parked(city_of({kGsm900, kLte20}, {kNarrow}, 3)));
  CHECK(narrow.median_s <= 20.0);
  CHECK(narrow.p95_s <= 40.0);
  const Waits wide =
      noticed_anywhere("wide, GSM 900 + LTE 20, one park", parked(city_of({kGsm900, kLte20}, {kWide}, 4)));
  CHECK(wide.median_s <= 6.0);
  CHECK(wide.p95_s <= 10.0);
}

TEST_CASE("a new transmitter beside a parked one is noticed within 2 s") {
  for (const RadioView& radio : {kNarrow, kWide}) {
    City city = parked(city_of({kGsm900, kLte20}, {radio}, 5));
    city.run_until(kWarm_s);
    const double f = city.cells[0].frequency_hz;
    std::vector<double> places_hz;
    for (const auto& window : city.survey.windows()) {
      const auto& ranges = window.window.carriers;
      const auto holds = [&](double hz) { return hz >= ranges[0].low_hz && hz <= ranges[0].high_hz; };
      if (!holds(f)) continue;
      for (double hz = ranges[0].low_hz; hz <= ranges[0].high_hz; hz += 0.2e6) places_hz.push_back(hz);
    }
    REQUIRE(!places_hz.empty());
    const Waits waits = waits_of(appearances(city, 300, places_hz));
    const auto forecast = city.survey.forecast(Rat::kGsm, f, city.now_s());
    REQUIRE(forecast);
    print_row(radio.usable_hz < 5e6 ? "narrow, in the parked window" : "wide, in the parked window", city,
              waits, forecast->worst_unheard_s);
    CHECK(waits.most_s <= forecast->worst_unheard_s);
    CHECK(waits.most_s <= 2.0);
  }
}

TEST_CASE("what every band costs") {
  const std::vector<BandSlice> bands{kGsm900, kGsm1800, kLte20};
  for (const RadioView& radio : {kNarrow, kWide}) {
    const auto costs = Survey(plan_of(bands), {radio}).slice_costs();
    for (std::size_t i = 0; i < bands.size(); ++i) {
      std::printf("%s: %s costs %.2f s of each round\n", radio.usable_hz < 5e6 ? "narrow" : "wide",
                  bands[i].name.c_str(), costs[i].look_s);
    }
  }
  const auto narrow = [](std::vector<BandSlice> slices, unsigned seed) {
    return city_of(std::move(slices), {kNarrow}, seed);
  };
  const Waits one = noticed_anywhere("narrow, GSM 900", narrow({kGsm900}, 6), 300);
  const Waits three =
      noticed_anywhere("narrow, GSM 900 + GSM 1800 + LTE 20", narrow({kGsm900, kGsm1800, kLte20}, 7), 300);
  CHECK(one.median_s < three.median_s);
  noticed_anywhere("two narrow, GSM 900 + GSM 1800 + LTE 20",
                   city_of({kGsm900, kGsm1800, kLte20}, {kNarrow, kNarrow}, 8), 300);
  const Waits wide = noticed_anywhere("wide, GSM 900 + GSM 1800 + LTE 20",
                                      city_of({kGsm900, kGsm1800, kLte20}, {kWide}, 9), 300);
  CHECK(wide.p95_s <= 10.0);
}

TEST_CASE("every existing cell is read within a minute of the start, and again every minute") {
  for (const RadioView& radio : {kNarrow, kWide}) {
    double slowest_s = 0.0;
    double oldest_s = 0.0;
    for (unsigned seed = 100; seed < 130; ++seed) {
      City city = city_of({kGsm900, kLte20}, {radio}, seed);
      std::vector<double> complete_s(city.cells.size(), 1e9);
      for (double t = 0.5; t <= 600.0; t += 0.5) {
        city.run_until(t);
        for (std::size_t i = 0; i < city.cells.size(); ++i) {
          const auto content = city.cells[i].content_s();
          if (!content) continue;
          complete_s[i] = std::min(complete_s[i], t);
          oldest_s = std::max(oldest_s, t - *content);
        }
      }
      slowest_s = std::max(slowest_s, *std::ranges::max_element(complete_s));
    }
    std::printf("%s: all cells complete after %.1f s, nothing older than %.1f s\n",
                radio.usable_hz < 5e6 ? "narrow" : "wide", slowest_s, oldest_s);
    CHECK(slowest_s <= 60.0);
    CHECK(oldest_s <= 75.0);
  }
}

TEST_CASE("sixty suspicious cells do not starve the looks") {
  City city({"xx", "", {kGsm900, kLte20}}, {kNarrow}, {}, 10);
  city.add_gsm(0, 60);
  for (auto& cell : city.cells) cell.is_suspicious = true;
  city.run_until(600.0);
  for (const auto& window : city.survey.forecast().windows) {
    REQUIRE(window.longest_wait_s);
    CHECK(*window.longest_wait_s <= window.worst_revisit_s);
  }
}
