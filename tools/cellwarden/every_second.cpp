#include "tools/cellwarden/every_second.hpp"

#include <chrono>
#include <utility>

namespace cellwarden::tools {

EverySecond::EverySecond(std::function<void()> call) : call_(std::move(call)), thread_([this] { run(); }) {}

EverySecond::~EverySecond() {
  {
    const std::lock_guard lock(access_);
    is_ended_ = true;
  }
  ending_.notify_all();
  thread_.join();
}

void EverySecond::run() {
  constexpr std::chrono::seconds kPeriod{1};
  std::unique_lock lock(access_);
  while (!ending_.wait_for(lock, kPeriod, [this] { return is_ended_; })) {
    lock.unlock();
    call_();
    lock.lock();
  }
}

}  // namespace cellwarden::tools
