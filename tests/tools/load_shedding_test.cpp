// The policy on machines that are models: a speed and what each level costs.
#include "tools/cellwarden/load_shedding.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "dsp/frontend/effort.hpp"
#include "tests/catch.hpp"

namespace {

using namespace cellwarden;
using tools::LoadShedding;
using tools::ReceivingLoad;

constexpr double kStep_s = 0.05;  // of signal: a block
constexpr double kRing_s = 4.0;

/// Processor seconds per second of signal, by level; each costs less than the one before.
using Costs = std::array<double, frontend::kMostShed + 1>;
constexpr Costs kCosts{1.0, 0.85, 0.65, 0.5, 0.25, 0.17};

/// A radio in real time and a machine that is so many times slower than one that needs kCosts.
class Machine {
 public:
  explicit Machine(double slowness_of_it) : slowness(slowness_of_it) {}

  void run(double signal_s) {
    for (double end_s = load.elapsed_s + signal_s; load.elapsed_s < end_s;) step();
  }

  double slowness;
  double burst_s = 0.0;  // of work that comes in addition, once
  LoadShedding policy;
  ReceivingLoad load{.ring_s = kRing_s};
  std::vector<unsigned> levels;  // after each block
  double most_backlog_s = 0.0;

  [[nodiscard]] std::size_t changes_since(std::size_t block) const {
    std::size_t changes = 0;
    for (std::size_t i = std::max<std::size_t>(block, 1); i < levels.size(); ++i) {
      changes += levels[i] != levels[i - 1] ? 1U : 0U;
    }
    return changes;
  }

 private:
  void pass(double seconds) {
    load.elapsed_s += seconds;
    load.backlog_s += seconds;
    load.dropped_s += std::max(0.0, load.backlog_s - kRing_s);
    load.backlog_s = std::min(load.backlog_s, kRing_s);
  }

  void step() {
    if (load.backlog_s < kStep_s) pass(kStep_s - load.backlog_s);  // waits
    load.backlog_s -= kStep_s;
    levels.push_back(policy.update(load));
    most_backlog_s = std::max(most_backlog_s, load.backlog_s);
    const double work_s = kStep_s * kCosts[policy.level()] * slowness + std::exchange(burst_s, 0.0);
    load.received_s += kStep_s;
    load.busy_s += work_s;
    pass(work_s);
  }
};

}  // namespace

TEST_CASE("a machine that is fast enough sheds nothing, also when a second takes three") {
  Machine machine(0.7);
  for (int i = 0; i < 10; ++i) {
    machine.run(20);
    machine.burst_s = 2.5;
  }
  machine.run(20);
  CHECK(std::ranges::max(machine.levels) == 0);
  CHECK(machine.load.dropped_s == 0.0);
}

TEST_CASE("a machine that is too slow settles where it can follow, and what waits stays bounded") {
  const double slowness = GENERATE(1.1, 1.3, 1.6, 1.9, 3.0, 4.5);
  CAPTURE(slowness);
  Machine machine(slowness);
  machine.run(120);
  const double dropped_s = machine.load.dropped_s;
  const std::size_t settled = machine.levels.size();
  machine.run(1200);
  CHECK(machine.load.dropped_s == dropped_s);
  CHECK(dropped_s < 8.0);  // until it is noticed that even half of it is too much
  if (slowness < 2.0) CHECK(dropped_s == 0.0);
  CHECK(kCosts[machine.policy.level()] * slowness < 1.0);
  // What it tries again, it tries ever less often.
  CHECK(machine.changes_since(settled) <= 16);
  CHECK_FALSE(machine.policy.too_slow_by());
}

TEST_CASE("where the least effort is too much, it says by how much") {
  Machine machine(12.0);  // 2.04 at the least
  machine.run(120);
  CHECK(machine.policy.level() == frontend::kMostShed);
  CHECK(machine.load.dropped_s > 20.0);
  REQUIRE(machine.policy.too_slow_by());
  CHECK(*machine.policy.too_slow_by() == Approx(12.0 * kCosts.back()).epsilon(0.2));
}

TEST_CASE("after a time of too much all is received again, a level at a time") {
  Machine machine(0.5);
  machine.run(30);
  CHECK(machine.policy.level() == 0);
  machine.slowness = 2.5;
  machine.run(60);
  CHECK(machine.policy.level() >= 3);
  const std::size_t over = machine.levels.size();
  machine.slowness = 0.5;
  machine.run(30 + 10 * LoadShedding::kShortestHold_s);
  CHECK(machine.policy.level() == 0);
  for (std::size_t i = over + 1; i < machine.levels.size(); ++i) {
    CHECK(machine.levels[i] <= machine.levels[i - 1]);
    CHECK(machine.levels[i - 1] - machine.levels[i] <= 1);
  }
}

TEST_CASE("a small memory is not filled before something is shed") {
  LoadShedding policy;
  ReceivingLoad load{.ring_s = 1.0};
  for (int i = 0; i < 100 && policy.level() == 0; ++i) {
    load.received_s += kStep_s;
    load.busy_s += 1.2 * kStep_s;
    load.elapsed_s += 1.2 * kStep_s;
    load.backlog_s += 0.2 * kStep_s;
    policy.update(load);
  }
  CHECK(policy.level() == 1);
  CHECK(load.backlog_s < 0.5);
}

TEST_CASE("each level sheds what the one before does, and something more") {
  for (unsigned level = 1; level <= frontend::kMostShed; ++level) {
    const frontend::Effort more = frontend::effort_at(level - 1);
    const frontend::Effort less = frontend::effort_at(level);
    CHECK_FALSE(more == less);
    CHECK((more.measures_known_cells || !less.measures_known_cells));
    CHECK((more.searches_deep || !less.searches_deep));
    CHECK(more.search_every_dwells <= less.search_every_dwells);
    CHECK(more.read_every_dwells <= less.read_every_dwells);
    CHECK(more.receive_every_dwells <= less.receive_every_dwells);
  }
  CHECK(frontend::effort_at(0) == frontend::Effort{});
  CHECK(frontend::effort_at(frontend::kMostShed + 1) == frontend::effort_at(frontend::kMostShed));
}
