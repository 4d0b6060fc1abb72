// Tilings of every band plan that is shipped, held against what they promise by plain enumeration.
#include "dsp/survey/tiling.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "dsp/survey/radio_split.hpp"
#include "firmware-config/band_plan.hpp"
#include "tests/catch.hpp"

using namespace cellwarden;
using namespace cellwarden::survey;

namespace {

const std::vector<std::filesystem::path> kFolders{std::filesystem::path(CELLWARDEN_SOURCE_DIR) /
                                                  "firmware-config/bands"};

std::vector<BandPlan> shipped_plans() {
  std::vector<BandPlan> plans;
  for (const auto& country : config::band_plan_countries(kFolders)) {
    auto plan = config::load_band_plan(country, kFolders);
    REQUIRE(plan);
    plans.push_back(*plan);
  }
  return plans;
}

RadioView wide_tuner(double rate_hz, double usable_hz) {
  return {1e6, 6e9, rate_hz, usable_hz, 0.03};
}

/// What a carrier needs on either side of it.
double margin_hz(Rat rat) {
  return rat == Rat::kGsm ? 0.1e6 : 0.54e6;
}

/// Carriers of a slice, found by trying every point of its raster.
std::vector<double> carriers_in(const BandSlice& slice) {
  std::vector<double> carriers;
  const double raster_hz = slice.rat == Rat::kGsm ? 0.2e6 : 0.1e6;
  for (double n = std::floor(slice.low_hz / raster_hz); n * raster_hz < slice.high_hz; ++n) {
    const double f = std::round(n * raster_hz);
    if (f - margin_hz(slice.rat) >= slice.low_hz - 0.5 && f + margin_hz(slice.rat) <= slice.high_hz + 0.5) {
      carriers.push_back(f);
    }
  }
  return carriers;
}

bool is_inside(const Window& window, double usable_hz, double frequency_hz, Rat rat) {
  return std::abs(frequency_hz - window.center_hz) + margin_hz(rat) <= usable_hz / 2 + 0.5;
}

bool says_it_holds(const Window& window, std::size_t slice, double frequency_hz) {
  return std::ranges::any_of(window.carriers, [&](const CarrierRange& range) {
    return range.slice == slice && frequency_hz >= range.low_hz - 0.5 && frequency_hz <= range.high_hz + 0.5;
  });
}

bool is_left_out(const std::vector<LeftOut>& left_out, std::size_t slice, double frequency_hz) {
  return std::ranges::any_of(left_out, [&](const LeftOut& stretch) {
    return stretch.slice == slice && frequency_hz >= stretch.low_hz - 0.5 &&
           frequency_hz <= stretch.high_hz + 0.5;
  });
}

/// Windows that the slices would need each for itself.
std::size_t windows_apart(const BandPlan& plan, double usable_hz) {
  std::size_t windows = 0;
  for (const auto& slice : plan.slices) {
    const double raster_hz = slice.rat == Rat::kGsm ? 0.2e6 : 0.1e6;
    const double room_hz = usable_hz - 2 * margin_hz(slice.rat);
    if (room_hz < 0) continue;
    const auto each = static_cast<std::size_t>(std::floor(room_hz / raster_hz + 1e-9)) + 1;
    windows += (carriers_in(slice).size() + each - 1) / each;
  }
  return windows;
}

std::size_t count_unheld(const BandPlan& plan, const Tiling& tiling, double usable_hz) {
  std::size_t unheld = 0;
  for (std::size_t i = 0; i < plan.slices.size(); ++i) {
    const BandSlice& slice = plan.slices[i];
    for (const double f : carriers_in(slice)) {
      // Windows are in order of their centres.
      const auto first = std::ranges::lower_bound(tiling.windows, f - usable_hz / 2, {}, &Window::center_hz);
      const auto last = std::ranges::upper_bound(tiling.windows, f + usable_hz / 2, {}, &Window::center_hz);
      const bool is_held = std::any_of(first, last, [&](const Window& window) {
        return is_inside(window, usable_hz, f, slice.rat) && says_it_holds(window, i, f);
      });
      if (is_held == is_left_out(tiling.left_out, i, f)) ++unheld;
    }
  }
  return unheld;
}

BandPlan one_slice(Rat rat, double low_hz, double high_hz) {
  return {"xx", "", {{"slice", rat, low_hz, high_hz}}};
}

}  // namespace

