#include "dsp/capture/gain_control.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "dsp/capture/gain_ladder.hpp"
#include "dsp/capture/stretch_meter.hpp"
#include "tests/catch.hpp"

using namespace cellwarden;
using namespace cellwarden::capture;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

constexpr double kStretch_s = 0.25;
constexpr std::uint64_t kStretch_samples = 600'000;
constexpr double kWindow_hz = 806e6;

/// As a HackRF's profile has it.
GainPlan hackrf_plan() {
  return {.lowering = {{"VGA", 12, 4}, {"LNA", 0, 8}, {"VGA", 0, 4}},
          .raising = {{"LNA", 32, 8}, {"VGA", 40, 4}, {"LNA", 40, 8}}};
}
std::vector<GainElementState> hackrf_gains() {
  return {{"LNA", 0, 40, 24}, {"AMP", 0, 14, 0}, {"VGA", 0, 62, 20}};
}
std::vector<GainElementState> tuner(double gain_db = 30) {
  return {{"TUNER", 0, 49, gain_db}};
}
GainPlan tuner_plan() {
  return {.lowering = {{"TUNER", 0, 3}}, .raising = {{"TUNER", 48, 3}}};
}

/// Gaussian noise of a level at the antenna through an amplifier into a converter: what of it clips, and the
/// peak of so many samples.
class FrontEnd {
 public:
  double level_dbm = -60;     ///< of all that comes through the filter
  double full_scale_dbm = 0;  ///< at the converter
  double told_offset_db = 0;  ///< the radio tells another sum than it was asked for
  bool obeys = true;

  void set(const GainSettings& gain) {
    if (obeys) gain_db_ = total_db(gain.elements);
  }
  [[nodiscard]] double gain_db() const { return gain_db_; }

  [[nodiscard]] HeardStretch hear(double center_hz = kWindow_hz) const {
    const double mean_power = std::pow(10.0, (level_dbm + gain_db_ - full_scale_dbm) / 10);
    const double sigma = std::sqrt(mean_power / 2);
    const double beyond = 1 - std::pow(std::erf(1 / (sigma * std::sqrt(2.0))), 2);
    const double n = static_cast<double>(kStretch_samples);
    return {.center_hz = center_hz,
            .seconds = kStretch_s,
            .samples = kStretch_samples,
            .clipped = static_cast<std::uint64_t>(beyond * n),
            .mean_power = std::min(mean_power, 1.0),
            .peak = std::min(1.0, sigma * std::sqrt(2 * std::log(2 * n))),
            .gain_db = gain_db_ + told_offset_db};
  }

 private:
  double gain_db_ = 0;
};

/// Gain control and a front end, closed.
struct Loop {
  explicit Loop(const GainPlan& plan = tuner_plan(), const std::vector<GainElementState>& gains = tuner())
      : control(make_gain_ladder(plan, gains)) {
    radio.set(control.gain_at(kWindow_hz));
  }

  void run(double seconds, double center_hz = kWindow_hz) {
    for (double s = 0; s < seconds; s += kStretch_s) {
      const auto change = control.hear(radio.hear(center_hz));
      if (!change) continue;
      said.push_back(change->what);
      is_helpless = is_helpless || change->is_helpless;
      if (change->gain) radio.set(*change->gain);
    }
  }

  FrontEnd radio;
  GainControl control;
  std::vector<std::string> said;
  bool is_helpless = false;
};

std::vector<double> totals(const GainLadder& ladder) {
  std::vector<double> sums;
  for (const GainRung& rung : ladder.rungs) sums.push_back(total_db(rung));
  return sums;
}

}  // namespace

