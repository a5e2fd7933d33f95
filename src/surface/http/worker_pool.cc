#include "surface/http/worker_pool.h"

#include <algorithm>
#include <utility>

namespace imprint::http {

WorkerPool::WorkerPool(unsigned threads, Bounds bounds, Metrics& metrics)
    : bounds_(bounds), metrics_(metrics) {
  for (unsigned i = 0; i < std::max(threads, 1u); ++i) threads_.emplace_back([this] { Run(); });
}

WorkerPool::~WorkerPool() {
  Stop();
}

bool WorkerPool::Submit(Kind kind, std::string_view peer, Job job) {
  std::unique_lock lock(mutex_);
  if (stopped_) return false;
  Entry entry{std::move(job)};
  if (kind == Kind::kNew) {
    if (jobs_.size() >= bounds_.all) return false;
    entry.load = Count(peer);
    if (!entry.load) return false;
  }
  jobs_.push_back(std::move(entry));
  metrics_.Set(Level::kWaitingRequests, static_cast<std::int64_t>(jobs_.size()));
  WakeOne(std::move(lock));
  return true;
}

std::optional<WorkerPool::Place> WorkerPool::Reserve(std::string_view peer) {
  const std::lock_guard lock(mutex_);
  if (places_ >= bounds_.all) return std::nullopt;
  auto* load = Count(peer);
  if (!load) return std::nullopt;
  ++places_;
  return Place(this, load);
}

void WorkerPool::Leave(Loads::value_type* load) {
  const std::lock_guard lock(mutex_);
  --places_;
  Finished(load);
}

/// With the lock held: one more of the peer; null when it has too many.
WorkerPool::Loads::value_type* WorkerPool::Count(std::string_view peer) {
  auto load = loads_.find(peer);
  if (load == loads_.end()) load = loads_.emplace(peer, 0).first;
  if (load->second >= bounds_.of_one_peer) return nullptr;
  ++load->second;
  return &*load;
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
  Entry entry;
  for (;;) {
    entry = Next(entry.load);
    if (!entry.job) return;
    entry.job();
    entry.job = nullptr;
  }
}

/// The next job, after one of `finished` (may be null); an empty one when there is nothing more to
/// do.
WorkerPool::Entry WorkerPool::Next(Loads::value_type* finished) {
  std::unique_lock lock(mutex_);
  Finished(finished);
  while (jobs_.empty() && !stopped_) {
    ++asleep_;
    changed_.wait(lock);
    --asleep_;
    waking_ = false;
  }
  if (jobs_.empty()) return {};
  Entry entry = std::move(jobs_.front());
  jobs_.pop_front();
  metrics_.Set(Level::kWaitingRequests, static_cast<std::int64_t>(jobs_.size()));
  if (!jobs_.empty()) WakeOne(std::move(lock));
  return entry;
}

/// Waking a thread costs more than most jobs. One at a time is woken, which wakes the next if there
/// is more than it takes itself: often others that are awake have taken it by then.
void WorkerPool::WakeOne(std::unique_lock<std::mutex> lock) {
  if (waking_ || asleep_ == 0) return;
  waking_ = true;
  lock.unlock();
  changed_.notify_one();
}

/// With the lock held.
void WorkerPool::Finished(Loads::value_type* load) {
  if (!load || --load->second > 0) return;
  loads_.erase(loads_.find(load->first));
}

}  // namespace imprint::http
