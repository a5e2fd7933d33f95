#include "store/sqlite/sqlite_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <thread>
#include <utility>

#include "store/sqlite/connection.h"
#include "store/sqlite/log_index.h"
#include "store/sqlite/read_pool.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/write_queue.h"

namespace imprint {
namespace {

using sqlite::Access;
using sqlite::Connection;

// SQLite gives the files beside the database the database's own mode. An existing file must not
// be opened here: closing it would drop the locks that this process has on it.
Status MakeFile(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file >= 0) {
    ::close(file);
    return {};
  }
  if (errno == EEXIST) return {};
  return Fail(sqlite::Unavailable("cannot make " + path + ": " + std::strerror(errno)));
}

// Changing the journal mode needs the file alone and does not wait for it by itself.
Status UseWriteAheadLog(Connection& connection, std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  for (;;) {
    connection.ClearFailure();
    const auto mode = sqlite::QueryOne<std::string>(connection, "PRAGMA journal_mode = WAL",
                                                    sqlite::ReadColumn<std::string>);
    if (mode && *mode == "wal") return {};
    if (mode) {
      return Fail(sqlite::Unavailable("the file system does not take a write-ahead log"));
    }
    if (mode.error().code() != ErrorCode::kUnavailable ||
        std::chrono::steady_clock::now() >= until) {
      return Fail(mode.error());
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

Status Prepare(Connection& connection, const SqliteOptions& options) {
  if (auto logging = UseWriteAheadLog(connection, options.busy_timeout); !logging) {
    return logging;
  }
  return connection.RunScript(
      "PRAGMA synchronous = FULL;"
      // Four times SQLite's own: folding the log back takes milliseconds in which nobody's write is
      // answered, and pages that many writes change are folded once.
      "PRAGMA wal_autocheckpoint = 4000;"
      "PRAGMA trusted_schema = OFF;"
      "PRAGMA journal_size_limit = 67108864;");
}

Result<std::unique_ptr<Connection>> OpenForWriting(const std::string& path,
                                                   const SqliteOptions& options) {
  if (auto made = MakeFile(path); !made) return Fail(std::move(made.error()));
  auto connection = Connection::Open(path, Access::kReadWrite, options.busy_timeout);
  if (!connection) return connection;
  if (auto prepared = Prepare(**connection, options); !prepared) {
    return Fail(std::move(prepared.error()));
  }
  return connection;
}

// The generic texts are for clients; whoever opens a store is its operator.
Error ForOperator(Error error, const std::string& path) {
  std::string message = "The database " + path + " cannot be used: ";
  message += error.detail.empty() ? error.message() : error.detail;
  return Error(error.code(), std::move(message)).WithDetail(std::move(error.detail));
}

}  // namespace

struct SqliteStore::Parts {
  Parts(std::unique_ptr<Connection> connection, const std::string& path,
        const SqliteOptions& options)
      : metrics(*options.metrics),
        log(sqlite::LogIndex::Of(*connection)),
        writes(std::move(connection), options.batch, metrics),
        reads(path,
              {options.readers, options.idle_readers, options.busy_timeout, log ? &*log : nullptr},
              metrics) {}

  // What still waits is answered while all of this is there.
  ~Parts() { writes.Stop(); }

  Status Counted(Status outcome) {
    if (!outcome && outcome.error().code() == ErrorCode::kUnavailable) {
      metrics.Add(Count::kStoreFailures);
    }
    return outcome;
  }

  /// What a write came to, after it.
  Status Noted(std::chrono::steady_clock::time_point asked, Status outcome) {
    metrics.Took(Duration::kCommitWait, std::chrono::steady_clock::now() - asked);
    if (outcome) {
      metrics.Add(Count::kWrites);
      reads.LetLogStartAnew();
    }
    return Counted(std::move(outcome));
  }

  Metrics& metrics;
  const std::optional<sqlite::LogIndex> log;  // by the writing connection
  // The writing connection is closed last: it can fold the log back into the database.
  sqlite::WriteQueue writes;
  sqlite::ReadPool reads;
};

Result<std::unique_ptr<Store>> SqliteStore::Open(const std::string& path,
                                                 const SqliteOptions& options) {
  auto connection = OpenForWriting(path, options);
  if (!connection) return Fail(ForOperator(connection.error(), path));
  auto fits = options.migrate ? sqlite::Migrate(**connection, sqlite::NewestSchema())
                              : sqlite::RequireNewest(**connection);
  if (!fits) return Fail(ForOperator(fits.error(), path));
  return std::unique_ptr<Store>(
      new SqliteStore(std::make_unique<Parts>(std::move(*connection), path, options)));
}

Result<SchemaStatus> SqliteStore::Schema(const std::string& path) {
  if (::access(path.c_str(), F_OK) != 0 && errno == ENOENT) return sqlite::KnownSchemas();
  // One that may only read would leave the files of its log behind.
  auto connection = Connection::Open(path, Access::kReadWrite, SqliteOptions().busy_timeout);
  if (!connection) {
    connection = Connection::Open(path, Access::kReadOnly, SqliteOptions().busy_timeout);
  }
  if (!connection) return Fail(ForOperator(connection.error(), path));
  auto status = sqlite::ReadSchema(**connection);
  if (!status) return Fail(ForOperator(status.error(), path));
  return status;
}

Status SqliteStore::Migrate(const std::string& path, int to) {
  auto connection = OpenForWriting(path, SqliteOptions());
  if (!connection) return Fail(ForOperator(connection.error(), path));
  auto migrated = sqlite::Migrate(**connection, to);
  if (!migrated) return Fail(ForOperator(migrated.error(), path));
  return {};
}

SqliteStore::SqliteStore(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
SqliteStore::~SqliteStore() = default;

Status SqliteStore::Read(const std::function<Status(StoreReader&)>& body) {
  auto outcome = parts_->Counted(parts_->reads.Read(body));
  // Another process may have made it long.
  parts_->reads.LetLogStartAnew();
  return outcome;
}

Status SqliteStore::Write(const std::function<Status(StoreWriter&)>& body) {
  const auto asked = std::chrono::steady_clock::now();
  return parts_->Noted(asked, parts_->writes.Write(body));
}

void SqliteStore::WriteLater(std::function<Status(StoreWriter&)> body,
                             std::function<void(Status)> done) {
  const auto asked = std::chrono::steady_clock::now();
  parts_->writes.WriteLater(std::move(body),
                            [parts = parts_.get(), asked, done = std::move(done)](Status outcome) {
                              done(parts->Noted(asked, std::move(outcome)));
                            });
}

}  // namespace imprint
