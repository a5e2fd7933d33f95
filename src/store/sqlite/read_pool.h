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
#include "ports/store.h"
#include "store/sqlite/reader.h"

namespace imprint::sqlite {

/// Reading connections: as many as there are reads at one time, up to a limit, a few of which are
/// kept open. Safe from any thread.
class ReadPool {
 public:
  struct Options {
    std::size_t most = 64;                 // open at one time; at least 1
    std::size_t kept = 16;                 // open while nobody reads
    std::chrono::milliseconds busy{5000};  // waited for a lock, and for a connection
    const LogIndex* log = nullptr;         // of the same database; null: see Reader::Open
  };

  ReadPool(std::string path, const Options& options, Metrics& metrics)
      : path_(std::move(path)), options_(options), metrics_(metrics) {}

  /// Store::Read: runs `body` in one read transaction on the calling thread. kUnavailable when all
  /// connections are in use for too long.
  Status Read(const std::function<Status(StoreReader&)>& body);
  /// To be called now and then: where the log has become long, no idle reader keeps it from
  /// starting anew.
  void LetLogStartAnew();

 private:
  class Loan;

  Result<std::unique_ptr<Reader>> Take();
  void GiveBack(std::unique_ptr<Reader> reader);
  void Report() const;

  const std::string path_;
  const Options options_;
  Metrics& metrics_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::size_t busy_ = 0;
  std::size_t waiting_ = 0;  // for a connection
  std::vector<std::unique_ptr<Reader>> idle_;
};

}  // namespace imprint::sqlite