TEST_CASE("every carrier of every shipped plan lies in a window with its margin, or is told as left out") {
  for (const auto& plan : shipped_plans()) {
    for (const double rate_hz : {1e6, 1.4e6, 2e6, 2.4e6, 3.2e6, 5e6, 8e6, 10e6, 20e6}) {
      INFO(plan.country << " at " << rate_hz);
      const double usable_hz = 0.85 * rate_hz;
      const Tiling tiling = tile(plan, wide_tuner(rate_hz, usable_hz));
      CHECK(count_unheld(plan, tiling, usable_hz) == 0);
      CHECK(tiling.windows.size() <= windows_apart(plan, usable_hz));
      const bool is_too_narrow = usable_hz < 1.08e6;
      CHECK(tiling.left_out.empty() != is_too_narrow);
      const bool is_any_empty =
          std::ranges::any_of(tiling.windows, [](const Window& w) { return w.carriers.empty(); });
      CHECK_FALSE(is_any_empty);
    }
  }
}

TEST_CASE("windows lie as near to each other as they can, and keep carriers off their edges") {
  // 174 channels, ten to a window.
  const Tiling gsm = tile(one_slice(Rat::kGsm, 925e6, 960e6), wide_tuner(2.4e6, 2e6));
  CHECK(gsm.windows.size() == 18);
  // 289 carriers: ten to a window of 2 MHz less 1.08 MHz.
  const Tiling lte = tile(one_slice(Rat::kLte, 791e6, 821e6), wide_tuner(2.4e6, 2e6));
  CHECK(lte.windows.size() == 29);
  // Three windows of 17 MHz hold 35 MHz with 16 MHz to spare: a third of it in each.
  const Tiling wide = tile(one_slice(Rat::kGsm, 925e6, 960e6), wide_tuner(20e6, 17e6));
  REQUIRE(wide.windows.size() == 3);
  for (std::size_t i = 1; i < 3; ++i) {
    const double step_hz = wide.windows[i].center_hz - wide.windows[i - 1].center_hz;
    CHECK(step_hz == Approx(11.6e6).margin(0.3e6));
  }
  CHECK(wide.windows[0].center_hz == Approx(930.9e6).margin(0.3e6));
}

TEST_CASE("standards that share spectrum share windows") {
  BandPlan plan = one_slice(Rat::kGsm, 925e6, 960e6);
  const RadioView radio = wide_tuner(20e6, 17e6);
  const std::size_t alone = tile(plan, radio).windows.size();
  plan.slices.push_back({"LTE 8", Rat::kLte, 925e6, 960e6});
  const Tiling both = tile(plan, radio);
  CHECK(both.windows.size() == alone);
  for (const auto& window : both.windows) {
    CHECK(window.rats.has(Rat::kGsm));
    CHECK(window.rats.has(Rat::kLte));
    CHECK_FALSE(window.rats.has(Rat::kNr));
  }
  // An adjoining slice begins in a window that is there anyway: 960 to 964 MHz is room for it.
  plan.slices[1] = {"LTE", Rat::kLte, 960e6, 964e6};
  CHECK(tile(plan, radio).windows.size() == alone);
}

TEST_CASE("the radio's own spike falls between carriers where nothing is lost by it") {
  for (const auto& plan : shipped_plans()) {
    const Tiling tiling = tile(plan, wide_tuner(20e6, 17e6));
    for (const auto& window : tiling.windows) {
      INFO(plan.country << " " << window.center_hz);
      const bool is_gsm_alone = !window.rats.has(Rat::kLte);
      CHECK(window.dc_clearance_hz >= (is_gsm_alone ? 100e3 : 50e3) - 1);
    }
  }
  // Ten channels fill 2 MHz: the middle lies between two of them. Eleven fill 2.2 MHz: it lies on the sixth,
  // and the number of windows counts for more.
  for (const auto& window : tile(one_slice(Rat::kGsm, 925e6, 960e6), wide_tuner(2.4e6, 2e6)).windows) {
    CHECK(window.dc_clearance_hz >= 50e3);
  }
  CHECK(tile(one_slice(Rat::kGsm, 925e6, 960e6), wide_tuner(2.4e6, 2.2e6)).windows.size() == 16);
}

TEST_CASE("what a radio cannot hear is told with the reason") {
  BandPlan plan{"xx",
                "",
                {{"below", Rat::kGsm, 869e6, 894e6},
                 {"across", Rat::kLte, 1750e6, 1790e6},
                 {"above", Rat::kLte, 2110e6, 2170e6},
                 {"nr", Rat::kNr, 758e6, 788e6},
                 {"nothing", Rat::kLte, 900e6, 901e6}}};
  const RadioView rtl_sdr{24e6, 1766e6, 2.4e6, 2e6, 0.03};
  const Tiling tiling = tile(plan, rtl_sdr);
  REQUIRE(tiling.left_out.size() == 4);
  CHECK(tiling.left_out[0].slice == 1);
  CHECK(tiling.left_out[0].why == WhyLeftOut::kNotTunable);
  // Up to 1767 MHz is in the highest window; a carrier needs 0.54 MHz of that.
  CHECK(tiling.left_out[0].low_hz == Approx(1766.5e6));
  CHECK(tiling.left_out[0].high_hz == Approx(1789.4e6));
  CHECK(tiling.left_out[1].slice == 2);
  CHECK(tiling.left_out[2].why == WhyLeftOut::kNoReceiver);
  CHECK(tiling.left_out[3].why == WhyLeftOut::kNoCarrier);
  for (const auto& window : tiling.windows) CHECK(window.center_hz <= 1766e6);

  const Tiling narrow = tile(plan, wide_tuner(1e6, 0.8e6));
  CHECK(narrow.left_out.size() == 4);
  CHECK(narrow.left_out[0].why == WhyLeftOut::kTooWide);
}

