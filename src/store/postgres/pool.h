#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/error.h"
#include "ports/metrics.h"
#include "store/postgres/backoff.h"
#include "store/postgres/connection.h"

namespace imprint::postgres {

/// A bounded number of connections, made when they are needed and kept. Safe from any thread.
class Pool {
 public:
  using Opener = std::function<Result<std::unique_ptr<Connection>>()>;
  struct Limits {
    std::size_t connections = 16;
    std::chrono::milliseconds waiting{5000};  // for one of them
  };

  /// `metrics` must outlive the pool.
  Pool(const Limits& limits, Opener open, Metrics& metrics);
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// A connection that is the holder's alone.
  class Lease {
   public:
    Lease(Pool& pool, std::unique_ptr<Connection> connection)
        : pool_(&pool), connection_(std::move(connection)) {}
    Lease(Lease&& other) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (connection_) pool_->GiveBack(std::move(connection_));
    }
    Connection& operator*() { return *connection_; }

   private:
    Pool* pool_;
    std::unique_ptr<Connection> connection_;
  };

  /// kUnavailable when all are in use for too long, when none can be made, or at once for a while
  /// after none could be made.
  Result<Lease> Acquire();

 private:
  using Lock = std::unique_lock<std::mutex>;

  Result<std::unique_ptr<Connection>> Take();
  std::unique_ptr<Connection> TakeIdle(Lock& lock);
  Result<std::unique_ptr<Connection>> OpenOne(Lock& lock);
  void GiveBack(std::unique_ptr<Connection> connection);
  void Report();

  const Limits limits_;
  const Opener open_;
  Metrics& metrics_;

  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Connection>> idle_;
  std::size_t count_ = 0;  // idle, in use and in the making
  ReconnectBackoff backoff_;
  std::string last_failure_;
};

}  // namespace imprint::postgres
