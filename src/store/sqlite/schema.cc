#include "store/sqlite/schema.h"

#include <utility>

#include "ports/clock.h"
#include "store/sqlite/migrations.h"

namespace imprint::sqlite {
namespace {

// The first schema whose table of versions says when they were applied.
constexpr int kTellsTimes = 2;

struct Applied {
  std::int64_t number = 0;
  std::optional<Time> when;
};

Applied ReadApplied(Statement& row) {
  Applied applied;
  row.Read(applied.number, applied.when);
  return applied;
}

Result<int> CurrentSchema(Connection& connection) {
  auto exists = QueryOne<std::int64_t>(
      connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'schema_version'",
      ReadColumn<std::int64_t>);
  if (!exists) return Fail(std::move(exists.error()));
  if (exists->value_or(0) == 0) return 0;
  auto version = QueryOne<std::int64_t>(connection, "SELECT max(version) FROM schema_version",
                                        ReadColumn<std::int64_t>);
  if (!version) return Fail(std::move(version.error()));
  return static_cast<int>(version->value_or(0));
}

Status NoteTimes(Connection& connection, SchemaStatus& status) {
  auto applied = QueryAll(connection, "SELECT version, applied FROM schema_version", ReadApplied);
  if (!applied) return Fail(std::move(applied.error()));
  for (const Applied& row : *applied) {
    for (auto& migration : status.migrations) {
      if (migration.number == row.number) migration.applied = row.when;
    }
  }
  return {};
}

Result<SchemaStatus> Describe(Connection& connection) {
  const auto current = CurrentSchema(connection);
  if (!current) return Fail(current.error());
  SchemaStatus status = KnownSchemas();
  status.current = *current;
  if (status.current >= kTellsTimes) {
    if (auto noted = NoteTimes(connection, status); !noted) return Fail(std::move(noted.error()));
  }
  return status;
}

Status ApplyMissing(Connection& connection, int to) {
  const auto current = CurrentSchema(connection);
  if (!current) return Fail(current.error());
  if (auto checked = CheckTarget(*current, to, NewestSchema()); !checked) return checked;
  if (*current == 0) {
    auto made = connection.RunScript(
        "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL) STRICT");
    if (!made) return made;
  }
  for (int schema = *current; schema < to; ++schema) {
    const Migration& migration = Migrations()[static_cast<std::size_t>(schema)];
    if (auto ran = connection.RunScript(migration.sql); !ran) return ran;
    auto noted = Execute(connection, "INSERT INTO schema_version (version) VALUES (?1)",
                         std::int64_t{schema} + 1);
    if (!noted) return noted;
  }
  if (to < kTellsTimes) return {};
  return Execute(connection, "UPDATE schema_version SET applied = ?1 WHERE version > ?2",
                 SystemClock().Now(), std::int64_t{*current});
}

}  // namespace

int NewestSchema() {
  return static_cast<int>(Migrations().size());
}

SchemaStatus KnownSchemas() {
  return NothingApplied(Migrations());
}

Result<SchemaStatus> ReadSchema(Connection& connection) {
  if (auto begun = Execute(connection, "BEGIN"); !begun) return Fail(std::move(begun.error()));
  auto status = Describe(connection);
  connection.Rollback();
  return status;
}

Status Migrate(Connection& connection, int to) {
  if (auto begun = Execute(connection, "BEGIN IMMEDIATE"); !begun) return begun;
  auto applied = ApplyMissing(connection, to);
  if (applied) applied = Execute(connection, "COMMIT");
  connection.Rollback();
  return applied;
}

Status RequireNewest(Connection& connection) {
  const auto current = CurrentSchema(connection);
  if (!current) return Fail(current.error());
  return CheckNewest(*current, NewestSchema());
}

}  // namespace imprint::sqlite
