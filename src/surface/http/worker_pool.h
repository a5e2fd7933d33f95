#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace imprint::http {

/// Threads for work that waits for a disk or a commit. Jobs start in the order of arrival. All
/// functions may be called from any thread.
class WorkerPool {
 public:
  using Job = std::function<void()>;
  /// kNew work is refused when too much waits already; a kContinuation has begun before.
  enum class Kind { kNew, kContinuation };

  WorkerPool(unsigned threads, std::size_t waiting_limit);
  ~WorkerPool();  // stops
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// False when the job is not taken: over the limit, or stopped. Jobs must not throw.
  [[nodiscard]] bool Submit(Kind kind, Job job);
  /// Takes no more jobs, runs those that wait, and returns when all are done.
  void Stop();

 private:
  void Run();

  const std::size_t waiting_limit_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> jobs_;
  bool stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace imprint::http
