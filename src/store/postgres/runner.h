#pragma once

#include <functional>

#include "ports/metrics.h"
#include "ports/store.h"
#include "store/postgres/pool.h"

namespace imprint::postgres {

using ReadBody = std::function<Status(StoreReader&)>;
using WriteBody = std::function<Status(StoreWriter&)>;

/// Runs `body` in one read-only transaction.
Status RunRead(Pool& pool, const ReadBody& body);

/// Runs `body` in a serializable transaction, again when others were in its way, and once more when
/// the connection was lost before the commit was sent. A commit whose outcome is unknown is
/// kUnavailable and is not run again.
Status RunWrite(Pool& pool, const WriteBody& body, Metrics& metrics);

}  // namespace imprint::postgres