TEST_CASE("a ladder goes from the most gain to the least, one element after the other") {
  const GainLadder ladder = make_gain_ladder(hackrf_plan(), hackrf_gains());
  CHECK(totals(ladder) == std::vector<double>{80, 72, 68, 64, 60, 56, 52, 44, 40, 36, 28, 20, 12, 8, 4, 0});
  CHECK(ladder.first == 7);
  CHECK(rung_text(ladder.rungs[7]) == "LNA 24, AMP 0, VGA 20 dB");
  CHECK(change_text(ladder.rungs[7], ladder.rungs[8]) == "VGA 20 -> 16 dB");
  CHECK(change_text(ladder.rungs[7], ladder.rungs[10]) == "LNA 24 -> 16, VGA 20 -> 12 dB");
  for (const GainRung& rung : ladder.rungs) CHECK(rung[1].gain_db == 0);  // AMP
}

TEST_CASE("a ladder stays within what the radio has") {
  // Another tuner than the profile's: less range, and elements that nobody planned for.
  const std::vector<GainElementState> other{{"TUNER", 5, 42, 30}, {"IF1", -3, 6, 0}};
  const GainLadder ladder = make_gain_ladder(tuner_plan(), other);
  CHECK(total_db(ladder.rungs.front()) == 42);
  CHECK(total_db(ladder.rungs.back()) == 5);
  for (const GainRung& rung : ladder.rungs) CHECK(rung[1].gain_db == 0);
  // Nothing planned: down the last element first, up the first one first.
  const GainLadder any = make_gain_ladder({}, std::vector<GainElementState>{{"A", 0, 6, 3}, {"B", 0, 10, 5}});
  CHECK(totals(any) == std::vector<double>{16, 14, 11, 8, 5, 3, 0});
  CHECK(rung_text(any.rungs[2]) == "A 6, B 5 dB");
  CHECK(rung_text(any.rungs[5]) == "A 3, B 0 dB");
  CHECK(make_gain_ladder(hackrf_plan(), tuner()).rungs.size() == 1);  // elements that it does not have
  CHECK(make_gain_ladder({}, {}).rungs.size() == 1);
  CHECK(make_gain_ladder(tuner_plan(), std::vector<GainElementState>{{"TUNER", 40, 0, 30}}).rungs.size() ==
        1);
  const GainPlan nonsense{.lowering = {{"TUNER", 0, 0}, {"TUNER", 0, -1}, {"TUNER", 0, 1e-9}}, .raising = {}};
  CHECK(make_gain_ladder(nonsense, tuner()).rungs.size() < 2000);
}

TEST_CASE("what clips is turned down at once, further the more of it does, and said in one line") {
  Loop loop;
  loop.radio.level_dbm = -35;
  loop.run(kStretch_s);
  REQUIRE(loop.said.size() == 1);
  CHECK_THAT(loop.said[0], StartsWith("806.0 MHz: ") && Contains("% of samples clipped; TUNER 30 -> 24 dB"));
  CHECK(loop.radio.gain_db() == 24);
  loop.run(10);
  CHECK(loop.radio.hear().clipped <= kStretch_samples / 1000);
  CHECK(loop.said.size() == 1);

  Loop heavy;
  heavy.radio.level_dbm = -20;
  heavy.run(kStretch_s);
  CHECK(heavy.radio.gain_db() == 18);
  heavy.run(1);
  CHECK(heavy.radio.hear().clipped <= kStretch_samples / 1000);
}

TEST_CASE("every level ends without clipping or at the least gain, soon and for good") {
  for (double level_dbm = -90; level_dbm <= 20; level_dbm += 1) {
    Loop loop;
    loop.radio.level_dbm = level_dbm;
    loop.run(5);
    const double soon_db = loop.radio.gain_db();
    const bool clips = loop.radio.hear().clipped > kStretch_samples / 1000;
    INFO(level_dbm << " dBm at " << soon_db << " dB");
    CHECK((!clips || soon_db == 0));
    CHECK(loop.is_helpless == clips);
    loop.run(3600);
    const double settled_db = loop.radio.gain_db();
    const std::size_t changes = loop.said.size();
    CHECK(changes < 20);
    loop.run(4 * 3600);
    CHECK(loop.radio.gain_db() == settled_db);
    CHECK(loop.said.size() == changes);
  }
}

