#include "surface/http/worker_pool.h"

#include <algorithm>
#include <utility>

namespace imprint::http {

WorkerPool::WorkerPool(unsigned threads, std::size_t waiting_limit)
    : waiting_limit_(waiting_limit) {
  for (unsigned i = 0; i < std::max(threads, 1u); ++i) threads_.emplace_back([this] { Run(); });
}

WorkerPool::~WorkerPool() {
  Stop();
}

bool WorkerPool::Submit(Kind kind, Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) return false;
    if (kind == Kind::kNew && jobs_.size() >= waiting_limit_) return false;
    jobs_.push_back(std::move(job));
  }
  changed_.notify_one();
  return true;
}

void WorkerPool::Stop() {
  std::vector<std::thread> threads;
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    threads.swap(threads_);
  }
  changed_.notify_all();
  for (std::thread& thread : threads) thread.join();
}

void WorkerPool::Run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopped_ || !jobs_.empty(); });
    if (jobs_.empty()) return;
    const Job job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job();
    lock.lock();
  }
}

}  // namespace imprint::http
