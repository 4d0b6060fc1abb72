#include "tools/cellwarden/thread_pool.hpp"

#include <atomic>
#include <stdexcept>

#include "tests/catch.hpp"

using cellwarden::tools::ThreadPool;

TEST_CASE("every index is run once, whatever the number of threads") {
  for (const std::size_t threads : {1U, 2U, 5U}) {
    ThreadPool pool(threads);
    for (const std::size_t n : {0U, 1U, 2U, 3U, 100U}) {
      std::vector<int> runs(n, 0);
      pool.run(n, [&](std::size_t i) { ++runs[i]; });
      INFO(threads << " threads, " << n << " bodies");
      CHECK(runs == std::vector<int>(n, 1));
    }
  }
}

TEST_CASE("a body may run a loop of its own") {
  ThreadPool pool(3);
  std::atomic<int> runs{0};
  pool.run(4, [&](std::size_t /*i*/) { pool.run(5, [&](std::size_t /*j*/) { ++runs; }); });
  CHECK(runs == 20);
}

TEST_CASE("what a body throws is thrown to the caller, and the pool goes on") {
  ThreadPool pool(3);
  std::atomic<int> runs{0};
  const auto body = [&](std::size_t i) {
    ++runs;
    if (i == 3) throw std::runtime_error("three");
  };
  CHECK_THROWS_WITH(pool.run(10, body), "three");
  CHECK(runs == 10);
  pool.run(10, [&](std::size_t /*i*/) { ++runs; });
  CHECK(runs == 20);
}
