#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

#include "row_writer.h"

/// Group commit: one thread writes all rows that wait in one transaction, then wakes whoever
/// waited.
class CommitQueue {
 public:
  /// `writer` belongs to the queue's thread until the queue is gone.
  explicit CommitQueue(RowWriter& writer);
  ~CommitQueue();
  CommitQueue(const CommitQueue&) = delete;
  CommitQueue& operator=(const CommitQueue&) = delete;

  /// Returns when a new row with `body` is durable. Safe from any thread.
  void Commit(std::string_view body);

 private:
  void Run();

  RowWriter& writer_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<std::string_view> waiting_;  // the bodies belong to those who wait
  std::uint64_t batch_ = 1;                // that waiting_ will be
  bool stopping_ = false;
  // The last batch that is durable, odd and even ones apart: so that a commit wakes only those who
  // waited for it, and all of them in one call.
  std::array<std::atomic<std::uint64_t>, 2> durable_{};
  std::thread thread_;
};
