#include "store/postgres/pool.h"

#include <fmt/format.h>

#include <utility>

namespace imprint::postgres {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

Pool::Pool(const Limits& limits, Opener open, Metrics& metrics)
    : limits_(limits), open_(std::move(open)), metrics_(metrics) {}

Result<Pool::Lease> Pool::Acquire() {
  const auto start = Clock::now();
  auto connection = Take();
  metrics_.Took(Duration::kPoolWait, Clock::now() - start);
  if (!connection) return Fail(std::move(connection.error()));
  return Lease(*this, std::move(*connection));
}

Result<std::unique_ptr<Connection>> Pool::Take() {
  const auto until = Clock::now() + limits_.waiting;
  Lock lock(mutex_);
  for (;;) {
    if (auto idle = TakeIdle(lock)) return idle;
    if (count_ < limits_.connections) return OpenOne(lock);
    if (freed_.wait_until(lock, until) == std::cv_status::timeout && idle_.empty() &&
        count_ >= limits_.connections) {
      return Fail(Unavailable(fmt::format("all {} database connections were in use for {} ms",
                                          limits_.connections, limits_.waiting.count())));
    }
  }
}

// The last one used is the one whose data the server has nearest.
std::unique_ptr<Connection> Pool::TakeIdle(Lock& lock) {
  while (!idle_.empty()) {
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    Report();
    lock.unlock();
    const bool fit = connection->Settle();
    if (!fit) connection.reset();
    lock.lock();
    if (fit) return connection;
    --count_;
    Report();
  }
  return nullptr;
}

Result<std::unique_ptr<Connection>> Pool::OpenOne(Lock& lock) {
  if (!backoff_.Begin(Clock::now())) {
    return Fail(Unavailable("not tried again yet: " + last_failure_));
  }
  ++count_;
  lock.unlock();
  auto opened = open_();
  lock.lock();
  if (opened) {
    backoff_.Succeeded();
  } else {
    --count_;
    backoff_.Failed(Clock::now());
    last_failure_ = opened.error().detail;
    // Who waits for a connection may now learn that there is none.
    freed_.notify_all();
  }
  Report();
  return opened;
}

// What cut one connection off has likely cut the idle ones off as well.
void Pool::GiveBack(std::unique_ptr<Connection> connection) {
  std::vector<std::unique_ptr<Connection>> dropped;
  {
    const std::lock_guard lock(mutex_);
    if (connection->lost()) {
      dropped = std::move(idle_);
      idle_.clear();
      dropped.push_back(std::move(connection));
      count_ -= dropped.size();
    } else {
      idle_.push_back(std::move(connection));
    }
    Report();
  }
  if (dropped.empty()) {
    freed_.notify_one();
  } else {
    freed_.notify_all();
  }
}

void Pool::Report() {
  metrics_.Set(Level::kStoreConnections, static_cast<std::int64_t>(count_));
  metrics_.Set(Level::kStoreConnectionsBusy, static_cast<std::int64_t>(count_ - idle_.size()));
}

}  // namespace imprint::postgres
