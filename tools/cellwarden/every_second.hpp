#pragma once

/// \file
/// A thread of its own that calls something about once a second, until the end: what may have to wait for
/// others must not be done where signals are waited for.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace cellwarden::tools {

class EverySecond {
 public:
  explicit EverySecond(std::function<void()> call);
  EverySecond(const EverySecond&) = delete;
  EverySecond& operator=(const EverySecond&) = delete;
  /// Waits for the call that is under way.
  ~EverySecond();

 private:
  void run();

  std::function<void()> call_;
  std::mutex access_;  ///< of what follows
  std::condition_variable ending_;
  bool is_ended_ = false;
  std::thread thread_;
};

}  // namespace cellwarden::tools
