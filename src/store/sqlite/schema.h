#pragma once

#include "base/error.h"
#include "ports/store.h"
#include "store/sqlite/connection.h"

namespace imprint::sqlite {

/// The newest schema that this binary knows.
int NewestSchema();

/// What an empty database has.
SchemaStatus KnownSchemas();

/// The schema that the database has; changes nothing.
Result<SchemaStatus> ReadSchema(Connection& connection);

/// Brings the database to schema `to`, all or nothing, one process at a time. Messages are for the
/// operator: kInternal when the database is newer than this binary, kInvalidField when `to` is
/// older than the database or unknown.
Status Migrate(Connection& connection, int to);

/// Succeeds when the database has exactly this binary's schema. kInternal when it is newer,
/// kUnavailable when it must be migrated first.
Status RequireNewest(Connection& connection);

}  // namespace imprint::sqlite
