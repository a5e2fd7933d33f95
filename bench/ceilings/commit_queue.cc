#include "commit_queue.h"

#include <utility>

CommitQueue::CommitQueue(RowWriter& writer) : writer_(writer) {
  thread_ = std::thread([this] { Run(); });
}

CommitQueue::~CommitQueue() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  arrived_.notify_one();
  thread_.join();
}

void CommitQueue::Commit(std::string_view body) {
  std::uint64_t batch = 0;
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    first = waiting_.empty();
    waiting_.push_back(body);
    batch = batch_;
  }
  if (first) arrived_.notify_one();
  auto& durable = durable_[batch % 2];
  for (auto last = durable.load(); last < batch; last = durable.load()) durable.wait(last);
}

void CommitQueue::Run() {
  std::vector<std::string_view> bodies;
  for (;;) {
    std::uint64_t batch = 0;
    {
      std::unique_lock lock(mutex_);
      arrived_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      bodies.clear();
      std::swap(bodies, waiting_);
      batch = batch_++;
    }
    writer_.Commit(bodies);
    durable_[batch % 2].store(batch);
    durable_[batch % 2].notify_all();
  }
}
