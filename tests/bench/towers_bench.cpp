// What a look-up among known towers costs. Without CELLWARDEN_TOWERS (a database of any size) a million
// made-up rows in memory are asked.

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "detector/towers/known_towers.hpp"
#include "detector/towers/lists_in_memory.hpp"
#include "tests/synth/tower_list_maker.hpp"

namespace {

using namespace cellwarden;
using namespace cellwarden::towers;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kAsked = 20'000;
constexpr std::uint64_t kMadeUp = 1'000'000;

std::shared_ptr<const KnownTowers> made_up() {
  synth::TowerListSpec spec;
  spec.rows = kMadeUp;
  synth::TowerListMaker maker(spec);
  std::string text;
  for (std::string piece; maker.next(piece);) text += piece;
  std::istringstream in(std::move(text));
  auto lists = ListsInMemory::begin();
  if (!lists || !lists->add(in, Source{.name = "made up"})) std::abort();
  auto known = std::move(*lists).finish("bench");
  if (!known) std::abort();
  return *known;
}

struct World {
  std::shared_ptr<const KnownTowers> towers;
  std::vector<TowerRecord> asked;  // from all over
  GeoPoint densest;                // of the places tried
};

const World& world() {
  static const World kWorld = [] {
    World made;
    if (const char* file = std::getenv("CELLWARDEN_TOWERS")) {
      auto opened = KnownTowers::open(file);
      if (!opened) std::abort();
      made.towers = *opened;
    } else {
      made.towers = made_up();
    }
    const std::uint64_t every = std::max<std::uint64_t>(made.towers->rows() / kAsked, 1);
    std::uint64_t count = 0;
    made.towers->for_each([&](const TowerRecord& row) {
      if (count++ % every == 0 && row.cell && row.rat && row.plmn && row.position) made.asked.push_back(row);
      return true;
    });
    std::mt19937 random(1);
    std::ranges::shuffle(made.asked, random);
    std::size_t most = 0;
    for (std::size_t i = 0; i < std::min<std::size_t>(made.asked.size(), 300); ++i) {
      const std::size_t rows = made.towers->within({*made.asked[i].position, 5000.0}, SIZE_MAX).size();
      if (rows > most) {
        most = rows;
        made.densest = *made.asked[i].position;
      }
    }
    return made;
  }();
  return kWorld;
}

// Times each call by itself: what a percentile needs.
template <class Ask>
void ask_each(benchmark::State& state, Ask ask) {
  const World& all = world();
  for (const TowerRecord& row : all.asked) benchmark::DoNotOptimize(ask(row));  // warm
  std::vector<double> each_us;
  std::size_t next = 0;
  for (auto _ : state) {
    const TowerRecord& row = all.asked[next++ % all.asked.size()];
    const auto begin = Clock::now();
    benchmark::DoNotOptimize(ask(row));
    each_us.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begin).count());
  }
  std::ranges::sort(each_us);
  state.counters["p50_us"] = each_us[each_us.size() / 2];
  state.counters["p99_us"] = each_us[each_us.size() * 99 / 100];
  state.counters["rows"] = static_cast<double>(all.towers->rows());
  state.SetItemsProcessed(state.iterations());
}

void identity(benchmark::State& state) {
  ask_each(state, [](const TowerRecord& row) {
    return world().towers->find(*row.rat, *row.plmn, row.area, *row.cell);
  });
}
BENCHMARK(identity)->MinTime(2);

void identity_unknown(benchmark::State& state) {
  ask_each(state, [](const TowerRecord& row) {
    return world().towers->find(*row.rat, *row.plmn, row.area, *row.cell ^ 0x5A5AU);
  });
}
BENCHMARK(identity_unknown)->MinTime(2);

void site(benchmark::State& state) {
  ask_each(state, [](const TowerRecord& row) {
    const std::uint64_t first = *row.cell & ~std::uint64_t{255};
    if (row.rat != Rat::kLte) return std::vector<TowerRecord>{};
    return world().towers->find_range(*row.rat, *row.plmn, first, first + 255, 512);
  });
}
BENCHMARK(site)->MinTime(2);

void network_within_35_km(benchmark::State& state) {
  ask_each(state, [](const TowerRecord& row) {
    return world().towers->shares(*row.rat, *row.plmn, Near{*row.position, 35e3});
  });
}
BENCHMARK(network_within_35_km)->MinTime(2);

void nearest_100_within_5_km(benchmark::State& state) {
  ask_each(state, [](const TowerRecord& row) {
    return world().towers->within({*row.position, 5000.0}, 100);
  });
}
BENCHMARK(nearest_100_within_5_km)->MinTime(2);

// The places are those of records: where there are many, is asked more often.
void all_within_5_km(benchmark::State& state) {
  std::vector<double> rows;
  ask_each(state, [&rows](const TowerRecord& row) {
    auto found = world().towers->within({*row.position, 5000.0}, SIZE_MAX);
    rows.push_back(static_cast<double>(found.size()));
    return found;
  });
  std::ranges::sort(rows);
  state.counters["p50_found"] = rows[rows.size() / 2];
  state.counters["p99_found"] = rows[rows.size() * 99 / 100];
}
BENCHMARK(all_within_5_km)->MinTime(10);

void densest_5_km(benchmark::State& state) {
  const World& all = world();
  std::size_t rows = 0;
  for (auto _ : state) rows = all.towers->within({all.densest, 5000.0}, SIZE_MAX).size();
  state.counters["found"] = static_cast<double>(rows);
}
BENCHMARK(densest_5_km)->MinTime(2)->Unit(benchmark::kMicrosecond);

void stats(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(world().towers->counts());
}
BENCHMARK(stats)->Unit(benchmark::kMillisecond);

}  // namespace
