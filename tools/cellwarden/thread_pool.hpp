#pragma once

/// \file
/// The program's threads for arithmetic: one ParallelFor over a fixed number of them.

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "dsp/kernel/parallel.hpp"

namespace cellwarden::tools {

class ThreadPool {
 public:
  /// \param threads  that work at once, the caller's included; at least 1
  explicit ThreadPool(std::size_t threads);
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;
  ~ThreadPool();

  /// See ParallelFor. A body that calls run() again gets its own loop run serially. What a body throws is
  /// thrown here, after all others have ended.
  void run(std::size_t n, const std::function<void(std::size_t)>& body);

  /// A ParallelFor that uses this pool, which must outlive it.
  [[nodiscard]] ParallelFor parallel_for();

 private:
  struct Job {
    const std::function<void(std::size_t)>* body{};
    std::size_t count{};
    std::size_t next{};
    std::size_t unfinished{};
    std::exception_ptr thrown;
  };

  void work();
  void take_bodies(std::unique_lock<std::mutex>& lock);

  std::mutex caller_;  ///< one loop at a time
  std::mutex mutex_;
  std::condition_variable work_available_;
  std::condition_variable all_done_;
  Job job_;
  bool is_stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace cellwarden::tools
