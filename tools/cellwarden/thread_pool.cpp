#include "tools/cellwarden/thread_pool.hpp"

#include <utility>

namespace cellwarden::tools {
namespace {

thread_local bool is_inside_body = false;

}  // namespace

ThreadPool::ThreadPool(std::size_t threads) {
  for (std::size_t i = 1; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  work_available_.notify_all();
  for (auto& thread : threads_) thread.join();
}

void ThreadPool::run(std::size_t n, const std::function<void(std::size_t)>& body) {
  if (threads_.empty() || n < 2 || is_inside_body) {
    run_serially(n, body);
    return;
  }
  const std::lock_guard one_loop(caller_);
  std::unique_lock lock(mutex_);
  job_ = {&body, n, 0, n, nullptr};
  work_available_.notify_all();
  take_bodies(lock);
  all_done_.wait(lock, [this] { return job_.unfinished == 0; });
  if (const auto thrown = std::exchange(job_.thrown, nullptr)) std::rethrow_exception(thrown);
}

ParallelFor ThreadPool::parallel_for() {
  return [this](std::size_t n, const std::function<void(std::size_t)>& body) { run(n, body); };
}

void ThreadPool::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    work_available_.wait(lock, [this] { return is_stopping_ || job_.next < job_.count; });
    if (is_stopping_) return;
    take_bodies(lock);
  }
}

void ThreadPool::take_bodies(std::unique_lock<std::mutex>& lock) {
  while (job_.next < job_.count) {
    const std::size_t index = job_.next++;
    const auto& body = *job_.body;
    std::exception_ptr thrown;
    lock.unlock();
    is_inside_body = true;
    try {
      body(index);
    } catch (...) {
      thrown = std::current_exception();
    }
    is_inside_body = false;
    lock.lock();
    if (thrown && !job_.thrown) job_.thrown = thrown;
    if (--job_.unfinished == 0) all_done_.notify_all();
  }
}

}  // namespace cellwarden::tools
