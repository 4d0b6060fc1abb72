#pragma once

#include <cstddef>
#include <functional>

namespace cellwarden {

/// Runs body(0) … body(n-1), in any order and on any threads, and returns when all are done. The program
/// supplies one: nothing in `dsp/` makes a thread. Bodies write to places of their own index only, so
/// that results do not depend on the number of threads.
using ParallelFor = std::function<void(std::size_t n, const std::function<void(std::size_t)>& body)>;

/// One after the other, on the caller's thread.
inline void run_serially(std::size_t n, const std::function<void(std::size_t)>& body) {
  for (std::size_t i = 0; i < n; ++i) body(i);
}

}  // namespace cellwarden
