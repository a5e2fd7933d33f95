#include "store/postgres/postgres_store.h"

#include <utility>

#include "store/postgres/connection.h"
#include "store/postgres/pool.h"
#include "store/postgres/runner.h"
#include "store/postgres/schema.h"
#include "store/postgres/target.h"

namespace imprint {
namespace {

using Clock = std::chrono::steady_clock;
using postgres::Connection;
using postgres::Patience;
using postgres::Target;

// After this long without a sign of life a connection counts as broken.
constexpr std::chrono::seconds kDeadAfter{15};
// Another process may hold the lock while its migration runs.
constexpr std::chrono::minutes kMigrationTime{60};

Result<std::unique_ptr<Connection>> OpenForSchema(const Target& target,
                                                  const PostgresOptions& options) {
  return Connection::Open(target, Patience{options.connect_timeout, kMigrationTime});
}

Status Prepare(const Target& target, const PostgresOptions& options) {
  auto connection = OpenForSchema(target, options);
  if (!connection) return Fail(std::move(connection.error()));
  if (!options.migrate) return postgres::RequireNewest(**connection);
  return postgres::Migrate(**connection, postgres::NewestSchema());
}

}  // namespace

struct PostgresStore::Parts {
  Parts(const Target& target, const PostgresOptions& options)
      : metrics(*options.metrics),
        pool(
            {options.connections, options.acquire_timeout},
            [target, patience = Patience{options.connect_timeout, options.statement_timeout}] {
              return Connection::Open(target, patience);
            },
            metrics) {}

  Metrics& metrics;
  postgres::Pool pool;
};

Result<std::unique_ptr<Store>> PostgresStore::Open(const PostgresOptions& options) {
  const auto target = Target::Parse(options.url, kDeadAfter);
  if (!target) return Fail(target.error());
  if (auto prepared = Prepare(*target, options); !prepared) {
    return Fail(postgres::ForOperator(std::move(prepared.error()), target->Text()));
  }
  return std::unique_ptr<Store>(new PostgresStore(std::make_unique<Parts>(*target, options)));
}

Result<SchemaStatus> PostgresStore::Schema(const PostgresOptions& options) {
  const auto target = Target::Parse(options.url, kDeadAfter);
  if (!target) return Fail(target.error());
  auto connection = OpenForSchema(*target, options);
  if (!connection) return Fail(postgres::ForOperator(connection.error(), target->Text()));
  auto status = postgres::ReadSchema(**connection);
  if (!status) return Fail(postgres::ForOperator(status.error(), target->Text()));
  return status;
}

Status PostgresStore::Migrate(const PostgresOptions& options, int to) {
  const auto target = Target::Parse(options.url, kDeadAfter);
  if (!target) return Fail(target.error());
  auto connection = OpenForSchema(*target, options);
  if (!connection) return Fail(postgres::ForOperator(connection.error(), target->Text()));
  if (auto migrated = postgres::Migrate(**connection, to); !migrated) {
    return Fail(postgres::ForOperator(migrated.error(), target->Text()));
  }
  return {};
}

PostgresStore::PostgresStore(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
PostgresStore::~PostgresStore() = default;

Status PostgresStore::Read(const std::function<Status(StoreReader&)>& body) {
  auto outcome = postgres::RunRead(parts_->pool, body);
  if (!outcome && outcome.error().code() == ErrorCode::kUnavailable) {
    parts_->metrics.Add(Count::kStoreFailures);
  }
  return outcome;
}

Status PostgresStore::Write(const std::function<Status(StoreWriter&)>& body) {
  const auto start = Clock::now();
  auto outcome = postgres::RunWrite(parts_->pool, body, parts_->metrics);
  parts_->metrics.Took(Duration::kCommitWait, Clock::now() - start);
  if (outcome) {
    parts_->metrics.Add(Count::kCommits);
    parts_->metrics.Add(Count::kWrites);
  } else if (outcome.error().code() == ErrorCode::kUnavailable) {
    parts_->metrics.Add(Count::kStoreFailures);
  }
  return outcome;
}

}  // namespace imprint
