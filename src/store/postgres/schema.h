#pragma once

#include "base/error.h"
#include "ports/store.h"
#include "store/postgres/connection.h"

namespace imprint::postgres {

/// The newest schema that this program knows.
int NewestSchema();

/// Which schema the database has; nothing is changed.
Result<SchemaStatus> ReadSchema(Connection& connection);

/// Applies what is missing up to `to`, each migration in a transaction of its own under a lock that
/// only one process holds. kInvalidField when there is no such schema or the database is beyond it.
Status Migrate(Connection& connection, int to);

/// An error when the database is newer (kInternal) or older (kUnavailable) than this program.
Status RequireNewest(Connection& connection);

}  // namespace imprint::postgres
