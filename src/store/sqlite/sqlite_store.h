#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "base/error.h"
#include "ports/metrics.h"
#include "ports/store.h"

namespace imprint {

struct SqliteOptions {
  /// How long a lock that another process holds, or a free reading connection, is waited for
  /// before kUnavailable.
  std::chrono::milliseconds busy_timeout{5000};
  /// Writes that one commit carries at most; at least 1.
  std::size_t batch = 256;
  /// Reading connections at one time, which is how many reads run side by side; at least 1.
  std::size_t readers = 64;
  /// Of them, those that stay open while nobody reads.
  std::size_t idle_readers = 16;
  /// Whether opening brings the schema up to date; otherwise it must be.
  bool migrate = true;
  /// Must outlive the store.
  Metrics* metrics = &Metrics::None();
};

/// A Store in one SQLite file, which several processes may use at the same time.
class SqliteStore final : public Store {
 public:
  /// Opens the database at `path`, in a folder that exists; makes it (mode 0600) where there is
  /// none. kUnavailable when it cannot be opened or written or when its schema is too old and not
  /// to be changed, kInternal when it is damaged or was written by a newer version. Messages are
  /// for the operator.
  static Result<std::unique_ptr<Store>> Open(const std::string& path,
                                             const SqliteOptions& options = {});

  /// The schema of the database at `path`, which is left as it is; 0 where there is no file.
  static Result<SchemaStatus> Schema(const std::string& path);
  /// Brings the database at `path` to schema `to`, making it where there is none. kInvalidField
  /// for one that is older than the database's or unknown; otherwise errors as Open.
  static Status Migrate(const std::string& path, int to);

  SqliteStore(const SqliteStore&) = delete;
  SqliteStore& operator=(const SqliteStore&) = delete;
  /// No call may be running.
  ~SqliteStore() override;

  Status Read(const std::function<Status(StoreReader&)>& body) override;
  Status Write(const std::function<Status(StoreWriter&)>& body) override;
  void WriteLater(std::function<Status(StoreWriter&)> body,
                  std::function<void(Status)> done) override;

 private:
  struct Parts;
  explicit SqliteStore(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace imprint
