#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/error.h"
#include "ports/metrics.h"
#include "ports/store.h"
#include "store/sqlite/batch_session.h"
#include "store/sqlite/connection.h"

namespace imprint::sqlite {

/// One thread that runs all writes of this process. It commits the writes that wait together in
/// one transaction, each of them whole or not at all, and answers them when that is durable.
class WriteQueue {
 public:
  using Body = std::function<Status(StoreWriter&)>;
  using Done = std::function<void(Status)>;

  /// `batch` is at least 1.
  WriteQueue(std::unique_ptr<Connection> connection, std::size_t batch, Metrics& metrics);
  WriteQueue(const WriteQueue&) = delete;
  WriteQueue& operator=(const WriteQueue&) = delete;
  ~WriteQueue();  // stops
  /// Finishes what waits. No call may be on its way in.
  void Stop();

  /// Store::Write. Safe from any thread but those that run a body, which get kInternal.
  Status Write(const Body& body);
  /// Store::WriteLater. The same threads; `done` is called on the queue's own.
  void WriteLater(Body body, Done done);

 private:
  struct Waiting {
    Body body;
    Done done;
    Status outcome = {};
  };
  using Batch = std::vector<Waiting>;

  /// How the bodies of a transaction are kept from each other.
  enum class Apart { kNot, kBySavepoints };
  /// kSpoiled: the transaction holds some of what a body wrote that failed.
  enum class Ran { kWell, kSpoiled };

  void Run();
  Batch NextBatch();
  void Process(Batch& batch);
  Result<Ran> Commit(Batch& batch, Apart apart);
  Status Begin();
  Result<Ran> RunAll(Batch& batch, Apart apart);
  Ran RunOne(Waiting& waiting);
  Status RunApart(const Body& body);
  Status RunBody(const Body& body);

  const std::unique_ptr<Connection> connection_;
  BatchMemo memo_;
  std::size_t apart_for_ = 0;  // batches to come that begin with savepoints
  const std::size_t batch_;
  Metrics& metrics_;

  std::mutex mutex_;
  std::condition_variable arrived_;
  Batch waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace imprint::sqlite