TEST_CASE("where GSM has no channel, nobody listens for it") {
  const BandPlan plan{"xx", "", {{"half", Rat::kGsm, 959e6, 963e6}, {"no", Rat::kGsm, 803e6, 805e6}}};
  const Tiling tiling = tile(plan, wide_tuner(2.4e6, 2e6));
  REQUIRE(tiling.windows.size() == 1);
  CHECK(tiling.windows[0].carriers.back().high_hz == 959.8e6);
  REQUIRE(tiling.left_out.size() == 2);
  CHECK(tiling.left_out[0].low_hz == 960.0e6);
  CHECK(tiling.left_out[1].slice == 1);
  for (const LeftOut& one : tiling.left_out) CHECK(one.why == WhyLeftOut::kNoChannel);
}

TEST_CASE("radios share a plan: everything is heard once, and their rounds take about as long") {
  const auto plan = config::load_band_plan("de", kFolders);
  REQUIRE(plan);
  const SurveyPolicy policy;
  const RadioView hackrf{1e6, 6e9, 20e6, 17e6, 0.03};
  const RadioView rtl_sdr{24e6, 1766e6, 2.4e6, 2e6, 0.03};

  const std::vector<RadioView> twins{hackrf, hackrf};
  const auto halves = split(*plan, twins, policy);
  CHECK(halves.left_out.empty());
  const double first_s = round_s(halves.windows[0], hackrf, policy);
  const double second_s = round_s(halves.windows[1], hackrf, policy);
  const double alone_s = round_s(tile(*plan, hackrf).windows, hackrf, policy);
  CHECK(std::max(first_s, second_s) < 0.65 * alone_s);

  const std::vector<RadioView> unlike{rtl_sdr, hackrf};
  const auto shared = split(*plan, unlike, policy);
  CHECK(shared.left_out.empty());
  CHECK(!shared.windows[0].empty());
  for (const auto& window : shared.windows[0]) CHECK(window.center_hz <= rtl_sdr.high_hz);
  CHECK(round_s(shared.windows[0], rtl_sdr, policy) < alone_s);
  CHECK(round_s(shared.windows[1], hackrf, policy) < alone_s);
  Tiling together;
  for (const auto& windows : shared.windows) {
    together.windows.insert(together.windows.end(), windows.begin(), windows.end());
  }
  for (std::size_t i = 0; i < plan->slices.size(); ++i) {
    for (const double f : carriers_in(plan->slices[i])) {
      const bool is_held = std::ranges::any_of(
          together.windows, [&](const Window& window) { return says_it_holds(window, i, f); });
      CHECK(is_held);
    }
  }
  const std::vector<RadioView> narrow{rtl_sdr};
  const auto alone = split(*plan, narrow, policy);
  CHECK(
      std::ranges::any_of(alone.left_out, [](const LeftOut& l) { return l.why == WhyLeftOut::kNotTunable; }));
}

TEST_CASE("a slice costs the windows that it needs for itself") {
  BandPlan plan{"xx",
                "",
                {{"GSM 900", Rat::kGsm, 925e6, 960e6},
                 {"LTE 20", Rat::kLte, 791e6, 821e6},
                 {"LTE 8", Rat::kLte, 925e6, 960e6}}};
  const SurveyPolicy policy;
  const std::vector<RadioView> radios{wide_tuner(20e6, 17e6)};
  const auto costs = slice_costs(plan, radios, policy);
  REQUIRE(costs.size() == 3);
  // LTE 8 keeps GSM 900's windows on the list when that is left out, with shorter looks.
  CHECK(costs[0].windows == 0);
  CHECK(costs[0].look_s == Approx(3 * (policy.gsm_look_s - policy.lte_look_s)));
  CHECK(costs[1].windows == 2);
  CHECK(costs[1].look_s == Approx(2 * (0.03 + policy.lte_look_s)));
  CHECK(costs[2].windows == 0);
  CHECK(costs[2].look_s == Approx(0).margin(1e-9));
}
