#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/error.h"
#include "ports/store.h"
#include "store/sqlite/connection.h"

namespace imprint::sqlite {

/// Reading connections: as many as there are reads at one time, a few of which are kept open.
/// Safe from any thread.
class ReadPool {
 public:
  ReadPool(std::string path, std::size_t kept, std::chrono::milliseconds busy)
      : path_(std::move(path)), kept_(kept), busy_(busy) {}

  /// Store::Read: runs `body` in one read transaction on the calling thread.
  Status Read(const std::function<Status(StoreReader&)>& body);

 private:
  Result<std::unique_ptr<Connection>> Take();
  void GiveBack(std::unique_ptr<Connection> connection);

  const std::string path_;
  const std::size_t kept_;
  const std::chrono::milliseconds busy_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace imprint::sqlite
