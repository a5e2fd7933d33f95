#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/error.h"
#include "ports/metrics.h"
#include "ports/store.h"
#include "store/sqlite/connection.h"

namespace imprint::sqlite {

/// One thread that runs all writes of this process. It commits the writes that wait together in
/// one transaction, each inside its own savepoint, and answers them when that is durable.
class WriteQueue {
 public:
  using Body = std::function<Status(StoreWriter&)>;

  /// `batch` is at least 1.
  WriteQueue(std::unique_ptr<Connection> connection, std::size_t batch, Metrics& metrics);
  WriteQueue(const WriteQueue&) = delete;
  WriteQueue& operator=(const WriteQueue&) = delete;
  /// Finishes what waits. No call of Write may be on its way in.
  ~WriteQueue();

  /// Store::Write. Safe from any thread but those that run a body, which get kInternal.
  Status Write(const Body& body);

 private:
  struct Waiting {
    const Body& body;
    Status outcome;
    bool done = false;
    std::condition_variable woken;
  };

  void Run();
  std::vector<Waiting*> NextBatch();
  void Process(const std::vector<Waiting*>& batch);
  Status RunAll(const std::vector<Waiting*>& batch);
  Status RunOne(const Body& body);
  void Answer(const std::vector<Waiting*>& batch);

  const std::unique_ptr<Connection> connection_;
  const std::size_t batch_;
  Metrics& metrics_;

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Waiting*> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace imprint::sqlite
