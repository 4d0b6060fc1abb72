// What each dwell is searched for, and that nothing of a window is left out.
#include "dsp/lte/search_plan.hpp"

#include <set>

#include "tests/dsp/lte/synthetic.hpp"

namespace cellwarden::lte {

TEST_CASE("a narrow window is searched whole, deep at first and in every thirtieth dwell") {
  SearchPlan plan(SearchDepth::kAuto);
  plan.begin_window(760e3);
  CHECK(plan.dwells_per_turn() == 1);
  for (int dwell = 0; dwell < 65; ++dwell) {
    const DwellSearch now = plan.next();
    CHECK(now.span.low_hz == -760e3);
    CHECK(now.span.high_hz == 760e3);
    CHECK(now.share == 1.0);
    CHECK(now.is_deep == (dwell % 30 == 0));
  }
}

TEST_CASE("short dwells of a visit are searched at first and then now and again") {
  SearchPlan plan(SearchDepth::kVisit);
  plan.begin_window(9.4e6);
  for (int dwell = 0; dwell < 20; ++dwell) {
    const DwellSearch now = plan.next();
    CHECK(now.share == 1.0);
    CHECK_FALSE(now.is_deep);
    CHECK(now.is_idle == (dwell % 8 != 0));
  }
}

TEST_CASE("a wide window is searched whole once, then in turn") {
  SearchPlan plan(SearchDepth::kAuto);
  plan.begin_window(9.4e6);
  const unsigned parts = plan.dwells_per_turn();
  CHECK(parts == 19);
  const DwellSearch first = plan.next();
  CHECK(first.share == 1.0);
  CHECK_FALSE(first.is_deep);
  for (unsigned turn = 0; turn < 2; ++turn) {
    double reached_hz = -9.4e6;
    double share = 0.0;
    for (unsigned part = 0; part < parts; ++part) {
      const DwellSearch now = plan.next();
      CHECK(now.span.low_hz == Approx(reached_hz).margin(1e-3));
      CHECK(now.span.high_hz > now.span.low_hz);
      CHECK(now.is_deep == ((1 + turn * parts + part) % 30 == 0));
      reached_hz = now.span.high_hz;
      share += now.share;
    }
    CHECK(reached_hz == Approx(9.4e6).margin(1e-3));
    CHECK(share == Approx(1.0));
  }
  // Another window begins anew.
  plan.begin_window(9.4e6);
  CHECK(plan.next().share == 1.0);
}

TEST_CASE("every part of a wide window has its deep search in turn") {
  struct Row {
    double half_width_hz;
    unsigned parts;
  };
  for (const Row& row : {Row{2.68e6, 6}, Row{4.8e6, 10}, Row{7.3e6, 15}, Row{9.4e6, 19}, Row{9.8e6, 20}}) {
    CAPTURE(row.parts);
    SearchPlan plan(SearchDepth::kAuto);
    plan.begin_window(row.half_width_hz);
    REQUIRE(plan.dwells_per_turn() == row.parts);
    std::set<double> deep;
    // A little more than thirty dwells for each.
    for (unsigned dwell = 0; dwell <= 31 * row.parts; ++dwell) {
      const DwellSearch now = plan.next();
      if (!now.is_deep) continue;
      CHECK(now.share == Approx(1.0 / row.parts));
      deep.insert(now.span.low_hz);
    }
    CHECK(deep.size() == row.parts);
  }
}

TEST_CASE("who asks for a depth gets it in every dwell, however wide the window") {
  for (const SearchDepth depth : {SearchDepth::kNormal, SearchDepth::kDeep}) {
    SearchPlan plan(depth);
    plan.begin_window(9.4e6);
    for (int dwell = 0; dwell < 3; ++dwell) {
      const DwellSearch now = plan.next();
      CHECK(now.share == 1.0);
      CHECK(now.is_deep == (depth == SearchDepth::kDeep));
    }
  }
}

TEST_CASE("a cell that comes on in a wide window is found within a turn", "[long]") {
  auto old = cell_of(150, 1.5e6);
  auto late = cell_of(301, -1.8e6, 3);
  old.grid.bandwidth_rb = 6;
  late.grid.bandwidth_rb = 6;
  late.start_s = 0.17;
  const double rate_hz = 5.76e6;
  const unsigned turn = 6;  // of the 5.36 MHz that are searched
  const auto dwells =
      receive(scene_of({old, late}, 15, 0.08 * (turn + 3), rate_hz), config_of(SearchDepth::kAuto, 0.08));
  REQUIRE(dwells.size() == turn + 3);
  for (const Dwell& dwell : dwells) CHECK(find_pci(dwell.observations, 150));
  CHECK_FALSE(find_pci(dwells[1].observations, 301));
  const auto found = find_pci(dwells.back().observations, 301);
  REQUIRE(found);
  CHECK(found->state == CellState::kConfirmed);
  CHECK(dwells[0].listen.searched_s == Approx(0.08).epsilon(0.01));
  CHECK(dwells[1].listen.searched_s == Approx(0.08 / turn).epsilon(0.01));
  for (const Dwell& dwell : dwells) CHECK(dwell.observations.size() <= 2);
}

}  // namespace cellwarden::lte