TEST_CASE("when a strong station ends, the gain comes back step by step to where it was, and no further") {
  Loop loop(hackrf_plan(), hackrf_gains());
  loop.radio.level_dbm = -30;
  loop.run(5);
  const double lowest_db = loop.radio.gain_db();
  CHECK(lowest_db < 30);
  loop.radio.level_dbm = -70;
  loop.run(29);
  CHECK(loop.radio.gain_db() == lowest_db);  // not before it was quiet for long
  // What clipped is banned for ten minutes, the steps below it are not.
  loop.run(500);
  CHECK(loop.radio.gain_db() == 20);
  loop.run(300);
  CHECK(loop.radio.gain_db() == 44);
  const auto changes = loop.said.size();
  CHECK_THAT(loop.said.back(), Contains("nothing clipped for 30 s; VGA 16 -> 20 dB"));
  loop.run(7200);
  CHECK(loop.radio.gain_db() == 44);  // -26 dBFS is not faint
  CHECK(loop.said.size() == changes);
}

TEST_CASE("a faint signal gets more gain than the radio began with") {
  Loop loop;
  loop.radio.level_dbm = -90;
  loop.run(3600);
  CHECK(loop.radio.gain_db() == 48);
  Loop enough;
  enough.radio.level_dbm = -70;
  enough.run(3600);
  CHECK(enough.radio.gain_db() == 30);
}

TEST_CASE("silence is no faint signal") {
  Loop loop;
  for (int i = 0; i < 4000; ++i) {
    HeardStretch zeros = loop.radio.hear();
    zeros.mean_power = zeros.peak = 0;
    CHECK_FALSE(loop.control.hear(zeros));
  }
}

TEST_CASE("a station that comes and goes does not make the gain swing") {
  Loop loop;
  loop.radio.level_dbm = -60;
  std::size_t changes_in_first_hour = 0;
  for (int minute = 0; minute < 24 * 60; ++minute) {
    loop.radio.level_dbm = minute % 20 == 0 ? -20 : -60;
    loop.run(60);
    if (minute == 59) changes_in_first_hour = loop.said.size();
  }
  const std::size_t changes_in_a_day = loop.said.size();
  CHECK(changes_in_first_hour < 20);
  // Each time the ban is twice as long.
  CHECK(changes_in_a_day < 60);
}

TEST_CASE("a strong station in one window leaves the others as they are") {
  constexpr double kOther_hz = 947.2e6;
  Loop loop;
  for (int visit = 0; visit < 20; ++visit) {
    loop.radio.level_dbm = -25;
    loop.radio.set(loop.control.gain_at(kWindow_hz));
    loop.run(1, kWindow_hz);
    loop.radio.level_dbm = -60;
    loop.radio.set(loop.control.gain_at(kOther_hz));
    loop.run(1, kOther_hz);
  }
  CHECK(total_db(loop.control.gain_at(kWindow_hz).elements) < 25);
  CHECK(total_db(loop.control.gain_at(kOther_hz).elements) == 30);
  // A tuner's step away is the same window.
  CHECK(total_db(loop.control.gain_at(kWindow_hz + 440).elements) < 25);
  CHECK(total_db(loop.control.gain_at(1842.5e6).elements) == 30);  // never heard
}

TEST_CASE("what still comes with the old gain is not answered twice") {
  GainControl control(make_gain_ladder(tuner_plan(), tuner()));
  FrontEnd before;
  before.level_dbm = -35;
  before.set(control.gain_at(kWindow_hz));
  const auto first = control.hear(before.hear());
  REQUIRE(first);
  for (int i = 0; i < 8; ++i) CHECK_FALSE(control.hear(before.hear()));
  FrontEnd after = before;
  after.set(*first->gain);
  CHECK_FALSE(control.hear(after.hear()));
  CHECK(total_db(control.gain_at(kWindow_hz).elements) == 24);
}

