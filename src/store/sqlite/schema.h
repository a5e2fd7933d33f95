#pragma once

#include "base/error.h"
#include "store/sqlite/connection.h"

namespace imprint::sqlite {

/// Brings the database to this binary's schema, all or nothing, one process at a time. kInternal
/// with a text for the operator when the database is newer than this binary.
Status Migrate(Connection& connection);

}  // namespace imprint::sqlite
