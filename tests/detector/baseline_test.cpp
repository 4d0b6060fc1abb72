#include "detector/history/baseline.hpp"

#include "detector/records/baseline_file.hpp"
#include "tests/catch.hpp"
#include "tests/detector/scene.hpp"

using namespace cellwarden;
using namespace cellwarden::history;

TEST_CASE("Median, deviation and maximum of a histogram", "[baseline]") {
  Histogram levels(0.5);
  for (const double value : {-30.1, -29.9, -30.0, -20.0, -31.0}) levels.add(value);
  CHECK(levels.count() == 5);
  CHECK(levels.median() == -30.0);
  CHECK(levels.max() == -20.0);
  CHECK(levels.mad() == 0.0);  // three of five lie in the median's bin
  CHECK_FALSE(Histogram(0.5).median());
}

TEST_CASE("Merging histograms is counting both", "[baseline]") {
  Histogram a(0.5);
  Histogram b(0.5);
  Histogram both(0.5);
  for (const double value : {-3.0, 4.0, 5.5}) {
    a.add(value);
    both.add(value);
  }
  for (const double value : {1.0, -9.0}) {
    b.add(value);
    both.add(value);
  }
  a.merge(b);
  CHECK(a == both);
}

namespace {

Baseline learned(const test::Scene& scene, const std::vector<test::SceneCell>& cells, int seconds) {
  return test::run({}, test::steady(scene, cells, seconds)).detector->learned_baseline();
}

}  // namespace

TEST_CASE("A detector learns what a place sounds like, and the file keeps it", "[baseline][records]") {
  test::Scene scene;
  scene.start = Time(std::chrono::sys_days(std::chrono::year(2026) / 11 / 1));
  const Baseline baseline = learned(scene, test::honest_cells(), 20);
  REQUIRE(baseline.cells.size() == 4);
  CHECK(baseline.dwells == 20);
  CHECK(baseline.listened_s == 20.0);
  Carrier carrier;
  carrier.rat = Rat::kLte;
  carrier.measured_hz.value = 806e6 * (1 - 20e-6);  // another day, another clock error
  const KnownCell* cell = baseline.find(carrier, 11, 100.0);
  REQUIRE(cell != nullptr);
  CHECK(cell->dwells_heard == 20);
  CHECK(cell->power_dbfs.median() == -28.0);
  CHECK(cell->gain_db == 30.0);
  REQUIRE(cell->residual_ppm.median());
  CHECK(*cell->residual_ppm.median() == Approx(-0.02).margin(0.021));
  CHECK(baseline.find(carrier, 99, 100.0) == nullptr);
  CHECK(baseline.coverage(Rat::kLte, 806e6).dwells == 20);
  CHECK(baseline.coverage(Rat::kLte, 806e6).span_s == 20.0);
  CHECK(baseline.coverage(Rat::kLte, 900e6).dwells == 0);

  const std::string text = records::to_json(baseline);
  const auto again = records::parse_baseline(text, "site.json");
  REQUIRE(again);
  CHECK(*again == baseline);
  CHECK(records::to_json(*again) == text);
}

TEST_CASE("Two days of one place merge into one baseline", "[baseline]") {
  test::Scene one;
  test::Scene other;
  other.radio_ppm = -8.0;
  other.gain_db = 20.0;
  Baseline baseline = learned(one, test::honest_cells(), 20);
  baseline.merge(learned(other, test::honest_cells(), 10), 100.0);
  CHECK(baseline.cells.size() == 4);
  CHECK(baseline.dwells == 30);
  CHECK(baseline.windows.size() == 2);  // gains apart
  CHECK(baseline.cells.front().dwells_heard == 30);
  CHECK_FALSE(baseline.cells.front().gain_db);
}

TEST_CASE("A baseline does not learn from a cell that was ever odd", "[baseline]") {
  auto cells = test::honest_cells();
  cells.push_back({.pci = 99, .offset_ppm = 2.0});
  const Baseline baseline = learned({}, cells, 10);
  CHECK(baseline.cells.size() == 4);
}

TEST_CASE("A file that is no baseline is refused in one line", "[baseline][records]") {
  for (const char* text :
       {"", "[]", "{}", R"({"type":"cell"})", R"({"type":"baseline","schema":2})",
        R"({"type":"baseline","schema":1,"site":"x","dwells":1,"listened_s":1,"windows":[],"cells":[{}]})",
        R"({"type":"baseline","schema":1,"site":"x","dwells":-1,"listened_s":1,"windows":[],"cells":[]})"}) {
    const auto result = records::parse_baseline(text, "site.json");
    REQUIRE_FALSE(result);
    CHECK(result.error().what.starts_with("site.json: "));
  }
}
