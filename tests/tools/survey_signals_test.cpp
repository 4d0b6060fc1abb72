// A radio goes round a city's band: real signals, the program's own receivers and survey, virtual time. How
// soon it notices what, over a thousand transmitters, is measured by tests/bench/survey_appearances.cpp.
#include <algorithm>
#include <cmath>
#include <optional>

#include "tests/catch.hpp"
#include "tests/synth/scene_radio.hpp"
#include "tests/tools/city_band.hpp"
#include "tools/cellwarden/thread_pool.hpp"
#include "tools/cellwarden/touring_receivers.hpp"

using namespace cellwarden;

namespace {

constexpr double kClock_ppm = 12;

struct Heard {
  Rat rat{};
  double frequency_hz{};
  std::uint16_t physical_id{};
  double at_s{};
};

struct Run {
  test::CityBand city;
  survey::RadioView view;
  std::vector<Heard> heard;
  std::optional<double> clock_known_s;
  std::optional<frontend::RadioClock::Estimate> clock;
  double last_offset_hz{};  ///< of the last GSM carrier heard

  explicit Run(const test::CityBandSpec& spec)
      : city(test::make_city_band(spec)), view{24e6, 1766e6, spec.sample_rate_hz, 2.0e6, 0.03} {}

  void go() {
    tools::SharedSurvey survey(survey::Survey(city.plan, {view}));
    synth::SceneRadio radio(city.scene, {});
    tools::ThreadPool pool(2);
    tools::TouringReceivers receivers({}, survey, 0, radio, view, pool.parallel_for());
    std::vector<Dwell> dwells;
    for (;;) {
      const auto block = radio.read();
      REQUIRE(block);
      if (!*block) break;
      receivers.push(**block, dwells);
      for (const Dwell& dwell : dwells) note(dwell);
      dwells.clear();
      clock = receivers.state().clock;
      const bool is_known = clock && std::abs(clock->ppm.value - kClock_ppm) < 0.1 && clock->ppm.sigma < 0.1;
      if (is_known && !clock_known_s) clock_known_s = receivers.state().now_s;
    }
  }

  void note(const Dwell& dwell) {
    for (const Observation& seen : dwell.observations) {
      if (seen.state == CellState::kDetected) continue;
      const double at_s = dwell.listen.t_s + dwell.listen.duration_s;
      heard.push_back({seen.carrier.rat, seen.carrier.measured_hz.value, seen.physical_id, at_s});
      if (seen.carrier.rat == Rat::kGsm && seen.carrier.nominal_hz)
        last_offset_hz = seen.carrier.measured_hz.value - *seen.carrier.nominal_hz;
    }
  }

  [[nodiscard]] std::optional<double> first_s(double frequency_hz, std::optional<std::uint16_t> id,
                                              double from_s = 0) const {
    const auto found = std::ranges::find_if(heard, [&](const Heard& one) {
      return std::abs(one.frequency_hz - frequency_hz) < 60e3 && (!id || one.physical_id == *id) &&
             one.at_s > from_s;
    });
    return found == heard.end() ? std::nullopt : std::optional(found->at_s);
  }
};

}  // namespace

TEST_CASE("a narrow radio finds a city's cells, newcomers, and its own clock's error") {
  Run run(
      {.clock_ppm = kClock_ppm, .appearances = 2, .first_s = 30, .every_s = 6, .on_air_s = 14, .seed = 5});
  run.go();
  for (const double frequency_hz : run.city.gsm_hz) {
    CAPTURE(frequency_hz);
    CHECK(run.first_s(frequency_hz, {}).value_or(1e9) < 60);
  }
  for (const double frequency_hz : run.city.lte_hz) {
    CAPTURE(frequency_hz);
    CHECK(run.first_s(frequency_hz, {}).has_value());
  }
  for (const test::Appearance& one : run.city.appearances) {
    CAPTURE(one.frequency_hz, one.bsic);
    CHECK_FALSE(run.first_s(one.frequency_hz, one.bsic, 0).value_or(1e9) < one.on_s);
    CHECK(run.first_s(one.frequency_hz, one.bsic, one.on_s).has_value());
  }
  CHECK(run.clock_known_s.value_or(1e9) < 60);
  // It is put right: carriers are where they should be.
  CHECK(std::abs(run.last_offset_hz) < 0.15e-6 * 940e6);
  // What is heard is on the air: nothing else was decoded.
  for (const Heard& one : run.heard) {
    const auto is_near = [&](double hz) { return std::abs(one.frequency_hz - hz) < 60e3; };
    const bool is_ours = std::ranges::any_of(run.city.gsm_hz, is_near) ||
                         std::ranges::any_of(run.city.lte_hz, is_near) ||
                         std::ranges::any_of(run.city.appearances, is_near, &test::Appearance::frequency_hz);
    CAPTURE(one.frequency_hz, one.physical_id, one.at_s);
    CHECK(is_ours);
  }
}
