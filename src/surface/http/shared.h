#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>

#include "base/byte_budget.h"
#include "surface/http/router.h"
#include "surface/http/server.h"
#include "surface/http/tls.h"
#include "surface/http/worker_pool.h"

namespace imprint::http {

/// How many connections are open, over all I/O threads. Thread-safe.
class ConnectionCount {
 public:
  /// False when `limit` are open already; otherwise Leave must follow.
  bool Enter(std::size_t limit) {
    const std::lock_guard lock(mutex_);
    if (open_ >= limit) return false;
    ++open_;
    return true;
  }
  void Leave() {
    const std::lock_guard lock(mutex_);
    if (--open_ == 0) empty_.notify_all();
  }
  void AwaitNone() {
    std::unique_lock lock(mutex_);
    empty_.wait(lock, [this] { return open_ == 0; });
  }
  /// False when some are still open after `timeout`.
  bool AwaitNone(std::chrono::seconds timeout) {
    std::unique_lock lock(mutex_);
    return empty_.wait_for(lock, timeout, [this] { return open_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable empty_;
  std::size_t open_ = 0;
};

/// The certificate in use; null without TLS. Thread-safe.
class CurrentTls {
 public:
  std::shared_ptr<const TlsContext> Get() const {
    const std::lock_guard lock(mutex_);
    return context_;
  }
  void Set(std::shared_ptr<const TlsContext> context) {
    const std::lock_guard lock(mutex_);
    context_ = std::move(context);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const TlsContext> context_;
};

/// What every connection of one server uses.
struct Shared {
  const Router& router;
  Limits limits;
  AccessLog log;
  WorkerPool& pool;
  Metrics& metrics;
  Networks trusted_proxies;
  bool lookups_inline;
  ByteBudget bodies;  // request bodies that are larger than an idle connection's buffer
  CurrentTls tls = {};
  ConnectionCount connections = {};
  std::atomic<bool> stopping = false;
};

}  // namespace imprint::http
