#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ports/metrics.h"

namespace imprint::http {

/// Threads for work that waits for a disk or a commit. Jobs start in the order of arrival. All
/// functions may be called from any thread.
class WorkerPool {
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view peer) const {
      return std::hash<std::string_view>()(peer);
    }
  };
  using Loads = std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>>;

 public:
  using Job = std::function<void()>;
  /// kNew work is refused when too much waits already; a kContinuation has begun before.
  enum class Kind { kNew, kContinuation };

  struct Bounds {
    std::size_t all = 0;          // jobs that wait
    std::size_t of_one_peer = 0;  // its new jobs that wait or run
  };

  /// `metrics` hears how many wait and must outlive the pool.
  WorkerPool(unsigned threads, Bounds bounds, Metrics& metrics = Metrics::None());
  ~WorkerPool();  // stops
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// False when the job is not taken: over a bound, or stopped. Jobs must not throw.
  [[nodiscard]] bool Submit(Kind kind, std::string_view peer, Job job);
  /// A request that waits for something else than a worker. It counts in the bounds until it goes,
  /// which must be before the pool does.
  class Place {
   public:
    Place(Place&& other) noexcept
        : pool_(std::exchange(other.pool_, nullptr)), load_(other.load_) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (pool_) pool_->Leave(load_);
    }

   private:
    friend class WorkerPool;
    Place(WorkerPool* pool, Loads::value_type* load) : pool_(pool), load_(load) {}
    WorkerPool* pool_;
    Loads::value_type* load_;
  };
  /// Nothing when it is over a bound, of those who wait so or of its peer's requests.
  std::optional<Place> Reserve(std::string_view peer);
  /// Takes no more jobs, runs those that wait, and returns when all are done.
  void Stop();

 private:
  struct Entry {
    Job job;
    Loads::value_type* load = nullptr;  // of the peer; null for what is not counted
  };

  void Run();
  Loads::value_type* Count(std::string_view peer);
  void Leave(Loads::value_type* load);
  Entry Next(Loads::value_type* finished);
  void WakeOne(std::unique_lock<std::mutex> lock);
  void Finished(Loads::value_type* load);

  const Bounds bounds_;
  Metrics& metrics_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Entry> jobs_;
  Loads loads_;
  std::size_t places_ = 0;  // reserved
  bool stopped_ = false;
  std::size_t asleep_ = 0;
  bool waking_ = false;  // one was woken and has not taken a job yet
  std::vector<std::thread> threads_;
};

}  // namespace imprint::http
