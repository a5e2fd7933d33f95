#include "store/postgres/schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "ports/clock.h"
#include "store/postgres/backoff.h"
#include "store/postgres/migrations.h"
#include "store/postgres/transaction.h"

namespace imprint::postgres {
namespace {

// A row that is locked by whoever migrates: every database that speaks this SQL knows row locks.
constexpr char kLockTables[] = R"sql(
CREATE TABLE IF NOT EXISTS migration_lock (id BIGINT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS migrations (
  number BIGINT PRIMARY KEY,
  name TEXT NOT NULL,
  applied BIGINT NOT NULL
);
INSERT INTO migration_lock (id) VALUES (1) ON CONFLICT DO NOTHING;
)sql";

constexpr int kTries = 20;

struct Applied {
  std::int64_t number = 0;
  Time when;
};

Applied ReadApplied(Row& row) {
  Applied applied;
  row.Read(applied.number, applied.when);
  return applied;
}

Result<std::vector<Applied>> ListApplied(Connection& connection) {
  Transaction transaction(connection, TransactionKind::kRead, 0);
  auto there = transaction.QueryOne<bool>(
      "SELECT EXISTS (SELECT 1 FROM information_schema.tables WHERE table_name = 'migrations' "
      "AND table_schema = current_schema())",
      ReadColumn<bool>);
  Result<std::vector<Applied>> applied;
  if (there && there->value_or(false)) {
    applied =
        transaction.QueryAll("SELECT number, applied FROM migrations ORDER BY number", ReadApplied);
  } else if (!there) {
    applied = Fail(std::move(there.error()));
  }
  transaction.End();
  (void)connection.Settle();
  return applied;
}

Result<int> CurrentSchema(Connection& connection) {
  const auto applied = ListApplied(connection);
  if (!applied) return Fail(applied.error());
  return applied->empty() ? 0 : static_cast<int>(applied->back().number);
}

Status ToStatus(const Outcome<Rows>& outcome) {
  if (!outcome) return Fail(outcome.error().error);
  return {};
}

// Two processes that make one table at the same time get errors of many kinds, also where each
// asks for it only if it is not there.
Status MakeLockTables(Connection& connection) {
  for (int tries = 1;; ++tries) {
    const auto made = connection.RunScript(kLockTables);
    if (made || connection.lost() || tries == kTries) return ToStatus(made);
    std::this_thread::sleep_for(
        std::chrono::milliseconds(static_cast<std::int64_t>(10 + 100 * RandomFraction())));
  }
}

Outcome<void> ApplyLocked(Connection& connection, int number) {
  constexpr char kTakeLock[] =
      "BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; "
      "SELECT id FROM migration_lock WHERE id = 1 FOR UPDATE";
  if (auto locked = connection.RunScript(kTakeLock); !locked) {
    return tl::unexpected(std::move(locked.error()));
  }
  const auto there =
      connection.RunScript(fmt::format("SELECT number FROM migrations WHERE number >= {}", number));
  if (!there) return tl::unexpected(there.error());
  if (there->size() == 0) {
    const Migration& migration = Migrations()[static_cast<std::size_t>(number - 1)];
    const auto ran = connection.RunScript(
        fmt::format("{}; INSERT INTO migrations (number, name, applied) VALUES ({}, '{}', {})",
                    migration.sql, number, migration.name, ToMillis(SystemClock().Now())));
    if (!ran) return tl::unexpected(ran.error());
  }
  if (auto kept = connection.RunScript("COMMIT"); !kept) {
    return tl::unexpected(std::move(kept.error()));
  }
  return {};
}

Status Apply(Connection& connection, int number) {
  for (int tries = 1;; ++tries) {
    auto applied = ApplyLocked(connection, number);
    if (applied) return {};
    if (!connection.lost()) (void)connection.RunScript("ROLLBACK");
    if (applied.error().kind != FailureKind::kRetry || tries == kTries) {
      return Fail(std::move(applied.error().error));
    }
  }
}

}  // namespace

int NewestSchema() {
  return static_cast<int>(Migrations().size());
}

Result<SchemaStatus> ReadSchema(Connection& connection) {
  const auto applied = ListApplied(connection);
  if (!applied) return Fail(applied.error());
  SchemaStatus status = NothingApplied(Migrations());
  for (const Applied& row : *applied) {
    status.current = static_cast<int>(row.number);
    for (auto& migration : status.migrations) {
      if (migration.number == row.number) migration.applied = row.when;
    }
  }
  return status;
}

Status Migrate(Connection& connection, int to) {
  const auto current = CurrentSchema(connection);
  if (!current) return Fail(current.error());
  if (auto checked = CheckTarget(*current, to, NewestSchema()); !checked) return checked;
  if (*current == to) return {};
  if (auto made = MakeLockTables(connection); !made) return made;
  for (int number = *current + 1; number <= to; ++number) {
    if (auto applied = Apply(connection, number); !applied) return applied;
  }
  return {};
}

Status RequireNewest(Connection& connection) {
  const auto current = CurrentSchema(connection);
  if (!current) return Fail(current.error());
  return CheckNewest(*current, NewestSchema());
}

}  // namespace imprint::postgres
