#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "ports/metrics.h"
#include "ports/store.h"

namespace imprint {

struct PostgresOptions {
  std::string url;               // postgres://...
  std::size_t connections = 16;  // at most
  std::chrono::milliseconds acquire_timeout{5000};
  std::chrono::milliseconds connect_timeout{5000};
  std::chrono::milliseconds statement_timeout{30000};
  bool migrate = true;  // whether Open brings the schema up to date
  /// Must outlive the store.
  Metrics* metrics = &Metrics::None();
};

/// A store in a PostgreSQL database, which several processes may share. Writes are serializable:
/// one that is in another's way is run again. When the connection is lost while a write is being
/// committed, the write is answered with kUnavailable although it may have been kept.
class PostgresStore final : public Store {
 public:
  /// kInvalidField when the URL cannot be understood, kUnavailable when the database cannot be
  /// reached or lacks migrations that Open may not apply, kInternal when it was written by a newer
  /// version. Messages are for the operator and hold no password.
  static Result<std::unique_ptr<Store>> Open(const PostgresOptions& options);

  /// The database's schema; nothing is changed.
  static Result<SchemaStatus> Schema(const PostgresOptions& options);
  /// Brings the schema up to `to`, alone among all processes. kInvalidField when there is no such
  /// schema or the database is beyond it.
  static Status Migrate(const PostgresOptions& options, int to);

  PostgresStore(const PostgresStore&) = delete;
  PostgresStore& operator=(const PostgresStore&) = delete;
  /// No call may be running.
  ~PostgresStore() override;

  Status Read(const std::function<Status(StoreReader&)>& body) override;
  Status Write(const std::function<Status(StoreWriter&)>& body) override;

 private:
  struct Parts;
  explicit PostgresStore(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace imprint
