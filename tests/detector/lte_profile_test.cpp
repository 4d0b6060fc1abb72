// BP15: profiles, the file that keeps them, and the rule that compares them.
#include "detector/history/lte_profile.hpp"

#include "detector/records/baseline_file.hpp"
#include "detector/rules/lte_rules.hpp"
#include "tests/detector/lte_bench.hpp"

using namespace cellwarden;
using namespace cellwarden::test;
using detector::Outcome;
using detector::Verdict;
namespace rules = detector::lte_rules;

namespace {

constexpr std::uint16_t kManyCells = 40;

lte::SystemInformationBlock3& sib3_of(LteSceneCell& cell) {
  return std::get<lte::SystemInformationBlock3>(cell.messages[0][0]);
}

// A network of many cells that are not all alike: two hystereses, and one cell with two odd values.
LteBench city() {
  LteBench bench;
  bench.others.clear();
  for (std::uint16_t n = 0; n < kManyCells; ++n) {
    LteSceneCell cell = lte_cell(static_cast<std::uint16_t>(101 + n), 0x200000U + 256U * n);
    if (n % 3 == 0) sib3_of(cell).q_hyst_db = 2;
    if (n == 7) {
      sib3_of(cell).t_reselection_s = 3;
      cell.sib1.si_window_length_ms = 10;
    }
    bench.others.push_back(cell);
  }
  return bench;
}

// What a rogue's builder left as it came.
void make_odd(LteSceneCell& cell) {
  cell.sib1.si_window_length_ms = 40;
  cell.sib1.q_rx_lev_min_dbm = -130;
  sib3_of(cell).thresh_serving_low_db = 62;
  sib3_of(cell).s_intra_search_db = 62;
}

}  // namespace

TEST_CASE("LTE BP15: a cell unlike its network's forty others") {
  LteBench bench = city();
  CHECK(bench.ask(rules::profile_outlier).verdict == Verdict::kPass);
  make_odd(bench.subject);
  const Outcome outcome = bench.ask(rules::profile_outlier);
  check_fires(outcome);
  CHECK(outcome.observed.find("sib1.si_window_ms 40") != std::string::npos);
  CHECK(outcome.expected.find("sib1.si_window_ms 20") != std::string::npos);
  CHECK(outcome.expected.find("sib3.s_intra_search_db not sent") != std::string::npos);
  // Another maker's layer: others have these values too.
  for (std::size_t n = 20; n < 25; ++n) make_odd(bench.others[n]);
  CHECK(bench.ask(rules::profile_outlier).verdict == Verdict::kPass);
}

TEST_CASE("LTE BP15: two values off are any cell's") {
  LteBench bench = city();
  bench.subject.sib1.si_window_length_ms = 40;
  bench.subject.sib1.q_rx_lev_min_dbm = -130;
  CHECK(bench.ask(rules::profile_outlier).verdict == Verdict::kPass);
}

TEST_CASE("LTE BP15: what it needs") {
  LteBench bench = city();
  make_odd(bench.subject);
  LteBench few = bench;
  few.others.resize(20);
  check_lacks(few.ask(rules::profile_outlier), "only 20 other cells");
  // Other networks' cells are no comparison.
  LteBench foreign = bench;
  for (LteSceneCell& other : foreign.others) other.sib1.plmns[0].plmn = Plmn{262, 2, 2};
  check_lacks(foreign.ask(rules::profile_outlier), "only 0 other cells");
  // Cells that the baseline learned count as those that are heard.
  for (std::size_t n = 20; n < bench.others.size(); ++n) few.learn(bench.others[n]);
  check_fires(few.ask(rules::profile_outlier));
  bench.subject.sib1.plmns = {{Plmn{1, 1, 2}, true, false}};
  CHECK(bench.ask(rules::profile_outlier).held_back == "X02");
}

TEST_CASE("A profile needs every block that it is made of", "[lte]") {
  const Scene scene;
  LteBroadcasts broadcasts;
  history::LteHistory history;
  CHECK_FALSE(history::profile_of(history));
  broadcasts.messages.pop_back();  // SIB3 is announced and not heard
  history.add(observe(scene, {}, broadcasts, 0.0), history::FrameClock::Comparison::kNone);
  CHECK_FALSE(history::profile_of(history));
  history.add(observe(scene, {}, {}, 1.0), history::FrameClock::Comparison::kNone);
  const auto profile = history::profile_of(history);
  REQUIRE(profile);
  CHECK(profile->size() <= history::kMaxProfileFields);
  CHECK(profile->at("sib2.t300_ms") == 400);
  CHECK(profile->at("sib3.priority") == 5);
  CHECK_FALSE(profile->contains("sib1.p_max_dbm"));
}

TEST_CASE("A baseline's file keeps what LTE cells broadcast", "[lte][baseline][records]") {
  LteBench bench;
  bench.learn(bench.subject);
  bench.learn(bench.others[0]);
  REQUIRE(bench.baseline.cells.size() == 2);
  const auto& known = bench.baseline.cells[0].lte;
  REQUIRE(known);
  CHECK(known->identity->cell == bench.subject.sib1.cell_identity);
  CHECK(known->fingerprint);
  CHECK(known->profile);
  const std::string text = records::to_json(bench.baseline);
  const auto again = records::parse_baseline(text, "b.json");
  REQUIRE(again);
  CHECK(again->cells[0].lte == known);
  CHECK(records::to_json(*again) == text);
}

TEST_CASE("A baseline's file keeps the place of a network code that is none", "[lte][baseline][records]") {
  LteBench bench;
  bench.learn(bench.subject);
  bench.baseline.cells[0].lte->identity->plmns = {std::nullopt, Plmn{262, 1, 2}};
  const auto again = records::parse_baseline(records::to_json(bench.baseline), "b.json");
  REQUIRE(again);
  CHECK(again->cells[0].lte->identity == bench.baseline.cells[0].lte->identity);
}

TEST_CASE("A baseline's file with a bad LTE cell is refused in one line", "[lte][baseline][records]") {
  LteBench bench;
  bench.learn(bench.subject);
  const std::string good = records::to_json(bench.baseline);
  const auto problem_with = [&](std::string_view from, std::string_view to) {
    std::string text = good;
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
    const auto read = records::parse_baseline(text, "b.json");
    REQUIRE_FALSE(read);
    return read.error().what;
  };
  CHECK(problem_with("\"262-01\"", "\"26-1\"").find("plmns") != std::string::npos);
  CHECK(problem_with("\"area\":4711", "\"area\":70000").find("area") != std::string::npos);
  CHECK(problem_with("\"sib2.n310\":10", "\"sib2.n310\":1e9").find("profile") != std::string::npos);
  CHECK(problem_with("\"sib2.n310\":10", "\"SIB\":10").find("profile") != std::string::npos);
}
