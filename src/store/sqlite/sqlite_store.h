#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "base/error.h"
#include "ports/store.h"

namespace imprint {

/// What a store did since it was opened; for metrics and tests.
struct SqliteCounters {
  std::atomic<std::uint64_t> commits{0};  // transactions; each may carry several writes
};

struct SqliteOptions {
  /// How long a lock that another process holds is waited for before kUnavailable.
  std::chrono::milliseconds busy_timeout{5000};
  /// Writes that one commit carries at most; at least 1.
  std::size_t batch = 256;
  /// Reading connections that stay open while nobody reads.
  std::size_t idle_readers = 16;
  /// Counts here when it is set.
  std::shared_ptr<SqliteCounters> counters = {};
};

/// A Store in one SQLite file, which several processes may use at the same time.
class SqliteStore final : public Store {
 public:
  /// Opens the database at `path`, in a folder that exists; makes it (mode 0600) where there is
  /// none and brings its schema up to date. kUnavailable when it cannot be opened or written,
  /// kInternal when it is damaged or was written by a newer version. Messages are for the
  /// operator.
  static Result<std::unique_ptr<Store>> Open(const std::string& path,
                                             const SqliteOptions& options = {});
  SqliteStore(const SqliteStore&) = delete;
  SqliteStore& operator=(const SqliteStore&) = delete;
  /// No call may be running.
  ~SqliteStore() override;

  Status Read(const std::function<Status(StoreReader&)>& body) override;
  Status Write(const std::function<Status(StoreWriter&)>& body) override;

 private:
  struct Parts;
  explicit SqliteStore(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace imprint