TEST_CASE("a radio that tells rounded gains, or does not obey, is still turned down") {
  Loop rounded;
  rounded.radio.told_offset_db = -0.3;
  rounded.radio.level_dbm = -30;
  rounded.run(5);
  CHECK(rounded.radio.hear().clipped <= kStretch_samples / 1000);
  Loop deaf;
  deaf.radio.obeys = false;
  deaf.radio.level_dbm = 0;
  deaf.radio.told_offset_db = 0;
  FrontEnd stuck;
  stuck.level_dbm = 0;
  stuck.set(deaf.control.gain_at(kWindow_hz));
  deaf.radio = stuck;
  deaf.radio.obeys = false;
  deaf.run(120);
  CHECK(deaf.is_helpless);
  CHECK(deaf.said.size() < 12);
}

TEST_CASE("with the least gain it says once that it is helpless, and again after it was quiet") {
  Loop loop;
  loop.radio.level_dbm = 15;
  loop.run(600);
  CHECK(loop.is_helpless);
  REQUIRE_FALSE(loop.said.empty());
  CHECK_THAT(loop.said.back(), Contains("with the least gain there is (TUNER 0 dB)"));
  const auto said = loop.said.size();
  loop.run(600);
  CHECK(loop.said.size() == said);
  loop.radio.level_dbm = -9;  // no clipping, and no room for a step up
  loop.run(60);
  loop.radio.level_dbm = 15;
  loop.run(1);
  CHECK(loop.said.size() == said + 1);
}

TEST_CASE("blocks become stretches of one window with one gain") {
  std::vector<Sample> samples(24'000, Sample(0.5F, -0.25F));
  IqBlock block;
  block.samples = samples;
  block.sample_rate_hz = 240e3;
  block.center_hz = kWindow_hz;
  block.gain_db = 30;
  block.clipped_samples = 10;
  StretchMeter meter;
  CHECK_FALSE(meter.add(block));
  CHECK_FALSE(meter.add(block));
  const auto stretch = meter.add(block);
  REQUIRE(stretch);
  CHECK(stretch->samples == 72'000);
  CHECK(stretch->clipped == 30);
  CHECK(stretch->seconds == Approx(0.3));
  CHECK(stretch->mean_power == Approx(0.3125));
  CHECK(stretch->peak == Approx(0.5));
  CHECK(stretch->gain_db == 30);
  CHECK_FALSE(meter.add(block));
  CHECK_FALSE(meter.add(block));
  block.gain_db = 24;  // what was heard with the old gain is left out
  CHECK_FALSE(meter.add(block));
  CHECK_FALSE(meter.add(block));
  const auto next = meter.add(block);
  REQUIRE(next);
  CHECK(next->samples == 72'000);
  CHECK(next->gain_db == 24);
  block.samples = {};
  CHECK_FALSE(meter.add(block));
}

TEST_CASE("a look at a window is a stretch, however soon the radio goes on") {
  std::vector<Sample> samples(24'000, Sample(0.5F, 0.0F));
  IqBlock block;
  block.samples = samples;
  block.sample_rate_hz = 240e3;
  block.center_hz = kWindow_hz;
  block.gain_db = 30;
  StretchMeter meter;
  CHECK_FALSE(meter.add(block));
  IqBlock elsewhere = block;
  elsewhere.center_hz += 5e6;
  elsewhere.gap_before = true;
  elsewhere.gain_db = 20;
  elsewhere.samples = elsewhere.samples.first(12'000);
  const auto look = meter.add(elsewhere);
  REQUIRE(look);
  CHECK(look->center_hz == kWindow_hz);
  CHECK(look->gain_db == 30);
  CHECK(look->seconds == Approx(0.1));
  CHECK_FALSE(meter.add(block));  // half as long elsewhere says little
}
